package dev.pacifica.suite.draft.media;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.oracle.OrderedCompare;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Guests that load MXCSR and XMM1, compare XMM1 with XMM2 or with memory at the label {@code trial}, and store MXCSR, which the host does for
 * those that do not come so far. Behind the operands lie signaling NaNs: who looks at them shows it.
 */
final class CompareTrials {
    static final List<String> MNEMONICS = List.of("ucomiss", "comiss", "ucomisd", "comisd");
    static final long OSFXSR = MediaTrials.OSFXSR;
    static final long OSXMMEXCPT = 1 << 10;
    static final int XF = 0x53;
    static final int ALL_MASKED = 0x1F80;
    private static final long ARITHMETIC = 0x8D5;
    /** With what LDMXCSR and STMXCSR need. */
    static final long HOST_CR4 = OSFXSR | 1 << 5;

    private static final int STORED = 8;
    private static final int FIRST = 16;
    private static final int SECOND = 32;
    /** A multiple of nothing, which FPU-18 allows. */
    static final int SECOND_IN_MEMORY = 35;

    private static final long SIGNALING_DOUBLE = 0x7FF4_0000_0000_0000L;
    private static final long SIGNALING_SINGLE_ABOVE = 0x7FA0_0000_0000_0000L;

    private final MediaTrials trials = new MediaTrials();

    /**
     * What is compared.
     *
     * @param mnemonic of the instruction
     * @param inMemory whether the second operand is
     */
    record Compare(
            String mnemonic, boolean inMemory, int mxcsr, FloatingPointOperand first, FloatingPointOperand second) {
        boolean isDouble() {
            return mnemonic.endsWith("d");
        }

        OrderedCompare result() {
            return OrderedCompare.of(mnemonic, mxcsr, first.bits(isDouble()), second.bits(isDouble()));
        }

        /** {@code comiss-of-one-and-zero}. */
        String id() {
            return "%s-of-%s-and-%s".formatted(mnemonic, first.id(), second.id());
        }

        String words() {
            return "%s of %s and %s with MXCSR = %04Xh"
                    .formatted(mnemonic.toUpperCase(Locale.ROOT), words(first), words(second), mxcsr);
        }

        private static String words(FloatingPointOperand operand) {
            return operand.id().replace('-', ' ').replace("nan", "NaN");
        }
    }

    List<Draft> all() {
        return trials.all();
    }

    /** A guest that compares; nothing is claimed yet. */
    Draft guest(String name, Guest guest, Compare compare) {
        return prepared(trials.guest(name, guest, program(guest, compare)), guest, compare);
    }

    /** The guest with what the oracle says of it. */
    Draft judged(String name, Guest guest, Compare compare) {
        Draft draft = guest(name, guest, compare);
        return compare.result().isReported() ? reported(draft, guest, compare, XF) : passes(draft, guest, compare);
    }

    private static String[] program(Guest guest, Compare compare) {
        String pointer = MediaTrials.pointer(guest);
        List<String> lines = new ArrayList<>();
        lines.add("ldmxcsr [%s]".formatted(pointer));
        lines.add("movdqu xmm1, [%s+%d]".formatted(pointer, FIRST));
        String second = "[%s+%d]".formatted(pointer, SECOND_IN_MEMORY);
        if (!compare.inMemory) {
            lines.add("movdqu xmm2, [%s+%d]".formatted(pointer, SECOND));
            second = "xmm2";
        }
        lines.add("trial: %s xmm1, %s".formatted(compare.mnemonic, second));
        lines.add("stmxcsr [%s+%d]".formatted(pointer, STORED));
        return lines.toArray(String[]::new);
    }

    /** A host program that compares and ends. */
    Draft host(String name, Compare compare) {
        List<String> program = new ArrayList<>(List.of(program(Guest.long64(), compare)));
        program.add("jmp end");
        Draft draft = new Draft("media/" + name, Level.EXCEPTION)
                .host(program.toArray(String[]::new))
                .gpr("rbx", Draft.SCRATCH);
        trials.all().add(draft);
        return data(draft, Draft.SCRATCH, compare);
    }

