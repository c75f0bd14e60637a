package dev.pacifica.suite.hardware;

/**
 * One instruction of a snippet.
 *
 * @param offset of its first byte in the code of the snippet
 * @param length in bytes
 * @param operandBits 8, 16, 32 or 64
 * @param count the shift count in the instruction; -1 if it is in CL
 * @param repeatMask how much of rCX counts a repeated string instruction; 0 if it is none
 */
record Piece(UserForm form, int offset, int length, int operandBits, int count, long repeatMask) {
    Piece at(int newOffset) {
        return new Piece(form, newOffset, length, operandBits, count, repeatMask);
    }

    /** Whether the manual says what the instruction does to its destination; {@code rcx} as it is before. */
    boolean hasResult(long rcx) {
        boolean ports = form.mnemonic().equals("INS") || form.mnemonic().equals("OUTS");
        if (ports && repeatMask != 0 && (rcx & repeatMask) == 0) {
            return false; // PORTS_ZERO_TIMES
        }
        return !form.flags().hasNoResult(operandBits, count < 0 ? (int) rcx : count);
    }
}
