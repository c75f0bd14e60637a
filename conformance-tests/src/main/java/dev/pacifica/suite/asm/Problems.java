package dev.pacifica.suite.asm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The mistakes found so far in one source. */
final class Problems {
    private record Problem(int line, String message) {}

    private final String name;
    private final Set<Problem> found = new LinkedHashSet<>();

    Problems(String name) {
        this.name = name;
    }

    void add(SourceLine line, String message) {
        found.add(new Problem(line.number(), message + line.context()));
    }

    void addAll(Problems others) {
        found.addAll(others.found);
    }

    Problems empty() {
        return new Problems(name);
    }

    void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(Problem::line));
        throw new AssemblyException(sorted.stream()
                .map(problem -> name + ":" + problem.line() + ": " + problem.message())
                .toList());
    }
}
