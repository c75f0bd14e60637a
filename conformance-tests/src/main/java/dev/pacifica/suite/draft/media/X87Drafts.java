package dev.pacifica.suite.draft.media;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** FNINIT, control and status word, the register stack and MMX registers as x87 registers (FPU-06 to FPU-08, FPU-11). */
public final class X87Drafts {
    private static final String FXCH_1 = "db 0xd9, 0xc9";
    private static final String FLD_0 = "db 0xd9, 0xc0";
    private static final String FLD_1 = "db 0xd9, 0xc1";
    private static final String FSTP_1 = "db 0xdd, 0xd9";
    private static final String FST_2 = "db 0xdd, 0xd2";
    private static final String FFREE_0 = "db 0xdd, 0xc0";
    private static final String FINCSTP = "db 0xd9, 0xf7";
    private static final String FDECSTP = "db 0xd9, 0xf6";
    private static final String FLD_M80 = "db 0xdb, 0x2b"; // [rbx], [ebx]
    private static final String FSTP_M80 = "db 0xdb, 0x7b, 0x20"; // [rbx+32]
    private static final long SIGNIFICAND = 0x8765_4321_0FED_CBA9L;
    private static final long INDEFINITE = 0xC000_0000_0000_0000L;
    private static final int STACK_FAULT = 0x41;
    private static final int C1 = 0x200;
    /** With ES and B. */
    private static final int PENDING_STACK_FAULT = STACK_FAULT | 0x8080;
    /** A control word that masks all but invalid operations. */
    private static final int UNMASKED = 0x37E;

    private static final int EXPONENT = 0x4001;

    private final MediaTrials trials = new MediaTrials();

    private X87Drafts() {}

    public static List<Draft> all() {
        X87Drafts drafts = new X87Drafts();
        drafts.initial();
        drafts.controlWords();
        drafts.stack();
        drafts.stackFaults();
        drafts.unmaskedStackFaults();
        drafts.extendedMoves();
        drafts.mmx();
        drafts.worldSwitch();
        return drafts.trials.all();
    }

    /** A guest that after {@code lines} stores control and status word at 16 and 18, and the tags of FXSAVE in ESI. */
    private Draft observed(String name, Guest guest, String rule, String... lines) {
        String pointer = MediaTrials.pointer(guest);
        List<String> program = new ArrayList<>(List.of(lines));
        program.add("fnstcw [%s+16]".formatted(pointer));
        program.add("fnstsw [%s+18]".formatted(pointer));
        program.add("fxsave [%s+512]".formatted(pointer));
        program.add("movzx esi, byte [%s+516]".formatted(pointer));
        program.add("lea edi, [%s+512]".formatted(pointer));
        program.addAll(List.of("mov ecx, 128", "xor eax, eax", "cld", "rep stosd")); // the image is not the subject
        Draft draft = trials.guest(name, guest, program.toArray(String[]::new)).touches(Draft.SCRATCH);
        return MediaTrials.passes(draft, guest, rule);
    }

    private static Draft state(Draft draft, String rule, int control, int status, int tags) {
        return MediaTrials.memory(draft, rule, 16, 0xFFFF_FFFFL, control | (long) status << 16)
                .claim(rule, "rsi", tags);
    }

    private void initial() {
        for (Guest guest : new Guest[] {Guest.long64(), Guest.protected32()}) {
            String mode = guest.bits() == 64 ? "64-bit-mode" : "protected-mode";
            Draft draft = observed(
                            "fninit-in-" + mode, guest, "FPU-06", "fld1", "fldz", FLD_0, FFREE_0, FXCH_1, "fninit")
                    .about("FNINIT after use of the register stack", "TOP, tags, flags or masks are not initialised");
            state(draft, "FPU-06", 0x37F, 0, 0);
        }
        Draft kept = observed("fninit-keeps-registers", Guest.long64(), "FPU-06", FLD_M80, "fninit", FDECSTP, "nop")
                .about("FNINIT after a load, then TOP is 7 again", "FNINIT marks a register as used");
        state(kept.data(Draft.SCRATCH, extended(SIGNIFICAND, EXPONENT)), "FPU-06", 0x37F, 0x3800, 0);
    }

