package dev.pacifica.suite.draft.task;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.intercept.CubeSample;
import dev.pacifica.suite.draft.intercept.InterceptCube;
import dev.pacifica.suite.draft.intercept.InterceptMode;
import dev.pacifica.suite.fixture.Fixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The part of the intercept cube that is about task switches: whatever starts one, in every guest mode that has them, intercepted and not,
 * alone and with what comes first; and the far JMP to a TSS that long mode refuses (MISC-01, MISC-02, MISC-06).
 */
public final class TaskCube {
    private static final long TASK_SWITCH = 1 << 29;
    private static final int EXIT = 0x7D;
    private static final int DB = 0x41;
    private static final int TS = 0x4A;
    private static final int GP = 0x4D;
    private static final int VMMCALL = 0x81;
    private static final long VALID = 1L << 31;
    private static final int DPL_3 = 0x60;

    /** One in so many is in the sample; it has no divisor in common with the numbers of initiators and settings. */
    private static final int SPARSE = 11;

    private enum Setting {
        SET("intercepted"),
        /** A breakpoint on the instruction. */
        SET_BREAKPOINT("intercepted, with a breakpoint on the instruction"),
        /** The intercept of the instruction or the exception that starts it. */
        SET_INITIATOR("intercepted, and so is what starts it"),
        /** A limit of the TSS that is too low. */
        SET_SHORT_TASK("intercepted, to a TSS that is too short"),
        CLEAR("not intercepted"),
        CLEAR_SHORT_TASK("not intercepted, to a TSS that is too short");

        private final String words;

        Setting(String words) {
            this.words = words;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private TaskCube() {}

    /** All of it. */
    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        for (TaskInitiator how : TaskInitiator.values()) {
            for (InterceptMode mode : InterceptMode.values()) {
                for (Setting setting : Setting.values()) {
                    if (exists(how, mode) && exists(how, setting)) {
                        drafts.add(draft(how, mode, setting));
                    }
                }
            }
        }
        for (InterceptMode mode : InterceptMode.values()) {
            if (mode.ordinal() >= InterceptMode.COMPATIBILITY.ordinal()) {
                drafts.add(inLongMode(mode, true));
                drafts.add(inLongMode(mode, false));
            }
        }
        return drafts;
    }

    /** The published sample. */
    public static List<Draft> sample() {
        return CubeSample.of(all(), SPARSE);
    }

    /** In virtual-8086 mode far transfers and IRET know no descriptors. */
    private static boolean exists(TaskInitiator how, InterceptMode mode) {
        return switch (mode) {
            case PROTECTED_16, PROTECTED_16_USER, PROTECTED_32, PROTECTED_32_USER -> true;
            case VIRTUAL_8086 -> how.isEvent() && how != TaskInitiator.FAULT_WITH_CODE;
            default -> false;
        };
    }

    private static boolean exists(TaskInitiator how, Setting setting) {
        return switch (setting) {
            case SET_BREAKPOINT -> !how.isEvent() || how == TaskInitiator.INTN;
            case SET_INITIATOR -> exitOfInitiator(how) != 0;
            default -> true;
        };
    }

    /** The exit code of the intercept that comes before that of the task switch; 0 if there is none. */
    private static int exitOfInitiator(TaskInitiator how) {
        return switch (how) {
            case RETURN -> 0x74;
            case INTN -> 0x75;
            case FAULT -> 0x46;
            case FAULT_WITH_CODE -> 0x4B;
            default -> 0;
        };
    }

    private static Draft draft(TaskInitiator how, InterceptMode mode, Setting setting) {
        String id = "%s/task-%s/%s/%s".formatted(InterceptCube.AREA, how.id, mode.id(), setting.id());
        Draft draft = mode.draft(id, "nop", "trial: " + how.instruction(), "vmmcall")
                .about(
                        "%s in %s, the task switch %s".formatted(how.words, mode.words, setting.words),
                        "the intercept of task switches comes too early, too late, or not at all");
        long code = draft.field("CS.base") + draft.field("RIP");
        long trial = draft.guestLabel("trial", code);
        how.install(draft, tables -> tables(tables, how, mode, setting));
        if (setting != Setting.CLEAR && setting != Setting.CLEAR_SHORT_TASK) {
            draft.setBits("INTERCEPT_3", TASK_SWITCH);
        }
        if (setting == Setting.SET_BREAKPOINT) {
            draft.state("dr0", trial).set("DR7", 0x402);
        }
        if (how == TaskInitiator.INTERRUPT) {
            draft.unspecified("event-injection-consumed");
        }
        long rip = how == TaskInitiator.INTERRUPT ? draft.field("RIP") : trial - draft.field("CS.base");
        switch (setting) {
            case SET -> exits(draft, how, rip);
            case SET_BREAKPOINT ->
                draft.claimField("EVT-50", "EXITCODE", DB)
                        .claimField("EVT-50", "RIP", rip)
                        .unspecified(ExitMasks.PLAIN);
            case SET_INITIATOR -> initiator(draft, how, rip);
            case SET_SHORT_TASK, CLEAR_SHORT_TASK -> refused(draft, how, rip);
            case CLEAR ->
                draft.claimField("MISC-01", "EXITCODE", VMMCALL)
                        .claimField("MISC-01", "RIP", TaskTables.NEW_CODE)
                        .claimField("MISC-01", "TR.selector", TaskTables.NEW_TASK)
                        .unspecified(ExitMasks.PLAIN);
        }
        return draft;
    }

