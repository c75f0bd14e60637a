package dev.pacifica.suite.oracle;

import java.util.BitSet;
import java.util.List;

/** The intercept bits of the VMCB and the exit codes that they stand for (INS-01, CODE-01). */
public final class Intercepts {
    /** The first code without an intercept bit. */
    public static final int END = 0xC0;

    /** VMCB 000h to 017h, sixteen bits an element (VMCB-10 to VMCB-13), of which the later vectors take two each. */
    private static final List<String> FIELDS = List.of(
            "INTERCEPT_CR_READ",
            "INTERCEPT_CR_WRITE",
            "INTERCEPT_DR_READ",
            "INTERCEPT_DR_WRITE",
            "INTERCEPT_EXCEPTION",
            "INTERCEPT_EXCEPTION",
            "INTERCEPT_3",
            "INTERCEPT_3",
            "INTERCEPT_4",
            "INTERCEPT_4",
            "INTERCEPT_5",
            "INTERCEPT_5");

    /** CODE-08, EXIT-31: the exits with an nRIP: instructions, port and MSR accesses, and #BP, #OF and #BR (EXC-08). */
    private static final BitSet WITH_NEXT_RIP = new BitSet(END);

    static {
        WITH_NEXT_RIP.set(0x00, 0x40); // control and debug registers
        WITH_NEXT_RIP.set(0x43, 0x46); // INT3, INTO, BOUND
        WITH_NEXT_RIP.set(0x65, 0x7D); // CR0_SEL_WRITE to MSR
        WITH_NEXT_RIP.set(0x80, 0x8F); // VMRUN to RDPRU
        WITH_NEXT_RIP.set(0xA0, 0xA3); // INVLPGB, INVLPGB_ILLEGAL, INVPCID
        WITH_NEXT_RIP.set(0xA4); // TLBSYNC
        WITH_NEXT_RIP.set(0xA6); // IDLE_HLT
    }

    private Intercepts() {}

    /** The VMCB field that holds the intercept bit of an exit code below {@link #END}. */
    public static String field(int exitCode) {
        return FIELDS.get(exitCode / 16);
    }

    /** The number of that bit within the field. */
    public static int bit(int exitCode) {
        return exitCode < 0x40 ? exitCode % 16 : exitCode % 32;
    }

    /** Whether nRIP is that of the next instruction; otherwise it is 0 (EXIT-31, EXIT-32). A3h and A5h are left open (EXIT-35). */
    static boolean hasNextRip(int exitCode) {
        return WITH_NEXT_RIP.get(exitCode);
    }

    /** EXC-10 to EXC-33: the exceptions whose exit has the error code in EXITINFO1 (#DF and #TS are left open, CODE-14). */
    static boolean hasErrorCode(int exitCode) {
        return switch (exitCode) {
            case 0x4B, 0x4C, 0x4D, 0x4E, 0x51, 0x55, 0x5D, 0x5E -> true;
            default -> false;
        };
    }
}
