package dev.pacifica.model.platform;

import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.state.Cpu;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Things that happen outside the processor when the host is, for the first time, about to execute the instruction at a marker, for tests.
 * The script stands where interrupts come from because that is asked once before each instruction; what interrupts is behind it.
 */
public final class Markers implements InterruptSource {
    private record Marker(long rip, Runnable happens) {}

    private final Cpu cpu;
    private final BooleanSupplier inGuest;
    private final List<Marker> script = new ArrayList<>();
    private final InterruptSource others;

    /**
     * @param inGuest whether the processor is in guest mode, where no marker counts
     * @param others what may interrupt
     */
    public Markers(Cpu cpu, BooleanSupplier inGuest, InterruptSource others) {
        this.cpu = cpu;
        this.inGuest = inGuest;
        this.others = others;
    }

    /** What happens at one marker happens in the order in which it was added. */
    public Markers at(long rip, Runnable happens) {
        script.add(new Marker(rip, happens));
        return this;
    }

    @Override
    public boolean isPending() {
        if (!script.isEmpty() && !inGuest.getAsBoolean()) {
            script.removeIf(this::happens);
        }
        return others.isPending();
    }

    private boolean happens(Marker marker) {
        if (marker.rip != cpu.rip) {
            return false;
        }
        marker.happens.run();
        return true;
    }

    @Override
    public void take(EventDelivery delivery) {
        others.take(delivery);
    }
}