    private static void tables(TaskTables tables, TaskInitiator how, InterceptMode mode, Setting setting) {
        int privilege = mode.isUser ? DPL_3 : 0;
        int type = how == TaskInitiator.RETURN ? TaskTables.BUSY_TSS : TaskTables.AVAILABLE_TSS;
        boolean isShort = setting == Setting.SET_SHORT_TASK || setting == Setting.CLEAR_SHORT_TASK;
        tables.descriptor(TaskTables.NEW_TASK, type | privilege, TaskTables.NEW, isShort ? 0x66 : 0x67)
                .gate(TaskTables.TASK_GATE, 0x85 | privilege, TaskTables.NEW_TASK);
        if (how == TaskInitiator.FAULT_WITH_CODE) {
            tables.descriptor(TaskTables.SPARE, 0x413 | privilege, 0, 0xF_FFFF);
        }
    }

    private static void exits(Draft draft, TaskInitiator how, long rip) {
        long code = how == TaskInitiator.FAULT_WITH_CODE ? TaskTables.SPARE : 0;
        long described = 1L << 48 | 1L << 44 | 1L << 38 | 1L << 36 | (code == 0 ? 0 : 0xFFFF_FFFFL);
        // whether RF would be saved as set depends on the event alone: no guest starts with it set
        draft.claimField("MISC-01", "EXITCODE", EXIT)
                .claimField("MISC-03", "EXITINFO1", 0xFFFF, TaskTables.NEW_TASK)
                .claimField("MISC-03", "EXITINFO2", described, how.information() | code)
                .claimField("MISC-04", "EXITINTINFO", VALID, how.event() & VALID)
                .claimField("CODE-15", "RIP", rip)
                .unspecified("guest-interrupt-mask", "instruction-bytes", "resume-flag", "task-switch-reserved");
        if (code == 0) {
            draft.unspecified("task-switch-without-error-code");
        }
        event(draft, how);
    }

    /** What is open in EXITINTINFO. */
    private static void event(Draft draft, TaskInitiator how) {
        if (how != TaskInitiator.FAULT_WITH_CODE) {
            draft.unspecified(how.event() == 0 ? "no-event-in-delivery" : "event-error-code");
        }
    }

    private static void initiator(Draft draft, TaskInitiator how, long rip) {
        int code = exitOfInitiator(how);
        if (code >= 0x60) {
            draft.setBits("INTERCEPT_3", 1L << code % 32);
        } else {
            draft.setBits("INTERCEPT_EXCEPTION", 1L << code % 32);
        }
        draft.claimField("XII-20", "EXITCODE", code)
                .claimField("XII-20", "RIP", rip)
                .claimField("XII-01", "EXITINTINFO", VALID, 0);
        switch (how) {
            case INTN ->
                draft.unspecified(ExitMasks.WITH_INFO_1)
                        .unspecifiedWithout("DecodeAssists", "exit-information-1"); // DA-05
            case FAULT_WITH_CODE ->
                draft.claimField("EXC-02", "EXITINFO1", TaskTables.SPARE).unspecified(ExitMasks.WITH_INFO_1);
            default -> draft.unspecified(ExitMasks.PLAIN);
        }
    }

    private static void refused(Draft draft, TaskInitiator how, long rip) {
        draft.claimField("MISC-02", "EXITCODE", TS)
                .claimField("MISC-02", "RIP", rip)
                .claimField("XII-01", "EXITINTINFO", VALID, how.event() & VALID)
                .unspecified("exit-information-1", "exit-information-2", "guest-interrupt-mask", "instruction-bytes")
                .unspecified("resume-flag");
        event(draft, how);
    }

    private static Draft inLongMode(InterceptMode mode, boolean isIntercepted) {
        String id =
                "%s/task-jmp-to-a-tss/%s/%s".formatted(InterceptCube.AREA, mode.id(), isIntercepted ? "set" : "clear");
        String jump = mode.is64() ? "db 0xff, 0x2b" : "jmp 0x%x:0".formatted(Fixture.TSS_SELECTOR);
        Draft draft = mode.draft(id, "nop", jump, "vmmcall")
                .about(
                        "far JMP to a TSS in %s, task switches %s"
                                .formatted(mode.words, isIntercepted ? "intercepted" : "not intercepted"),
                        "the intercept triggers although there is no task switch")
                .data(Draft.SCRATCH, new byte[] {0, 0, 0, 0, (byte) Fixture.TSS_SELECTOR, 0})
                .setBits("INTERCEPT_3", isIntercepted ? TASK_SWITCH : 0);
        return draft.claimField("MISC-06", "EXITCODE", GP)
                .claimField("MISC-06", "RIP", draft.field("RIP") + 1)
                .claimField("EXC-02", "EXITINFO1", Fixture.TSS_SELECTOR)
                .unspecified(ExitMasks.WITH_INFO_1);
    }
}
