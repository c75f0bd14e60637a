package dev.pacifica.suite.draft;

import dev.pacifica.suite.oracle.DataBreakpoint;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Breakpoints of guests on data, instructions and ports: the access that just matches and the one that just misses. */
final class BreakpointDrafts {
    private static final long WATCHED = Draft.SCRATCH + 0x40;
    private static final String[] STORES = {"mov [rbx], al", "mov [rbx], ax", "mov [rbx], eax", "mov [rbx], rax"};
    private static final int[] STORE_LENGTHS = {2, 3, 2, 3};
    private static final long CR4_DE = 1 << 3;
    /** R/W for ports. */
    private static final long ON_PORT = 2 << 16;

    private final List<Draft> drafts = new ArrayList<>();

    private BreakpointDrafts() {}

    static List<Draft> all() {
        BreakpointDrafts breakpoints = new BreakpointDrafts();
        breakpoints.overlaps();
        breakpoints.kindsOfAccess();
        breakpoints.modes();
        breakpoints.enables();
        breakpoints.status();
        breakpoints.instructions();
        breakpoints.resumes();
        breakpoints.ports();
        breakpoints.withoutGif();
        return breakpoints.drafts;
    }

    private Draft draft(String name, Guest guest, String what, String failure, String... instruction) {
        Draft draft = Attempt.of("debug/" + name, guest, instruction)
                .about(what, failure)
                .touches(Draft.SCRATCH);
        drafts.add(draft);
        return draft;
    }

