package dev.pacifica.model.event;

import static dev.pacifica.model.rule.Rule.EVT_33;
import static dev.pacifica.model.rule.Rule.EVT_55;

import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;

/**
 * Which external events the processor recognises at the present instruction boundary. What it does not recognise stays pending
 * (EVT-52). Every {@link InterruptSource} asks here.
 */
public final class Recognition {
    private final Cpu cpu;
    private final Freedom freedom;

    public Recognition(Cpu cpu, Freedom freedom) {
        this.cpu = cpu;
        this.freedom = freedom;
    }

    /** Whether an NMI would be taken: GIF set, and no NMI handler in progress (SEGM-65), which holds in shutdown too (EVT-33). */
    public boolean takesNmi() {
        if (!cpu.gif || cpu.nmiBlocked) {
            return false;
        }
        return !freedom.decide(EVT_55, cpu.interruptShadow)
                || freedom.pick(EVT_55, Scope.IMPLEMENTATION, "an NMI is taken in the shadow", "an NMI waits") == 0;
    }

    /**
     * Whether a maskable interrupt, physical or virtual, would be taken, its priority apart.
     *
     * @param enabled the interrupt flag that counts: RFLAGS.IF, or that of the host (VIRQ-08)
     */
    public boolean takesInterrupt(boolean enabled) {
        return cpu.gif
                && enabled
                && !freedom.decide(EVT_55, cpu.interruptShadow)
                && !freedom.decide(EVT_33, cpu.shutDown);
    }
}
