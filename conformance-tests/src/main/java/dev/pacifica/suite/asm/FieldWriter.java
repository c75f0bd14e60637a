package dev.pacifica.suite.asm;

import java.io.ByteArrayOutputStream;
import java.util.Objects;

/** Writes immediates, branch displacements and far pointers, and holds each to its range. */
final class FieldWriter {
    private final Instruction instruction;
    private final Value here;
    private final ByteArrayOutputStream out;

    FieldWriter(Instruction instruction, Value here, ByteArrayOutputStream out) {
        this.instruction = instruction;
        this.here = here;
        this.out = out;
    }

    /** @param field its word in the encoding, such as {@code ib} */
    void write(String field, OperandSpec spec, Argument argument) {
        Value value = argument.requireValue();
        if (value.addresses() < 0 || value.addresses() > 1) {
            throw new SourceError("operand is a sum of labels: expected a label or a difference of labels");
        }
        switch (field.charAt(0)) {
            case 'i' -> immediate(spec, value);
            case 'c' -> branch(bytes(field.charAt(1)), value);
            case 'p' -> {
                int bytes = bytes(field.charAt(1));
                number(Range.UNSIGNED.check(value, 8 * bytes, "offset"), bytes);
                number(
                        Range.UNSIGNED.check(
                                Objects.requireNonNull(argument.segment(), "a far pointer has a segment"),
                                16,
                                "segment"),
                        2);
            }
            default -> {
                int bits = new AddressEncoder(instruction).addressBits(argument.requireMemory(), value);
                number(Range.EITHER.check(value, bits, "address"), bits / 8);
            }
        }
    }

    private int bytes(char size) {
        return switch (size) {
            case 'b' -> 1;
            case 'w' -> 2;
            case 'd' -> 4;
            default -> instruction.mode().branchBits() / 8;
        };
    }

    private void immediate(OperandSpec spec, Value value) {
        switch (spec.kind()) {
            case SIGN_EXTENDED_BYTE -> {
                if (!value.isPlain() || !SpecMatcher.isSignExtendedByte(value.number(), spec.bits())) {
                    Range.SIGNED.check(value, 8, "operand");
                }
                number(value.number(), 1);
            }
            case UNSIGNED -> number(Range.UNSIGNED.check(value, spec.bits(), "operand"), spec.bits() / 8);
            case SIGNED, SIGNED_OR_DWORD, SIGNED_IF_FITS -> number(Range.SIGNED.check(value, 32, "operand"), 4);
            default -> number(Range.EITHER.check(value, spec.bits(), "operand"), spec.bits() / 8);
        }
    }

    private void branch(int bytes, Value target) {
        long displacement = target.unknown() ? 0 : target.number() - (here.number() + out.size() + bytes);
        // A 16-bit branch wraps within its 64 KiB, so any target there is in reach.
        long reached = bytes == 2 ? (short) displacement : bytes == 1 ? (byte) displacement : (int) displacement;
        boolean wraps = bytes == 2 && Math.abs(displacement) <= 0xffff;
        if (reached != displacement && !wraps) {
            throw new SourceError(
                    bytes == 1
                            ? "branch target is %,d bytes away: expected -128 to 127; use a near jump"
                                    .formatted(displacement)
                            : "branch target is %,d bytes away: expected a displacement of %d bits"
                                    .formatted(displacement, 8 * bytes));
        }
        number(displacement, bytes);
    }

    private void number(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> 8 * i));
        }
    }
}
