package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Xcr0;

/** XGETBV and XSETBV (SYS-25, APM2 3.1.8). The only extended control register is XCR0. */
public final class ExtendedControl {
    private ExtendedControl() {}

    public static void xgetbv(Instruction i, Execution x) {
        requireOsxsave(x);
        requireXcr0(x);
        x.writeRegister(Cpu.RAX, 4, x.cpu.xcr0);
        x.writeRegister(Cpu.RDX, 4, x.cpu.xcr0 >>> 32);
    }

    /** The intercept comes before every #GP (INS-44). */
    public static void xsetbv(Instruction i, Execution x) {
        requireOsxsave(x);
        x.intercept(Intercept.XSETBV);
        x.requirePrivilege(SYS_25);
        requireXcr0(x);
        long value = x.cpu.gpr[Cpu.RDX] << 32 | x.cpu.gpr[Cpu.RAX] & 0xFFFF_FFFFL;
        if (x.freedom.decide(SYS_25, !Xcr0.isLegal(value, x.cpu.profile))) {
            throw x.fault(ExceptionVector.GP);
        }
        x.cpu.xcr0 = value;
    }

    private static void requireOsxsave(Execution x) {
        boolean absent = !x.cpu.profile.has(Feature.XSAVE) || (x.cpu.cr4 & Cr4.OSXSAVE) == 0;
        if (x.freedom.decide(SYS_25, absent)) {
            throw x.fault(ExceptionVector.UD);
        }
    }

    private static void requireXcr0(Execution x) {
        if (x.freedom.decide(SYS_25, (int) x.cpu.gpr[Cpu.RCX] != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
    }
}
