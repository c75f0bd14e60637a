package dev.pacifica.suite.draft.interrupt;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The drafts of one class: guests that meet what the platform signals. Signals come while GIF is 0 or where the program waits, so that it does
 * not matter whether they come an instruction later.
 */
final class Interrupted {
    static final String AREA = "interrupt-exits";
    static final long IF = 0x200;

    private static final int VMMCALL = 0x81;

    private final List<Draft> drafts = new ArrayList<>();

    List<Draft> all() {
        return drafts;
    }

    /** The guests of every mode, by name. */
    static Map<String, Guest> modes() {
        Map<String, Guest> modes = new LinkedHashMap<>();
        modes.put("real", Guest.real());
        modes.put("v86", Guest.v86());
        modes.put("protected16", Guest.protected16());
        modes.put("protected32", Guest.protected32());
        modes.put("protected32-user", Guest.protected32User());
        modes.put("compatibility", Guest.compatibility());
        modes.put("long64", Guest.long64());
        modes.put("long64-user", Guest.long64User());
        return modes;
    }

    /** A guest with RFLAGS.IF set that ends with VMMCALL; nothing is signalled yet. */
    Draft guest(String name, Guest guest, String... lines) {
        List<String> program = new ArrayList<>(List.of(lines));
        program.add("vmmcall");
        Draft draft = new Draft(AREA + "/" + name, Level.INTERCEPT)
                .guest(guest, program.toArray(String[]::new))
                .setBits("RFLAGS", IF)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(draft);
        return draft;
    }

    /** VMRUN finds {@code event} pending: it is signalled while GIF is 0. */
    static Draft pending(Draft draft, Interruption event) {
        draft.host("clgi", "held: nop", "vmrun", "jmp end");
        return draft.event(event.at(draft.label("held")));
    }

    /** Claims the exit of {@code event} with the next instruction at {@code rip}. */
    static Draft exits(Draft draft, Interruption event, long rip) {
        return draft.claimField(event.rule, "EXITCODE", event.exitCode)
                .claimField("INT-02", "RIP", rip)
                .claimField("INT-02", "EXITINTINFO", 1L << 31, 0);
    }

    /** Claims that the guest comes to its end. */
    static Draft passes(Draft draft, String rule) {
        return draft.claimField(rule, "EXITCODE", VMMCALL);
    }
}
