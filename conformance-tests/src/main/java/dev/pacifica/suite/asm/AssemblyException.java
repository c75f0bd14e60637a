package dev.pacifica.suite.asm;

import java.util.List;

/**
 * The source has mistakes. The message holds one line for each, in source order, of the shape
 * {@code name:line: what was wrong, what was expected}.
 */
public final class AssemblyException extends RuntimeException {
    private final transient List<String> problems;

    AssemblyException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** The mistakes one by one, in source order; never empty. */
    public List<String> problems() {
        return problems;
    }
}
