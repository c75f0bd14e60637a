package dev.pacifica.suite.draft.entry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.oracle.Legality;
import dev.pacifica.suite.target.ModelProfile;
import dev.pacifica.suite.target.ModelRunner;
import dev.pacifica.suite.vector.Mask;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Level;
import dev.pacifica.suite.vector.VmcbField;
import dev.pacifica.suite.vector.VmcbLayout;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.States;
import dev.pacifica.suite.verdict.VectorState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** VMCBs near the boundary between legal and illegal: a legal guest of any mode with none to three boundary mutations. */
class EntryPropertyTest {
    private static final long INVALID = -1;
    private static final CpuProfile FULL = CpuProfile.named("full");
    private static final List<CubeCase> CASES = CheckCube.cases();

    /** VMMCALL ends the guests, VMRUN has to be intercepted, INTR to INIT and the write traps need what the guests do not have. */
    private static final Map<String, Long> FREE_INTERCEPTS = Map.of(
            "INTERCEPT_CR_READ", 0xFFFFL,
            "INTERCEPT_CR_WRITE", 0xFFFFL,
            "INTERCEPT_DR_READ", 0xFFFFL,
            "INTERCEPT_DR_WRITE", 0xFFFFL,
            "INTERCEPT_EXCEPTION", 0xFFFF_FFFFL,
            "INTERCEPT_3", 0xFFFF_FFFFL,
            "INTERCEPT_4", 0x3FFCL,
            "INTERCEPT_5", 0xFL);

    @Property(tries = 600, seed = "10091", edgeCases = EdgeCasesMode.NONE)
    void CHK_verdict_is_the_oracles_and_INVALID_executes_nothing(
            @ForAll("modes") CubeMode mode, @ForAll("mutations") List<Integer> mutations) {
        Vector vector = mutated(mode, mutations);
        Optional<CpuProfile> profile = ModelProfile.meeting(FULL, vector.requires());
        Assume.that(profile.isPresent());
        CpuProfile processor = profile.orElseThrow();
        Legality legality =
                Legality.of(vector, Draft.VMCB, (leaf, register) -> ModelProfile.cpuid(processor, leaf, register));
        Observation seen = ModelRunner.run(processor, Freedom.standard(), vector);
        VectorState before = States.initial(vector);
        boolean isInvalid = field(seen.state(), "EXITCODE") == INVALID;
        if (legality.isIllegal()) {
            assertThat(isInvalid)
                    .as("%s of %s", legality.violated(), vector.vmcbs())
                    .isTrue();
            assertNothingRan(before, seen.state());
        } else if (legality.isLegal()) {
            assertThat(isInvalid).as("legal: %s", vector.vmcbs()).isFalse();
            assertThat(seen.state().slot(Slot.RBX) & 0xFF).isEqualTo(CubeMode.MARK);
        }
        collect(mode, mutations.size(), legality);
    }

    /** Registers and memory are as they were, and of the VMCB only fields that an exit with VMEXIT_INVALID may write have changed. */
    private static void assertNothingRan(VectorState before, VectorState after) {
        for (int number = 0; number < 16; number++) {
            Slot register = Slot.general(number);
            assertThat(after.slot(register)).as(register.registerName()).isEqualTo(before.slot(register));
        }
        Set<String> writable = mayChangeWhenInvalid();
        for (VmcbField field : VmcbLayout.published().fields()) {
            if (!writable.contains(field.name())) {
                assertThat(field(after, field.name())).as(field.name()).isEqualTo(field(before, field.name()));
            }
        }
        before.pages().forEach((page, content) -> {
            if (page == Draft.GUEST || page == Draft.GUEST_STACK) {
                assertThat(after.page(page)).as("page 0x%x", page).containsExactly(content);
            }
        });
    }

    private static Set<String> mayChangeWhenInvalid() {
        Set<String> fields = new HashSet<>(Mask.of("after-invalid").vmcb().keySet());
        fields.add("EXITCODE");
        return fields;
    }

    private static Vector mutated(CubeMode mode, List<Integer> mutations) {
        Draft draft = mode.draft("property");
        List<CubeCase> applicable =
                CASES.stream().filter(one -> one.modes().test(mode)).toList();
        for (int mutation : mutations) {
            applicable.get(mutation % applicable.size()).change().accept(draft);
        }
        return draft.vector(List.of());
    }

    private static void collect(CubeMode mode, int mutations, Legality legality) {
        Statistics.label("mode").collect(mode);
        Statistics.label("mutations").collect(mutations);
        Statistics.label("standing")
                .collect(legality.isIllegal() ? "illegal" : legality.isLegal() ? "legal" : "doubtful");
        Statistics.label("violated").collect(Math.min(legality.violated().size(), 2));
        Statistics.label("mode").coverage(modes -> {
            for (CubeMode one : CubeMode.values()) {
                modes.check(one).count(times -> times >= 20);
            }
        });
        Statistics.label("mutations").coverage(counts -> {
            for (int count = 0; count <= 3; count++) {
                counts.check(count).percentage(share -> share > 10);
            }
        });
        Statistics.label("standing").coverage(standing -> {
            standing.check("legal").percentage(share -> share > 20);
            standing.check("illegal").percentage(share -> share > 20);
        });
        Statistics.label("violated").coverage(violated -> {
            violated.check(1).percentage(share -> share > 20);
            violated.check(2).percentage(share -> share > 5);
        });
    }

    @Property(tries = 200, seed = "10092", edgeCases = EdgeCasesMode.NONE)
    void determinism(@ForAll("modes") CubeMode mode, @ForAll("mutations") List<Integer> mutations) {
        Vector vector = mutated(mode, mutations);
        Optional<CpuProfile> profile = ModelProfile.meeting(FULL, vector.requires());
        Assume.that(profile.isPresent());
        Observation once = ModelRunner.run(profile.orElseThrow(), Freedom.standard(), vector);
        Observation again = ModelRunner.run(profile.orElseThrow(), Freedom.standard(), vector);
        assertSame(once, again, name -> true);
    }

