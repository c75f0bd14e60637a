package dev.pacifica.suite.fault;

import dev.pacifica.suite.rule.RuleCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The faults of {@code src/test/resources/faults}. */
final class FaultLibrary {
    private static final Path FOLDER =
            ModelSources.moduleFolder().resolve(Path.of("src", "test", "resources", "faults"));

    private FaultLibrary() {}

    /** All faults, by the names of their files, in the order in which these have them. */
    static List<SeededFault> all() {
        Set<String> rules = RuleCatalogue.published().rules().stream()
                .map(rule -> rule.id())
                .collect(Collectors.toSet());
        List<SeededFault> faults = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                faults.addAll(FaultReader.read(file.getFileName().toString(), Files.readString(file), rules));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        requireDistinct(faults);
        return faults;
    }

    /** Two faults of one name cannot be told apart; two of one edit are one fault. */
    static void requireDistinct(List<SeededFault> faults) {
        Map<Object, SeededFault> seen = new HashMap<>();
        for (SeededFault fault : faults) {
            SeededFault sameName = seen.put(fault.id(), fault);
            SeededFault sameEdit = seen.put(List.of(fault.file(), fault.text(), fault.replacement()), fault);
            if (sameName != null) {
                throw new FaultFormatException(
                        "%s has the name of %s; give it another".formatted(fault.where(), sameName.where()));
            }
            if (sameEdit != null) {
                throw new FaultFormatException(
                        "%s makes the edit of %s; drop one".formatted(fault.where(), sameEdit.where()));
            }
        }
    }
}
