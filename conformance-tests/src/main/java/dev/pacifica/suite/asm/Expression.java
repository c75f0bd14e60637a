package dev.pacifica.suite.asm;

/** An expression as written; {@link Evaluator} gives it a value in each pass. */
sealed interface Expression {
    record Literal(long value) implements Expression {}

    /** A label or {@code equ}, by its full name. */
    record Symbol(String name) implements Expression {}

    record RegisterTerm(Register register) implements Expression {}

    /** {@code $}: where the line starts. */
    record Here() implements Expression {}

    /** {@code $$}: where the program starts. */
    record Start() implements Expression {}

    record Unary(String operator, Expression operand) implements Expression {}

    record Binary(String operator, Expression left, Expression right) implements Expression {}
}
