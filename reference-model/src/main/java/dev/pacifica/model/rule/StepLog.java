package dev.pacifica.model.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * What a machine did on the way, for a person who lays it beside the log of another implementation: walks, deliveries, world
 * switches. Each layer declares the entries that it writes. Off until {@link #start()}; whoever writes asks {@link #isOn()} first,
 * away from the paths that must be fast, so that a log that is off costs nothing.
 */
public final class StepLog {
    /** Something that happened; a record of the layer in which it does. */
    public interface Entry {}

    private final List<Entry> entries = new ArrayList<>();
    private boolean on;

    /** Whether entries are wanted. */
    public boolean isOn() {
        return on;
    }

    /** Starts with an empty log. A machine's log is started before the machine is reset and run. */
    public void start() {
        entries.clear();
        on = true;
    }

    /** Adds an entry if the log is on. */
    public void add(Entry entry) {
        if (on) {
            entries.add(entry);
        }
    }

    /** The entries since the last call, in order. */
    public List<Entry> take() {
        List<Entry> taken = List.copyOf(entries);
        entries.clear();
        return taken;
    }
}
