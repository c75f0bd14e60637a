package dev.pacifica.suite.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.runner.Run;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.vector.Vector;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A vector whose results differ from time to time is told in every form of the report. */
class FlakyReportTest {
    private static final Vector MOODY = Samples.vector("exits/moody", "CHK-08");
    private static final String IN_WORDS =
            "2 times conforming; 1 time diverging " + Samples.exitCode("0x7").toString();

    private final Report report = Samples.report(run());

    @Test
    void jsonListsEachResultAndFollowsTheSchema() {
        String json = JsonReport.of(report);
        assertThat(json)
                .containsSubsequence(
                        "\"repetitions\" : 3", "\"vector\" : \"exits/moody\"", "\"times\" : 2", "\"times\" : 1");
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(HtmlReport.part("report.schema.json"), InputFormat.JSON)
                        .validate(json, InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void junitCallsItAFailure() {
        assertThat(JUnitReport.of(report)).contains("failures=\"1\"").contains("flaky: " + IN_WORDS);
    }

    @Test
    void pageHasANote() {
        assertThat(HtmlReport.of(List.of(report))).contains("exits/moody is flaky on moody: " + IN_WORDS);
    }

    private static Run run() {
        Target target = new Target() {
            private int time;

            @Override
            public String name() {
                return "moody";
            }

            @Override
            public void run(List<Vector> vectors, Listener listener) {
                boolean isGood = time++ != 1;
                listener.finished(
                        isGood ? Samples.conforming(MOODY) : Samples.diverging(MOODY, Samples.exitCode("0x7")));
            }
        };
        return Run.repeated(3, target, List.of(MOODY), Expectations.none(), new Target.Listener() {
            @Override
            public void started(Vector vector) {}

            @Override
            public void finished(Result result) {}
        });
    }
}
