package dev.pacifica.suite.expectation;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expectation file says.
 *
 * @param target short name of the target, such as {@code qemu}
 * @param versions versions that it applies to: {@code 7.2} means 7.2 and every 7.2.x; empty: any, or none is known
 * @param diagnoses the findings
 * @param known the vectors on which the target is known not to conform
 */
public record ExpectationFile(String target, List<String> versions, List<Diagnosis> diagnoses, List<Known> known) {
    private static final Pattern NAME = Pattern.compile("(.+) ([0-9][0-9.]*)");

    /** An expectation file for the target of this name, in which nothing is known. */
    public static ExpectationFile empty(String targetName) {
        Matcher name = NAME.matcher(targetName);
        return name.matches()
                ? new ExpectationFile(name.group(1), List.of(name.group(2)), List.of(), List.of())
                : new ExpectationFile(targetName, List.of(), List.of(), List.of());
    }

    /** Whether this speaks of the target of this name, such as {@code qemu 7.2.22}. */
    public boolean appliesTo(String targetName) {
        if (versions.isEmpty()) {
            return targetName.equals(target) || targetName.startsWith(target + " ");
        }
        return versions.stream()
                .map(version -> target + " " + version)
                .anyMatch(name -> targetName.equals(name) || targetName.startsWith(name + "."));
    }

    /** Target and versions, for people. */
    public String subject() {
        return versions.isEmpty() ? target : target + " " + String.join(", ", versions);
    }

    /** How many vectors are known not to conform. */
    public int size() {
        return known.size();
    }

    /** IDs of the vectors that nobody has triaged: only in drafts. */
    public List<String> untriaged() {
        return known.stream()
                .filter(entry -> entry.findings().contains(ExpectationDraft.UNTRIAGED))
                .map(Known::vector)
                .toList();
    }

    Optional<Diagnosis> diagnosis(String id) {
        return diagnoses.stream().filter(diagnosis -> diagnosis.id().equals(id)).findFirst();
    }

    /** The known vectors that the finding of this ID helps to explain. */
    List<Known> shownBy(String id) {
        return known.stream().filter(entry -> entry.findings().contains(id)).toList();
    }
}
