package dev.pacifica.suite.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.suite.draft.Experiment;
import dev.pacifica.suite.draft.Experiment.Mode;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every row of the instruction-intercept table under random intercepts: which exit, from where, with what information (INS-01 to INS-50). */
class InstructionInterceptsTest {
    private static final long VMRUN = 1;
    private static final long SHUTDOWN = 1L << 31;

    /** Vectors 2 and 9 have no defined effect (EXC-12, EXC-19). */
    private static final long EXCEPTIONS = 0xFFFF_FFFFL & ~(1 << 2 | 1 << 9);

    private static final List<String> WORDS = List.of(
            "INTERCEPT_CR_READ",
            "INTERCEPT_CR_WRITE",
            "INTERCEPT_DR_READ",
            "INTERCEPT_DR_WRITE",
            "INTERCEPT_EXCEPTION",
            "INTERCEPT_3",
            "INTERCEPT_4");

    /** Intercept words by field, the row's own bit and those of the rest at random. */
    record Masks(Map<String, Long> words) {
        @Override
        public String toString() {
            return words.entrySet().stream()
                    .map(word -> "%s=0x%x".formatted(word.getKey(), word.getValue()))
                    .collect(Collectors.joining(" "));
        }
    }

    @Property(tries = 2500, seed = "1509", edgeCases = EdgeCasesMode.NONE)
    void INS_first_exit_of_an_instruction(
            @ForAll("rows") GuestInstruction row,
            @ForAll("guests") Mode mode,
            @ForAll("processors") CpuProfile profile,
            @ForAll("masks") Masks masks) {
        Experiment experiment = Experiment.guest(mode, row.source(mode.bits), "vmmcall");
        masks.words().forEach(experiment::set);
        experiment.set("INTERCEPT_4", experiment.get("INTERCEPT_4") | VMRUN);
        experiment.set("NRIP", 0x1234_5678);
        experiment.set("RAX", Experiment.SECOND_VMCB);
        experiment.set("RAX", row.accumulator().applyAsLong(new VmcbFields(experiment.fields())));
        Site site = Site.on(
                OnModel.processor(profile),
                Experiment.VMCB,
                new VmcbFields(experiment.fields()),
                mode.cpl,
                Experiment.GUEST,
                row.length());
        List<Claim> claims = row.claims(site);
        OnModel.run(profile, experiment.vector()).meets(claims);
        boolean isIntercepted =
                row.intercepts().stream().anyMatch(tested -> site.vmcb().intercepts(tested.exitCode()));
        Statistics.label("row").collect(row + (isIntercepted ? " intercepted" : " not intercepted"));
        Statistics.label("row").coverage(rows -> {
            for (GuestInstruction one : GuestInstructions.all()) {
                boolean always = one.name().equals("vmrun");
                if (!always) {
                    rows.check(one + " not intercepted").count(times -> times >= 5);
                }
                if (!one.intercepts().isEmpty()) {
                    rows.check(one + " intercepted").count(times -> times >= 5);
                }
            }
        });
        Statistics.label("ends in").collect(claims.get(0).rule());
        Statistics.label("ends in").coverage(ends -> {
            for (String rule : List.of("EXC-01", "XII-09", "MISC-10", "MISC-11", "INS-50", "INS-33", "INS-12")) {
                ends.check(rule).count(times -> times >= 3);
            }
        });
    }

    /** The lengths of the table are those of the instructions, in either size of code. */
    @TestFactory
    Stream<DynamicTest> lengths() {
        return GuestInstructions.all().stream()
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                    for (Mode mode : List.of(Mode.LONG64, Mode.PROTECTED32)) {
                        List<MemoryContent> memory = Experiment.guest(mode, row.source(mode.bits))
                                .vector()
                                .memory();
                        assertThat(memory.get(0).bytes().toArray()).hasSize(row.length());
                    }
                }));
    }

    @Provide
    Arbitrary<GuestInstruction> rows() {
        return Arbitraries.of(GuestInstructions.all());
    }

    @Provide
    Arbitrary<Mode> guests() {
        return Arbitraries.of(Mode.class);
    }

    /** With and without nRIP and RDTSCP. */
    @Provide
    Arbitrary<CpuProfile> processors() {
        return Arbitraries.of("full", "opteron-f").map(CpuProfile::named);
    }

    @Provide
    Arbitrary<Masks> masks() {
        Arbitrary<Long> word16 = uniform(0xFFFF);
        Arbitrary<Long> word32 = uniform(0xFFFF_FFFFL);
        Arbitrary<Long> exceptions = Arbitraries.oneOf(
                word32.map(bits -> bits & EXCEPTIONS),
                Arbitraries.of(0L, 1L << 8, EXCEPTIONS, EXCEPTIONS & ~(1L << 13)));
        Arbitrary<Long> third = Combinators.combine(word32, Arbitraries.of(0L, SHUTDOWN))
                .as((bits, shutdown) -> bits & ~SHUTDOWN | shutdown);
        return Combinators.combine(List.of(word16, word16, word16, word16, exceptions, third, word32))
                .as(words -> {
                    Map<String, Long> byField = new LinkedHashMap<>();
                    WORDS.forEach(field -> byField.put(field, words.get(WORDS.indexOf(field))));
                    return new Masks(byField);
                });
    }

    /** Every bit as often set as clear; jqwik otherwise prefers small numbers. */
    private static Arbitrary<Long> uniform(long maximum) {
        return Arbitraries.longs().between(0, maximum).withDistribution(RandomDistribution.uniform());
    }
}
