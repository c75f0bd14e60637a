package dev.pacifica.suite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
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
    void demoShowsALaunchAndWritesItsPicture() throws IOException {
        Path picture = folder.resolve("launch.svg");
        assertThat(pacifica("demo", "skinit", "--svg", picture.toString())).isZero();
        assertThat(out.toString()).contains("TPM_HASH_END").containsPattern("denied\\R");
        assertThat(picture).content().startsWith("<svg ");
        assertThat(pacifica("demo", "skinit", "--svg", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("name a file that can be, with --svg");
        assertThat(pacifica("demo")).isEqualTo(2);
    }

    @Test
    void runOnASmallerProcessorLeavesOutWhatItLacks() {
        assertThat(pacifica("run", "--profile", "opteron-f")).isZero();
        assertThat(out.toString()).containsPattern("not applicable +[1-9]");
    }

    @Test
    void runWritesTheReports() throws IOException {
        assertThat(pacifica("run", "--vectors", "checks/asid-0", "--report", folder.toString()))
                .isZero();
        assertThat(folder).isDirectoryContaining("glob:**/junit.xml").isDirectoryContaining("glob:**/index.html");
        assertThat(out.toString()).contains("report: " + folder.resolve("index.html"));
        assertThat(Files.readString(folder.resolve("report.json")))
                .contains("\"vector\" : \"checks/asid-0\"")
                .contains("\"verdict\" : \"conforming\"");
    }

    @Test
    void divergenceGivesExitCode1AndNamesVectorRuleAndField() throws IOException {
        Path wrong = asidVectorThatPermits("0x81");
        assertThat(pacifica("run", "--file", wrong.toString(), "--vectors", "checks/asid-0"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("diverging checks/asid-0 (CHK-16, CHK-40):")
                .contains("vmcb@0x1002000.EXITCODE: permitted 0x81, seen 0xffffffffffffffff")
                .contains("repeat one with: ./pacifica run --file " + wrong + " --vectors checks/asid-0");
    }

    @Test
    void reportFolderThatIsAFileIsNamedBeforeTheRunStarts() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(pacifica("run", "--vectors", "checks/asid-0", "--report", file.toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--report: the report cannot be written to the folder " + file)
                .contains("is a file; name one that can be written to");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void severalReportsBecomeOnePage() throws IOException {
        Path full = folder.resolve("full");
        Path small = folder.resolve("small");
        pacifica("run", "--vectors", "checks/asid-0", "--report", full.toString());
        pacifica("run", "--profile", "opteron-f", "--vectors", "checks/asid-0", "--report", small.toString());
        assertThat(pacifica(
                        "report",
                        "--into",
                        folder.toString(),
                        full.toString(),
                        small.resolve("report.json").toString()))
                .isZero();
        assertThat(Files.readString(folder.resolve("index.html"))).contains("profile full", "profile opteron-f");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "report --into /tmp | 2 | Missing required parameter: 'REPORT'",
                "report /no/such | 2 | Missing required option: '--into=FOLDER'",
                "report --into /proc/nowhere /no/such | 2 | the report cannot be written to the folder /proc/nowhere",
                "run --vectors no/such | 2 | no vector is called 'no/such'; './pacifica vectors list' shows all",
                "run --target nonsense | 2 | expected one of [MODEL, QEMU, BOCHS, COMMAND] (case-insensitive) but was 'nonsense'",
                "run --profile nonsense | 2 | There is no profile 'nonsense'",
                "run --file /no/such.json | 2 | /no/such.json: cannot be read",
                "run --report /proc/nowhere --vectors checks/asid-0 | 2 | the report cannot be written",
                "run --observations /proc/nowhere/x --vectors checks/asid-0 | 2 | the observations cannot be written",
                "run --level nonsense | 2 | Invalid value for option '--level'",
                "run --vectors checks/asid-0 --level en | 2 | no vector that --vectors names is of level EN or before",
                "run --expectations /no/such.json | 2 | /no/such.json cannot be read",
                "run --expectations x.json --no-expectations | 2 | mutually exclusive",
                "run --draft-expectations /proc/nowhere --vectors checks/asid-0 | 2 | the expectations cannot be written",
                "vectors confirm | 2 | Missing required option: '--into=FOLDER'",
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
                "rules --areas CH | 2 | --areas: there is no area 'CH'; nearest: CHK",
                "rules --uncovered --planned | 2 | mutually exclusive",
                "rules --write /proc/nowhere | 2 | cannot be written",
                "explain CHK-5 | 2 | there is no rule 'CHK-5'; nearest: CHK-05",
                "explain no/such | 2 | 'no/such'",
                "explain | 2 | Missing required parameter: 'RULE-OR-VECTOR'",
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
    void runUpToALevelLeavesOutWhatComesLater() {
        assertThat(pacifica("run", "--level", "chk", "--vectors", "*/*-at-cpl-3,checks/asid-0"))
                .isZero();
        assertThat(out.toString()).startsWith("8 vectors on");
    }

    @Test
    void knownDivergenceIsNoFailureAndAnotherIs() throws IOException {
        Path wrong = asidVectorThatPermits("0x81");
        Path known = folder.resolve("mine.json");
        assertThat(pacifica(onWrong(wrong, "--draft-expectations", known))).isEqualTo(1);
        assertThat(out.toString()).contains("known vectors: 1, of which untriaged: 1, the first checks/asid-0");

        assertThat(pacifica(onWrong(wrong, "--expectations", known))).isEqualTo(2);
        assertThat(err.toString()).contains("mine.json:2: field 'findings'").contains("trace it");

        String finding =
                "{'id':'MINE-01','title':'No','rules':['CODE-02'],'does':'No.','demands':'Yes.','smallest':'checks/asid-0',"
                        + "'signatures':[{'subject':'*'}]}";
        String draft = Files.readString(known);
        Files.writeString(
                known,
                draft.replace("\"findings\":[],", "\"findings\":[" + finding.replace('\'', '"') + "],")
                        .replace("untriaged", "MINE-01"));
        assertThat(pacifica(onWrong(wrong, "--expectations", known))).isZero();
        assertThat(out.toString()).contains("known divergences     1 by 1 finding");

        assertThat(pacifica(onWrong(asidVectorThatPermits("0x82"), "--expectations", known)))
                .isEqualTo(1);
        assertThat(out.toString()).contains("not as MINE-01 has it: new: vmcb@0x1002000.EXITCODE: permitted 0x82");

        assertThat(pacifica("run", "--vectors", "checks/asid-0", "--expectations", known.toString()))
                .isZero();
        assertThat(out.toString()).contains("vanished checks/asid-0: conforming, although MINE-01 is known");
    }

    @Test
    void incompleteRunWritesNoExpectations() {
        Path draft = folder.resolve("mine.json");
        assertThat(pacifica(
                        "run",
                        "--vectors",
                        "checks/asid-0",
                        "--command",
                        "no-such-emulator {image} {serial}",
                        "--draft-expectations",
                        draft.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("is not written: the run is not complete");
        assertThat(draft).doesNotExist();
    }

    @Test
    void targetOfWhichNothingIsKnownGetsAdvice() throws IOException {
        assertThat(pacifica("run", "--file", asidVectorThatPermits("0x81").toString(), "--vectors", "checks/asid-0"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("nothing is known of the reference model, profile full (only of qemu 7.2 and bochs 2.7)")
                .contains("--draft-expectations FILE");
    }

    @Test
    void findingsShowsEveryFinding() {
        assertThat(pacifica("findings")).isZero();
        assertThat(out.toString()).contains("### QEMU-01").contains("### BOCHS-01");
    }

    private String[] onWrong(Path vectors, String option, Path file) {
        return new String[] {"run", "--file", vectors.toString(), "--vectors", "checks/asid-0", option, file.toString()
        };
    }

    /** A vector file in which {@code checks/asid-0} permits this EXITCODE and no other. */
    private Path asidVectorThatPermits(String code) throws IOException {
        String published = new String(
                getClass()
                        .getResourceAsStream("/dev/pacifica/vectors/checks.json")
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        return Files.writeString(
                folder.resolve("wrong" + code + ".json"),
                published.replaceFirst("(checks/asid-0\".*\"fields\":\\{\"EXITCODE\":\")0xf{16}", "$1" + code));
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
    void rulesListsAnAreaWithCounts() {
        assertThat(pacifica("rules", "--areas", "chk")).isZero();
        assertThat(out.toString())
                .containsPattern("CHK-16 +observed by [0-9]+ vectors? +ASID 0\\R")
                .containsPattern("CHK-18 +out of scope +Reserved bit of S_CET set\\R")
                .containsPattern("37 rules: [0-9]+ observed, .*[0-9]+ out of scope\\R$");
        String counts = out.toString().lines().reduce("", (first, second) -> second);
        assertThat(Pattern.compile(" ([0-9]+) ")
                        .matcher(counts.substring(counts.indexOf(':')))
                        .results())
                .extracting(count -> Integer.parseInt(count.group(1)))
                .matches(all -> all.stream().mapToInt(Integer::intValue).sum() == 37, "add up to 37");
    }

    @Test
    void rulesShowsOnlyWhatIsAskedFor() {
        assertThat(pacifica("rules", "--unobservable", "--areas", "EN,CHK")).isZero();
        assertThat(out.toString())
                .contains("EN-17 ")
                .contains("so no vector can tell right from wrong")
                .doesNotContain("CHK-16 ");
    }

    @Test
    void explainShowsStatementSourceAndVectors() {
        assertThat(pacifica("explain", "chk-16")).isZero();
        assertThat(out.toString())
                .contains("CHK-16  ASID 0")
                .contains("required; APM2 15.5.1")
                .contains("VMRUN exits with VMEXIT_INVALID if the guest ASID")
                .containsPattern("status: observed by [0-9]+ vector")
                .contains("  checks/asid-0 ");
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
