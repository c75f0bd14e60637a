package dev.pacifica.suite.generate;

import dev.pacifica.model.svm.LegalityChecks;

/** The page that shows the model's table of legality checks. */
public final class LegalityPage {
    /** Its name in the folder of documents. */
    public static final String FILE = "legality.md";

    private LegalityPage() {}

    /** The page, written from the table. */
    public static String content() {
        StringBuilder page = new StringBuilder("""
                # What VMRUN checks

                The state that VMRUN has loaded is illegal if any of these holds; then it exits with VMEXIT_INVALID, and nothing of the guest
                has run. The order is free. The page is written by `./pacifica rules --write docs/rules` from the table by which the
                model decides; the table by which vectors claim is another one, of the oracle, and properties hold the two against each other.

                | rule | illegal | |
                |---|---|---|
                """);
        for (LegalityChecks.Line line : LegalityChecks.lines()) {
            String id = line.rule().id();
            String area = id.substring(0, id.indexOf('-'));
            page.append("| [%s](rules/%s.md#%s) | %s | %s |\n"
                    .formatted(id, area, id, line.illegal(), line.isAmbiguous() ? "a processor may tolerate it" : ""));
        }
        return page.append("""

                `./pacifica vectors cube --into FOLDER checks` writes vectors for every check in every guest mode where it applies: the illegal
                states and the legal ones a bit away from them, 4654 in all. Area `check-cube` of the published vectors is a sample.
                """).toString();
    }
}
