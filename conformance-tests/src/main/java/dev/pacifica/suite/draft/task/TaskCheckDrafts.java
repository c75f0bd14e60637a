package dev.pacifica.suite.draft.task;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Task switches that are refused before anything has changed, each also with the switch intercepted, and those that are intercepted. */
public final class TaskCheckDrafts {
    private static final int TS = 0x4A;
    private static final int NP = 0x4B;
    private static final long TASK_SWITCH = 1 << 29;
    private static final long ONLY_IRET_JUMP_CODE_RF = 1L << 36 | 1L << 38 | 1L << 44 | 1L << 48;
    private static final long HANDLER = Draft.GUEST + 0x300;

    private final List<Draft> drafts = new ArrayList<>();

    private TaskCheckDrafts() {}

    public static List<Draft> all() {
        TaskCheckDrafts checks = new TaskCheckDrafts();
        checks.privilege();
        for (TaskInitiator how : TaskInitiator.values()) {
            checks.incoming(how);
            checks.intercepted(how);
        }
        checks.gates();
        checks.errorCodes();
        checks.otherIntercepts();
        return checks.drafts;
    }

    /** Refused, whether or not the switch is intercepted. */
    private void refused(
            String name,
            TaskInitiator how,
            String rule,
            int exit,
            int error,
            String what,
            Function<String, Draft> make) {
        for (boolean intercepts : new boolean[] {false, true}) {
            Draft draft = make.apply(intercepts ? name + "-before-the-intercept" : name)
                    .about(
                            what + (intercepts ? ", with task switches intercepted" : ""),
                            intercepts
                                    ? "the intercept comes before the checks of the incoming task"
                                    : "the check is missing, its error code is wrong, or something has changed before it");
            if (intercepts) {
                draft.setBits("INTERCEPT_3", TASK_SWITCH)
                        .claimField("SEGM-92", "EXITCODE", exit)
                        .claimField("MISC-02", "EXITCODE", exit);
            }
            refusal(draft, how, rule, exit, error);
        }
    }

    private void refusal(Draft draft, TaskInitiator how, String rule, int exit, int error) {
        drafts.add(draft);
        draft.claimField(rule, "EXITCODE", exit).claimField("EXC-03", "RIP", how.exitRip());
        draft.claimField("SEGM-93", "TR.selector", TaskTables.OLD_TASK);
        if (exit == TS) {
            draft.unspecified("exit-information-1"); // EXC-20
        } else if (how == TaskInitiator.FAULT || how == TaskInitiator.FAULT_WITH_CODE) {
            draft.claimField(rule, "EXITINFO1", ~1L, error).unspecified("external-bit");
        } else {
            draft.claimField(rule, "EXITINFO1", error | how.ext());
        }
        eventOf(draft, how);
        draft.unspecified("exit-information-2", "guest-interrupt-mask", "instruction-bytes", "resume-flag");
    }

    private static void eventOf(Draft draft, TaskInitiator how) {
        if (how.isEvent()) {
            long information = how.event();
            draft.claimField("XII-12", "EXITINTINFO", 0xFFFF_FFFFL, information & 0xFFFF_FFFFL);
            if ((information & 1 << 11) == 0) {
                draft.unspecified("event-error-code");
            }
            if (how == TaskInitiator.INTERRUPT) {
                draft.unspecified("event-injection-consumed");
            }
        } else {
            draft.claimField("XII-12", "EXITINTINFO", 1L << 31, 0).unspecified("no-event-in-delivery");
        }
    }

