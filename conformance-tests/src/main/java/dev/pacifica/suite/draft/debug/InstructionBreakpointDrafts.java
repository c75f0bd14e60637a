package dev.pacifica.suite.draft.debug;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.List;

/** Breakpoints on instructions: which byte they are compared with, what they come before, and RF. */
public final class InstructionBreakpointDrafts {
    private final DebugAttempts attempts = new DebugAttempts();

    private InstructionBreakpointDrafts() {}

    public static List<Draft> all() {
        InstructionBreakpointDrafts breakpoints = new InstructionBreakpointDrafts();
        breakpoints.instructions();
        breakpoints.resumes();
        return breakpoints.attempts.all();
    }

    private void instructions() {
        Draft first = new Draft("debug/instruction-first-in-the-guest", Level.INTERCEPT)
                .about(
                        "VMRUN of a guest with a breakpoint on its first instruction",
                        "the first instruction of a guest escapes breakpoints")
                .guest(Guest.long64(), "nop", "vmmcall");
        attempts.add(first);
        DebugExits.exits(DebugExits.breakpoint(first, Draft.GUEST, 0), "DBG-05", 0, 1);
        Draft data = attempts.draft(
                        "instruction-breakpoint-on-data",
                        Guest.long64(),
                        "a write at the address of an instruction breakpoint",
                        "an instruction breakpoint matches data",
                        "mov [rbx], al")
                .gpr("rbx", DebugAttempts.WATCHED);
        DebugExits.passes(DebugExits.breakpoint(data, DebugAttempts.WATCHED, 0), "DBG-05", 3);
        Draft prefix = attempts.draft(
                "instruction-breakpoint-behind-a-prefix",
                Guest.long64(),
                "an instruction with a prefix and a breakpoint on the byte behind the prefix",
                "the breakpoint is compared with the opcode and not with the first byte",
                "db 0x66, 0x90");
        DebugExits.passes(DebugExits.breakpoint(prefix, Draft.GUEST + 2, 0), "DBG-05", 3);
        Draft branch = attempts.draft(
                "instruction-breakpoint-at-a-branch-target",
                Guest.long64(),
                "a jump to an instruction with a breakpoint",
                "the jump traps, or its target escapes the breakpoint",
                "jmp $+4",
                "nop",
                "nop",
                "nop");
        DebugExits.exits(DebugExits.breakpoint(branch, Draft.GUEST + 5, 0), "DBG-05", 5, 1);
        Draft before = attempts.draft(
                "instruction-breakpoint-before-invalid-opcode",
                Guest.long64(),
                "UD2 with a breakpoint on it",
                "the exception of the instruction comes before its breakpoint",
                "ud2");
        DebugExits.exits(DebugExits.breakpoint(before, Draft.GUEST + 1, 0), "EVT-50", 1, 1);
        Draft intercept = attempts.draft(
                        "instruction-breakpoint-before-intercept",
                        Guest.long64(),
                        "an intercepted CPUID with a breakpoint on it",
                        "the intercept of the instruction comes before its breakpoint",
                        "cpuid")
                .setBits("INTERCEPT_3", Guest.CPUID);
        DebugExits.exits(DebugExits.breakpoint(intercept, Draft.GUEST + 1, 0), "EVT-51", 1, 1);
        Draft shadow = attempts.draft(
                        "instruction-breakpoint-behind-mov-ss",
                        Guest.long64(),
                        "an instruction with a breakpoint behind MOV SS",
                        "a load of SS does not hold the breakpoint",
                        "mov ss, ax",
                        "nop")
                .set("RAX", 0x10);
        DebugExits.passes(DebugExits.breakpoint(shadow, Draft.GUEST + 3, 0), "DBG-05", 4);
        Draft fault = attempts.draft(
                        "no-trap-of-an-instruction-that-faults",
                        Guest.long64(),
                        "MOVSB whose source has a breakpoint and whose destination is not canonical",
                        "the trap is taken although the instruction has not completed",
                        "movsb")
                .gpr("rsi", DebugAttempts.WATCHED)
                .gpr("rdi", 1L << 47);
        DebugExits.breakpoint(fault, DebugAttempts.WATCHED, 3 << 16);
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
            attempts.add(draft);
            DebugExits.breakpoint(draft, Draft.GUEST, 0).setBits("DR7", 1 << 2);
            DebugExits.exits(draft, "DBG-13", flag == 0 ? 0 : 1, flag == 0 ? 1 : 2);
        }
    }
}
