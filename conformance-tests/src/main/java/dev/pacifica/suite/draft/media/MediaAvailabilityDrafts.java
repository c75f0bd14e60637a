package dev.pacifica.suite.draft.media;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.ArrayList;
import java.util.List;

/** Which x87, MMX and SSE instructions CR0 and CR4 allow, which report a pending exception, and what comes first (FPU-01 to FPU-04, FPU-26). */
public final class MediaAvailabilityDrafts {
    private static final long MP = 1 << 1;
    private static final long EM = 1 << 2;
    private static final long TS = 1 << 3;
    private static final String[] NAMES = {"mp", "em", "ts"};

    private enum Kind {
        X87,
        /** Saves x87 state and is refused like it, but is not tried where it would succeed. */
        SAVE,
        WAIT,
        MMX,
        SSE
    }

    private record Subject(String name, Kind kind, String instruction) {}

    private static final List<Subject> SUBJECTS = List.of(
            new Subject("fninit", Kind.X87, "fninit"),
            new Subject("fld1", Kind.X87, "fld1"),
            new Subject("fnstsw", Kind.X87, "fnstsw [%s]"),
            new Subject("fldcw", Kind.X87, "fldcw [%s]"),
            new Subject("fxsave", Kind.SAVE, "fxsave [%s]"),
            new Subject("fxrstor", Kind.SAVE, "fxrstor [%s]"),
            new Subject("wait", Kind.WAIT, "wait"),
            new Subject("emms", Kind.MMX, "emms"),
            new Subject("pxor-mmx", Kind.MMX, "pxor mm0, mm0"),
            new Subject("pxor-xmm", Kind.SSE, "pxor xmm0, xmm0"),
            new Subject("xorps", Kind.SSE, "xorps xmm0, xmm0"),
            new Subject("movups", Kind.SSE, "movups [%s], xmm0"),
            new Subject("ldmxcsr", Kind.SSE, "ldmxcsr [%s]"));

    private final MediaTrials trials = new MediaTrials();

    private MediaAvailabilityDrafts() {}

    public static List<Draft> all() {
        MediaAvailabilityDrafts drafts = new MediaAvailabilityDrafts();
        for (Subject subject : SUBJECTS) {
            for (long bits = 0; bits < 8; bits++) {
                drafts.available(subject, "64-bit-mode", Guest.long64(), 2 * bits);
            }
            for (long bits : new long[] {0, EM, TS, EM | TS, MP | TS}) {
                drafts.available(subject, "compatibility-mode", Guest.compatibility(), bits);
                drafts.available(subject, "real-mode", Guest.real(), bits);
            }
            drafts.available(subject, "64-bit-mode-at-cpl-3", Guest.long64User(), EM);
            drafts.available(subject, "virtual-8086-mode", Guest.v86(), TS);
            drafts.osfxsr(subject);
        }
        drafts.pending();
        drafts.order();
        return drafts.trials.all();
    }

    /** What CR0 makes of it: 0 if it is executed. */
    private static int exit(Kind kind, long cr0) {
        boolean em = (cr0 & EM) != 0;
        boolean ts = (cr0 & TS) != 0;
        return switch (kind) {
            case X87, SAVE -> em || ts ? MediaTrials.NM : 0;
            case WAIT -> ts && (cr0 & MP) != 0 ? MediaTrials.NM : 0;
            case MMX, SSE -> em ? Attempt.UD : ts ? MediaTrials.NM : 0;
        };
    }

    private void available(Subject subject, String mode, Guest guest, long bits) {
        int exit = exit(subject.kind, bits);
        if (exit == 0 && (subject.kind == Kind.SAVE || subject.name.equals("movups"))) {
            return; // the state drafts look at what is stored
        }
        Draft draft = draft(subject, guest, "%s-%s-in-%s".formatted(subject.name, suffix(bits), mode))
                .about(
                        "%s with CR0 bits %s in %s"
                                .formatted(subject.name.replace('-', ' '), suffix(bits), mode.replace('-', ' ')),
                        "EM, MP or TS is not looked at, or #UD and #NM are mixed up");
        draft.clearBits("CR0", MP | EM | TS).setBits("CR0", bits);
        String rule = subject.kind == Kind.WAIT ? "FPU-03" : exit == Attempt.UD ? "FPU-01" : "FPU-02";
        claim(draft, guest, rule, exit);
    }

    private static void claim(Draft draft, Guest guest, String rule, int exit) {
        if (exit == 0) {
            MediaTrials.passes(draft, guest, rule);
        } else {
            MediaTrials.faults(draft, guest, rule, exit);
            draft.claimField(exit == Attempt.UD ? "EVT-07" : "EVT-08", "EXITCODE", exit);
        }
    }

    private Draft draft(Subject subject, Guest guest, String name) {
        Draft draft =
                trials.guest(name, guest, "nop", "trial: " + subject.instruction.formatted(MediaTrials.pointer(guest)));
        String text = subject.name;
        if (text.equals("fldcw")) {
            draft.data(Draft.SCRATCH, MediaTrials.quadwords(0x37F));
        }
        if (text.equals("ldmxcsr")) {
            draft.data(Draft.SCRATCH, MediaTrials.quadwords(0x1F80));
        }
        return draft;
    }

    private static String suffix(long bits) {
        List<String> set = new ArrayList<>();
        for (int n = 0; n < NAMES.length; n++) {
            if ((bits >> n + 1 & 1) != 0) {
                set.add(NAMES[n]);
            }
        }
        return set.isEmpty() ? "none" : String.join("-", set);
    }

