package dev.pacifica.suite.asm;

import java.util.function.Function;

/** Gives expressions their values at one place in one pass. Arithmetic is unsigned 64-bit, as NASM's is. */
final class Evaluator {
    private final Function<String, Value> symbols;
    private final Value here;
    private final Value start;

    /**
     * @param symbols value of a full name; throws {@link SourceError} if nothing defines it
     * @param here {@code $}
     * @param start {@code $$}
     */
    Evaluator(Function<String, Value> symbols, Value here, Value start) {
        this.symbols = symbols;
        this.here = here;
        this.start = start;
    }

    Value here() {
        return here;
    }

    Value evaluate(Expression expression) {
        return evaluate(expression, new Hint());
    }

    /** As {@link #evaluate(Expression)}, and says how an address was written. */
    Value evaluate(Expression expression, Hint hint) {
        if (expression instanceof Expression.Literal number) {
            return Value.number(number.value());
        }
        if (expression instanceof Expression.Symbol symbol) {
            return symbols.apply(symbol.name());
        }
        if (expression instanceof Expression.RegisterTerm term) {
            hint.named(term.register());
            return Value.register(term.register());
        }
        if (expression instanceof Expression.Unary unary) {
            return unary(unary.operator(), evaluate(unary.operand(), hint));
        }
        if (expression instanceof Expression.Binary binary) {
            Value left = evaluate(binary.left(), hint);
            return binary(binary.operator(), left, evaluate(binary.right(), hint), hint);
        }
        return expression instanceof Expression.Here ? here : start;
    }

    /** A number that must be known and must not move with the program. */
    long constant(Expression expression, String what) {
        Value value = evaluate(expression);
        if (value.unknown()) {
            throw new SourceError(what + " depends on a label that is defined later: expected a number known here");
        }
        if (!value.isPlain()) {
            throw new SourceError(what + " is " + (value.hasRegisters() ? "a register" : "an address")
                    + ": expected a number, such as the difference of two labels");
        }
        return value.number();
    }

    private static Value unary(String operator, Value value) {
        return switch (operator) {
            case "-" -> value.times(-1);
            case "~" -> Value.number(~plain(operator, value)).orUnknown(value);
            case "!" -> Value.number(plain(operator, value) == 0 ? 1 : 0).orUnknown(value);
            default -> value;
        };
    }

    private static Value binary(String operator, Value left, Value right, Hint hint) {
        switch (operator) {
            case "+" -> {
                hint.added(left, right);
                return left.plus(right);
            }
            case "-" -> {
                Value negative = right.times(-1);
                hint.added(left, negative);
                return left.plus(negative);
            }
            case "*" -> {
                if (left.unknown() || right.unknown()) {
                    return Value.UNKNOWN;
                }
                Value scaled = left.isPlain() ? right : left;
                hint.multiplied(scaled);
                return scaled.times(plain(operator, left.isPlain() ? left : right));
            }
            default -> {
                long a = plain(operator, left);
                long b = plain(operator, right);
                boolean divides = operator.equals("/") || operator.equals("//") || operator.equals("%");
                if (left.unknown() || right.unknown()) {
                    return Value.UNKNOWN;
                }
                if (divides && b == 0) {
                    throw new SourceError("division by zero");
                }
                return Value.number(scalar(operator, a, b));
            }
        }
    }

    private static long scalar(String operator, long a, long b) {
        return switch (operator) {
            case "/" -> Long.divideUnsigned(a, b);
            case "//" -> a / b;
            case "%" -> Long.remainderUnsigned(a, b);
            case "<<" -> b < 0 || b > 63 ? 0 : a << b;
            case ">>" -> b < 0 || b > 63 ? 0 : a >>> b;
            case "&" -> a & b;
            case "|" -> a | b;
            default -> a ^ b;
        };
    }

    private static long plain(String operator, Value value) {
        if (!value.isPlain() && !value.unknown()) {
            throw new SourceError("operator " + operator + " on " + (value.hasRegisters() ? "a register" : "an address")
                    + ": expected a number, such as label-$$");
        }
        return value.number();
    }
}
