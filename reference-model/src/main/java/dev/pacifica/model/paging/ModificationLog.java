package dev.pacifica.model.paging;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Signal;
import java.util.function.Supplier;

/**
 * Page-modification logging (APM2 15.25.15): the guest-physical addresses of the pages whose nested D bits are set, in a page of the host. It
 * is filled from its last slot to its first; when no slot is left the guest ends before the D bit is set.
 */
public final class ModificationLog {
    private static final int SLOT_BITS = 9;

    private final PhysicalMemory memory;
    private final Freedom freedom;
    private boolean isOn;
    private long base;
    private long index;
    private Supplier<Signal> full = () -> {
        throw new IllegalStateException("nobody is there to take the exit of a full log");
    };

    ModificationLog(PhysicalMemory memory, Freedom freedom) {
        this.memory = memory;
        this.freedom = freedom;
    }

    /** Who makes the signal that there is no slot left. */
    public void setFull(Supplier<Signal> signal) {
        full = signal;
    }

    /**
     * Logs from now on (NPX-30).
     *
     * @param systemPhysicalBase PML_BASE; bits 11:0 do not count
     * @param firstIndex PML_INDEX
     */
    public void start(long systemPhysicalBase, long firstIndex) {
        isOn = true;
        base = systemPhysicalBase & ~0xFFFL;
        index = firstIndex;
    }

    public void stop() {
        isOn = false;
    }

    public boolean isOn() {
        return isOn;
    }

    /** PML_INDEX: the next slot, or a number that is none. */
    public long index() {
        return index;
    }

    /** A nested D bit is about to be set: logs the page and says whether it may be (NPX-31, NPX-32). */
    boolean admits(long gpa) {
        if (!isOn) {
            return true;
        }
        if (freedom.decide(NPX_32, index >>> SLOT_BITS != 0)) {
            return false;
        }
        memory.write64(base + 8 * index, gpa & ~0xFFFL);
        index = index == 0 ? belowZero() : index - 1;
        return true;
    }

    /** How wide the index is when it wraps is not settled, only that it is no slot then (NPX-33). */
    private long belowZero() {
        return switch (freedom.pick(
                NPX_33, Scope.IMPLEMENTATION, "the index is FFFFh", "its 32 bits are ones", "its 64 bits are ones")) {
            case 0 -> 0xFFFF;
            case 1 -> 0xFFFF_FFFFL;
            default -> -1;
        };
    }

    Signal full() {
        return full.get();
    }
}
