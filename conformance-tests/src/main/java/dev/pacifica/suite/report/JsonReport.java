package dev.pacifica.suite.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pacifica.suite.expectation.Standing;
import dev.pacifica.suite.target.Result.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.annotation.EnumNaming;
import tools.jackson.databind.json.JsonMapper;

/** The report for programs: {@code report.json}. It holds all that a {@link Report} holds, and can be read back. */
public final class JsonReport {
    /** The name of the file. */
    public static final String FILE = "report.json";

    /** Constants as the other files of the project spell them: {@code not-applicable}. */
    @EnumNaming(EnumNamingStrategies.KebabCaseStrategy.class)
    private interface Hyphens {}

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .defaultPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.ALWAYS))
            .addMixIn(Verdict.class, Hyphens.class)
            .addMixIn(Standing.class, Hyphens.class)
            .build();

    private JsonReport() {}

    /** The content of {@code report.json}. */
    public static String of(Report report) {
        return JSON.writeValueAsString(report) + "\n";
    }

    /**
     * Reads a report back.
     *
     * @param path the file, or the folder that holds it under its usual name
     * @throws IOException if it cannot be read or is no such report; the message says where, and what to do
     */
    public static Report read(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException(
                    "%s: cannot be read (%s); './pacifica run --report FOLDER' writes such a file".formatted(file, e),
                    e);
        }
        try {
            int format = JSON.readTree(content).path("format").asInt(0);
            if (format != Report.FORMAT) {
                throw new IOException(
                        "%s: field 'format': expected %d, found %s; write the report anew with this version"
                                .formatted(
                                        file,
                                        Report.FORMAT,
                                        JSON.readTree(content).path("format")));
            }
            return JSON.readValue(content, Report.class);
        } catch (JacksonException e) {
            throw new IOException(
                    "%s: not a report of this suite: %s; './pacifica run --report FOLDER' writes one"
                            .formatted(place(file, e), wrong(e)),
                    e);
        }
    }

    /** What is wrong, without what only Java programmers can use. */
    private static String wrong(JacksonException e) {
        return e.getOriginalMessage().split("[;\n]", 2)[0].replaceAll(" \\((class|index) [^)]*\\)", "");
    }

    /** File, line and field in which something is wrong. */
    private static String place(Path file, JacksonException e) {
        boolean isPlaced = e.getLocation() != null && e.getLocation().getLineNr() > 0;
        String line = isPlaced ? ":" + e.getLocation().getLineNr() : "";
        String field = e.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining());
        return file + line + (field.isEmpty() ? "" : ": field '" + field.substring(1) + "'");
    }
}
