package dev.pacifica.suite.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a line into tokens. A string holds one character a byte. */
final class Lexer {
    private static final List<String> SIGNS = List.of(
            "<<", ">>", "//", "$$", "$", "+", "-", "*", "/", "%", "&", "|", "^", "~", "(", ")", "[", "]", ",", ":",
            "!");

    private final String line;
    private int at;

    private Lexer(String line) {
        this.line = line;
    }

    /** All tokens of the line, with one of kind END at the end; a comment ends the line. */
    static List<Token> tokens(String line) {
        return new Lexer(line).run();
    }

    static boolean startsName(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || c == '.' || c == '?' || c == '@';
    }

    static boolean continuesName(char c) {
        return startsName(c) || c >= '0' && c <= '9' || c == '$' || c == '#' || c == '~';
    }

    static boolean isQuote(char c) {
        return c == '\'' || c == '"' || c == '`';
    }

    /** Where the string that starts at {@code start} ends: the index after its closing quote. */
    static int endOfString(String line, int start) {
        char quote = line.charAt(start);
        for (int i = start + 1; i < line.length(); i++) {
            if (line.charAt(i) == '\\' && quote == '`') {
                i++;
            } else if (line.charAt(i) == quote) {
                return i + 1;
            }
        }
        throw new SourceError("string without its closing " + quote);
    }

    private List<Token> run() {
        List<Token> tokens = new ArrayList<>();
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == ';') {
                break;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (isQuote(c)) {
                tokens.add(string());
            } else if (c >= '0' && c <= '9') {
                tokens.add(number());
            } else if (startsName(c)) {
                tokens.add(new Token(Token.Kind.NAME, word(), 0));
            } else {
                tokens.add(sign());
            }
        }
        tokens.add(new Token(Token.Kind.END, "", 0));
        return tokens;
    }

    private String word() {
        int start = at;
        while (at < line.length() && continuesName(line.charAt(at))) {
            at++;
        }
        return line.substring(start, at);
    }

    private Token sign() {
        for (String sign : SIGNS) {
            if (line.startsWith(sign, at)) {
                at += sign.length();
                return new Token(Token.Kind.SIGN, sign, 0);
            }
        }
        throw new SourceError("character '" + line.charAt(at) + "' has no meaning here");
    }

    private Token string() {
        int start = at;
        at = endOfString(line, start);
        String body = line.substring(start + 1, at - 1);
        if (body.chars().anyMatch(c -> c > 0x7e)) {
            throw new SourceError("string with a character beyond ASCII: expected \\xHH for each byte, in backquotes");
        }
        return new Token(Token.Kind.STRING, line.charAt(start) == '`' ? unescape(body) : body, 0);
    }

    private static String unescape(String body) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            c = body.charAt(++i);
            switch (c) {
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case '0' -> out.append('\0');
                case '\\', '\'', '"', '`' -> out.append(c);
                case 'x' -> {
                    if (!body.substring(i + 1).matches("(?s)[0-9a-fA-F]{2}.*")) {
                        throw new SourceError("\\x in a string: expected two hexadecimal digits after it");
                    }
                    out.append((char) Integer.parseInt(body.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default ->
                    throw new SourceError(
                            "\\" + c + " in a string: expected one of \\n \\r \\t \\0 \\xHH \\\\ \\' \\\" \\`");
            }
        }
        return out.toString();
    }

    private Token number() {
        String text = word();
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
        int radix = 10;
        if (digits.startsWith("0x")) {
            radix = 16;
            digits = digits.substring(2);
        } else if (digits.endsWith("h")) {
            radix = 16;
            digits = digits.substring(0, digits.length() - 1);
        } else if (digits.startsWith("0b") && digits.length() > 2) {
            radix = 2;
            digits = digits.substring(2);
        } else if (digits.endsWith("b")) {
            radix = 2;
            digits = digits.substring(0, digits.length() - 1);
        } else if (digits.startsWith("0o")) {
            radix = 8;
            digits = digits.substring(2);
        } else if (digits.endsWith("q") || digits.endsWith("o")) {
            radix = 8;
            digits = digits.substring(0, digits.length() - 1);
        }
        try {
            return new Token(Token.Kind.NUMBER, text, Long.parseUnsignedLong(digits, radix));
        } catch (NumberFormatException e) {
            throw new SourceError(
                    "number '" + text
                            + "': expected at most 64 bits of decimal digits, 0x1F, 1Fh (with a leading digit), 0b101, 101b, 0o17 or 17q");
        }
    }
}