    private void controlWords() {
        for (int word : new int[] {0x37F, 0, 0x3F, 0x27F, 0xF7F, 0x137F, 0x37E, 0x35F}) {
            Draft draft = observed("fldcw-of-%x".formatted(word), Guest.long64(), "FPU-07", "fldcw [rbx]", "nop")
                    .about(
                            "FLDCW of %Xh without a pending exception".formatted(word),
                            "a field of the control word is not kept, or bit 6 does not read 1");
            state(draft.data(Draft.SCRATCH, Descriptors.bytes(word)), "FPU-07", word | 0x40, 0, 0);
        }
        Draft unmasked = observed(
                        "fldcw-unmasks-a-flag-that-is-set", Guest.long64(), "FPU-07", FLD_0, "fldcw [rbx]", "nop")
                .about(
                        "FLDCW that unmasks an exception whose flag is set",
                        "ES and B do not follow from flags and masks");
        state(unmasked.data(Draft.SCRATCH, Descriptors.bytes(0x37E)), "FPU-07", 0x37E, 0xB8C1, 0x80);
        Draft other = observed("fldcw-unmasks-another-exception", Guest.long64(), "FPU-07", FLD_0, "fldcw [rbx]", "nop")
                .about(
                        "FLDCW that unmasks an exception whose flag is clear",
                        "any flag that is set makes an exception pending");
        state(other.data(Draft.SCRATCH, Descriptors.bytes(0x37D)), "FPU-07", 0x37D, 0x3841, 0x80);
        Draft cleared = observed("fnclex", Guest.long64(), "FPU-07", FLD_0, "fldcw [rbx]", "fnclex")
                .about("FNCLEX while an exception is pending", "flags, ES or B stay, or TOP is lost");
        state(cleared.data(Draft.SCRATCH, Descriptors.bytes(0x37E)), "FPU-07", 0x37E, 0x3800, 0x80);
    }

    private void stack() {
        String failure = "TOP or a tag is not what the instruction makes of it";
        plain("fld1-fldz", failure, 6 << 11, 0xC0, "fld1", "fldz");
        plain("fincstp", failure, 1 << 11, 0, FINCSTP);
        plain("fdecstp", failure, 7 << 11, 0, FDECSTP);
        plain("fincstp-keeps-tags", failure, 7 << 11, 0xC0, "fld1", "fld1", FINCSTP);
        plain("ffree", failure, 7 << 11, 0, "fld1", FFREE_0);
        plain("fxch", failure, 6 << 11, 0xC0, "fld1", "fldz", FXCH_1);
        plain("fstp-to-next", failure, 7 << 11, 0x80, "fld1", "fldz", FSTP_1);
        plain("fst-to-empty", failure, 6 << 11, 0xC1, "fld1", "fldz", FST_2);
        plain("eight-registers", failure, 0, 0xFF, "fld1", "fldz", "fld1", "fldz", "fld1", "fldz", "fld1", "fldz");
    }

    private void plain(String name, String failure, int status, int tags, String... lines) {
        for (Guest guest : new Guest[] {Guest.long64(), Guest.protected32()}) {
            String mode = guest.bits() == 64 ? "64-bit-mode" : "protected-mode";
            Draft draft = observed("x87-stack-%s-in-%s".formatted(name, mode), guest, "FPU-08", lines)
                    .about("the x87 register stack: " + name.replace('-', ' '), failure);
            state(draft, "FPU-08", 0x37F, status, tags);
        }
    }

