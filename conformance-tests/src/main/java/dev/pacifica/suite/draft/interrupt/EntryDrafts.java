package dev.pacifica.suite.draft.interrupt;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.List;
import java.util.Locale;

/** VMRUN into a guest for which something is pending. */
public final class EntryDrafts {
    private final Interrupted interrupted = new Interrupted();

    private EntryDrafts() {}

    public static List<Draft> all() {
        EntryDrafts entry = new EntryDrafts();
        Interrupted.modes().forEach((mode, guest) -> entry.intercepted(Interruption.INTR, mode, guest));
        return entry.interrupted.all();
    }

    /** The guest's first instruction does not run. */
    private void intercepted(Interruption event, String mode, Guest guest) {
        Draft draft = interrupted
                .guest(event.name().toLowerCase(Locale.ROOT) + "-at-entry-" + mode, guest, "mov bl, 7")
                .about(
                        event + " is pending and intercepted at VMRUN: " + mode,
                        "the guest runs first, or no exit comes")
                .setBits("INTERCEPT_3", event.intercept())
                .gpr("rbx", 3);
        Interrupted.pending(draft, event);
        Interrupted.exits(draft, event, draft.field("RIP"))
                .claim("VMRUN-52", "rbx", 3)
                .claimField("VMRUN-52", "EXITCODE", event.exitCode)
                .claimField(event.fieldRule(), "EXITCODE", event.exitCode)
                .claimField(event.codeRule, "EXITCODE", event.exitCode);
    }
}
