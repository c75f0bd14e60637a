package dev.pacifica.suite.draft.base;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.base.BaseRound.Entry;
import dev.pacifica.suite.vector.Vector;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the full set of base vectors consists of, and the sample of it that is published. */
class BaseVectorsTest {
    private static final int LEAST = 3000;
    private static final int MOST_IN_VIRTUAL_8086_MODE = 12;

    private static final List<Entry> ROUND =
            BaseVectors.round(BaseVectors.SEED, 0).entries();

    @Test
    void the_same_seed_gives_the_same_experiments() {
        List<Vector> once = vectors(BaseVectors.drafts(7, 1).values());
        List<Vector> again = vectors(BaseVectors.drafts(7, 1).values());
        assertThat(once).isEqualTo(again);
    }

    @Test
    void another_seed_and_another_round_give_other_operands_under_other_names() {
        Set<String> ids = new HashSet<>();
        Set<String> operands = new HashSet<>();
        for (BaseRound round : List.of(BaseVectors.round(1, 0), BaseVectors.round(2, 0), BaseVectors.round(1, 1))) {
            for (Entry entry : round.entries()) {
                if (entry.area().equals("base-arithmetic")) {
                    Vector vector = entry.draft().vector(List.of());
                    assertThat(ids.add(vector.id())).as(vector.id()).isTrue();
                    operands.add(vector.gpr().toString());
                }
            }
        }
        assertThat(operands).hasSizeGreaterThan(ids.size() * 9 / 10);
    }

    @Test
    void rounds_are_made_until_there_are_as_many_as_asked_for() {
        assertThat(ROUND).hasSizeGreaterThan(LEAST);
        int two = BaseVectors.drafts(1, ROUND.size() + 1).values().stream()
                .mapToInt(List::size)
                .sum();
        assertThat(two).isGreaterThan(ROUND.size()).isLessThan(2 * ROUND.size() + 100);
    }

    @Test
    void names_are_unique_and_areas_complete() {
        assertThat(ROUND.stream().map(entry -> entry.draft().id())).doesNotHaveDuplicates();
        assertThat(ROUND.stream().map(Entry::area).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(BaseVectors.AREAS);
    }

    @Test
    void every_form_is_tried_in_every_mode_in_which_it_exists() {
        Map<BaseMode, Set<String>> forms = ROUND.stream()
                .collect(Collectors.groupingBy(
                        Entry::mode, Collectors.mapping(Entry::form, Collectors.toCollection(TreeSet::new))));
        assertThat(forms).containsOnlyKeys(BaseMode.values());
        Set<String> everywhere = new TreeSet<>(forms.getOrDefault(BaseMode.LONG_64, Set.of()));
        everywhere.removeAll(Set.of(
                "cmpxchg16b", // with REX.W only
                "crc32-quadword",
                "movsxd-doubleword",
                "pop-stack", // needs an address with rSP
                "wide-immediate"));
        forms.forEach((mode, some) -> {
            assertThat(withoutAddresses(some)).as(mode.words()).containsAll(withoutAddresses(everywhere));
            if (!mode.is64()) {
                assertThat(some)
                        .as(mode.words())
                        .contains("daa-implied", "aam-implied", "pusha", "popa", "lea-bxsi-a16", "load-frame-a32");
            }
        });
    }

    /** Address sizes differ from mode to mode. */
    private static Set<String> withoutAddresses(Set<String> forms) {
        return forms.stream()
                .filter(form -> !form.matches("(lea|load)-.*-a[0-9]+"))
                .collect(Collectors.toSet());
    }

    @Test
    void the_published_sample_has_every_form_once_and_every_mode() {
        Set<String> sample = BaseVectors.AREAS.stream()
                .flatMap(area -> BaseVectors.sample(area).stream())
                .map(Draft::id)
                .collect(Collectors.toSet());
        Map<String, Long> byForm = ROUND.stream()
                .filter(entry -> sample.contains(entry.draft().id()))
                .collect(Collectors.groupingBy(entry -> entry.area() + " " + entry.form(), Collectors.counting()));
        assertThat(byForm.values()).containsOnly(1L);
        assertThat(byForm.keySet())
                .containsExactlyInAnyOrderElementsOf(ROUND.stream()
                        .map(entry -> entry.area() + " " + entry.form())
                        .collect(Collectors.toSet()));
        Map<BaseMode, Long> byMode = ROUND.stream()
                .filter(entry -> sample.contains(entry.draft().id()))
                .collect(Collectors.groupingBy(Entry::mode, Collectors.counting()));
        assertThat(byMode).containsOnlyKeys(BaseMode.values());
        assertThat(byMode.get(BaseMode.VIRTUAL_8086)).isLessThanOrEqualTo(MOST_IN_VIRTUAL_8086_MODE);
    }

    private static List<Vector> vectors(Collection<List<Draft>> drafts) {
        return drafts.stream()
                .flatMap(List::stream)
                .map(draft -> draft.vector(List.of()))
                .toList();
    }
}
