package dev.pacifica.suite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line: exit codes, and messages that tell a person what was wrong and what to do. */
class MainTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void runOnTheModelConformsInTenLines() {
        assertThat(pacifica("run")).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(10);
        assertThat(lines.get(0)).endsWith("vectors on the reference model, profile full");
        assertThat(out.toString()).containsPattern("diverging +0\\R");
    }

    @Test
    void runOnASmallerProcessorLeavesOutWhatItLacks() {
        assertThat(pacifica("run", "--profile", "opteron-f")).isZero();
        assertThat(out.toString()).containsPattern("not applicable +[1-9]");
    }

    @Test
    void runWritesTheReport() throws IOException {
        assertThat(pacifica("run", "--vectors", "checks/asid-0", "--report", folder.toString()))
                .isZero();
        assertThat(Files.readString(folder.resolve("report.json")))
                .contains("\"vector\" : \"checks/asid-0\"")
                .contains("\"verdict\" : \"conforming\"");
    }

    @Test
    void divergenceGivesExitCode1AndNamesVectorRuleAndField() throws IOException {
        String published = new String(getClass()
                .getResourceAsStream("/dev/pacifica/vectors/checks.json")
                .readAllBytes());
        Path wrong = Files.writeString(
                folder.resolve("wrong.json"),
                published.replaceFirst("(checks/asid-0\".*\"fields\":\\{\"EXITCODE\":\")0xf{16}", "$10x81"));
        assertThat(pacifica("run", "--file", wrong.toString(), "--vectors", "checks/asid-0"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("diverging checks/asid-0 (CHK-16, CHK-40):")
                .contains("vmcb@0x1002000.EXITCODE: permitted 0x81, seen 0xffffffffffffffff")
                .contains("repeat one with: ./pacifica run --vectors checks/asid-0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --vectors no/such | 2 | no vector is called 'no/such'; './pacifica vectors list' shows all",
                "run --target nonsense | 2 | expected one of [MODEL, QEMU, BOCHS, COMMAND] (case-insensitive) but was 'nonsense'",
                "run --profile nonsense | 2 | There is no profile 'nonsense'",
                "run --file /no/such.json | 2 | /no/such.json: cannot be read",
                "run --report /proc/nowhere --vectors checks/asid-0 | 2 | the report cannot be written",
                "run --target command | 2 | --target command needs --command TEMPLATE",
                "run --command nonsense | 2 | the command 'nonsense' lacks {image}",
                "run --served | 2 | --served: the model runs in this process and has no COM1",
                "run --served --command emulator:{image}:{serial} | 2 | lacks {port}; expected a program",
                "run --repeat 0 | 2 | --repeat: expected a number from 1 up, found 0",
                "run --silence 0 --target qemu | 2 | --silence: expected at least 1 second, found 0",
                "image -o /no/such/folder/x.img | 2 | the image cannot be written",
                "image | 2 | Missing required option: '--output=FILE'",
                "nonsense | 2 | Unmatched argument",
                "vectors generate --into /proc/nowhere | 2 | cannot be written",
            })
    void unusableInputSaysWhatToDo(String arguments, int exitCode, String message) {
        assertThat(pacifica(arguments.split(" "))).isEqualTo(exitCode);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void malformedVectorFileIsNamedWithLine() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.json"), "{\"format\": 1,\n\"vectors\": [{\"id\": 7}]}");
        assertThat(pacifica("run", "--file", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("mine.json:2: field 'id': expected a string, found 7");
    }

    @Test
    void emulatorThatDoesNotExistGivesExitCode3() {
        assertThat(pacifica("run", "--vectors", "checks/asid-0", "--command", "no-such-emulator {image} {serial}"))
                .isEqualTo(3);
        assertThat(out.toString())
                .contains("the target could not be run to the end")
                .contains("no-such-emulator");
    }

    @Test
    void emulatorThatPrintsGarbageGivesExitCode3() {
        assertThat(pacifica(
                        "run",
                        "--vectors",
                        "checks/asid-0",
                        "--command",
                        "sh -c 'echo garbage @@V 0*00 > {serial}' {image}"))
                .isEqualTo(3);
        assertThat(out.toString()).contains("did not start the image, twice");
    }

    @Test
    void silentEmulatorGivesExitCode3() {
        assertThat(pacifica(
                        "run",
                        "--vectors",
                        "checks/asid-0",
                        "--silence",
                        "1",
                        "--command",
                        "sh -c 'sleep 60' {image} {serial}"))
                .isEqualTo(3);
        assertThat(out.toString()).contains("did not start the image, twice");
    }

    @Test
    void repeatedRunOnTheModelFindsNothingFlaky() {
        assertThat(pacifica("run", "--vectors", "checks/*", "--repeat", "3")).isZero();
        assertThat(out.toString()).containsPattern("flaky +0 \\(each ran 3 times\\)");
    }

    @Test
    void imageThatIsServedCarriesNothing() throws IOException {
        Path image = folder.resolve("served.img");
        assertThat(pacifica("image", "-o", image.toString(), "--served")).isZero();
        assertThat(Files.size(image)).isLessThan(1 << 20);
        assertThat(out.toString()).contains("vectors aboard: 0");
    }

    @Test
    void imageOfOneVectorIsSmall() throws IOException {
        Path image = folder.resolve("one.img");
        assertThat(pacifica("image", "-o", image.toString(), "--vectors", "checks/asid-0"))
                .isZero();
        assertThat(Files.size(image)).isLessThan(1 << 20);
        assertThat(out.toString()).contains("vectors aboard: 1");
    }

    private int pacifica(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
