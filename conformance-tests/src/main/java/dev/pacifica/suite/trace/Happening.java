package dev.pacifica.suite.trace;

import java.util.Map;

/**
 * Something that the model did within a step.
 *
 * @param kind what, in a word
 * @param fields its particulars by name, in the order of the text; numbers as {@code 0x…}
 * @param text the same for a person
 */
record Happening(String kind, Map<String, String> fields, String text) {}
