package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.SegmentRegister;

/** Instructions of 64-bit mode on the bases of FS and GS: RDFSBASE, RDGSBASE, WRFSBASE, WRGSBASE (CR-34) and SWAPGS (SYS-23). */
public final class BaseRegisters {
    private BaseRegisters() {}

    /** RDFSBASE or RDGSBASE. */
    public static Semantics read(int segment) {
        return (i, x) -> {
            requireFsgsbase(x);
            x.write(i, i.first(), size(i), x.cpu.segments[segment].base);
        };
    }

    /** WRFSBASE or WRGSBASE; 32 bits are zero-extended. */
    public static Semantics write(int segment) {
        return (i, x) -> {
            requireFsgsbase(x);
            long base = x.read(i, i.first(), size(i));
            if (x.freedom.decide(SEGM_34, !x.cpu.isCanonical(base))) {
                throw x.fault(ExceptionVector.GP);
            }
            SegmentRegister register = x.cpu.segments[segment];
            register.base = base;
        };
    }

    private static int size(Instruction i) {
        return i.operandSize() == 8 ? 8 : 4;
    }

    private static void requireFsgsbase(Execution x) {
        if (x.freedom.decide(CR_34, (x.cpu.cr4 & Cr4.FSGSBASE) == 0)) {
            throw x.fault(ExceptionVector.UD);
        }
    }

    public static void swapgs(Instruction i, Execution x) {
        x.requirePrivilege(SYS_23);
        long base = x.cpu.gs.base;
        x.cpu.gs.base = x.cpu.kernelGsBase;
        x.cpu.kernelGsBase = base;
    }
}
