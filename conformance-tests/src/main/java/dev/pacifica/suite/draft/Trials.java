package dev.pacifica.suite.draft;

import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * The drafts of one area about what an instruction does and when it is refused: by a guest whose exceptions are intercepted, and by
 * the host program, which is 64-bit code at CPL 0 (label {@code trial} is the instruction in question).
 */
public final class Trials {
    private static final int GP = 13;

    private final String area;
    private final List<Draft> drafts = new ArrayList<>();

    public Trials(String area) {
        this.area = area;
    }

    public List<Draft> all() {
        return drafts;
    }

    /** A guest that executes a NOP and {@code lines}, and ends with VMMCALL. */
    public Draft guest(String name, Guest guest, String... lines) {
        return added(Attempt.of(area + "/" + name, guest, lines));
    }

    /** A host program that executes {@code lines} and ends. */
    public Draft host(String name, String... lines) {
        List<String> program = new ArrayList<>(List.of(lines));
        program.add("jmp end");
        return added(new Draft(area + "/" + name, Level.EXCEPTION).host(program.toArray(String[]::new)));
    }

    /**
     * A host program that runs a guest, executes {@code lines} and ends. Where an implementation takes what the host does for an exit of a
     * guest, it finds the state of this one, comes by once more and ends, and does not go on with what another vector left.
     */
    public Draft hostBehindGuest(String name, String... lines) {
        List<String> program = new ArrayList<>(List.of("vmrun", "dec ecx", "js end"));
        program.addAll(List.of(lines));
        program.add("jmp end");
        return added(new Draft(area + "/" + name, Level.EXCEPTION)
                .guest(Guest.long64(), "vmmcall")
                .host(program.toArray(String[]::new))
                .gpr("rcx", 1)
                .unspecified(ExitMasks.PLAIN));
    }

    private Draft added(Draft draft) {
        drafts.add(draft);
        return draft;
    }

    /** Claims that the guest comes to its end. */
    public static Draft passes(Draft draft, String rule) {
        return Attempt.passes(draft, rule);
    }

    /** Claims that the guest's first instruction behind the NOP raises #GP(0). */
    public static Draft refused(Draft draft, String rule) {
        return Attempt.faults(draft, rule, Attempt.GP);
    }

    /** Claims that it raises #UD. */
    public static Draft undefined(Draft draft, String rule) {
        return Attempt.faults(draft, rule, Attempt.UD);
    }

    /** Claims that the guest's instruction at a label raises #GP(0). */
    public static Draft refusedAt(Draft draft, String rule, String label) {
        return draft.claimField(rule, "EXITCODE", Attempt.GP)
                .claimField(rule, "RIP", draft.field("RIP") + draft.guestLabel(label) - Draft.GUEST)
                .claimField("EXC-02", "EXITINFO1", 0)
                .unspecified(ExitMasks.WITH_INFO_1);
    }

    /** Claims that the host program comes to its end. */
    public static Draft hostPasses(Draft draft, String rule) {
        return draft.claimEnds(rule, Ended.END);
    }

    /** Claims that the host program raises #GP(0) at its label {@code trial}. */
    public static Draft hostRefused(Draft draft, String rule) {
        return draft.claimException(rule, GP, 0, draft.label("trial"));
    }

    /** What a guest that ends in real mode leaves open of its code segment. */
    public static Draft inRealMode(Draft draft) {
        return draft.unspecified("code-segment-unobserved", "dpl-of-code-and-stack");
    }
}
