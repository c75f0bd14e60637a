package dev.pacifica.suite.asm;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A parsed source.
 *
 * @param origin the expression of {@code org}, or null
 * @param originLine where it stands, or null
 * @param names full names of all labels and {@code equ}s
 */
record Program(
        List<Statement> statements,
        @Nullable Expression origin,
        @Nullable SourceLine originLine,
        Set<String> names) {}
