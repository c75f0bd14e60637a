package dev.pacifica.suite.generate;

import dev.pacifica.suite.fixture.FixtureJson;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.VectorWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All golden vectors, and the files in which they are published. */
public final class Catalogue {
    private static final Map<String, List<Draft>> AREAS = areas();

    private Catalogue() {}

    /**
     * The content of every generated file, by file name: one file an area, {@code confirmations.json}, {@code index.json} and
     * {@code fixture.json}.
     *
     * @throws RuntimeException if a draft's claims contradict the model, naming rule, vector and field
     */
    public static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        Confirmations confirmations = Confirmations.published();
        List<Vector> all = new ArrayList<>();
        AREAS.forEach((area, drafts) -> {
            List<Vector> vectors = drafts.stream()
                    .map(Catalogue::complete)
                    .map(confirmations::applied)
                    .toList();
            files.put(area + ".json", VectorWriter.write(area, vectors));
            all.addAll(vectors);
        });
        files.put(Confirmations.FILE, confirmations.of(all).write());
        files.put("index.json", index());
        files.put("fixture.json", FixtureJson.content());
        return files;
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
