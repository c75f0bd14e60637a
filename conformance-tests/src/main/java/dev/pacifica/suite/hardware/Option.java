package dev.pacifica.suite.hardware;

/** What else there is to know about a form. */
enum Option {
    /** Operands of 8 bits; 66h and REX.W mean nothing. */
    BYTE,
    /** The operand size is 64 bits in 64-bit mode, or 16 with 66h. */
    D64,
    /** No 66h: it would be another instruction, or leave the result undefined. */
    NO66,
    /** REX.W is always there. */
    WIDE,
    /** No REX.W, no 66h: the size is fixed. */
    FIXED_SIZE,
    /** LOCK is left out. */
    NO_LOCK,
    /** LOCK is allowed with a destination in memory. */
    LOCK,
    /** Not in 64-bit mode. */
    NOT64,
    /** Only in 64-bit mode. */
    ONLY64,
    /** ModRM.mod = 11b only. */
    REG,
    /** ModRM.mod other than 11b only. */
    MEM,
    /** Memory at a multiple of 16, mostly; elsewhere it faults. */
    ALIGNED,
    /** The operand in memory has 80 bits. */
    EXTENDED,
    /** As MEM; the register form exists too and is undefined. */
    MEM_ELSE_UD,
    /** Memory at rSI or rDI, and a repeat prefix means something. */
    STRING,
    /** May leave the straight line. */
    BRANCH,
    /** May only end a snippet, since it sets flags of the system that change what comes after. */
    LAST,
    /** The operand is a selector. */
    SELECTOR,
    /** The operand is an address of code. */
    CODE_POINTER,
    /** The prefixes F2h and F3h make another instruction of it. */
    NO_REPEAT
}
