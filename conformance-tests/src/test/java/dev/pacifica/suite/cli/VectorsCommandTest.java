package dev.pacifica.suite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.vector.PublishedFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code vectors check} and {@code vectors format}. */
class VectorsCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void checkOfThePublishedFilesFindsNothing() {
        assertThat(pacifica("vectors", "check")).as(err.toString()).isZero();
        assertThat(out.toString().strip()).isEqualTo("nothing is wrong");
    }

    @Test
    void checkOfAFolderFindsNothingInACopyAndTheChangedLineInAChangedOne() throws IOException {
        copy();
        assertThat(pacifica("vectors", "check", folder.toString())).isZero();
        Path checks = folder.resolve("checks.json");
        Files.writeString(checks, Files.readString(checks).replace("guest ASID 0:", "guest ASID 1:"));
        assertThat(pacifica("vectors", "check", folder.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains(checks + ":3: vector 'checks/asid-0': the line is not that of the manifest")
                .endsWith("1 problem" + System.lineSeparator());
    }

    @Test
    void checkOfAFileHoldsItAgainstTheManifestBesideIt() throws IOException {
        copy();
        Path checks = folder.resolve("checks.json");
        Files.writeString(checks, Files.readString(checks).replace("guest ASID 0:", "guest ASID 1:"));
        assertThat(pacifica(
                        "vectors",
                        "check",
                        checks.toString(),
                        folder.resolve("enable.json").toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains(checks + ":3: vector 'checks/asid-0'")
                .contains("1 problem");
    }

    @Test
    void checkOfAFileThatIsNotThereSaysSo() {
        assertThat(pacifica("vectors", "check", "/no/such.json")).isEqualTo(2);
        assertThat(err.toString()).contains("/no/such.json: cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"enable.json", "vmrun.json", "checks.json", "exits.json", "exceptions.json"})
    void formatLeavesPublishedFilesAlone(String file) throws IOException {
        copy();
        Path path = folder.resolve(file);
        assertThat(pacifica("vectors", "format", path.toString())).isZero();
        assertThat(out.toString()).contains("unchanged");
        assertThat(Files.readAllBytes(path)).isEqualTo(PublishedFiles.all().get(file));
    }

    @Test
    void formatBringsBackWhatWasReordered() throws IOException {
        Path mine = folder.resolve("mine.json");
        String published = new String(PublishedFiles.all().get("checks.json"), StandardCharsets.UTF_8);
        String[] lines = published.split("\n", -1);
        String second = lines[2];
        lines[2] = lines[3].replace(",\"events\":[]", "").replace("{\"id\"", "{ \"events\" : [ ], \"id\"");
        lines[3] = second;
        Files.writeString(mine, String.join("\n", lines));
        assertThat(pacifica("vectors", "format", mine.toString())).isZero();
        assertThat(out.toString()).contains("mine.json: formatted");
        assertThat(Files.readString(mine)).isEqualTo(published);
    }

    @Test
    void formatRefusesWhatIsNoVectorFileAndLeavesItAlone() throws IOException {
        String content = "{\"format\": 1, \"area\": \"mine\",\n\"vectors\": 7}";
        Path mine = Files.writeString(folder.resolve("mine.json"), content);
        assertThat(pacifica("vectors", "format", mine.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("mine.json:2: field 'vectors': expected a list");
        assertThat(Files.readString(mine)).isEqualTo(content);
    }

    private void copy() throws IOException {
        for (var file : PublishedFiles.all().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    private int pacifica(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
