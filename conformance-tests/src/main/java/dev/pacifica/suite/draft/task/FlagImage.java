package dev.pacifica.suite.draft.task;

/**
 * What POPF and IRET make of RFLAGS (CR-61, SEGM-60, SEGM-64).
 *
 * @param isReal whether in real mode
 * @param cpl the privilege level of the instruction
 * @param size operand size in bytes
 * @param isIret whether it is IRET
 */
record FlagImage(boolean isReal, int cpl, int size, boolean isIret) {
    static final long TF = 1 << 8;
    static final long IF = 1 << 9;
    static final long IOPL = 3 << 12;
    static final long NT = 1 << 14;
    static final long RF = 1 << 16;
    static final long VM = 1 << 17;
    static final long AC_AND_ID = 1 << 18 | 1 << 21;
    static final long VIF = 1 << 19;
    static final long VIP = 1 << 20;
    /** CF, PF, AF, ZF, SF, TF, DF, OF and NT, which every program may change. */
    static final long FREE = 0x4DD5;

    /** The bits that the image replaces, given what RFLAGS is before. */
    long replaced(long before) {
        long bits = FREE;
        if (isReal || cpl <= (before >> 12 & 3)) {
            bits |= IF;
        }
        if (cpl == 0) {
            bits |= IOPL;
        }
        if (size > 2) {
            bits |= AC_AND_ID;
            if (isIret && cpl == 0 && !isReal) {
                bits |= VIF | VIP;
            }
        }
        return bits;
    }

    /** RFLAGS afterwards, without RF. */
    long loaded(long before, long image) {
        long bits = replaced(before);
        return (before & ~bits | image & bits | 2) & ~RF;
    }
}
