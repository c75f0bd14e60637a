package dev.pacifica.model.state;

import java.util.Arrays;

/**
 * The x87 registers, which MMX shares (APM1 6.2). Registers are kept in their physical order; a tag is derived from whether the
 * register is empty and from what it holds, as processors do when they store the tag word.
 */
public final class X87State {
    /** An invalid operation, a stack fault, and a pending unmasked exception in the status word. */
    public static final int IE = 1;

    public static final int SF = 1 << 6;
    public static final int ES = 1 << 7;
    /** Set together with {@link #ES}. */
    public static final int BUSY = 1 << 15;

    /** What {@link #opcode} is after an instruction: whether it is recorded then is the implementation's business (FPU-09). */
    public static final int UNKNOWN = -1;

    private static final int C1 = 1 << 9;
    private static final int TOP_SHIFT = 11;
    private static final int TOP = 7 << TOP_SHIFT;
    /** The exception flags of the status word, and the masks of the control word. */
    public static final int EXCEPTIONS = 0x3F;

    /** Bit 6 of the control word reads 1; bits 15:13 and 7 read 0. */
    private static final int CONTROL_BITS = 0x1F3F;

    private static final int CONTROL_FIXED = 0x40;
    /** What a masked invalid operation gives. */
    public static final long INDEFINITE = 0xC000_0000_0000_0000L;

    public static final int INDEFINITE_EXPONENT = 0xFFFF;
    private static final int MMX_EXPONENT = 0xFFFF;

    /** Bits 63:0 and bits 79:64 of the registers. */
    public final long[] significand = new long[8];

    public final int[] exponent = new int[8];

    /** Bit n is set if physical register n is in use. */
    public int used;
    /** Offset of the last instruction that was no control instruction, its selector and opcode, and the same of its operand. */
    public long instruction;

    public int instructionSelector;
    public int opcode;
    public long operand;
    public int operandSelector;

    private int control;
    private int status;

    /** RST-13. */
    void reset() {
        initialise();
        control = CONTROL_FIXED;
        used = 0xFF; // tag word 5555h: all hold zero
        Arrays.fill(significand, 0);
        Arrays.fill(exponent, 0);
    }

    /** What FNINIT does: everything but the contents of the registers. */
    public void initialise() {
        control = 0x37F;
        status = 0;
        used = 0;
        instruction = operand = 0;
        instructionSelector = operandSelector = opcode = 0;
    }

    public int control() {
        return control;
    }

    /** Unmasking a flag that is set makes an exception pending. */
    public void setControl(int value) {
        control = value & CONTROL_BITS | CONTROL_FIXED;
        summarise();
    }

    public int status() {
        return status;
    }

    public void setStatus(int value) {
        status = value & 0xFFFF;
        summarise();
    }

    private void summarise() {
        boolean pending = (status & ~control & EXCEPTIONS) != 0;
        status = pending ? status | ES | BUSY : status & ~(ES | BUSY);
    }

    /** Whether an unmasked exception waits for the next instruction that reports it. */
    public boolean isPending() {
        return (status & ES) != 0;
    }

    /** Clears all exception flags, and with them what is pending. */
    public void clearExceptions() {
        status &= ~(EXCEPTIONS | SF | ES | BUSY);
    }

    public int top() {
        return (status & TOP) >> TOP_SHIFT;
    }

    public void setTop(int value) {
        status = status & ~TOP | (value & 7) << TOP_SHIFT;
    }

    /** The physical number of ST(i). */
    public int physical(int i) {
        return top() + i & 7;
    }

    public boolean isEmpty(int physical) {
        return (used >> physical & 1) == 0;
    }

    public void set(int physical, long low, int high) {
        significand[physical] = low;
        exponent[physical] = high & 0xFFFF;
        used |= 1 << physical;
    }

    public void setEmpty(int physical) {
        used &= ~(1 << physical);
    }

    /** The response to an invalid operation that is masked. */
    public void setIndefinite(int physical) {
        set(physical, INDEFINITE, INDEFINITE_EXPONENT);
    }

    /**
     * Records a stack overflow or underflow (FPU-08).
     *
     * @return whether it is masked and the instruction gives the indefinite value; otherwise it changes nothing else, and an
     *     exception is pending
     */
    public boolean stackFault(boolean overflow) {
        status = (overflow ? status | C1 : status & ~C1) | IE | SF;
        summarise();
        return (control & IE) != 0;
    }

    public void clearC1() {
        status &= ~C1;
    }

    /** The tag word: 00b valid, 01b zero, 10b special, 11b empty, by physical number. */
    public int tags() {
        int tags = 0;
        for (int n = 0; n < 8; n++) {
            tags |= tag(n) << 2 * n;
        }
        return tags;
    }

    private int tag(int n) {
        if (isEmpty(n)) {
            return 3;
        }
        int biased = exponent[n] & 0x7FFF;
        if (biased == 0 && significand[n] == 0) {
            return 1;
        }
        return biased == 0 || biased == 0x7FFF || significand[n] >= 0 ? 2 : 0;
    }

    /** Takes from a tag word which registers are empty; what the others hold says the rest. */
    public void setTags(int word) {
        used = 0;
        for (int n = 0; n < 8; n++) {
            used |= (word >> 2 * n & 3) == 3 ? 0 : 1 << n;
        }
    }

    /** What every MMX instruction but EMMS does: TOP becomes 0, and no register is empty. */
    public void enterMmx() {
        setTop(0);
        used = 0xFF;
    }

    public long mmx(int number) {
        return significand[number];
    }

    public void setMmx(int number, long value) {
        significand[number] = value;
        exponent[number] = MMX_EXPONENT;
    }
}
