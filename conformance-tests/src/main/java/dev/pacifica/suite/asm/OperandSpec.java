package dev.pacifica.suite.asm;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One operand of a form in the instruction table. The words of the table (N is a width in bits):
 *
 * <table>
 * <caption>Operand words</caption>
 * <tr><td>rN</td><td>general register in ModRM.reg or in the opcode</td></tr>
 * <tr><td>nN</td><td>general register in ModRM.rm</td></tr>
 * <tr><td>rmN</td><td>general register or memory, in ModRM.rm</td></tr>
 * <tr><td>mN, m</td><td>memory of that size; memory whose size is never written</td></tr>
 * <tr><td>mN*, rmN*</td><td>the size may be left out</td></tr>
 * <tr><td>al, eax, cl, dx, fs …</td><td>that register</td></tr>
 * <tr><td>eax!</td><td>any 32-bit general register but EAX</td></tr>
 * <tr><td>sreg creg dreg</td><td>segment, control, debug register in ModRM.reg; creg8: CR8 and above</td></tr>
 * <tr><td>x xn xmN, q qn qmN</td><td>XMM, MMX register in reg, in rm, or memory</td></tr>
 * <tr><td>immN</td><td>N bits, signed or unsigned</td></tr>
 * <tr><td>uimm8 uimm16 uimm32</td><td>unsigned; uimm32 only matches if a plain number fits</td></tr>
 * <tr><td>simm32, simm32d</td><td>64-bit operand, 32 bits sign-extended; d: also written as a dword</td></tr>
 * <tr><td>fimm32</td><td>as simm32d, but without {@code dword} only if a plain number fits</td></tr>
 * <tr><td>sbN</td><td>operand of N bits given as a sign-extended byte, if it fits</td></tr>
 * <tr><td>1</td><td>the number one, written without a size</td></tr>
 * <tr><td>moffsN</td><td>memory at a direct address</td></tr>
 * <tr><td>rel8, rel8?</td><td>branch target; with ? only if it is near enough</td></tr>
 * <tr><td>rel, rel16 …</td><td>near branch target of the mode's size, or of the size written</td></tr>
 * <tr><td>ptr, ptr16, ptr32</td><td>segment:offset of the mode's size, or of the size written</td></tr>
 * <tr><td>far, far16 …</td><td>far pointer in memory of the mode's size, or with an offset of the size written</td></tr>
 * </table>
 */
record OperandSpec(
        String text, Kind kind, int bits, @Nullable Register fixed, boolean mayOmitSize) {
    enum Kind {
        REGISTER("r"),
        REGISTER_IN_RM("n"),
        REGISTER_OR_MEMORY("rm"),
        MEMORY("m"),
        FIXED(""),
        NOT_ACCUMULATOR("!"),
        SEGMENT("sreg"),
        CONTROL("creg"),
        DEBUG("dreg"),
        XMM("x"),
        XMM_IN_RM("xn"),
        XMM_OR_MEMORY("xm"),
        MMX("q"),
        MMX_IN_RM("qn"),
        MMX_OR_MEMORY("qm"),
        IMMEDIATE("imm"),
        UNSIGNED("uimm"),
        SIGNED("simm"),
        SIGNED_OR_DWORD("simmd"),
        SIGNED_IF_FITS("fimm"),
        SIGN_EXTENDED_BYTE("sb"),
        ONE("1"),
        DIRECT_ADDRESS("moffs"),
        SHORT_BRANCH("rel8"),
        SHORT_BRANCH_IF_FITS("rel8?"),
        NEAR_BRANCH("rel"),
        FAR_POINTER("ptr"),
        FAR_IN_MEMORY("far");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private static final Pattern SHAPE = Pattern.compile("([a-z]+)(\\d*)([a-z?*!]?)");

    static OperandSpec parse(String text) {
        // In the table r8 is any 8-bit register, never the register R8.
        Register register = text.equals("r8") ? null : Register.named(text);
        if (register != null) {
            return new OperandSpec(text, Kind.FIXED, register.bits(), register, false);
        }
        if (text.endsWith("!")) {
            Register excluded = Objects.requireNonNull(Register.named(text.substring(0, text.length() - 1)), text);
            return new OperandSpec(text, Kind.NOT_ACCUMULATOR, excluded.bits(), excluded, false);
        }
        if (text.equals("1") || text.equals("rel8") || text.equals("rel8?")) {
            return new OperandSpec(text, kind(text), 8, null, false);
        }
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw new IllegalArgumentException("operand word '" + text + "' in the instruction table");
        }
        String suffix = shape.group(3);
        Kind kind = kind(shape.group(1) + (suffix.equals("*") ? "" : suffix));
        int bits = shape.group(2).isEmpty() ? 0 : Integer.parseInt(shape.group(2));
        return new OperandSpec(text, kind, bits, null, suffix.equals("*"));
    }

    private static Kind kind(String word) {
        for (Kind kind : Kind.values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("operand word '" + word + "' in the instruction table");
    }

    /** Goes into ModRM.rm. */
    boolean isInRm() {
        return switch (kind) {
            case REGISTER_IN_RM,
                    REGISTER_OR_MEMORY,
                    MEMORY,
                    XMM_IN_RM,
                    XMM_OR_MEMORY,
                    MMX_IN_RM,
                    MMX_OR_MEMORY,
                    FAR_IN_MEMORY -> true;
            default -> false;
        };
    }

    /** Goes into ModRM.reg or the low bits of the opcode. */
    boolean isInReg() {
        return switch (kind) {
            case REGISTER, NOT_ACCUMULATOR, SEGMENT, CONTROL, DEBUG, XMM, MMX -> true;
            default -> false;
        };
    }

    boolean isImmediate() {
        return switch (kind) {
            case IMMEDIATE, UNSIGNED, SIGNED, SIGNED_OR_DWORD, SIGNED_IF_FITS, SIGN_EXTENDED_BYTE -> true;
            default -> false;
        };
    }

    boolean isBranch() {
        return kind == Kind.SHORT_BRANCH || kind == Kind.SHORT_BRANCH_IF_FITS || kind == Kind.NEAR_BRANCH;
    }

    boolean mayBeMemory() {
        return isInRm() && kind != Kind.REGISTER_IN_RM && kind != Kind.XMM_IN_RM && kind != Kind.MMX_IN_RM;
    }

    /** Whether this operand, being here, settles the size of a memory operand written without one. */
    boolean settlesSize(Argument argument) {
        return switch (kind) {
            case REGISTER, NOT_ACCUMULATOR -> true;
            // A count in CL and a port in DX say nothing about the other operand.
            case FIXED -> fixed != null && fixed.isGeneral() && fixed.number() == 0;
            case IMMEDIATE, SIGN_EXTENDED_BYTE ->
                bits < 64 && argument.qualifiers().bits() == bits;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
