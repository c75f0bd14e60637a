package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Rflags;

/** Bit tests, bit scans, BSWAP and SETcc. */
public final class Bits {
    private enum Change {
        NONE,
        SET,
        RESET,
        COMPLEMENT
    }

    private Bits() {}

    public static void bt(Instruction i, Execution x) {
        bitTest(i, x, Change.NONE);
    }

    public static void bts(Instruction i, Execution x) {
        bitTest(i, x, Change.SET);
    }

    public static void btr(Instruction i, Execution x) {
        bitTest(i, x, Change.RESET);
    }

    public static void btc(Instruction i, Execution x) {
        bitTest(i, x, Change.COMPLEMENT);
    }

    private static void bitTest(Instruction i, Execution x, Change change) {
        int size = i.operandSize();
        int bits = 8 * size;
        long index = Execution.signExtend(x.readSecond(i), size);
        int bit = (int) index & bits - 1;
        if (!Instruction.isMemory(i.first())) {
            long value = x.read(i, i.first(), size);
            if (change != Change.NONE) {
                x.write(i, changed(value, bit, change));
            }
            setCarry(x, value >>> bit & 1);
            return;
        }
        // A register index may reach beyond the operand, in both directions.
        boolean far = i.second() != Instruction.IMMEDIATE;
        long offset = x.address(i) + (far ? Math.floorDiv(index, bits) * size : 0) & i.addressMask();
        long value = change == Change.NONE
                ? x.memory.read(i.segment(), offset, size)
                : x.memory.readForUpdate(i.segment(), offset, size, i.isLocked());
        if (change != Change.NONE) {
            x.memory.write(i.segment(), offset, size, changed(value, bit, change));
        }
        setCarry(x, value >>> bit & 1);
    }

    private static long changed(long value, int bit, Change change) {
        return switch (change) {
            case SET -> value | 1L << bit;
            case RESET -> value & ~(1L << bit);
            case COMPLEMENT -> value ^ 1L << bit;
            case NONE -> value;
        };
    }

    private static void setCarry(Execution x, long carry) {
        x.cpu.rflags = x.cpu.rflags & ~Rflags.CF | carry;
    }

    /** A zero source sets ZF and leaves the destination alone. */
    public static void bsf(Instruction i, Execution x) {
        long value = x.readSecond(i);
        scan(i, x, value, Long.numberOfTrailingZeros(value));
    }

    public static void bsr(Instruction i, Execution x) {
        long value = x.readSecond(i);
        scan(i, x, value, 63 - Long.numberOfLeadingZeros(value));
    }

    private static void scan(Instruction i, Execution x, long value, int index) {
        if (value == 0) {
            x.cpu.rflags |= Rflags.ZF;
            return;
        }
        x.cpu.rflags &= ~Rflags.ZF;
        x.write(i, index);
    }

    /** With a 16-bit operand the result is undefined, here 0. */
    public static void bswap(Instruction i, Execution x) {
        long value = x.read(i, i.first(), i.operandSize());
        x.write(
                i,
                switch (i.operandSize()) {
                    case 8 -> Long.reverseBytes(value);
                    case 4 -> Integer.reverseBytes((int) value);
                    default -> 0;
                });
    }

    public static void setcc(Instruction i, Execution x) {
        x.write(i, x.condition(i.opcode()) ? 1 : 0);
    }
}
