package dev.pacifica.suite.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Turns a memory operand into ModRM, SIB and displacement (APM3 1.4), choosing base and index as NASM does. */
final class AddressEncoder {
    /** Number of ESP/RSP and of EBP/RBP (and R12, R13 in their low three bits), which ModRM and SIB treat apart. */
    private static final int SP = 4;

    private static final int BP = 5;

    private final Mode mode;
    private final boolean defaultRelative;
    private final int prefixAddressBits;

    AddressEncoder(Instruction instruction) {
        this.mode = instruction.mode();
        this.defaultRelative = instruction.defaultRelative();
        this.prefixAddressBits = instruction.prefixes().addressBits();
    }

    /**
     * An encoded address.
     *
     * @param modRm mod and rm, with reg zero
     * @param sib or -1
     * @param displacementBytes 0, 1, 2 or 4
     * @param ripRelative displacement is the target; the distance from the next instruction goes in its place
     */
    record Address(
            int addressBits,
            int modRm,
            int sib,
            int rexX,
            int rexB,
            int displacementBytes,
            long displacement,
            boolean ripRelative) {}

    static boolean isRipRelative(Operand.Memory memory, Value value, Mode mode, boolean defaultRelative) {
        if (mode != Mode.BITS64 || value.hasRegisters() || value.addresses() == 0 && !value.unknown()) {
            return false;
        }
        // FS and GS have bases of their own, so the default does not reach addresses with them.
        boolean own = memory.segment() != null && memory.segment().number() >= 4;
        return switch (memory.relative()) {
            case REL -> true;
            case ABS -> false;
            case DEFAULT -> defaultRelative && !own;
        };
    }

    Address encode(Argument argument) {
        Operand.Memory memory = argument.requireMemory();
        Value value = argument.requireValue();
        if (value.addresses() < 0 || value.addresses() > 1) {
            throw new SourceError("address is a sum of labels: expected at most one label, or differences of labels");
        }
        int bits = addressBits(memory, value);
        if (!value.hasRegisters()) {
            return direct(memory, value, bits);
        }
        return bits == 16
                ? encode16(memory, value)
                : encode32(memory, value, Objects.requireNonNull(argument.hint(), "an address has a hint"), bits);
    }

    /** Address size in bits of this operand with its registers, keywords and prefixes. */
    int addressBits(Operand.Memory memory, Value value) {
        int bits = 0;
        for (Register register : value.registers().keySet()) {
            if (register.kind() != Register.Kind.GENERAL || register.bits() < 16) {
                throw new SourceError(
                        "'" + register + "' in an address: expected a 16-, 32- or 64-bit general register");
            }
            bits = agree(bits, register.bits());
        }
        bits = agree(bits, memory.addressBits());
        bits = agree(bits, prefixAddressBits);
        boolean mayWiden = mode != Mode.BITS64 && memory.displacementBits() == 32;
        if (bits == 0 && (mayWiden || memory.displacementBits() == 16)) {
            bits = memory.displacementBits();
        }
        bits = bits == 0 ? mode.bits : bits;
        requireAddressBits(mode, bits);
        if (memory.displacementBits() == 64 && mode != Mode.BITS64) {
            throw new SourceError("64-bit address outside 64-bit mode");
        }
        return bits;
    }

    static void requireAddressBits(Mode mode, int bits) {
        if (mode == Mode.BITS64 ? bits == 16 : bits == 64) {
            throw new SourceError(bits + "-bit addressing does not exist in " + mode.bits + "-bit mode");
        }
    }

    private static int agree(int a, int b) {
        if (a != 0 && b != 0 && a != b) {
            throw new SourceError("address mixes " + a + "-bit and " + b + "-bit parts: expected one address size");
        }
        return a != 0 ? a : b;
    }

    private Address direct(Operand.Memory memory, Value value, int bits) {
        if (bits == 16) {
            return new Address(16, 6, -1, 0, 0, 2, range(value.number(), 16), false);
        }
        if (isRipRelative(memory, value, mode, defaultRelative)) {
            return new Address(bits, BP, -1, 0, 0, 4, value.number(), true);
        }
        if (mode == Mode.BITS64) {
            if (memory.relative() == Operand.Relative.REL) {
                throw new SourceError(
                        "rel with a plain number: expected a label, since only a label moves with the program");
            }
            // Without registers ModRM alone would mean RIP-relative: the address needs a SIB byte (APM3 1.7.1).
            return new Address(bits, SP, 0x25, 0, 0, 4, range(value.number(), bits), false);
        }
        return new Address(bits, BP, -1, 0, 0, 4, range(value.number(), 32), false);
    }

