package dev.pacifica.model.platform;

import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.state.Cpu;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Things that happen outside the processor when a program is, for the first time, about to execute the instruction at a marker, for
 * tests. A processor that has halted is about to execute the instruction behind HLT.
 * The script stands where interrupts come from because that is asked once before each instruction; what interrupts is behind it.
 */
public final class Markers implements InterruptSource {
    private record Marker(long linear, boolean inGuest, Runnable happens) {}

    private final Cpu cpu;
    private final BooleanSupplier inGuest;
    private final List<Marker> script = new ArrayList<>();
    private final List<InterruptSource> sources;

    /**
     * @param inGuest whether the processor is in guest mode
     * @param sources what may interrupt, the first of them first
     */
    public Markers(Cpu cpu, BooleanSupplier inGuest, InterruptSource... sources) {
        this.cpu = cpu;
        this.inGuest = inGuest;
        this.sources = List.of(sources);
    }

    /** Happens in the host. What happens at one marker happens in the order in which it was added. */
    public Markers at(long linear, Runnable happens) {
        script.add(new Marker(linear, false, happens));
        return this;
    }

    /** Happens in a guest. */
    public Markers inGuestAt(long linear, Runnable happens) {
        script.add(new Marker(linear, true, happens));
        return this;
    }

    @Override
    public boolean isPending() {
        if (!script.isEmpty() && script.removeIf(this::happens)) {
            return true; // something may be pending that is not among the sources, such as INIT: the machine asks again
        }
        for (InterruptSource source : sources) {
            if (source.isPending()) {
                return true;
            }
        }
        return false;
    }

    private boolean happens(Marker marker) {
        long linear = cpu.is64Bit() ? cpu.rip : cpu.cs.base + cpu.rip & 0xFFFF_FFFFL;
        if (marker.linear != linear || marker.inGuest != inGuest.getAsBoolean()) {
            return false;
        }
        marker.happens.run();
        return true;
    }

    @Override
    public void take(EventDelivery delivery) {
        for (InterruptSource source : sources) {
            if (source.isPending()) {
                source.take(delivery);
                return;
            }
        }
    }
}
