package dev.pacifica.suite.draft.media;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** FXSAVE, FXRSTOR, LDMXCSR and STMXCSR (FPU-12 to FPU-14, FPU-17). */
public final class StateSaveDrafts {
    static final int IMAGE = 1024;
    private static final long PATTERN = 0x1122_3344_5566_7788L;
    private static final int MXCSR = 0x5FA4;

    private final MediaTrials trials = new MediaTrials();

    private StateSaveDrafts() {}

    public static List<Draft> all() {
        StateSaveDrafts drafts = new StateSaveDrafts();
        for (Guest guest : new Guest[] {Guest.long64(), Guest.protected32(), Guest.compatibility()}) {
            drafts.save(guest);
            drafts.restore(guest);
        }
        drafts.pendingRestored();
        drafts.alignment();
        drafts.mxcsr();
        drafts.upperRegisters();
        return drafts.trials.all();
    }

    private static String mode(Guest guest) {
        return guest.bits() == 64
                ? "64-bit-mode"
                : (guest.fields().getOrDefault("EFER", 0L) & 0x400) != 0 ? "compatibility-mode" : "protected-mode";
    }

    private static int registers(Guest guest) {
        return guest.bits() == 64 ? 16 : 8;
    }

    /** What register n holds, below and above. */
    private static long content(int n, int half) {
        return PATTERN * (2 * n + half + 3);
    }

    private static byte[] image(int mxcsr, int control, int status, int tags) {
        ByteBuffer image = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        image.putShort(0, (short) control);
        image.putShort(2, (short) status);
        image.put(4, (byte) tags);
        image.putInt(24, mxcsr);
        for (int n = 0; n < 8; n++) {
            image.putLong(32 + 16 * n, content(n, 0) | Long.MIN_VALUE);
            image.putShort(40 + 16 * n, (short) (0x3FF0 + n));
        }
        for (int n = 0; n < 32; n++) {
            image.putLong(160 + 8 * n, content(n / 2, n % 2));
        }
        return image.array();
    }

    /** XMM registers and MXCSR from data, two x87 registers; of the image only what the rule defines is left. */
    private void save(Guest guest) {
        String pointer = MediaTrials.pointer(guest);
        List<String> lines = new ArrayList<>(List.of("fld1", "fldz", "ldmxcsr [%s]".formatted(pointer)));
        ByteBuffer data = ByteBuffer.allocate(16 + 16 * registers(guest)).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(0, MXCSR);
        for (int n = 0; n < registers(guest); n++) {
            lines.add("movdqu xmm%d, [%s+%d]".formatted(n, pointer, 16 + 16 * n));
            data.putLong(16 + 16 * n, content(n, 0)).putLong(24 + 16 * n, content(n, 1));
        }
        lines.add("fxsave [%s+%d]".formatted(pointer, IMAGE));
        lines.add("xor eax, eax");
        for (int at = 8; at < 32; at += 4) {
            if (at != 24) {
                lines.add("mov [%s+%d], eax".formatted(pointer, IMAGE + at));
            }
        }
        lines.add("mov [%s+%d], ax".formatted(pointer, IMAGE + 6));
        lines.add("mov [%s+%d], al".formatted(pointer, IMAGE + 5));
        for (int n = 0; n < 8; n++) { // the first two are known; the rest keeps what it held before
            for (int at = n < 2 ? 10 : 0; at < 16; at += 2) {
                lines.add("mov [%s+%d], ax".formatted(pointer, IMAGE + 32 + 16 * n + at));
            }
        }
        lines.add("lea edi, [%s+%d]".formatted(pointer, IMAGE + 160 + 16 * registers(guest)));
        lines.add("mov ecx, %d".formatted((512 - 160 - 16 * registers(guest)) / 4));
        lines.addAll(List.of("cld", "rep stosd"));
        Draft draft = trials.guest("fxsave-in-" + mode(guest), guest, lines.toArray(String[]::new))
                .data(Draft.SCRATCH, data.array())
                .about("FXSAVE of known registers", "a register is missing, or lies elsewhere in the image");
        MediaTrials.passes(draft, guest, "FPU-12");
        MediaTrials.memory(draft, "FPU-12", IMAGE, 0xFF_FFFF_FFFFL, 0x37FL | 0x3000L << 16 | 0xC0L << 32);
        MediaTrials.memory(draft, "FPU-12", IMAGE + 24, 0xFFFF_FFFFL, MXCSR);
        MediaTrials.memory(draft, "FPU-12", IMAGE + 32, -1, 0);
        MediaTrials.memory(draft, "FPU-12", IMAGE + 48, -1, Long.MIN_VALUE);
        MediaTrials.memory(draft, "FPU-12", IMAGE + 56, 0xFFFF, 0x3FFF);
        for (int n = 0; n < 2 * registers(guest); n++) {
            MediaTrials.memory(draft, "FPU-12", IMAGE + 160 + 8 * n, -1, content(n / 2, n % 2));
        }
    }

