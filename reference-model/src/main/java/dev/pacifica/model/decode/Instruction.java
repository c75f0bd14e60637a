package dev.pacifica.model.decode;

/**
 * A decoded instruction. Immutable once the decoder returns it; it does not depend on where it lies, so it can be
 * cached by physical address.
 */
public final class Instruction {
    /** Operand codes: 0 to 15 a general register; these for the rest. AH, CH, DH and BH are 16 to 19. */
    public static final int HIGH_BYTE = 16;

    public static final int MEMORY = 32;
    public static final int IMMEDIATE = 33;

    /** A base that is no general register: rIP of the next instruction. */
    public static final int BASE_RIP = 16;

    public static final int NO_REGISTER = -1;

    /** The repeat prefixes. */
    public static final int REPNE = 0xF2;

    public static final int REP = 0xF3;

    Operation operation = Operation.INVALID;
    String mnemonic = "(bad)";
    int opcode;
    int length;
    int operandSize;
    int addressSize;
    long addressMask;
    int first;
    int second;
    int third;
    int secondSize;
    long immediate;
    int immediate2;
    int base = NO_REGISTER;
    int index = NO_REGISTER;
    int scale;
    long displacement;
    int segment;
    int repeat;
    boolean lock;

    Instruction() {}

    public Operation operation() {
        return operation;
    }

    /** What an assembler calls it, in small letters without operands: {@code movsxd}, {@code jne}; {@code (bad)} if it is none. */
    public String mnemonic() {
        return mnemonic;
    }

    /** The last opcode byte; its low four bits are the condition of Jcc, SETcc and CMOVcc. */
    public int opcode() {
        return opcode;
    }

    /** Bytes, 1 to 15. */
    public int length() {
        return length;
    }

    /** Bytes of the first operand and of the operation: 1, 2, 4 or 8; 10 for x87 and 16 for XMM registers; 0 if it has no size. */
    public int operandSize() {
        return operandSize;
    }

    /** Bytes of addresses: 2, 4 or 8. */
    public int addressSize() {
        return addressSize;
    }

    /** All ones in the address size. */
    public long addressMask() {
        return addressMask;
    }

    /** Operand code, or the number of a segment, control or debug register. */
    public int first() {
        return first;
    }

    public int second() {
        return second;
    }

    public int third() {
        return third;
    }

    /** Bytes of the second operand, where it differs from the operation (MOVZX, MOVSX). */
    public int secondSize() {
        return secondSize;
    }

    /** The immediate operand or the relative displacement, extended to 64 bits as its form demands. */
    public long immediate() {
        return immediate;
    }

    /** The selector of a far pointer, or the second immediate of ENTER. */
    public int immediate2() {
        return immediate2;
    }

    /** General register, {@link #BASE_RIP} or {@link #NO_REGISTER}. */
    public int base() {
        return base;
    }

    /** General register or {@link #NO_REGISTER}. */
    public int index() {
        return index;
    }

    /** The index counts 2^scale times. */
    public int scale() {
        return scale;
    }

    public long displacement() {
        return displacement;
    }

    /** The segment of the memory operand, ES 0 to GS 5, after overrides. */
    public int segment() {
        return segment;
    }

    /** {@link #REP}, {@link #REPNE} or 0. */
    public int repeat() {
        return repeat;
    }

    /** Whether an update of memory is atomic: with LOCK, and XCHG in any case. */
    public boolean isLocked() {
        return lock || operation == Operation.XCHG;
    }

    /** Whether the operand with this code is in memory. */
    public static boolean isMemory(int operand) {
        return operand == MEMORY;
    }

    @Override
    public String toString() {
        return mnemonic + " (" + length + " bytes, operand size " + operandSize * 8 + ")";
    }
}
