package dev.pacifica.model.platform;

import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.state.Cpu;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Things that happen outside the processor whenever the host is about to execute the instruction at a marker, for tests. The script
 * stands where interrupts come from because that is asked once before each instruction; it interrupts nothing.
 */
public final class Markers implements InterruptSource {
    private record Marker(long rip, Runnable happens) {}

    private final Cpu cpu;
    private final BooleanSupplier inGuest;
    private final LongSupplier steps;
    private final List<Marker> script = new ArrayList<>();
    private long done = -1;

    /**
     * @param inGuest whether the processor is in guest mode, where no marker counts
     * @param steps the machine's clock: steps made so far
     */
    public Markers(Cpu cpu, BooleanSupplier inGuest, LongSupplier steps) {
        this.cpu = cpu;
        this.inGuest = inGuest;
        this.steps = steps;
    }

    /** What happens at one marker happens in the order in which it was added. */
    public Markers at(long rip, Runnable happens) {
        script.add(new Marker(rip, happens));
        return this;
    }

    @Override
    public boolean isPending() {
        long now = steps.getAsLong();
        if (now != done && !inGuest.getAsBoolean()) {
            done = now;
            for (Marker marker : script) {
                if (marker.rip == cpu.rip) {
                    marker.happens.run();
                }
            }
        }
        return false;
    }

    @Override
    public void take(EventDelivery delivery) {
        throw new IllegalStateException("Markers never interrupt; isPending() said so.");
    }
}
