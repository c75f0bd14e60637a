package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Msr;
import dev.pacifica.model.state.MsrPort;
import dev.pacifica.model.state.VmCr;

/** The registers of APM2 15.30 to 15.32, with TSC_RATIO, whatever EFER.SVME is (MSRREG-01). */
final class SvmMsrs implements MsrPort {
    private static final long VM_CR_DEFINED = VmCr.DPD | VmCr.R_INIT | VmCr.DIS_A20M | VmCr.LOCK | VmCr.SVMDIS;
    private static final long LOCKABLE = VmCr.LOCK | VmCr.SVMDIS;

    private final Cpu cpu;
    private final Freedom freedom;
    private final SystemManagementMsrs systemManagement;
    private final LockKey key;
    private long ignne;

    SvmMsrs(Cpu cpu, Freedom freedom) {
        this.cpu = cpu;
        this.freedom = freedom;
        this.key = new LockKey(freedom, EN_28);
        this.systemManagement = new SystemManagementMsrs(cpu, freedom);
    }

    void reset() {
        key.reset();
        ignne = 0; // MSRREG-02
        systemManagement.reset();
    }

    @Override
    public boolean has(int number) {
        return cpu.profile.has(Feature.SVM)
                && switch (number) {
                    case Msr.VM_CR, Msr.IGNNE, Msr.VM_HSAVE_PA -> true;
                    case Msr.TSC_RATIO -> cpu.profile.has(Feature.TSC_RATE_MSR);
                    case Msr.SVM_KEY -> cpu.profile.has(Feature.SVML);
                    case Msr.SMM_CTL, Msr.SMM_KEY -> systemManagement.has(number);
                    default -> false;
                };
    }

    @Override
    public long read(int number) {
        return switch (number) {
            case Msr.VM_CR -> cpu.vmCr;
            case Msr.IGNNE -> ignne;
            case Msr.VM_HSAVE_PA -> cpu.vmHsavePa;
            case Msr.TSC_RATIO -> cpu.tscRatio;
            case Msr.SMM_CTL, Msr.SMM_KEY -> systemManagement.read(number);
            default -> 0; // EN-28: SVM_KEY reads 0
        };
    }

    @Override
    public void write(int number, long value) {
        switch (number) {
            case Msr.VM_CR -> writeVmCr(value);
            case Msr.IGNNE -> {
                faultIf(freedom.decide(MSRREG_30, value >>> 1 != 0));
                ignne = value;
            }
            case Msr.TSC_RATIO -> {
                faultIf(freedom.decide(MSRREG_48, value >>> 40 != 0));
                cpu.tscRatio = value;
            }
            case Msr.VM_HSAVE_PA -> {
                faultIf(freedom.decide(EN_31, !cpu.profile.isPageAddress(value)));
                cpu.vmHsavePa = value;
            }
            case Msr.SMM_CTL, Msr.SMM_KEY -> systemManagement.write(number, value);
            default -> writeKey(value);
        }
    }

    private void writeVmCr(long value) {
        faultIf(freedom.decide(EN_20, (value & ~VM_CR_DEFINED) != 0));
        faultIf(freedom.decide(EN_25, (value & VmCr.SVMDIS) != 0 && (cpu.efer & Efer.SVME) != 0));
        boolean isChanged = ((value ^ cpu.vmCr) & LOCKABLE) != 0;
        if (isChanged && freedom.decide(EN_27, !cpu.profile.has(Feature.SVML))) { // both bits are read-only then
            faultIf(freedom.pick(EN_27, Scope.IMPLEMENTATION, "ignored", "#GP(0)") == 1);
        }
        boolean isLocked = freedom.decide(EN_24, (cpu.vmCr & VmCr.LOCK) != 0) || !cpu.profile.has(Feature.SVML);
        cpu.vmCr = isLocked ? value & ~LOCKABLE | cpu.vmCr & LOCKABLE : value;
        cpu.updateMode(); // DIS_A20M
    }

    /** EN-28. */
    private void writeKey(long value) {
        if (key.write(value, (cpu.vmCr & VmCr.LOCK) != 0)) {
            cpu.vmCr &= ~VmCr.LOCK;
        }
    }

    private void faultIf(boolean illegal) {
        if (illegal) {
            throw cpu.fault(ExceptionVector.GP);
        }
    }
}
