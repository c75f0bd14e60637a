package dev.pacifica.suite.draft.entry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Claim;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the check cube consists of. */
class CheckCubeTest {
    private static final int MOST_IN_SAMPLE = 400;
    private static final List<Vector> ALL = vectors(CheckCube.all());

    @Test
    void names_are_unique() {
        assertThat(ALL.stream().map(Vector::id)).doesNotHaveDuplicates().hasSizeGreaterThan(4000);
    }

    @Test
    void the_sample_is_a_small_part_of_it() {
        List<Vector> sample = vectors(CheckCube.sample());
        assertThat(sample).hasSizeLessThanOrEqualTo(MOST_IN_SAMPLE).hasSizeGreaterThan(300);
        assertThat(ALL).containsAll(sample);
    }

    @Test
    void every_check_has_illegal_and_legal_states_in_every_mode_where_it_applies() {
        for (String rule : List.of("CHK-04", "CHK-05", "CHK-06", "CHK-07", "CHK-08", "CHK-09", "CHK-16")) {
            for (CubeMode mode : CubeMode.values()) {
                assertThat(verdicts(rule, "-in-" + mode.id()))
                        .as(rule + " in " + mode.words)
                        .containsExactly(false, true);
            }
        }
        assertThat(verdicts("CHK-13", "")).containsExactly(false);
        assertThat(verdicts("CHK-14", "")).containsExactly(false, true);
    }

    /** Whether VMRUN enters, for the vectors of a mode that claim an exit code from the rule. */
    private static Set<Boolean> verdicts(String rule, String suffix) {
        Set<Boolean> verdicts = new TreeSet<>();
        for (Vector vector : ALL) {
            if (vector.id().endsWith(suffix)) {
                vector.claims().stream()
                        .filter(claim -> claim.rule().equals(rule) && isExitCode(claim))
                        .forEach(claim -> verdicts.add(claim.value() != -1));
            }
        }
        return verdicts;
    }

    /** MC/DC: for each condition of a compound check two states that differ in it alone and in the verdict. */
    @Test
    void each_condition_of_a_compound_check_decides_by_itself() {
        Map<Integer, Boolean> modeBits = new HashMap<>();
        for (Vector vector : ALL) {
            if (vector.id().startsWith(CheckCube.AREA + "/mode-bits")) {
                modeBits.put(bits(vector), isEntered(vector));
            }
        }
        assertThat(modeBits).hasSize(64);
        // LME 1, PG 2, PAE 4, PE 8, L 16, D 32
        assertDecides(modeBits, 1 | 2 | 8, 1, 2, 4); // CHK-10
        assertDecides(modeBits, 1 | 2 | 4, 1, 2, 8); // CHK-11
        assertDecides(modeBits, 1 | 2 | 4 | 8 | 16 | 32, 1, 2, 16, 32); // CHK-12; without PAE it is CHK-10
        for (CubeMode mode : CubeMode.values()) {
            String in = "-in-" + mode.id();
            assertThat(isEntered("cr0-nw" + in)).isFalse(); // CHK-05: NW and not CD
            assertThat(isEntered("cr0-nw-cd" + in)).isTrue();
            assertThat(isEntered("legal" + in)).isTrue();
            assertThat(isEntered("eventinj-type-1" + in)).isFalse(); // CHK-15: V and a reserved TYPE
            assertThat(isEntered("eventinj-type-1-not-valid" + in)).isTrue();
        }
    }

    private static void assertDecides(Map<Integer, Boolean> verdicts, int illegal, int... conditions) {
        assertThat(verdicts.get(illegal)).isFalse();
        for (int condition : conditions) {
            assertThat(verdicts.get(illegal ^ condition))
                    .as("%x without %x", illegal, condition)
                    .isTrue();
        }
    }

    private static int bits(Vector vector) {
        Map<String, Long> fields = vector.vmcbs().get(0).fields();
        long cr0 = fields.getOrDefault("CR0", 0L);
        long attributes = fields.getOrDefault("CS.attributes", 0L);
        return (int) (fields.getOrDefault("EFER", 0L) >>> 8 & 1
                | (cr0 >>> 31 & 1) << 1
                | (fields.getOrDefault("CR4", 0L) >>> 5 & 1) << 2
                | (cr0 & 1) << 3
                | (attributes >>> 9 & 1) << 4
                | (attributes >>> 10 & 1) << 5);
    }

    private static boolean isEntered(String name) {
        return isEntered(ALL.stream()
                .filter(vector -> vector.id().equals(CheckCube.AREA + "/" + name))
                .findFirst()
                .orElseThrow());
    }

    private static boolean isEntered(Vector vector) {
        Set<Long> codes = vector.claims().stream()
                .filter(CheckCubeTest::isExitCode)
                .map(Claim::value)
                .collect(Collectors.toSet());
        assertThat(codes).as(vector.id()).hasSize(1);
        return !codes.contains(-1L);
    }

    private static boolean isExitCode(Claim claim) {
        return claim.subject().toString().endsWith("EXITCODE");
    }

    private static List<Vector> vectors(List<Draft> drafts) {
        return drafts.stream().map(draft -> draft.vector(List.of())).toList();
    }
}
