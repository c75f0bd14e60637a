package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Hwcr;

/** MONITOR and MWAIT, MONITORX and MWAITX (SYS-27): the second pair may be used at any privilege level and shares the intercepts of the first. */
public final class Monitoring {
    /** MWAITX: a masked interrupt ends the wait too; a timer, whose count is in EBX, ends it. */
    private static final long MWAITX_EXTENSIONS = 0b11;

    private Monitoring() {}

    public static void monitor(Instruction i, Execution x) {
        requireMonitor(x);
        arm(i, x);
    }

    public static void monitorx(Instruction i, Execution x) {
        arm(i, x);
    }

    public static void mwait(Instruction i, Execution x) {
        requireMonitor(x);
        await(x, 0);
    }

    public static void mwaitx(Instruction i, Execution x) {
        await(x, MWAITX_EXTENSIONS);
    }

    /** The intercept comes after all exceptions, those of the monitored address included (INS-42). */
    private static void arm(Instruction i, Execution x) {
        requireExtensions(x, 0);
        x.memory.read(i.segment(), x.cpu.gpr[Cpu.RAX] & i.addressMask(), 1);
        x.intercept(Intercept.MONITOR);
        x.cpu.monitorArmed = true;
    }

    /**
     * The conditional intercept is tested first (INS-43). What would wait goes on at once, as it may for any event that software
     * does not see.
     */
    private static void await(Execution x, long permitted) {
        requireExtensions(x, permitted);
        boolean isArmed = x.cpu.monitorArmed
                && x.freedom.pick(INS_43, Scope.OCCURRENCE, "the monitor is armed", "something has triggered it") == 0;
        x.cpu.monitorArmed = false;
        if (x.freedom.decide(INS_43, isArmed)) {
            x.intercept(Intercept.MWAIT_ARMED);
        }
        x.intercept(Intercept.MWAIT);
    }

    private static void requireMonitor(Execution x) {
        boolean denied = x.cpu.cpl != 0 && (x.cpu.hwcr & Hwcr.MON_MWAIT_USER_EN) == 0;
        if (x.freedom.decide(SYS_27, !x.cpu.profile.has(Feature.MONITOR) || denied)) {
            throw x.fault(ExceptionVector.UD);
        }
    }

    /** The extensions are in ECX; Fn0000_0005 reports none for the first pair. */
    private static void requireExtensions(Execution x, long permitted) {
        if (x.freedom.decide(SYS_27, (x.cpu.gpr[Cpu.RCX] & 0xFFFF_FFFFL & ~permitted) != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
    }
}
