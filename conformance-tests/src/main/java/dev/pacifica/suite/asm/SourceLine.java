package dev.pacifica.suite.asm;

/**
 * A line of the source after macro expansion.
 *
 * @param number line in the file, from 1; of the call, if a macro produced it
 * @param text without its comment
 * @param context which line of which macro it is, or ""
 */
record SourceLine(int number, String text, String context) {}
