package dev.pacifica.model.decode;

import dev.pacifica.model.decode.OperandKind.Place;

/** Decodes one instruction at a time (APM3 chapter 1). An encoding that is none gives {@link Operation#INVALID}. */
public final class Decoder {
    private static final int SS = 2;
    private static final int DS = 3;
    private static final int FS = 4;
    private static final int NO_OVERRIDE = -1;

    private static final int BX = 3;
    private static final int BP = 5;
    private static final int SI = 6;
    private static final int DI = 7;
    /** The bases of 16-bit addresses by ModRM.rm. */
    private static final int[] BASE_16 = {BX, BX, BP, BP, SI, DI, BP, BX};

    private final boolean hasAltMovCr8;

    @SuppressWarnings("NullAway.Init") // set by decode
    private CodeBytes bytes;

    private int length;
    private int codeSize;
    private boolean operandPrefix;
    private boolean addressPrefix;
    private int override;
    private int rex;
    private int modRm;
    private boolean haveImmediate;

    @SuppressWarnings("NullAway.Init") // set by decode
    private Instruction instruction;

    /** @param hasAltMovCr8 LOCK MOV CR0 means MOV CR8 (CR-01) */
    public Decoder(boolean hasAltMovCr8) {
        this.hasAltMovCr8 = hasAltMovCr8;
    }

    /**
     * Decodes the instruction that starts with the next byte.
     *
     * @param codeSize the default size in bytes: 2, 4, or 8 for 64-bit mode
     */
    public Instruction decode(CodeBytes bytes, int codeSize) {
        this.bytes = bytes;
        this.codeSize = codeSize;
        length = 0;
        operandPrefix = addressPrefix = false;
        override = NO_OVERRIDE;
        rex = 0;
        modRm = 0;
        haveImmediate = false;
        instruction = new Instruction();
        decodeForm(prefixes());
        instruction.length = length;
        return instruction;
    }

    private int next() {
        int value = bytes.next();
        length++;
        return value;
    }

    /** Consumes the prefixes; returns the first opcode byte. */
    private int prefixes() {
        while (true) {
            int value = next();
            if (codeSize == 8 && (value & 0xF0) == 0x40) {
                rex = value;
                continue;
            }
            switch (value) {
                case 0x26, 0x2E, 0x36, 0x3E -> override = codeSize == 8 ? override : value >> 3 & 3;
                case 0x64, 0x65 -> override = FS + (value & 1);
                case 0x66 -> operandPrefix = true;
                case 0x67 -> addressPrefix = true;
                case 0xF0 -> instruction.lock = true;
                case 0xF2, 0xF3 -> instruction.repeat = value;
                default -> {
                    return value;
                }
            }
            rex = 0; // REX counts only immediately before the opcode
        }
    }

    private void decodeForm(int firstByte) {
        boolean twoByte = firstByte == 0x0F;
        int opcode = twoByte ? next() : firstByte;
        instruction.opcode = opcode;
        OpcodeMap.Entry[] entries = (twoByte ? OpcodeMap.TWO_BYTE : OpcodeMap.ONE_BYTE).entries(opcode);
        boolean haveModRm = false;
        for (OpcodeMap.Entry entry : entries) {
            if (!entry.accepts(codeSize == 8, instruction.repeat == Instruction.REP)) {
                continue;
            }
            if (entry.hasModRm && !haveModRm) {
                modRm = next();
                haveModRm = true;
            }
            if (!entry.hasModRm || entry.accepts(modRm)) {
                decodeOperands(entry);
                return;
            }
        }
    }

    private void decodeOperands(OpcodeMap.Entry entry) {
        sizes(entry.form);
        instruction.segment = override == NO_OVERRIDE ? DS : override;
        boolean memory = false;
        if (entry.hasModRm && modRm < 0xC0 && usesMemory(entry)) {
            effectiveAddress();
            memory = true;
        }
        OperandKind[] operands = entry.operands;
        if (operands.length > 0) {
            instruction.first = operand(operands[0]);
            if (operands[0].givesOperandSize()) {
                instruction.operandSize = size(operands[0], instruction.first, instruction.operandSize);
            }
        }
        if (operands.length > 1) {
            instruction.second = operand(operands[1]);
            instruction.secondSize = size(operands[1], instruction.second, instruction.operandSize);
        }
        if (operands.length > 2) {
            instruction.third = operand(operands[2]);
        }
        instruction.operation = entry.operation;
        checkLock(entry, memory);
    }

    private static boolean usesMemory(OpcodeMap.Entry entry) {
        for (OperandKind operand : entry.operands) {
            if (operand.place == Place.MODRM_RM) {
                return true;
            }
        }
        return false;
    }

    private void checkLock(OpcodeMap.Entry entry, boolean memory) {
        if (!instruction.lock) {
            return;
        }
        boolean movCr = entry.operation == Operation.MOV_FROM_CR || entry.operation == Operation.MOV_TO_CR;
        if (movCr && hasAltMovCr8) {
            boolean from = entry.operation == Operation.MOV_FROM_CR;
            int number = from ? instruction.second : instruction.first;
            if (number == 0) {
                instruction.first = from ? instruction.first : 8;
                instruction.second = from ? 8 : instruction.second;
                return;
            }
        }
        if (movCr || !memory || !entry.form.has(Trait.LOCK)) {
            instruction.operation = Operation.INVALID;
        }
    }

