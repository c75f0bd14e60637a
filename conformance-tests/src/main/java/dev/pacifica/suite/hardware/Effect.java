package dev.pacifica.suite.hardware;

/**
 * What a snippet did.
 *
 * @param vector of the exception that ended it, or {@link #RAN_ON}
 * @param errorCode of that exception; 0 if it has none
 * @param address CR2 if the exception is #PF, otherwise 0
 * @param cs the selector in CS
 * @param rip where the exception returns to: at the instruction, behind it after INT3 and INTO
 * @param registers sixteen of 64 bits, in the order of their encoding
 * @param arena what the arena holds at the end
 * @param undefined flags that have no defined value at the end; known to the side that follows the instructions
 */
record Effect(
        int vector,
        long errorCode,
        long address,
        int cs,
        long rip,
        long flags,
        long[] registers,
        byte[] arena,
        long undefined) {
    /** It did not end. */
    static final int RAN_ON = -1;

    static final int BP = 3;
    static final int OF = 4;
    static final int UD = 6;
    static final int SS = 12;
    static final int GP = 13;
    static final int PF = 14;
}
