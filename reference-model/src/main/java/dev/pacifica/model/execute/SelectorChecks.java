package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;
import org.jspecify.annotations.Nullable;

/**
 * LAR, LSL, VERR, VERW and ARPL: they answer in ZF what a load of the selector would meet, and raise no exception for it
 * (APM3, pages of the instructions). None of them looks at the present bit.
 */
public final class SelectorChecks {
    private static final int AVAILABLE_TSS_32 = 9;
    private static final int BUSY_TSS_32 = 0xB;

    private SelectorChecks() {}

    public static void lar(Instruction i, Execution x) {
        Descriptor descriptor = visible(i, x, true);
        answer(x, descriptor != null);
        if (descriptor != null) {
            x.write(i, descriptor.low() >>> 32 & (i.operandSize() == 2 ? 0xFF00 : 0xFF_FF00));
        }
    }

    public static void lsl(Instruction i, Execution x) {
        Descriptor descriptor = visible(i, x, false);
        answer(x, descriptor != null);
        if (descriptor != null) {
            x.write(i, descriptor.limit() & 0xFFFF_FFFFL);
        }
    }

    public static void verr(Instruction i, Execution x) {
        requireProtected(x);
        Descriptor descriptor = codeOrData(x, (int) x.read(i, i.first(), 2));
        answer(x, descriptor != null && (descriptor.isData() || descriptor.isWritableOrReadable()));
    }

    public static void verw(Instruction i, Execution x) {
        requireProtected(x);
        Descriptor descriptor = codeOrData(x, (int) x.read(i, i.first(), 2));
        answer(x, descriptor != null && descriptor.isWritableData());
    }

    /** Raises the RPL of the destination to that of the source. */
    public static void arpl(Instruction i, Execution x) {
        requireProtected(x);
        long destination = x.read(i, i.first(), 2); // not as for an update: processors write only what changes
        long rpl = x.read(i, i.second(), 2) & 3;
        boolean raises = (destination & 3) < rpl;
        if (raises) {
            x.write(i, i.first(), 2, destination & ~3L | rpl);
        }
        answer(x, raises);
    }

    /** The descriptor of the second operand if LAR or LSL may show it. */
    private static @Nullable Descriptor visible(Instruction i, Execution x, boolean gates) {
        requireProtected(x);
        int selector = (int) x.read(i, i.second(), 2);
        Descriptor descriptor = inTable(x, selector);
        if (descriptor == null || !descriptor.isCodeOrData() && !isSystemTypeShown(x, descriptor.type(), gates)) {
            return null;
        }
        if (!descriptor.isCodeOrData() && isLong(x, descriptor.type())) {
            if (!x.tables.isInside(selector, 16)) {
                return null;
            }
            descriptor = x.tables.readLong(selector);
            if (x.freedom.decide(SEGM_12, descriptor.isMalformed())) {
                return null;
            }
        }
        return isPrivileged(x, descriptor, selector) ? descriptor : null;
    }

    private static boolean isSystemTypeShown(Execution x, int type, boolean gates) {
        boolean shown = switch (type) {
            case Descriptor.LDT, AVAILABLE_TSS_32, BUSY_TSS_32 -> true;
            case 1, 3 -> !x.cpu.isLongMode();
            case Descriptor.CALL_GATE_16, Descriptor.TASK_GATE -> gates && !x.cpu.isLongMode();
            case Descriptor.CALL_GATE_32 -> gates;
            default -> false;
        };
        return x.freedom.decide(SEGM_11, shown);
    }

    /** Call gates have 16 bytes in all of long mode, TSS and LDT in 64-bit mode only (SEGM-12). */
    private static boolean isLong(Execution x, int type) {
        return x.cpu.is64Bit() || x.cpu.isLongMode() && type == Descriptor.CALL_GATE_32;
    }

    private static @Nullable Descriptor codeOrData(Execution x, int selector) {
        Descriptor descriptor = inTable(x, selector);
        boolean shown = descriptor != null && descriptor.isCodeOrData() && isPrivileged(x, descriptor, selector);
        return shown ? descriptor : null;
    }

    private static @Nullable Descriptor inTable(Execution x, int selector) {
        boolean none = DescriptorTables.isNull(selector) || !x.tables.isInside(selector, 8);
        return x.freedom.decide(SEGM_22, none) ? null : x.tables.read(selector);
    }

    private static boolean isPrivileged(Execution x, Descriptor descriptor, int selector) {
        return x.freedom.decide(
                SEGM_24, descriptor.isConforming() || descriptor.dpl() >= Math.max(x.cpu.cpl, selector & 3));
    }

    private static void answer(Execution x, boolean yes) {
        x.cpu.rflags = yes ? x.cpu.rflags | Rflags.ZF : x.cpu.rflags & ~Rflags.ZF;
    }

    private static void requireProtected(Execution x) {
        if (!x.cpu.isProtected()) {
            throw x.fault(ExceptionVector.UD);
        }
    }
}