    private void restore(Guest guest) {
        String pointer = MediaTrials.pointer(guest);
        List<String> lines = new ArrayList<>(List.of("fxrstor [%s+%d]".formatted(pointer, IMAGE)));
        lines.add("fnstcw [%s]".formatted(pointer));
        lines.add("fnstsw [%s+2]".formatted(pointer));
        lines.add("stmxcsr [%s+4]".formatted(pointer));
        lines.add("db 0xdb, 0x7b, 0x20"); // fstp [rbx+32]
        for (int n = 0; n < registers(guest); n++) {
            lines.add("movdqu [%s+%d], xmm%d".formatted(pointer, 64 + 16 * n, n));
        }
        Draft draft = trials.guest("fxrstor-in-" + mode(guest), guest, lines.toArray(String[]::new))
                .data(Draft.SCRATCH + IMAGE, image(MXCSR, 0xE7F, 0x4520 | 5 << 11, 0xFF))
                .about("FXRSTOR of an image", "a register is not loaded, or comes from elsewhere in the image");
        MediaTrials.passes(draft, guest, "FPU-13");
        MediaTrials.memory(draft, "FPU-13", 0, -1, 0xE7FL | (0x4520L | 5 << 11) << 16 | (long) MXCSR << 32);
        MediaTrials.memory(draft, "FPU-13", 32, -1, content(0, 0) | Long.MIN_VALUE);
        MediaTrials.memory(draft, "FPU-13", 40, 0xFFFF, 0x3FF0);
        for (int n = 0; n < 2 * registers(guest); n++) {
            MediaTrials.memory(draft, "FPU-13", 64 + 8 * n, -1, content(n / 2, n % 2));
        }
    }

    private void pendingRestored() {
        Guest guest = Guest.long64();
        Draft draft = trials.guest("fxrstor-of-a-pending-exception", guest, "fxrstor [rbx+1024]", "trial: wait")
                .data(Draft.SCRATCH + IMAGE, image(0x1F80, 0x37E, 0x8081, 0))
                .about(
                        "FXRSTOR of an unmasked exception that is set, then WAIT",
                        "FXRSTOR reports the exception itself, or loses it");
        MediaTrials.faults(draft, guest, "FPU-04", MediaTrials.MF);
        Draft over = trials.guest(
                        "fxrstor-over-a-pending-exception",
                        guest,
                        "db 0xd9, 0xc0",
                        "fldcw [rbx]",
                        "fxrstor [rbx+1024]",
                        "wait")
                .data(Draft.SCRATCH, MediaTrials.quadwords(0x37E))
                .data(Draft.SCRATCH + IMAGE, image(0x1F80, 0x37F, 0, 0))
                .about("FXRSTOR while an exception is pending, then WAIT", "FXRSTOR waits, or leaves the exception");
        MediaTrials.passes(over, guest, "FPU-04");
    }

    private void alignment() {
        for (String name : new String[] {"fxsave", "fxrstor"}) {
            for (int offset : new int[] {1, 2, 4, 8}) {
                for (Guest guest : new Guest[] {Guest.long64(), Guest.protected32()}) {
                    Draft draft = trials.guest(
                                    "%s-misaligned-by-%d-in-%s".formatted(name, offset, mode(guest)),
                                    guest,
                                    "nop",
                                    "trial: %s [%s+%d]".formatted(name, MediaTrials.pointer(guest), offset))
                            .about(
                                    "%s of an operand at a multiple of 16 plus %d"
                                            .formatted(name.toUpperCase(Locale.ROOT), offset),
                                    "the alignment is not checked");
                    MediaTrials.faults(draft, guest, "FPU-14", Attempt.GP);
                }
            }
        }
    }

