package dev.pacifica.suite.asm;

import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Parses one operand. */
final class OperandParser {
    static final Map<String, Integer> SIZES = Map.of("byte", 8, "word", 16, "dword", 32, "qword", 64, "oword", 128);
    private static final Map<String, Integer> ADDRESS_SIZES = Map.of("a16", 16, "a32", 32, "a64", 64);

    private final TokenReader in;
    private final UnaryOperator<String> fullName;

    OperandParser(TokenReader in, UnaryOperator<String> fullName) {
        this.in = in;
        this.fullName = fullName;
    }

    Operand parse() {
        Operand.Qualifiers qualifiers = qualifiers();
        if (in.peek().is("[")) {
            return memory(qualifiers, null);
        }
        Register register = plainRegister();
        if (register != null) {
            in.next();
            if (register.isSegment() && in.accept(":")) {
                return memory(qualifiers, register);
            }
            return new Operand.Named(register, qualifiers);
        }
        Expression value = expression();
        if (!in.accept(":")) {
            return new Operand.Immediate(value, qualifiers);
        }
        Operand.Qualifiers inner = qualifiers();
        int bits = inner.bits() != 0 ? inner.bits() : qualifiers.bits();
        return new Operand.FarPointer(
                value, expression(), new Operand.Qualifiers(bits, qualifiers.strict(), qualifiers.distance()));
    }

    private Expression expression() {
        return new ExpressionParser(in, fullName).parse();
    }

    private @Nullable Register plainRegister() {
        return in.peek().kind() == Token.Kind.NAME ? Register.named(in.peek().text()) : null;
    }

    private Operand.Qualifiers qualifiers() {
        int bits = 0;
        boolean strict = false;
        Operand.Distance distance = Operand.Distance.ANY;
        while (in.peek().kind() == Token.Kind.NAME) {
            String word = in.peek().text().toLowerCase(Locale.ROOT);
            Integer size = SIZES.get(word);
            if (size != null) {
                if (bits != 0) {
                    throw new SourceError("two sizes for one operand, the second is '" + word + "'");
                }
                bits = size;
            } else if (word.equals("strict")) {
                strict = true;
            } else if (word.equals("short") || word.equals("near") || word.equals("far")) {
                if (distance != Operand.Distance.ANY) {
                    throw new SourceError("two of short, near and far for one operand");
                }
                distance = Operand.Distance.valueOf(word.toUpperCase(Locale.ROOT));
            } else {
                break;
            }
            in.next();
        }
        return new Operand.Qualifiers(bits, strict, distance);
    }

    private Operand.Memory memory(Operand.Qualifiers qualifiers, @Nullable Register outerSegment) {
        in.expect("[", "before an address");
        Register segment = outerSegment;
        int displacementBits = 0;
        int addressBits = 0;
        Operand.Relative relative = Operand.Relative.DEFAULT;
        boolean noSplit = false;
        while (in.peek().kind() == Token.Kind.NAME) {
            String word = in.peek().text().toLowerCase(Locale.ROOT);
            Register register = Register.named(word);
            if (SIZES.containsKey(word)) {
                displacementBits = SIZES.get(word);
            } else if (ADDRESS_SIZES.containsKey(word)) {
                addressBits = ADDRESS_SIZES.get(word);
            } else if (word.equals("rel") || word.equals("abs")) {
                relative = Operand.Relative.valueOf(word.toUpperCase(Locale.ROOT));
            } else if (word.equals("nosplit")) {
                noSplit = true;
            } else if (register != null && register.isSegment()) {
                if (segment != null) {
                    throw new SourceError("two segment overrides for one address, the second is '" + word + "'");
                }
                segment = register;
                in.next();
                in.expect(":", "after the segment register");
                continue;
            } else {
                break;
            }
            in.next();
        }
        Expression address = expression();
        in.expect("]", "after the address");
        return new Operand.Memory(address, qualifiers, segment, displacementBits, addressBits, relative, noSplit);
    }
}
