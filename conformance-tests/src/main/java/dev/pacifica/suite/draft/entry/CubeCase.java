package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.oracle.Legality;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A change of a legal guest that a check is about. Whether the result is legal is for the oracle to say.
 *
 * @param name of the case, without the mode
 * @param rule the check, or the rule that makes the state legal
 * @param what the state, in words
 * @param modes where the case applies
 * @param change what is done to the legal guest
 */
record CubeCase(String name, String rule, String what, Predicate<CubeMode> modes, Consumer<Draft> change) {
    private static final long INVALID = -1;
    private static final int VMMCALL = 0x81;

    Draft draft(CubeMode mode) {
        Draft draft = mode.draft(name);
        change.accept(draft);
        return claimed(draft, rule, what + " in " + mode.words);
    }

    /**
     * The draft with what the oracle says of it.
     *
     * @throws IllegalStateException if the oracle cannot decide, or finds it illegal by another rule
     */
    static Draft claimed(Draft draft, String rule, String what) {
        Vector vector = draft.vector(List.of());
        Legality legality = Legality.ofEveryProcessor(vector, Draft.VMCB);
        if (legality.isIllegal()) {
            if (!legality.violated().contains(rule)) {
                throw new IllegalStateException(draft.id() + " is illegal by " + legality.violated() + ", not " + rule);
            }
            legality.violated().forEach(violated -> draft.claimField(violated, "EXITCODE", INVALID));
            return draft.about(
                            what + ": VMRUN must exit with VMEXIT_INVALID",
                            "VMRUN enters the guest although its state is illegal")
                    .claimEnds("CHK-40", Ended.END)
                    .claim("CHK-40", "rbx", Slot.RBX.initial())
                    .unspecified("after-invalid");
        }
        if (!legality.isLegal()) {
            throw new IllegalStateException(draft.id() + " may be illegal by " + legality.doubtful());
        }
        return draft.about(what + ": the guest must run", "VMRUN refuses a state that is legal")
                .claimField(rule, "EXITCODE", VMMCALL)
                .claimEnds(rule, Ended.END)
                .claim(rule, "rbx", 0xFF, CubeMode.MARK)
                .unspecified(ExitMasks.PLAIN);
    }
}
