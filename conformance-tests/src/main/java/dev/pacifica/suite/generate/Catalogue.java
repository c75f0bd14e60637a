package dev.pacifica.suite.generate;

import dev.pacifica.suite.fixture.FixtureJson;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.VectorWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All golden vectors, and the files in which they are published. */
public final class Catalogue {
    private static final Map<String, List<Draft>> AREAS = areas();

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

    private static Vector complete(Draft draft) {
        return draft.vector(Outcomes.of(draft.vector(List.of()), draft.masks(), draft.masksWithout()));
    }

    private static Map<String, List<Draft>> areas() {
        Map<String, List<Draft>> areas = new LinkedHashMap<>();
        areas.put("enable", EnableDrafts.all());
        areas.put("vmrun", VmrunDrafts.all());
        areas.put("checks", CheckDrafts.all());
        areas.put("exits", ExitDrafts.all());
        areas.put("exceptions", concatenated(ExceptionDrafts.all(), MoreExceptionDrafts.all(), PageFaultDrafts.all()));
        areas.put("registers", concatenated(ControlRegisterDrafts.all(), DebugRegisterDrafts.all()));
        areas.put("msrs", MsrDrafts.all());
        areas.put("ports", concatenated(PortDrafts.all(), StringPortDrafts.all()));
        areas.put(
                "instructions",
                concatenated(
                        InstructionDrafts.all(), InstructionPriorityDrafts.all(), InstructionNeighbourDrafts.all()));
        areas.put("operands", OperandDrafts.all());
        areas.put("real-mode", RealModeDrafts.all());
        return areas;
    }

    @SafeVarargs
    private static List<Draft> concatenated(List<Draft>... parts) {
        return Stream.of(parts).flatMap(List::stream).toList();
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
