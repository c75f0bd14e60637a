package dev.pacifica.model.platform;

import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.event.Recognition;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Rflags;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * External interrupts and NMIs that arrive at given steps, for tests: each stays pending until the processor recognises it. A
 * processor that has halted or shut down waits for the next one, which takes no steps.
 *
 * <pre>{@code
 * ScriptedInterrupts script = new ScriptedInterrupts(machine.cpu(), freedom, machine::steps);
 * machine.setInterrupts(script.interruptAt(3, 0x20).nmiAt(5));
 * }</pre>
 */
public final class ScriptedInterrupts implements InterruptSource {
    private static final int NMI = -1;

    private record Arrival(long step, int vector) {}

    private final Cpu cpu;
    private final Recognition recognition;
    private final LongSupplier steps;
    private final List<Arrival> script = new ArrayList<>();
    private final Deque<Integer> interrupts = new ArrayDeque<>();
    private boolean nmi;

    /** @param steps the machine's clock: steps made so far */
    public ScriptedInterrupts(Cpu cpu, Freedom freedom, LongSupplier steps) {
        this.cpu = cpu;
        this.recognition = new Recognition(cpu, freedom);
        this.steps = steps;
    }

    /**
     * A maskable interrupt arrives.
     *
     * @param step before the step of this number, the first being 0
     * @param vector 0 to 255
     */
    public ScriptedInterrupts interruptAt(long step, int vector) {
        script.add(new Arrival(step, vector));
        return this;
    }

    /** An NMI arrives; while one is pending further ones are lost, as on a processor. */
    public ScriptedInterrupts nmiAt(long step) {
        script.add(new Arrival(step, NMI));
        return this;
    }

    /** How many maskable interrupts have arrived and wait. */
    public int waiting() {
        return interrupts.size();
    }

    @Override
    public boolean isPending() {
        arrivals(steps.getAsLong());
        if (!isRecognised() && (cpu.halted || cpu.shutDown)) {
            script.stream().mapToLong(Arrival::step).min().ifPresent(this::arrivals);
        }
        return isRecognised();
    }

    private void arrivals(long now) {
        script.removeIf(arrival -> {
            boolean arrives = arrival.step <= now;
            if (arrives && arrival.vector == NMI) {
                nmi = true;
            } else if (arrives) {
                interrupts.add(arrival.vector);
            }
            return arrives;
        });
    }

    private boolean isRecognised() {
        return takesNmi() || takesInterrupt();
    }

    private boolean takesNmi() {
        return nmi && recognition.takesNmi();
    }

    private boolean takesInterrupt() {
        boolean enabled = cpu.virtualInterruptMasking ? cpu.hostInterruptFlag : cpu.isSet(Rflags.IF); // VIRQ-08
        return !interrupts.isEmpty() && recognition.takesInterrupt(enabled);
    }

    /** EVT-50: NMI first. */
    @Override
    public void take(EventDelivery delivery) {
        if (takesNmi()) {
            delivery.testIntercept(Intercept.NMI);
            nmi = false;
            delivery.nmi();
        } else {
            delivery.testIntercept(Intercept.INTR);
            delivery.interrupt(interrupts.remove());
        }
    }
}
