package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.DebugCtl;

/**
 * LBR virtualisation (APM2 15.23.1): VMRUN and #VMEXIT exchange DebugCtl and the record of branches. Neither of them is itself recorded
 * (LBR-10).
 */
final class BranchRecordSwitch {
    private static final int COUNT = 5;

    private final Cpu cpu;
    private final Freedom freedom;
    private final long[] host = new long[COUNT];
    private boolean isActive;

    BranchRecordSwitch(Cpu cpu, Freedom freedom) {
        this.cpu = cpu;
        this.freedom = freedom;
    }

    /** LBR-03; without LBR virtualisation the guest goes on with the host's registers (LBR-04). */
    void enter(VmcbCache cache, boolean isEnabled) {
        boolean isAble = !freedom.decide(LBR_06, !cpu.profile.has(Feature.LBR_VIRT));
        isActive = freedom.decide(LBR_03, isAble && isEnabled);
        if (!isActive) {
            return;
        }
        Vmcb vmcb = cache.source(CleanGroup.LAST_BRANCH);
        long[] guest = new long[COUNT];
        for (int n = 0; n < COUNT; n++) {
            host[n] = register(n);
            guest[n] = vmcb.read(Vmcb.BRANCH_RECORD + 8 * n);
        }
        load(guest);
    }

    /** LBR-03, the way back. */
    void exit(Vmcb vmcb) {
        if (!isActive) {
            return;
        }
        for (int n = 0; n < COUNT; n++) {
            vmcb.write(Vmcb.BRANCH_RECORD + 8 * n, register(n));
        }
        load(host);
        isActive = false;
    }

    /** In the order of the VMCB. */
    private long register(int number) {
        return switch (number) {
            case 0 -> cpu.debugCtl;
            case 1 -> cpu.lastBranchFrom;
            case 2 -> cpu.lastBranchTo;
            case 3 -> cpu.lastInterruptFrom;
            default -> cpu.lastInterruptTo;
        };
    }

    private void load(long[] values) {
        cpu.debugCtl = values[0] & DebugCtl.DEFINED; // LBR-09
        cpu.lastBranchFrom = values[1];
        cpu.lastBranchTo = values[2];
        cpu.lastInterruptFrom = values[3];
        cpu.lastInterruptTo = values[4];
    }
}