    private void stackFaults() {
        String failure = "the stack fault is not seen, C1 or SF is wrong, or the result is not the indefinite value";
        Draft under = observed("x87-stack-underflow-by-fld", Guest.long64(), "FPU-08", FLD_0, FSTP_M80)
                .about("FLD of an empty register, then FSTP", failure);
        indefinite(state(under, "FPU-08", 0x37F, STACK_FAULT, 0));
        Draft store = observed("x87-stack-underflow-by-fstp", Guest.long64(), "FPU-08", FSTP_M80, "nop")
                .about("FSTP of an empty register", failure);
        indefinite(state(store, "FPU-08", 0x37F, STACK_FAULT | 1 << 11, 0));
        Draft exchange = observed("x87-stack-underflow-by-fxch", Guest.long64(), "FPU-08", "fld1", FXCH_1, FSTP_M80)
                .about("FXCH with an empty register, then FSTP", failure);
        indefinite(state(exchange, "FPU-08", 0x37F, STACK_FAULT, 1));
        Draft over = observed("x87-stack-overflow", Guest.long64(), "FPU-08", withFullStack(List.of(), "fld1", "nop"))
                .about("a ninth push", failure);
        state(over, "FPU-08", 0x37F, STACK_FAULT | C1 | 7 << 11, 0xFF);
    }

    /** Nothing is loaded, stored, pushed or popped; the exception is pending, and no instruction that would report it follows. */
    private void unmaskedStackFaults() {
        int under = PENDING_STACK_FAULT;
        int over = PENDING_STACK_FAULT | C1;
        unmasked("fld", "FLD of an empty register", under | 7 << 11, 0x80, "fld1", "fldcw [rbx]", FLD_1);
        unmasked("fst", "FST of an empty register", under, 0, "fldcw [rbx]", FST_2);
        unmasked("fstp", "FSTP of an empty register", under, 0, "fldcw [rbx]", FSTP_1);
        unmasked("fstp-to-memory", "FSTP of an empty register to memory", under, 0, "fldcw [rbx]", FSTP_M80);
        unmasked("fxch", "FXCH with an empty register", under | 7 << 11, 0x80, "fld1", "fldcw [rbx]", FXCH_1);
        unmasked("push", "a ninth push", over, 0xFF, withFullStack(List.of("fldcw [rbx]"), "fld1"));
        unmasked("load", "a ninth push by FLD from memory", over, 0xFF, withFullStack(List.of("fldcw [rbx]"), FLD_M80));
    }

    private void unmasked(String name, String about, int status, int tags, String... lines) {
        Draft draft = observed("x87-unmasked-stack-fault-of-" + name, Guest.long64(), "FPU-08", lines)
                .data(Draft.SCRATCH, Descriptors.bytes(UNMASKED, 0L, 0L, 0L, SIGNIFICAND, EXPONENT))
                .about(
                        about + " with invalid operations unmasked",
                        "the instruction has an effect, or no exception is pending");
        state(draft, "FPU-08", UNMASKED, status, tags);
        stored(draft, "FPU-08", SIGNIFICAND, EXPONENT);
    }

    /** {@code before}, eight pushes, {@code after}. */
    private static String[] withFullStack(List<String> before, String... after) {
        List<String> lines = new ArrayList<>(before);
        lines.addAll(Collections.nCopies(8, "fldz"));
        lines.addAll(List.of(after));
        return lines.toArray(String[]::new);
    }

    private static void indefinite(Draft draft) {
        stored(draft, "FPU-08", INDEFINITE, 0xFFFF);
    }

    /** What FSTP has stored, or left there. */
    private static void stored(Draft draft, String rule, long significand, int exponent) {
        MediaTrials.memory(draft, rule, 32, -1, significand);
        MediaTrials.memory(draft, rule, 40, 0xFFFF, exponent);
    }

    /** Numbers, zeros, infinities, both kinds of NaN, denormals and encodings that are no numbers: all move unchanged. */
    private void extendedMoves() {
        long[] significands = {
            SIGNIFICAND, 0, 0, 1L << 63, INDEFINITE, 0xA000_0000_0000_0000L, 1, 1L << 63, SIGNIFICAND & Long.MAX_VALUE
        };
        int[] exponents = {0x4001, 0, 0x8000, 0x7FFF, 0x7FFF, 0xFFFF, 0, 0, 0x3FFF};
        String[] names = {
            "number",
            "zero",
            "minus-zero",
            "infinity",
            "quiet-nan",
            "signalling-nan",
            "denormal",
            "pseudo-denormal",
            "unnormal"
        };
        for (int n = 0; n < names.length; n++) {
            for (Guest guest : new Guest[] {Guest.long64(), Guest.compatibility()}) {
                String mode = guest.bits() == 64 ? "64-bit-mode" : "compatibility-mode";
                Draft draft = observed(
                                "fld-and-fstp-of-%s-in-%s".formatted(names[n], mode),
                                guest,
                                "FPU-08",
                                "fldz",
                                FLD_M80,
                                FXCH_1,
                                FXCH_1,
                                FSTP_M80)
                        .data(Draft.SCRATCH, extended(significands[n], exponents[n]))
                        .about(
                                "FLD and FSTP of 80 bits: " + names[n].replace('-', ' '),
                                "the value is converted, or an exception flag is set");
                state(draft, "FPU-08", 0x37F, 7 << 11, 0x80);
                stored(draft, "FPU-08", significands[n], exponents[n]);
            }
        }
    }

