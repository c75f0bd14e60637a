package dev.pacifica.suite.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.suite.draft.Experiment;
import dev.pacifica.suite.draft.Experiment.Mode;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.target.ModelProfile;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.VmcbLayout;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** VMRUN refuses exactly the states that the rules call illegal (CHK-04 to CHK-26), one or a few bits away from legal ones. */
class LegalityTest {
    private static final long PAE_POINTERS = Experiment.SCRATCH;

    /** All of CHK-04 to CHK-16; CHK-17 needs a processor without long mode. */
    private static final List<String> OBSERVABLE = List.of(
            "CHK-04", "CHK-05", "CHK-06", "CHK-07", "CHK-08", "CHK-09", "CHK-10", "CHK-11", "CHK-12", "CHK-13",
            "CHK-14", "CHK-15", "CHK-16");

    /** Bits of a field that are flipped. */
    record Change(String field, long bits) {
        @Override
        public String toString() {
            return "%s ^ 0x%x".formatted(field, bits);
        }
    }

    @Property(tries = 1500, seed = "15051", edgeCases = EdgeCasesMode.NONE)
    void CHK_VMRUN_exits_with_INVALID_exactly_if_a_rule_is_violated(
            @ForAll("guests") Mode mode,
            @ForAll("processors") CpuProfile profile,
            @ForAll("changes") List<Change> changes) {
        Experiment experiment = Experiment.guest(mode, "vmmcall");
        for (Change change : changes) {
            long bits = change.bits & maximum(change.field);
            experiment.set(change.field, experiment.get(change.field) ^ bits);
        }
        judge(profile, experiment.vector());
        Statistics.label("standing").coverage(standing -> {
            standing.check("legal").percentage(share -> share > 20);
            standing.check("illegal").percentage(share -> share > 20);
        });
        Statistics.label("violated alone")
                .coverage(alone -> OBSERVABLE.forEach(rule -> alone.check(rule).count(times -> times >= 5)));
    }

    @Property(tries = 300, seed = "15052", edgeCases = EdgeCasesMode.NONE)
    void CHK_22_pointers_of_a_PAE_guest(
            @ForAll("processors") CpuProfile profile, @ForAll("pdpes") List<Long> pointers) {
        Experiment experiment = Experiment.guest(Mode.PROTECTED32, "vmmcall")
                .qwords(PAE_POINTERS, pointers)
                .set("CR0", 0x8000_0033L)
                .set("CR4", 0x20)
                .set("CR3", PAE_POINTERS);
        judge(profile, experiment.vector());
        Statistics.label("standing").coverage(standing -> {
            standing.check("legal").percentage(share -> share > 20);
            standing.check("doubtful").percentage(share -> share > 20);
        });
    }

    /** A golden vector about a check violates that rule alone, or none. */
    @TestFactory
    Stream<DynamicTest> goldenVectorsViolateOneRuleEach() {
        return GoldenVectors.published().stream()
                .filter(vector -> vector.id().startsWith("checks/"))
                .map(vector -> DynamicTest.dynamicTest(vector.id(), () -> {
                    SortedSet<String> claimed = new TreeSet<>();
                    for (Claim claim : vector.claims()) {
                        if (claim.subject().toString().endsWith("EXITCODE") && claim.value() == -1) {
                            claimed.add(claim.rule());
                        }
                    }
                    CpuProfile profile = ModelProfile.meeting(CpuProfile.named("full"), vector.requires())
                            .orElseThrow();
                    Legality legality = Legality.of(vector, Experiment.VMCB, OnModel.processor(profile));
                    assertThat(legality.violated()).isEqualTo(claimed).hasSizeLessThanOrEqualTo(1);
                    assertThat(legality.doubtful()).isEmpty();
                }));
    }

    private static void judge(CpuProfile profile, Vector vector) {
        Legality legality = Legality.of(vector, Experiment.VMCB, OnModel.processor(profile));
        count(legality);
        OnModel.run(profile, vector).meets(List.of()); // legality is among what holds of every vector
    }

