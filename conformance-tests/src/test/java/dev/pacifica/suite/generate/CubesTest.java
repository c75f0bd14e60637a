package dev.pacifica.suite.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.area.Areas;
import dev.pacifica.suite.area.Cubes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cubes are the same every time and everywhere: another hash means that drafts or permitted outcomes have changed. */
class CubesTest {
    @ParameterizedTest
    @CsvSource({
        "checks, dd870312bb26c57bc8e4acdabc79fd555935faf55b44e59dac912ef25c9da460",
        "nested, 884e40cd4d23b41348ca0d72c354759691fe90d3dfb6aaed20789eed695a3a4d"
    })
    void cubeIsThePinnedOne(String name, String hash) throws NoSuchAlgorithmException {
        Cubes.Cube cube = Cubes.named(name);
        assertThat(Areas.names()).contains(cube.area());
        byte[] content = Catalogue.cubeFile(cube).getBytes(StandardCharsets.UTF_8);
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
                .as("the cube '%s': read what changed, then pin its hash anew", name)
                .isEqualTo(hash);
    }
}
