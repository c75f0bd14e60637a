package dev.pacifica.model.platform;

import dev.pacifica.model.rule.StepLog;

/**
 * The platform asserts a line of the processor.
 *
 * @param line INIT, INTR, NMI or SMI
 * @param vector what the interrupt controller answers for INTR, otherwise 0
 */
public record SignalEntry(String line, int vector) implements StepLog.Entry {}
