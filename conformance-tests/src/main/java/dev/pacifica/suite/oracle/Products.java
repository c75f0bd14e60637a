package dev.pacifica.suite.oracle;

import static dev.pacifica.suite.oracle.Effect.*;

import dev.pacifica.suite.oracle.Effect.Target;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.Function;

/** Multiplication and division; the wide number is in AX, or in rDX and rAX (APM3 chapter 3). */
final class Products {
    static final Map<String, Function<Operands, Effect>> DEFINITIONS = Map.of(
            "mul",
                    in -> {
                        BigInteger product = in.unsigned(in.rax()).multiply(in.unsigned(in.first()));
                        return wide(in, product).flag(CF | OF, product.bitLength() > in.bits());
                    },
            "imul",
                    in -> {
                        BigInteger product = in.signed(in.rax()).multiply(in.signed(in.first()));
                        return wide(in, product).flag(CF | OF, product.bitLength() >= in.bits());
                    },
            "imul2", in -> product(in, in.first(), in.second()),
            "imul3", in -> product(in, in.second(), in.third()),
            "mulx",
                    in -> {
                        BigInteger product = in.unsigned(in.rdx()).multiply(in.unsigned(in.third()));
                        return Effect.nothing()
                                .with(Target.SECOND, in.size(), product)
                                .with(Target.FIRST, in.size(), product.shiftRight(in.bits()));
                    },
            "div", in -> quotient(in, in.unsigned(in.first()), dividend(in), false),
            "idiv", in -> quotient(in, in.signed(in.first()), signedDividend(in), true));

    private Products() {}

    private static Effect wide(Operands in, BigInteger product) {
        Effect effect = in.size() == 1
                ? Effect.nothing().with(Target.RAX, 2, product)
                : Effect.nothing()
                        .with(Target.RAX, in.size(), product)
                        .with(Target.RDX, in.size(), product.shiftRight(in.bits()));
        return effect.leavesUndefined(SF | ZF | AF | PF);
    }

    private static Effect product(Operands in, long a, long b) {
        BigInteger product = in.signed(a).multiply(in.signed(b));
        return first(in, product)
                .flag(CF | OF, product.bitLength() >= in.bits())
                .leavesUndefined(SF | ZF | AF | PF);
    }

    private static BigInteger dividend(Operands in) {
        return in.size() == 1
                ? Operands.unsigned(in.rax(), 16)
                : in.unsigned(in.rdx()).shiftLeft(in.bits()).or(in.unsigned(in.rax()));
    }

    private static BigInteger signedDividend(Operands in) {
        BigInteger unsigned = dividend(in);
        return unsigned.testBit(2 * in.bits() - 1)
                ? unsigned.subtract(BigInteger.ONE.shiftLeft(2 * in.bits()))
                : unsigned;
    }

    private static Effect quotient(Operands in, BigInteger divisor, BigInteger dividend, boolean isSigned) {
        if (divisor.signum() == 0) {
            return divideError();
        }
        BigInteger[] parts = dividend.divideAndRemainder(divisor); // truncates, the remainder has the dividend's sign
        if (isSigned ? parts[0].bitLength() >= in.bits() : parts[0].bitLength() > in.bits()) {
            return divideError();
        }
        Effect effect = in.size() == 1
                ? Effect.nothing()
                        .with(Target.RAX, 2, low(parts[1]).shiftLeft(8).or(low(parts[0])))
                : Effect.nothing().with(Target.RAX, in.size(), parts[0]).with(Target.RDX, in.size(), parts[1]);
        return effect.leavesUndefined(ALL);
    }

    private static BigInteger low(BigInteger value) {
        return value.and(BigInteger.valueOf(0xFF));
    }
}
