package dev.pacifica.suite.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.suite.fault.SeededFault.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a fault that cannot be used, and that the page about the faults is true. */
class FaultLibraryTest {
    private static final String GOOD =
            "{'id': 'a-b', 'rule': 'CHK-05', 'kind': 'wrong bit', 'title': 't', 'file': 'svm/Vmcb.java', 'text': 'x', 'replacement': ''}";
    private static final ModelSources SOURCES = ModelSources.ofThisBuild();

    @Test
    void aFaultIsReadWithFileAndLine() {
        assertThat(read(GOOD))
                .containsExactly(new SeededFault(
                        "a-b", "CHK-05", Kind.WRONG_BIT, "t", "svm/Vmcb.java", "x", "", "f.json:2: fault 'a-b'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'rule': 'CHK-05'|'rule': 'CHK-5'|f.json:2: fault 'a-b': field 'rule': expected a rule of the catalogue",
                "'kind': 'wrong bit'|'kind': 'odd'|field 'kind': expected one of [wrong priority, ",
                "'id': 'a-b'|'id': 'A B'|field 'id': expected lower-case words",
                "'text': 'x'|'text': ''|field 'text': expected a string that is not empty, found \"\"",
                "'text': 'x', ||field 'text': expected a string that is not empty, found nothing",
                "'replacement': ''|'replacement': 'x'|field 'replacement': expected a string other than the text",
                "'title': 't'|'title': 't', 'rank': 1|unknown field [rank]; expected only [id, rule, kind,",
                "'file': 'svm/Vmcb.java'|'file': '/svm/Vmcb'|field 'file': expected package and class of the model",
            })
    void whatIsWrongIsSaidWithItsPlace(String good, String bad, String message) {
        assertThatThrownBy(() -> read(GOOD.replace(good, bad == null ? "" : bad)))
                .isInstanceOf(FaultFormatException.class)
                .hasMessageStartingWith("f.json:2: fault '")
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNoListOfFaultsIsRefused() {
        assertThatThrownBy(() -> FaultReader.read("f.json", "{\"format\": 1,\n oops", Set.of()))
                .hasMessageStartingWith("f.json:2: not JSON: ");
        assertThatThrownBy(() -> FaultReader.read("f.json", "{\"format\": 2, \"faults\": []}", Set.of()))
                .hasMessage("f.json: field 'format': expected 1, found 2");
        assertThatThrownBy(() -> FaultReader.read("f.json", "{\"format\": 1, \"faults\": []}", Set.of()))
                .hasMessage("f.json: field 'faults': expected a list of at least one fault, found []");
        assertThatThrownBy(() -> FaultReader.read("f.json", file(GOOD).replace("\n", ""), Set.of("CHK-05")))
                .hasMessage("f.json: every fault must begin on a line of its own, with '{'");
    }

    @Test
    void twoFaultsAreNotOne() {
        SeededFault one = fault("a", "svm/Vmcb.java", "x", "y");
        assertThatThrownBy(() -> FaultLibrary.requireDistinct(List.of(one, fault("a", "svm/Vmcb.java", "x", "z"))))
                .hasMessage("here has the name of here; give it another");
        assertThatThrownBy(() -> FaultLibrary.requireDistinct(List.of(one, fault("b", "svm/Vmcb.java", "x", "y"))))
                .hasMessage("here makes the edit of here; drop one");
    }

    @Test
    void aFaultThatDoesNotFitTheSourceSaysWhatToDo() {
        assertThatThrownBy(() -> SOURCES.with(fault("a", "svm/Gone.java", "x", "y")))
                .hasMessageStartingWith("here: the model has no svm/Gone.java below ")
                .hasMessageEndingWith("; name the source that decides CHK-05 now");
        assertThatThrownBy(() -> SOURCES.with(fault("a", "svm/Vmcb.java", "no such text", "y")))
                .hasMessage("here: 'no such text' does not occur in svm/Vmcb.java: the source has changed;"
                        + " choose the text anew, where CHK-05 is decided");
    }

    @Test
    void aTextThatOccursTwiceNamesBothLines() {
        assertThatThrownBy(() -> SOURCES.with(fault("a", "svm/Vmcb.java", "memory.write16(", "y")))
                .hasMessageMatching(
                        "here: 'memory.write16\\(' occurs more than once in svm/Vmcb.java, in lines \\d+ and \\d+;"
                                + " lengthen it until it occurs once");
    }

    @Test
    void anEditOfAConstantCompilesWhatCopiesIt() {
        assertThat(SOURCES.with(fault("a", "svm/Vmcb.java", "int CR0 = 0x558", "int CR0 = 0x550"))
                        .keySet())
                .contains("svm/Vmcb.java", "svm/WorldSwitch.java", "svm/LoadedState.java")
                .doesNotContain("paging/Tlb.java");
        assertThat(SOURCES.with(fault("a", "svm/Vmcb.java", "return spa;", "return 0;"))
                        .keySet())
                .containsExactly("svm/Vmcb.java");
    }

    @Test
    void anEditThatDoesNotCompileSaysWhere() {
        SeededFault fault = fault("a", "svm/Vmcb.java", "return spa;", "return nowhere;");
        assertThatThrownBy(() -> new ModelCompiler().compile(fault, SOURCES.with(fault)))
                .isInstanceOf(FaultFormatException.class)
                .hasMessageStartingWith("here: svm/Vmcb.java does not compile with it: line ")
                .hasMessageContaining("nowhere")
                .hasMessageEndingWith("; mend the replacement");
    }

    @Test
    void thePageListsTheFaults() throws IOException {
        List<String> table = FaultPage.table(FaultLibrary.all());
        Path folder = Files.createDirectories(ModelSources.moduleFolder().resolve("target"));
        Files.write(folder.resolve("seeded-faults-table.md"), table);
        List<String> page =
                Files.readAllLines(ModelSources.moduleFolder().resolve(Path.of("..", "docs", "seeded-faults.md")));
        assertThat(page).contains(FaultPage.START);
        assertThat(page.subList(page.indexOf(FaultPage.START) + 2, page.size()))
                .as("docs/seeded-faults.md is stale; the table is conformance-tests/target/seeded-faults-table.md now")
                .isEqualTo(table);
    }

    private static List<SeededFault> read(String fault) {
        return FaultReader.read("f.json", file(fault), Set.of("CHK-05"));
    }

    private static String file(String fault) {
        return "{\"format\": 1, \"faults\": [\n" + fault.replace('\'', '"') + "\n]}\n";
    }

    static SeededFault fault(String id, String file, String text, String replacement) {
        return new SeededFault(id, "CHK-05", Kind.WRONG_BIT, "it does otherwise", file, text, replacement, "here");
    }
}
