package dev.pacifica.suite.draft.task;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What goes wrong after a task switch, in the new task: LDTR and the segment registers (SEGM-94). */
public final class NewTaskDrafts {
    private static final int TS = 0x4A;
    private static final int NP = 0x4B;
    private static final int SS = 0x4C;
    private static final long HANDLER = Draft.GUEST + 0x300;
    private static final int CS_NUMBER = 1;
    private static final int SS_NUMBER = 2;
    private static final String[] NAMES = {"es", "cs", "ss", "ds", "fs", "gs"};

    private final List<Draft> drafts = new ArrayList<>();

    private NewTaskDrafts() {}

    public static List<Draft> all() {
        NewTaskDrafts tasks = new NewTaskDrafts();
        tasks.ldtr();
        tasks.code();
        tasks.stack();
        for (int segment : new int[] {0, 3, 4, 5}) {
            tasks.data(segment);
        }
        tasks.accepted();
        tasks.handled();
        return tasks.drafts;
    }

    private void fails(String name, int exit, int error, Consumer<TaskTables> changes) {
        Draft draft = TaskInitiator.JUMP
                .draft("new-task-" + name, Guest.protected32(), changes)
                .about(
                        "far JMP to a task with " + name.replace('-', ' '),
                        "the defect is not noticed, raises another exception, or is charged to the old task")
                .claimField("SEGM-94", "EXITCODE", exit)
                .claimField("SEGM-94", "RIP", TaskTables.NEW_CODE)
                .claimField("SEGM-94", "TR.selector", TaskTables.NEW_TASK)
                .claimField("SEGM-93", "CR0", 0x3B)
                .unspecified(exit == TS ? ExitMasks.PLAIN : ExitMasks.WITH_INFO_1)
                .unspecified("task-segments-unloaded");
        if (exit != TS) {
            draft.claimField("SEGM-94", "EXITINFO1", error);
        }
        drafts.add(draft);
    }

    private static TaskTables ldt(TaskTables tables, int selector) {
        return tables.word(TaskTables.NEW + 0x60, selector);
    }

    private static TaskTables spare(TaskTables tables, int attributes) {
        return tables.descriptor(TaskTables.SPARE, attributes, 0, 0xF_FFFF);
    }

    private void ldtr() {
        fails("ldtr-in-an-ldt", TS, 0, t -> ldt(t, TaskTables.LDT | 4));
        fails("ldtr-beyond-the-gdt", TS, 0, t -> ldt(t, TaskTables.BEYOND));
        fails("ldtr-of-data", TS, 0, t -> ldt(t, Fixture.DATA_SELECTOR));
        fails(
                "ldtr-not-present",
                TS,
                0,
                t -> ldt(t, TaskTables.LDT).descriptor(TaskTables.LDT, 0x002, TaskTables.GDT, 0x77));
    }

    private void code() {
        fails("cs-null", TS, 0, t -> t.selector(CS_NUMBER, 0));
        fails("cs-beyond-the-gdt", TS, 0, t -> t.selector(CS_NUMBER, TaskTables.BEYOND));
        fails("cs-of-data", TS, 0, t -> t.selector(CS_NUMBER, Fixture.DATA_SELECTOR));
        fails("cs-of-dpl-3-with-rpl-0", TS, 0, t -> t.selector(CS_NUMBER, Fixture.USER_CODE32_SELECTOR & ~3));
        fails("cs-conforming-of-dpl-3-with-rpl-0", TS, 0, t -> spare(t, 0xCFF).selector(CS_NUMBER, TaskTables.SPARE));
        fails("cs-not-present", NP, TaskTables.SPARE, t -> spare(t, 0xC1B).selector(CS_NUMBER, TaskTables.SPARE));
        fails(
                "rip-beyond-cs",
                Attempt.GP,
                0,
                t -> t.descriptor(TaskTables.SPARE, 0x49B, 0, 0xFFFF).selector(CS_NUMBER, TaskTables.SPARE));
    }

    private void stack() {
        fails("ss-null", TS, 0, t -> t.selector(SS_NUMBER, 0));
        fails("ss-beyond-the-gdt", TS, 0, t -> t.selector(SS_NUMBER, TaskTables.BEYOND));
        fails("ss-read-only", TS, 0, t -> spare(t, 0xC91).selector(SS_NUMBER, TaskTables.SPARE));
        fails("ss-of-code", TS, 0, t -> t.selector(SS_NUMBER, Fixture.CODE32_SELECTOR));
        fails("ss-with-rpl-1", TS, 0, t -> t.selector(SS_NUMBER, Fixture.DATA_SELECTOR | 1));
        fails("ss-of-dpl-3", TS, 0, t -> t.selector(SS_NUMBER, Fixture.USER_DATA_SELECTOR & ~3));
        fails("ss-not-present", SS, TaskTables.SPARE, t -> spare(t, 0xC13).selector(SS_NUMBER, TaskTables.SPARE));
    }

