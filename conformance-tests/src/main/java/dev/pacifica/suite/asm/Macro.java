package dev.pacifica.suite.asm;

import java.util.ArrayList;
import java.util.List;

/**
 * A multi-line macro.
 *
 * @param least fewest arguments it takes
 * @param most most arguments it takes
 * @param defaults for the arguments after the first {@code least}
 */
record Macro(String name, int least, int most, List<String> defaults, List<SourceLine> body) {
    boolean takes(int count) {
        return count >= least && count <= most;
    }

    String counts() {
        return least == most ? Integer.toString(least) : least + " to " + most;
    }

    /** The body with its parameters filled in. {@code call} numbers the expansion, for its local labels. */
    List<SourceLine> expand(SourceLine caller, List<String> written, int call) {
        List<String> arguments = new ArrayList<>(written);
        for (int i = arguments.size() - least; i < defaults.size() && arguments.size() < most; i++) {
            arguments.add(defaults.get(i));
        }
        List<SourceLine> lines = new ArrayList<>();
        for (SourceLine line : body) {
            String context = " (macro '" + name + "', line " + line.number() + ")" + caller.context();
            lines.add(new SourceLine(caller.number(), fill(line.text(), arguments, call), context));
        }
        return lines;
    }

    private static String fill(String text, List<String> arguments, int call) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            if (Lexer.isQuote(c)) {
                int end = Lexer.endOfString(text, i);
                out.append(text, i, end);
                i = end - 1;
            } else if (c == '%' && next == '%' && i + 2 < text.length() && Lexer.startsName(text.charAt(i + 2))) {
                out.append("..@").append(call).append('.');
                i++;
            } else if (c == '%' && next >= '0' && next <= '9') {
                int number = next - '0';
                out.append(
                        number == 0 ? arguments.size() : number <= arguments.size() ? arguments.get(number - 1) : "");
                i++;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
