package dev.pacifica.suite.runner;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.verdict.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The report for programs: {@code report.json}. */
public final class JsonReport {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonReport() {}

    /**
     * Writes {@code report.json} into {@code folder}, which is made if need be.
     *
     * @throws IOException if it cannot be written
     */
    public static Path write(Run run, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("report.json");
        Files.writeString(file, JSON.writeValueAsString(report(run)) + "\n");
        return file;
    }

    private static ObjectNode report(Run run) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("format", 1);
        report.put("target", run.targetName());
        report.put("complete", run.failure().isEmpty());
        report.put("failure", run.failure());
        ObjectNode counts = report.putObject("counts");
        counts.put("vectors", run.vectors().size());
        for (Verdict verdict : Verdict.values()) {
            counts.put(name(verdict), run.count(verdict));
        }
        flaky(run, report);
        ArrayNode results = report.putArray("results");
        for (Result result : run.results()) {
            ObjectNode entry = results.addObject();
            entry.put("vector", result.vector().id());
            entry.put("verdict", name(result.verdict()));
            result.vector().rules().forEach(entry.putArray("rules")::add);
            entry.put("reason", result.reason());
            differences(result, entry);
        }
        return report;
    }

    private static void flaky(Run run, ObjectNode report) {
        report.put("repetitions", run.repetitions());
        ArrayNode all = report.putArray("flaky");
        for (Repetition.Flaky flaky : run.flaky()) {
            ObjectNode entry = all.addObject().put("vector", flaky.vector().id());
            ArrayNode results = entry.putArray("results");
            for (Repetition.Seen seen : flaky.seen()) {
                ObjectNode one = results.addObject()
                        .put("times", seen.times())
                        .put("verdict", name(seen.result().verdict()))
                        .put("reason", seen.result().reason());
                differences(seen.result(), one);
            }
        }
    }

    private static void differences(Result result, ObjectNode entry) {
        ArrayNode differences = entry.putArray("differences");
        for (Difference difference : result.differences()) {
            differences
                    .addObject()
                    .put("subject", difference.subject())
                    .put("permitted", difference.permitted())
                    .put("seen", difference.seen());
        }
    }

    private static String name(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
