package dev.pacifica.suite.draft.task;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/** Task switches that succeed: what is saved, what is loaded, and what becomes of links and busy bits. */
public final class TaskSwitchDrafts {
    private static final long NT = 1 << 14;
    private static final long BUSY = 1L << 41;
    private static final long ACCESS = 0xFFL << 40;

    private final List<Draft> drafts = new ArrayList<>();

    private TaskSwitchDrafts() {}

    public static List<Draft> all() {
        TaskSwitchDrafts tasks = new TaskSwitchDrafts();
        for (TaskInitiator how : TaskInitiator.values()) {
            tasks.switching(how);
        }
        tasks.flags();
        tasks.sixteenBits();
        tasks.privilege();
        tasks.virtual8086();
        tasks.debugTrap();
        tasks.thereAndBack();
        return tasks.drafts;
    }

    private Draft add(Draft draft) {
        drafts.add(draft);
        return draft.unspecified(ExitMasks.PLAIN);
    }

    private void switching(TaskInitiator how) {
        Draft draft = add(how.draft(how.id, Guest.protected32(), new TaskTables()))
                .about(
                        how.words + ", to a 32-bit task",
                        "the old task is not saved where its TSS has it, the new one not loaded in full, or busy bits and links are wrong")
                .set("DR7", 0x7FF);
        boolean isPushed = how == TaskInitiator.FAULT_WITH_CODE;
        long stack = TaskTables.NEW_STACK - (isPushed ? 4 : 0);
        claimNew(draft, how.nests() ? NT | 2 : 2).claimField("SEGM-93", "RSP", stack);
        if (isPushed) {
            draft.claim("EVT-68", Subject.memory(stack), 0xFFFF_FFFFL, TaskTables.SPARE);
        }
        if (how == TaskInitiator.INTERRUPT) {
            draft.claimField("EXIT-13", "EVENTINJ", 1L << 31, 0)
                    .claimField("INJ-29", "TR.selector", TaskTables.NEW_TASK)
                    .unspecified("event-injection-consumed");
        }
        claimOld(draft, how);
        claimLinks(draft, how);
    }

    private static Draft claimNew(Draft draft, long rflags) {
        draft.claimField("SEGM-93", "EXITCODE", Attempt.VMMCALL)
                .claimField("SEGM-93", "RIP", TaskTables.NEW_CODE)
                .claimField("SEGM-93", "RFLAGS", ~Guest.RESUME_FLAG, rflags)
                .claimField("SEGM-93", "CR0", 0x3B) // TS
                .claimField("SEGM-93", "DR7", 0x6AA)
                .claimField("SEGM-93", "RAX", TaskTables.NEW_REGISTER);
        String[] registers = {"rcx", "rdx", "rbx", "", "rbp", "rsi", "rdi"};
        for (int n = 0; n < registers.length; n++) {
            if (!registers[n].isEmpty()) {
                draft.claim("SEGM-93", registers[n], TaskTables.NEW_REGISTER + 1 + n);
            }
        }
        return draft.claimField("SEGM-93", "CS.selector", Fixture.CODE32_SELECTOR)
                .claimField("SEGM-93", "SS.selector", Fixture.DATA_SELECTOR)
                .claimField("SEGM-93", "TR.selector", TaskTables.NEW_TASK)
                .claimField("SEGM-93", "TR.base", TaskTables.NEW)
                .claimField("SEGM-93", "TR.limit", 0x67);
    }

    private static void claimOld(Draft draft, TaskInitiator how) {
        long flags = how.savedFlags(draft.field("RFLAGS"));
        memory(draft, "SEGM-93", TaskTables.OLD + 0x20, -1, how.savedRip(draft) | flags << 32);
        memory(draft, "SEGM-93", TaskTables.OLD + 0x28, -1, 0x0D0D_0001_0D0D_0000L);
        memory(draft, "SEGM-93", TaskTables.OLD + 0x30, -1, 0x0D0D_0003_0D0D_0002L);
        memory(draft, "SEGM-93", TaskTables.OLD + 0x38, -1, 0x0D0D_0005L << 32 | draft.field("RSP"));
        memory(draft, "SEGM-93", TaskTables.OLD + 0x40, -1, 0x0D0D_0007_0D0D_0006L);
        long data = Fixture.DATA_SELECTOR;
        memory(draft, "SEGM-93", TaskTables.OLD + 0x48, 0xFFFF_0000_FFFFL, (long) Fixture.CODE32_SELECTOR << 32 | data);
        memory(draft, "SEGM-93", TaskTables.OLD + 0x50, 0xFFFF_0000_FFFFL, data << 32 | data);
        memory(draft, "SEGM-93", TaskTables.OLD + 0x58, 0xFFFF_0000_FFFFL, data << 32 | data);
    }

