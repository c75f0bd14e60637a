package dev.pacifica.model.machine;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.execute.Execution;
import dev.pacifica.model.state.Cpu;

/**
 * An INIT that has been signalled and not been taken yet (RST-21). It comes before everything else that interrupts (EVT-50), and stands in
 * front of its source meanwhile, so that nothing has to be asked while there is no INIT.
 */
final class InitSignal implements InterruptSource {
    private final Execution execution;
    private final InterruptSource others;
    private final Runnable initialise;

    /**
     * @param others what may interrupt besides
     * @param initialise ends the signal and brings the processor into the state after INIT, or raises #SX
     */
    InitSignal(Execution execution, InterruptSource others, Runnable initialise) {
        this.execution = execution;
        this.others = others;
        this.initialise = initialise;
    }

    /** What may interrupt besides. */
    InterruptSource others() {
        return others;
    }

    @Override
    public boolean isPending() {
        return execution.cpu.gif || others.isPending();
    }

    @Override
    public void take(EventDelivery delivery) {
        Cpu cpu = execution.cpu;
        if (execution.freedom.decide(RST_21, !cpu.gif)) {
            others.take(delivery);
            return;
        }
        execution.interception().event(Intercept.INIT); // an exit leaves it pending
        initialise.run();
    }
}
