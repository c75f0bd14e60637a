package dev.pacifica.suite.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.vector.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The linter finds what is wrong, and says where; and finds nothing in the published files. */
class LinterTest {
    /** The line of vector checks/asid-0, which the examples damage. */
    private static final int LINE = 3;

    @Test
    void publishedFilesAreInOrder() {
        assertThat(Published.problemsOf(DataSet.published())).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "an unknown field | \"title\": | \"titel\": | | property 'titel'",
                "a missing field | \"footprint\":[\"0x1000000\",\"0x1001000\",\"0x1002000\",\"0x1003000\",\"0x1004000\"], | | | 'footprint'",
                "a number that is none | \"footprint\":[\"0x1000000\" | \"budget\":\"1000\",\"footprint\":[\"0x1000000\" | budget | found \"1000\"; expected: a 64-bit number",
                "an ID that is none | \"id\":\"checks/asid-0\" | \"id\":\"ASID 0\" | id | expected: name of a vector",
                "an unknown rule | \"rules\":[\"CHK-16\" | \"rules\":[\"CHK-00\",\"CHK-16\" | rules[0] | there is no rule 'CHK-00'",
                "a claim of an unknown rule | {\"rule\":\"CHK-16\" | {\"rule\":\"CHK-99\" | claims[0].rule | is not among the vector's rules",
                "rules out of order | \"rules\":[\"CHK-16\",\"CHK-40\"] | \"rules\":[\"CHK-40\",\"CHK-16\"] | rules | ascending order",
                "an unknown condition | \"requires\":[\"SVM\"] | \"requires\":[\"SVN\"] | requires | 'SVN' is not a feature or number of conditions.json",
                "two unknown conditions: the second | \"requires\":[\"SVM\"] | \"requires\":[\"SVN\",\"SVO\"] | requires | 'SVO' is not",
                "an unknown mask | \"unspecified\":[\"after-invalid\"] | \"unspecified\":[\"after\"] | cases[0].outcomes[0].unspecified | names of masks.json",
                "an unknown VMCB field | \"GUEST_ASID\" | \"GUEST_ASIDD\" | vmcb[0].fields.GUEST_ASIDD | a field of vmcb-layout.json",
                "a value too wide | \"GUEST_ASID\":\"0x0\" | \"TLB_CONTROL\":\"0x100\" | vmcb[0].fields.TLB_CONTROL | at most 8 bits",
                "a page twice | \"footprint\":[\"0x1000000\" | \"footprint\":[\"0x1001000\" | footprint | unique",
                "pages out of order | \"footprint\":[\"0x1000000\",\"0x1001000\" | \"footprint\":[\"0x1001000\",\"0x1000000\" | footprint | ascending page addresses",
                "a page outside the arenas | \"footprint\":[\"0x1000000\" | \"footprint\":[\"0x900000\" | footprint | inside the arenas",
                "memory outside the footprint | \"memory\":[{\"at\":\"0x1003000\" | \"memory\":[{\"at\":\"0x1103000\" | memory[0] | lies in page 0x1103000, which 'footprint' does not name",
                "changed memory outside the footprint | \"unspecified\":[\"after-invalid\"] | \"memory\":[{\"at\":\"0x1103000\",\"bytes\":\"00\"}],\"unspecified\":[\"after-invalid\"] | cases[0].outcomes[0].memory[0] | which 'footprint' does not name",
                "memory given twice | \"memory\":[{\"at\":\"0x1003000\" | \"memory\":[{\"at\":\"0x1001000\" | memory[0] | it overlaps 'program'",
                "code that is not its listing | \"bytes\":\"0f01d8e9f8ef10ff\" | \"bytes\":\"0f01d9e9f8ef10ff\" | program.bytes | the listing assembles to 0f01d8e9f8ef10ff",
                "guest code that is not its listing | \"mov ebx, 0x5a\" | \"mov ebx, 0x5b\" | memory[0].bytes | the listing assembles to bb5b",
                "a listing that is none | \"listing\":[\"vmrun\" | \"listing\":[\"vmrum\" | program.listing | it cannot be assembled",
                "a case without outcomes | \"outcomes\":[{\"ended\":\"end\",\"vmcb\":[{\"at\":\"0x1002000\",\"fields\":{\"EXITCODE\":\"0xffffffffffffffff\"}}],\"unspecified\":[\"after-invalid\"]}] | \"outcomes\":[] | cases[0].outcomes | 1",
                "an ending that is none | \"outcomes\":[{\"ended\":\"end\" | \"outcomes\":[{\"ended\":\"stop\" | cases[0].outcomes[0].ended | found \"stop\"",
                "a claim that an outcome contradicts | \"EXITCODE\":\"0xffffffffffffffff\" | \"EXITCODE\":\"0x81\" | claims[0] | rule CHK-16 claims 0xffffffffffffffff for 'vmcb@0x1002000.EXITCODE', but cases[0].outcomes[0] permits 0x81",
                "an ending that a claim contradicts | \"outcomes\":[{\"ended\":\"end\" | \"outcomes\":[{\"ended\":\"shutdown\" | claims[1] | rule CHK-40 claims end for 'ended', but cases[0].outcomes[0] permits shutdown",
                "a claim of masked bits | \"subject\":\"vmcb@0x1002000.EXITCODE\" | \"subject\":\"vmcb@0x1002000.EXITINFO1\" | claims[0] | which cases[0].outcomes[0] leaves unspecified",
                "a guard that leaves a gap | \"cases\":[{\"when\":[] | \"cases\":[{\"when\":[\"NRIPS\"] | cases | the guards leave a gap: no case applies where NRIPS=0, SVM=1",
                "a guard that cannot hold | \"cases\":[{\"when\":[] | \"cases\":[{\"when\":[\"!SVM\"] | cases[0].when | can never apply",
                "requirements that cannot be met | \"requires\":[\"SVM\"] | \"requires\":[\"SVM\",\"!SVM\"] | requires | no processor can meet",
                "a guard that is none | \"cases\":[{\"when\":[] | \"cases\":[{\"when\":[\"NRIPS==1\"] | cases[0].when[0] | expected: a condition",
                "a budget too large | \"footprint\":[\"0x1000000\" | \"budget\":\"0xffffffff\",\"footprint\":[\"0x1000000\" | budget | expected 1 to 1,000,000 steps",
                "an unknown guest | \"guest\":\"long64\" | \"guest\":\"long46\" | vmcb[0].guest | a guest of guests.json",
                "a field that the guest has | \"fields\":{\"GUEST_ASID\" | \"fields\":{\"TLB_CONTROL\":\"0x1\",\"GUEST_ASID\" | | not in canonical form",
                "a default written out | \"footprint\":[\"0x1000000\" | \"budget\":\"0x3e8\",\"footprint\":[\"0x1000000\" | | not in canonical form",
                "fields in another order | \"bits\":64,\"bytes\":\"0f01d8e9f8ef10ff\" | \"bytes\":\"0f01d8e9f8ef10ff\",\"bits\":64 | | not in canonical form; run './pacifica vectors format checks.json'",
                "a number with leading zeros | \"GUEST_ASID\":\"0x0\" | \"GUEST_ASID\":\"0x00\" | vmcb[0].fields.GUEST_ASID | found \"0x00\"",
            })
    void damageIsNamedWithFileLineVectorAndField(
            String name, String text, String replacement, String field, String what) {
        String[] lines = Published.text("checks.json").split("\n", -1);
        assertThat(lines[LINE - 1]).contains("checks/asid-0").contains(text);
        int at = lines[LINE - 1].lastIndexOf(text);
        lines[LINE - 1] = lines[LINE - 1].substring(0, at)
                + (replacement == null ? "" : replacement)
                + lines[LINE - 1].substring(at + text.length());
        List<Problem> problems = Published.problemsOf(Map.of("checks.json", String.join("\n", lines)));
        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.file()).isEqualTo("checks.json");
            assertThat(problem.line()).isEqualTo(LINE);
            assertThat(problem.vector()).isEqualTo(name.startsWith("an ID") ? "ASID 0" : "checks/asid-0");
            assertThat(problem.field()).isEqualTo(field == null ? "" : field);
            assertThat(problem.what()).contains(what);
        });
    }

    @Test
    void allProblemsAreReportedNotOnlyTheFirst() {
        String broken = Published.text("checks.json")
                .replace("\"guest\":\"long64\"", "\"guest\":\"long46\"")
                .replace("\"footprint\":", "\"budget\":\"0xffffffff\",\"footprint\":");
        List<Problem> problems = Published.problemsOf(Map.of("checks.json", broken));
        long vectors = broken.lines().count() - 2;
        assertThat(problems)
                .filteredOn(problem -> problem.field().equals("budget"))
                .hasSize((int) vectors);
        assertThat(problems)
                .filteredOn(problem -> problem.field().endsWith("guest"))
                .hasSizeGreaterThan(50);
    }

    @Test
    void overlappingGuardsAreNamedWithAProcessorToWhichBothApply() {
        String broken = Published.text("checks.json").replaceFirst("\"when\":\\[\"!NRIPS\"\\]", "\"when\":[\"SVM\"]");
        assertThat(Published.problemsOf(Map.of("checks.json", broken)))
                .extracting(Problem::toString)
                .contains("checks.json:2: vector 'checks/64-bit-guest': field 'cases[1].when':"
                        + " [SVM] overlaps [NRIPS] of cases[0]: both apply where NRIPS=1, SVM=1; exactly one may");
    }

    @Test
    void duplicateIdInsideAFileIsNamedWithBothPlaces() {
        String broken =
                Published.text("checks.json").replace("\"id\":\"checks/cr0-bit-32\"", "\"id\":\"checks/asid-0\"");
        assertThat(Published.problemsOf(Map.of("checks.json", broken)))
                .extracting(Problem::toString)
                .contains("checks.json:4: vector 'checks/asid-0': field 'id':"
                        + " the ID is taken already, at checks.json:3; choose another");
    }

    @Test
    void duplicateIdInAnotherFileIsNamedWithBothPlaces() {
        String checks = Published.text("checks.json");
        assertThat(Published.problemsOf(Map.of("checks.json", checks, "more.json", checks)))
                .extracting(Problem::toString)
                .contains("more.json:3: vector 'checks/asid-0': field 'id':"
                        + " the ID is taken already, at checks.json:3; choose another");
    }

    @Test
    void whatIsLeftOfAnInjectedEventMayNotBeCompared() {
        String broken = Published.text("injection.json").replaceFirst("\"event-injection-consumed\",", "");
        assertThat(Published.problemsOf(Map.of("injection.json", broken)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.field()).isEqualTo("cases[0].outcomes[0].unspecified");
                    assertThat(problem.what()).contains("EXIT-13").contains("event-injection-consumed");
                });
    }

    @Test
    void unsortedVectorsAreNamed() {
        String[] lines = Published.text("checks.json").split("\n", -1);
        String second = lines[2];
        lines[2] = lines[3];
        lines[3] = second;
        assertThat(Published.problemsOf(Map.of("checks.json", String.join("\n", lines))))
                .extracting(Problem::toString)
                .containsExactly("checks.json:4: vector 'checks/asid-0': field 'id': expected vectors sorted by ID,"
                        + " found it behind 'checks/cr0-bit-32'; run './pacifica vectors format checks.json'");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a mask without a rule | masks.json | {\"rule\": \"EVT-40\", | { | masks.external-bit | required property 'rule' not found",
                "a mask with an unknown rule | masks.json | EVT-40 | EVT-400 | masks.external-bit.rule | there is no rule 'EVT-400'",
                "a mask of an unknown field | masks.json | {\"EXITINFO1\": \"0x1\"} | {\"EXITINFO9\": \"0x1\"} | masks.external-bit.vmcb.EXITINFO9 | expected a field of vmcb-layout.json",
                "two names for a bit | conditions.json | `\"LM\": {\"leaf\": \"0x80000001\", \"register\": \"edx\", \"bit\": 29` | `\"LM\": {\"leaf\": \"0x80000001\", \"register\": \"edx\", \"bit\": 27` | conditions.LM | 'LM' collides with 'RDTSCP'",
                "two fields in a place | vmcb-layout.json | `\"INTERCEPT_CR_WRITE\", \"offset\": \"0x002\"` | `\"INTERCEPT_CR_WRITE\", \"offset\": \"0x001\"` | fields[1] | 'INTERCEPT_CR_WRITE' collides with 'INTERCEPT_CR_READ'",
                "a field across qwords | vmcb-layout.json | `\"INTERCEPT_5\", \"offset\": \"0x014\"` | `\"INTERCEPT_5\", \"offset\": \"0x016\"` | fields[7].width | inside one aligned qword",
                "two guests of a name | guests.json | `\"name\": \"long64-user\"` | `\"name\": \"long64\"` | guests[1].name | another guest has this name",
                "a guest with an unknown field | guests.json | \"DR6\" | \"DR66\" | guests[0].fields.DR66 | expected a field of vmcb-layout.json",
                "another fixture | fixture.json | `\"end\": \"0x110000\"` | `\"end\": \"0x110001\"` | | not the fixture in which the suite runs vectors",
                "an index of nothing | index.json | \"files\": [ | \"file\": [ | | 'files' not found",
            })
    void damageToTheOtherFilesIsNamed(
            String name, String file, String text, String replacement, String field, String what) {
        String published = Published.text(file);
        assertThat(published).contains(text);
        int line = 1
                + (int) published
                        .substring(0, published.indexOf(text))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        List<Problem> problems = Published.problemsOf(Map.of(file, published.replace(text, replacement)));
        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.file()).isEqualTo(file);
            assertThat(problem.line()).isEqualTo(file.equals("index.json") ? 1 : line);
            assertThat(problem.field()).isEqualTo(field == null ? "" : field);
            assertThat(problem.what()).contains(what);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a file changed | masks.json | the EXT bit | the EXT bits | masks.json: its SHA-256 is not that of the manifest",
                "a schema changed | schema/index.schema.json | the index | the Index | schema/index.schema.json: its SHA-256 is not",
                "a total miscounted | MANIFEST.json | `{\"total\": ` | `{\"total\": 9` | MANIFEST.json:4: not what the files give",
                "a hash that is none | MANIFEST.json | \"checks/asid-0\": \" | \"checks/asid-0\": \"x | does not match",
                "a revoked ID used again | MANIFEST.json | \"revoked\": [ | \"revoked\": [{\"id\": \"checks/asid-0\", \"reason\": \"it was wrong\"}, | checks.json:3: vector 'checks/asid-0': field 'id': the vector of this ID was revoked (it was wrong)",
                "a vector file that the index forgets | index.json | \"enable.json\", | | enable.json: index.json does not name it",
                "a vector file that is missing | index.json | \"enable.json\" | \"enabled.json\" | index.json:4: field 'files': it names enabled.json, which is missing",
                "a file of another area | checks.json | \"area\": \"checks\" | \"area\": \"check\" | checks.json:1: field 'area': expected the file's name, found 'check'",
                "a title changed | checks.json | guest ASID 0: | guest ASID 1: | checks.json:3: vector 'checks/asid-0': the line is not that of the manifest",
            })
    void damageToTheSetIsNamed(String name, String file, String text, String replacement, String expected) {
        SortedMap<String, byte[]> files = Published.files();
        String published = Published.text(file);
        assertThat(published).containsIgnoringCase(text);
        String broken = published.replaceFirst(
                "(?i)" + Pattern.quote(text), Matcher.quoteReplacement(replacement == null ? "" : replacement));
        files.put(file, broken.getBytes(StandardCharsets.UTF_8));
        assertThat(Published.problemsOf(new DataSet("", files, true)))
                .extracting(Problem::toString)
                .anySatisfy(problem -> assertThat(problem).contains(expected));
    }

    @Test
    void fileThatTheManifestDoesNotListAndOneThatIsMissingAreNamed() {
        SortedMap<String, byte[]> files = Published.files();
        files.put("more/new.json", "{}".getBytes(StandardCharsets.UTF_8));
        files.remove("masks.json");
        assertThat(Published.problemsOf(new DataSet("", files, true)))
                .extracting(problem -> problem.file() + ": " + problem.what().replaceFirst("; .*", ""))
                .containsExactlyInAnyOrder(
                        "more/new.json: the manifest does not list it",
                        "masks.json: the manifest lists it, but it is missing");
    }

    @Test
    void fileThatIsNotUtf8IsNamedWithTheLine() {
        byte[] bytes = Published.bytes("checks.json");
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("checks/asid-0")] = (byte) 0xFF;
        SortedMap<String, byte[]> files = new TreeMap<>(Map.of("checks.json", bytes));
        assertThat(Published.problemsOf(new DataSet("", files, false)))
                .extracting(Problem::toString)
                .containsExactly("checks.json:3: not UTF-8; write it anew");
    }

    @Test
    void fieldNamedTwiceIsNamedWithTheLine() {
        String broken = Published.text("checks.json")
                .replaceFirst("\"id\":\"checks/asid-0\",", "\"id\":\"checks/asid-0\",\"id\":\"checks/asid-1\",");
        assertThat(Published.problemsOf(Map.of("checks.json", broken)))
                .extracting(Problem::toString)
                .singleElement()
                .asString()
                .startsWith("checks.json:3: not JSON: Duplicate")
                .contains("\"id\"");
    }
}
