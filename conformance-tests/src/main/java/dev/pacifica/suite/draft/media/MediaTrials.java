package dev.pacifica.suite.draft.media;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Guests of the area {@code media}. The host initialises the x87 state before and after the guest, so that no vector finds what another
 * left; of XMM registers and MXCSR a guest looks only at what it has loaded itself. Operands lie in {@link Draft#SCRATCH}, to which rBX
 * points.
 */
final class MediaTrials {
    static final long OSFXSR = 1 << 9;
    static final int NM = 0x47;
    static final int MF = 0x50;

    private final List<Draft> drafts = new ArrayList<>();

    List<Draft> all() {
        return drafts;
    }

    /** A guest that executes {@code lines} and ends with VMMCALL. */
    Draft guest(String name, Guest guest, String... lines) {
        List<String> program = new ArrayList<>(List.of(lines));
        program.add("done: vmmcall");
        Draft draft = new Draft("media/" + name, Level.EXCEPTION)
                .guest(guest, program.toArray(String[]::new))
                .host("fninit", "vmrun", "fninit", "jmp end")
                .setBits("CR4", OSFXSR)
                .gpr("rbx", Draft.SCRATCH - dataBase(guest))
                .touches(Draft.SCRATCH);
        drafts.add(draft);
        return draft;
    }

    /** Where its data segment begins. */
    private static long dataBase(Guest guest) {
        return guest.fields().getOrDefault("DS.base", 0L);
    }

    /** {@code rbx}, {@code ebx} or {@code bx}. */
    static String pointer(Guest guest) {
        return guest.bits() == 64 ? "rbx" : guest.bits() == 32 ? "ebx" : "bx";
    }

    /** Claims that the guest comes to its end. */
    static Draft passes(Draft draft, Guest guest, String rule) {
        return ends(draft, guest, rule, Attempt.VMMCALL, "done");
    }

    /** Claims that the guest's instruction at label {@code trial} raises this exception, by its exit code. */
    static Draft faults(Draft draft, Guest guest, String rule, int code) {
        return ends(draft, guest, rule, code, "trial");
    }

    private static Draft ends(Draft draft, Guest guest, String rule, int code, String label) {
        long offset = draft.guestLabel(label, guest.codeAddress()) - guest.codeAddress();
        if ((draft.field("CR0") & 1) == 0) {
            Trials.inRealMode(draft);
        }
        draft.claimField(rule, "EXITCODE", code).claimField(rule, "RIP", draft.field("RIP") + offset);
        if (code == Attempt.GP) {
            return draft.claimField("EXC-02", "EXITINFO1", 0).unspecified(ExitMasks.WITH_INFO_1);
        }
        return draft.unspecified(code == Attempt.PF ? ExitMasks.WITH_BOTH : ExitMasks.PLAIN);
    }

    /** Claims a quadword of {@link Draft#SCRATCH}. */
    static Draft memory(Draft draft, String rule, int offset, long mask, long value) {
        return draft.claim(rule, Subject.memory(Draft.SCRATCH + offset), mask, value & mask);
    }
}