    private static byte[] extended(long significand, int exponent) {
        return Descriptors.bytes(significand, exponent);
    }

    private void mmx() {
        Draft used = observed("mmx-uses-x87-registers", Guest.long64(), "FPU-11", "fld1", "fldz", "movq mm3, [rbx]")
                .about("MOVQ to MM3 while TOP is 6", "TOP does not become 0, or registers stay empty");
        state(used, "FPU-11", 0x37F, 0, 0xFF);
        Draft read = observed(
                        "mmx-read-uses-x87-registers",
                        Guest.long64(),
                        "FPU-11",
                        "movq mm1, [rbx]",
                        "emms",
                        "fld1",
                        "movd [rbx+8], mm1")
                .about("MOVD from MM1 while TOP is 7", "an instruction that only reads leaves TOP and tags");
        state(read, "FPU-11", 0x37F, 0, 0xFF);
        Draft emms = observed("emms", Guest.long64(), "FPU-11", "fld1", "movq mm3, [rbx]", "emms")
                .about("EMMS after an MMX instruction", "registers are not empty");
        state(emms, "FPU-11", 0x37F, 0, 0);
        Draft aliased = observed("mmx-register-seen-by-x87", Guest.long64(), "FPU-11", "movq mm0, [rbx]", FSTP_M80)
                .data(Draft.SCRATCH, Descriptors.bytes(SIGNIFICAND))
                .about(
                        "MOVQ to MM0, then FSTP of ST(0)",
                        "MM0 is not the physical register 0, or bits 79:64 are not ones");
        stored(state(aliased, "FPU-11", 0x37F, 1 << 11, 0xFE), "FPU-11", SIGNIFICAND, 0xFFFF);
        Draft seen = observed("x87-register-seen-by-mmx", Guest.long64(), "FPU-11", FLD_M80, "movq [rbx+32], mm7")
                .data(Draft.SCRATCH, extended(SIGNIFICAND, EXPONENT))
                .about("FLD, then MOVQ from MM7", "the register on top is not the physical register 7");
        MediaTrials.memory(state(seen, "FPU-11", 0x37F, 0, 0xFF), "FPU-11", 32, -1, SIGNIFICAND);
    }

    private void worldSwitch() {
        Draft draft = trials.guest(
                        "x87-state-across-vmrun-and-exit",
                        Guest.long64(),
                        "fnstsw ax",
                        "mov ecx, eax",
                        "fldz",
                        "fldcw [rbx]")
                .host(
                        "fninit",
                        "fld1",
                        "vmrun",
                        "mov rbx, 0x%x".formatted(Draft.SCRATCH),
                        "fnstcw [rbx+16]",
                        "fnstsw [rbx+18]",
                        "fninit",
                        "jmp end")
                .data(Draft.SCRATCH, Descriptors.bytes(0x27F))
                .gpr("rcx", 0)
                .about(
                        "x87 state of the host in the guest, and the guest's in the host",
                        "VMRUN or #VMEXIT switches x87 state");
        MediaTrials.passes(draft, Guest.long64(), "EXIT-16")
                .claimEnds("VMRUN-11", Ended.END)
                .claim("VMRUN-11", "rcx", 0xFFFF, 0x3800);
        MediaTrials.memory(draft, "EXIT-16", 16, 0xFFFF_FFFFL, 0x27FL | 0x3000L << 16);
    }
}
