package dev.pacifica.suite.asm;

/**
 * One word of a line.
 *
 * @param text as written; for a string its contents
 * @param value of a number; 0 otherwise
 */
record Token(Kind kind, String text, long value) {
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        SIGN,
        END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equalsIgnoreCase(word);
    }

    @Override
    public String toString() {
        return kind == Kind.END ? "the end of the line" : "'" + text + "'";
    }
}
