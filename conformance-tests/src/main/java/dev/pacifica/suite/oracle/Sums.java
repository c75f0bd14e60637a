package dev.pacifica.suite.oracle;

import static dev.pacifica.suite.oracle.Effect.*;

import dev.pacifica.suite.oracle.Effect.Target;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.Function;

/** Addition, subtraction, comparison and logic, with their flags (APM1 3.3, APM3 chapter 3). */
final class Sums {
    private static final BigInteger ZERO = BigInteger.ZERO;
    private static final BigInteger ONE = BigInteger.ONE;

    static final Map<String, Function<Operands, Effect>> DEFINITIONS = Map.ofEntries(
            Map.entry("add", in -> sum(in, in.first(), in.second(), ZERO)),
            Map.entry("adc", in -> sum(in, in.first(), in.second(), in.carry())),
            Map.entry("sub", in -> difference(in, in.first(), in.second(), ZERO)),
            Map.entry("sbb", in -> difference(in, in.first(), in.second(), in.carry())),
            Map.entry("cmp", in -> onlyFlags(difference(in, in.first(), in.second(), ZERO))),
            Map.entry("neg", in -> difference(in, 0, in.first(), ZERO)),
            Map.entry("inc", in -> withoutCarry(sum(in, in.first(), 1, ZERO))),
            Map.entry("dec", in -> withoutCarry(difference(in, in.first(), 1, ZERO))),
            Map.entry("and", in -> logic(in, in.unsigned(in.first()).and(in.unsigned(in.second())))),
            Map.entry("or", in -> logic(in, in.unsigned(in.first()).or(in.unsigned(in.second())))),
            Map.entry("xor", in -> logic(in, in.unsigned(in.first()).xor(in.unsigned(in.second())))),
            Map.entry("test", in -> onlyFlags(logic(in, in.unsigned(in.first()).and(in.unsigned(in.second()))))),
            Map.entry("not", in -> first(in, in.unsigned(in.first()).not())),
            Map.entry(
                    "xadd",
                    in -> sum(in, in.first(), in.second(), ZERO)
                            .with(Target.SECOND, in.size(), in.unsigned(in.first()))),
            Map.entry("cmpxchg", Sums::compareAndExchange),
            Map.entry("adcx", in -> chain(in, CF)),
            Map.entry("adox", in -> chain(in, OF)));

    private Sums() {}

    private static Effect sum(Operands in, long a, long b, BigInteger carry) {
        BigInteger nibbles =
                Operands.unsigned(a, 4).add(Operands.unsigned(b, 4)).add(carry);
        BigInteger unsigned = in.unsigned(a).add(in.unsigned(b)).add(carry);
        BigInteger signed = in.signed(a).add(in.signed(b)).add(carry);
        return first(in, unsigned)
                .flagsOf(unsigned, in.bits())
                .flag(CF, unsigned.bitLength() > in.bits())
                .flag(AF, nibbles.bitLength() > 4)
                .flag(OF, signed.bitLength() >= in.bits());
    }

    private static Effect difference(Operands in, long a, long b, BigInteger borrow) {
        BigInteger nibbles =
                Operands.unsigned(a, 4).subtract(Operands.unsigned(b, 4)).subtract(borrow);
        BigInteger unsigned = in.unsigned(a).subtract(in.unsigned(b)).subtract(borrow);
        BigInteger signed = in.signed(a).subtract(in.signed(b)).subtract(borrow);
        return first(in, unsigned)
                .flagsOf(unsigned, in.bits())
                .flag(CF, unsigned.signum() < 0)
                .flag(AF, nibbles.signum() < 0)
                .flag(OF, signed.bitLength() >= in.bits());
    }

    private static Effect logic(Operands in, BigInteger value) {
        return first(in, value).flagsOf(value, in.bits()).clears(CF | OF).leavesUndefined(AF);
    }

    private static Effect onlyFlags(Effect effect) {
        return new Effect(Map.of(), effect.set(), effect.cleared(), effect.undefined(), false, false);
    }

    private static Effect withoutCarry(Effect effect) {
        return new Effect(effect.writes(), effect.set() & ~CF, effect.cleared() & ~CF, 0, false, false);
    }

    /** The accumulator is written only if it differs, a destination in a register only if it does not. */
    private static Effect compareAndExchange(Operands in) {
        Effect flags = onlyFlags(difference(in, in.rax(), in.first(), ZERO));
        return in.unsigned(in.rax()).equals(in.unsigned(in.first()))
                ? flags.with(Target.FIRST, in.size(), in.unsigned(in.second()))
                : flags.with(Target.RAX, in.size(), in.unsigned(in.first()));
    }

    private static Effect chain(Operands in, long flag) {
        BigInteger carry = in.isSet(flag) ? ONE : ZERO;
        BigInteger value = in.unsigned(in.first()).add(in.unsigned(in.second())).add(carry);
        return first(in, value).flag(flag, value.testBit(in.bits()));
    }
}