    private static void claimLinks(Draft draft, TaskInitiator how) {
        long old = TaskTables.encoded(TaskTables.BUSY_TSS, TaskTables.OLD, 0x67);
        long task = TaskTables.encoded(TaskTables.BUSY_TSS, TaskTables.NEW, 0x67);
        memory(draft, "SEGM-14", TaskTables.GDT + TaskTables.NEW_TASK, ACCESS, task & ACCESS);
        memory(
                draft,
                "SEGM-93",
                TaskTables.GDT + TaskTables.OLD_TASK,
                ACCESS,
                (how.nests() ? old : old & ~BUSY) & ACCESS);
        memory(draft, "SEGM-93", TaskTables.NEW, 0xFFFF, how.nests() ? TaskTables.OLD_TASK : 0);
    }

    static Draft memory(Draft draft, String rule, long at, long mask, long value) {
        return draft.claim(rule, Subject.memory(at), mask, value);
    }

    private void flags() {
        TaskTables all = new TaskTables().doubleword(TaskTables.NEW + 0x24, 0xFFFD_7CFFL); // no VM, TF, IF
        add(TaskInitiator.JUMP.draft("flags-of-the-new-task", Guest.protected32(), all))
                .about(
                        "far JMP to a task whose EFLAGS image has every bit set but VM, TF and IF",
                        "reserved bits of the image are loaded, or bits that a task may have are lost")
                .claimField("CR-60", "RFLAGS", ~0x1_0000L, 0x3C_7CD7L);
        TaskTables nested = new TaskTables().doubleword(TaskTables.NEW + 0x24, NT | 2);
        add(TaskInitiator.JUMP.draft("jmp-to-a-nested-task", Guest.protected32(), nested))
                .about("far JMP to a task whose image has NT set", "JMP clears NT, or writes a link")
                .claimField("SEGM-93", "RFLAGS", ~Guest.RESUME_FLAG, NT | 2);
        TaskTables again = new TaskTables().doubleword(TaskTables.NEW + 0x24, NT | 2);
        add(TaskInitiator.RETURN.draft("iret-to-a-nested-task", Guest.protected32(), again))
                .about("IRET to a task whose image has NT set", "NT of the image is lost: it belongs to the task")
                .claimField("SEGM-95", "RFLAGS", ~Guest.RESUME_FLAG, NT | 2);
    }

    private void sixteenBits() {
        String[] settle = {
            "movzx eax, ax",
            "movzx ecx, cx",
            "movzx edx, dx",
            "movzx ebx, bx",
            "movzx esp, sp",
            "movzx ebp, bp",
            "movzx esi, si",
            "movzx edi, di",
            "vmmcall"
        };
        Draft to = add(TaskInitiator.JUMP.draft(
                        "jmp-to-a-16-bit-tss", Guest.protected32(), new TaskTables(), "jmp 0x68:0"))
                .about("far JMP to a 16-bit TSS", "the layout of the 16-bit TSS is not followed")
                .code(TaskTables.NEW_CODE_16, 16, settle)
                .claimField("SEGM-97", "EXITCODE", Attempt.VMMCALL)
                .claimField("SEGM-97", "CS.selector", TaskTables.CODE16)
                .claimField("SEGM-97", "CS.base", Draft.GUEST)
                .claimField("SEGM-97", "SS.selector", TaskTables.DATA16)
                .claimField("SEGM-97", "DS.selector", TaskTables.DATA16)
                .claimField("SEGM-97", "ES.selector", TaskTables.DATA16)
                .claimField("SEGM-97", "TR.selector", TaskTables.NEW_TASK_16)
                .claimField("SEGM-97", "RSP", 0x800)
                .unspecified("task-without-fs-and-gs")
                .claimField("SEGM-97", "RAX", 0);
        String[] registers = {"rcx", "rdx", "rbx", "", "rbp", "rsi", "rdi"};
        for (int n = 0; n < registers.length; n++) {
            if (!registers[n].isEmpty()) {
                to.claim("SEGM-97", registers[n], n + 1);
            }
        }
        memory(to, "SEGM-93", TaskTables.OLD + 0x20, 0xFFFF_FFFFL, to.guestLabel("done"));

        Draft from = add(TaskInitiator.JUMP.draft(
                        "jmp-from-a-16-bit-tss",
                        Guest.protected32(),
                        new TaskTables().descriptor(TaskTables.OLD_TASK, 0x083, TaskTables.OLD, 0x2B)))
                .about(
                        "far JMP from a task with a 16-bit TSS to one with a 32-bit TSS",
                        "the old task is saved in the layout of the new one, or beyond its TSS")
                .set("TR.attributes", 0x083)
                .set("TR.limit", 0x2B);
        long eip = from.guestLabel("done") & 0xFFFF;
        memory(from, "SEGM-97", TaskTables.OLD + 0x0E, -1, eip | 2L << 16 | 1L << 48);
        memory(
                from,
                "SEGM-97",
                TaskTables.OLD + 0x16,
                -1,
                0x0003_0002L | (from.field("RSP") & 0xFFFF) << 32 | 5L << 48);
        memory(from, "SEGM-97", TaskTables.OLD + 0x22, -1, 0x0010_0010_0018_0010L);
        memory(from, "SEGM-97", TaskTables.OLD + 0x2A, -1, 0);
        from.claimField("SEGM-97", "EXITCODE", Attempt.VMMCALL).claimField("SEGM-97", "RIP", TaskTables.NEW_CODE);
    }