    private void sizes(Form form) {
        int operandSize;
        if (form.has(Trait.NATIVE)) {
            operandSize = codeSize == 8 ? 8 : 4;
        } else if (form.has(Trait.BYTE)) {
            operandSize = 1;
        } else if (codeSize == 8) {
            boolean wide = (rex & 8) != 0 || form.has(Trait.D64) && !operandPrefix;
            operandSize = wide ? 8 : operandPrefix ? 2 : 4;
        } else {
            operandSize = (codeSize == 4) != operandPrefix ? 4 : 2;
        }
        instruction.operandSize = form.has(Trait.MAX32) ? Math.min(operandSize, 4) : operandSize;
        int addressSize = switch (codeSize) {
            case 8 -> addressPrefix ? 4 : 8;
            case 4 -> addressPrefix ? 2 : 4;
            default -> addressPrefix ? 4 : 2;
        };
        instruction.addressSize = addressSize;
        instruction.addressMask = -1L >>> 64 - 8 * addressSize;
    }

    private int size(OperandKind kind, int operand, int operandSize) {
        return switch (kind.width) {
            case BYTE -> 1;
            case WORD -> 2;
            case DOUBLEWORD -> 4;
            case OPERAND -> operandSize;
            case OPERAND_OR_WORD -> operand == Instruction.MEMORY ? 2 : operandSize;
            case OPERAND_TO_32 -> operandSize;
        };
    }

    private int operand(OperandKind kind) {
        switch (kind.place) {
            case MODRM_RM -> {
                return modRm < 0xC0 ? Instruction.MEMORY : register(kind, modRm & 7 | (rex & 1) << 3);
            }
            case MODRM_RM_REGISTER -> {
                return modRm & 7 | (rex & 1) << 3;
            }
            case MODRM_REG -> {
                return register(kind, modRm >> 3 & 7 | (rex & 4) << 1);
            }
            case MODRM_REG_NUMBER -> {
                int number = modRm >> 3 & 7;
                return kind == OperandKind.SREG ? number : number | (rex & 4) << 1;
            }
            case OPCODE -> {
                return register(kind, instruction.opcode & 7 | (rex & 1) << 3);
            }
            case FIXED -> {
                return kind.number;
            }
            case ONE -> {
                instruction.immediate = 1;
                return Instruction.IMMEDIATE;
            }
            case IMMEDIATE, IMMEDIATE_UNSIGNED -> {
                return immediate(kind);
            }
            case OFFSET -> {
                instruction.displacement = little(instruction.addressSize);
                return Instruction.MEMORY;
            }
            case FAR -> {
                instruction.immediate = little(Math.min(instruction.operandSize, 4));
                instruction.immediate2 = (int) little(2);
                return Instruction.IMMEDIATE;
            }
            default -> throw new IllegalStateException("An operand has no place: " + kind);
        }
    }

    private int register(OperandKind kind, int number) {
        boolean highByte = kind.width == OperandKind.Width.BYTE && rex == 0 && number >= 4;
        return highByte ? Instruction.HIGH_BYTE + number - 4 : number;
    }

    private int immediate(OperandKind kind) {
        int size = switch (kind.width) {
            case BYTE -> 1;
            case WORD -> 2;
            case OPERAND_TO_32 -> Math.min(instruction.operandSize, 4);
            default -> instruction.operandSize;
        };
        long value = little(size);
        if (kind.place == Place.IMMEDIATE) {
            value = value << 64 - 8 * size >> 64 - 8 * size;
        }
        if (haveImmediate) {
            instruction.immediate2 = (int) value; // ENTER
        } else {
            instruction.immediate = value;
            haveImmediate = true;
        }
        return Instruction.IMMEDIATE;
    }

    private long little(int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) next() << 8 * i;
        }
        return value;
    }

    private void effectiveAddress() {
        if (instruction.addressSize == 2) {
            effectiveAddress16();
            return;
        }
        int mod = modRm >> 6;
        int rm = modRm & 7;
        if (rm == 4) {
            sib(mod);
        } else if (mod == 0 && rm == 5) {
            instruction.base = codeSize == 8 ? Instruction.BASE_RIP : Instruction.NO_REGISTER;
            instruction.displacement = (int) little(4);
        } else {
            instruction.base = rm | (rex & 1) << 3;
        }
        if (mod == 1) {
            instruction.displacement = (byte) little(1);
        } else if (mod == 2) {
            instruction.displacement = (int) little(4);
        }
        defaultSegment(instruction.base == 4 || instruction.base == 5);
    }

    private void sib(int mod) {
        int sib = next();
        int index = sib >> 3 & 7 | (rex & 2) << 2;
        if (index != 4) {
            instruction.index = index;
            instruction.scale = sib >> 6;
        }
        if ((sib & 7) == 5 && mod == 0) {
            instruction.displacement = (int) little(4);
        } else {
            instruction.base = sib & 7 | (rex & 1) << 3;
        }
    }

    private void effectiveAddress16() {
        int mod = modRm >> 6;
        int rm = modRm & 7;
        boolean direct = mod == 0 && rm == 6;
        if (!direct) {
            instruction.base = BASE_16[rm];
            instruction.index = rm < 4 ? SI + (rm & 1) : Instruction.NO_REGISTER;
        }
        if (direct || mod == 2) {
            instruction.displacement = (short) little(2);
        } else if (mod == 1) {
            instruction.displacement = (byte) little(1);
        }
        defaultSegment(instruction.base == BP);
    }

    private void defaultSegment(boolean stack) {
        if (override == NO_OVERRIDE && stack) {
            instruction.segment = SS;
        }
    }
}
