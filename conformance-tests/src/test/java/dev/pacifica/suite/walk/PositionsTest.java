package dev.pacifica.suite.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.walk.WalkPicture.Column;
import dev.pacifica.suite.walk.WalkPicture.Entry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wherever a walk with nested paging can find an entry absent there is a published vector in which it does, for each kind of access. */
class PositionsTest {
    private static final List<Vector> WALKS = GoldenVectors.published().stream()
            .filter(vector ->
                    vector.id().startsWith("nested-walks/") && vector.id().contains("-absent-"))
            .toList();

    /**
     * With N levels of the guest and as many nested ones there are (N + 1) N nested entries and N of the guest: 24 with 4 levels. All that a guest does
     * goes through the nested entries for its root, and a fetch comes first: those N have no vector for reads and writes.
     */
    @ParameterizedTest
    @CsvSource({"long, PML4E PDPE PDE PTE, 64", "pae, PDPE PDE PTE, 39", "32-bit, PDE PTE, 20"})
    void NPT_33_everyPositionFaultsForReadWriteAndFetch(String format, String levels, int count) {
        List<String> entries = List.of(levels.split(" "));
        Set<String> expected = new TreeSet<>();
        for (String kind : List.of("read", "write", "fetch")) {
            for (String own : entries) {
                expected.add(own + " " + kind);
                for (String nested : entries) {
                    expected.add("page, nested " + nested + " " + kind);
                    if (!own.equals(entries.get(0)) || kind.equals("fetch")) {
                        expected.add(own + ", nested " + nested + " " + kind);
                    }
                }
            }
        }
        assertThat(expected).hasSize(count);
        Set<String> seen = new TreeSet<>();
        WALKS.stream()
                .filter(vector -> vector.id().startsWith("nested-walks/" + format + "-"))
                .forEach(vector -> seen.add(position(WalkPictures.of(vector).orElseThrow())));
        assertThat(seen).isEqualTo(expected);
    }

    /** Where the walk ends, and for what it was made. */
    private static String position(WalkPicture picture) {
        String kind = picture.what().split(" ")[1];
        for (Column column : picture.columns()) {
            for (Entry entry : column.nested()) {
                if (entry.fault().equals("not present")) {
                    return column.name() + ", nested " + entry.name() + " " + kind;
                }
            }
            for (Entry entry : column.own()) {
                if (entry.fault().equals("not present")) {
                    return column.name() + " " + kind;
                }
            }
        }
        return "none";
    }
}
