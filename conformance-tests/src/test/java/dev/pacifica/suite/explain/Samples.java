package dev.pacifica.suite.explain;

import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A few vectors that stay as they are while the published ones grow, and the texts approved for them: files of the test resources
 * beside {@code sample.json}. When a text changes for a good reason, its file is replaced by what the failing test shows.
 */
public final class Samples {
    private static final String FOLDER = "/dev/pacifica/suite/explain/";

    private Samples() {}

    /** The file that the sample vectors are in. */
    public static Path file() {
        URL url = Objects.requireNonNull(Samples.class.getResource(FOLDER + "sample.json"));
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Vector vector(String id) {
        return VectorLookup.named(id, GoldenVectors.of(List.of(file())));
    }

    /** An approved text, by the name of its file. */
    public static List<String> approved(String name) {
        try (InputStream in = Objects.requireNonNull(
                Samples.class.getResourceAsStream(FOLDER + name),
                "src/test/resources" + FOLDER + name + " is missing")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
