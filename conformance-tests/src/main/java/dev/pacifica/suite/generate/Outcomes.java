package dev.pacifica.suite.generate;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.suite.explore.Exploration;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.oracle.Invariants;
import dev.pacifica.suite.target.ModelProfile;
import dev.pacifica.suite.target.ModelRunner;
import dev.pacifica.suite.target.NotModelledException;
import dev.pacifica.suite.vector.Bytes;
import dev.pacifica.suite.vector.Condition;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Choice;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import dev.pacifica.suite.vector.VmcbField;
import dev.pacifica.suite.vector.VmcbLayout;
import dev.pacifica.suite.verdict.Difference;
import dev.pacifica.suite.verdict.Judge;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.States;
import dev.pacifica.suite.verdict.VectorState;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Computes the permitted outcomes of a vector on the reference model: for each set of features that makes a difference, over all
 * answers to the choices that come up, with undefined values as all zeros, all ones and seeded noise. A vector whose unmasked result
 * depends on an undefined value is refused.
 */
final class Outcomes {
    /** More permitted outcomes than this mean that the vector is badly aimed. */
    private static final int MOST = 64;

    private static final int MOST_WAYS = 4096;

    /** Features that may split a vector into cases. */
    private static final List<String> SPLITTING = List.of("NRIPS", "DecodeAssists");

    private static final List<Unspecified> FILLINGS =
            List.of(Unspecified.ZEROS, Unspecified.ONES, Unspecified.noise(0x5041_4349));

    private final Vector vector;
    private final List<String> masks;
    /** More masks, by the name of the feature without which they apply. */
    private final Map<String, List<String>> masksWithout;

    private Outcomes(Vector vector, List<String> masks, Map<String, List<String>> masksWithout) {
        this.vector = vector;
        this.masks = masks;
        this.masksWithout = masksWithout;
    }

    /** The cases of {@code vector}, whose guards partition what it requires. */
    static List<Case> of(Vector vector, List<String> masks, Map<String, List<String>> masksWithout) {
        return new Outcomes(vector, masks, masksWithout).cases();
    }

    private List<Case> cases() {
        CpuProfile base = ModelProfile.meeting(CpuProfile.named("full"), vector.requires())
                .orElseThrow(
                        () -> DraftRefused.because(vector, "the model has no profile that meets " + vector.requires()));
        List<String> relevant = new ArrayList<>();
        for (String name : SPLITTING) {
            Condition with = Condition.parse(name);
            boolean isFixed =
                    vector.requires().stream().anyMatch(one -> one.where().equals(with.where()));
            boolean exists = ModelProfile.holds(with, base);
            if (!isFixed && exists && !outcomes(base).equals(outcomes(ModelProfile.without(base, with)))) {
                relevant.add(name);
            }
        }
        List<Case> cases = new ArrayList<>();
        for (int absent = 0; absent < 1 << relevant.size(); absent++) {
            CpuProfile profile = base;
            List<Condition> when = new ArrayList<>();
            for (int i = 0; i < relevant.size(); i++) {
                boolean isAbsent = (absent >> i & 1) != 0;
                when.add(Condition.parse((isAbsent ? "!" : "") + relevant.get(i)));
                profile = isAbsent ? ModelProfile.without(profile, Condition.parse(relevant.get(i))) : profile;
            }
            cases.add(new Case(when, outcomes(profile)));
        }
        return cases;
    }

    /** Runs over all answers to the choices that come up. */
    private List<Outcome> outcomes(CpuProfile profile) {
        Map<Outcome, List<Choice>> found = new LinkedHashMap<>();
        int[] ways = new int[1];
        Exploration.of(choices -> outcome(profile, choices), (outcome, taken) -> {
            found.merge(
                    outcome,
                    taken,
                    (one, other) -> one.stream().filter(other::contains).toList()); // what all ways to it share
            if (found.size() > MOST || ++ways[0] > MOST_WAYS) {
                throw DraftRefused.because(
                        vector,
                        "it has more than %d outcomes, or than %d ways to them; aim it better"
                                .formatted(MOST, MOST_WAYS));
            }
        });
        boolean isFree = found.size() > 1;
        List<Outcome> outcomes = new ArrayList<>();
        found.forEach((outcome, choices) -> outcomes.add(new Outcome(
                outcome.ended(),
                outcome.registers(),
                outcome.vmcbs(),
                outcome.memory(),
                isFree ? choices : List.of(),
                outcome.unspecified())));
        return outcomes;
    }