    private void privilege() {
        for (TaskInitiator how : new TaskInitiator[] {TaskInitiator.JUMP, TaskInitiator.CALL}) {
            String verb = how == TaskInitiator.JUMP ? "jmp" : "call";
            String far = "far " + (how == TaskInitiator.JUMP ? "JMP" : "CALL");
            target(
                    how,
                    verb + "-to-a-tss-with-rpl-3",
                    Guest.protected32(),
                    verb + " 0x53:0",
                    0x89,
                    0x85,
                    0x50,
                    far + " at CPL 0 to a TSS of DPL 0 with RPL 3");
            target(
                    how,
                    verb + "-to-a-tss-of-dpl-3-with-rpl-3",
                    Guest.protected32(),
                    verb + " 0x53:0",
                    0xE9,
                    0x85,
                    0,
                    far + " at CPL 0 to a TSS of DPL 3 with RPL 3");
            target(
                    how,
                    verb + "-to-a-tss-of-dpl-2-at-cpl-3",
                    Guest.protected32User(),
                    verb + " 0x50:0",
                    0xC9,
                    0x85,
                    0x50,
                    far + " at CPL 3 to a TSS of DPL 2");
            target(
                    how,
                    verb + "-to-a-tss-of-dpl-3-at-cpl-3",
                    Guest.protected32User(),
                    verb + " 0x50:0",
                    0xE9,
                    0x85,
                    0,
                    far + " at CPL 3 to a TSS of DPL 3");
            target(
                    how,
                    verb + "-to-a-task-gate-with-rpl-3",
                    Guest.protected32(),
                    verb + " 0x5b:0",
                    0x89,
                    0x85,
                    0x58,
                    far + " at CPL 0 to a task gate of DPL 0 with RPL 3");
            target(
                    how,
                    verb + "-to-a-task-gate-of-dpl-2-at-cpl-3",
                    Guest.protected32User(),
                    verb + " 0x58:0",
                    0xE9,
                    0xC5,
                    0x58,
                    far + " at CPL 3 to a task gate of DPL 2 for a TSS of DPL 3");
            target(
                    how,
                    verb + "-to-a-task-gate-of-dpl-3-at-cpl-3",
                    Guest.protected32User(),
                    verb + " 0x58:0",
                    0x89,
                    0xE5,
                    0,
                    far + " at CPL 3 to a task gate of DPL 3 for a TSS of DPL 0");
        }
        Draft fault = TaskInitiator.FAULT.draft(
                "fault-at-cpl-3-through-a-gate-of-dpl-0",
                Guest.protected32User(),
                tables -> tables.taskGate(6, 0x85, TaskTables.NEW_TASK));
        passes(fault).about("#UD at CPL 3 through a task gate of DPL 0", "the DPL of the gate counts for exceptions");
    }

    /** @param error of the #GP, or 0 if the switch succeeds */
    private void target(
            TaskInitiator how, String name, Guest guest, String text, int tss, int gate, int error, String what) {
        Function<String, Draft> make = id -> how.draft(
                id,
                guest,
                new TaskTables()
                        .descriptor(TaskTables.NEW_TASK, tss, TaskTables.NEW, 0x67)
                        .gate(TaskTables.TASK_GATE, gate, TaskTables.NEW_TASK),
                text);
        if (error != 0) {
            refused(name, how, "SEGM-90", Attempt.GP, error, what, make);
        } else {
            passes(make.apply(name)).about(what, "a switch is refused for lack of privilege that is there");
        }
    }

    private Draft passes(Draft draft) {
        drafts.add(draft);
        return draft.claimField("SEGM-90", "EXITCODE", Attempt.VMMCALL)
                .claimField("SEGM-90", "RIP", TaskTables.NEW_CODE)
                .unspecified(ExitMasks.PLAIN);
    }

    /** SEGM-91, for everything that starts a switch. */
    private void incoming(TaskInitiator how) {
        boolean returns = how == TaskInitiator.RETURN;
        int wrong = returns ? TS : Attempt.GP;
        int right = returns ? TaskTables.BUSY_TSS : TaskTables.AVAILABLE_TSS;
        incoming(
                how,
                returns ? "available" : "busy",
                wrong,
                TaskTables.NEW_TASK,
                tables -> tables.descriptor(TaskTables.NEW_TASK, right ^ 2, TaskTables.NEW, 0x67));
        if (how != TaskInitiator.FAULT_WITH_CODE) { // a #NP while #NP is delivered is a #DF
            incoming(
                    how,
                    "not-present",
                    NP,
                    TaskTables.NEW_TASK,
                    tables -> tables.descriptor(TaskTables.NEW_TASK, right & ~0x80, TaskTables.NEW, 0x67));
        }
        incoming(
                how,
                "too-small",
                TS,
                TaskTables.NEW_TASK,
                tables -> tables.descriptor(TaskTables.NEW_TASK, right, TaskTables.NEW, 0x66));
        if (how.isIndirect()) {
            incoming(
                    how,
                    "in-the-ldt",
                    wrong,
                    TaskTables.NEW_TASK | 4,
                    tables -> how.name(tables, TaskTables.NEW_TASK | 4));
            incoming(how, "beyond-the-gdt", wrong, TaskTables.BEYOND, tables -> how.name(tables, TaskTables.BEYOND));
            incoming(how, "data", wrong, Fixture.DATA_SELECTOR, tables -> how.name(tables, Fixture.DATA_SELECTOR));
            incoming(how, "an-ldt", wrong, TaskTables.LDT, tables -> how.name(tables, TaskTables.LDT));
            incoming(how, "16-bits-too-small", TS, TaskTables.NEW_TASK_16, tables -> {
                how.name(tables, TaskTables.NEW_TASK_16);
                tables.descriptor(TaskTables.NEW_TASK_16, returns ? 0x083 : 0x081, TaskTables.NEW_16, 0x2A);
            });
        }
    }

