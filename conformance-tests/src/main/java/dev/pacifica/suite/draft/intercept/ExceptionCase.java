package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.oracle.Delivery.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An exception of a guest in one setting: intercepted or not, and with what else there is to be taken. */
record ExceptionCase(GuestException exception, InterceptMode mode, Setting setting) {
    private static final int DB = 1;
    private static final int DF = 8;
    private static final int GP = 13;
    private static final long VALID = 1L << 31;
    private static final long EXCEPTION = 3 << 8;
    private static final long HAS_CODE = 1 << 11;
    private static final long STATUS = 0x600F;

    /** Whether the exception's bit is set, and what competes with the intercept. */
    enum Setting {
        /** The only bit that is set; the guest has no gate that could deliver anything. */
        SET("intercepted"),
        /** As SET, and a breakpoint watches what the instruction before writes. */
        SET_DATA_BREAKPOINT("intercepted, behind a write that a breakpoint watches"),
        /** As SET, with a breakpoint on the instruction. */
        SET_BREAKPOINT("intercepted, with a breakpoint on the instruction"),
        /** The only bit that is clear; the guest handles the exception. */
        CLEAR("the only exception that is not intercepted, handled by the guest"),
        /** The only bit that is clear, and the guest has no gate: the delivery raises another exception. */
        CLEAR_WITHOUT_GATE("the only exception that is not intercepted, in a guest that cannot deliver it");

        final String words;

        Setting(String words) {
            this.words = words;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean isSet() {
            return ordinal() < CLEAR.ordinal();
        }

        boolean hasBreakpoint() {
            return this == SET_DATA_BREAKPOINT || this == SET_BREAKPOINT;
        }
    }

    static List<ExceptionCase> all() {
        List<ExceptionCase> cases = new ArrayList<>();
        for (GuestException exception : GuestException.values()) {
            for (InterceptMode mode : InterceptMode.values()) {
                for (Setting setting : Setting.values()) {
                    if (exception.exists(mode) && isTried(exception, mode, setting)) {
                        cases.add(new ExceptionCase(exception, mode, setting));
                    }
                }
            }
        }
        return cases;
    }

    /**
     * Breakpoints do not compete with themselves; the double fault that cannot be delivered is the shutdown; and whether EXITINTINFO.EV is
     * set for an exception of real mode, which pushes no error code there, is not stated.
     */
    private static boolean isTried(GuestException exception, InterceptMode mode, Setting setting) {
        boolean isUndelivered = setting == Setting.CLEAR_WITHOUT_GATE;
        return !(exception.isDebug() && setting.hasBreakpoint())
                && !(isUndelivered && exception == GuestException.DF)
                && !(isUndelivered && exception == GuestException.SS && mode == InterceptMode.REAL);
    }

    Draft draft() {
        List<String> lines = new ArrayList<>();
        if (exception == GuestException.MF) {
            lines.addAll(GuestException.pendingError(mode));
        }
        if (setting == Setting.SET_DATA_BREAKPOINT) {
            lines.add(mode.source("mov byte %m, 0x5a"));
        } else if (exception != GuestException.DB_STEP) {
            lines.add("nop");
        }
        lines.add("trial: " + exception.instruction(mode));
        lines.add("behind: nop");
        lines.add("vmmcall"); // ends a guest in which the exception does not come
        String id = "%s/%s/%s/%s".formatted(InterceptCube.AREA, exception.id(), mode.id(), setting.id());
        Draft draft = mode.draft(id, lines.toArray(String[]::new))
                .about(
                        "%s in %s, %s".formatted(exception.words(), mode.words, setting.words),
                        "the intercept of an exception comes too early, too late, or not at all");
        long code = draft.field("CS.base") + draft.field("RIP");
        long trial = draft.guestLabel("trial", code);
        handler(draft);
        exception.prepare(draft, mode, trial);
        breakpoint(draft, trial);
        intercepts(draft);
        host(draft);
        claim(draft, draft.field("RIP") + trial - code, draft.field("RIP") + draft.guestLabel("behind", code) - code);
        return draft;
    }

    private void breakpoint(Draft draft, long trial) {
        if (setting == Setting.SET_DATA_BREAKPOINT) {
            draft.state("dr0", mode.dataPage()).set("DR7", 0x1_0402);
        } else if (setting == Setting.SET_BREAKPOINT) {
            draft.state("dr0", trial).set("DR7", 0x402);
        }
    }

    private void intercepts(Draft draft) {
        long own = 1L << exception.vector;
        long open = exception == GuestException.DF ? own | 1 << GP : own; // the second of the two must not exit either
        long debug = setting.hasBreakpoint() ? 1 << DB : 0;
        draft.set("INTERCEPT_EXCEPTION", setting.isSet() ? own | debug : Guest.ALL_EXCEPTIONS & ~open);
    }

    private void handler(Draft draft) {
        boolean isHandled = setting == Setting.CLEAR;
        if (isHandled || exception == GuestException.NP) {
            GuestSystem system = GuestSystem.install(draft);
            if (isHandled) {
                system.gate(exception.vector, 3, mode.gate());
                if (exception == GuestException.DF) {
                    system.idtLimit((DF + 1) * mode.gateSize() - 1);
                }
                if (mode.isUser) {
                    system.tss();
                }
                draft.code(mode.handler(), mode.handlerBits(), handlerLines());
            }
        }
        if (!isHandled) {
            draft.set("IDTR.limit", 0);
        }
    }

