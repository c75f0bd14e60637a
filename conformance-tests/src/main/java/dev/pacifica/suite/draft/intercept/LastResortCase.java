package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Shutdown, and the freeze for an x87 error that is reported the old way, of a guest in one setting: intercepted or not, and with what
 * comes first (MISC-08 to MISC-11).
 */
record LastResortCase(InterceptMode mode, Setting setting) {
    private static final int UD = 6;
    private static final int DF = 8;
    private static final int GP = 13;
    private static final long FREEZE = 1 << 30;
    private static final long NUMERIC_ERROR = 1 << 5;
    private static final int FREEZE_EXIT = 0x7E;
    private static final int MF_EXIT = 0x50;
    private static final int DB_EXIT = 0x41;

    enum Setting {
        SHUTDOWN_SET("#UD that cannot be delivered, only SHUTDOWN intercepted", 0),
        SHUTDOWN_CLEAR("#UD that cannot be delivered, nothing intercepted", 0),
        SHUTDOWN_SET_DOUBLE_FAULT("#UD that cannot be delivered, #DF and SHUTDOWN intercepted", 1 << DF),
        SHUTDOWN_SET_SECOND("#UD that cannot be delivered, #GP, #DF and SHUTDOWN intercepted", 1 << GP | 1 << DF),
        SHUTDOWN_SET_FIRST(
                "#UD that cannot be delivered, #UD, #GP, #DF and SHUTDOWN intercepted", 1 << UD | 1 << GP | 1 << DF),
        FERR_FREEZE_SET("an x87 error with CR0.NE clear, FERR_FREEZE intercepted and SHUTDOWN not", 0),
        FERR_FREEZE_SET_NUMERIC_ERROR("an x87 error with CR0.NE set, FERR_FREEZE intercepted", Guest.ALL_EXCEPTIONS),
        FERR_FREEZE_CLEAR_NUMERIC_ERROR(
                "an x87 error with CR0.NE set, FERR_FREEZE not intercepted", Guest.ALL_EXCEPTIONS),
        FERR_FREEZE_SET_BREAKPOINT("an x87 error with CR0.NE clear at a breakpoint, FERR_FREEZE intercepted", 2);

        final String words;
        final long exceptions;

        Setting(String words, long exceptions) {
            this.words = words;
            this.exceptions = exceptions;
        }

        boolean isShutdown() {
            return ordinal() < FERR_FREEZE_SET.ordinal();
        }

        boolean isSet() {
            return name().contains("_SET");
        }

        /** The form and the setting. */
        String id(InterceptMode mode) {
            String form = isShutdown() ? "shutdown" : "ferr-freeze";
            return form + "/" + mode.id()
                    + name().toLowerCase(Locale.ROOT).replace('_', '-').replace(form + "-", "/");
        }
    }

    static List<LastResortCase> all() {
        List<LastResortCase> cases = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            for (InterceptMode mode : InterceptMode.values()) {
                cases.add(new LastResortCase(mode, setting));
            }
        }
        return cases;
    }

    Draft draft() {
        List<String> lines = new ArrayList<>(setting.isShutdown() ? List.of("nop") : GuestException.pendingError(mode));
        lines.add("trial: " + (setting.isShutdown() ? "ud2" : "wait"));
        lines.add("vmmcall"); // ends a guest that goes on
        Draft draft = mode.draft(InterceptCube.AREA + "/" + setting.id(mode), lines.toArray(String[]::new))
                .about(
                        setting.words + ", in " + mode.words,
                        "the intercept comes too early, too late, or not at all, or another bit than its own decides")
                .set("INTERCEPT_EXCEPTION", setting.exceptions)
                .set("IDTR.limit", 0);
        long code = draft.field("CS.base") + draft.field("RIP");
        long trial = draft.guestLabel("trial", code);
        if (setting.isShutdown()) {
            shutdown(draft);
        } else {
            freeze(draft, trial);
        }
        if (setting != Setting.SHUTDOWN_CLEAR && !isOpen()) {
            draft.claimField("EXC-03", "RIP", trial - draft.field("CS.base"));
        }
        return draft;
    }

    /** Whether rIP is left open. */
    private boolean isOpen() {
        return setting == Setting.SHUTDOWN_SET || setting == Setting.SHUTDOWN_SET_DOUBLE_FAULT || !setting.isShutdown();
    }

    private void shutdown(Draft draft) {
        if (setting == Setting.SHUTDOWN_CLEAR) {
            draft.set("INTERCEPT_3", 0).claimEnds("MISC-11", Ended.SHUTDOWN);
            return;
        }
        switch (setting) {
            case SHUTDOWN_SET ->
                draft.claimField("MISC-10", "EXITCODE", 0x7F)
                        .unspecified(ExitMasks.PLAIN)
                        .unspecified("after-shutdown", "event-before-shutdown");
            case SHUTDOWN_SET_DOUBLE_FAULT ->
                draft.claimField("XII-20", "EXITCODE", 0x40 + DF)
                        .unspecified(ExitMasks.PLAIN)
                        .unspecified("double-fault-return", "event-before-double-fault");
            case SHUTDOWN_SET_SECOND -> {
                draft.claimField("XII-20", "EXITCODE", 0x40 + GP)
                        .claimField("XII-20", "EXITINTINFO", 0xFFFF_FFFFL, 0x8000_0306L)
                        .unspecified(ExitMasks.DURING_DELIVERY);
                if (mode == InterceptMode.REAL) {
                    draft.unspecified("exit-information-1"); // EXC-09
                }
            }
            default ->
                draft.claimField("XII-20", "EXITCODE", 0x40 + UD)
                        .claimField("XII-20", "EXITINTINFO", 1L << 31, 0)
                        .unspecified(ExitMasks.PLAIN);
        }
    }

    private void freeze(Draft draft, long trial) {
        GuestException.controlWord(draft, mode);
        draft.host("vmrun", "fninit", "jmp end"); // other vectors start from the initial x87 state
        boolean isNative = setting.name().endsWith("NUMERIC_ERROR");
        if (!isNative) {
            draft.clearBits("CR0", NUMERIC_ERROR);
        }
        draft.set("INTERCEPT_3", setting.isSet() ? FREEZE : 0).unspecified(ExitMasks.PLAIN);
        long rip = trial - draft.field("CS.base");
        if (setting == Setting.FERR_FREEZE_SET_BREAKPOINT) {
            draft.state("dr0", trial)
                    .set("DR7", 0x402)
                    .claimField("EVT-50", "EXITCODE", DB_EXIT)
                    .claimField("EVT-50", "RIP", rip);
        } else {
            draft.claimField("MISC-08", "EXITCODE", isNative ? MF_EXIT : FREEZE_EXIT)
                    .claimField(isNative ? "EXC-03" : "MISC-09", "RIP", rip);
        }
    }
}
