package dev.pacifica.suite.draft.debug;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.oracle.DataBreakpoint;
import dev.pacifica.suite.vector.Subject;
import java.util.List;
import java.util.TreeSet;

/** Breakpoints on data: the access that just matches and the one that just misses. */
public final class DataBreakpointDrafts {
    private static final String[] STORES = {"mov [rbx], al", "mov [rbx], ax", "mov [rbx], eax", "mov [rbx], rax"};
    private static final int[] STORE_LENGTHS = {2, 3, 2, 3};

    private final DebugAttempts attempts = new DebugAttempts();

    private DataBreakpointDrafts() {}

    public static List<Draft> all() {
        DataBreakpointDrafts breakpoints = new DataBreakpointDrafts();
        breakpoints.overlaps();
        breakpoints.kindsOfAccess();
        return breakpoints.attempts.all();
    }

    /** Every length against every size, at the four places where they just touch or just miss. */
    private void overlaps() {
        for (int length : new int[] {1, 2, 4, 8}) {
            for (int power = 0; power < 4; power++) {
                int size = 1 << power;
                for (int offset : new TreeSet<>(List.of(-size, 1 - size, length - 1, length))) {
                    store(length, 0, power, offset);
                }
            }
        }
        store(4, 3, 0, 0); // the low bits of DR0 do not count
        store(4, 3, 0, 4);
        store(8, 5, 1, -1);
        store(8, 5, 1, -2);
    }

    private void store(int length, int low, int power, int offset) {
        int size = 1 << power;
        String place = offset < 0 ? "minus-" + -offset : "plus-" + offset;
        String bits = low == 0 ? "" : "-low-bits-" + low;
        DataBreakpoint breakpoint = new DataBreakpoint(DebugAttempts.WATCHED + low, length, false);
        Draft draft = attempts.draft(
                        "write%d-at-%s-of-length%d%s".formatted(size, place, length, bits),
                        Guest.long64(),
                        "a write of %d bytes, %d from the start of a breakpoint on %d bytes"
                                .formatted(size, offset, length),
                        "the range of LEN is not aligned, or the overlap is computed wrongly",
                        STORES[power])
                .gpr("rbx", DebugAttempts.WATCHED + offset)
                .set("RAX", 0x1122_3344_5566_7788L);
        DebugExits.breakpoint(draft, DebugAttempts.WATCHED + low, breakpoint.control());
        DebugAttempts.judged(
                draft, breakpoint.matches(DebugAttempts.WATCHED + offset, size, true), STORE_LENGTHS[power], 1);
        draft.claim(
                "DBG-06",
                Subject.memory(DebugAttempts.WATCHED + offset),
                -1L >>> 64 - 8 * size,
                0x1122_3344_5566_7788L & -1L >>> 64 - 8 * size);
    }

    private void kindsOfAccess() {
        for (boolean onReads : new boolean[] {false, true}) {
            access("read", onReads, false, "mov al, [rbx]", 2);
            access("write", onReads, true, "mov [rbx], al", 2);
            access("add", onReads, true, "add [rbx], al", 2);
            access("xchg", onReads, true, "xchg [rbx], al", 2);
            access("compare", onReads, false, "cmp [rbx], al", 2);
            access("lodsb", onReads, false, "lodsb", 1);
            access("stosb", onReads, true, "stosb", 1);
            access("movsb", onReads, true, "movsb", 1);
            access("cmpsb", onReads, false, "cmpsb", 1);
        }
        Draft lea = attempts.draft(
                "lea",
                Guest.long64(),
                "LEA of an address with a breakpoint on reads and writes",
                "an address that is computed counts as an access",
                "lea rax, [rbx]");
        DebugExits.breakpoint(lea.gpr("rbx", DebugAttempts.WATCHED), DebugAttempts.WATCHED, 3 << 16);
        DebugAttempts.judged(lea, false, 3, 0);
        pair("cmpxchg8b", "cmpxchg8b [rbx]", 3, 8);
        pair("cmpxchg16b", "cmpxchg16b [rbx]", 4, 16);
        stack("push", "push rax", 1, -8, 1);
        stack("call", "call $+5", 5, -8, 1);
        stack("pop", "pop rcx", 1, 0, 3);
        stack("ret", "ret", 1, 0, 3);
        twoOperands();
    }

