package dev.pacifica.suite.expectation;

import java.util.List;
import java.util.Locale;

/** {@code docs/findings.md}: the findings of expectation files, for people to read. */
public final class FindingsDocument {
    private static final String INTRODUCTION = """
            # Findings

            Where an implementation departs from the architecture: traced to a cause, decided by a rule, grouped. Where the manual leaves
            room, see `clarifications.md` instead. `./pacifica findings` writes this page from the expectation files
            (`conformance-tests/src/main/resources/dev/pacifica/suite/expectations`), which pin every known divergence to the values seen;
            change those, not this.
            """;

    private FindingsDocument() {}

    /** The document. */
    public static String of(List<ExpectationFile> files) {
        StringBuilder text = new StringBuilder(INTRODUCTION);
        for (ExpectationFile file : files) {
            text.append("\n## %s\n\n".formatted(file.subject()));
            text.append("%d vectors do not conform, by %d findings.\n\n"
                    .formatted(file.known().size(), file.diagnoses().size()));
            text.append("| finding | cause | rules | vectors |\n|---|---|---|---|\n");
            for (Diagnosis diagnosis : file.diagnoses()) {
                text.append("| [%s](#%s) | %s | %s | %d |\n"
                        .formatted(
                                diagnosis.id(),
                                anchor(diagnosis),
                                diagnosis.title(),
                                String.join(", ", diagnosis.rules()),
                                file.shownBy(diagnosis.id()).size()));
            }
            file.diagnoses().forEach(diagnosis -> text.append(section(file, diagnosis)));
        }
        return text.toString();
    }

    private static String section(ExpectationFile file, Diagnosis diagnosis) {
        int count = file.shownBy(diagnosis.id()).size();
        return """

                ### %s

                **%s** (%s)

                * What it does: %s
                * What the rules demand: %s
                * Shown by %d %s; the smallest is `%s`:
                  `./pacifica run --target %s --no-expectations --vectors %s`
                """.formatted(
                        diagnosis.id(),
                        diagnosis.title(),
                        String.join(", ", diagnosis.rules()),
                        diagnosis.does(),
                        diagnosis.demands(),
                        count,
                        count == 1 ? "vector" : "vectors",
                        diagnosis.smallest(),
                        file.target(),
                        diagnosis.smallest());
    }

    private static String anchor(Diagnosis diagnosis) {
        return diagnosis.id().toLowerCase(Locale.ROOT);
    }
}
