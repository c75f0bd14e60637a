package dev.pacifica.suite.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.runner.Run;
import dev.pacifica.suite.target.ModelTarget;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code report.json}: as its schema says, the same for equal runs, readable again. */
class JsonReportTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(HtmlReport.part("report.schema.json"), InputFormat.JSON);

    @TempDir
    private Path folder;

    @Test
    void reportWithEverythingFollowsTheSchema() {
        assertThat(problems(JsonReport.of(Samples.everything()))).isEmpty();
    }

    @Test
    void reportOfTheGoldenVectorsOnTheModelFollowsTheSchema() {
        Target.Listener nobody = new Target.Listener() {
            @Override
            public void started(Vector vector) {}

            @Override
            public void finished(Result result) {}
        };
        Run run = Run.of(new ModelTarget("opteron-f"), GoldenVectors.published(), Expectations.none(), nobody);
        assertThat(problems(JsonReport.of(Samples.report(run)))).isEmpty();
    }

    @Test
    void reportOfLostAndFreeVectorsFollowsTheSchema() {
        Vector lost = Samples.vector("checks/a", "VMCB-15.0");
        Vector free = Samples.choosing("checks/free", "CHK-25", "yes", "no");
        Run run = Samples.run("emu", List.of(free, lost), List.of(Samples.conforming(free)), "gone");
        assertThat(problems(JsonReport.of(Samples.report(run)))).isEmpty();
    }

    @Test
    void reportWithAWalkFollowsTheSchema() {
        String json = JsonReport.of(Samples.report(Samples.translated()));
        assertThat(json).contains("\"name\" : \"PML4E\"");
        assertThat(problems(json)).isEmpty();
        assertThat(problems(json.replace("\"own\" :", "\"owned\" :"))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\" : 1 | \"format\" : 2",
                "\"verdict\" : \"conforming\" | \"verdict\" : \"fine\"",
                "\"standing\" : \"known\" | \"standing\" : \"unknown\"",
                "\"crashed\" : 1 | \"crashes\" : 1",
                "\"hung\" : 0 | \"hung\" : -1",
                "\"differs\" : true | \"differs\" : \"yes\"",
                "\"rule\" : \"CHK-08\" | \"rule\" : \"some rule\"",
                "\"at\" : \"0x1002000\" | \"at\" : \"1002000\"",
                "\"sha256\" : \" | \"sha256\" : \"x",
                "\"bits\" : 64 | \"bits\" : 65"
            })
    void schemaRefusesAnythingElse(String right, String wrong) {
        String json = JsonReport.of(Samples.everything());
        assertThat(json).contains(right);
        assertThat(problems(json.replace(right, wrong))).isNotEmpty();
    }

    @Test
    void schemaDescribesEveryField() {
        String schema = HtmlReport.part("report.schema.json");
        assertThat(schema.split("\"type\": \"object\"", -1))
                .hasSameSizeAs(schema.split("\"additionalProperties\": false", -1));
    }

    @Test
    void whatIsWrittenCanBeReadBack() throws IOException {
        Report report = Samples.everything();
        Path file = Files.writeString(folder.resolve("report.json"), JsonReport.of(report));
        assertThat(JsonReport.read(file)).isEqualTo(report);
        assertThat(JsonReport.read(folder)).isEqualTo(report);
    }

    @Test
    void fieldsStandInTheOrderOfTheForm() {
        assertThat(JsonReport.of(Samples.everything()))
                .startsWith("{\n  \"format\" : 1,\n  \"target\" : {\n    \"name\"");
    }

    @Test
    void equalRunsGiveEqualReports() {
        assertThat(JsonReport.of(Samples.everything())).isEqualTo(JsonReport.of(Samples.everything()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\" : 1 | \"format\" : 2 | field 'format': expected 1, found 2",
                "\"verdict\" : \"hung\" | \"verdict\" : \"fine\" | : field 'results[5].verdict': not a report",
                "\"complete\" : true, | '' | : field 'complete': not a report of this suite: Missing creator property 'complete'",
                "\"complete\" : true, | \"complete\" : true | :14: not a report of this suite: Unexpected character",
                "\"failure\" : \"\" | \"failure\" : null | Null value for creator property 'failure'",
                "\"failure\" : \"\" | \"failure\" : \"\", \"more\" : 1 | : field 'more': not a report of this suite",
                "\"failure\" : \"\" | \"failure\" : \"\", \"failure\" : \"\" | Duplicate"
            })
    void mistakeInAReportIsNamedByFileLineAndField(String right, String wrong, String message) throws IOException {
        String json = JsonReport.of(Samples.everything());
        assertThat(json).contains(right);
        Path file = Files.writeString(folder.resolve("bad.json"), json.replace(right, wrong));
        assertThatThrownBy(() -> JsonReport.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void reportThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> JsonReport.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve("report.json") + ": cannot be read")
                .hasMessageContaining("pacifica run --report");
    }

    private static List<String> problems(String json) {
        return SCHEMA.validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }
}
