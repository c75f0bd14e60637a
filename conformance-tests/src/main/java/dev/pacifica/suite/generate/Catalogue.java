package dev.pacifica.suite.generate;

import dev.pacifica.model.rule.Rule;
import dev.pacifica.suite.fixture.FixtureJson;
import dev.pacifica.suite.manifest.Manifest;
import dev.pacifica.suite.manifest.Revoked;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.VectorWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All golden vectors, and the files in which they are published. */
public final class Catalogue {
    private static final Map<String, List<Draft>> AREAS = areas();

    /** Vectors that were published and taken back. Their drafts are gone; their IDs are never used again. */
    private static final List<Revoked> REVOKED = List.of();

    private Catalogue() {}

    /**
     * The content of every generated file, by file name: one file an area, {@code index.json} and {@code fixture.json}.
     *
     * @throws RuntimeException if a draft's claims contradict the model, naming rule, vector and field
     */
    public static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        AREAS.forEach((area, drafts) -> files.put(
                area + ".json",
                VectorWriter.write(
                        area, drafts.stream().map(Catalogue::complete).toList())));
        files.put("index.json", index());
        files.put("fixture.json", FixtureJson.content());
        return files;
    }

    /**
     * The content of the manifest of {@code others} and the generated files.
     *
     * @param others data files by path; the generated ones among them are replaced
     * @param generated as {@link #files} gives them
     */
    public static String manifest(Map<String, byte[]> others, Map<String, String> generated) {
        Map<String, byte[]> content = new HashMap<>(others);
        generated.forEach((file, text) -> content.put(file, text.getBytes(StandardCharsets.UTF_8)));
        return Manifest.of(
                        content,
                        AREAS.keySet().stream().map(area -> area + ".json").toList(),
                        REVOKED)
                .content();
    }

    /** The IDs of all rules. */
    public static Set<String> ruleIds() {
        return Stream.of(Rule.values()).map(Rule::id).collect(Collectors.toUnmodifiableSet());
    }

    private static Vector complete(Draft draft) {
        return draft.vector(Outcomes.of(draft.vector(List.of()), draft.masks()));
    }

    private static Map<String, List<Draft>> areas() {
        Map<String, List<Draft>> areas = new LinkedHashMap<>();
        areas.put("enable", EnableDrafts.all());
        areas.put("vmrun", VmrunDrafts.all());
        areas.put("checks", CheckDrafts.all());
        areas.put("exits", ExitDrafts.all());
        areas.put("exceptions", ExceptionDrafts.all());
        return areas;
    }

    private static String index() {
        StringBuilder index = new StringBuilder(
                "{\n  \"title\": \"The vector files, in the order of study\",\n  \"format\": 1,\n  \"files\": [");
        String separator = "";
        for (String area : AREAS.keySet()) {
            index.append(separator).append('"').append(area).append(".json\"");
            separator = ", ";
        }
        return index.append("]\n}\n").toString();
    }
}
