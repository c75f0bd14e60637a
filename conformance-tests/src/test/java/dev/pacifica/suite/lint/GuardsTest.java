package dev.pacifica.suite.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.vector.Condition;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** The proof that guards partition what a vector requires, held against trying every processor that makes a difference. */
class GuardsTest {
    private static final Vector TEMPLATE = GoldenVectors.published().get(0);

    /** Few names and small numbers, so that random guards meet. */
    private static final Map<String, List<Long>> NUMBERS =
            Map.of("NRIPS", List.of(0L, 1L), "NP", List.of(0L, 1L), "SvmRev", List.of(0L, 1L, 2L, 3L, 4L, 255L));

    @Example
    void thresholdsPartitionTheirNumber() {
        assertThat(complaints(List.of("SVM"), List.of("NASID>=8"), List.of("NASID=0"), List.of("NASID>=1", "!NASID")))
                .anyMatch(what -> what.contains("a gap: no case applies where NASID=1, SVM=1"))
                .anyMatch(what -> what.contains("can never apply"));
        assertThat(complaints(List.of("NASID>=7"), List.of("NASID>=8"), List.of("NASID=7")))
                .isEmpty();
        assertThat(complaints(List.of("NASID>=7"), List.of("NASID>=9"), List.of("NASID=7")))
                .containsExactly("the guards leave a gap: no case applies where NASID=8; add one");
        assertThat(complaints(List.of(), List.of("NASID>=4294967295"), List.of("NASID>=4294967296")))
                .anyMatch(what -> what.contains("can never apply"));
    }

    @Example
    void requirementsMayCloseAGap() {
        assertThat(complaints(List.of("NRIPS"), List.of("NRIPS"))).isEmpty();
        assertThat(complaints(List.of(), List.of("NRIPS"))).hasSize(1);
        assertThat(complaints(List.of("PhysAddrSize=40"), List.of("PhysAddrSize>=40")))
                .isEmpty();
    }

    @Property(tries = 2000, seed = "15")
    void proofAgreesWithTryingEveryProcessor(
            @ForAll("guard") List<String> requires, @ForAll("cases") List<List<String>> cases) {
        List<Map<String, Long>> processors = processors();
        boolean isPartition = true;
        boolean isAnyUnused = false;
        boolean isAnyPossible = false;
        int[] used = new int[cases.size()];
        for (Map<String, Long> processor : processors) {
            if (meets(requires, processor)) {
                isAnyPossible = true;
                int applicable = 0;
                for (int i = 0; i < cases.size(); i++) {
                    if (meets(cases.get(i), processor)) {
                        applicable++;
                        used[i]++;
                    }
                }
                isPartition &= applicable == 1;
            }
        }
        for (int uses : used) {
            isAnyUnused |= uses == 0;
        }
        boolean isRight = isAnyPossible && isPartition && !isAnyUnused;
        Statistics.label("partition").collect(isRight);
        Statistics.label("partition").coverage(seen -> seen.check(true).count(count -> count > 50));
        assertThat(complaints(requires, cases).isEmpty()).isEqualTo(isRight);
    }

    @Provide
    Arbitrary<List<String>> guard() {
        return condition().list().ofMaxSize(2);
    }

    /** Random guards, and partitions by thresholds and bits. */
    @Provide
    Arbitrary<List<List<String>>> cases() {
        Arbitrary<List<List<String>>> any = guard().list().ofMinSize(1).ofMaxSize(3);
        Arbitrary<List<List<String>>> thresholds = Arbitraries.integers()
                .between(1, 3)
                .map(n -> List.of(List.of("SvmRev>=" + n), below(n)))
                .map(List::copyOf);
        Arbitrary<List<List<String>>> bits = Arbitraries.of(
                List.of(List.of("NP"), List.of("!NP", "NRIPS"), List.of("!NP", "!NRIPS")),
                List.of(List.of("NRIPS"), List.of("!NRIPS")),
                List.of(List.<String>of()));
        return Arbitraries.oneOf(any, thresholds, bits);
    }

    /** One guard cannot say "below n" unless n is 1. */
    private static List<String> below(int n) {
        return n == 1 ? List.of("SvmRev=0") : List.of("SvmRev=" + (n - 1));
    }

    private static Arbitrary<String> condition() {
        return Arbitraries.of(
                "NRIPS",
                "!NRIPS",
                "NP",
                "!NP",
                "SvmRev",
                "!SvmRev",
                "SvmRev=1",
                "SvmRev=2",
                "SvmRev>=1",
                "SvmRev>=2",
                "SvmRev>=3",
                "SvmRev>=0");
    }

    private static List<Map<String, Long>> processors() {
        List<Map<String, Long>> processors = new ArrayList<>(List.of(Map.of()));
        NUMBERS.forEach((name, numbers) -> {
            List<Map<String, Long>> more = new ArrayList<>();
            for (Map<String, Long> processor : processors) {
                for (long number : numbers) {
                    Map<String, Long> one = new HashMap<>(processor);
                    one.put(name, number);
                    more.add(one);
                }
            }
            processors.clear();
            processors.addAll(more);
        });
        return processors;
    }

    private static boolean meets(List<String> conditions, Map<String, Long> processor) {
        return conditions.stream()
                .map(Condition::parse)
                .allMatch(condition ->
                        condition.holds((int) (processor.get(condition.where().name())
                                << condition.where().shift())));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // read, never written
    private static List<String> complaints(List<String> requires, List<String>... guards) {
        return complaints(requires, Arrays.asList(guards));
    }

    private static List<String> complaints(List<String> requires, List<List<String>> guards) {
        List<Case> cases = new ArrayList<>();
        for (List<String> guard : guards) {
            cases.add(new Case(
                    guard.stream().map(Condition::parse).toList(),
                    TEMPLATE.cases().get(0).outcomes()));
        }
        List<String> complaints = new ArrayList<>();
        Guards.check(requires.stream().map(Condition::parse).toList(), cases, (field, what) -> complaints.add(what));
        return complaints;
    }
}