    /** NOP, the access of this length, and then VMMCALL. */
    private static Draft judged(Draft draft, boolean matches, int length, long conditions) {
        return matches
                ? DebugExits.exits(draft, "DBG-06", 1 + length, conditions)
                : DebugExits.passes(draft, "DBG-06", 1 + length);
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
        DataBreakpoint breakpoint = new DataBreakpoint(WATCHED + low, length, false);
        Draft draft = draft(
                        "write%d-at-%s-of-length%d%s".formatted(size, place, length, bits),
                        Guest.long64(),
                        "a write of %d bytes, %d from the start of a breakpoint on %d bytes"
                                .formatted(size, offset, length),
                        "the range of LEN is not aligned, or the overlap is computed wrongly",
                        STORES[power])
                .gpr("rbx", WATCHED + offset)
                .set("RAX", 0x1122_3344_5566_7788L);
        DebugExits.breakpoint(draft, WATCHED + low, breakpoint.control());
        judged(draft, breakpoint.matches(WATCHED + offset, size, true), STORE_LENGTHS[power], 1);
        draft.claim(
                "DBG-06",
                "memory@0x%x".formatted(WATCHED + offset),
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
        Draft lea = draft(
                "lea",
                Guest.long64(),
                "LEA of an address with a breakpoint on reads and writes",
                "an address that is computed counts as an access",
                "lea rax, [rbx]");
        DebugExits.breakpoint(lea.gpr("rbx", WATCHED), WATCHED, 3 << 16);
        judged(lea, false, 3, 0);
        stack("push", "push rax", 1, -8, 1);
        stack("call", "call $+5", 5, -8, 1);
        stack("pop", "pop rcx", 1, 0, 3);
        stack("ret", "ret", 1, 0, 3);
        twoOperands();
    }

    private void access(String name, boolean onReads, boolean isWrite, String instruction, int length) {
        DataBreakpoint breakpoint = new DataBreakpoint(WATCHED, 1, onReads);
        Draft draft = draft(
                        "%s-with-breakpoint-on-%s".formatted(name, onReads ? "reads-and-writes" : "writes"),
                        Guest.long64(),
                        "%s at a breakpoint on %s".formatted(instruction, onReads ? "reads and writes" : "writes"),
                        "R/W is not looked at, or an access has the wrong direction",
                        instruction)
                .gpr("rbx", WATCHED)
                .gpr("rsi", isWrite ? WATCHED + 0x10 : WATCHED)
                .gpr("rdi", isWrite ? WATCHED : WATCHED + 0x10)
                .set("RAX", 0);
        DebugExits.breakpoint(draft, WATCHED, breakpoint.control());
        judged(draft, breakpoint.matches(WATCHED, 1, isWrite), length, 1);
    }

    private void stack(String name, String instruction, int length, int offset, long kind) {
        long rsp = Draft.GUEST_STACK + 0x800;
        boolean isReturn = instruction.equals("ret");
        Draft draft = draft(
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
        judged(draft, true, length, 1);
    }

    private void twoOperands() {
        Draft both = draft(
                        "movsb-with-two-breakpoints",
                        Guest.long64(),
                        "MOVSB with a breakpoint on its source and one on its destination",
                        "only one of two breakpoints that match is reported",
                        "movsb")
                .gpr("rsi", WATCHED)
                .gpr("rdi", WATCHED + 0x10)
                .state("dr1", WATCHED)
                .state("dr3", WATCHED + 0x10)
                .set("DR7", DebugExits.DR7 | 1 << 2 | 2 << 6 | 3 << 20 | 1 << 28);
        DebugExits.exits(both, "DBG-10", 2, 1 << 1 | 1 << 3);
        Draft repeated = draft(
                        "rep-stosb",
                        Guest.long64(),
                        "REP STOSB with a breakpoint on the last of three bytes",
                        "a breakpoint within a repeated string instruction is missed",
                        "rep stosb")
                .gpr("rdi", WATCHED)
                .gpr("rcx", 3)
                .set("RAX", 0x55);
        DebugExits.breakpoint(repeated, WATCHED + 2, 1 << 16);
        DebugExits.exits(repeated, "DBG-06", 3, 1).claim("DBG-06", "rcx", 0);
    }

    private void modes() {
        mode("compatibility", Guest.compatibility(), "mov [ebx], al", 3, WATCHED, WATCHED);
        mode("protected", Guest.protected32(), "mov [ebx], al", 2, WATCHED, WATCHED);
        mode("real", Guest.real(), "mov [bx], al", 2, 0x40, WATCHED);
        mode("protected-16", Guest.protected16(), "mov [bx], al", 2, 0x40, WATCHED);
        mode("v86", Guest.v86(), "mov [bx], al", 2, 0x40, Guest.V86_DATA + 0x40);
    }

    /** The address in the register is linear: the segment's base counts. */
    private void mode(String name, Guest guest, String instruction, int length, long offset, long linear) {
        int bytes = guest.bits() == 32 ? 2 : length;
        for (int miss = 0; miss < 2; miss++) {
            Draft draft = draft(
                            "write-in-%s-mode%s".formatted(name, miss == 0 ? "" : "-beside-the-breakpoint"),
                            guest,
                            "a write in %s mode, %s"
                                    .formatted(
                                            name,
                                            miss == 0
                                                    ? "with a breakpoint on it"
                                                    : "with a breakpoint on the byte before it"),
                            "the breakpoint is compared with the offset, or not at all in this mode",
                            instruction)
                    .gpr("rbx", offset)
                    .touches(linear & -0x1000);
            DebugExits.breakpoint(draft, linear - miss, 1 << 16);
            judged(draft, miss == 0, bytes, 1);
            Draft code = draft(
                    "instruction-in-%s-mode%s".formatted(name, miss == 0 ? "" : "-beside-the-breakpoint"),
                    guest,
                    "an instruction in %s mode, %s"
                            .formatted(
                                    name,
                                    miss == 0 ? "with a breakpoint on it" : "with a breakpoint on its second byte"),
                    "the breakpoint is compared with rIP, or not at all in this mode",
                    "mov al, 1");
            DebugExits.breakpoint(code, guest.codeAddress() + 1 + miss, 0);
            if (miss == 0) {
                DebugExits.exits(code, "DBG-05", 1, 1);
            } else {
                DebugExits.passes(code, "DBG-05", 3);
            }
        }
    }

    /** Each of the eight enable bits by itself, with the breakpoint in its register, and none. */
    private void enables() {
        for (int bit = 0; bit < 9; bit++) {
            int register = bit / 2 % 4;
            String name = bit == 8 ? "no-enable-bit" : (bit % 2 == 0 ? "l" : "g") + register;
            Draft draft = draft(
                            "enabled-by-" + name,
                            Guest.long64(),
                            "a write at a breakpoint in DR%d with %s".formatted(register, name.replace('-', ' ')),
                            "an enable bit belongs to another register, or LE and GE enable something",
                            "mov [rbx], al")
                    .gpr("rbx", WATCHED)
                    .state("dr" + register, WATCHED)
                    .set("DR7", DebugExits.DR7 | 0x300 | (bit == 8 ? 0 : 1L << bit) | 1L << 16 + 4 * register);
            if (bit == 8) {
                DebugExits.passes(draft, "DBG-03", 3);
            } else {
                DebugExits.exits(draft, "DBG-03", 3, 1L << register);
            }
        }
        Draft ones = draft(
                        "write-ones-to-dr7",
                        Guest.long64(),
                        "MOV to DR7 of ones everywhere but in GD and the upper half",
                        "a reserved bit of DR7 can be set, or a defined one cannot",
                        "mov dr7, rbx")
                .gpr("rbx", 0xFFFF_DFFFL);
        Attempt.passes(ones, "DBG-03").claimField("DBG-03", "DR7", 0xFFFF_07FFL);
        Draft zero = draft(
                        "write-zero-to-dr7",
                        Guest.long64(),
                        "MOV to DR7 of zero",
                        "bit 10 of DR7 can be cleared",
                        "mov dr7, rbx")
                .gpr("rbx", 0)
                .set("DR7", DebugExits.DR7 | 2);
        Attempt.passes(zero, "DBG-03").claimField("DBG-03", "DR7", DebugExits.DR7);
        Draft status = draft(
                        "write-ones-to-dr6",
                        Guest.long64(),
                        "MOV to DR6 of ones in the lower half",
                        "bit 12 of DR6 can be set, or a defined one cannot",
                        "mov dr6, rbx")
                .gpr("rbx", 0xFFFF_FFFFL);
        Attempt.passes(status, "DBG-02").claimField("DBG-02", "DR6", 0xFFFF_EFFFL);
        Draft noStatus = draft(
                        "write-zero-to-dr6",
                        Guest.long64(),
                        "MOV to DR6 of zero but for bit 11",
                        "a bit of DR6 that reads one can be cleared",
                        "mov dr6, rbx")
                .gpr("rbx", 0x800)
                .set("DR6", DebugExits.DR6 | 0xE00F);
        Attempt.passes(noStatus, "DBG-02").claimField("DBG-02", "DR6", DebugExits.DR6);
    }

    private void status() {
        Draft old = draft(
                        "old-bits-of-dr6",
                        Guest.long64(),
                        "a breakpoint while DR6 has all its bits set",
                        "B0 to B3 are only added to, or BD, BS or BT are cleared",
                        "mov [rbx], al")
                .gpr("rbx", WATCHED)
                .set("DR6", DebugExits.DR6 | 0xE00F);
        DebugExits.breakpoint(old, WATCHED, 1 << 16);
        DebugExits.exits(old, "DBG-10", 3, 0xE001);
        Draft code = draft(
                        "old-bits-of-dr6-at-an-instruction",
                        Guest.long64(),
                        "an instruction breakpoint while DR6 has all its bits set",
                        "B0 to B3 are only added to, or BD, BS or BT are cleared",
                        "nop")
                .set("DR6", DebugExits.DR6 | 0xE00F);
        DebugExits.breakpoint(code, Draft.GUEST + 1, 0);
        DebugExits.exits(code, "DBG-10", 1, 0xE001);
        Draft detect = draft(
                        "old-bits-of-dr6-at-general-detect",
                        Guest.long64(),
                        "MOV from DR0 with DR7.GD set, while DR6 has B0 to B3 set",
                        "B0 to B3 stay although no breakpoint matched",
                        "mov rbx, dr0")
                .set("DR6", DebugExits.DR6 | 0xF)
                .set("DR7", DebugExits.DR7 | 1 << 13);
        DebugExits.exits(detect, "DBG-10", 1, DebugExits.BD).claimField("DBG-11", "DR7", DebugExits.DR7);
        Draft step = draft(
                        "old-bits-of-dr6-at-a-step",
                        Guest.long64(),
                        "a single step while DR6 has B0 to B3, BD and BT set",
                        "BD or BT is cleared by a #DB",
                        "nop")
                .set("DR6", DebugExits.DR6 | 0xA00F)
                .set("RFLAGS", 2 | DebugExits.TF);
        step.claimField("DBG-10", "EXITCODE", DebugExits.DB)
                .claimField("DBG-10", "DR6", ~0xFL, (DebugExits.DR6 | 0xE000) & ~0xFL)
                .unspecified(ExitDrafts.PLAIN);
        Draft disabled = draft(
                        "a-disabled-register-matches-too",
                        Guest.long64(),
                        "a write at a breakpoint, with a register that is not enabled set up alike",
                        "the enabled register is not reported",
                        "mov [rbx], al")
                .gpr("rbx", WATCHED)
                .state("dr0", WATCHED)
                .state("dr2", WATCHED)
                .set("DR7", DebugExits.DR7 | 1 | 1 << 16 | 1 << 24);
        disabled.claimField("DBG-10", "EXITCODE", DebugExits.DB)
                .claimField("DBG-10", "DR6", ~4L, DebugExits.DR6 | 1)
                .unspecified(ExitDrafts.PLAIN);
        detected("read-dr0", "mov rbx, dr0");
        detected("read-dr6", "mov rbx, dr6");
        detected("read-dr7", "mov rbx, dr7");
        detected("write-dr3", "mov dr3, rbx");
        detected("write-dr6", "mov dr6, rbx");
        detected("write-dr7", "mov dr7, rbx");
        handled();
    }

    private void detected(String name, String instruction) {
        Draft draft = draft(
                        "general-detect-" + name,
                        Guest.long64(),
                        instruction + " at CPL 0 with DR7.GD set",
                        "the access is carried out, or general detect does not cover this register",
                        instruction)
                .gpr("rbx", 0x5A)
                .set("DR7", DebugExits.DR7 | 1 << 13);
        DebugExits.exits(draft, "DBG-04", 1, DebugExits.BD)
                .claim("DBG-04", "rbx", 0x5A)
                .claimField("DBG-11", "DR7", DebugExits.DR7);
    }

    /** The guest's own handler sees what an exit shows. */
    private void handled() {
        Draft detect = draft(
                        "general-detect-handled-by-the-guest",
                        Guest.long64(),
                        "general detect, with a handler of the guest that reads DR6 and DR7",
                        "GD is still set in the handler, or DR6 is written after it has begun",
                        "mov rbx, dr0")
                .set("DR7", DebugExits.DR7 | 1 << 13);
        DebugExits.handled(detect, "mov rsi, dr6", "mov rdi, dr7", "vmmcall")
                .claimField("DBG-11", "EXITCODE", Attempt.VMMCALL)
                .claim("DBG-11", "rsi", DebugExits.DR6 | DebugExits.BD)
                .claim("DBG-04", "rdi", DebugExits.DR7)
                .claim("DBG-04", DebugExits.frame(0), Draft.GUEST + 1)
                .unspecified(ExitDrafts.PLAIN);
        Draft data = draft(
                        "data-breakpoint-handled-by-the-guest",
                        Guest.long64(),
                        "a data breakpoint, with a handler of the guest that reads DR6",
                        "the frame does not return behind the access, or has RF set",
                        "mov [rbx], al")
                .gpr("rbx", WATCHED);
        DebugExits.breakpoint(data, WATCHED, 1 << 16);
        DebugExits.handled(data, "mov rsi, dr6", "vmmcall")
                .claimField("DBG-11", "EXITCODE", Attempt.VMMCALL)
                .claim("DBG-11", "rsi", DebugExits.DR6 | 1)
                .claim("DBG-06", DebugExits.frame(0), Draft.GUEST + 3)
                .claim("EVT-67", DebugExits.frame(2), 2)
                .unspecified(ExitDrafts.PLAIN);
        Draft code = draft(
                        "instruction-breakpoint-handled-by-the-guest",
                        Guest.long64(),
                        "an instruction breakpoint, with a handler of the guest that sets RF in its frame and returns",
                        "RF in the frame is set already, or a return with RF set does not get past the breakpoint",
                        "inc rcx")
                .gpr("rcx", 0)
                .gpr("rsi", 0);
        DebugExits.breakpoint(code, Draft.GUEST + 1, 0);
        DebugExits.handled(code, "inc rsi", "mov rdi, [rsp + 16]", "bts qword [rsp + 16], 16", "iretq");
        Attempt.passes(code, "DBG-05")
                .claim("DBG-05", "rcx", 1)
                .claim("DBG-05", "rsi", 1)
                .claim("EVT-67", "rdi", 2);
    }

    private void instructions() {
        Draft first = new Draft("debug/instruction-first-in-the-guest", Level.INTERCEPT)
                .about(
                        "VMRUN of a guest with a breakpoint on its first instruction",
                        "the first instruction of a guest escapes breakpoints")
                .guest(Guest.long64(), "nop", "vmmcall");
        drafts.add(first);
        DebugExits.exits(DebugExits.breakpoint(first, Draft.GUEST, 0), "DBG-05", 0, 1);
        Draft data = draft(
                        "instruction-breakpoint-on-data",
                        Guest.long64(),
                        "a write at the address of an instruction breakpoint",
                        "an instruction breakpoint matches data",
                        "mov [rbx], al")
                .gpr("rbx", WATCHED);
        DebugExits.passes(DebugExits.breakpoint(data, WATCHED, 0), "DBG-05", 3);
        Draft prefix = draft(
                "instruction-breakpoint-behind-a-prefix",
                Guest.long64(),
                "an instruction with a prefix and a breakpoint on the byte behind the prefix",
                "the breakpoint is compared with the opcode and not with the first byte",
                "db 0x66, 0x90");
        DebugExits.passes(DebugExits.breakpoint(prefix, Draft.GUEST + 2, 0), "DBG-05", 3);
        Draft branch = draft(
                "instruction-breakpoint-at-a-branch-target",
                Guest.long64(),
                "a jump to an instruction with a breakpoint",
                "the jump traps, or its target escapes the breakpoint",
                "jmp $+4",
                "nop",
                "nop",
                "nop");
        DebugExits.exits(DebugExits.breakpoint(branch, Draft.GUEST + 5, 0), "DBG-05", 5, 1);
        Draft before = draft(
                "instruction-breakpoint-before-invalid-opcode",
                Guest.long64(),
                "UD2 with a breakpoint on it",
                "the exception of the instruction comes before its breakpoint",
                "ud2");
        DebugExits.exits(DebugExits.breakpoint(before, Draft.GUEST + 1, 0), "EVT-50", 1, 1);
        Draft intercept = draft(
                        "instruction-breakpoint-before-intercept",
                        Guest.long64(),
                        "an intercepted CPUID with a breakpoint on it",
                        "the intercept of the instruction comes before its breakpoint",
                        "cpuid")
                .setBits("INTERCEPT_3", Guest.CPUID);
        DebugExits.exits(DebugExits.breakpoint(intercept, Draft.GUEST + 1, 0), "EVT-51", 1, 1);
        Draft shadow = draft(
                        "instruction-breakpoint-behind-mov-ss",
                        Guest.long64(),
                        "an instruction with a breakpoint behind MOV SS",
                        "a load of SS does not hold the breakpoint",
                        "mov ss, ax",
                        "nop")
                .set("RAX", 0x10);
        DebugExits.passes(DebugExits.breakpoint(shadow, Draft.GUEST + 3, 0), "DBG-05", 4);
        Draft fault = draft(
                        "no-trap-of-an-instruction-that-faults",
                        Guest.long64(),
                        "MOVSB whose source has a breakpoint and whose destination is not canonical",
                        "the trap is taken although the instruction has not completed",
                        "movsb")
                .gpr("rsi", WATCHED)
                .gpr("rdi", 1L << 47);
        DebugExits.breakpoint(fault, WATCHED, 3 << 16);
        Attempt.faults(fault, "EVT-54", Attempt.GP).claimField("DBG-06", "DR6", DebugExits.DR6);
    }

    private void resumes() {
        for (long flag : new long[] {0, DebugExits.RF}) {
            Draft draft = new Draft("debug/instruction-first-with-rf-" + (flag == 0 ? "clear" : "set"), Level.INTERCEPT)
                    .about(
                            "VMRUN with RFLAGS.RF %s and breakpoints on the first and the second instruction"
                                    .formatted(flag == 0 ? "clear" : "set"),
                            "RF of the guest is lost by VMRUN, or it covers more than one instruction")
                    .guest(Guest.long64(), "nop", "nop", "vmmcall")
                    .set("RFLAGS", 2 | flag)
                    .state("dr1", Draft.GUEST + 1);
            drafts.add(draft);
            DebugExits.breakpoint(draft, Draft.GUEST, 0).setBits("DR7", 1 << 2);
            DebugExits.exits(draft, "DBG-13", flag == 0 ? 0 : 1, flag == 0 ? 1 : 2);
        }
    }

    private void ports() {
        port("byte", "out 0xed, al", 2, 0xED, 0, true);
        port("byte-before", "out 0xed, al", 2, 0xEE, 0, false);
        port("byte-behind", "out 0xed, al", 2, 0xEC, 0, false);
        port("byte-within-four", "out 0xed, al", 2, 0xEC, 3, true);
        port("byte-within-four-unaligned", "out 0xed, al", 2, 0xEF, 3, true);
        port("byte-before-four", "out 0xeb, al", 2, 0xEC, 3, false);
        port("word-into-four", "out 0xeb, ax", 3, 0xEC, 3, true);
        port("word-beside-two", "out 0xeb, ax", 3, 0xEE, 1, false);
        Draft memory = draft(
                        "port-breakpoint-on-memory",
                        Guest.long64(),
                        "a write at an address that an I/O breakpoint names",
                        "an I/O breakpoint matches data",
                        "mov [rbx], al")
                .gpr("rbx", WATCHED)
                .setBits("CR4", CR4_DE);
        DebugExits.passes(DebugExits.breakpoint(memory, WATCHED, ON_PORT), "DBG-07", 3);
        Draft real = draft(
                        "port-in-real-mode",
                        Guest.real(),
                        "OUT to a port with a breakpoint, in real mode",
                        "I/O breakpoints do not work in real mode",
                        "out 0xed, al")
                .setBits("CR4", CR4_DE);
        DebugExits.exits(DebugExits.breakpoint(real, 0xED, ON_PORT), "DBG-07", 3, 1);
    }

    private void port(String name, String text, int length, long port, int len, boolean matches) {
        Draft draft = draft(
                        "port-" + name,
                        Guest.long64(),
                        "%s with an I/O breakpoint on port %X, LEN %d".formatted(text, port, len),
                        "the port is not compared with the aligned range of LEN",
                        text)
                .setBits("CR4", CR4_DE);
        DebugExits.breakpoint(draft, port, ON_PORT | (long) len << 18);
        if (matches) {
            DebugExits.exits(draft, "DBG-07", 1 + length, 1);
        } else {
            DebugExits.passes(draft, "DBG-07", 1 + length);
        }
    }

    /** A guest may clear GIF if CLGI is not intercepted. */
    private void withoutGif() {
        Draft data = draft(
                        "gif-0-data-breakpoint",
                        Guest.long64(),
                        "CLGI, a write at a breakpoint, STGI",
                        "the breakpoint is reported although GIF is 0, or later",
                        "clgi",
                        "mov [rbx], al",
                        "stgi",
                        "nop")
                .gpr("rbx", WATCHED);
        Attempt.passes(DebugExits.breakpoint(data, WATCHED, 1 << 16), "DBG-14")
                .claimField("DBG-14", "DR6", DebugExits.DR6);
        Draft code = draft(
                "gif-0-instruction-breakpoint",
                Guest.long64(),
                "CLGI, an instruction with a breakpoint, STGI",
                "the breakpoint is reported although GIF is 0",
                "clgi",
                "nop",
                "stgi",
                "nop");
        Attempt.passes(DebugExits.breakpoint(code, Draft.GUEST + 4, 0), "DBG-14")
                .claimField("DBG-14", "DR6", DebugExits.DR6);
        Draft step = draft(
                "gif-0-single-step",
                Guest.long64(),
                "CLGI and then POPF that sets TF",
                "single steps are lost while GIF is 0",
                "push 0x102",
                "clgi",
                "popfq",
                "nop",
                "stgi");
        DebugExits.exits(step, "DBG-14", 11, DebugExits.BS);
        Draft after = draft(
                        "gif-1-again-data-breakpoint",
                        Guest.long64(),
                        "CLGI, STGI and then a write at a breakpoint",
                        "breakpoints stay ignored after STGI",
                        "clgi",
                        "stgi",
                        "mov [rbx], al")
                .gpr("rbx", WATCHED);
        DebugExits.exits(DebugExits.breakpoint(after, WATCHED, 1 << 16), "DBG-14", 9, 1);
    }
}
