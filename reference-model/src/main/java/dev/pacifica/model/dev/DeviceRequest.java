package dev.pacifica.model.dev;

import dev.pacifica.model.rule.StepLog;

/**
 * A device asked for something.
 *
 * @param space memory, port or configuration
 * @param address in that space
 */
public record DeviceRequest(Device device, String space, long address, boolean isDenied) implements StepLog.Entry {}
