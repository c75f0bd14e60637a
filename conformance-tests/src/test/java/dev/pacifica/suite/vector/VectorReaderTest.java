package dev.pacifica.suite.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorReaderTest {
    private static final String FILE = "checks.json";

    @Test
    void readsWhatTheWriterWrites() {
        List<Vector> vectors = VectorReader.read(FILE, published().getBytes(StandardCharsets.UTF_8));
        assertThat(VectorWriter.write("checks", vectors)).isEqualTo(published());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not JSON | {\"format\": 1 | {\"format\" 1 | checks.json:1: not JSON",
                "another format | \"format\": 1 | \"format\": 2 | checks.json:1: field 'format': expected 1, found 2",
                "an unknown field | \"title\": | \"titel\": | unknown field [titel]",
                "a missing field | \"footprint\":[\"0x1000000\",\"0x1001000\",\"0x1002000\",\"0x1003000\",\"0x1004000\"], |  | field 'footprint': is missing",
                "a bad number | \"footprint\":[\"0x1000000\" | \"budget\":\"1000\",\"footprint\":[\"0x1000000\" | field 'budget': expected a string \"0x…\" of 1 to 16 hexadecimal digits, found \"1000\"",
                "bytes that are none | \"bytes\":\"0f01d8 | \"bytes\":\"0f01dg | field 'program.bytes': expected an even number of hexadecimal digits",
                "an unknown VMCB field | \"GUEST_ASID\" | \"GUEST_ASIDD\" | field 'vmcb[0].fields.GUEST_ASIDD': expected a field of vmcb-layout.json",
                "a value too wide | \"GUEST_ASID\":\"0x0\" | \"TLB_CONTROL\":\"0x100\" | expected a value of at most 8 bits",
                "an unknown condition | \"requires\":[\"SVM\" | \"requires\":[\"SVN\" | 'SVN' is not a feature or number of conditions.json",
                "an unknown mask | \"unspecified\":[\"after-invalid\"] | \"unspecified\":[\"after\"] | field 'cases[0].outcomes[0].unspecified': expected names of masks.json",
                "a claim about nothing | \"subject\":\"rbx\" | \"subject\":\"rbxx\" | 'rbxx' names nothing that can be seen",
                "a claim of a rule not cited | \"rules\":[\"CHK-05\",\"CHK-40\"] | \"rules\":[\"CHK-05\"] | rule 'CHK-40' is not among the vector's rules",
                "memory outside the footprint | \"at\":\"0x1003000\" | \"at\":\"0x1103000\" | lies in page 0x1103000, which 'footprint' does not name",
                "a page outside the arenas | \"footprint\":[\"0x1000000\" | \"footprint\":[\"0x900000\" | ascending page addresses inside the arenas",
            })
    void complaintsNameFileLineAndField(String name, String text, String replacement, String expected) {
        String broken = published().replace(text, replacement == null ? "" : replacement);
        assertThat(published().contains(text)).as("'%s' must be there", text).isTrue();
        assertThatThrownBy(() -> VectorReader.read(FILE, broken.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(VectorFormatException.class)
                .hasMessageContaining(expected)
                .hasMessageMatching("(?s)checks\\.json:\\d+: .*");
    }

    @Test
    void complaintsNameTheLineOfTheVector() {
        String[] lines = published().split("\n");
        lines[3] = lines[3].replace("\"footprint\":", "\"budget\":\"0x0\",\"footprint\":");
        String broken = String.join("\n", lines);
        assertThatThrownBy(() -> VectorReader.read(FILE, broken.getBytes(StandardCharsets.UTF_8)))
                .hasMessageStartingWith("checks.json:4: vector 'checks/")
                .hasMessageContaining("field 'budget': expected 1 to 1,000,000 steps");
    }

    private static String published() {
        try (InputStream in = VectorReaderTest.class.getResourceAsStream("/dev/pacifica/vectors/checks.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
