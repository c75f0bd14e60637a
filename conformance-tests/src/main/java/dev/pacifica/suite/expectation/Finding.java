package dev.pacifica.suite.expectation;

import java.util.List;

/**
 * A divergence that a person has traced to its cause.
 *
 * @param id stable name such as {@code QEMU-01}; {@code docs/findings.md} has a section of that name
 * @param title the cause, in a phrase
 * @param rules IDs of the rules that decide
 * @param reason what the target does and what the rules demand instead
 * @param smallest ID of the smallest vector that shows it
 */
public record Finding(String id, String title, List<String> rules, String reason, String smallest) {}
