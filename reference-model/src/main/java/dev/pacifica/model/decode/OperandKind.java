package dev.pacifica.model.decode;

/** Where an operand is found, and how wide it is. */
enum OperandKind implements FormPart {
    /** Register or memory by ModRM.mod and ModRM.rm, of operand size. */
    RM(Place.MODRM_RM, Width.OPERAND),
    RM8(Place.MODRM_RM, Width.BYTE),
    RM16(Place.MODRM_RM, Width.WORD),
    RM32(Place.MODRM_RM, Width.DOUBLEWORD),
    /** A register of operand size, or 16 bits of memory. */
    RM_OR_M16(Place.MODRM_RM, Width.OPERAND_OR_WORD),
    /** The register of ModRM.rm whatever ModRM.mod says. */
    RM_REGISTER(Place.MODRM_RM_REGISTER, Width.OPERAND),
    /** The general register of ModRM.reg. */
    R(Place.MODRM_REG, Width.OPERAND),
    R8(Place.MODRM_REG, Width.BYTE),
    /** The number in ModRM.reg of a register that is no general one. */
    SREG(Place.MODRM_REG_NUMBER, Width.WORD),
    CR(Place.MODRM_REG_NUMBER, Width.OPERAND),
    DR(Place.MODRM_REG_NUMBER, Width.OPERAND),
    /** The general register in the low three bits of the opcode. */
    OP(Place.OPCODE, Width.OPERAND),
    OP8(Place.OPCODE, Width.BYTE),
    AL(Place.FIXED, Width.BYTE, 0),
    CL(Place.FIXED, Width.BYTE, 1),
    DX(Place.FIXED, Width.WORD, 2),
    /** AL, AX, EAX or RAX by operand size. */
    RAX(Place.FIXED, Width.OPERAND, 0),
    ES(Place.FIXED, Width.WORD, 0),
    CS(Place.FIXED, Width.WORD, 1),
    SS(Place.FIXED, Width.WORD, 2),
    DS(Place.FIXED, Width.WORD, 3),
    FS(Place.FIXED, Width.WORD, 4),
    GS(Place.FIXED, Width.WORD, 5),
    ONE(Place.ONE, Width.BYTE),
    /** 8 bits, zero-extended. */
    IMM8(Place.IMMEDIATE_UNSIGNED, Width.BYTE),
    /** 8 bits, sign-extended. */
    IMM8S(Place.IMMEDIATE, Width.BYTE),
    IMM16(Place.IMMEDIATE_UNSIGNED, Width.WORD),
    /** 16 or 32 bits by operand size, sign-extended to 64. */
    IMMZ(Place.IMMEDIATE, Width.OPERAND_TO_32),
    /** 16, 32 or 64 bits by operand size. */
    IMMV(Place.IMMEDIATE, Width.OPERAND),
    REL8(Place.IMMEDIATE, Width.BYTE),
    RELZ(Place.IMMEDIATE, Width.OPERAND_TO_32),
    /** Memory at an offset of address size that follows the opcode. */
    MOFFS(Place.OFFSET, Width.OPERAND),
    MOFFS8(Place.OFFSET, Width.BYTE),
    /** Offset and selector that follow the opcode. */
    FAR(Place.FAR, Width.OPERAND_TO_32);

    enum Place {
        MODRM_RM,
        MODRM_RM_REGISTER,
        MODRM_REG,
        MODRM_REG_NUMBER,
        OPCODE,
        FIXED,
        ONE,
        IMMEDIATE,
        IMMEDIATE_UNSIGNED,
        OFFSET,
        FAR
    }

    enum Width {
        BYTE,
        WORD,
        DOUBLEWORD,
        OPERAND,
        OPERAND_OR_WORD,
        OPERAND_TO_32
    }

    final Place place;
    final Width width;
    final int number;

    OperandKind(Place place, Width width) {
        this(place, width, 0);
    }

    OperandKind(Place place, Width width, int number) {
        this.place = place;
        this.width = width;
        this.number = number;
    }

    /** Whether, as the first operand, it determines the size of the operation. */
    boolean givesOperandSize() {
        return this == AL || usesModRm() || place == Place.OPCODE || place == Place.OFFSET;
    }

    boolean usesModRm() {
        return place == Place.MODRM_RM
                || place == Place.MODRM_RM_REGISTER
                || place == Place.MODRM_REG
                || place == Place.MODRM_REG_NUMBER;
    }
}
