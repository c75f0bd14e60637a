package dev.pacifica.suite.draft.task;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import java.util.ArrayList;
import java.util.List;

/** What the exit of an intercepted task switch holds beside its information, and #TS of a bad task, intercepted. */
public final class TaskExitDrafts {
    private static final long TASK_SWITCH = 1 << 29;
    private static final int EXIT = 0x7D;
    private static final int TS = 0x4A;

    private TaskExitDrafts() {}

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        for (TaskInitiator how : TaskInitiator.values()) {
            drafts.add(exit(how));
        }
        Draft bad = TaskInitiator.RETURN
                .draft(
                        "iret-to-no-task-intercepted",
                        Guest.protected32(),
                        tables -> TaskInitiator.RETURN.name(tables, TaskTables.SPARE))
                .about(
                        "IRET with NT set and a link to no TSS, with #TS intercepted",
                        "the exit code is not that of #TS")
                .claimField("CODE-114", "EXITCODE", TS)
                .claimField("EXC-20", "EXITCODE", TS)
                .claimField("EXC-20", "RIP", Draft.GUEST + 1)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(bad);
        return drafts;
    }

    private static Draft exit(TaskInitiator how) {
        Draft draft = how.draft(how.id + "-exit-fields", Guest.protected32(), new TaskTables())
                .requires("NRIPS")
                .setBits("INTERCEPT_3", TASK_SWITCH)
                .set("NRIP", 0x1234_5678)
                .about(
                        how.words + ", intercepted: nRIP and EXITINTINFO",
                        "nRIP is written, or EXITINTINFO does not tell what caused the switch")
                .claimField("CODE-160", "EXITCODE", EXIT)
                .claimField("CODE-160", "EXITINFO1", 0xFFFF, TaskTables.NEW_TASK)
                .claimField("MISC-04", "NRIP", 0)
                .claimField("MISC-04", "EXITINTINFO", 1L << 31, how.event() & 1L << 31)
                .claimField("CODE-15", "RIP", how.exitRip())
                .unspecified("guest-interrupt-mask", "instruction-bytes", "resume-flag", "task-switch-reserved");
        if (how != TaskInitiator.FAULT_WITH_CODE) {
            draft.unspecified("task-switch-without-error-code");
        }
        if (how == TaskInitiator.INTERRUPT) {
            draft.unspecified("event-injection-consumed");
        }
        if (how != TaskInitiator.FAULT_WITH_CODE) {
            draft.unspecified(how.event() == 0 ? "no-event-in-delivery" : "event-error-code");
        }
        return draft;
    }
}
