package dev.pacifica.suite.generate;

import dev.pacifica.suite.area.Areas;
import dev.pacifica.suite.area.Cubes.Cube;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.base.BaseVectors;
import dev.pacifica.suite.fixture.FixtureJson;
import dev.pacifica.suite.manifest.Manifest;
import dev.pacifica.suite.manifest.Revoked;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.VectorWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All golden vectors, and the files in which they are published. */
public final class Catalogue {
    /** Vectors that were published and taken back. Their drafts are gone; their IDs are never used again. */
    private static final List<Revoked> REVOKED = List.of(new Revoked(
            "intercepts/skinit-that-does-not-exist",
            "with EFER.SVME set SKINIT exists on a processor that does not report it (SKINIT-03)"));

    private Catalogue() {}

    /**
     * The content of every generated file, by file name: one file an area, {@code confirmations.json}, {@code index.json} and
     * {@code fixture.json}.
     *
     * @throws DraftRefused if drafts contradict the model; the message names rule, vector and field of each, up to a limit
     */
    public static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        Confirmations confirmations = Confirmations.published();
        List<Vector> all = new ArrayList<>();
        List<DraftRefused> refused = new ArrayList<>();
        for (String area : Areas.names()) {
            List<Vector> vectors = new ArrayList<>();
            for (Draft draft : Areas.drafts(area)) {
                try {
                    vectors.add(confirmations.applied(complete(draft)));
                } catch (DraftRefused e) {
                    refused.add(e);
                }
            }
            files.put(area + ".json", VectorWriter.write(area, vectors));
            all.addAll(vectors);
        }
        if (!refused.isEmpty()) {
            throw DraftRefused.all(refused);
        }
        files.put(Confirmations.FILE, confirmations.of(all).write());
        files.put("index.json", index());
        files.put("fixture.json", FixtureJson.content());
        return files;
    }

    /**
     * The full set of base vectors, by file name.
     *
     * @param seed another seed gives other operands
     * @param count of the vectors, at least
     * @throws DraftRefused if drafts contradict the model
     */
    public static Map<String, String> baseFiles(long seed, int count) {
        Map<String, String> files = new LinkedHashMap<>();
        List<DraftRefused> refused = new ArrayList<>();
        BaseVectors.drafts(seed, count).forEach((area, drafts) -> {
            List<Vector> vectors = new ArrayList<>();
            for (Draft draft : drafts) {
                try {
                    vectors.add(complete(draft));
                } catch (DraftRefused e) {
                    refused.add(e);
                }
            }
            files.put(area + ".json", VectorWriter.write(area, vectors));
        });
        if (!refused.isEmpty()) {
            throw DraftRefused.all(refused);
        }
        return files;
    }

    /**
     * The content of the file of a cube.
     *
     * @throws DraftRefused if drafts contradict the model
     */
    public static String cubeFile(Cube cube) {
        List<Vector> vectors = new ArrayList<>();
        List<DraftRefused> refused = new ArrayList<>();
        for (Draft draft : cube.drafts().get()) {
            try {
                vectors.add(complete(draft));
            } catch (DraftRefused e) {
                refused.add(e);
            }
        }
        if (!refused.isEmpty()) {
            throw DraftRefused.all(refused);
        }
        return VectorWriter.write(cube.area(), vectors);
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
                        Areas.names().stream().map(area -> area + ".json").toList(),
                        REVOKED)
                .content();
    }

    /** The vector of a draft, with the outcomes that the model computes. */
    static Vector complete(Draft draft) {
        return draft.vector(Outcomes.of(draft.vector(List.of()), draft.masks(), draft.masksWithout()));
    }

    private static String index() {
        StringBuilder index = new StringBuilder(
                "{\n  \"title\": \"The vector files, in the order of study\",\n  \"format\": 1,\n  \"files\": [");
        String separator = "";
        for (String area : Areas.names()) {
            index.append(separator).append('"').append(area).append(".json\"");
            separator = ", ";
        }
        return index.append("]\n}\n").toString();
    }
}
