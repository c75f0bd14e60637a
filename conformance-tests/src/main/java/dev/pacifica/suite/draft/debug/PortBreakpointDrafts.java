package dev.pacifica.suite.draft.debug;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.List;

/** Breakpoints on ports: the access that just matches and the one that just misses. */
public final class PortBreakpointDrafts {
    private static final long CR4_DE = 1 << 3;
    /** R/W for ports. */
    private static final long ON_PORT = 2 << 16;

    private final DebugAttempts attempts = new DebugAttempts();

    private PortBreakpointDrafts() {}

    public static List<Draft> all() {
        PortBreakpointDrafts breakpoints = new PortBreakpointDrafts();
        breakpoints.ports();
        return breakpoints.attempts.all();
    }

    private void ports() {
        port("byte", "out 0xed, al", 2, 0xED, 0, true);
        port("byte-before", "out 0xed, al", 2, 0xEE, 0, false);
        port("byte-behind", "out 0xed, al", 2, 0xEC, 0, false);
        port("byte-within-four", "out 0xed, al", 2, 0xEC, 3, true);
        port("byte-within-four-unaligned", "out 0xed, al", 2, 0xEF, 3, true);
        port("byte-before-four", "out 0xeb, al", 2, 0xEC, 3, false);
        port("word-into-four", "out 0xeb, ax", 3, 0xEC, 3, true);
        port("word-beside-two", "out 0xeb, ax", 3, 0xEE, 1, false);
        Draft memory = attempts.draft(
                        "port-breakpoint-on-memory",
                        Guest.long64(),
                        "a write at an address that an I/O breakpoint names",
                        "an I/O breakpoint matches data",
                        "mov [rbx], al")
                .gpr("rbx", DebugAttempts.WATCHED)
                .setBits("CR4", CR4_DE);
        DebugExits.passes(DebugExits.breakpoint(memory, DebugAttempts.WATCHED, ON_PORT), "DBG-07", 3);
        Draft real = attempts.draft(
                        "port-in-real-mode",
                        Guest.real(),
                        "OUT to a port with a breakpoint, in real mode",
                        "I/O breakpoints do not work in real mode",
                        "out 0xed, al")
                .setBits("CR4", CR4_DE);
        DebugExits.exits(DebugExits.breakpoint(real, 0xED, ON_PORT), "DBG-07", 3, 1);
    }

    private void port(String name, String text, int length, long port, int len, boolean matches) {
        Draft draft = attempts.draft(
                        "port-" + name,
                        Guest.long64(),
                        "%s with an I/O breakpoint on port %X, LEN %d".formatted(text, port, len),
                        "the port is not compared with the aligned range of LEN",
                        text)
                .setBits("CR4", CR4_DE);
        DebugExits.breakpoint(draft, port, ON_PORT | (long) len << 18);
        if (matches) {
            DebugExits.exits(draft, "DBG-07", 1 + length, 1);
        } else {
            DebugExits.passes(draft, "DBG-07", 1 + length);
        }
    }
}
