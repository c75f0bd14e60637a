package dev.pacifica.model.execute;

import dev.pacifica.model.rule.StepLog;

/** What instructions write into the log: the accesses that neither registers nor memory show. */
public sealed interface AccessEntry extends StepLog.Entry {
    /**
     * RDMSR or WRMSR that was carried out.
     *
     * @param number ECX
     * @param isWrite WRMSR
     * @param value what was read or written, 64 bits
     */
    record Msr(int number, boolean isWrite, long value) implements AccessEntry {}

    /**
     * An access to a port that was carried out.
     *
     * @param port 0 to FFFFh
     * @param size 1, 2 or 4 bytes
     * @param isWrite OUT or OUTS
     * @param value what was read or written, zero-extended
     */
    record Port(int port, int size, boolean isWrite, long value) implements AccessEntry {}
}
