package dev.pacifica.suite.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.suite.vector.Signal.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Signals in vector files: what is written is read again, and what is wrong is named. */
class EventReaderTest {
    private static final String FILE = "checks.json";
    private static final long HOST = 0x100_1000;
    private static final long GUEST = 0x100_3000;

    @ParameterizedTest
    @EnumSource(Line.class)
    void aSignalIsReadAsItIsWritten(Line line) {
        Signal host = line == Line.INTR ? Signal.intr(HOST, 0x50) : Signal.of(line, HOST);
        String kind = line.name().toLowerCase(java.util.Locale.ROOT);
        String vector = line == Line.INTR ? ",\"vector\":80" : "";
        String text =
                "{\"kind\":\"%s\",\"marker\":\"0x1001000\"%s},{\"kind\":\"%s\",\"marker\":\"0x1003000\",\"in\":\"guest\"%s}"
                        .formatted(kind, vector, kind, vector);
        Vector read = read(text);
        assertThat(read.events()).containsExactly(host, new Signal(line, GUEST, true, line == Line.INTR ? 0x50 : 0));
        assertThat(VectorWriter.line(read)).contains("\"events\":[" + text + "]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "an unknown kind | \"kind\":\"inta\",\"marker\":\"0x1001000\" | field 'events[0].kind'",
                "no vector | \"kind\":\"intr\",\"marker\":\"0x1001000\" | field 'events[0].vector': is missing",
                "a vector too large | \"kind\":\"intr\",\"marker\":\"0x1001000\",\"vector\":256 | field 'events[0].vector': expected 0 to 255",
                "a vector of NMI | \"kind\":\"nmi\",\"marker\":\"0x1001000\",\"vector\":2 | unknown field [vector]",
                "another place | \"kind\":\"nmi\",\"marker\":\"0x1001000\",\"in\":\"host\" | field 'events[0].in': expected \"guest\"",
                "no code there | \"kind\":\"smi\",\"marker\":\"0x1001800\" | expected the address of an instruction of the vector",
                "a node | \"kind\":\"init\",\"marker\":\"0x1001000\",\"node\":0 | unknown field [node]",
                "a request of a guest | \"kind\":\"io-read\",\"marker\":\"0x1001000\",\"in\":\"guest\" | unknown field [in]",
            })
    void complaintsNameTheField(String name, String event, String expected) {
        assertThatThrownBy(() -> read("{" + event + "}"))
                .isInstanceOf(VectorFormatException.class)
                .hasMessageContaining(expected);
    }

    /** The first vector of a file, with these events. */
    private static Vector read(String events) {
        String line = published().lines().skip(1).findFirst().orElseThrow();
        String changed = line.replaceFirst("\"footprint\":", "\"events\":[" + events + "],\"footprint\":");
        String file =
                VectorWriter.header("checks") + "\n" + changed.replaceFirst(",$", "") + "\n" + VectorWriter.FOOTER;
        List<Vector> vectors = VectorReader.read(FILE, file.getBytes(StandardCharsets.UTF_8));
        return vectors.get(0);
    }

    private static String published() {
        try (InputStream in = EventReaderTest.class.getResourceAsStream("/dev/pacifica/vectors/" + FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
