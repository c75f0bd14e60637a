package dev.pacifica.model.decode;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import java.util.List;

/**
 * Decodes one instruction at a time (APM3 chapter 1). An encoding that is none, or none on this processor, gives
 * {@link Operation#INVALID}.
 */
public final class Decoder {
    private static final int DS = 3;
    private static final List<String> CONDITIONS =
            List.of("o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g");

    private final CpuProfile profile;
    private final ByteReader bytes = new ByteReader();
    private final Prefixes prefixes = new Prefixes();

    private int modRm;
    private boolean haveModRm;
    private boolean haveImmediate;

    @SuppressWarnings("NullAway.Init") // set by decode
    private Instruction instruction;

    /** @param profile the processor: it decides which instructions there are */
    public Decoder(CpuProfile profile) {
        this.profile = profile;
    }

    /**
     * Decodes the instruction that starts with the next byte.
     *
     * @param codeSize the default size in bytes: 2, 4, or 8 for 64-bit mode
     */
    public Instruction decode(CodeBytes source, int codeSize) {
        bytes.start(source);
        modRm = 0;
        haveModRm = false;
        haveImmediate = false;
        instruction = new Instruction();
        int first = prefixes.read(bytes, codeSize);
        instruction.lock = prefixes.lock;
        instruction.repeat = prefixes.repeat;
        decodeOpcode(first);
        instruction.length = bytes.length();
        return instruction;
    }

    private void decodeOpcode(int first) {
        if (first == 0xC4 || first == 0xC5) {
            int second = bytes.next();
            if (prefixes.isVex(second)) {
                decodeVex(first, second);
            } else {
                modRm = second;
                haveModRm = true;
                decodeForm(OpcodeMap.ONE_BYTE, first);
            }
        } else if (first == 0x0F) {
            int second = bytes.next();
            switch (second) {
                case 0x38 -> decodeForm(OpcodeMap.THREE_BYTE_38, bytes.next());
                case 0x3A -> decodeForm(OpcodeMap.THREE_BYTE_3A, bytes.next());
                default -> decodeForm(OpcodeMap.TWO_BYTE, second);
            }
        } else {
            decodeForm(OpcodeMap.ONE_BYTE, first);
        }
    }

    private void decodeVex(int first, int second) {
        boolean allowed = prefixes.readVex(bytes, first, second);
        if (allowed && !prefixes.vexLong && prefixes.vexMap == 2) {
            decodeForm(OpcodeMap.VEX_38, bytes.next());
        } else if (allowed && !prefixes.vexLong && prefixes.vexMap == 3) {
            decodeForm(OpcodeMap.VEX_3A, bytes.next());
        }
    }

    private void decodeForm(OpcodeMap map, int opcode) {
        instruction.opcode = opcode;
        for (OpcodeMap.Entry entry : map.entries(opcode)) {
            if (!entry.accepts(prefixes, profile)) {
                continue;
            }
            if (entry.hasModRm && !haveModRm) {
                modRm = bytes.next();
                haveModRm = true;
            }
            if (!entry.hasModRm || entry.accepts(modRm)) {
                decodeOperands(entry);
                return;
            }
        }
    }

    private void decodeOperands(OpcodeMap.Entry entry) {
        sizes(entry);
        instruction.segment = prefixes.override == Prefixes.NO_OVERRIDE ? DS : prefixes.override;
        boolean memory = entry.hasModRm && modRm < 0xC0 && mayBeMemory(entry);
        if (memory) {
            EffectiveAddress.read(bytes, prefixes, modRm, instruction);
        }
        OperandKind[] operands = entry.operands;
        int operandSize = instruction.operandSize;
        if (operands.length > 0) {
            instruction.first = operand(operands[0]);
            if (operands[0].givesOperandSize()) {
                instruction.operandSize = size(operands[0], instruction.first, operandSize);
            }
        }
        if (operands.length > 1) {
            instruction.second = operand(operands[1]);
            instruction.secondSize = size(operands[1], instruction.second, operandSize);
        }
        if (operands.length > 2) {
            instruction.third = operand(operands[2]);
        }
        if (operands.length > 3) {
            operand(operands[3]); // a second immediate
        }
        instruction.operation = entry.operation;
        instruction.mnemonic = mnemonic(entry.form, operandSize);
        checkLock(entry, memory);
    }

    private static boolean mayBeMemory(OpcodeMap.Entry entry) {
        for (OperandKind operand : entry.operands) {
            if (operand.mayBeMemory()) {
                return true;
            }
        }
        return false;
    }

    private String mnemonic(Form form, int operandSize) {
        List<String> names = form.mnemonics();
        String name = names.get(0);
        if (names.size() == 3) {
            int size = form.operation() == Operation.JRCXZ ? instruction.addressSize : operandSize;
            name = names.get(size == 2 ? 0 : size == 4 ? 1 : 2);
        }
        return name.endsWith("cc")
                ? name.substring(0, name.length() - 2) + CONDITIONS.get(instruction.opcode & 0xF)
                : name;
    }