    private void incoming(TaskInitiator how, String defect, int exit, int selector, Consumer<TaskTables> changes) {
        refused(
                how.id + "-incoming-tss-" + defect,
                how,
                "SEGM-91",
                exit,
                selector,
                how.words + ", incoming TSS: " + defect.replace('-', ' '),
                id -> {
                    Draft draft = how.draft(id, Guest.protected32(), changes);
                    if (defect.equals("in-the-ldt")) {
                        TaskTables.segment(
                                draft.fields(), "LDTR", TaskTables.LDT, 0x082, TaskTables.BEYOND - 1, TaskTables.GDT);
                    }
                    return draft;
                });
    }

    private void gates() {
        for (TaskInitiator how : new TaskInitiator[] {TaskInitiator.JUMP_GATE, TaskInitiator.CALL_GATE}) {
            refused(
                    how.id + "-not-present",
                    how,
                    "SEGM-90",
                    NP,
                    TaskTables.TASK_GATE,
                    how.words + " that is not present",
                    id -> how.draft(
                            id,
                            Guest.protected32(),
                            tables -> tables.gate(TaskTables.TASK_GATE, 0x05, TaskTables.NEW_TASK)));
        }
    }

    /** The error code of #TS, which an exit does not report, as the guest's own handler finds it (EXC-20). */
    private void errorCodes() {
        for (TaskInitiator how : TaskInitiator.values()) {
            if (how == TaskInitiator.FAULT || how == TaskInitiator.FAULT_WITH_CODE) {
                continue; // EVT-40 leaves EXT open there
            }
            int right = how == TaskInitiator.RETURN ? TaskTables.BUSY_TSS : TaskTables.AVAILABLE_TSS;
            Draft draft = how.draft(
                    how.id + "-too-small-tss-handled",
                    Guest.protected32(),
                    tables -> tables.descriptor(TaskTables.NEW_TASK, right, TaskTables.NEW, 0x66)
                            .interruptGate(10, HANDLER));
            drafts.add(draft.about(
                            how.words + ", incoming TSS too small; the guest handles #TS",
                            "the error code of #TS is wrong, or it is raised in the new task")
                    .code(HANDLER, 32, "pop eax", "vmmcall")
                    .clearBits("INTERCEPT_EXCEPTION", 1 << 10)
                    .claimField("SEGM-91", "EXITCODE", Attempt.VMMCALL)
                    .claimField("SEGM-91", "RAX", TaskTables.NEW_TASK | how.ext())
                    .claimField("SEGM-91", "TR.selector", TaskTables.OLD_TASK)
                    .unspecified(ExitMasks.PLAIN));
            if (how == TaskInitiator.INTERRUPT) {
                draft.unspecified("event-injection-consumed");
            }
        }
    }

    private void intercepted(TaskInitiator how) {
        intercept(
                how,
                how.words + ", intercepted",
                how.draft(how.id + "-intercepted", Guest.protected32(), new TaskTables()));
        intercept(
                how,
                how.words + ", intercepted; the new task has no stack",
                how.draft(
                        how.id + "-to-a-task-without-stack-intercepted",
                        Guest.protected32(),
                        new TaskTables().selector(2, 0)));
    }

    private void intercept(TaskInitiator how, String what, Draft draft) {
        drafts.add(draft.about(
                        what, "the exit is missed or comes after a change, or it does not say what starts the switch")
                .setBits("INTERCEPT_3", TASK_SWITCH)
                .claimField("SEGM-92", "EXITCODE", 0x7D)
                .claimField("MISC-01", "EXITCODE", 0x7D)
                .claimField("MISC-02", "CR0", draft.field("CR0")) // before the switch happens, which would set TS
                .claimField("SEGM-92", "TR.selector", TaskTables.OLD_TASK)
                .claimField("MISC-03", "EXITINFO1", 0xFFFF, TaskTables.NEW_TASK)
                .claimField("MISC-03", "EXITINFO2", ONLY_IRET_JUMP_CODE_RF, how.information())
                .claimField("CODE-15", "RIP", how.exitRip())
                .unspecified("guest-interrupt-mask", "instruction-bytes", "resume-flag", "task-switch-reserved"));
        if (how == TaskInitiator.FAULT_WITH_CODE) {
            draft.claimField("MISC-03", "EXITINFO2", 0xFFFF_FFFFL, TaskTables.SPARE);
        } else {
            draft.unspecified("task-switch-without-error-code");
        }
        eventOf(draft, how);
    }

    private void otherIntercepts() {
        Draft draft = TaskInitiator.JUMP.draft("all-other-intercepts", Guest.protected32(), new TaskTables());
        passes(Attempt.interceptAllBut(draft, 0x7D))
                .about(
                        "far JMP to a TSS with everything else intercepted",
                        "the switch exits for a register that it loads")
                .setBits("INTERCEPT_CR_READ", 0xFFFF)
                .setBits("INTERCEPT_CR_WRITE", 0xFFFF)
                .setBits("INTERCEPT_DR_WRITE", 0xFFFF)
                .claimField("MISC-02", "EXITCODE", Attempt.VMMCALL);
    }
}
