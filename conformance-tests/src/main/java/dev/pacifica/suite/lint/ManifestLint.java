package dev.pacifica.suite.lint;

import dev.pacifica.suite.manifest.Manifest;
import dev.pacifica.suite.manifest.Revoked;
import dev.pacifica.suite.manifest.Sha256;
import dev.pacifica.suite.vector.Problem;
import dev.pacifica.suite.vector.VectorWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The files of a set against its manifest. A vector file that was changed is named with the lines that were. */
final class ManifestLint {
    private static final String ADVICE =
            "bring the published file back, or run './pacifica vectors generate' if the change is meant";

    private final DataSet set;
    private final Manifest manifest;
    private final Consumer<Problem> problems;

    private ManifestLint(DataSet set, Manifest manifest, Consumer<Problem> problems) {
        this.set = set;
        this.manifest = manifest;
        this.problems = problems;
    }

    static void check(DataSet set, Manifest manifest, Consumer<Problem> problems) {
        ManifestLint lint = new ManifestLint(set, manifest, problems);
        set.files().forEach(lint::file);
        if (set.isComplete()) {
            manifest.files().keySet().stream()
                    .filter(file -> !set.files().containsKey(file))
                    .forEach(file -> lint.complain(file, 0, "", "the manifest lists it, but it is missing; " + ADVICE));
        }
    }

    /** The whole manifest, of a complete set whose files are otherwise in order. */
    static void checkText(DataSet set, Manifest manifest, List<String> vectorFiles, Consumer<Problem> problems) {
        String[] expected = Manifest.of(set.files(), vectorFiles, manifest.revoked())
                .content()
                .split("\n", -1);
        String[] found = new String(set.files().get(Manifest.FILE), StandardCharsets.UTF_8).split("\n", -1);
        for (int i = 0; i < Math.max(expected.length, found.length); i++) {
            if (i >= expected.length || i >= found.length || !expected[i].equals(found[i])) {
                problems.accept(new Problem(
                        set.shown(Manifest.FILE),
                        i + 1,
                        "",
                        "",
                        "not what the files give; run './pacifica vectors generate'"));
                return;
            }
        }
    }

    /** Complains about a vector whose ID was taken back. */
    static void checkRevoked(Manifest manifest, String file, VectorFileLint.Found found, Consumer<Problem> problems) {
        for (Revoked revoked : manifest.revoked()) {
            if (revoked.id().equals(found.vector().id())) {
                problems.accept(new Problem(
                        file,
                        found.line(),
                        revoked.id(),
                        "id",
                        "the vector of this ID was revoked (%s) and its ID is never used again; choose another"
                                .formatted(revoked.reason())));
            }
        }
    }

    private void file(String file, byte[] content) {
        String published = manifest.files().get(file);
        if (file.equals(Manifest.FILE)) {
            return;
        }
        if (published == null) {
            if (set.isComplete()) {
                complain(file, 0, "", "the manifest does not list it; run './pacifica vectors generate'");
            }
        } else if (!published.equals(Sha256.of(content))) {
            Map<String, String> hashes = manifest.vectors().get(file);
            if (hashes == null || !lines(file, content, hashes)) {
                complain(
                        file, 0, "", "its SHA-256 is not that of the manifest: something in it was changed; " + ADVICE);
            }
        }
    }

    /** Complains about the lines that are not those of the published file; whether there are any. */
    private boolean lines(String file, byte[] content, Map<String, String> hashes) {
        List<String> found = List.of(new String(content, StandardCharsets.UTF_8).split("\n", -1));
        List<String> ids = List.copyOf(hashes.keySet());
        List<String> expected = new ArrayList<>();
        expected.add(VectorWriter.header(file.substring(0, file.length() - ".json".length())));
        expected.addAll(hashes.values());
        expected.add(VectorWriter.FOOTER);
        expected.add("");
        boolean isSameLength = found.size() == expected.size();
        boolean isAnyWrong = false;
        for (int i = 0; i < found.size(); i++) {
            String line = found.get(i);
            boolean isVector = isSameLength ? i > 0 && i <= ids.size() : line.startsWith("{\"id\"");
            String seen = isVector ? Sha256.ofLine(line) : line;
            boolean hasComma = !isVector || !isSameLength || line.endsWith(",") == i < ids.size();
            boolean isPublished = isSameLength ? expected.get(i).equals(seen) : expected.contains(seen);
            if (!isPublished || !hasComma) {
                isAnyWrong = true;
                complain(
                        file,
                        i + 1,
                        isSameLength && isVector ? ids.get(i - 1) : "",
                        "the line is not that of the manifest: something in it was changed; " + ADVICE);
            }
        }
        return isAnyWrong;
    }

    private void complain(String file, int line, String vector, String what) {
        problems.accept(new Problem(set.shown(file), line, vector, "", what));
    }
}
