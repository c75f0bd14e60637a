package dev.pacifica.suite.expectation;

import dev.pacifica.suite.vector.Vector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The expectation files that come with the suite. */
public final class PublishedExpectations {
    /** Their names, in the folder {@code dev/pacifica/suite/expectations}. */
    public static final List<String> FILES = List.of("qemu-7.2.json", "bochs-2.7.json");

    private PublishedExpectations() {}

    /**
     * All of them.
     *
     * @param vectors the vectors that exist
     * @throws ExpectationFormatException if one speaks of others
     */
    public static List<ExpectationFile> all(Collection<Vector> vectors) {
        return FILES.stream()
                .map(file -> ExpectationReader.read(file, content(file), vectors))
                .toList();
    }

    /** The findings of all targets. */
    public static List<Finding> findings(Collection<Vector> vectors) {
        return all(vectors).stream()
                .flatMap(file -> file.diagnoses().stream())
                .map(Diagnosis::finding)
                .toList();
    }

    /** The one for the target of this name, such as {@code qemu 7.2.22}, to be drafted anew. */
    public static Optional<ExpectationFile> forDraft(String targetName) {
        return filesOf(targetName)
                .map(file -> ExpectationReader.forDraft(file, content(file)))
                .filter(file -> file.appliesTo(targetName))
                .findFirst();
    }

    /** Files have the name of their target, which spares reading the others. */
    private static Stream<String> filesOf(String targetName) {
        return FILES.stream().filter(file -> file.startsWith(targetName.split(" ", 2)[0] + "-"));
    }

    /**
     * The one for the target of this name; nothing if there is none for this target and version.
     *
     * @param vectors the vectors that exist, which are only asked for if there is one
     * @throws ExpectationFormatException if it speaks of vectors that do not exist
     */
    public static Optional<ExpectationFile> of(String targetName, Supplier<Collection<Vector>> vectors) {
        return filesOf(targetName)
                .filter(file -> ExpectationReader.forDraft(file, content(file)).appliesTo(targetName))
                .map(file -> ExpectationReader.read(file, content(file), vectors.get()))
                .findFirst();
    }

    /** The targets and versions that there are expectations for. */
    public static List<String> subjects() {
        return FILES.stream()
                .map(file -> ExpectationReader.forDraft(file, content(file)).subject())
                .toList();
    }

    static byte[] content(String file) {
        try (InputStream in =
                PublishedExpectations.class.getResourceAsStream("/dev/pacifica/suite/expectations/" + file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the suite on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
