package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.X87State;

/**
 * FNSTENV, FLDENV, FNSAVE and FRSTOR (FPU-09, FPU-10). The environment has seven words or doublewords by operand size: control,
 * status, tags, then the pointers, as linear addresses in real and virtual-8086 mode, with selectors otherwise.
 */
public final class X87Environment {
    private static final int PARTS = 7;
    private static final int REGISTERS_SIZE = 80;

    private X87Environment() {}

    public static void fnstenv(Instruction i, Execution x) {
        MediaState.requireX87(x);
        int part = part(i);
        MediaState.check(i, x, PARTS * part, true);
        store(i, x, part);
        x.cpu.x87.setControl(x.cpu.x87.control() | X87State.EXCEPTIONS);
    }

    public static void fldenv(Instruction i, Execution x) {
        MediaState.requireWaitingX87(x);
        int part = part(i);
        MediaState.check(i, x, PARTS * part, false);
        load(i, x, part);
    }

    public static void fnsave(Instruction i, Execution x) {
        MediaState.requireX87(x);
        int part = part(i);
        MediaState.check(i, x, PARTS * part + REGISTERS_SIZE, true);
        store(i, x, part);
        X87State s = x.cpu.x87;
        for (int n = 0; n < 8; n++) {
            int physical = s.physical(n);
            MediaState.write(i, x, PARTS * part + 10 * n, 8, s.significand[physical]);
            MediaState.write(i, x, PARTS * part + 10 * n + 8, 2, s.exponent[physical]);
        }
        s.initialise();
    }

    public static void frstor(Instruction i, Execution x) {
        MediaState.requireWaitingX87(x);
        int part = part(i);
        MediaState.check(i, x, PARTS * part + REGISTERS_SIZE, false);
        load(i, x, part);
        X87State s = x.cpu.x87;
        int used = s.used;
        for (int n = 0; n < 8; n++) {
            long low = MediaState.read(i, x, PARTS * part + 10 * n, 8);
            s.set(s.physical(n), low, (int) MediaState.read(i, x, PARTS * part + 10 * n + 8, 2));
        }
        s.used = used;
    }

    private static int part(Instruction i) {
        return i.operandSize() == 2 ? 2 : 4; // REX.W means nothing
    }

    /** The opcode of the last instruction; whether an implementation records it is open. */
    static long opcode(Execution x) {
        int opcode = x.cpu.x87.opcode;
        return opcode == X87State.UNKNOWN ? x.freedom.undefined(FPU_09) & 0x7FF : opcode;
    }

    private static void store(Instruction i, Execution x, int part) {
        X87State s = x.cpu.x87;
        put(i, x, part, 0, s.control());
        put(i, x, part, 1, s.status());
        put(i, x, part, 2, s.tags());
        if (!x.cpu.isProtected()) {
            long instruction = s.instruction + 16L * s.instructionSelector;
            long operand = s.operand + 16L * s.operandSelector;
            if (part == 2) {
                put(i, x, part, 3, instruction);
                put(i, x, part, 4, instruction >> 4 & 0xF000 | opcode(x));
                put(i, x, part, 5, operand);
                put(i, x, part, 6, operand >> 4 & 0xF000);
            } else {
                put(i, x, part, 3, instruction & 0xFFFF);
                wide(i, x, 4, instruction >> 4 & 0xFFF_F000 | opcode(x));
                put(i, x, part, 5, operand & 0xFFFF);
                wide(i, x, 6, operand >> 4 & 0xFFF_F000);
            }
        } else if (part == 2) {
            put(i, x, part, 3, s.instruction);
            put(i, x, part, 4, s.instructionSelector);
            put(i, x, part, 5, s.operand);
            put(i, x, part, 6, s.operandSelector);
        } else {
            wide(i, x, 3, s.instruction);
            wide(i, x, 4, s.instructionSelector | opcode(x) << 16);
            wide(i, x, 5, s.operand);
            put(i, x, part, 6, s.operandSelector);
        }
    }

    /** A word; what a doubleword has above it is reserved. */
    private static void put(Instruction i, Execution x, int part, int number, long value) {
        long above = part == 4 ? x.freedom.undefined(FPU_09) << 16 : 0;
        MediaState.write(i, x, number * part, part, value & 0xFFFF | above);
    }

    private static void wide(Instruction i, Execution x, int number, long value) {
        MediaState.write(i, x, 4 * number, 4, value);
    }

    private static void load(Instruction i, Execution x, int part) {
        X87State s = x.cpu.x87;
        long[] parts = new long[PARTS];
        for (int n = 0; n < PARTS; n++) {
            parts[n] = MediaState.read(i, x, n * part, part);
        }
        s.setControl((int) parts[0]);
        s.setStatus((int) parts[1]);
        s.setTags((int) parts[2]);
        if (!x.cpu.isProtected()) {
            long high = part == 2 ? 0xF000 : 0xFFF_F000;
            s.instruction = parts[3] & 0xFFFF | (parts[4] & high) << 4;
            s.operand = parts[5] & 0xFFFF | (parts[6] & high) << 4;
            s.opcode = (int) parts[4] & 0x7FF;
            s.instructionSelector = s.operandSelector = 0;
        } else {
            s.instruction = parts[3];
            s.instructionSelector = (int) parts[4] & 0xFFFF;
            s.opcode = part == 2 ? X87State.UNKNOWN : (int) (parts[4] >> 16) & 0x7FF;
            s.operand = parts[5];
            s.operandSelector = (int) parts[6] & 0xFFFF;
        }
    }
}
