package dev.pacifica.suite.asm;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the bytes of one instruction once its form is chosen (APM3 1.1: prefixes, REX, opcode, ModRM, SIB, ...). */
final class Encoder {
    private static final int REX = 0x40;

    private static final Form PREFIXES_ONLY = Form.of("", "", "");

    private final Instruction instruction;
    private final Form form;
    private final List<Argument> arguments;
    private final Value here;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(16);

    private int rex;
    private boolean highByte;
    private int reg;
    private int rm;
    private AddressEncoder.@Nullable Address address;

    Encoder(Instruction instruction, Form form, List<Argument> arguments, Value here) {
        this.instruction = instruction;
        this.form = form;
        this.arguments = arguments;
        this.here = here;
    }

    /** Bytes of a line that holds prefixes only. */
    static byte[] encodePrefixes(Instruction instruction) {
        Encoder encoder = new Encoder(instruction, PREFIXES_ONLY, List.of(), Value.UNKNOWN);
        encoder.prefixes(PREFIXES_ONLY.code(), 0);
        return encoder.out.toByteArray();
    }

    /** Number of legacy prefixes of an instruction without a memory operand. */
    static int prefixLength(Instruction instruction, Code code) {
        Prefixes prefixes = instruction.prefixes();
        int length = code.fwait() ? 1 : 0;
        length += prefixes.repeat() != 0 ? 1 : 0;
        length += prefixes.lock() || code.lock() ? 1 : 0;
        length += prefixes.segment() != null ? 1 : 0;
        length += needsOperandPrefix(instruction, code) ? 1 : 0;
        int addressBits = code.addressBits() != 0 ? code.addressBits() : prefixes.addressBits();
        return length + (addressBits != 0 && addressBits != instruction.mode().bits ? 1 : 0);
    }

    byte[] encode() {
        placeOperands();
        Code code = form.code();
        int written = instruction.prefixes().operandBits();
        if (written != 0 && code.operandBits() != 0 && written != code.operandBits()) {
            throw new SourceError(
                    "o%d contradicts the %d-bit operand size of '%s'".formatted(written, code.operandBits(), form));
        }
        prefixes(code, address != null ? address.addressBits() : code.addressBits());
        if (code.mandatory() != 0) {
            out.write(code.mandatory());
        }
        rexPrefix(code);
        opcode(code);
        if (code.modRm()) {
            modRm();
        }
        int displacementAt = out.size() - (address == null ? 0 : address.displacementBytes());
        fields(code);
        byte[] bytes = out.toByteArray();
        if (address != null && address.ripRelative()) {
            long distance = address.displacement() - (here.number() + bytes.length);
            if (distance != (int) distance) {
                throw new SourceError("[rel ...] is %,d bytes away: expected at most 2 GiB".formatted(distance));
            }
            for (int i = 0; i < 4; i++) {
                bytes[displacementAt + i] = (byte) (distance >> 8 * i);
            }
        }
        return bytes;
    }

    private void placeOperands() {
        boolean rmTaken = form.operands().stream().anyMatch(OperandSpec::isInRm);
        for (int i = 0; i < arguments.size(); i++) {
            OperandSpec spec = form.operands().get(i);
            Argument argument = arguments.get(i);
            Register register = argument.register();
            if (register != null) {
                note(register);
                if (spec.isInRm()) {
                    rm = register.number();
                } else if (spec.isInReg()) {
                    reg = register.number();
                    // Both fields name the register in the two-operand IMUL with an immediate.
                    rm = rmTaken || form.code().digit() >= 0 ? rm : reg;
                }
            } else if (spec.mayBeMemory()) {
                address = new AddressEncoder(instruction).encode(argument);
            }
        }
        if (form.code().digit() >= 0) {
            reg = form.code().digit();
        }
    }

    private void note(Register register) {
        highByte |= register.kind() == Register.Kind.HIGH_BYTE;
        if (register.needsRex()) {
            rex |= REX;
        }
        boolean extended = register.number() >= 8 && !isLockedCr8(register);
        if ((extended || register.bits() == 64 && register.isGeneral()) && instruction.mode() != Mode.BITS64
                || register.needsRex() && instruction.mode() != Mode.BITS64) {
            throw new SourceError("'" + register + "' does not exist in " + instruction.mode().bits + "-bit mode");
        }
    }

    /** Outside 64-bit mode LOCK MOV CR0 reaches CR8 (APM3, MOV CRn: AltMovCr8). */
    private boolean isLockedCr8(Register register) {
        return register.kind() == Register.Kind.CONTROL && form.code().lock();
    }

    private static boolean needsOperandPrefix(Instruction instruction, Code code) {
        int mode = instruction.mode().bits;
        int written = instruction.prefixes().operandBits();
        return needsOperandPrefix(mode, written) || needsOperandPrefix(mode, code.operandBits());
    }

