package dev.pacifica.suite.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names that stand for other text ({@code %define}, {@code %assign}), and how text is cut up for macros. */
final class Definitions {
    private final Map<String, String> replacements = new HashMap<>();

    /** {@code NAME tokens}. */
    void define(String text) {
        int end = requireName(text, "%define");
        if (end < text.length() && text.charAt(end) == '(') {
            throw new SourceError("%define " + text + ": expected a name without parameters; use %macro");
        }
        replacements.put(text.substring(0, end), text.substring(end).strip());
    }

    void assign(String name, long value) {
        if (requireName(name, "%assign") != name.length()) {
            throw new SourceError("%assign " + name + ": expected a name and an expression");
        }
        replacements.put(name, value < 0 ? "(" + value + ")" : Long.toString(value));
    }

    private static int requireName(String text, String where) {
        int end = endOfName(text, 0);
        if (end == 0) {
            throw new SourceError(where + ": expected a name after it");
        }
        return end;
    }

    /** The line with every defined name replaced, outside strings. */
    String expand(String line) {
        return expand(line, new HashSet<>());
    }

    private String expand(String line, Set<String> active) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < line.length()) {
            char c = line.charAt(i);
            int end = i + 1;
            if (Lexer.isQuote(c)) {
                end = Lexer.endOfString(line, i);
                out.append(line, i, end);
            } else if (Lexer.continuesName(c)) {
                while (end < line.length() && Lexer.continuesName(line.charAt(end))) {
                    end++;
                }
                String word = line.substring(i, end);
                String replacement = replacements.get(word);
                if (replacement != null && active.add(word)) {
                    out.append(expand(replacement, active));
                    active.remove(word);
                } else {
                    out.append(word);
                }
            } else {
                out.append(c);
            }
            i = end;
        }
        return out.toString();
    }

    /** Index after the name that starts at {@code start}; {@code start} itself if none does. */
    static int endOfName(String text, int start) {
        if (start >= text.length() || !Lexer.startsName(text.charAt(start))) {
            return start;
        }
        int end = start;
        while (end < text.length() && Lexer.continuesName(text.charAt(end))) {
            end++;
        }
        return end;
    }

    static String withoutComment(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ';') {
                return line.substring(0, i);
            }
            if (Lexer.isQuote(c)) {
                i = Lexer.endOfString(line, i) - 1;
            }
        }
        return line;
    }

    /** Splits at commas outside strings and braces; a pair of braces around an argument goes away. */
    static List<String> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        if (text.isEmpty()) {
            return arguments;
        }
        int start = 0;
        int braces = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            if (i < text.length() && Lexer.isQuote(c)) {
                i = Lexer.endOfString(text, i) - 1;
            } else if (c == '{') {
                braces++;
            } else if (c == '}') {
                braces--;
            } else if (c == ',' && (braces == 0 || i == text.length())) {
                String argument = text.substring(start, i).strip();
                boolean braced = argument.startsWith("{") && argument.endsWith("}");
                arguments.add(braced ? argument.substring(1, argument.length() - 1) : argument);
                start = i + 1;
            }
        }
        return arguments;
    }
}
