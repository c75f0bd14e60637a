package dev.pacifica.model.machine;

import dev.pacifica.model.decode.Operation;
import dev.pacifica.model.rule.StepLog;
import java.util.HexFormat;

/**
 * The log's entry for an instruction that was fetched and decoded.
 *
 * @param linear linear address of its first byte
 * @param spa system-physical address of its first byte
 * @param bytes the instruction as hexadecimal digits, prefixes included
 * @param operation what it is
 */
public record Fetched(long linear, long spa, String bytes, Operation operation) implements StepLog.Entry {
    static Fetched of(long linear, long spa, byte[] bytes, int length, Operation operation) {
        return new Fetched(linear, spa, HexFormat.of().formatHex(bytes, 0, length), operation);
    }
}
