package dev.pacifica.suite.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.area.Areas;
import dev.pacifica.suite.area.Cubes;
import dev.pacifica.suite.area.Cubes.Cube;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class InterceptCubeTest {
    /** A change of the cube is meant, and says so here. */
    private static final String SHA_256 = "f4d7ededc930724a0aa28d19658a31991e569f91fb0beb73e0e1380067c1ad0f";

    private static final Cube CUBE = Cubes.named("intercepts");

    /** Claims that contradict the model would be refused on the way. */
    @Test
    void contentIsPinned() throws NoSuchAlgorithmException {
        byte[] content = Catalogue.cubeFile(CUBE).getBytes(StandardCharsets.UTF_8);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        assertThat(hash).isEqualTo(SHA_256);
    }

    @Test
    void namesAreUniqueAndTheSampleIsAPart() {
        List<String> ids = CUBE.drafts().get().stream().map(Draft::id).toList();
        Set<String> sample = Areas.drafts(CUBE.area()).stream().map(Draft::id).collect(Collectors.toSet());
        assertThat(ids).doesNotHaveDuplicates().hasSize(3936).containsAll(sample);
        assertThat(sample).hasSizeBetween(200, 400);
    }

    /** Both neighbours of each intercept: an exception that comes first and one that comes later, each with the intercept set. */
    @Test
    void INS_02_eachObstacleIsTriedWithTheInterceptSet() {
        Set<String> ids = CUBE.drafts().get().stream().map(Draft::id).collect(Collectors.toSet());
        assertThat(ids)
                .contains(
                        "intercept-cube/sgdt/long-64/set-memory",
                        "intercept-cube/sgdt/long-64-user/set-umip",
                        "intercept-cube/pushf/virtual-8086/set-virtual-iopl",
                        "intercept-cube/mov-to-cr0/real/set-value",
                        "intercept-cube/hlt/protected-16-user/set",
                        "intercept-cube/xsetbv/compatibility-user/set",
                        "intercept-cube/vmload/long-64/set-late-address");
    }

    @Test
    void publishedSampleHasEveryInterceptButOneThatAnotherAreaHas() {
        Set<String> forms = GoldenVectors.published().stream()
                .map(Vector::id)
                .filter(id -> id.startsWith(CUBE.area() + "/"))
                .map(id -> id.split("/")[1])
                .collect(Collectors.toSet());
        Set<String> all = CUBE.drafts().get().stream()
                .map(draft -> draft.id().split("/")[1])
                .collect(Collectors.toSet());
        all.remove("mov-from-cr8"); // exit-codes has it
        assertThat(forms).containsExactlyInAnyOrderElementsOf(all);
    }
}
