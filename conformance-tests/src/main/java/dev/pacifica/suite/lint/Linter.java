package dev.pacifica.suite.lint;

import dev.pacifica.suite.fixture.FixtureJson;
import dev.pacifica.suite.lint.VectorFileLint.Found;
import dev.pacifica.suite.manifest.Manifest;
import dev.pacifica.suite.vector.JsonText;
import dev.pacifica.suite.vector.Problem;
import dev.pacifica.suite.vector.VectorFormatException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that is wrong with data files. */
public final class Linter {
    private final Set<String> knownRules;
    private final List<Problem> problems = new ArrayList<>();
    /** Vector ID to where it was seen first. */
    private final Map<String, String> ids = new HashMap<>();

    private Linter(Set<String> knownRules) {
        this.knownRules = knownRules;
    }

    /**
     * Checks {@code sets}.
     *
     * @param knownRules the IDs of the rule catalogue
     * @return all problems, by set and file; empty if all is well
     */
    public static List<Problem> check(List<DataSet> sets, Set<String> knownRules) {
        Linter linter = new Linter(knownRules);
        sets.forEach(linter::set);
        return Collections.unmodifiableList(linter.problems);
    }

    private void set(DataSet set) {
        int before = problems.size();
        Map<String, JsonText> texts = new HashMap<>();
        set.files()
                .forEach((file, content) -> parse(set.shown(file), content).ifPresent(text -> texts.put(file, text)));
        Optional<Manifest> manifest = Optional.ofNullable(texts.get(Manifest.FILE))
                .filter(text -> satisfiesSchema(DataKind.MANIFEST, text))
                .map(Manifest::read);
        manifest.ifPresent(one -> ManifestLint.check(set, one, problems::add));
        for (String file : set.files().keySet()) {
            Optional.ofNullable(texts.get(file)).ifPresent(text -> file(set, file, text, manifest));
        }
        if (set.isComplete()) {
            List<String> vectorFiles = vectorFiles(set, texts);
            if (problems.size() == before && manifest.isPresent()) {
                ManifestLint.checkText(set, manifest.get(), vectorFiles, problems::add);
            }
        }
    }

    private Optional<JsonText> parse(String shown, byte[] content) {
        try {
            return Optional.of(JsonText.parse(shown, content));
        } catch (VectorFormatException e) {
            problems.add(e.problem());
            return Optional.empty();
        }
    }

    private void file(DataSet set, String file, JsonText text, Optional<Manifest> manifest) {
        DataKind kind = DataKind.of(file);
        switch (kind) {
            case MANIFEST, OTHER -> {}
            case VECTORS -> {
                for (Found found : VectorFileLint.check(text, knownRules, problems::add)) {
                    unique(text.file(), found);
                    manifest.ifPresent(one -> ManifestLint.checkRevoked(one, text.file(), found, problems::add));
                }
                area(set, file, text);
            }
            case FIXTURE -> fixture(text);
            default -> {
                if (satisfiesSchema(kind, text)) {
                    NamesLint.check(kind, text, knownRules, problems::add);
                }
            }
        }
    }

    private boolean satisfiesSchema(DataKind kind, JsonText text) {
        List<Schemas.Violation> violations = Schemas.violations(kind.schema().orElseThrow(), text);
        violations.forEach(violation -> problems.add(
                new Problem(text.file(), text.line(violation.path()), "", violation.path(), violation.what())));
        return violations.isEmpty();
    }

    private void unique(String file, Found found) {
        String id = found.vector().id();
        String first = ids.putIfAbsent(id, file + ":" + found.line());
        if (first != null) {
            problems.add(new Problem(
                    file, found.line(), id, "id", "the ID is taken already, at " + first + "; choose another"));
        }
    }

    private void area(DataSet set, String file, JsonText text) {
        String area = text.root().path("area").asString("");
        if (set.isComplete() && !file.equals(area + ".json")) {
            problems.add(new Problem(
                    text.file(), text.line("area"), "", "area", "expected the file's name, found '" + area + "'"));
        }
    }

    private void fixture(JsonText text) {
        if (satisfiesSchema(DataKind.FIXTURE, text) && !text.text().equals(FixtureJson.content())) {
            problems.add(new Problem(
                    text.file(),
                    firstDifference(text.text(), FixtureJson.content()),
                    "",
                    "",
                    "not the fixture in which the suite runs vectors; run './pacifica vectors generate'"));
        }
    }

    private static int firstDifference(String one, String other) {
        int at = 0;
        while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return 1 + (int) one.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    /** The vector files that the index names; complains where index and folder disagree. */
    private List<String> vectorFiles(DataSet set, Map<String, JsonText> texts) {
        JsonText index = texts.get("index.json");
        if (index == null) {
            problems.add(new Problem(set.shown("index.json"), 0, "", "", "missing; run './pacifica vectors generate'"));
            return List.of();
        }
        List<String> named = new ArrayList<>();
        index.root().path("files").forEach(file -> named.add(file.asString("")));
        for (String file : named) {
            if (!set.files().containsKey(file)) {
                problems.add(new Problem(
                        index.file(), index.line("files"), "", "files", "it names " + file + ", which is missing"));
            }
        }
        for (String file : set.files().keySet()) {
            if (DataKind.of(file) == DataKind.VECTORS && !named.contains(file)) {
                problems.add(new Problem(
                        set.shown(file), 0, "", "", "index.json does not name it; add it there, or remove the file"));
            }
        }
        return named;
    }
}