    @Property(tries = 200, seed = "10093", edgeCases = EdgeCasesMode.NONE)
    void VMRUN_61_VMSAVE_after_VMLOAD_is_identity(@ForAll("moved") Map<String, Long> fields) {
        Vector vector = new Draft("property", Level.VMRUN)
                .vmcb(Draft.VMCB, fields)
                .vmcb(Draft.SECOND_VMCB, Map.of())
                .gpr("rax", Draft.VMCB)
                .host("vmload", "mov eax, 0x%x".formatted(Draft.SECOND_VMCB), "vmsave", "jmp end")
                .vector(List.of());
        VectorState after = ModelRunner.run(FULL, Freedom.standard(), vector).state();
        for (VmcbField field : VmcbLayout.published().fields()) {
            assertThat(value(after, Draft.SECOND_VMCB, field))
                    .as(field.name())
                    .isEqualTo(fields.getOrDefault(field.name(), 0L));
        }
        boolean isUpper = fields.values().stream().anyMatch(value -> value < 0);
        Statistics.label("upper half").collect(isUpper);
        Statistics.label("upper half").coverage(halves -> halves.check(true).percentage(share -> share > 50));
    }

    /** Nothing that these guests execute is intercepted but VMMCALL. */
    @Property(tries = 300, seed = "10094", edgeCases = EdgeCasesMode.NONE)
    void INS_01_intercepts_that_are_never_triggered_change_nothing(
            @ForAll("modes") CubeMode mode, @ForAll("intercepts") Map<String, Long> intercepts) {
        Observation without =
                ModelRunner.run(FULL, Freedom.standard(), mode.draft("property").vector(List.of()));
        Draft draft = mode.draft("property");
        intercepts.forEach((field, bits) -> draft.set(
                field,
                draft.field(field) & ~FREE_INTERCEPTS.getOrDefault(field, 0L)
                        | bits & FREE_INTERCEPTS.getOrDefault(field, 0L)));
        Observation with = ModelRunner.run(FULL, Freedom.standard(), draft.vector(List.of()));
        assertSame(without, with, name -> !name.startsWith("INTERCEPT"));
        Statistics.label("mode").collect(mode);
        Statistics.label("mode").coverage(modes -> {
            for (CubeMode one : CubeMode.values()) {
                modes.check(one).count(times -> times >= 10);
            }
        });
    }

    private static void assertSame(Observation one, Observation other, Predicate<String> isCompared) {
        assertThat(other.ended()).isEqualTo(one.ended());
        for (Slot slot : Slot.values()) {
            assertThat(other.state().slot(slot))
                    .as(slot.registerName())
                    .isEqualTo(one.state().slot(slot));
        }
        for (VmcbField field : VmcbLayout.published().fields()) {
            if (isCompared.test(field.name())) {
                assertThat(field(other.state(), field.name()))
                        .as(field.name())
                        .isEqualTo(field(one.state(), field.name()));
            }
        }
    }

    private static long field(VectorState state, String name) {
        return value(state, Draft.VMCB, VmcbLayout.published().named(name));
    }

    private static long value(VectorState state, long vmcb, VmcbField field) {
        return state.qword(vmcb + field.qword()) >>> field.shift() & field.maximum();
    }

    @Provide
    Arbitrary<CubeMode> modes() {
        return Arbitraries.of(CubeMode.class);
    }

    /** As many mutations as the size says; which case it is depends on the mode. */
    @Provide
    Arbitrary<List<Integer>> mutations() {
        return Arbitraries.integers()
                .between(0, 3)
                .flatMap(size -> Arbitraries.integers()
                        .between(0, CASES.size() - 1)
                        .list()
                        .ofSize(size));
    }

    @Provide
    Arbitrary<Map<String, Long>> moved() {
        Arbitrary<Long> numbers = Arbitraries.longs().withDistribution(net.jqwik.api.RandomDistribution.uniform());
        return numbers.list().ofSize(24).map(EntryPropertyTest::moved);
    }

    private static Map<String, Long> moved(List<Long> numbers) {
        Map<String, Long> fields = new HashMap<>();
        int next = 0;
        for (String segment : List.of("FS", "GS", "LDTR", "TR")) {
            fields.put(segment + ".selector", numbers.get(next) & 0xFFFF);
            fields.put(segment + ".attributes", numbers.get(next++) >>> 16 & 0xFFF);
            fields.put(segment + ".limit", numbers.get(next) & 0xFFFF_FFFFL);
            fields.put(segment + ".base", numbers.get(next++) << 16 >> 16); // canonical
        }
        for (String field :
                List.of("STAR", "LSTAR", "CSTAR", "SFMASK", "SYSENTER_CS", "SYSENTER_ESP", "SYSENTER_EIP")) {
            fields.put(field, numbers.get(next++));
        }
        fields.put("KernelGsBase", numbers.get(next) << 16 >> 16);
        return fields;
    }

    @Provide
    Arbitrary<Map<String, Long>> intercepts() {
        return Arbitraries.longs()
                .withDistribution(net.jqwik.api.RandomDistribution.uniform())
                .list()
                .ofSize(FREE_INTERCEPTS.size())
                .map(numbers -> {
                    Map<String, Long> fields = new HashMap<>();
                    List<String> names =
                            FREE_INTERCEPTS.keySet().stream().sorted().toList();
                    for (int i = 0; i < names.size(); i++) {
                        fields.put(names.get(i), numbers.get(i));
                    }
                    return fields;
                });
    }
}