    private void checkLock(OpcodeMap.Entry entry, boolean memory) {
        if (!instruction.lock) {
            return;
        }
        boolean movCr = entry.operation == Operation.MOV_FROM_CR || entry.operation == Operation.MOV_TO_CR;
        if (movCr && profile.has(Feature.ALT_MOV_CR8)) { // CR-01
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
            instruction.mnemonic = "(bad)";
        }
    }

    private void sizes(OpcodeMap.Entry entry) {
        Form form = entry.form;
        int codeSize = prefixes.codeSize;
        boolean narrow = prefixes.operandSize && !entry.takesOperandPrefix();
        int operandSize;
        if (form.has(Trait.NATIVE)) {
            operandSize = codeSize == 8 ? 8 : 4;
        } else if (form.has(Trait.BYTE)) {
            operandSize = 1;
        } else if (form.has(Trait.MIN32)) {
            operandSize = prefixes.isWide() ? 8 : 4;
        } else if (codeSize == 8) {
            boolean wide = prefixes.isWide() || form.has(Trait.D64) && !narrow;
            operandSize = wide ? 8 : narrow ? 2 : 4;
        } else {
            operandSize = (codeSize == 4) != narrow ? 4 : 2;
        }
        instruction.operandSize = form.has(Trait.MAX32) ? Math.min(operandSize, 4) : operandSize;
        int addressSize = switch (codeSize) {
            case 8 -> prefixes.addressSize ? 4 : 8;
            case 4 -> prefixes.addressSize ? 2 : 4;
            default -> prefixes.addressSize ? 4 : 2;
        };
        instruction.addressSize = addressSize;
        instruction.addressMask = -1L >>> 64 - 8 * addressSize;
    }

    private int size(OperandKind kind, int operand, int operandSize) {
        boolean memory = operand == Instruction.MEMORY;
        int wide = prefixes.isWide() ? 8 : 4;
        return switch (kind.width) {
            case NONE -> 0;
            case BYTE -> 1;
            case WORD -> 2;
            case DOUBLEWORD -> 4;
            case QUADWORD -> 8;
            case TENBYTE -> 10;
            case OCTWORD -> 16;
            case OPERAND, OPERAND_TO_32 -> operandSize;
            case OPERAND_OR_WORD -> memory ? 2 : operandSize;
            case WIDE -> wide;
            case WIDE_OR_BYTE -> memory ? 1 : wide;
            case WIDE_OR_WORD -> memory ? 2 : wide;
        };
    }

    private int operand(OperandKind kind) {
        return switch (kind.place) {
            case MODRM_RM -> modRm < 0xC0 ? Instruction.MEMORY : register(kind, prefixes.extend(modRm & 7, 1));
            case MODRM_RM_REGISTER -> prefixes.extend(modRm & 7, 1);
            case MODRM_RM_MEDIA -> modRm < 0xC0 ? Instruction.MEMORY : prefixes.extend(modRm & 7, 1);
            case MODRM_RM_MMX -> modRm < 0xC0 ? Instruction.MEMORY : modRm & 7;
            case MODRM_REG -> register(kind, prefixes.extend(modRm >> 3 & 7, 4));
            case MODRM_REG_NUMBER -> kind == OperandKind.SREG ? modRm >> 3 & 7 : prefixes.extend(modRm >> 3 & 7, 4);
            case MODRM_REG_MEDIA -> prefixes.extend(modRm >> 3 & 7, 4);
            case MODRM_REG_MMX -> modRm >> 3 & 7;
            case VEX -> prefixes.vexRegister;
            case OPCODE -> register(kind, prefixes.extend(instruction.opcode & 7, 1));
            case FIXED -> kind.number;
            case ONE -> {
                instruction.immediate = 1;
                yield Instruction.IMMEDIATE;
            }
            case IMMEDIATE, IMMEDIATE_UNSIGNED -> immediate(kind);
            case OFFSET -> {
                instruction.displacement = bytes.next(instruction.addressSize);
                yield Instruction.MEMORY;
            }
            case FAR -> {
                instruction.immediate = bytes.next(Math.min(instruction.operandSize, 4));
                instruction.immediate2 = (int) bytes.next(2);
                yield Instruction.IMMEDIATE;
            }
        };
    }

    private int register(OperandKind kind, int number) {
        boolean highByte = kind.width == OperandKind.Width.BYTE && prefixes.rex == 0 && number >= 4;
        return highByte ? Instruction.HIGH_BYTE + number - 4 : number;
    }

    private int immediate(OperandKind kind) {
        int size = switch (kind.width) {
            case BYTE -> 1;
            case WORD -> 2;
            case OPERAND_TO_32 -> Math.min(instruction.operandSize, 4);
            default -> instruction.operandSize;
        };
        long value = bytes.next(size);
        if (kind.place == OperandKind.Place.IMMEDIATE) {
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
}
