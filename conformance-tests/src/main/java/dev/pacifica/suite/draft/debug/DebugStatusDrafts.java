package dev.pacifica.suite.draft.debug;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import java.util.List;

/** DR6 and DR7 as a #DB, a handler and software find and leave them, and general detect. */
public final class DebugStatusDrafts {
    private final DebugAttempts attempts = new DebugAttempts();

    private DebugStatusDrafts() {}

    public static List<Draft> all() {
        DebugStatusDrafts breakpoints = new DebugStatusDrafts();
        breakpoints.registers();
        breakpoints.status();
        return breakpoints.attempts.all();
    }

    /** What the reserved bits of DR6 and DR7 read as. */
    private void registers() {
        Draft ones = attempts.draft(
                        "write-ones-to-dr7",
                        Guest.long64(),
                        "MOV to DR7 of ones everywhere but in GD and the upper half",
                        "a reserved bit of DR7 can be set, or a defined one cannot",
                        "mov dr7, rbx")
                .gpr("rbx", 0xFFFF_DFFFL);
        Attempt.passes(ones, "DBG-03").claimField("DBG-03", "DR7", 0xFFFF_07FFL);
        Draft zero = attempts.draft(
                        "write-zero-to-dr7",
                        Guest.long64(),
                        "MOV to DR7 of zero",
                        "bit 10 of DR7 can be cleared",
                        "mov dr7, rbx")
                .gpr("rbx", 0)
                .set("DR7", DebugExits.DR7 | 2);
        Attempt.passes(zero, "DBG-03").claimField("DBG-03", "DR7", DebugExits.DR7);
        Draft status = attempts.draft(
                        "write-ones-to-dr6",
                        Guest.long64(),
                        "MOV to DR6 of ones in the lower half",
                        "bit 12 of DR6 can be set, or a defined one cannot",
                        "mov dr6, rbx")
                .gpr("rbx", 0xFFFF_FFFFL);
        Attempt.passes(status, "DBG-02").claimField("DBG-02", "DR6", 0xFFFF_EFFFL);
        Draft noStatus = attempts.draft(
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
        Draft old = attempts.draft(
                        "old-bits-of-dr6",
                        Guest.long64(),
                        "a breakpoint while DR6 has all its bits set",
                        "B0 to B3 are only added to, or BD, BS or BT are cleared",
                        "mov [rbx], al")
                .gpr("rbx", DebugAttempts.WATCHED)
                .set("DR6", DebugExits.DR6 | 0xE00F);
        DebugExits.breakpoint(old, DebugAttempts.WATCHED, 1 << 16);
        DebugExits.exits(old, "DBG-10", 3, 0xE001);
        Draft code = attempts.draft(
                        "old-bits-of-dr6-at-an-instruction",
                        Guest.long64(),
                        "an instruction breakpoint while DR6 has all its bits set",
                        "B0 to B3 are only added to, or BD, BS or BT are cleared",
                        "nop")
                .set("DR6", DebugExits.DR6 | 0xE00F);
        DebugExits.breakpoint(code, Draft.GUEST + 1, 0);
        DebugExits.exits(code, "DBG-10", 1, 0xE001);
        Draft detect = attempts.draft(
                        "old-bits-of-dr6-at-general-detect",
                        Guest.long64(),
                        "MOV from DR0 with DR7.GD set, while DR6 has B0 to B3 set",
                        "B0 to B3 stay although no breakpoint matched",
                        "mov rbx, dr0")
                .set("DR6", DebugExits.DR6 | 0xF)
                .set("DR7", DebugExits.DR7 | 1 << 13);
        DebugExits.exits(detect, "DBG-10", 1, DebugExits.BD).claimField("DBG-11", "DR7", DebugExits.DR7);
        Draft step = attempts.draft(
                        "old-bits-of-dr6-at-a-step",
                        Guest.long64(),
                        "a single step while DR6 has B0 to B3, BD and BT set",
                        "BD or BT is cleared by a #DB",
                        "nop")
                .set("DR6", DebugExits.DR6 | 0xA00F)
                .set("RFLAGS", 2 | DebugExits.TF);
        step.claimField("DBG-10", "EXITCODE", DebugExits.DB)
                .claimField("DBG-10", "DR6", ~0xFL, (DebugExits.DR6 | 0xE000) & ~0xFL)
                .unspecified(ExitMasks.PLAIN);
        Draft disabled = attempts.draft(
                        "a-disabled-register-matches-too",
                        Guest.long64(),
                        "a write at a breakpoint, with a register that is not enabled set up alike",
                        "the enabled register is not reported",
                        "mov [rbx], al")
                .gpr("rbx", DebugAttempts.WATCHED)
                .state("dr0", DebugAttempts.WATCHED)
                .state("dr2", DebugAttempts.WATCHED)
                .set("DR7", DebugExits.DR7 | 1 | 1 << 16 | 1 << 24);
        disabled.claimField("DBG-10", "EXITCODE", DebugExits.DB)
                .claimField("DBG-10", "DR6", ~4L, DebugExits.DR6 | 1)
                .unspecified(ExitMasks.PLAIN);
        detected("read-dr0", "mov rbx, dr0");
        detected("read-dr6", "mov rbx, dr6");
        detected("read-dr7", "mov rbx, dr7");
        detected("write-dr3", "mov dr3, rbx");
        detected("write-dr6", "mov dr6, rbx");
        detected("write-dr7", "mov dr7, rbx");
        handled();
    }

    private void detected(String name, String instruction) {
        Draft draft = attempts.draft(
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
        Draft detect = attempts.draft(
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
                .unspecified(ExitMasks.PLAIN);
        Draft data = attempts.draft(
                        "data-breakpoint-handled-by-the-guest",
                        Guest.long64(),
                        "a data breakpoint, with a handler of the guest that reads DR6",
                        "the frame does not return behind the access, or has RF set",
                        "mov [rbx], al")
                .gpr("rbx", DebugAttempts.WATCHED);
        DebugExits.breakpoint(data, DebugAttempts.WATCHED, 1 << 16);
        DebugExits.handled(data, "mov rsi, dr6", "vmmcall")
                .claimField("DBG-11", "EXITCODE", Attempt.VMMCALL)
                .claim("DBG-11", "rsi", DebugExits.DR6 | 1)
                .claim("DBG-06", DebugExits.frame(0), Draft.GUEST + 3)
                .claim("EVT-67", DebugExits.frame(2), 2)
                .unspecified(ExitMasks.PLAIN);
        Draft code = attempts.draft(
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
}
