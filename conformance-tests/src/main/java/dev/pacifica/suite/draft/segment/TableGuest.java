package dev.pacifica.suite.draft.segment;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Refusal;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Guests with descriptor tables of their own, which execute a NOP and then one instruction. The GDT begins as the fixture's does; from
 * {@link #PROBE} on it holds what a vector puts there. What gets behind the instruction ends with VMMCALL.
 */
final class TableGuest {
    static final long GDT = 0x100_8000;
    static final long LDT = 0x100_9000;
    static final long TSS = 0x100_A000;
    /** The page of the stack that the TSS names; it begins empty, at its end. */
    static final long INNER_STACK = 0x100_B000;

    static final long INNER_TOP = INNER_STACK + Fixture.PAGE_SIZE;

    /** Where code may be that a transfer goes to: one VMMCALL. */
    static final long TARGET = Draft.GUEST + 0x200;

    /** Free selectors, 16 bytes each. */
    static final int PROBE = 0x58;

    static final int SECOND = 0x68;
    static final int THIRD = 0x78;
    static final int LDT_SELECTOR = 0x88;
    private static final int GDT_LIMIT = 0xFF;

    private static final int VMMCALL = 0x81;
    private static final int UD = 6;
    private static final int TS = 10;

    /** The state in which a guest tries something. */
    enum Stage {
        PROTECTED("protected", 0, false),
        PROTECTED_USER("protected-cpl-3", 3, false),
        COMPATIBILITY("compatibility", 0, true),
        COMPATIBILITY_USER("compatibility-cpl-3", 3, true),
        LONG("64-bit", 0, true),
        LONG_USER("64-bit-cpl-3", 3, true);

        final String text;
        final int cpl;
        final boolean isLongMode;

        Stage(String text, int cpl, boolean isLongMode) {
            this.text = text;
            this.cpl = cpl;
            this.isLongMode = isLongMode;
        }

        boolean is64Bit() {
            return this == LONG || this == LONG_USER;
        }

        Guest guest() {
            return switch (this) {
                case PROTECTED -> Guest.protected32();
                case PROTECTED_USER -> Guest.protected32User();
                case COMPATIBILITY -> Guest.compatibility();
                case COMPATIBILITY_USER -> compatibilityUser();
                case LONG -> Guest.long64();
                case LONG_USER -> Guest.long64User();
            };
        }

        private static Guest compatibilityUser() {
            Map<String, Long> fields = Guest.long64User().fields();
            Guest.segment(fields, "CS", Fixture.USER_CODE32_SELECTOR, 0xCFB);
            return new Guest(32, fields);
        }
    }

    private TableGuest() {}

    static Draft of(String id, Stage stage, String... instruction) {
        return of(id, stage.guest(), instruction);
    }

    static Draft of(String id, Guest guest, String... instruction) {
        List<String> lines = new ArrayList<>(List.of("nop"));
        lines.addAll(List.of(instruction));
        lines.add("done: vmmcall");
        return new Draft(id, Level.EXCEPTION)
                .guest(guest, lines.toArray(String[]::new))
                .data(GDT, Fixture.memory().get(0).bytes())
                .set("GDTR.base", GDT)
                .set("GDTR.limit", GDT_LIMIT);
    }

    /** A descriptor of the GDT, of 8 or 16 bytes. */
    static Draft descriptor(Draft draft, int selector, long... quadwords) {
        return draft.data(GDT + (selector & ~7), Descriptors.bytes(quadwords));
    }

    /** The host loads FS, GS, TR, LDTR and the MSRs of system calls before it runs the guest. */
    static Draft loaded(Draft draft) {
        return draft.host("vmload", "vmrun", "jmp end");
    }

    /** As {@link #loaded}, and it saves them afterwards. */
    static Draft loadedAndSaved(Draft draft) {
        return draft.host("vmload", "vmrun", "vmsave", "jmp end");
    }

    /** A TSS for the stack of more privileged code, which {@code content} fills. */
    static Draft tss(Draft draft, int type, int limit, byte[] content) {
        return loaded(draft)
                .set("TR.selector", Fixture.TSS_SELECTOR)
                .set("TR.attributes", 0x80 | type)
                .set("TR.limit", limit)
                .set("TR.base", TSS)
                .data(TSS, content)
                .touches(INNER_STACK);
    }

    /** Claims that the instruction raises an exception, which is intercepted, and changes nothing. */
    static Draft faults(Draft draft, String rule, int vector, long errorCode) {
        boolean hasErrorCode = vector != UD && vector != TS; // EXC-20: with #TS EXITINFO1 may be undefined
        draft.claimField(rule, "EXITCODE", 0x40 + vector)
                .claimField("EXC-03", "RIP", draft.field("RIP") + 1)
                .claimField(rule, "RSP", draft.field("RSP"))
                .unspecified(hasErrorCode ? ExitMasks.WITH_INFO_1 : ExitMasks.PLAIN);
        return hasErrorCode ? draft.claimField(rule, "EXITINFO1", errorCode) : draft;
    }

    static Draft faults(Draft draft, Refusal refusal) {
        return faults(draft, refusal.rule(), refusal.vector(), refusal.errorCode());
    }

    /** Claims that execution goes on behind the instruction. */
    static Draft passes(Draft draft, String rule) {
        draft.claimField(rule, "EXITCODE", VMMCALL).unspecified(ExitMasks.PLAIN);
        boolean isAtGuest = draft.field("CS.base") + draft.field("RIP") == Draft.GUEST;
        return isAtGuest
                ? draft.claimField(rule, "RIP", draft.field("RIP") + draft.guestLabel("done") - Draft.GUEST)
                : draft;
    }

    /** Claims that execution goes on at an offset, where {@link #landing} has put a VMMCALL. */
    static Draft arrives(Draft draft, String rule, long rip) {
        return draft.claimField(rule, "EXITCODE", VMMCALL)
                .claimField(rule, "RIP", rip)
                .unspecified(ExitMasks.PLAIN);
    }

    /** Somewhere to arrive. */
    static Draft landing(Draft draft, long at) {
        return draft.code(at, 64, "vmmcall");
    }

    /** What the oracle says, or that it works. */
    static Draft as(Draft draft, Optional<Refusal> refusal, String rule) {
        return refusal.isPresent() ? faults(draft, refusal.get()) : passes(draft, rule);
    }
}
