package dev.pacifica.suite.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.OutsideProgram;
import dev.pacifica.suite.cli.Main;
import dev.pacifica.suite.vector.JsonText;
import dev.pacifica.suite.vector.PublishedFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What targets show, as data: its schema, and the example in Python that judges it from the data files alone. */
class ObservationsTest {
    private static final Path JUDGE = Path.of("..", "docs", "examples", "judge.py");

    @TempDir
    private Path folder;

    private Path data;
    private Path observations;

    @BeforeEach
    void writeTheDataFiles() throws IOException {
        data = folder.resolve("data");
        for (var file : PublishedFiles.all().entrySet()) {
            Path path = data.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        observations = folder.resolve("observations.json");
    }

    @Test
    void observationsSatisfyTheirSchema() throws IOException {
        run("full");
        JsonText text = JsonText.parse("observations.json", Files.readAllBytes(observations));
        assertThat(Schemas.violations("schema/observations.schema.json", text)).isEmpty();
        assertThat(text.root().get("observations").size()).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "opteron-f"})
    void pythonJudgeAgreesOnEveryVector(String profile) throws IOException, InterruptedException {
        OutsideProgram.need("python3", "python3");
        SortedMap<String, String> verdicts = run(profile);
        assertThat(judge(0)).isEqualTo(verdicts);
        assertThat(verdicts).containsValue("conforming").doesNotContainValue("diverging");
        assertThat(verdicts.containsValue("not applicable")).isEqualTo(!profile.equals("full"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a register | \"registers\":{\"rbx\":\"0x5a\"} | \"registers\":{\"rbx\":\"0x5b\"} | diverging: checks/64-bit-guest: rbx: permitted 0x5a, seen 0x5b",
                "a VMCB field | {\"at\":\"0x1002070\",\"bytes\":\"81\"} | {\"at\":\"0x1002070\",\"bytes\":\"80\"} | diverging: checks/64-bit-guest: vmcb@0x1002000.EXITCODE: permitted 0x81, seen 0x80",
                "memory | {\"at\":\"0x1002070\",\"bytes\":\"81\"} | {\"at\":\"0x1002070\",\"bytes\":\"81\"},{\"at\":\"0x1004000\",\"bytes\":\"01\"} | diverging: checks/64-bit-guest: memory@0x1004000: permitted 00, seen 01",
                "the ending | \"ended\":\"end\" | \"ended\":\"shutdown\" | diverging: checks/64-bit-guest: ended: permitted end, seen shutdown",
                "a stray write | \"strays\":[] | \"strays\":[\"0x1234000\"] | diverging: checks/64-bit-guest: memory@0x1234000, outside the footprint: changed",
                "an observation lost | {\"vector\":\"checks/64-bit-guest\" | {\"vector\":\"checks/unknown\" | missing: checks/64-bit-guest: there is no observation",
            })
    void pythonJudgeReportsDamage(String name, String text, String damage, String expected)
            throws IOException, InterruptedException {
        OutsideProgram.need("python3", "python3");
        run("full");
        String[] lines = Files.readString(observations).split("\n");
        int damaged = IntStream.range(0, lines.length)
                .filter(i -> lines[i].contains("\"checks/64-bit-guest\""))
                .findFirst()
                .orElseThrow();
        assertThat(lines[damaged]).contains(text);
        lines[damaged] = lines[damaged].replace(text, damage);
        Files.writeString(observations, String.join("\n", lines));
        assertThat(output(1).lines()).contains(expected);
    }

    /** Runs the model; its verdicts by vector, as it reports them itself. */
    private SortedMap<String, String> run(String profile) throws IOException {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        int exitCode = Main.run(
                writer,
                writer,
                "run",
                "--profile",
                profile,
                "--observations",
                observations.toString(),
                "--report",
                folder.toString());
        assertThat(exitCode).as(out.toString()).isZero();
        JsonText report = JsonText.parse("report.json", Files.readAllBytes(folder.resolve("report.json")));
        SortedMap<String, String> verdicts = new TreeMap<>();
        report.root()
                .get("results")
                .forEach(result -> verdicts.put(
                        result.get("vector").stringValue(),
                        result.get("verdict").stringValue().replace('-', ' ')));
        return verdicts;
    }

    private SortedMap<String, String> judge(int exitCode) throws IOException, InterruptedException {
        SortedMap<String, String> verdicts = new TreeMap<>();
        Matcher line = Pattern.compile("(?m)^([a-z ]+): ([a-z0-9/-]+)").matcher(output(exitCode));
        while (line.find()) {
            verdicts.put(line.group(2), line.group(1));
        }
        return verdicts;
    }

    private String output(int exitCode) throws IOException, InterruptedException {
        Process python = new ProcessBuilder(
                        "python3", JUDGE.toString(), data.toString(), observations.toString(), "--all")
                .redirectErrorStream(true)
                .start();
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(output).isEqualTo(exitCode);
        return output;
    }
}
