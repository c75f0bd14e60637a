package dev.pacifica.suite.asm;

import java.util.List;

/** Walks through the tokens of one line. */
final class TokenReader {
    private final List<Token> tokens;
    private int at;

    TokenReader(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    /** The token after the next one; the END token repeats. */
    Token peekSecond() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    boolean atEnd() {
        return peek().kind() == Token.Kind.END;
    }

    /** Consumes the sign if it is next. */
    boolean accept(String sign) {
        if (peek().is(sign)) {
            at++;
            return true;
        }
        return false;
    }

    /** Consumes the word, in any case, if it is next. */
    boolean acceptWord(String word) {
        if (peek().isWord(word)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String sign, String where) {
        if (!accept(sign)) {
            throw new SourceError("expected '" + sign + "' " + where + ", found " + peek());
        }
    }

    void expectEnd() {
        if (!atEnd()) {
            throw new SourceError("expected the end of the line, found " + peek());
        }
    }
}