    private void privilege() {
        add(TaskInitiator.JUMP.draft("to-a-user-task", Guest.protected32(), new TaskTables().user()))
                .about("far JMP at CPL 0 to a task at CPL 3", "the new privilege level is not that of the new CS")
                .claimField("SEGM-94", "EXITCODE", Attempt.VMMCALL)
                .claimField("SEGM-94", "CPL", 3)
                .claimField("SEGM-94", "CS.selector", Fixture.USER_CODE32_SELECTOR)
                .claimField("SEGM-94", "SS.selector", Fixture.USER_DATA_SELECTOR);
        add(TaskInitiator.INTN.draft("to-a-supervisor-task", Guest.protected32User(), new TaskTables()))
                .about(
                        "INT 30h at CPL 3 through a task gate of DPL 3 to a task at CPL 0",
                        "the privilege level stays, or the gate is refused")
                .claimField("SEGM-90", "EXITCODE", Attempt.VMMCALL)
                .claimField("SEGM-90", "CPL", 0);
        Draft ldt = add(TaskInitiator.JUMP.draft(
                        "with-an-ldt",
                        Guest.protected32(),
                        new TaskTables()
                                .word(TaskTables.NEW + 0x60, TaskTables.LDT)
                                .selector(4, Fixture.DATA_SELECTOR | 4)))
                .about(
                        "far JMP to a task with an LDT, from which FS is loaded",
                        "LDTR is not loaded, or after the segment registers");
        ldt.claimField("SEGM-93", "EXITCODE", Attempt.VMMCALL)
                .claimField("SEGM-93", "LDTR.selector", TaskTables.LDT)
                .claimField("SEGM-93", "LDTR.base", TaskTables.GDT)
                .claimField("SEGM-93", "FS.selector", Fixture.DATA_SELECTOR | 4);
    }

