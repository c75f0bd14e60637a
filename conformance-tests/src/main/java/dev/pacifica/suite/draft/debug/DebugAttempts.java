package dev.pacifica.suite.draft.debug;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.ArrayList;
import java.util.List;

/** Drafts of the area debug in which a guest makes an {@link Attempt}. */
final class DebugAttempts {
    /** An address in a page that all of them may touch. */
    static final long WATCHED = Draft.SCRATCH + 0x40;

    private final List<Draft> drafts = new ArrayList<>();

    List<Draft> all() {
        return drafts;
    }

    Draft draft(String name, Guest guest, String what, String failure, String... instruction) {
        Draft draft = Attempt.of("debug/" + name, guest, instruction)
                .about(what, failure)
                .touches(Draft.SCRATCH);
        add(draft);
        return draft;
    }

    void add(Draft draft) {
        drafts.add(draft);
    }

    /** NOP, the access of this length, and then VMMCALL. */
    static Draft judged(Draft draft, boolean matches, int length, long conditions) {
        return matches
                ? DebugExits.exits(draft, "DBG-06", 1 + length, conditions)
                : DebugExits.passes(draft, "DBG-06", 1 + length);
    }
}