    private void data(int segment) {
        String name = NAMES[segment];
        fails(name + "-beyond-the-gdt", TS, 0, t -> t.selector(segment, TaskTables.BEYOND));
        fails(name + "-execute-only", TS, 0, t -> spare(t, 0xC99).selector(segment, TaskTables.SPARE));
        fails(name + "-of-a-tss", TS, 0, t -> t.selector(segment, TaskTables.OLD_TASK));
        fails(name + "-of-dpl-0-with-rpl-3", TS, 0, t -> t.selector(segment, Fixture.DATA_SELECTOR | 3));
        fails(name + "-of-dpl-0-at-cpl-3", TS, 0, t -> t.user().selector(segment, Fixture.DATA_SELECTOR));
        fails(name + "-not-present", NP, TaskTables.SPARE, t -> spare(t, 0xC13).selector(segment, TaskTables.SPARE));
        loads(name + "-readable-code", segment, TaskTables.SPARE, t -> spare(t, 0xC9B));
        loads(name + "-conforming-of-dpl-0-at-cpl-3", segment, TaskTables.SPARE | 3, t -> spare(t.user(), 0xC9F));
        loads(name + "-of-dpl-3-with-rpl-3", segment, Fixture.USER_DATA_SELECTOR, t -> {});
    }

    private void loads(String name, int segment, int selector, Consumer<TaskTables> changes) {
        accepts(name, t -> {
                    changes.accept(t);
                    t.selector(segment, selector);
                })
                .claimField("SEGM-94", NAMES[segment].toUpperCase(Locale.ROOT) + ".selector", selector);
    }

    private Draft accepts(String name, Consumer<TaskTables> changes) {
        Draft draft = TaskInitiator.JUMP
                .draft("new-task-" + name, Guest.protected32(), changes)
                .about("far JMP to a task with " + name.replace('-', ' '), "what the task may have is refused")
                .claimField("SEGM-94", "EXITCODE", Attempt.VMMCALL)
                .claimField("SEGM-94", "RIP", TaskTables.NEW_CODE)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(draft);
        return draft;
    }

    private void accepted() {
        accepts("ldtr-null", t -> ldt(t, 3));
        accepts(
                        "cs-conforming-of-dpl-0-at-cpl-3",
                        t -> spare(t.user(), 0xC9F).selector(CS_NUMBER, TaskTables.SPARE | 3))
                .claimField("SEGM-94", "CPL", 3);
        // NullSelectClearsBase decides what the hidden part is
        accepts("ds-null", t -> t.selector(3, 2))
                .claimField("SEGM-94", "DS.selector", 2)
                .unspecified("task-segments-unloaded");
    }

    /** Error codes of #TS, which exits do not report, as the handler of a task at CPL 3 finds them. */
    private void handled() {
        TaskInitiator[] initiators = {
            TaskInitiator.JUMP, TaskInitiator.CALL, TaskInitiator.RETURN, TaskInitiator.INTN, TaskInitiator.INTERRUPT
        };
        for (TaskInitiator how : initiators) {
            handled(how, "ldtr-of-data", Fixture.DATA_SELECTOR, t -> ldt(t, Fixture.DATA_SELECTOR));
            handled(
                    how,
                    "cs-of-dpl-0-with-rpl-3",
                    Fixture.CODE32_SELECTOR,
                    t -> t.selector(CS_NUMBER, Fixture.CODE32_SELECTOR | 3));
            handled(how, "ss-null", 0, t -> t.selector(SS_NUMBER, 0));
            handled(
                    how,
                    "ss-with-rpl-2",
                    Fixture.USER_DATA_SELECTOR & ~3,
                    t -> t.selector(SS_NUMBER, Fixture.USER_DATA_SELECTOR & ~1));
            handled(how, "ds-of-dpl-0", Fixture.DATA_SELECTOR, t -> t.selector(3, Fixture.DATA_SELECTOR));
            handled(
                    how,
                    "gs-in-no-ldt",
                    Fixture.USER_DATA_SELECTOR & ~3 | 4,
                    t -> t.selector(5, Fixture.USER_DATA_SELECTOR | 4));
        }
    }

    private void handled(TaskInitiator how, String defect, int error, Consumer<TaskTables> changes) {
        Draft draft = how.draft("new-task-" + defect + "-handled-after-" + how.id, Guest.protected32(), t -> {
            changes.accept(t.user());
            t.interruptGate(10, HANDLER);
        });
        drafts.add(draft.about(
                        "%s to a task at CPL 3 with %s, which handles #TS"
                                .formatted(how.words, defect.replace('-', ' ')),
                        "the error code is wrong, or the handler does not run on the stack of the new task")
                .code(HANDLER, 32, "pop eax", "vmmcall")
                .clearBits("INTERCEPT_EXCEPTION", 1 << 10)
                .claimField("SEGM-94", "EXITCODE", Attempt.VMMCALL)
                .claimField("SEGM-94", "RAX", error | how.ext())
                .claimField("SEGM-94", "RSP", TaskTables.NEW_STACK - 20)
                .claimField("SEGM-94", "TR.selector", TaskTables.NEW_TASK)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("task-segments-unloaded"));
        TaskSwitchDrafts.memory(draft, "SEGM-94", TaskTables.NEW_STACK - 20, 0xFFFF_FFFFL, TaskTables.NEW_CODE);
        if (how == TaskInitiator.INTERRUPT) {
            draft.unspecified("event-injection-consumed");
        }
    }
}