    private void virtual8086() {
        TaskTables tables = new TaskTables()
                .doubleword(TaskTables.NEW + 0x20, 0x10)
                .doubleword(TaskTables.NEW + 0x24, 0x2_3002)
                .doubleword(TaskTables.NEW + 0x38, 0x800);
        for (int segment = 0; segment < 6; segment++) {
            tables.selector(segment, (int) (Guest.V86_CODE >> 4) + (segment == 1 ? 0 : segment));
        }
        Draft into = add(TaskInitiator.JUMP.draft("to-virtual-8086-mode", Guest.protected32(), tables))
                .about(
                        "far JMP to a task whose EFLAGS image has VM set",
                        "the selectors are taken for those of descriptors, or CPL is not 3")
                .code(Guest.V86_CODE + 0x10, 16, "vmmcall")
                .claimField("SEGM-95", "EXITCODE", Attempt.VMMCALL)
                .claimField("SEGM-95", "CPL", 3)
                .claimField("SEGM-95", "RFLAGS", ~Guest.RESUME_FLAG, 0x2_3002);
        String[] names = {"ES", "CS", "SS", "DS", "FS", "GS"};
        for (int segment = 0; segment < 6; segment++) {
            int selector = (int) (Guest.V86_CODE >> 4) + (segment == 1 ? 0 : segment);
            into.claimField("SEGM-95", names[segment] + ".selector", selector)
                    .claimField("SEGM-95", names[segment] + ".base", (long) selector << 4)
                    .claimField("SEGM-03", names[segment] + ".limit", 0xFFFF)
                    .claimField("SEGM-03", names[segment] + ".attributes", 0xF3);
        }
        Guest v86 = Guest.v86();
        Draft from = new Draft("tasks/from-virtual-8086-mode", Level.EXCEPTION)
                .guest(v86, "nop", "ud2")
                .gpr("rcx", 1)
                .gpr("rdx", 2)
                .gpr("rbx", 3)
                .gpr("rbp", 5)
                .gpr("rsi", 6)
                .gpr("rdi", 7)
                .code(TaskTables.NEW_CODE, 32, "vmmcall")
                .clearBits("INTERCEPT_EXCEPTION", 1 << 6);
        new TaskTables().taskGate(6, 0x85, TaskTables.NEW_TASK).install(from);
        add(from)
                .about(
                        "#UD in virtual-8086 mode through a task gate of DPL 0",
                        "VM is not saved in the old TSS, or the new task runs in virtual-8086 mode")
                .claimField("SEGM-90", "EXITCODE", Attempt.VMMCALL)
                .claimField("SEGM-90", "CPL", 0)
                .claimField("SEGM-93", "RFLAGS", ~Guest.RESUME_FLAG, NT | 2);
        memory(from, "SEGM-93", TaskTables.OLD + 0x20, -1, 1 | 0x3_3002L << 32);
        memory(
                from,
                "SEGM-93",
                TaskTables.OLD + 0x48,
                0xFFFF_0000_FFFFL,
                Guest.V86_CODE >> 4 << 32 | Guest.V86_DATA >> 4);
    }

    private void debugTrap() {
        for (int bit = 0; bit < 2; bit++) {
            TaskTables tables = new TaskTables().word(TaskTables.NEW + 0x64, 1 << bit);
            add(TaskInitiator.JUMP.draft(bit == 0 ? "debug-trap" : "no-debug-trap", Guest.protected32(), tables))
                    .about(
                            "far JMP to a task whose TSS has bit %d at offset 64h set".formatted(bit),
                            "the T bit is not looked at, or the trap comes after the first instruction")
                    .claimField("SEGM-96", "EXITCODE", bit == 0 ? 0x41 : Attempt.VMMCALL)
                    .claimField("SEGM-96", "RIP", TaskTables.NEW_CODE)
                    .claimField("DBG-09", "DR6", bit == 0 ? 0xFFFF_8FF0L : 0xFFFF_0FF0L);
        }
    }

    private void thereAndBack() {
        TaskTables tables = new TaskTables().doubleword(TaskTables.NEW + 0x20, TaskTables.NEW_CODE + 0x10);
        Draft back = add(TaskInitiator.CALL.draft("there-and-back", Guest.protected32(), tables))
                .code(TaskTables.NEW_CODE + 0x10, 32, "iret")
                .about(
                        "far CALL to a task that returns with IRET",
                        "the old task does not find its registers again, or stays busy or nested")
                .claimField("SEGM-93", "EXITCODE", Attempt.VMMCALL)
                .claimField("SEGM-93", "RFLAGS", ~Guest.RESUME_FLAG, 2)
                .claimField("SEGM-93", "RAX", 0x0D0D_0000L)
                .claim("SEGM-93", "rdi", 0x0D0D_0007L)
                .claimField("SEGM-93", "TR.selector", TaskTables.OLD_TASK);
        memory(back, "SEGM-93", TaskTables.GDT + TaskTables.NEW_TASK, BUSY, 0);
        memory(back, "SEGM-93", TaskTables.GDT + TaskTables.OLD_TASK, BUSY, BUSY);
        memory(back, "SEGM-93", TaskTables.NEW + 0x24, 0xFFFF_FFFFL, 2); // NT is not saved by IRET
        memory(back, "SEGM-93", TaskTables.NEW, 0xFFFF, TaskTables.OLD_TASK);
    }
}
