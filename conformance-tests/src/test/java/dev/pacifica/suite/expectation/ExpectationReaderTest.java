package dev.pacifica.suite.expectation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ExpectationReaderTest {
    static final List<String> PUBLISHED = PublishedExpectations.FILES;

    @Test
    void readsWhatTheWriterWrites() {
        assertThat(ExpectationWriter.write(Samples.file())).isEqualTo(Samples.FILE);
    }

    @ParameterizedTest
    @FieldSource("PUBLISHED")
    void publishedFilesAreFitForUseAndInTheWritersForm(String file) {
        byte[] content = PublishedExpectations.content(file);
        ExpectationFile expectations = ExpectationReader.read(file, content, Samples.VECTORS);
        assertThat(ExpectationWriter.write(expectations)).isEqualTo(new String(content, StandardCharsets.UTF_8));
        assertThat(file).isEqualTo(expectations.subject().replace(' ', '-') + ".json");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not JSON | {\"format\":1 | {\"format\" 1 | toy.json:1: not JSON",
                "cut short | \\n]}\\n | \\n] | not JSON",
                "something behind | \\n]}\\n | \\n]}{} | toy.json:9: expected the end of the file",
                "another format | \"format\":1 | \"format\":2 | toy.json:1: field 'format': expected 1, found 2",
                "no target | \"target\":\"toy\", |  | toy.json:1: field 'target' is missing",
                "no list of known vectors | \"known\":[ | \"knows\":[ | toy.json:5: unknown field 'knows'",
                "a version that is none | \"7.2\" | \"seven\" | toy.json:1: field 'versions': expected a list of versions such as \"7.2\"",
                "an unknown field | \"title\":\"Panic\" | \"titel\":\"Panic\" | toy.json:4: unknown field 'titel'; expected only id, title",
                "an empty text | \"It dies.\" | \" \" | toy.json:4: field 'does': expected a string that is not empty",
                "an ID that is none | \"id\":\"TOY-03\" | \"id\":\"toy3\" | toy.json:4: field 'id': expected an ID such as QEMU-01",
                "a finding that is there twice | \"id\":\"TOY-02\" | \"id\":\"TOY-01\" | toy.json:3: field 'id': expected an ID that no other finding has",
                "an unknown rule | \"CHK-05\" | \"CHK-99\" | toy.json:3: field 'rules': expected rules that exist, and 'CHK-99' does not",
                "no rule | [\"CODE-02\"] | [] | toy.json:2: field 'rules': expected at least one rule",
                "a finding without signature | [{\"verdict\":\"crashed\",\"says\":\"PANIC\"}] | [] | toy.json:4: field 'signatures': expected at least one",
                "a signature of nothing | \"subject\":\"rbx\", |  | toy.json:3: field 'signatures[0].subject' is missing",
                "bits that are none | \"bits\":\"0x1\" | \"bits\":\"1\" | toy.json:3: field 'signatures[0].bits': expected a string \"0x…\"",
                "steadiness that is none | \"bits\":\"0x1\" | \"steady\":1 | toy.json:3: field 'signatures[0].steady': expected true or false, found 1",
                "any value of a steady signature | seen 0x5b | seen * | toy.json:6: field 'differs': expected differences that the signatures of TOY-01, TOY-02 cover",
                "a signature of a conforming vector | {\"verdict\":\"crashed\" | {\"verdict\":\"diverging\" | toy.json:4: field 'signatures[0].verdict': expected crashed or hung",
                "a smallest vector that does not exist | \"smallest\":\"checks/long-mode-without-pe\" | \"smallest\":\"checks/none\" | toy.json:4: field 'smallest': expected a vector that exists",
                "a vector that does not exist | \"vector\":\"checks/cr0-bit-32\" | \"vector\":\"checks/cr0-bit-99\" | toy.json:7: field 'vector': expected a vector that exists",
                "a vector that is there twice | \"vector\":\"checks/cr0-bit-32\" | \"vector\":\"checks/asid-0\" | toy.json:7: field 'vector': expected each vector once",
                "a verdict that is none | \"verdict\":\"crashed\",\"findings\" | \"verdict\":\"conforming\",\"findings\" | toy.json:8: field 'verdict': expected diverging, crashed or hung",
                "an untriaged vector | \"findings\":[\"TOY-03\"] | \"findings\":[\"untriaged\"] | toy.json:8: field 'findings': expected the causes of the divergence: trace it",
                "an unknown finding | \"findings\":[\"TOY-03\"] | \"findings\":[\"TOY-04\"] | toy.json:8: field 'findings': expected findings of this file, and 'TOY-04' is none",
                "a finding named twice | \"findings\":[\"TOY-03\"] | \"findings\":[\"TOY-03\",\"TOY-03\"] | toy.json:8: field 'findings': expected each finding once",
                "no finding | \"findings\":[\"TOY-03\"] | \"findings\":[] | toy.json:8: field 'findings': expected at least one",
                "a finding that explains nothing | \"findings\":[\"TOY-03\"] | \"findings\":[\"TOY-03\",\"TOY-01\"] | toy.json:8: field 'findings': expected only findings with a signature that covers something, and TOY-01 has none",
                "a difference that no finding explains | seen 0x5b | seen 0x5f | toy.json:6: field 'differs': expected differences that the signatures of TOY-01, TOY-02 cover, and 'rbx: permitted 0x5a, seen 0x5f'",
                "a difference outside a signature's vectors | checks/a* | checks/b* | toy.json:6: field 'differs': expected differences that the signatures of TOY-01, TOY-02 cover, and 'rbx",
                "a difference that is none | rbx: permitted | rbx permits | toy.json:6: field 'differs': expected texts of the form",
                "a difference in a register that there is not | \"rbx: permitted | \"rbxx: permitted | toy.json:6: field 'differs': expected what can be seen of the vector, and 'rbxx' cannot",
                "a difference in a VMCB that the vector has not | \"vmcb@0x1002000.EXITCODE: | \"vmcb@0x1009000.EXITCODE: | toy.json:6: field 'differs': expected what can be seen of the vector",
                "a difference twice | [\"rbx: permitted 0x5a, seen 0x5b\", | [\"rbx: permitted 0x5a, seen 0x5b\",\"rbx: permitted 0x5a, seen 0x5b\", | toy.json:6: field 'differs': expected each difference once",
                "a crash with differences | \"findings\":[\"TOY-03\"],\"differs\":[] | \"findings\":[\"TOY-03\"],\"differs\":[\"rbx: permitted 0x5a, seen 0x5b\"] | toy.json:8: field 'differs': expected differences if the verdict is diverging, and none otherwise",
            })
    void complaintsNameFileLineAndField(String name, String text, String replacement, String expected) {
        String searched = text.replace("\\n", "\n");
        assertThat(Samples.FILE).as("the text to be replaced").contains(searched);
        String broken = Samples.FILE.replace(searched, replacement == null ? "" : replacement.replace("\\n", "\n"));
        assertThatThrownBy(() -> Samples.read(broken))
                .isInstanceOf(ExpectationFormatException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void appliesToTheVersionsItNamesAndTheirPatchLevels() {
        ExpectationFile file = Samples.file();
        assertThat(file.appliesTo("toy 7.2")).isTrue();
        assertThat(file.appliesTo("toy 7.2.22")).isTrue();
        assertThat(file.appliesTo("toy 7.20")).isFalse();
        assertThat(file.appliesTo("toy 7.3")).isFalse();
        assertThat(file.appliesTo("toy")).isFalse();
        assertThat(file.appliesTo("toys 7.2")).isFalse();
        assertThat(ExpectationFile.empty("my emulator").appliesTo("my emulator 3"))
                .isTrue();
        assertThat(ExpectationFile.empty("toy 7.2.22").versions()).containsExactly("7.2.22");
    }

    /** One known line may be taken out: its divergence is unexpected then, and the rest of the file still holds. */
    @Test
    void aFindingThatNoLineNamesIsNoObstacle() {
        String without = Samples.FILE
                .lines()
                .filter(line -> !line.contains("\"vector\":\"checks/long-mode-without-pe\""))
                .collect(Collectors.joining("\n"))
                .replace("},\n]}", "}\n]}");
        assertThat(Samples.read(without).size()).isEqualTo(Samples.file().size() - 1);
    }
}
