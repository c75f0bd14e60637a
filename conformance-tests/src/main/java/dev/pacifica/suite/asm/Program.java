package dev.pacifica.suite.asm;

import java.util.List;
import java.util.Set;

/**
 * A parsed source.
 *
 * @param origin the expression of {@code org}, or null
 * @param originLine where it stands, or null
 * @param names full names of all labels and {@code equ}s
 */
record Program(List<Statement> statements, Expression origin, SourceLine originLine, Set<String> names) {}
