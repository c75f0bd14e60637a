package dev.pacifica.suite.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.demo.Step.Actor;
import dev.pacifica.suite.demo.Step.Decision;
import dev.pacifica.suite.demo.Step.Protection;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What the demonstration shows is what the rules say, and what the documents show is what it shows. */
class DemonstrationTest {
    private static final Path DOCS = Path.of("../docs");
    private static final int LINES = 40;
    private static final int COLUMNS = 100;

    private final Launch clean = SecureLaunchDemo.launches().get(0);
    private final Launch patched = SecureLaunchDemo.launches().get(1);

    /** Only from the bytes, without the model: SHA-256 of 32 zeros and SHA-256 of the image. */
    private static String expectedPcr17(byte[] image) throws NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] hash = sha256.digest(image);
        sha256.update(new byte[32]);
        return HexFormat.of().withUpperCase().formatHex(sha256.digest(hash));
    }

    @Test
    void SKINIT_44_PCR17_is_the_hash_of_what_was_launched() throws NoSuchAlgorithmException {
        byte[] image = LoaderImage.bytes();
        assertThat(clean.pcr17()).isEqualTo(expectedPcr17(image));
        int policy = (int) (LoaderImage.policy() - LoaderImage.BLOCK);
        assertThat(image[policy]).isOne();
        image[policy] = 0;
        assertThat(patched.pcr17()).isEqualTo(expectedPcr17(image)).isNotEqualTo(clean.pcr17());
    }

    @Test
    void SKINIT_19_the_header_says_how_long_the_image_is_and_where_it_starts() {
        byte[] image = LoaderImage.bytes();
        assertThat(image[2] & 0xFF | image[3] << 8).isEqualTo(image.length);
        assertThat(LoaderImage.BLOCK + image[0]).isEqualTo(LoaderImage.entry());
    }

    @Test
    void DEV_93_from_SKINIT_on_the_device_is_denied_the_block_and_nothing_else() {
        for (Launch launch : List.of(clean, patched)) {
            List<Step> requests = launch.steps().stream()
                    .filter(step -> step.actor() == Actor.DEVICE)
                    .toList();
            assertThat(requests).hasSizeGreaterThanOrEqualTo(6);
            for (Step step : requests) {
                boolean isBeside = step.what().contains("beside");
                Decision expected =
                        step.protection() == Protection.NONE || isBeside ? Decision.ALLOWED : Decision.DENIED;
                assertThat(step.decision()).as(step.what()).isEqualTo(expected);
            }
        }
        assertThat(patched.steps().get(1).decision()).isEqualTo(Decision.ALLOWED);
    }

    @Test
    void SKINIT_40_the_block_is_open_then_closed_by_SKINIT_then_by_the_loader() {
        for (Launch launch : List.of(clean, patched)) {
            assertThat(launch.steps().stream().map(Step::protection).distinct())
                    .containsExactly(Protection.NONE, Protection.SKINIT, Protection.VECTOR);
        }
    }

    @Test
    void SKINIT_24_the_loader_that_was_measured_is_the_one_that_runs() {
        assertThat(clean.checksSignatures()).isTrue();
        assertThat(patched.checksSignatures()).isFalse();
        assertThat(clean.steps()).anyMatch(step -> step.what().contains("GIF (now 0)"));
    }

    @Test
    void the_timeline_fits_a_terminal_and_colours_say_nothing_that_words_do_not() {
        List<String> plain = new Demonstration().timeline(false);
        assertThat(plain).hasSizeLessThanOrEqualTo(LINES);
        assertThat(plain).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
        assertThat(String.join("\n", plain)).matches("[\\n -~]+");
        List<String> coloured = new Demonstration().timeline(true);
        assertThat(coloured).isNotEqualTo(plain);
        assertThat(coloured.stream()
                        .map(line -> line.replaceAll("\u001B\\[\\d+m", ""))
                        .map(String::stripTrailing))
                .containsExactlyElementsOf(plain);
    }

    @Test
    void the_picture_of_the_documents_is_current() throws IOException {
        assertThat(Files.readString(DOCS.resolve("skinit.svg")))
                .as("run './pacifica demo skinit --svg docs/skinit.svg', and look at it")
                .isEqualTo(new Demonstration().picture());
    }

    @Test
    void the_timeline_of_the_documents_is_current() throws IOException {
        StringBuilder block = new StringBuilder();
        new Demonstration()
                .timeline(false)
                .forEach(line ->
                        block.append(line.isEmpty() ? "" : "    ").append(line).append('\n'));
        assertThat(Files.readString(DOCS.resolve("skinit.md")))
                .as("docs/skinit.md has the output of './pacifica demo skinit', indented by four")
                .contains(block);
    }

    @Test
    void the_picture_is_XML() throws IOException, ParserConfigurationException, SAXException {
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(new Demonstration().picture())))
                        .getElementsByTagName("text")
                        .getLength())
                .isGreaterThan(40);
    }
}
