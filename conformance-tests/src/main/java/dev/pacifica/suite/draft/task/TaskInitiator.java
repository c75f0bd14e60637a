package dev.pacifica.suite.draft.task;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.function.Consumer;

/** What starts a task switch (SEGM-90), each as a guest that does it as its second instruction. */
enum TaskInitiator {
    JUMP("jmp-to-a-tss", "far JMP to a TSS", "jmp 0x50:0"),
    JUMP_GATE("jmp-to-a-task-gate", "far JMP to a task gate", "jmp 0x58:0"),
    CALL("call-to-a-tss", "far CALL to a TSS", "call 0x50:0"),
    CALL_GATE("call-to-a-task-gate", "far CALL to a task gate", "call 0x58:0"),
    RETURN("iret", "IRET with NT set", "iret"),
    INTN("int-n", "INT 30h through a task gate", "int 0x30"),
    FAULT("fault", "#UD through a task gate", "ud2"),
    FAULT_WITH_CODE("fault-with-error-code", "#NP through a task gate", "mov fs, [esp - 8]"),
    INTERRUPT("interrupt", "an injected external interrupt through a task gate", "nop");

    static final int VECTOR = 0x30;
    private static final long NT = 1 << 14;
    private static final long RF = 1 << 16;

    final String id;
    final String words;
    private final String instruction;

    TaskInitiator(String id, String words, String instruction) {
        this.id = id;
        this.words = words;
        this.instruction = instruction;
    }

    /** Whether the new task may return to the old one. */
    boolean nests() {
        return this != JUMP && this != JUMP_GATE && this != RETURN;
    }

    boolean isEvent() {
        return ordinal() >= INTN.ordinal();
    }

    /** The vector of the event, or -1. */
    int vector() {
        return switch (this) {
            case INTN, INTERRUPT -> VECTOR;
            case FAULT -> 6;
            case FAULT_WITH_CODE -> 11;
            default -> -1;
        };
    }

    /** EXT of error codes that come up on the way (EVT-40). */
    int ext() {
        return isEvent() && this != INTN ? 1 : 0;
    }

    /** RFLAGS as the old TSS gets them. */
    long savedFlags(long rflags) {
        return switch (this) {
            case RETURN -> rflags & ~NT;
            case FAULT, FAULT_WITH_CODE -> rflags | RF;
            default -> rflags;
        };
    }

    /** Bits 63:32 of EXITINFO2 (MISC-03). */
    long information() {
        return switch (this) {
            case JUMP, JUMP_GATE -> 1L << 38;
            case RETURN -> 1L << 36;
            case FAULT -> 1L << 48;
            case FAULT_WITH_CODE -> 1L << 48 | 1L << 44;
            default -> 0;
        };
    }

    /** EXITINTINFO of an exit on the way (XII-01); 0 if there is no event. */
    long event() {
        return switch (this) {
            case INTN -> 0x8000_0430L;
            case FAULT -> 0x8000_0306L;
            case FAULT_WITH_CODE -> (long) TaskTables.SPARE << 32 | 0x8000_0B0BL;
            case INTERRUPT -> 0x8000_0030L;
            default -> 0;
        };
    }

    /** A guest that does it; the instruction behind is at label {@code done}. */
    Draft draft(String name, Guest guest, TaskTables tables) {
        return draft(name, guest, tables, instruction);
    }

    /** As {@link #draft(String, Guest, TaskTables)}, with another instruction. */
    Draft draft(String name, Guest guest, TaskTables tables, String other) {
        return draft(name, guest, tables, other, unchanged -> {});
    }

    /** A guest that does it with tables of its own. */
    Draft draft(String name, Guest guest, Consumer<TaskTables> changes) {
        return draft(name, guest, new TaskTables(), instruction, changes);
    }

    private Draft draft(String name, Guest guest, TaskTables tables, String other, Consumer<TaskTables> changes) {
        Draft draft = new Draft("tasks/" + name, Level.EXCEPTION)
                .guest(guest, "nop", other, "done: vmmcall")
                .code(TaskTables.NEW_CODE, 32, "vmmcall");
        registers(draft);
        prepare(draft, tables);
        changes.accept(tables);
        return tables.install(draft);
    }

    /** Makes a guest whose program has {@link #instruction()} in it do so, with tables of its own. */
    Draft install(Draft draft, Consumer<TaskTables> changes) {
        TaskTables tables = new TaskTables();
        registers(draft);
        prepare(draft, tables);
        changes.accept(tables);
        return tables.install(draft.code(TaskTables.NEW_CODE, 32, "vmmcall"));
    }

    String instruction() {
        return instruction;
    }

    /** Whether the TSS is named by a gate or a link: JMP and CALL to a TSS name it themselves. */
    boolean isIndirect() {
        return this != JUMP && this != CALL;
    }

    /** Makes the gate or the link name another TSS. */
    void name(TaskTables tables, int selector) {
        switch (this) {
            case JUMP_GATE, CALL_GATE -> tables.gate(TaskTables.TASK_GATE, 0x85, selector);
            case RETURN -> tables.word(TaskTables.OLD, selector);
            case INTN, FAULT, FAULT_WITH_CODE, INTERRUPT -> tables.taskGate(vector(), 0xE5, selector);
            case JUMP, CALL -> throw new IllegalArgumentException(this + " names its TSS in the instruction");
        }
    }

    /** Of 32 bits: what becomes of upper halves outside long mode is open. */
    private static void registers(Draft draft) {
        draft.set("RAX", 0x0D0D_0000L)
                .gpr("rcx", 0x0D0D_0001L)
                .gpr("rdx", 0x0D0D_0002L)
                .gpr("rbx", 0x0D0D_0003L)
                .gpr("rbp", 0x0D0D_0005L)
                .gpr("rsi", 0x0D0D_0006L)
                .gpr("rdi", 0x0D0D_0007L);
    }

    private void prepare(Draft draft, TaskTables tables) {
        switch (this) {
            case RETURN -> {
                draft.setBits("RFLAGS", NT);
                tables.word(TaskTables.OLD, TaskTables.NEW_TASK)
                        .descriptor(TaskTables.NEW_TASK, TaskTables.BUSY_TSS, TaskTables.NEW, 0x67);
            }
            case FAULT_WITH_CODE -> {
                tables.descriptor(TaskTables.SPARE, 0x413, 0, 0xF_FFFF);
                draft.data(Draft.GUEST_STACK + Fixture.PAGE_SIZE - 8, new byte[] {(byte) TaskTables.SPARE, 0, 0, 0});
            }
            case INTERRUPT -> draft.set("EVENTINJ", event());
            default -> {}
        }
        if (isEvent()) {
            tables.taskGate(vector(), 0xE5, TaskTables.NEW_TASK);
        }
        if (this == FAULT || this == FAULT_WITH_CODE) {
            draft.clearBits("INTERCEPT_EXCEPTION", 1L << vector());
        }
    }

    /** The rIP that the old TSS gets. */
    long savedRip(Draft draft) {
        return switch (this) {
            case FAULT, FAULT_WITH_CODE -> Draft.GUEST + 1;
            case INTERRUPT -> Draft.GUEST;
            default -> draft.guestLabel("done");
        };
    }

    /** Where an exit before the switch finds rIP. */
    long exitRip() {
        return this == INTERRUPT ? Draft.GUEST : Draft.GUEST + 1;
    }
}
