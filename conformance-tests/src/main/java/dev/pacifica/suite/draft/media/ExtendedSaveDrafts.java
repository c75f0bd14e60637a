package dev.pacifica.suite.draft.media;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** XSAVE and XRSTOR of x87 and SSE state (FPU-23, FPU-24). Guests put XCR0 back. */
public final class ExtendedSaveDrafts {
    private static final long OSXSAVE = 1 << 18;
    private static final long TS = 1 << 3;
    private static final int IMAGE = StateSaveDrafts.IMAGE;
    private static final int HEADER = IMAGE + 512;
    private static final long PATTERN = 0x0102_0304_0506_0708L;

    private final MediaTrials trials = new MediaTrials();

    private ExtendedSaveDrafts() {}

    public static List<Draft> all() {
        ExtendedSaveDrafts drafts = new ExtendedSaveDrafts();
        for (String name : new String[] {"xsave", "xrstor"}) {
            drafts.refusals(name);
        }
        for (int asked = 0; asked < 4; asked++) {
            for (int enabled : new int[] {1, 3}) {
                drafts.save(asked, enabled);
                for (int present = 0; present < 4; present++) {
                    if ((present & ~enabled) == 0) {
                        drafts.restore(asked, enabled, present);
                    }
                }
            }
        }
        drafts.headers();
        return drafts.trials.all();
    }

    private Draft draft(String name, String... lines) {
        return trials.guest(name, Guest.long64(), lines)
                .requires("XSAVE")
                .setBits("CR4", OSXSAVE)
                .gpr("rdx", 0)
                .gpr("rcx", 0);
    }

    private void refusals(String name) {
        String failure = "OSXSAVE, TS or the alignment is not checked, or EM is";
        String rule = name.equals("xsave") ? "FPU-23" : "FPU-24";
        String text = name.toUpperCase(Locale.ROOT);
        for (long ts : new long[] {0, TS}) {
            Draft off = draft(
                            name + (ts == 0 ? "-without-osxsave" : "-without-osxsave-with-ts"),
                            "nop",
                            "trial: " + name + " [rbx+1024]")
                    .clearBits("CR4", OSXSAVE)
                    .setBits("CR0", ts)
                    .about(text + " with OSXSAVE clear", failure);
            MediaTrials.faults(off, Guest.long64(), rule, Attempt.UD);
        }
        Draft ts = draft(name + "-with-ts", "nop", "trial: " + name + " [rbx+1024]")
                .setBits("CR0", TS)
                .about(text + " with TS set", failure);
        MediaTrials.faults(ts, Guest.long64(), "FPU-02", MediaTrials.NM);
        for (int offset : new int[] {1, 8, 16, 32}) {
            Draft draft = draft(
                            "%s-misaligned-by-%d".formatted(name, offset),
                            "nop",
                            "trial: %s [rbx+%d]".formatted(name, IMAGE + offset))
                    .about("%s of an operand at a multiple of 64 plus %d".formatted(text, offset), failure);
            MediaTrials.faults(draft, Guest.long64(), rule, Attempt.GP);
        }
        Draft absent = trials.guest(
                        name + "-without-the-feature", Guest.long64(), "nop", "trial: " + name + " [rbx+1024]")
                .requires("!XSAVE")
                .about(text + " on a processor without it", "the instruction exists all the same");
        MediaTrials.faults(absent, Guest.long64(), rule, Attempt.UD);
    }

    /** Sets XCR0, and sets it back. */
    private static List<String> xcr0(int value) {
        return List.of("mov eax, %d".formatted(value), "xsetbv");
    }

    /** With x87 registers and XMM registers that are not in their initial state, so that all components are in use. */
    private void save(int asked, int enabled) {
        List<String> lines = new ArrayList<>(xcr0(enabled));
        lines.addAll(List.of("fld1", "movdqu xmm5, [rbx]", "mov eax, %d".formatted(asked), "xsave [rbx+1024]"));
        lines.add("mov ax, [rbx+%d]".formatted(IMAGE + 2));
        lines.add("mov [rbx+64], ax");
        lines.add("movdqu xmm6, [rbx+%d]".formatted(IMAGE + 160 + 16 * 5));
        lines.add("movdqu [rbx+80], xmm6");
        lines.addAll(List.of("lea edi, [rbx+1024]", "mov ecx, 128", "xor eax, eax", "cld", "rep stosd"));
        lines.addAll(xcr0(1));
        int stored = asked & enabled;
        Draft draft = draft("xsave-of-%d-with-xcr0-%d".formatted(asked, enabled), lines.toArray(String[]::new))
                .data(Draft.SCRATCH, MediaTrials.quadwords(PATTERN, ~PATTERN))
                .data(Draft.SCRATCH + IMAGE, image(0))
                .about(
                        "XSAVE with EAX = %d and XCR0 = %d".formatted(asked, enabled),
                        "a component is stored that is not asked for or not enabled, or is not marked in the header");
        MediaTrials.passes(draft, Guest.long64(), "FPU-23");
        MediaTrials.memory(draft, "FPU-23", HEADER, -1, stored);
        MediaTrials.memory(draft, "FPU-23", 64, 0xFFFF, (stored & 1) != 0 ? 0x3800 : 0);
        MediaTrials.memory(draft, "FPU-23", 80, -1, (stored & 2) != 0 ? PATTERN : xmm(5));
    }

