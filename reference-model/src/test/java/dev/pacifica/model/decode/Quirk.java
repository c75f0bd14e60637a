package dev.pacifica.model.decode;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Why objdump reads some byte strings in another way than a processor does. */
enum Quirk {
    /** It does not check whether LOCK is allowed. Without LOCK the two agree. */
    LOCK_IS_NOT_CHECKED {
        @Override
        boolean explains(Case c) {
            return c.isInvalid() && c.start.has(0xF0) && c.start.agreesWithout(0xF0, c.theirs);
        }
    },
    /** It reads a VEX prefix behind 66h, F2h, F3h, F0h or REX, where processors raise #UD. */
    PREFIXES_OF_VEX_ARE_NOT_CHECKED {
        @Override
        boolean explains(Case c) {
            return c.isInvalid() && c.start.isVex() && (c.start.has(0x66, 0xF2, 0xF3, 0xF0) || c.start.hasRex());
        }
    },
    /** It shows a REX that another prefix follows on a line of its own, and forgets the prefixes before it. */
    REX_BEFORE_A_PREFIX_ENDS_THE_LINE {
        @Override
        boolean explains(Case c) {
            return c.start.hasDeadRex();
        }
    },
    /** With F2h and F3h both there it does not take the last, or any. */
    TWO_REPEAT_PREFIXES {
        @Override
        boolean explains(Case c) {
            return c.start.has(0xF2) && c.start.has(0xF3);
        }
    },
    /** It appends the size to some mnemonics when it is not the usual one. */
    SIZE_AS_SUFFIX {
        @Override
        boolean explains(Case c) {
            return c.sameLength() && c.theirs.mnemonic().matches(c.ours.mnemonic() + "[wdq]");
        }
    },
    /** It has another name for MOV with a 64-bit address or immediate. */
    MOVABS {
        @Override
        boolean explains(Case c) {
            return c.sameLength()
                    && c.ours.mnemonic().equals("mov")
                    && c.theirs.mnemonic().equals("movabs");
        }
    },
    /** It has names for the values of an immediate that selects a comparison or halves. */
    NAMES_OF_IMMEDIATES {
        @Override
        boolean explains(Case c) {
            String pattern = c.ours.mnemonic().startsWith("cmp")
                    ? "cmp[a-z]+" + c.ours.mnemonic().substring(3)
                    : c.ours.mnemonic().equals("pclmulqdq") ? "pclmul[hl]q[hl]qdq" : "-";
            return c.sameLength() && c.theirs.mnemonic().matches(pattern);
        }
    },
    /** It adds to a mnemonic that only an 8087 or 80287 does anything for it. */
    OLD_COPROCESSORS {
        @Override
        boolean explains(Case c) {
            boolean same = c.sameLength() && c.theirs.mnemonic().startsWith(c.ours.mnemonic() + "(");
            return same || c.isInvalid() && c.theirs.mnemonic().equals("frstpm(287");
        }
    },
    /** It joins FWAIT and the x87 instruction behind it. */
    FWAIT_IS_JOINED {
        @Override
        boolean explains(Case c) {
            return c.ours.operation() == Operation.FWAIT
                    && (c.theirs.text().contains("(bad)") || c.theirs.mnemonic().startsWith("f"));
        }
    },
    /** It has no second encodings of FCOM, FCOMP, FXCH and FSTP (opcode maps of APM3 appendix A). */
    SECOND_ENCODINGS_OF_X87 {
        @Override
        boolean explains(Case c) {
            return !c.theirs.isValid()
                    && Set.of("fcom", "fcomp", "fxch", "fstp").contains(c.ours.mnemonic());
        }
    },
    /** It refuses 66h and F2h before BSF, BSR and WBINVD, where they have no effect. */
    PREFIXES_WITHOUT_EFFECT {
        @Override
        boolean explains(Case c) {
            return !c.theirs.isValid()
                    && c.start.has(0x66, 0xF2)
                    && Set.of(Operation.BSF, Operation.BSR, Operation.WBINVD).contains(c.ours.operation());
        }
    },
    /** It shows NOP with 66h as an exchange of AX or EAX with itself. */
    NOP_AS_EXCHANGE {
        @Override
        boolean explains(Case c) {
            return c.sameLength()
                    && c.ours.operation() == Operation.NOP
                    && c.theirs.mnemonic().equals("xchg");
        }
    },
    /** It wants the highest bit of VEX.vvvv to be 1 also outside 64-bit mode, where processors ignore it. */
    HIGHEST_BIT_OF_VVVV {
        @Override
        boolean explains(Case c) {
            return c.codeSize != 8 && c.ours.operation() == Operation.RORX && !c.theirs.isValid();
        }
    },
    /** It takes the byte behind 0Fh FFh for a ModRM byte; #UD comes all the same. */
    MODRM_OF_UD0 {
        @Override
        boolean explains(Case c) {
            return c.theirs.mnemonic().equals("ud0") && (c.ours.operation() == Operation.UD0 || c.isInvalid());
        }
    },
    /** It does not know that these exist in 64-bit mode only. */
    ONLY_IN_64_BIT_MODE {
        @Override
        boolean explains(Case c) {
            return c.isInvalid()
                    && c.codeSize != 8
                    && Set.of("swapgs", "rdfsbase", "rdgsbase", "wrfsbase", "wrgsbase")
                            .contains(c.theirs.mnemonic());
        }
    },
    /** It still has the test registers of the 80386. */
    TEST_REGISTERS {
        @Override
        boolean explains(Case c) {
            return c.isInvalid() && c.theirs.text().matches(".*mov +(.*,)?tr\\d.*");
        }
    },
    /** It wants ModRM.rm = 0 of LFENCE, MFENCE and SFENCE; processors ignore the field. */
    RM_OF_FENCES {
        @Override
        boolean explains(Case c) {
            return !c.theirs.isValid() && c.ours.operation() == Operation.FENCE;
        }
    },
    /** It ignores ModRM.reg of EXTRQ with immediates, which is an opcode extension. */
    REG_OF_EXTRQ {
        @Override
        boolean explains(Case c) {
            return c.isInvalid() && c.theirs.mnemonic().equals("extrq");
        }
    },
    /** It ignores F2h and F3h before PMOVMSKB, where they select nothing. */
    REPEAT_BEFORE_PMOVMSKB {
        @Override
        boolean explains(Case c) {
            return c.isInvalid()
                    && c.start.has(0xF2, 0xF3)
                    && c.theirs.mnemonic().equals("pmovmskb");
        }
    },
    /** It names what later extensions made of hints, which are NOPs for every processor without the extension. */
    HINTS_THAT_GOT_A_MEANING {
        @Override
        boolean explains(Case c) {
            return c.ours.operation() == Operation.NOP
                    && (c.theirs.mnemonic().matches("bnd.*|cldemote|endbr(32|64)|rdssp[dq]|prefetchwt1|prefetchit[01]")
                            || c.theirs.text().contains("bnd"));
        }
    },
    /** It leaves out D6h, which processors execute and manuals pass over; the model stops there. */
    SALC {
        @Override
        boolean explains(Case c) {
            return c.ours.mnemonic().equals("salc");
        }
    },
    /** VMGEXIT is VMMCALL with F2h or F3h, and does the same outside an SEV-ES guest; 66h before it has no effect. */
    PREFIXES_OF_VMMCALL {
        @Override
        boolean explains(Case c) {
            return c.ours.operation() == Operation.VMMCALL && c.start.has(0x66, 0xF2, 0xF3);
        }
    },
    /** An instruction of an extension for which the model has no feature: #UD. */
    OTHER_EXTENSIONS {
        @Override
        boolean explains(Case c) {
            return c.isInvalid() && Extensions.contain(c.theirs.mnemonic());
        }
    };

    /** A byte string and the two readings. */
    record Case(byte[] bytes, int codeSize, Instruction ours, Objdump.Reading theirs, Start start) {
        boolean isInvalid() {
            return ours.operation() == Operation.INVALID;
        }

        boolean sameLength() {
            return ours.length() == theirs.length();
        }
    }

    abstract boolean explains(Case c);

    static Optional<Quirk> of(byte[] bytes, int codeSize, Instruction ours, Objdump.Reading theirs) {
        Case c = new Case(bytes, codeSize, ours, theirs, new Start(bytes, codeSize));
        return Stream.of(values()).filter(quirk -> quirk.explains(c)).findFirst();
    }
}
