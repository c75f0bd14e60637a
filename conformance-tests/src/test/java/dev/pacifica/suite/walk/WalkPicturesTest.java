package dev.pacifica.suite.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.explain.VectorLookup;
import dev.pacifica.suite.explain.Wrap;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.walk.WalkPicture.Column;
import dev.pacifica.suite.walk.WalkPicture.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The walk that is drawn is the one that faults, or the longest; the committed picture is the one that the suite draws. */
class WalkPicturesTest {
    private static final List<Vector> PUBLISHED = GoldenVectors.published();

    private static WalkPicture picture(String id) {
        return WalkPictures.of(VectorLookup.named(id, PUBLISHED)).orElseThrow();
    }

    @Test
    void committedPictureIsUpToDate() throws IOException {
        assertThat(Files.readString(Path.of("../docs/walk.svg")))
                .as("run './pacifica explain nested-walks/long-page-npte-read-only-write --svg docs/walk.svg'")
                .isEqualTo(WalkSvg.of(picture("nested-walks/long-page-npte-read-only-write")));
    }

    @Test
    void NPT_33_faultForAnEntryOfTheGuestsEndsTheTreeAtItsNestedEntry() {
        WalkPicture picture = picture("nested-walks/long-pde-npte-absent-read");
        assertThat(picture.faulted()).isTrue();
        assertThat(picture.columns()).extracting(Column::name).containsExactly("PML4E", "PDPE", "PDE");
        Column last = picture.columns().get(2);
        assertThat(last.own()).isEmpty();
        assertThat(last.nested()).extracting(Entry::name).containsExactly("PML4E", "PDPE", "PDE", "PTE");
        assertThat(last.nested().get(3).fault()).isEqualTo("not present");
        assertThat(picture.result())
                .contains("EXITINFO1 0x200000006 (RW US table)")
                .contains("EXITINFO2 " + last.gpa());
        assertThat(WalkTree.lines(picture))
                .filteredOn(line -> line.contains("<== fault"))
                .singleElement()
                .asString()
                .startsWith("  |    +- nested PTE ")
                .endsWith("<== fault: not present");
    }

    @Test
    void NPT_38_deniedAccessNamesTheEntryThatDeniesIt() {
        WalkPicture picture = picture("nested-walks/long-page-npde-read-only-write");
        List<Entry> nested = picture.columns().get(4).nested();
        assertThat(nested).extracting(Entry::denies).containsExactly("", "", "RW is 0", "");
        assertThat(nested).extracting(Entry::fault).containsExactly("", "", "", "access denied");
    }

    @Test
    void PG_54_accessedAndDirtyBitsThatTheWalkSetAreTold() {
        List<WalkPicture> pictures = PUBLISHED.stream()
                .filter(vector ->
                        vector.id().startsWith("paging-long/") && vector.rules().contains("PG-51"))
                .limit(5)
                .flatMap(vector -> WalkPictures.of(vector).stream())
                .toList();
        assertThat(pictures).isNotEmpty();
        assertThat(pictures.stream()
                        .flatMap(picture -> picture.columns().stream())
                        .flatMap(column -> column.own().stream())
                        .flatMap(entry -> entry.marks().stream()))
                .contains("A", "D");
    }

    @Test
    void vectorThatIsNotAboutTranslationHasNoPicture() {
        assertThat(WalkPictures.of(VectorLookup.named("checks/asid-0", PUBLISHED)))
                .isEmpty();
    }

    /** One in seven of those about translation. */
    static Stream<Vector> sample() {
        List<Vector> all = PUBLISHED.stream()
                .filter(vector -> vector.id().matches("(nested|paging|paged|tlb|shadow).*"))
                .toList();
        return Stream.iterate(0, i -> i < all.size(), i -> i + 7).map(all::get);
    }

    @ParameterizedTest
    @MethodSource("sample")
    void treeIsAsciiOf120ColumnsAndHasEveryEntryOnce(Vector vector) {
        WalkPictures.of(vector).ifPresent(picture -> {
            List<String> lines = WalkTree.lines(picture);
            assertThat(lines)
                    .allSatisfy(line -> assertThat(line)
                            .hasSizeLessThanOrEqualTo(Wrap.WIDTH)
                            .matches("[ -~]*"));
            long entries = picture.columns().stream()
                    .mapToLong(column -> column.nested().size() + column.own().size())
                    .sum();
            assertThat(lines).filteredOn(line -> line.contains(" = 0x")).hasSize((int) entries);
            long faults =
                    lines.stream().filter(line -> line.contains("<== fault")).count();
            assertThat(faults).isEqualTo(picture.faulted() ? 1 : 0);
        });
    }
}