    /** What the program works with. Each arithmetic flag is the opposite of what the result makes it. */
    private static Draft prepared(Draft draft, Guest guest, Compare compare) {
        long start = start(guest);
        draft.setBits("CR4", OSFXSR | OSXMMEXCPT)
                .setBits("RFLAGS", ARITHMETIC & ~compare.result().flags())
                .gpr("rbx", start - guest.fields().getOrDefault("DS.base", 0L));
        return data(draft, start, compare);
    }

    private static Draft data(Draft draft, long start, Compare compare) {
        boolean isDouble = compare.isDouble();
        long above = isDouble ? 0 : SIGNALING_SINGLE_ABOVE;
        int second = compare.inMemory ? SECOND_IN_MEMORY : SECOND;
        return draft.data(start, Descriptors.bytes(compare.mxcsr))
                .data(start + FIRST, Descriptors.bytes(compare.first.bits(isDouble) | above, SIGNALING_DOUBLE))
                .data(start + second, Descriptors.bytes(compare.second.bits(isDouble) | above, SIGNALING_DOUBLE))
                .about(compare.words(), "an operand, a flag or a bit of MXCSR is taken for another");
    }

    /** Where the data lie: a guest in virtual-8086 mode cannot reach {@link Draft#SCRATCH}. */
    private static long start(Guest guest) {
        return guest.fields().getOrDefault("DS.base", 0L) == Guest.V86_DATA ? Guest.V86_DATA : Draft.SCRATCH;
    }

    static Draft passes(Draft draft, Guest guest, Compare compare) {
        boolean isMasked = (compare.mxcsr & ALL_MASKED) == ALL_MASKED;
        MediaTrials.passes(draft, guest, isMasked ? "FPU-27" : "FPU-29")
                .claimField("FPU-27", "RFLAGS", ARITHMETIC, compare.result().flags());
        return claimMxcsr(draft, guest, "FPU-28", compare);
    }

    /** Claims that the compare exits with {@code code}, and has written MXCSR but not rFLAGS. */
    static Draft reported(Draft draft, Guest guest, Compare compare, int code) {
        String rule = code == XF ? "EXC-29" : "FPU-29";
        MediaTrials.faults(draft, guest, "FPU-29", code)
                .claimField(rule, "EXITCODE", code)
                .claimField("FPU-29", "RFLAGS", ARITHMETIC, draft.field("RFLAGS") & ARITHMETIC);
        return claimMxcsr(hostStores(draft, guest, "vmrun"), guest, rule, compare);
    }

    /** Has the host store MXCSR behind {@code entry}: no #VMEXIT changes it (EXIT-16). */
    static Draft hostStores(Draft draft, Guest guest, String... entry) {
        List<String> program = new ArrayList<>(List.of("fninit"));
        program.addAll(List.of(entry));
        program.add("stmxcsr [0x%x]".formatted(start(guest) + STORED));
        program.addAll(List.of("fninit", "jmp end"));
        return draft.host(program.toArray(String[]::new)).state("cr4", HOST_CR4);
    }

    static Draft claimMxcsr(Draft draft, Guest guest, String rule, Compare compare) {
        return claimMxcsr(draft, guest, rule, compare.result().mxcsr());
    }

    static Draft claimMxcsr(Draft draft, Guest guest, String rule, int mxcsr) {
        return draft.claim(rule, Subject.memory(start(guest) + STORED), 0xFFFF_FFFFL, mxcsr);
    }

    /** A guest that loads nothing and executes one instruction, which is refused. */
    Draft refused(String name, Guest guest, String instruction) {
        return trials.guest(name, guest, "nop", "trial: " + instruction)
                .about(
                        "%s, %s".formatted(instruction, name.replace('-', ' ')),
                        "the instruction is executed, or another exception comes first");
    }

    static Draft claimRefused(Draft draft, Guest guest, String rule, int code) {
        String particular = code == Attempt.UD ? "EVT-07" : code == Attempt.GP ? "EVT-14" : "EVT-08";
        return MediaTrials.faults(draft, guest, rule, code).claimField(particular, "EXITCODE", code);
    }
}
