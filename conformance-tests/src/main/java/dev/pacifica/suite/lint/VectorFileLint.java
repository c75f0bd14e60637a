package dev.pacifica.suite.lint;

import dev.pacifica.suite.vector.JsonText;
import dev.pacifica.suite.vector.Problem;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.VectorReader;
import dev.pacifica.suite.vector.VectorWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** One vector file: its schema, each of its vectors, their order, and the text as the formatter writes it. */
final class VectorFileLint {
    /**
     * A vector that can be used.
     *
     * @param vector the vector
     * @param line where it stands
     */
    record Found(Vector vector, int line) {}

    private static final String LIST = "vectors";

    private final JsonText text;
    private final String[] lines;
    private final Set<String> knownRules;
    private final Consumer<Problem> problems;
    private final List<Found> found = new ArrayList<>();

    private VectorFileLint(JsonText text, Set<String> knownRules, Consumer<Problem> problems) {
        this.text = text;
        this.lines = text.text().split("\n", -1);
        this.knownRules = knownRules;
        this.problems = problems;
    }

    /** Checks a file and returns the vectors of it that can be used. */
    static List<Found> check(JsonText text, Set<String> knownRules, Consumer<Problem> problems) {
        VectorFileLint lint = new VectorFileLint(text, knownRules, problems);
        lint.check();
        return lint.found;
    }

    private void check() {
        List<Schemas.Violation> violations =
                Schemas.violations(DataKind.VECTORS.schema().orElseThrow(), text);
        violations.forEach(this::complain);
        Set<String> violated =
                violations.stream().map(violation -> top(violation.path())).collect(Collectors.toSet());
        JsonNode list = text.root().path(LIST);
        boolean isOneALine = true;
        for (int index = 0; index < list.size(); index++) {
            String path = JsonText.element(LIST, index);
            isOneALine &= text.line(path) == index + 2;
            if (!violated.contains(path)) {
                vector(path, index);
            }
        }
        if (violations.isEmpty()) {
            frame(list.size(), isOneALine);
        }
    }

    private void vector(String path, int index) {
        int line = text.line(path);
        Optional<Vector> read = VectorReader.vector(text, index, problems);
        if (read.isEmpty()) {
            return;
        }
        Vector vector = read.get();
        VectorLint.check(
                vector,
                knownRules,
                (field, what) -> problems.accept(
                        new Problem(text.file(), text.line(path + "." + field), vector.id(), field, what)));
        if (!found.isEmpty()) {
            String before = found.get(found.size() - 1).vector().id();
            if (before.compareTo(vector.id()) > 0) {
                problems.accept(new Problem(
                        text.file(),
                        line,
                        vector.id(),
                        "id",
                        "expected vectors sorted by ID, found it behind '" + before + "'; " + format()));
            }
        }
        found.add(new Found(vector, line));
        String written = VectorWriter.line(vector);
        String shown = lines[line - 1];
        if (!shown.equals(written) && !shown.equals(written + ",")) {
            problems.accept(
                    new Problem(text.file(), line, vector.id(), "", "the line is not in canonical form; " + format()));
        }
    }

    /** What stands around the vectors. */
    private void frame(int vectors, boolean isOneALine) {
        String header = VectorWriter.header(text.root().path("area").asString(""));
        if (!lines[0].equals(header)) {
            problems.accept(problem(1, "expected the line '" + header + "'; " + format()));
        }
        boolean hasFooter = lines.length == vectors + 3
                && lines[lines.length - 2].equals(VectorWriter.FOOTER)
                && lines[lines.length - 1].isEmpty();
        if (!isOneALine || !hasFooter) {
            problems.accept(problem(
                    Math.min(lines.length, vectors + 2),
                    "expected a vector a line, the line '" + VectorWriter.FOOTER + "' behind them and a line end; "
                            + format()));
        }
        for (int line = 1; hasFooter && line <= vectors; line++) {
            if (lines[line].endsWith(",") != line < vectors) {
                problems.accept(problem(line + 1, "expected a comma behind every vector but the last; " + format()));
            }
        }
    }

    private void complain(Schemas.Violation violation) {
        String top = top(violation.path());
        boolean isInVector = top.startsWith(LIST + "[");
        String field = violation.path();
        String id = "";
        if (isInVector) {
            field = field.substring(Math.min(field.length(), top.length() + 1));
            int index = Integer.parseInt(top.substring(LIST.length() + 1, top.length() - 1));
            id = text.root().get(LIST).get(index).path("id").asString("");
        }
        problems.accept(new Problem(text.file(), text.line(violation.path()), id, field, violation.what()));
    }

    /** {@code vectors[3]} of {@code vectors[3].gpr.rax}; the path itself if it is in no vector. */
    private static String top(String path) {
        return path.startsWith(LIST + "[") ? path.substring(0, path.indexOf(']') + 1) : path;
    }

    private Problem problem(int line, String what) {
        return new Problem(text.file(), line, "", "", what);
    }

    private String format() {
        return "run './pacifica vectors format " + text.file() + "'";
    }
}
