package dev.pacifica.suite.asm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instruction as written.
 *
 * @param mnemonic lower case; null for a line of prefixes alone
 * @param defaultRelative {@code default rel} was in force
 */
record Instruction(
        @Nullable String mnemonic, Prefixes prefixes, List<Operand> operands, Mode mode, boolean defaultRelative) {}
