package dev.pacifica.model.decode;

/** What else a form of an instruction asks for. */
enum Trait implements FormPart {
    /** LOCK is allowed if the first operand is memory. */
    LOCK,
    /** No such instruction in 64-bit mode. */
    NOT64,
    /** Only in 64-bit mode. */
    ONLY64,
    /** In 64-bit mode the operand size is 64 bits, or 16 with the prefix 66h. */
    D64,
    /** The operand size is 64 bits in 64-bit mode and 32 bits elsewhere, whatever the prefixes. */
    NATIVE,
    /** The operand size is 8 bits. */
    BYTE,
    /** The operand size is at most 32 bits. */
    MAX32,
    /** Without REX.B only. */
    B0,
    /** ModRM.mod = 11b only. */
    REG,
    /** ModRM.mod other than 11b only. */
    MEM,
    /** The operand size is 32 bits, or 64 with REX.W or VEX.W: code size and the prefix 66h do not count. */
    MIN32,
    /** With REX.W or VEX.W only. */
    W1,
    /** Without REX.W and VEX.W only. */
    W0,
    /** A ModRM byte follows although no operand uses it. */
    MODRM
}
