package dev.pacifica.suite.draft.debug;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import java.util.ArrayList;
import java.util.List;

/** The MSRs DebugCtl and those of the last branch, as a guest writes them. The guests leave DebugCtl zero, as they found it. */
public final class DebugControlDrafts {
    private static final long DEBUG_CTL = 0x1D9;

    private final List<Draft> drafts = new ArrayList<>();

    private DebugControlDrafts() {}

    public static List<Draft> all() {
        DebugControlDrafts control = new DebugControlDrafts();
        control.reserved();
        control.defined();
        control.lastBranch();
        return control.drafts;
    }

    private Draft draft(String name, String what, String failure, String... instruction) {
        Draft draft = Attempt.of("debug/" + name, Guest.long64(), instruction)
                .about(what, failure)
                .gpr("rcx", DEBUG_CTL)
                .gpr("rdx", 0);
        drafts.add(draft);
        return draft;
    }

    private void reserved() {
        for (int bit = 3; bit <= 6; bit++) {
            Draft draft = draft(
                            "debugctl-bit-" + bit,
                            "WRMSR to DebugCtl with bit %d set".formatted(bit),
                            "a bit that must be zero can be set",
                            "wrmsr")
                    .set("RAX", 1L << bit);
            Attempt.faults(draft, "DBG-15", Attempt.GP);
        }
    }

    private void defined() {
        Draft zero = draft(
                        "debugctl-bits-that-read-zero",
                        "WRMSR to DebugCtl with bits 7 to 10 and 13 to 31 set",
                        "a bit that reads zero faults, or keeps what is written",
                        "wrmsr",
                        "rdmsr")
                .set("RAX", 0xFFFF_E780L);
        Attempt.passes(zero, "DBG-15").claimField("DBG-15", "RAX", 0);
        Draft set = draft(
                        "debugctl-lbr-and-btf",
                        "WRMSR to DebugCtl with LBR and BTF set, and RDMSR",
                        "the bits do not read as written",
                        "wrmsr",
                        "rdmsr",
                        "mov esi, eax",
                        "xor eax, eax",
                        "xor edx, edx",
                        "wrmsr")
                .set("RAX", 3);
        Attempt.passes(set, "DBG-15").claim("DBG-15", "rsi", 3);
        Draft cleared = draft(
                        "debugctl-lbr-cleared-by-db",
                        "a general-detect #DB while DebugCtl.LBR is set, with a handler of the guest that reads DebugCtl",
                        "#DB does not clear LBR",
                        "wrmsr",
                        "mov rbx, dr0")
                .set("RAX", 1)
                .set("DR7", DebugExits.DR7 | 1 << 13);
        DebugExits.handled(cleared, "rdmsr", "mov esi, eax", "xor eax, eax", "xor edx, edx", "wrmsr", "vmmcall")
                .claimField("DBG-15", "EXITCODE", Attempt.VMMCALL)
                .claim("DBG-15", "rsi", 0)
                .unspecified(ExitMasks.PLAIN);
    }

    private void lastBranch() {
        for (int number = 0x1DB; number <= 0x1DE; number++) {
            Draft draft = draft(
                            "write-last-branch-%x".formatted(number),
                            "WRMSR to the register %Xh of the last branch or interrupt".formatted(number),
                            "a register that software cannot write is written",
                            "wrmsr")
                    .gpr("rcx", number)
                    .set("RAX", 0);
            Attempt.faults(draft, "DBG-16", Attempt.GP);
        }
    }
}