    private static void count(Legality legality) {
        String standing = legality.isLegal() ? "legal" : legality.isIllegal() ? "illegal" : "doubtful";
        Statistics.label("standing").collect(standing);
        if (legality.violated().size() == 1) {
            Statistics.label("violated alone").collect(legality.violated().first());
        }
    }

    private static long maximum(String field) {
        return VmcbLayout.published().named(field).maximum();
    }

    @Provide
    Arbitrary<Mode> guests() {
        return Arbitraries.of(Mode.class);
    }

    @Provide
    Arbitrary<CpuProfile> processors() {
        return Combinators.combine(Arbitraries.of("full", "zen", "opteron-f"), Arbitraries.of(40, 48, 52))
                .as((name, bits) -> CpuProfile.named(name).withPhysicalAddressBits(bits));
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<Integer> anyBit = Arbitraries.integers().between(0, 63);
        Arbitrary<Change> change = Arbitraries.oneOf(
                flips("CR0", Arbitraries.of(0, 1, 16, 29, 30, 31, 32, 63)),
                flips("CR3", Arbitraries.oneOf(Arbitraries.of(0, 11, 39, 40, 47, 48, 51, 52, 63), anyBit)),
                flips("CR4", anyBit),
                flips("EFER", anyBit),
                flips("CR4", Arbitraries.of(5, 12, 15, 20)),
                flips("EFER", Arbitraries.of(8, 9, 12, 16)),
                flips("DR6", Arbitraries.of(0, 31, 32, 33, 63)),
                flips("DR7", Arbitraries.of(0, 31, 32, 33, 63)),
                flips("CS.attributes", Arbitraries.of(9, 10)),
                flips("INTERCEPT_4", Arbitraries.of(0, 2)),
                Arbitraries.of(1, 2, 3, 0xFFFF).map(bits -> new Change("GUEST_ASID", bits)),
                Arbitraries.of(0, 1, 2, 3, 6, 7).map(bits -> new Change("TLB_CONTROL", bits)),
                map("MSRPM_BASE_PA", Experiment.MSRPM),
                map("IOPM_BASE_PA", Experiment.IOPM),
                flips("RFLAGS", Arbitraries.of(1, 16, 17)),
                events());
        return change.list().ofMinSize(1).ofMaxSize(2);
    }

    private static Arbitrary<Change> flips(String field, Arbitrary<Integer> bits) {
        return bits.map(bit -> new Change(field, 1L << bit));
    }

    /** A base a few pages from the end of memory, with any low bits. */
    private static Arbitrary<Change> map(String field, long legal) {
        return Combinators.combine(
                        Arbitraries.of(40, 48, 52), Arbitraries.integers().between(-1, 4), Arbitraries.of(0, 1, 0xFFF))
                .as((bits, pages, low) -> new Change(field, legal ^ ((1L << bits) - pages * 0x1000L | low)));
    }

    private static Arbitrary<Change> events() {
        Arbitrary<Integer> vectors =
                Arbitraries.oneOf(Arbitraries.integers().between(0, 32), Arbitraries.of(0x80, 0xFF));
        return Combinators.combine(vectors, Arbitraries.integers().between(0, 7), Arbitraries.of(0L, 1L << 31))
                .as((vector, type, valid) -> new Change("EVENTINJ", valid | type << 8 | vector));
    }

    @Provide
    Arbitrary<List<Long>> pdpes() {
        Arbitrary<Long> pointers = Arbitraries.oneOf(
                Arbitraries.of(0L, 1L << 1, 1L << 63),
                Arbitraries.integers().between(0, 63).map(bit -> Fixture.PAGE_DIRECTORIES | 1 ^ 1L << bit),
                Arbitraries.just(Fixture.PAGE_DIRECTORIES | 1));
        return pointers.list().ofSize(4);
    }
}
