package dev.pacifica.suite.expectation;

import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Glob;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Difference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads expectation files. Every complaint names file, line, field, what was expected and what was found. */
public final class ExpectationReader {
    /** The version of the format that this reader knows. */
    static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Map<String, Verdict> VERDICTS =
            Map.of("diverging", Verdict.DIVERGING, "crashed", Verdict.CRASHED, "hung", Verdict.HUNG);

    private final String file;
    private final ObjectNode head = JsonNodeFactory.instance.objectNode();
    private final List<Entry> findings = new ArrayList<>();
    private final List<Entry> known = new ArrayList<>();

    private ExpectationReader(String file) {
        this.file = file;
    }

    /**
     * What a file says that is fit for use: everything in it is triaged, and speaks of {@code vectors} and of rules that exist.
     *
     * @param file its name, for messages
     * @param content its bytes, UTF-8
     * @throws ExpectationFormatException if it is not
     */
    public static ExpectationFile read(String file, byte[] content, Collection<Vector> vectors) {
        ExpectationReader reader = new ExpectationReader(file);
        ExpectationFile expectations = reader.parsed(content);
        new ExpectationChecks(expectations, vectors).check(reader.findings, reader.known);
        return expectations;
    }

    /**
     * What a file says that is to be drafted anew: it may hold vectors that exist no more, and findings without use.
     *
     * @throws ExpectationFormatException if it is no expectation file at all
     */
    public static ExpectationFile forDraft(String file, byte[] content) {
        return new ExpectationReader(file).parsed(content);
    }

    private ExpectationFile parsed(byte[] content) {
        try (JsonParser parser = JSON.createParser(new String(content, StandardCharsets.UTF_8))) {
            expect(parser, parser.nextToken(), JsonToken.START_OBJECT, "an object {…}");
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "format", "target", "versions" -> head.set(name, parser.readValueAsTree());
                    case "findings" -> entries(parser, value, findings);
                    case "known" -> entries(parser, value, known);
                    default ->
                        throw new ExpectationFormatException(
                                "%s: unknown field '%s'; expected only format, target, versions, findings, known"
                                        .formatted(where(parser), name));
                }
                if (name.equals("findings") || name.equals("known")) {
                    head.putArray(name);
                }
            }
            if (parser.nextToken() != null) {
                throw new ExpectationFormatException(
                        "%s: expected the end of the file, found %s".formatted(where(parser), parser.getString()));
            }
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new ExpectationFormatException("%s:%d: not JSON: %s".formatted(file, line, e.getOriginalMessage()));
        }
        Entry top = Entry.of(head, file + ":1", "");
        if (!top.has("format")
                || !head.get("format").isInt()
                || head.get("format").intValue() != FORMAT) {
            throw top.wrong("format", String.valueOf(FORMAT));
        }
        top.texts("findings");
        top.texts("known");
        return new ExpectationFile(
                top.text("target"),
                versions(top),
                findings.stream().map(ExpectationReader::diagnosis).toList(),
                known.stream().map(ExpectationReader::known).toList());
    }

    private static List<String> versions(Entry top) {
        List<String> versions = top.texts("versions");
        if (!versions.stream().allMatch(version -> version.matches("[0-9]+(\\.[0-9]+)*"))) {
            throw top.wrong("versions", "a list of versions such as \"7.2\"");
        }
        return versions;
    }

    private void entries(JsonParser parser, JsonToken value, List<Entry> into) {
        expect(parser, value, JsonToken.START_ARRAY, "a list […]");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String where = where(parser);
            into.add(Entry.of(parser.readValueAsTree(), where, ""));
        }
    }

    private void expect(JsonParser parser, JsonToken found, JsonToken expected, String words) {
        if (found != expected) {
            throw new ExpectationFormatException(
                    "%s: expected %s, found %s".formatted(where(parser), words, parser.getString()));
        }
    }

    private String where(JsonParser parser) {
        return file + ":" + parser.currentTokenLocation().getLineNr();
    }

    private static Diagnosis diagnosis(Entry in) {
        in.allow("id", "title", "rules", "does", "demands", "smallest", "signatures");
        return new Diagnosis(
                in.text("id"),
                in.text("title"),
                in.texts("rules"),
                in.text("does"),
                in.text("demands"),
                in.text("smallest"),
                in.entries("signatures").stream()
                        .map(ExpectationReader::signature)
                        .toList());
    }

    private static Signature signature(Entry in) {
        List<Glob> vectors =
                in.has("vectors") ? in.texts("vectors").stream().map(Glob::new).toList() : List.of();
        if (in.has("verdict")) {
            in.allow("vectors", "verdict", "says");
            Verdict verdict = verdict(in);
            if (verdict == Verdict.DIVERGING) {
                throw in.wrong("verdict", "crashed or hung; a divergence shows itself by its 'subject'");
            }
            return new Signature.OfLoss(vectors, verdict, in.text("says"));
        }
        in.allow("vectors", "subject", "permitted", "seen", "bits", "steady");
        return new Signature.OfDifference(
                vectors,
                new Glob(in.text("subject")),
                glob(in, "permitted"),
                glob(in, "seen"),
                bits(in),
                in.flag("steady", true));
    }

    private static Glob glob(Entry in, String name) {
        return in.has(name) ? new Glob(in.text(name)) : Glob.ANYTHING;
    }

    private static OptionalLong bits(Entry in) {
        if (!in.has("bits")) {
            return OptionalLong.empty();
        }
        if (!in.text("bits").matches("0x[0-9a-f]{1,16}")) {
            throw in.wrong("bits", "a string \"0x…\" of 1 to 16 hexadecimal digits");
        }
        return OptionalLong.of(Long.parseUnsignedLong(in.text("bits").substring(2), 16));
    }

    private static Verdict verdict(Entry in) {
        Verdict verdict = VERDICTS.get(in.text("verdict"));
        if (verdict == null) {
            throw in.wrong("verdict", "diverging, crashed or hung");
        }
        return verdict;
    }

    private static Known known(Entry in) {
        in.allow("vector", "verdict", "findings", "differs");
        Set<Difference> differs = new HashSet<>();
        List<Difference> inOrder = new ArrayList<>();
        for (String text : in.texts("differs")) {
            Difference difference = Difference.parse(text)
                    .orElseThrow(() -> in.wrong("differs", "texts of the form 'SUBJECT: permitted VALUE, seen VALUE'"));
            if (!differs.add(difference)) {
                throw in.wrong("differs", "each difference once");
            }
            inOrder.add(difference);
        }
        return new Known(in.text("vector"), verdict(in), in.texts("findings"), inOrder);
    }
}
