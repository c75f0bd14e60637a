package dev.pacifica.model.decode;

import dev.pacifica.model.profile.Feature;

/** A part of a line of the opcode table: an operand, a trait, a name or a feature. */
sealed interface FormPart permits OperandKind, Trait, FormPart.Name, FormPart.Needs {
    /** The mnemonic, where it is not the operation's; several, parted by bars, go by operand size: 16, 32 and 64 bits. */
    record Name(String text) implements FormPart {}

    /** Without this feature there is no such instruction. */
    record Needs(Feature feature) implements FormPart {}

    static Name name(String text) {
        return new Name(text);
    }

    static Needs needs(Feature feature) {
        return new Needs(feature);
    }
}
