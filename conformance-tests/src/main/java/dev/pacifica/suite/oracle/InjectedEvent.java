package dev.pacifica.suite.oracle;

/**
 * EVENTINJ taken apart (INJ-02), and how the rules stand to it.
 *
 * @param field its 64 bits
 */
record InjectedEvent(long field) {
    private static final int NMI = 2;
    private static final int EXCEPTION = 3;
    private static final int SOFTWARE = 4;

    /** How the rules stand to an event. */
    enum Standing {
        LEGAL,
        ILLEGAL,
        /** Processors may differ. */
        DOUBTFUL
    }

    boolean isValid() {
        return (field >>> 31 & 1) != 0;
    }

    int type() {
        return (int) (field >>> 8) & 7;
    }

    int vector() {
        return (int) field & 0xFF;
    }

    /** INJ-07 to INJ-11, for a guest that starts in 64-bit mode or not, in protected mode (long mode included) or not. */
    Standing standing(boolean is64Bit, boolean isProtected) {
        if (!isValid()) {
            return Standing.LEGAL; // INJ-04
        }
        return switch (type()) {
            case 0, NMI, SOFTWARE -> Standing.LEGAL;
            case EXCEPTION -> exception(is64Bit, isProtected);
            default -> Standing.ILLEGAL; // INJ-07
        };
    }

    private Standing exception(boolean is64Bit, boolean isProtected) {
        return switch (vector()) {
            case 0, 1, 3, 6, 7, 16, 18, 19 -> Standing.LEGAL;
            case 8, 10, 11, 12, 13, 14, 17, 30 -> isProtected ? Standing.LEGAL : Standing.DOUBTFUL; // INJ-09
            case 4 -> is64Bit ? Standing.DOUBTFUL : Standing.LEGAL; // INJ-09
            case 5 -> is64Bit ? Standing.ILLEGAL : Standing.LEGAL; // INJ-09
            case 2 -> Standing.ILLEGAL; // INJ-08
            default -> vector() < 32 ? Standing.DOUBTFUL : Standing.ILLEGAL; // INJ-10
        };
    }
}
