package dev.pacifica.model.event;

import static dev.pacifica.model.rule.Rule.EVT_33;
import static dev.pacifica.model.rule.Rule.EVT_55;
import static dev.pacifica.model.rule.Rule.INT_05;
import static dev.pacifica.model.rule.Rule.INT_06;
import static dev.pacifica.model.rule.Rule.INT_07;
import static dev.pacifica.model.rule.Rule.SEGM_65;
import static dev.pacifica.model.rule.Rule.VIRQ_08;
import static dev.pacifica.model.rule.Rule.VIRQ_71;

import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Rflags;

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

    /**
     * Whether an NMI would be taken: GIF set, and no NMI handler in progress (SEGM-65), which holds in shutdown too (EVT-33).
     *
     * @param exits whether it is intercepted: what a shadow does to it then is a question of its own
     */
    public boolean takesNmi(boolean exits) {
        if (!cpu.gif || freedom.decide(exits ? INT_07 : SEGM_65, cpu.nmiBlocked)) {
            return false;
        }
        if (exits) {
            return !freedom.decide(INT_06, cpu.interruptShadow)
                    || freedom.pick(INT_06, Scope.IMPLEMENTATION, "an NMI exits in the shadow", "its exit waits") == 0;
        }
        return !freedom.decide(EVT_55, cpu.interruptShadow)
                || freedom.pick(EVT_55, Scope.IMPLEMENTATION, "an NMI is taken in the shadow", "an NMI waits") == 0;
    }

    /**
     * Whether a physical maskable interrupt would be taken. The flag that counts is the host's under V_INTR_MASKING (VIRQ-08).
     *
     * @param exits whether it is intercepted: the manual leaves it open whether a guest's shadow delays the exit
     */
    public boolean takesPhysicalInterrupt(boolean exits) {
        boolean enabled =
                freedom.decide(VIRQ_08, cpu.virtualInterruptMasking) ? cpu.hostInterruptFlag : cpu.isSet(Rflags.IF);
        if (exits && cpu.interruptShadow && cpu.gif && enabled && !cpu.shutDown) {
            return freedom.pick(
                            cpu.virtualInterruptMasking ? INT_05 : VIRQ_71,
                            Scope.IMPLEMENTATION,
                            "the shadow delays the exit",
                            "the shadow does not delay it")
                    == 1;
        }
        return takesInterrupt(enabled);
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