    private static boolean needsOperandPrefix(int mode, int bits) {
        return bits == 16 && mode != 16 || bits == 32 && mode == 16;
    }

    private void prefixes(Code code, int formAddressBits) {
        Prefixes prefixes = instruction.prefixes();
        Operand.Memory memory = null;
        for (Argument argument : arguments) {
            memory = argument.memory() != null ? argument.memory() : memory;
        }
        if (code.fwait()) {
            out.write(0x9b);
        }
        if (prefixes.repeat() != 0) {
            out.write(prefixes.repeat());
        }
        if (prefixes.lock() || code.lock()) {
            out.write(0xf0);
        }
        segmentPrefix(prefixes.segment(), memory == null ? null : memory.segment());
        if (needsOperandPrefix(instruction, code)) {
            out.write(0x66);
        }
        int addressBits = formAddressBits;
        if (memory != null && address == null) {
            addressBits = directAddressBits(memory);
        } else if (address == null && prefixes.addressBits() != 0) {
            if (addressBits != 0 && addressBits != prefixes.addressBits()) {
                throw new SourceError("a" + prefixes.addressBits() + " contradicts the instruction's own address size");
            }
            addressBits = prefixes.addressBits();
        }
        if (addressBits != 0 && addressBits != instruction.mode().bits) {
            AddressEncoder.requireAddressBits(instruction.mode(), addressBits);
            out.write(0x67);
        }
    }

    private int directAddressBits(Operand.Memory memory) {
        for (Argument argument : arguments) {
            if (memory.equals(argument.memory())) {
                return new AddressEncoder(instruction).addressBits(memory, argument.requireValue());
            }
        }
        return 0;
    }

    private void segmentPrefix(@Nullable Register written, @Nullable Register inAddress) {
        if (written != null && inAddress != null && !written.equals(inAddress)) {
            throw new SourceError(
                    "segment overrides '" + written + "' and '" + inAddress + "' contradict each other: expected one");
        }
        Register segment = written != null ? written : inAddress;
        if (segment != null) {
            // ES, CS, SS, DS: 26h … 3Eh; FS, GS: 64h, 65h (APM3 1.2.4).
            out.write(segment.number() < 4 ? 0x26 + 8 * segment.number() : 0x60 + segment.number());
        }
    }

    private void rexPrefix(Code code) {
        if (code.operandBits() == 64 || instruction.prefixes().operandBits() == 64 && !code.defaults64()) {
            rex |= REX | 8;
        }
        boolean inOpcode = code.registerInOpcode();
        int r = code.digit() >= 0 || inOpcode ? 0 : reg >> 3;
        int b = address != null ? address.rexB() : (inOpcode ? reg : code.modRm() ? rm : 0) >> 3;
        int x = address != null ? address.rexX() : 0;
        if (code.lock()) {
            r = 0;
        }
        if ((r | x | b) != 0) {
            rex |= REX | r << 2 | x << 1 | b;
        }
        if (rex == 0) {
            return;
        }
        if (instruction.mode() != Mode.BITS64) {
            throw new SourceError("this needs 64-bit mode, the code is " + instruction.mode().bits + "-bit");
        }
        if (highByte) {
            throw new SourceError("ah, bh, ch and dh cannot stand in an instruction with a REX prefix: "
                    + "expected no 64-bit operand size, no r8-r15 and no spl, bpl, sil, dil beside them");
        }
        out.write(rex);
    }

    private void opcode(Code code) {
        int[] opcode = code.opcode();
        for (int i = 0; i < opcode.length; i++) {
            boolean last = i == opcode.length - 1;
            out.write(opcode[i] + (last && code.registerInOpcode() ? reg & 7 : 0));
        }
    }

    private void modRm() {
        int regField = (reg & 7) << 3;
        if (address == null) {
            out.write(0xc0 | regField | rm & 7);
            return;
        }
        out.write(address.modRm() | regField);
        if (address.sib() >= 0) {
            out.write(address.sib());
        }
        number(address.ripRelative() ? 0 : address.displacement(), address.displacementBytes());
    }

    private void fields(Code code) {
        int next = 0;
        for (String field : code.fields()) {
            while (!isInField(form.operands().get(next))) {
                next++;
            }
            new FieldWriter(instruction, here, out).write(field, form.operands().get(next), arguments.get(next));
            next++;
        }
    }

    private static boolean isInField(OperandSpec spec) {
        return spec.isImmediate()
                || spec.isBranch()
                || spec.kind() == OperandSpec.Kind.FAR_POINTER
                || spec.kind() == OperandSpec.Kind.DIRECT_ADDRESS;
    }

    private void number(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> 8 * i));
        }
    }
}
