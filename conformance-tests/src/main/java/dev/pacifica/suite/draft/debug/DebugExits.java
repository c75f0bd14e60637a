package dev.pacifica.suite.draft.debug;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;

/** What an intercepted #DB shows, and guests that handle it themselves. */
final class DebugExits {
    static final int DB = 0x41;
    static final long DR6 = 0xFFFF_0FF0L;
    static final long DR7 = 0x400;
    static final long BD = 1 << 13;
    static final long BS = 1 << 14;
    static final long TF = 0x100;
    static final long RF = 0x1_0000;

    /** Where a guest of {@link #handled} has its handler. */
    static final long HANDLER = Draft.GUEST + 0x800;

    private static final long HANDLER_STACK = Draft.GUEST_STACK + Fixture.PAGE_SIZE;

    private DebugExits() {}

    /**
     * Claims that a #DB exits (EXC-11): rIP is {@code length} bytes behind the start of the guest, and the bits of DR6 are those given, set by
     * {@code rule}.
     */
    static Draft exits(Draft draft, String rule, long length, long conditions) {
        return draft.claimField(rule, "EXITCODE", DB)
                .claimField("EXC-11", "RIP", start(draft) + length)
                .claimField(rule, "DR6", DR6 | conditions)
                .unspecified(ExitMasks.PLAIN);
    }

    /** Claims that there is no #DB: the guest gets to the VMMCALL that many bytes behind its start, and DR6 is as it was. */
    static Draft passes(Draft draft, String rule, long length) {
        long before = draft.field("DR6");
        return draft.claimField(rule, "EXITCODE", Attempt.VMMCALL)
                .claimField("EXIT-08", "RIP", start(draft) + length)
                .claimField(rule, "DR6", before)
                .unspecified(ExitMasks.PLAIN);
    }

    private static long start(Draft draft) {
        return draft.field("RIP");
    }

    /** Enables breakpoint 0, local, with R/W and LEN as in DR7. */
    static Draft breakpoint(Draft draft, long address, long control) {
        return draft.state("dr0", address).set("DR7", DR7 | 1 | control);
    }

    /** Lets a 64-bit guest handle #DB itself, by these lines. */
    static Draft handled(Draft draft, String... lines) {
        return draft.code(HANDLER, 64, lines)
                .clearBits("INTERCEPT_EXCEPTION", 1 << 1)
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0xFFF)
                .data(Draft.GUEST_IDT + 16, Descriptors.gate64(HANDLER));
    }

    /** The place in the frame of {@link #handled}: 0 rIP, 1 CS, 2 RFLAGS. */
    static String frame(int index) {
        return Subject.memory(HANDLER_STACK - 40 + 8L * index);
    }
}
