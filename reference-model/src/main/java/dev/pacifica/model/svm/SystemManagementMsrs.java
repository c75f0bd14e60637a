package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Hwcr;
import dev.pacifica.model.state.Msr;
import dev.pacifica.model.state.MsrPort;

/**
 * SMM_CTL, by which software does by itself what an SMI and RSM do to the signals of the processor, and SMM_KEY, which opens HWCR.SmmLock
 * (APM2 15.30.3, 15.32). System management mode itself is not modelled: ENTER and EXIT change which signals are taken, and nothing else
 * that a program can see.
 */
final class SystemManagementMsrs implements MsrPort {
    private static final long DISMISS = 1 << 0;
    private static final long ENTER = 1 << 1;
    private static final long EXIT = 1 << 3;
    /** With SMI_CYCLE, bit 2, and RSM_CYCLE, bit 4, which only the bus sees. */
    private static final long DEFINED = 0x1F;

    private final Cpu cpu;
    private final Freedom freedom;
    private final LockKey key;
    private boolean nmiBlockedBefore;

    SystemManagementMsrs(Cpu cpu, Freedom freedom) {
        this.cpu = cpu;
        this.freedom = freedom;
        this.key = new LockKey(freedom, VMCR_21);
    }

    void reset() {
        key.reset();
        nmiBlockedBefore = false;
    }

    @Override
    public boolean has(int number) {
        return number == Msr.SMM_KEY
                || number == Msr.SMM_CTL && !freedom.decide(MSRREG_31, cpu.profile.has(Feature.NO_SMM_CTL_MSR));
    }

    @Override
    public long read(int number) {
        if (number == Msr.SMM_CTL && freedom.pick(MSRREG_31, Scope.IMPLEMENTATION, "#GP(0)", "0 is read") == 0) {
            throw cpu.fault(ExceptionVector.GP);
        }
        return 0; // MSRREG-34
    }

    @Override
    public void write(int number, long value) {
        if (number == Msr.SMM_KEY) {
            writeKey(value);
        } else {
            control(value);
        }
    }

    /** MSRREG-34, VMCR-21. */
    private void writeKey(long value) {
        if (key.write(value, isLocked())) {
            cpu.hwcr &= ~Hwcr.SMM_LOCK;
        }
    }

    private boolean isLocked() {
        return (cpu.hwcr & Hwcr.SMM_LOCK) != 0;
    }

    /** The order is that of MSRREG-55. */
    private void control(long value) {
        if (freedom.decide(MSRREG_56, isLocked()) || freedom.decide(VMCR_25, (value & ~DEFINED) != 0)) {
            throw cpu.fault(ExceptionVector.GP);
        }
        if ((value & ENTER) != 0) {
            nmiBlockedBefore = cpu.nmiBlocked;
            cpu.nmiBlocked = cpu.smiBlocked = true;
        }
        if (freedom.decide(MSRREG_55, (value & DISMISS) != 0)) {
            cpu.smiPending = false;
        }
        if ((value & EXIT) != 0) {
            cpu.nmiBlocked = nmiBlockedBefore;
            cpu.smiBlocked = false;
        }
    }
}
