package dev.pacifica.model.platform;

import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.state.Cpu;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * External interrupts and NMIs that arrive at given steps, for tests: each stays pending until the processor recognises it. A
 * processor that has halted or shut down waits for the next one, which takes no steps.
 *
 * <pre>{@code
 * ScriptedInterrupts script = new ScriptedInterrupts(lines, machine.cpu(), machine::steps);
 * machine.setInterrupts(script.interruptAt(3, 0x20).nmiAt(5));
 * }</pre>
 */
public final class ScriptedInterrupts implements InterruptSource {
    private record Arrival(long step, Runnable signals) {}

    private final InterruptLines lines;
    private final Cpu cpu;
    private final LongSupplier steps;
    private final List<Arrival> script = new ArrayList<>();

    /**
     * @param lines what the arrivals are signalled on
     * @param steps the machine's clock: steps made so far
     */
    public ScriptedInterrupts(InterruptLines lines, Cpu cpu, LongSupplier steps) {
        this.lines = lines;
        this.cpu = cpu;
        this.steps = steps;
    }

    /**
     * A maskable interrupt arrives.
     *
     * @param step before the step of this number, the first being 0
     * @param vector 0 to 255
     */
    public ScriptedInterrupts interruptAt(long step, int vector) {
        script.add(new Arrival(step, () -> lines.signalInterrupt(vector)));
        return this;
    }

    /** An NMI arrives; while one is pending further ones are lost, as on a processor. */
    public ScriptedInterrupts nmiAt(long step) {
        script.add(new Arrival(step, lines::signalNmi));
        return this;
    }

    /** How many maskable interrupts have arrived and wait. */
    public int waiting() {
        return lines.waiting();
    }

    @Override
    public boolean isPending() {
        arrivals(steps.getAsLong());
        if (!lines.isPending() && (cpu.halted || cpu.shutDown)) {
            script.stream().mapToLong(Arrival::step).min().ifPresent(this::arrivals);
        }
        return lines.isPending();
    }

    private void arrivals(long now) {
        script.removeIf(arrival -> {
            boolean arrives = arrival.step <= now;
            if (arrives) {
                arrival.signals.run();
            }
            return arrives;
        });
    }

    @Override
    public void take(EventDelivery delivery) {
        lines.take(delivery);
    }
}
