package dev.pacifica.model.machine;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.rule.StepLog;
import java.util.HexFormat;

/**
 * The log's entry for an instruction that was fetched and decoded.
 *
 * @param linear linear address of its first byte
 * @param spa system-physical address of its first byte
 * @param bytes the instruction as hexadecimal digits, prefixes included
 * @param mnemonic what it is
 */
public record Fetched(long linear, long spa, String bytes, String mnemonic) implements StepLog.Entry {
    static Fetched of(long linear, long spa, byte[] bytes, int length, Instruction instruction) {
        return new Fetched(linear, spa, HexFormat.of().formatHex(bytes, 0, length), instruction.mnemonic());
    }
}
