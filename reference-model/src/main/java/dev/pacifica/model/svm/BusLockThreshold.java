package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.event.VmExit;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.segment.BusLockCounter;
import dev.pacifica.model.state.Cpu;

/** Gives a guest a number of bus locks, and exits before it makes one more (APM2 15.14.5). */
final class BusLockThreshold implements BusLockCounter {
    private final Cpu cpu;
    private final Freedom freedom;
    private final VmExit exit = new VmExit();
    private boolean isCounting;
    private int left;

    BusLockThreshold(Cpu cpu, Freedom freedom) {
        this.cpu = cpu;
        this.freedom = freedom;
    }

    /** MISC-30: VMRUN. Without the enabling bit the counter stays (EXT-15). */
    void start(Controls controls) {
        isCounting = cpu.profile.has(Feature.BUS_LOCK_THRESHOLD)
                && freedom.decide(MISC_30, controls.intercepts(Intercept.BUS_LOCK));
        left = controls.busLocks;
    }

    /** MISC-32: every #VMEXIT but that of an illegal guest, which has not started. */
    void save(Vmcb vmcb) {
        if (freedom.decide(MISC_32, isCounting)) {
            vmcb.write16(Vmcb.BUS_LOCK_COUNTER, left);
        }
    }

    /** Back in host mode, where nothing is counted. */
    void stop() {
        isCounting = false;
    }

    @Override
    public boolean isCounting() {
        return isCounting;
    }

    @Override
    public void count() {
        if (freedom.decide(MISC_31, left == 0)) {
            boolean isReported = freedom.pick(
                            CODE_09, Scope.IMPLEMENTATION, "nRIP of a bus lock is 0", "nRIP is behind the bus lock")
                    == 1;
            throw exit.with(Intercept.BUS_LOCK.exitCode(), 0, 0, isReported ? cpu.nextRip : 0);
        }
        left--;
    }
}