    private Address encode16(Operand.Memory memory, Value value) {
        int base = -1;
        int index = -1;
        for (var term : value.registers().entrySet()) {
            int number = term.getKey().number();
            boolean isBase = number == 3 || number == BP;
            boolean isIndex = number == 6 || number == 7;
            if (term.getValue() != 1 || !(isBase && base < 0 || isIndex && index < 0)) {
                throw new SourceError("16-bit address: expected at most one of bx, bp plus at most one of si, di");
            }
            base = isBase ? number : base;
            index = isIndex ? number : index;
        }
        if (memory.displacementBits() == 32 || memory.displacementBits() == 64) {
            throw new SourceError("16-bit address: expected a byte or word displacement");
        }
        int rm = rm16(base, index);
        boolean forced = memory.displacementBits() == 16;
        long displacement = (short) range(value.number(), 16);
        return withDisplacement(
                16, rm, -1, 0, 0, displacement, size(memory, value, displacement, rm == 6, forced ? 2 : 0, 2));
    }

    private static int rm16(int base, int index) {
        if (base >= 0 && index >= 0) {
            return (base == 3 ? 0 : 2) + (index == 6 ? 0 : 1);
        }
        if (index >= 0) {
            return index == 6 ? 4 : 5;
        }
        return base == 3 ? 7 : 6;
    }

    private Address encode32(Operand.Memory memory, Value value, Hint hint, int bits) {
        List<Map.Entry<Register, Long>> terms =
                new ArrayList<>(value.registers().entrySet());
        if (terms.size() > 2) {
            throw new SourceError("address with " + terms.size() + " registers: expected at most base and index");
        }
        if (memory.displacementBits() == 16) {
            throw new SourceError(bits + "-bit address: expected a byte or dword displacement");
        }
        BaseAndIndex parts = BaseAndIndex.choose(terms, hint, memory.noSplit());
        int base = parts.base() == null ? -1 : parts.base().number();
        int index = parts.index() == null ? -1 : parts.index().number();
        long displacement = (int) range(value.number(), bits);
        int rexX = index >> 3 & (index < 0 ? 0 : 1);
        int rexB = base >> 3 & (base < 0 ? 0 : 1);
        if (base < 0) {
            int sib = scaleBits(parts.scale()) << 6 | (index & 7) << 3 | BP;
            return new Address(bits, SP, sib, rexX, 0, 4, displacement, false);
        }
        int bytes = size(memory, value, displacement, (base & 7) == BP, memory.displacementBits() == 32 ? 4 : 0, 4);
        if (index < 0 && (base & 7) != SP) {
            return withDisplacement(bits, base & 7, -1, 0, rexB, displacement, bytes);
        }
        int sib = index < 0 ? SP << 3 : scaleBits(parts.scale()) << 6 | (index & 7) << 3;
        return withDisplacement(bits, SP, sib | base & 7, rexX, rexB, displacement, bytes);
    }

    private static int scaleBits(long scale) {
        return Long.numberOfTrailingZeros(scale);
    }

    /** Size of the displacement in bytes: none, one or the full size, the shortest that serves. */
    private static int size(
            Operand.Memory memory, Value value, long displacement, boolean never0, int forced, int full) {
        if (forced != 0) {
            return forced;
        }
        boolean plain = value.addresses() == 0 && !value.unknown();
        if (memory.displacementBits() == 8) {
            if (displacement != (byte) displacement) {
                throw new SourceError("displacement " + displacement + " in [byte ...]: expected -128 to 127");
            }
            return 1;
        }
        if (plain && displacement == 0 && !never0) {
            return 0;
        }
        return plain && displacement == (byte) displacement ? 1 : full;
    }

    private static Address withDisplacement(
            int bits, int rm, int sib, int rexX, int rexB, long displacement, int bytes) {
        int mod = bytes == 0 ? 0 : bytes == 1 ? 1 : 2;
        return new Address(bits, mod << 6 | rm, sib, rexX, rexB, bytes, displacement, false);
    }

    /** With 64-bit addresses 32 bits are sign-extended; narrower addresses wrap, so both readings will do. */
    private static long range(long displacement, int bits) {
        long low = bits == 16 ? Short.MIN_VALUE : Integer.MIN_VALUE;
        long high = bits == 16 ? 0xffff : bits == 32 ? 0xffff_ffffL : Integer.MAX_VALUE;
        if (displacement < low || displacement > high) {
            throw new SourceError("address or displacement %s%Xh: expected %d bits%s"
                    .formatted(
                            displacement < 0 ? "-" : "",
                            Math.abs(displacement),
                            bits == 16 ? 16 : 32,
                            bits == 64 ? ", sign-extended" : ""));
        }
        return displacement;
    }
}
