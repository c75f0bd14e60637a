package dev.pacifica.suite.asm;

/** Decides whether one argument fits one operand word of the table. */
final class SpecMatcher {
    enum Fit {
        NO,
        /** Fits, but the size of the memory operand is not known from this operand alone. */
        SIZE_OPEN,
        YES
    }

    private final Mode mode;
    private final boolean defaultRelative;
    private final int prefixAddressBits;
    private final Value here;

    SpecMatcher(Instruction instruction, Value here) {
        this.mode = instruction.mode();
        this.defaultRelative = instruction.defaultRelative();
        this.prefixAddressBits = instruction.prefixes().addressBits();
        this.here = here;
    }

    /** @param shortLength length in bytes that the instruction has with an 8-bit branch displacement */
    Fit fit(OperandSpec spec, Argument argument, int shortLength) {
        Register register = argument.register();
        if (register != null) {
            return yesIf(fitsRegister(spec, register) && fitsSize(argument.qualifiers(), register));
        }
        if (argument.memory() != null) {
            return fitMemory(spec, argument);
        }
        if (argument.segment() != null) {
            int bits = argument.qualifiers().bits();
            return yesIf(spec.kind() == OperandSpec.Kind.FAR_POINTER
                    && bits == spec.bits()
                    && argument.qualifiers().distance() == Operand.Distance.ANY);
        }
        if (spec.isBranch()) {
            return yesIf(fitsBranch(spec, argument, shortLength));
        }
        return yesIf(argument.qualifiers().distance() == Operand.Distance.ANY && fitsImmediate(spec, argument));
    }

    private static Fit yesIf(boolean condition) {
        return condition ? Fit.YES : Fit.NO;
    }

    private static boolean fitsSize(Operand.Qualifiers written, Register register) {
        return written.distance() == Operand.Distance.ANY
                && (written.bits() == 0 || written.bits() == register.bits() || register.isSegment());
    }

    private static boolean fitsRegister(OperandSpec spec, Register register) {
        return switch (spec.kind()) {
            case REGISTER, REGISTER_IN_RM, REGISTER_OR_MEMORY -> register.isGeneral() && register.bits() == spec.bits();
            case FIXED -> register.equals(spec.fixed());
            case NOT_ACCUMULATOR ->
                register.isGeneral() && register.bits() == spec.bits() && !register.equals(spec.fixed());
            case SEGMENT -> register.isSegment();
            case CONTROL -> register.kind() == Register.Kind.CONTROL && register.number() >= spec.bits();
            case DEBUG -> register.kind() == Register.Kind.DEBUG;
            case XMM, XMM_IN_RM, XMM_OR_MEMORY -> register.kind() == Register.Kind.XMM;
            case MMX, MMX_IN_RM, MMX_OR_MEMORY -> register.kind() == Register.Kind.MMX;
            default -> false;
        };
    }

    private Fit fitMemory(OperandSpec spec, Argument argument) {
        Operand.Qualifiers written = argument.qualifiers();
        boolean far = written.distance() == Operand.Distance.FAR;
        if (spec.kind() == OperandSpec.Kind.FAR_IN_MEMORY) {
            return yesIf(far && written.bits() == spec.bits());
        }
        if (far || written.distance() == Operand.Distance.SHORT) {
            return Fit.NO;
        }
        if (spec.kind() == OperandSpec.Kind.DIRECT_ADDRESS) {
            return yesIf((written.bits() == 0 || written.bits() == spec.bits()) && isDirectAddress(argument));
        }
        if (!spec.mayBeMemory()) {
            return Fit.NO;
        }
        if (spec.bits() == 0) {
            return yesIf(written.bits() == 0 || spec.mayOmitSize());
        }
        if (written.bits() != 0) {
            return yesIf(written.bits() == spec.bits());
        }
        boolean general = spec.kind() == OperandSpec.Kind.REGISTER_OR_MEMORY || spec.kind() == OperandSpec.Kind.MEMORY;
        return general && !spec.mayOmitSize() ? Fit.SIZE_OPEN : Fit.YES;
    }

    /** MOV with a direct address: in 64-bit mode only for a full or, with a32, a 32-bit one (APM3, MOV). */
    private boolean isDirectAddress(Argument argument) {
        Operand.Memory memory = argument.requireMemory();
        if (argument.requireValue().hasRegisters() || memory.displacementBits() == 8) {
            return false;
        }
        if (mode != Mode.BITS64) {
            return true;
        }
        int address = memory.addressBits() != 0 ? memory.addressBits() : prefixAddressBits;
        return (memory.displacementBits() == 64 || address == 32)
                && !AddressEncoder.isRipRelative(memory, argument.requireValue(), mode, defaultRelative);
    }

    private boolean fitsBranch(OperandSpec spec, Argument argument, int shortLength) {
        Operand.Qualifiers written = argument.qualifiers();
        switch (spec.kind()) {
            case SHORT_BRANCH -> {
                return written.bits() == 0 && written.distance() == Operand.Distance.ANY;
            }
            case SHORT_BRANCH_IF_FITS -> {
                if (written.distance() == Operand.Distance.SHORT) {
                    return written.bits() == 0;
                }
                if (written.distance() != Operand.Distance.ANY || written.bits() != 0 || written.strict()) {
                    return false;
                }
                Value target = argument.requireValue();
                if (target.unknown()) {
                    return true;
                }
                // A branch to a plain number is not known to stay near wherever the program lies.
                long displacement = target.number() - here.number() - shortLength;
                return target.addresses() == here.addresses() && displacement == (byte) displacement;
            }
            default -> {
                boolean near =
                        written.distance() == Operand.Distance.ANY || written.distance() == Operand.Distance.NEAR;
                return near && written.bits() == spec.bits();
            }
        }
    }

    private static boolean fitsImmediate(OperandSpec spec, Argument argument) {
        Value value = argument.requireValue();
        int size = argument.qualifiers().bits();
        boolean free = !argument.qualifiers().strict();
        long number = value.number();
        boolean known = value.isPlain();
        return switch (spec.kind()) {
            case IMMEDIATE, SIGNED -> size == 0 || size == (spec.kind() == OperandSpec.Kind.SIGNED ? 64 : spec.bits());
            case SIGNED_OR_DWORD -> size == 0 || size == 64 || size == 32;
            case SIGNED_IF_FITS ->
                size == 32 || (size == 0 || size == 64) && free && (value.unknown() || known && number == (int) number);
            case UNSIGNED ->
                spec.bits() != 32
                        ? size == 0 || size == spec.bits()
                        : (size == 0 || size == 64) && free && (value.unknown() || known && number >>> 32 == 0);
            case SIGN_EXTENDED_BYTE ->
                size == 8
                        || (size == 0 || size == spec.bits())
                                && free
                                && (value.unknown() || known && isSignExtendedByte(number, spec.bits()));
            case ONE -> size == 0 && free && known && number == 1;
            default -> false;
        };
    }

    /** Whether an operand of that width equals its low byte sign-extended; written signed or unsigned. */
    static boolean isSignExtendedByte(long number, int bits) {
        boolean inRange = bits == 64 || number >= -(1L << (bits - 1)) && number < 1L << bits;
        long signed = number << (64 - bits) >> (64 - bits);
        return inRange && signed == (byte) signed;
    }
}
