/**
 * From bytes to instructions: the opcode table, one line a form ({@link dev.pacifica.model.decode.OneByteOpcodes},
 * {@link dev.pacifica.model.decode.TwoByteOpcodes}), prefixes, ModRM and SIB. It yields
 * {@link dev.pacifica.model.decode.Operation} constants with their operands and knows nothing of what they do.
 */
@NullMarked
package dev.pacifica.model.decode;

import org.jspecify.annotations.NullMarked;
