package dev.pacifica.suite.expectation;

import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Glob;
import dev.pacifica.suite.words.Spelled;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes expectation files in their one form: a finding or a known vector a line, sorted by ID. */
public final class ExpectationWriter {
    private ExpectationWriter() {}

    /** The content of the file. */
    public static String write(ExpectationFile file) {
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        head.put("format", ExpectationReader.FORMAT);
        head.put("target", file.target());
        texts(head, "versions", file.versions());
        String start = head.toString();
        return "%s,\"findings\":[%s],\"known\":[%s]}\n"
                .formatted(
                        start.substring(0, start.length() - 1),
                        lines(file.diagnoses().stream()
                                .sorted(Comparator.comparing(Diagnosis::id))
                                .map(ExpectationWriter::node)),
                        lines(file.known().stream()
                                .sorted(Comparator.comparing(Known::vector))
                                .map(ExpectationWriter::node)));
    }

    private static String lines(Stream<ObjectNode> nodes) {
        String lines = nodes.map(ObjectNode::toString).collect(Collectors.joining(",\n"));
        return lines.isEmpty() ? "" : "\n" + lines + "\n";
    }

    private static ObjectNode node(Diagnosis diagnosis) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", diagnosis.id());
        node.put("title", diagnosis.title());
        texts(node, "rules", diagnosis.rules());
        node.put("does", diagnosis.does());
        node.put("demands", diagnosis.demands());
        node.put("smallest", diagnosis.smallest());
        ArrayNode signatures = node.putArray("signatures");
        diagnosis.signatures().forEach(signature -> signatures.add(node(signature)));
        return node;
    }

    private static ObjectNode node(Signature signature) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (!signature.vectors().isEmpty()) {
            texts(node, "vectors", signature.vectors().stream().map(Glob::text).toList());
        }
        if (signature instanceof Signature.OfDifference shown) {
            node.put("subject", shown.subject().text());
            glob(node, "permitted", shown.permitted());
            glob(node, "seen", shown.seen());
            shown.bits().ifPresent(bits -> node.put("bits", "0x" + Long.toHexString(bits)));
            if (!shown.isSteady()) {
                node.put("steady", false);
            }
        } else if (signature instanceof Signature.OfLoss shown) {
            node.put("verdict", constant(shown.verdict()));
            node.put("says", shown.says());
        }
        return node;
    }

    private static void glob(ObjectNode node, String name, Glob glob) {
        if (!glob.equals(Glob.ANYTHING)) {
            node.put(name, glob.text());
        }
    }

    private static ObjectNode node(Known known) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("vector", known.vector());
        node.put("verdict", constant(known.verdict()));
        texts(node, "findings", known.findings());
        texts(node, "differs", known.differs());
        return node;
    }

    private static void texts(ObjectNode node, String name, List<?> values) {
        ArrayNode list = node.putArray(name);
        values.forEach(value -> list.add(value.toString()));
    }

    static String constant(Verdict verdict) {
        return Spelled.hyphenated(verdict);
    }
}
