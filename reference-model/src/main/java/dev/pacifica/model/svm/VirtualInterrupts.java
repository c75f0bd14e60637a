package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.VIRQ_49;
import static dev.pacifica.model.rule.Rule.VIRQ_50;

import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.event.Recognition;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Rflags;

/** The virtual interrupt that V_IRQ requests for the current guest (VIRQ-49 to VIRQ-65, APM2 15.21.4). */
final class VirtualInterrupts implements InterruptSource {
    private static final long V_IGN_TPR = 1L << 20;

    private final Cpu cpu;
    private final Controls controls;
    private final Freedom freedom;
    private final Recognition recognition;

    VirtualInterrupts(Cpu cpu, Controls controls, Freedom freedom) {
        this.cpu = cpu;
        this.controls = controls;
        this.freedom = freedom;
        this.recognition = new Recognition(cpu, freedom);
    }

    @Override
    public boolean isPending() {
        return cpu.virtualInterruptRequested && freedom.decide(VIRQ_49, isPermitted());
    }

    private boolean isPermitted() {
        return hasPriority() && recognition.takesInterrupt(cpu.isSet(Rflags.IF));
    }

    private boolean hasPriority() {
        long priority = controls.virtualInterrupt >>> 16 & 0xF;
        boolean isBelow = freedom.decide(VIRQ_50, priority <= (cpu.virtualTpr & 0xF));
        return !isBelow || (controls.virtualInterrupt & V_IGN_TPR) != 0; // VIRQ-57
    }

    @Override
    public void take(EventDelivery delivery) {
        delivery.testIntercept(Intercept.VINTR); // VIRQ-53, in this order
        cpu.virtualInterruptRequested = false;
        delivery.interrupt((int) (controls.virtualInterrupt >>> 32) & 0xFF);
    }
}
