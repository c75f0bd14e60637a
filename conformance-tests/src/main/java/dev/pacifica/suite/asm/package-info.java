/**
 * The suite's own assembler: the harness, the host programs and the guests of the vectors are text in a subset of
 * NASM's syntax, and this package turns them into bytes and a listing. Text flows one way: {@code Preprocessor}
 * (macros), {@code StatementParser} (lines to statements), {@code Layout} (passes until every label stands still),
 * {@code FormMatcher} and {@code Encoder} (one instruction). What it accepts it encodes byte for byte as NASM 2.16 does;
 * where NASM would only warn, it refuses and says why.
 */
@NullMarked
package dev.pacifica.suite.asm;

import org.jspecify.annotations.NullMarked;
