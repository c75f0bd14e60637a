package dev.pacifica.model.dev;

import static dev.pacifica.model.rule.Rule.GIF_29;

import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.event.Shutdown;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;

/**
 * The machine checks by which bridges report denied requests (DEV-76). The processor takes one at the next boundary; without CR4.MCE
 * it shuts down. Reports that meet one that is pending are lost in it.
 */
public final class MachineCheckLine implements InterruptSource {
    private final Cpu cpu;
    private final Freedom freedom;
    private boolean isReported;

    public MachineCheckLine(NorthBridges bridges, Cpu cpu, Freedom freedom) {
        this.cpu = cpu;
        this.freedom = freedom;
        bridges.onMachineCheck(() -> isReported = true);
    }

    /** While GIF is 0 it is held, or the processor shuts down (GIF-29, DEV-82). */
    @Override
    public boolean isPending() {
        return isReported
                && (cpu.gif || freedom.pick(GIF_29, Scope.IMPLEMENTATION, "machine checks are held", "shutdown") == 1);
    }

    @Override
    public void take(EventDelivery delivery) {
        isReported = false;
        if (!cpu.gif || (cpu.cr4 & Cr4.MCE) == 0) {
            throw Shutdown.SIGNAL;
        }
        throw cpu.fault(ExceptionVector.MC);
    }
}