    /** Bit 17 is left out: it exists where misaligned SSE mode does. */
    private void mxcsr() {
        Guest guest = Guest.long64();
        for (int bit = 16; bit < 32; bit++) {
            if (bit == 17) {
                continue;
            }
            int value = 0x1F80 | 1 << bit;
            Draft load = trials.guest("ldmxcsr-with-reserved-bit-" + bit, guest, "nop", "trial: ldmxcsr [rbx]")
                    .data(Draft.SCRATCH, MediaTrials.quadwords(value & 0xFFFF_FFFFL))
                    .about("LDMXCSR with bit %d set".formatted(bit), "reserved bits are not checked");
            MediaTrials.faults(load, guest, "FPU-17", Attempt.GP);
            Draft restore = trials.guest(
                            "fxrstor-with-reserved-mxcsr-bit-" + bit, guest, "nop", "trial: fxrstor [rbx+1024]")
                    .data(Draft.SCRATCH + IMAGE, image(value, 0x37F, 0, 0))
                    .about("FXRSTOR of an MXCSR with bit %d set".formatted(bit), "reserved bits are not checked");
            MediaTrials.faults(restore, guest, "FPU-17", Attempt.GP);
        }
        for (int value : new int[] {0, 0x1F80, 0xFFFF, 0x1FC0, 0x8000, 0x3F, 0x6000}) {
            for (Guest any : new Guest[] {guest, Guest.protected32()}) {
                String pointer = MediaTrials.pointer(any);
                Draft draft = trials.guest(
                                "ldmxcsr-of-%x-in-%s".formatted(value, mode(any)),
                                any,
                                "ldmxcsr [%s]".formatted(pointer),
                                "stmxcsr [%s+16]".formatted(pointer),
                                "ldmxcsr [%s+32]".formatted(pointer))
                        .data(Draft.SCRATCH, MediaTrials.quadwords(value, 0, 0, 0, 0x1F80))
                        .about(
                                "LDMXCSR of %Xh, then STMXCSR".formatted(value),
                                "a bit of MXCSR is refused or not kept");
                MediaTrials.passes(draft, any, "FPU-17");
                MediaTrials.memory(draft, "FPU-17", 16, 0xFFFF_FFFFL, value);
            }
        }
    }

    /** XMM8 to XMM15 stay as a 64-bit host set them while a 32-bit guest executes FXRSTOR. */
    private void upperRegisters() {
        Guest guest = Guest.protected32();
        Draft draft = trials.guest("fxrstor-in-protected-mode-keeps-xmm8", guest, "fxrstor [ebx+1024]")
                .host(
                        "fninit",
                        "mov rcx, cr4",
                        "or ecx, 0x200",
                        "mov cr4, rcx",
                        "movdqu xmm8, [rbx]",
                        "vmrun",
                        "movdqu [rbx+16], xmm8",
                        "movdqu [rbx+32], xmm1",
                        "and ecx, 0xfffffdff",
                        "mov cr4, rcx",
                        "xor ecx, ecx",
                        "cmp ecx, ecx",
                        "fninit",
                        "jmp end")
                .data(Draft.SCRATCH, MediaTrials.quadwords(PATTERN, ~PATTERN))
                .data(Draft.SCRATCH + IMAGE, image(0x1F80, 0x37F, 0, 0))
                .about(
                        "a 32-bit guest's FXRSTOR between two looks of the host at XMM8",
                        "FXRSTOR loads XMM8 outside 64-bit mode, or #VMEXIT switches XMM registers");
        MediaTrials.passes(draft, guest, "FPU-13");
        MediaTrials.memory(draft, "FPU-13", 16, -1, PATTERN);
        MediaTrials.memory(draft, "FPU-13", 24, -1, ~PATTERN);
        MediaTrials.memory(draft, "VMRUN-11", 32, -1, content(1, 0));
        MediaTrials.memory(draft, "EXIT-16", 40, -1, content(1, 1));
    }
}
