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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InterceptCubeTest {
    /** A change of the cube is meant, and says so here. */
    private static final String SHA_256 = "379ffb1a85403667e110264b21dffd5df70d36131e511546be39c36cee2ba109";

    private static final Cube CUBE = Cubes.named("intercepts");

    private static final List<String> MODES = List.of(
            "real",
            "virtual-8086",
            "protected-16",
            "protected-16-user",
            "protected-32",
            "protected-32-user",
            "compatibility",
            "compatibility-user",
            "long-64",
            "long-64-user");

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
        assertThat(ids).doesNotHaveDuplicates().hasSize(5117).containsAll(sample);
        assertThat(sample).hasSizeBetween(200, 400);
    }

    /** Both neighbours of each intercept: an exception that comes first and one that comes later, each with the intercept set. */
    @Test
    void INS_02_eachObstacleIsTriedWithTheInterceptSet() {
        assertThat(ids())
                .contains(
                        "intercept-cube/sgdt/long-64/set-memory",
                        "intercept-cube/sgdt/long-64-user/set-umip",
                        "intercept-cube/pushf/virtual-8086/set-virtual-iopl",
                        "intercept-cube/mov-to-cr0/real/set-value",
                        "intercept-cube/hlt/protected-16-user/set",
                        "intercept-cube/xsetbv/compatibility-user/set",
                        "intercept-cube/vmload/long-64/set-late-address",
                        "intercept-cube/exception-pf/compatibility-user/set-breakpoint",
                        "intercept-cube/exception-ac/virtual-8086/clear-without-gate",
                        "intercept-cube/vintr/real/set-data-breakpoint",
                        "intercept-cube/shutdown/long-64/set-double-fault",
                        "intercept-cube/task-fault/protected-32/set-initiator");
    }

    /** Each event is tried intercepted and not in every mode that has it. */
    @Test
    void EXC_01_eachEventIsTriedSetAndClear() {
        Set<String> ids = ids();
        for (String form :
                List.of("exception-de", "exception-ud", "exception-gp", "exception-mf", "vintr", "shutdown")) {
            for (String mode : MODES) {
                String prefix = "intercept-cube/%s/%s/".formatted(form, mode);
                assertThat(ids).contains(prefix + "set", prefix + "clear");
            }
        }
        for (String initiator : List.of("jmp-to-a-tss", "call-to-a-task-gate", "iret", "int-n", "fault", "interrupt")) {
            for (String mode : List.of("protected-16", "protected-16-user", "protected-32", "protected-32-user")) {
                String prefix = "intercept-cube/task-%s/%s/".formatted(initiator, mode);
                assertThat(ids).contains(prefix + "set", prefix + "clear", prefix + "set-short-task");
            }
        }
    }

    /** MISC-08: bit 30 alone brings the exit about; SHUTDOWN, its neighbour, is clear. */
    @Test
    void MISC_08_freezeIsInterceptedByItsOwnBit() {
        List<Vector> freezes = published()
                .filter(vector -> vector.id().startsWith("intercept-cube/ferr-freeze/"))
                .filter(vector -> vector.id().endsWith("/set"))
                .toList();
        assertThat(freezes).isNotEmpty().allSatisfy(vector -> {
            assertThat(vector.vmcbs().get(0).fields()).containsEntry("INTERCEPT_3", 1L << 30);
            assertThat(vector.claims()).anyMatch(claim -> claim.rule().equals("MISC-08") && claim.value() == 0x7E);
        });
    }

    @Test
    void publishedSampleHasEveryForm() {
        Set<String> forms = published().map(vector -> form(vector.id())).collect(Collectors.toSet());
        Set<String> all = ids().stream().map(InterceptCubeTest::form).collect(Collectors.toSet());
        assertThat(forms).containsExactlyInAnyOrderElementsOf(all);
    }

    private static Stream<Vector> published() {
        return GoldenVectors.published().stream().filter(vector -> vector.id().startsWith(CUBE.area() + "/"));
    }

    private static Set<String> ids() {
        return CUBE.drafts().get().stream().map(Draft::id).collect(Collectors.toSet());
    }

    private static String form(String id) {
        return id.split("/")[1];
    }
}