    /** The return address of #DF is undefined, so its handler overwrites it (EXC-18), and flags with it, whose RF is open. */
    private String[] handlerLines() {
        if (exception != GuestException.DF) {
            return new String[] {"vmmcall"};
        }
        return switch (mode.handlerBits()) {
            case 16 -> new String[] {"mov bp, sp", "mov word [bp], 0", "mov word [bp + 4], 0", "done: vmmcall"};
            case 32 -> new String[] {"mov dword [esp + 4], 0", "mov dword [esp + 12], 0", "done: vmmcall"};
            default -> new String[] {"mov qword [rsp + 8], 0", "mov dword [rsp + 0x18], 0", "done: vmmcall"};
        };
    }

    /** The host clears the x87 state from which other vectors start. */
    private void host(Draft draft) {
        if (exception == GuestException.MF) {
            boolean isLoaded = setting == Setting.CLEAR && mode.isUser;
            draft.host(
                    isLoaded
                            ? new String[] {"vmload", "vmrun", "fninit", "jmp end"}
                            : new String[] {"vmrun", "fninit", "jmp end"});
        }
    }

    private void claim(Draft draft, long trial, long behind) {
        switch (setting) {
            case SET -> exits(draft, exception.isTrap() ? behind : trial);
            case SET_DATA_BREAKPOINT, SET_BREAKPOINT ->
                draft.claimField("EVT-50", "EXITCODE", 0x40 + DB)
                        .claimField("EXC-03", "RIP", trial)
                        .claimField("EXC-11", "DR6", STATUS, 1)
                        .unspecified(ExitMasks.PLAIN);
            case CLEAR -> handled(draft, exception.isTrap() || exception.isOnPurpose() ? behind : trial);
            case CLEAR_WITHOUT_GATE -> fails(draft, exception.isTrap() ? behind : trial);
        }
    }

    private void exits(Draft draft, long rip) {
        draft.claimField(exception.rule, "EXITCODE", 0x40 + exception.vector);
        if (exception == GuestException.DF) {
            draft.unspecified(ExitMasks.PLAIN).unspecified("double-fault-return", "event-before-double-fault");
            return;
        }
        draft.claimField("EXC-03", "RIP", rip)
                .claimField("EXC-07", "RSP", draft.field("RSP"))
                .claimField("XII-01", "EXITINTINFO", VALID, 0);
        if (exception.isDebug()) {
            draft.claimField("EXC-11", "DR6", STATUS, exception.status());
        }
        if (exception.errorCode(mode).isEmpty()) {
            draft.unspecified(ExitMasks.PLAIN); // in real mode it is open (EXC-09)
            return;
        }
        draft.claimField("EXC-02", "EXITINFO1", exception.errorCode(mode).getAsInt());
        if (exception == GuestException.PF) {
            draft.claimField("EXC-24", "EXITINFO2", GuestException.pageAddress(mode))
                    .claimField("EXC-24", "CR2", 0)
                    .unspecified(ExitMasks.WITH_BOTH);
        } else {
            draft.unspecified(ExitMasks.WITH_INFO_1);
        }
    }

    private void handled(Draft draft, long rip) {
        draft.unspecified(ExitMasks.PLAIN);
        if (exception == GuestException.DF) {
            long done = draft.guestLabel("done", mode.handler()) - mode.handler();
            draft.claimField("EXC-01", "EXITCODE", 0x81)
                    .claimField("EVT-30", "RIP", mode.gate().offset() + done);
            return;
        }
        mode.claimHandler(draft, event(), rip, exception.setsResumeFlag());
        if (exception.isDebug()) {
            draft.claimField("EVT-02", "DR6", STATUS, exception.status());
        } else if (exception == GuestException.PF) {
            draft.claimField("EVT-15", "CR2", GuestException.pageAddress(mode));
        }
    }

    /** The gate that is missing raises #GP, which makes a double fault with another #GP (EVT-30); both are intercepted if they can be. */
    private void fails(Draft draft, long rip) {
        if (exception.vector == GP) {
            draft.claimField("XII-09", "EXITCODE", 0x40 + DF)
                    .unspecified(ExitMasks.PLAIN)
                    .unspecified("double-fault-return", "event-before-double-fault");
            return;
        }
        long code = exception.errorCode(mode).isPresent()
                ? HAS_CODE | (long) exception.errorCode(mode).getAsInt() << 32
                : 0;
        draft.claimField("XII-21", "EXITCODE", 0x40 + GP)
                .claimField(
                        "XII-01",
                        "EXITINTINFO",
                        code == 0 ? 0xFFFF_FFFFL : -1,
                        VALID | EXCEPTION | exception.vector | code)
                .claimField("XII-14", "RIP", rip)
                .claimField("XII-14", "RSP", draft.field("RSP"))
                .unspecified("exit-information-2", "external-bit", "guest-interrupt-mask")
                .unspecified("instruction-bytes", "resume-flag");
        if (code == 0) {
            draft.unspecified("event-error-code");
        }
        if (mode == InterceptMode.REAL) {
            draft.unspecified("exit-information-1"); // EXC-09
        } else {
            draft.claimField("EVT-41", "EXITINFO1", ~1L, exception.vector * 8L + 2);
        }
    }

    private Event event() {
        return exception.errorCode(mode).isPresent()
                ? Event.exception(exception.vector, exception.errorCode(mode).getAsInt())
                : Event.exception(exception.vector);
    }
}