    private Outcome outcome(CpuProfile profile, Choices choices) {
        Outcome first = null;
        Observation firstSeen = null;
        SortedSet<String> leaking = new TreeSet<>();
        for (Unspecified filling : FILLINGS) {
            choices.restart();
            Observation seen = run(profile, new Freedom(new RuleTrace(), choices, filling));
            check(vector.claims(), seen);
            check(Invariants.of(vector, (leaf, register) -> ModelProfile.cpuid(profile, leaf, register), seen), seen);
            if (!seen.strays().isEmpty()) {
                throw DraftRefused.stray(vector, seen.strays().get(0));
            }
            if (first == null) {
                first = outcome(seen, masks(profile));
                firstSeen = seen;
                continue;
            }
            List<Difference> differences = Judge.differences(vector, first, seen);
            for (Difference difference : differences) {
                Optional<List<String>> flags = UndefinedFlags.masks(difference);
                leaking.addAll(flags.orElseThrow(() -> DraftRefused.undefinedValueShows(vector, difference)));
            }
        }
        if (firstSeen == null || leaking.isEmpty()) {
            return Objects.requireNonNull(first);
        }
        leaking.addAll(masks(profile));
        return outcome(firstSeen, List.copyOf(leaking));
    }

    private Observation run(CpuProfile profile, Freedom freedom) {
        try {
            return ModelRunner.run(profile, freedom, vector);
        } catch (NotModelledException e) {
            throw DraftRefused.because(vector, "the model cannot run it: " + e.getMessage());
        }
    }

    private void check(List<Claim> claims, Observation seen) {
        List<Claim> contradicted = Judge.contradicted(claims, seen);
        if (!contradicted.isEmpty()) {
            Claim claim = contradicted.get(0);
            throw new ClaimContradicted(vector, claim, Judge.value(claim.subject(), seen), seen.ended());
        }
    }

    /** What {@code seen} changed, masked bits as they were. */
    private List<String> masks(CpuProfile profile) {
        List<String> all = new ArrayList<>(masks);
        masksWithout.forEach((feature, more) -> {
            if (!ModelProfile.holds(Condition.parse(feature), profile)) {
                all.addAll(more);
            }
        });
        return all.stream().sorted().toList();
    }

    private Outcome outcome(Observation seen, List<String> masks) {
        VectorState initial = States.initial(vector);
        Outcome nothing = new Outcome(seen.ended(), new TreeMap<>(), List.of(), List.of(), List.of(), masks);
        if (seen.ended() != Ended.END && seen.ended() != Ended.EXCEPTION) {
            return nothing;
        }
        VectorState compared = States.compared(vector, nothing);
        VectorState after = seen.state().copy();
        after.pages().keySet().forEach(page -> {
            for (int offset = 0; offset < Fixture.PAGE_SIZE; offset += 8) {
                after.merge(page + offset, ~compared.qword(page + offset), initial.qword(page + offset));
            }
        });
        SortedMap<Slot, Long> registers = new TreeMap<>();
        for (Slot slot : Slot.values()) {
            if (slot != Slot.ENDED && after.slot(slot) != initial.slot(slot)) {
                registers.put(slot, after.slot(slot));
            }
        }
        List<VmcbContent> vmcbs = new ArrayList<>();
        for (VmcbContent vmcb : vector.vmcbs()) {
            SortedMap<String, Long> fields = changed(vmcb.at(), initial, after);
            if (!fields.isEmpty()) {
                vmcbs.add(new VmcbContent(vmcb.at(), fields));
            }
        }
        return new Outcome(seen.ended(), registers, vmcbs, memory(initial, after), List.of(), masks);
    }

    private static SortedMap<String, Long> changed(long vmcb, VectorState initial, VectorState after) {
        SortedMap<String, Long> fields = new TreeMap<>(VmcbLayout.published().order());
        for (VmcbField field : VmcbLayout.published().fields()) {
            long before = initial.qword(vmcb + field.qword()) & field.mask();
            long now = after.qword(vmcb + field.qword()) & field.mask();
            if (before != now) {
                fields.put(field.name(), now >>> field.shift() & field.maximum());
            }
        }
        return fields;
    }

    /** Changed bytes outside the record and the VMCBs, as maximal runs. */
    private List<MemoryContent> memory(VectorState initial, VectorState after) {
        List<MemoryContent> runs = new ArrayList<>();
        after.pages().forEach((page, content) -> {
            boolean isVmcb = vector.vmcbs().stream().anyMatch(vmcb -> vmcb.at() == page);
            if (page == Fixture.RECORD || isVmcb) {
                return;
            }
            byte[] before = initial.page(page);
            for (int offset = 0; offset < Fixture.PAGE_SIZE; offset++) {
                int start = offset;
                ByteArrayOutputStream run = new ByteArrayOutputStream();
                while (offset < Fixture.PAGE_SIZE && before[offset] != content[offset]) {
                    run.write(content[offset++]);
                }
                if (run.size() > 0) {
                    runs.add(new MemoryContent(page + start, Bytes.of(run.toByteArray()), 0, List.of()));
                }
            }
        });
        return runs;
    }
}
