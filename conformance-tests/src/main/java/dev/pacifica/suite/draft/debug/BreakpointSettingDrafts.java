package dev.pacifica.suite.draft.debug;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.List;

/** Breakpoints in every mode, with every enable bit, and while GIF is 0. */
public final class BreakpointSettingDrafts {
    private final DebugAttempts attempts = new DebugAttempts();

    private BreakpointSettingDrafts() {}

    public static List<Draft> all() {
        BreakpointSettingDrafts breakpoints = new BreakpointSettingDrafts();
        breakpoints.modes();
        breakpoints.enables();
        breakpoints.withoutGif();
        return breakpoints.attempts.all();
    }

    private void modes() {
        mode("compatibility", Guest.compatibility(), "mov [ebx], al", 3, DebugAttempts.WATCHED, DebugAttempts.WATCHED);
        mode("protected", Guest.protected32(), "mov [ebx], al", 2, DebugAttempts.WATCHED, DebugAttempts.WATCHED);
        mode("real", Guest.real(), "mov [bx], al", 2, 0x40, DebugAttempts.WATCHED);
        mode("protected-16", Guest.protected16(), "mov [bx], al", 2, 0x40, DebugAttempts.WATCHED);
        mode("v86", Guest.v86(), "mov [bx], al", 2, 0x40, Guest.V86_DATA + 0x40);
    }

    /** The address in the register is linear: the segment's base counts. */
    private void mode(String name, Guest guest, String instruction, int length, long offset, long linear) {
        int bytes = guest.bits() == 32 ? 2 : length;
        for (int miss = 0; miss < 2; miss++) {
            Draft draft = attempts.draft(
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
            DebugAttempts.judged(draft, miss == 0, bytes, 1);
            Draft code = attempts.draft(
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
            Draft draft = attempts.draft(
                            "enabled-by-" + name,
                            Guest.long64(),
                            "a write at a breakpoint in DR%d with %s".formatted(register, name.replace('-', ' ')),
                            "an enable bit belongs to another register, or LE and GE enable something",
                            "mov [rbx], al")
                    .gpr("rbx", DebugAttempts.WATCHED)
                    .state("dr" + register, DebugAttempts.WATCHED)
                    .set("DR7", DebugExits.DR7 | 0x300 | (bit == 8 ? 0 : 1L << bit) | 1L << 16 + 4 * register);
            if (bit == 8) {
                DebugExits.passes(draft, "DBG-03", 3);
            } else {
                DebugExits.exits(draft, "DBG-03", 3, 1L << register);
            }
        }
    }

    /** A guest may clear GIF if CLGI is not intercepted. */
    private void withoutGif() {
        Draft data = attempts.draft(
                        "gif-0-data-breakpoint",
                        Guest.long64(),
                        "CLGI, a write at a breakpoint, STGI",
                        "the breakpoint is reported although GIF is 0, or later",
                        "clgi",
                        "mov [rbx], al",
                        "stgi",
                        "nop")
                .gpr("rbx", DebugAttempts.WATCHED);
        Attempt.passes(DebugExits.breakpoint(data, DebugAttempts.WATCHED, 1 << 16), "DBG-14")
                .claimField("DBG-14", "DR6", DebugExits.DR6);
        Draft code = attempts.draft(
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
        Draft step = attempts.draft(
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
        Draft after = attempts.draft(
                        "gif-1-again-data-breakpoint",
                        Guest.long64(),
                        "CLGI, STGI and then a write at a breakpoint",
                        "breakpoints stay ignored after STGI",
                        "clgi",
                        "stgi",
                        "mov [rbx], al")
                .gpr("rbx", DebugAttempts.WATCHED);
        DebugExits.exits(DebugExits.breakpoint(after, DebugAttempts.WATCHED, 1 << 16), "DBG-14", 9, 1);
    }
}
