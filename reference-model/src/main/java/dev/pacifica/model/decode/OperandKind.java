package dev.pacifica.model.decode;

/** Where an operand is found, and how wide it is. */
enum OperandKind implements FormPart {
    /** Register or memory by ModRM.mod and ModRM.rm, of operand size. */
    RM(Place.MODRM_RM, Width.OPERAND),
    RM8(Place.MODRM_RM, Width.BYTE),
    RM16(Place.MODRM_RM, Width.WORD),
    RM32(Place.MODRM_RM, Width.DOUBLEWORD),
    /** 32 bits, or 64 with REX.W. */
    RMW(Place.MODRM_RM, Width.WIDE),
    /** A register of 32 bits, or 64 with REX.W; or 8 or 16 bits of memory. */
    RW_M8(Place.MODRM_RM, Width.WIDE_OR_BYTE),
    RW_M16(Place.MODRM_RM, Width.WIDE_OR_WORD),
    /** Memory of no particular size; a form with it says MEM. */
    M(Place.MODRM_RM, Width.NONE),
    M16(Place.MODRM_RM, Width.WORD),
    M32(Place.MODRM_RM, Width.DOUBLEWORD),
    M64(Place.MODRM_RM, Width.QUADWORD),
    M80(Place.MODRM_RM, Width.TENBYTE),
    M128(Place.MODRM_RM, Width.OCTWORD),
    /** An XMM register, or memory of 8 to 128 bits. */
    XM(Place.MODRM_RM_MEDIA, Width.OCTWORD),
    XM64(Place.MODRM_RM_MEDIA, Width.QUADWORD),
    XM32(Place.MODRM_RM_MEDIA, Width.DOUBLEWORD),
    XM16(Place.MODRM_RM_MEDIA, Width.WORD),
    /** An MMX register, or memory. */
    MMM(Place.MODRM_RM_MMX, Width.QUADWORD),
    MMM32(Place.MODRM_RM_MMX, Width.DOUBLEWORD),
    /** The XMM register of ModRM.reg. */
    X(Place.MODRM_REG_MEDIA, Width.OCTWORD),
    /** The MMX register of ModRM.reg. */
    MM(Place.MODRM_REG_MMX, Width.QUADWORD),
    /** The x87 register of ModRM.rm; ST0 alone needs no operand. */
    ST(Place.MODRM_RM_MMX, Width.TENBYTE),
    /** A register of operand size, or 16 bits of memory. */
    RM_OR_M16(Place.MODRM_RM, Width.OPERAND_OR_WORD),
    /** The register of ModRM.rm whatever ModRM.mod says. */
    RM_REGISTER(Place.MODRM_RM_REGISTER, Width.OPERAND),
    /** The general register of ModRM.reg. */
    R(Place.MODRM_REG, Width.OPERAND),
    R8(Place.MODRM_REG, Width.BYTE),
    R16(Place.MODRM_REG, Width.WORD),
    /** 32 bits, or 64 with REX.W. */
    RW(Place.MODRM_REG, Width.WIDE),
    /** The general register of VEX.vvvv. */
    V(Place.VEX, Width.OPERAND),
    /** The number in ModRM.reg of a register that is no general one. */
    SREG(Place.MODRM_REG_NUMBER, Width.WORD),
    CR(Place.MODRM_REG_NUMBER, Width.OPERAND),
    DR(Place.MODRM_REG_NUMBER, Width.OPERAND),
    /** The general register in the low three bits of the opcode. */
    OP(Place.OPCODE, Width.OPERAND),
    OP8(Place.OPCODE, Width.BYTE),
    AL(Place.FIXED, Width.BYTE, 0),
    AX(Place.FIXED, Width.WORD, 0),
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
        MODRM_RM_MEDIA,
        MODRM_RM_MMX,
        MODRM_REG_MEDIA,
        MODRM_REG_MMX,
        VEX,
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
        OPERAND_TO_32,
        QUADWORD,
        OCTWORD,
        TENBYTE,
        WIDE,
        WIDE_OR_BYTE,
        WIDE_OR_WORD,
        NONE
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
        return this == AL
                || this == AX
                || usesModRm() && width != Width.NONE
                || place == Place.OPCODE
                || place == Place.OFFSET;
    }

    boolean usesModRm() {
        return place.name().startsWith("MODRM");
    }

    /** Whether ModRM.mod other than 11b makes it memory. */
    boolean mayBeMemory() {
        return place == Place.MODRM_RM || place == Place.MODRM_RM_MEDIA || place == Place.MODRM_RM_MMX;
    }
}