    private void osfxsr(Subject subject) {
        if (subject.kind == Kind.SAVE) {
            return;
        }
        for (long bits : new long[] {0, TS}) {
            int exit = subject.kind == Kind.SSE ? Attempt.UD : exit(subject.kind, bits);
            Draft draft = draft(
                            subject,
                            Guest.long64(),
                            "%s-without-osfxsr%s".formatted(subject.name, bits == 0 ? "" : "-with-ts"))
                    .clearBits("CR4", MediaTrials.OSFXSR)
                    .clearBits("CR0", MP | EM | TS)
                    .setBits("CR0", bits)
                    .about(
                            "%s with CR4.OSFXSR clear, CR0.TS = %d"
                                    .formatted(subject.name.replace('-', ' '), bits >> 3),
                            "OSFXSR is not looked at, is looked at by instructions without XMM registers, or #NM comes first");
            claim(draft, Guest.long64(), "FPU-01", exit);
        }
    }

    /** FLD of an empty register leaves an invalid-operation flag, which FLDCW unmasks. */
    private void pending() {
        String[] waiting = {
            "wait", "fld1", "fldcw [rbx+8]", "fldz", "emms", "pxor mm0, mm0", "movd eax, mm0", "db 0xd9, 0xd0"
        };
        String[] waitingNames = {"wait", "fld1", "fldcw", "fldz", "emms", "pxor-mmx", "movd-from-mmx", "fnop"};
        for (int n = 0; n < waiting.length; n++) {
            Draft draft = pending(waitingNames[n], waiting[n]);
            MediaTrials.faults(draft, Guest.long64(), "FPU-04", MediaTrials.MF)
                    .claimField("EVT-16", "EXITCODE", MediaTrials.MF);
        }
        String[] silent = {"fninit", "fnclex", "fnstcw [rbx+16]", "fnstsw ax", "pxor xmm0, xmm0", "xorps xmm1, xmm1"};
        String[] silentNames = {"fninit", "fnclex", "fnstcw", "fnstsw", "pxor-xmm", "xorps"};
        for (int n = 0; n < silent.length; n++) {
            Draft draft = pending(silentNames[n], silent[n]);
            MediaTrials.passes(draft, Guest.long64(), "FPU-04");
            if (silentNames[n].equals("fnstsw")) {
                draft.claimField("FPU-07", "RAX", 0xFFFF, 0xB8C1); // B, TOP 7, ES, SF, IE
            }
            if (silentNames[n].equals("fnstcw")) {
                MediaTrials.memory(draft, "FPU-07", 16, 0xFFFF, 0x37E);
            }
        }
        Draft masked = trials.guest("pending-exception-masked-again", Guest.long64(), pendingBefore("fnclex", "wait"));
        MediaTrials.passes(data(masked), Guest.long64(), "FPU-07")
                .about("WAIT after FNCLEX of a pending exception", "FNCLEX does not clear ES");
        Draft host = trials.guest("pending-exception-in-the-host", Guest.long64(), "nop")
                .host(
                        "mov rbx, 0x%x".formatted(Draft.SCRATCH),
                        "fninit",
                        "db 0xd9, 0xc0",
                        "fldcw [rbx]",
                        "vmrun",
                        "trial: wait",
                        "jmp end")
                .about(
                        "an exception that is pending in the host before VMRUN and reported after it",
                        "VMRUN or #VMEXIT reports, loses or clears x87 state");
        MediaTrials.passes(data(host), Guest.long64(), "VMRUN-11");
        host.claimException("FPU-04", 16, 0, host.label("trial"));
    }

    private Draft pending(String name, String instruction) {
        Draft draft = trials.guest("pending-exception-at-" + name, Guest.long64(), pendingBefore(instruction))
                .about(
                        "%s while an unmasked x87 exception is pending".formatted(name.replace('-', ' ')),
                        "an instruction reports it that does not wait, or does not although it waits");
        return data(draft);
    }

    private static Draft data(Draft draft) {
        return draft.data(Draft.SCRATCH, MediaTrials.quadwords(0x37E, 0x37F));
    }

    private static String[] pendingBefore(String... instructions) {
        List<String> lines = new ArrayList<>(List.of("fninit", "db 0xd9, 0xc0", "fldcw [rbx]"));
        lines.add("trial: " + instructions[0]);
        lines.addAll(List.of(instructions).subList(1, instructions.length));
        return lines.toArray(String[]::new);
    }

    private void order() {
        order("misaligned", "movaps xmm0, [rbx+8]", Draft.SCRATCH, Attempt.GP, "FPU-18");
        order("not-canonical", "movups xmm0, [rbx]", 0x8000_0000_0000L, Attempt.GP, "FPU-26");
        order("misaligned-fxsave", "fxsave [rbx+8]", Draft.SCRATCH, Attempt.GP, "FPU-14");
    }

    private void order(String name, String instruction, long pointer, int plain, String rule) {
        for (long bits : new long[] {0, TS, EM}) {
            boolean save = instruction.startsWith("fx");
            int exit = bits == 0 ? plain : bits == EM && !save ? Attempt.UD : MediaTrials.NM;
            Draft draft = trials.guest(
                            "%s-with-%s".formatted(name, suffix(bits)), Guest.long64(), "nop", "trial: " + instruction)
                    .gpr("rbx", pointer)
                    .clearBits("CR0", MP | EM | TS)
                    .setBits("CR0", bits)
                    .about(
                            "%s with CR0 bits %s".formatted(instruction, suffix(bits)),
                            "the operand is looked at before EM and TS");
            MediaTrials.faults(draft, Guest.long64(), bits == 0 ? rule : "FPU-26", exit);
        }
    }
}
