package dev.pacifica.suite.asm;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** Parses expressions with NASM's precedences; the loosest binding operator first. */
final class ExpressionParser {
    private static final List<List<String>> LEVELS = List.of(
            List.of("|"),
            List.of("^"),
            List.of("&"),
            List.of("<<", ">>"),
            List.of("+", "-"),
            List.of("*", "/", "//", "%"));

    private final TokenReader in;
    private final UnaryOperator<String> fullName;

    /** @param fullName turns a label as written ({@code .x}) into its full name ({@code base.x}) */
    ExpressionParser(TokenReader in, UnaryOperator<String> fullName) {
        this.in = in;
        this.fullName = fullName;
    }

    Expression parse() {
        return binary(0);
    }

    private Expression binary(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        Expression left = binary(level + 1);
        while (in.peek().kind() == Token.Kind.SIGN
                && LEVELS.get(level).contains(in.peek().text())) {
            String operator = in.next().text();
            left = new Expression.Binary(operator, left, binary(level + 1));
        }
        return left;
    }

    private Expression unary() {
        Token token = in.next();
        switch (token.kind()) {
            case NUMBER -> {
                return new Expression.Literal(token.value());
            }
            case STRING -> {
                return new Expression.Literal(characterConstant(token.text()));
            }
            case NAME -> {
                Register register = Register.named(token.text());
                return register != null
                        ? new Expression.RegisterTerm(register)
                        : new Expression.Symbol(fullName.apply(token.text()));
            }
            default -> {}
        }
        switch (token.text()) {
            case "-", "+", "~", "!" -> {
                return new Expression.Unary(token.text(), unary());
            }
            case "$" -> {
                return new Expression.Here();
            }
            case "$$" -> {
                return new Expression.Start();
            }
            case "(" -> {
                Expression inner = parse();
                in.expect(")", "after the expression");
                return inner;
            }
            default -> throw new SourceError("expected a number, a label or '(', found " + token);
        }
    }

    /** The number whose little-endian bytes are the characters. */
    static long characterConstant(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length > 8) {
            throw new SourceError("character constant '" + text + "': expected at most 8 characters");
        }
        long value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }
}
