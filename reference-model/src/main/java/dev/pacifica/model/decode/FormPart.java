package dev.pacifica.model.decode;

/** What may follow the operation in a line of the opcode table. */
sealed interface FormPart permits OperandKind, Trait {}