    private void access(String name, boolean onReads, boolean isWrite, String instruction, int length) {
        DataBreakpoint breakpoint = new DataBreakpoint(DebugAttempts.WATCHED, 1, onReads);
        Draft draft = attempts.draft(
                        "%s-with-breakpoint-on-%s".formatted(name, onReads ? "reads-and-writes" : "writes"),
                        Guest.long64(),
                        "%s at a breakpoint on %s".formatted(instruction, onReads ? "reads and writes" : "writes"),
                        "R/W is not looked at, or an access has the wrong direction",
                        instruction)
                .gpr("rbx", DebugAttempts.WATCHED)
                .gpr("rsi", isWrite ? DebugAttempts.WATCHED + 0x10 : DebugAttempts.WATCHED)
                .gpr("rdi", isWrite ? DebugAttempts.WATCHED : DebugAttempts.WATCHED + 0x10)
                .set("RAX", 0);
        DebugExits.breakpoint(draft, DebugAttempts.WATCHED, breakpoint.control());
        DebugAttempts.judged(draft, breakpoint.matches(DebugAttempts.WATCHED, 1, isWrite), length, 1);
    }

    /** A breakpoint on the last byte of the operand, and on the one behind it. */
    private void pair(String name, String instruction, int length, int size) {
        for (int offset = size - 1; offset <= size; offset++) {
            Draft draft = attempts.draft(
                            "%s-with-breakpoint-at-%d".formatted(name, offset),
                            Guest.long64(),
                            "%s with a breakpoint %d bytes behind the start of its operand"
                                    .formatted(instruction, offset),
                            "only a part of the operand counts as accessed",
                            instruction)
                    .gpr("rbx", DebugAttempts.WATCHED);
            DebugExits.breakpoint(draft, DebugAttempts.WATCHED + offset, 1 << 16);
            DebugAttempts.judged(draft, offset < size, length, 1);
        }
    }

    private void stack(String name, String instruction, int length, int offset, long kind) {
        long rsp = Draft.GUEST_STACK + 0x800;
        boolean isReturn = instruction.equals("ret");
        Draft draft = attempts.draft(
                        name + "-with-breakpoint-on-the-stack",
                        Guest.long64(),
                        instruction + " with a breakpoint on the stack",
                        "accesses to the stack do not match breakpoints",
                        instruction)
                .set("RSP", rsp);
        if (isReturn) {
            draft.data(rsp, new byte[] {2, 0x30, 0, 1, 0, 0, 0, 0}); // to the next instruction
        }
        DebugExits.breakpoint(draft, rsp + offset + 4, kind << 16);
        DebugAttempts.judged(draft, true, length, 1);
    }

    private void twoOperands() {
        Draft both = attempts.draft(
                        "movsb-with-two-breakpoints",
                        Guest.long64(),
                        "MOVSB with a breakpoint on its source and one on its destination",
                        "only one of two breakpoints that match is reported",
                        "movsb")
                .gpr("rsi", DebugAttempts.WATCHED)
                .gpr("rdi", DebugAttempts.WATCHED + 0x10)
                .state("dr1", DebugAttempts.WATCHED)
                .state("dr3", DebugAttempts.WATCHED + 0x10)
                .set("DR7", DebugExits.DR7 | 1 << 2 | 2 << 6 | 3 << 20 | 1 << 28);
        DebugExits.exits(both, "DBG-10", 2, 1 << 1 | 1 << 3);
        Draft repeated = attempts.draft(
                        "rep-stosb",
                        Guest.long64(),
                        "REP STOSB with a breakpoint on the last of three bytes",
                        "a breakpoint within a repeated string instruction is missed",
                        "rep stosb")
                .gpr("rdi", DebugAttempts.WATCHED)
                .gpr("rcx", 3)
                .set("RAX", 0x55);
        DebugExits.breakpoint(repeated, DebugAttempts.WATCHED + 2, 1 << 16);
        DebugExits.exits(repeated, "DBG-06", 3, 1).claim("DBG-06", "rcx", 0);
    }
}
