package dev.pacifica.suite.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Carries out the lines that start with {@code %} and expands what they define. */
final class Preprocessor {
    private static final int DEEPEST = 100;
    private static final long MOST_REPETITIONS = 1_000_000;

    private final Map<String, Long> predefined;
    private final Problems problems;
    private final Definitions definitions = new Definitions();
    private final Map<String, List<Macro>> macros = new HashMap<>();
    private final List<SourceLine> out = new ArrayList<>();
    private int calls;

    Preprocessor(Map<String, Long> predefined, Problems problems) {
        this.predefined = predefined;
        this.problems = problems;
    }

    List<SourceLine> run(String source) {
        List<SourceLine> lines = new ArrayList<>();
        int number = 0;
        for (String text : source.split("\r?\n", -1)) {
            lines.add(new SourceLine(++number, text, ""));
        }
        process(lines, 0);
        return out;
    }

    private void process(List<SourceLine> lines, int depth) {
        int i = 0;
        while (i < lines.size()) {
            SourceLine line = lines.get(i);
            try {
                if (depth > DEEPEST) {
                    throw new SourceError("macros call each other more than " + DEEPEST + " deep");
                }
                i = processLine(lines, i, depth);
            } catch (SourceError e) {
                problems.add(line, e.getMessage());
                i++;
            }
        }
    }

    /** Returns the index of the line to go on with. */
    private int processLine(List<SourceLine> lines, int i, int depth) {
        SourceLine line = lines.get(i);
        String text = Definitions.withoutComment(line.text()).strip();
        if (!text.startsWith("%")) {
            plainLine(new SourceLine(line.number(), definitions.expand(text), line.context()), depth);
            return i + 1;
        }
        String[] words = text.split("\\s+", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "%define" -> definitions.define(rest);
            case "%assign" -> {
                String[] parts = rest.split("\\s+", 2);
                definitions.assign(parts[0], number(parts.length > 1 ? parts[1] : "", "%assign"));
            }
            case "%macro" -> {
                int end = endOf(lines, i, "%macro", "%endmacro");
                define(rest, lines.subList(i + 1, end));
                return end + 1;
            }
            case "%rep" -> {
                int end = endOf(lines, i, "%rep", "%endrep");
                repeat(rest, lines.subList(i + 1, end), depth);
                return end + 1;
            }
            default ->
                throw new SourceError(
                        "'" + words[0] + "': expected %define, %assign, %macro ... %endmacro or %rep ... %endrep");
        }
        return i + 1;
    }

    private void repeat(String count, List<SourceLine> body, int depth) {
        long times = number(count, "%rep");
        if (times < 0 || times > MOST_REPETITIONS) {
            throw new SourceError("%rep " + times + ": expected 0 to " + MOST_REPETITIONS);
        }
        for (long i = 0; i < times; i++) {
            process(body, depth + 1);
        }
    }

    private static int endOf(List<SourceLine> lines, int start, String open, String close) {
        int depth = 0;
        for (int i = start; i < lines.size(); i++) {
            String first = lines.get(i).text().strip().split("[\\s;]", 2)[0];
            if (first.equals(open)) {
                depth++;
            } else if (first.equals(close) && --depth == 0) {
                return i;
            }
        }
        throw new SourceError(open + " without its " + close);
    }

    private void define(String header, List<SourceLine> body) {
        String[] parts = header.split("\\s+", 3);
        if (parts.length < 2 || !parts[1].matches("\\d+(-\\d+)?")) {
            throw new SourceError("%macro " + header + ": expected a name and a number of arguments, such as 2 or 1-3");
        }
        String[] counts = parts[1].split("-");
        int least = Integer.parseInt(counts[0]);
        int most = Integer.parseInt(counts[counts.length - 1]);
        if (most > 9 || least > most) {
            throw new SourceError("%macro with " + parts[1] + " arguments: expected at most 9");
        }
        List<String> defaults = parts.length < 3 ? List.of() : Definitions.arguments(parts[2]);
        macros.computeIfAbsent(parts[0], name -> new ArrayList<>())
                .add(0, new Macro(parts[0], least, most, defaults, List.copyOf(body)));
    }

    private long number(String text, String where) {
        TokenReader in = new TokenReader(Lexer.tokens(definitions.expand(text)));
        Expression expression = new ExpressionParser(in, name -> name).parse();
        in.expectEnd();
        Evaluator evaluator = new Evaluator(
                name -> {
                    Long value = predefined.get(name);
                    if (value == null) {
                        throw new SourceError(where + " uses '" + name
                                + "': expected only numbers, %define, %assign and predefined symbols");
                    }
                    return Value.number(value);
                },
                Value.UNKNOWN,
                Value.UNKNOWN);
        return evaluator.constant(expression, where);
    }

    private void plainLine(SourceLine line, int depth) {
        String text = line.text();
        int start = 0;
        int end = Definitions.endOfName(text, 0);
        int colon = end;
        while (colon < text.length() && text.charAt(colon) == ' ') {
            colon++;
        }
        if (end > 0 && colon < text.length() && text.charAt(colon) == ':') {
            start = colon + 1;
            while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
                start++;
            }
            end = Definitions.endOfName(text, start);
        }
        List<Macro> candidates = macros.get(text.substring(start, end));
        if (candidates == null) {
            out.add(line);
            return;
        }
        if (start > 0) {
            out.add(new SourceLine(line.number(), text.substring(0, start), line.context()));
        }
        List<String> arguments = Definitions.arguments(text.substring(end).strip());
        for (Macro macro : candidates) {
            if (macro.takes(arguments.size())) {
                process(macro.expand(line, arguments, ++calls), depth + 1);
                return;
            }
        }
        throw new SourceError("macro '%s' with %d arguments: expected %s"
                .formatted(
                        candidates.get(0).name(),
                        arguments.size(),
                        candidates.get(0).counts()));
    }
}