    private static long xmm(int n) {
        return ~PATTERN * (n + 2);
    }

    /** An image of one control word, MXCSR and XMM registers, with this header. */
    private static byte[] image(long present) {
        ByteBuffer image = ByteBuffer.allocate(576).order(ByteOrder.LITTLE_ENDIAN);
        image.putInt(24, 0x1F80);
        for (int n = 0; n < 16; n++) {
            image.putLong(160 + 16 * n, xmm(n));
        }
        image.putLong(512, present);
        return image.array();
    }

    private void restore(int asked, int enabled, int present) {
        List<String> lines = new ArrayList<>(xcr0(enabled));
        lines.addAll(
                List.of("fldcw [rbx+16]", "movdqu xmm5, [rbx]", "mov eax, %d".formatted(asked), "xrstor [rbx+1024]"));
        lines.addAll(List.of("fnstcw [rbx+64]", "movdqu [rbx+80], xmm5"));
        lines.addAll(xcr0(1));
        byte[] image = image(present);
        image[0] = 0x7F;
        image[1] = 0x0E;
        int loaded = asked & enabled;
        Draft draft = draft(
                        "xrstor-of-%d-with-xcr0-%d-and-header-%d".formatted(asked, enabled, present),
                        lines.toArray(String[]::new))
                .data(Draft.SCRATCH, MediaTrials.quadwords(PATTERN, ~PATTERN, 0x27F))
                .data(Draft.SCRATCH + IMAGE, image)
                .about(
                        "XRSTOR with EAX = %d, XCR0 = %d and components %d in the header"
                                .formatted(asked, enabled, present),
                        "a component is loaded that is not asked for, or does not take its initial state if it is not in the header");
        MediaTrials.passes(draft, Guest.long64(), "FPU-24");
        long control = (loaded & 1) == 0 ? 0x27F : (present & 1) != 0 ? 0xE7F : 0x37F;
        MediaTrials.memory(draft, "FPU-24", 64, 0xFFFF, control);
        MediaTrials.memory(draft, "FPU-24", 80, -1, (loaded & 2) == 0 ? PATTERN : (present & 2) != 0 ? xmm(5) : 0);
    }

    private void headers() {
        String failure = "the header is not checked";
        for (int bit : new int[] {1, 2, 62}) {
            refused(
                    "xrstor-of-component-%d-that-xcr0-has-not".formatted(bit),
                    image(1L << bit),
                    "a component in the header that XCR0 has not",
                    failure);
        }
        for (int at = 8; at < 24; at++) {
            byte[] image = image(1);
            image[512 + at] = 1;
            image[0] = 0x7F;
            image[1] = 0x03;
            refused("xrstor-with-header-byte-" + at, image, "byte %d of the header not zero".formatted(at), failure);
        }
        byte[] reserved = image(3);
        reserved[26] = 1;
        List<String> lines = new ArrayList<>(xcr0(3));
        lines.addAll(List.of("mov eax, 3", "trial: xrstor [rbx+1024]"));
        Draft bad = draft("xrstor-with-reserved-mxcsr-bit", lines.toArray(String[]::new))
                .data(Draft.SCRATCH + IMAGE, reserved)
                .about("XRSTOR of an MXCSR with bit 16 set", "reserved bits of MXCSR are not checked");
        MediaTrials.faults(bad, Guest.long64(), "FPU-17", Attempt.GP);
        bad.host(
                "fninit",
                "vmrun",
                "fninit",
                "mov rcx, cr4",
                "or ecx, 0x40000",
                "mov cr4, rcx",
                "xor ecx, ecx",
                "xor edx, edx",
                "mov eax, 1",
                "xsetbv",
                "mov rcx, cr4",
                "and ecx, 0xfffbffff",
                "mov cr4, rcx",
                "xor ecx, ecx",
                "xor eax, eax",
                "cmp eax, eax",
                "jmp end");
    }

    private void refused(String name, byte[] image, String what, String failure) {
        Draft draft = draft(name, "mov eax, 1", "trial: xrstor [rbx+1024]")
                .data(Draft.SCRATCH + IMAGE, image)
                .about("XRSTOR with " + what, failure);
        MediaTrials.faults(draft, Guest.long64(), "FPU-24", Attempt.GP);
    }
}
