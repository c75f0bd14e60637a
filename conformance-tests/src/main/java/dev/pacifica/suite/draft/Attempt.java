package dev.pacifica.suite.draft;

import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Drafts in which a guest executes a NOP and then one instruction that is intercepted, faults before its intercept, or just misses
 * being intercepted. Intercepts are named by their exit codes, which are their places among the intercept bits (INS-01).
 */
public final class Attempt {
    public static final int UD = 0x46;
    public static final int GP = 0x4D;
    public static final int PF = 0x4E;
    /** What VMMCALL, with which a guest ends that was not intercepted, exits with. */
    public static final int VMMCALL = 0x81;

    /** Intercepts of later features, which need the bits of these vectors for something else, or for nothing. */
    private static final long LAST_OF_INTERCEPT_4 = 0x3FFF;

    private Attempt() {}

    /** A guest that makes the attempt and, should it get behind it, ends with VMMCALL. */
    public static Draft of(String id, Guest guest, String... instruction) {
        List<String> lines = new ArrayList<>(List.of("nop"));
        lines.addAll(List.of(instruction));
        lines.add("done: vmmcall");
        return new Draft(id, Level.INTERCEPT).guest(guest, lines.toArray(String[]::new));
    }

    /** Claims that the instruction exits; nothing is masked yet. */
    public static Draft exits(Draft draft, String rule, long code) {
        return draft.claimField(rule, "EXITCODE", code)
                .claimField("INS-06", "RIP", draft.field("RIP") + 1)
                .claimField("XII-01", "EXITINTINFO", 1L << 31, 0);
    }

    /** Claims that the instruction raises an exception without an error code, or with error code 0, which is intercepted. */
    public static Draft faults(Draft draft, String rule, long code) {
        boolean hasErrorCode = code != UD;
        draft.claimField(rule, "EXITCODE", code)
                .claimField("EXC-03", "RIP", draft.field("RIP") + 1)
                .unspecified(hasErrorCode ? ExitMasks.WITH_INFO_1 : ExitMasks.PLAIN);
        return hasErrorCode ? draft.claimField("EXC-02", "EXITINFO1", 0) : draft;
    }

    /** Claims that the instruction is executed. */
    public static Draft passes(Draft draft, String rule) {
        return draft.claimField(rule, "EXITCODE", VMMCALL)
                .claimField("EXIT-08", "RIP", draft.field("RIP") + draft.guestLabel("done") - Draft.GUEST)
                .unspecified(ExitMasks.PLAIN);
    }

    /** Sets one intercept. */
    public static Draft intercept(Draft draft, int code) {
        return draft.setBits(field(code), bit(code));
    }

    /** Sets every other intercept of the vector to which the one belongs, so that only its own bit is clear. */
    public static Draft interceptAllBut(Draft draft, int code) {
        long others = code >= 0x80 ? LAST_OF_INTERCEPT_4 : code >= 0x60 ? 0xFFFF_FFFFL : 0xFFFFL;
        return draft.setBits(field(code), others).clearBits(field(code), bit(code));
    }

    private static String field(int code) {
        return switch (code >> 4) {
            case 0 -> "INTERCEPT_CR_READ";
            case 1 -> "INTERCEPT_CR_WRITE";
            case 2 -> "INTERCEPT_DR_READ";
            case 3 -> "INTERCEPT_DR_WRITE";
            case 6, 7 -> "INTERCEPT_3";
            case 8 -> "INTERCEPT_4";
            default -> throw new IllegalArgumentException("no intercept for vectors: " + Integer.toHexString(code));
        };
    }

    private static long bit(int code) {
        return 1L << (code >= 0x60 ? code % 32 : code % 16);
    }
}
