package dev.pacifica.suite.vector;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Choice;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Code;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.HostMode;
import dev.pacifica.suite.vector.Vector.Level;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.Stimulus;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** Reads a vector file. Every complaint names file, line, field, what was expected and what was found. */
public final class VectorReader {
    /** The version of the format that this reader knows. */
    public static final int FORMAT = 1;

    private VectorReader() {}

    /**
     * The vectors of one file.
     *
     * @param file its name, for messages
     * @param content its bytes, UTF-8
     * @throws VectorFormatException if it is not a vector file
     */
    public static List<Vector> read(String file, byte[] content) {
        List<Vector> vectors = new ArrayList<>();
        boolean formatSeen = false;
        try (JsonParser parser = FieldReader.JSON.createParser(new String(content, StandardCharsets.UTF_8))) {
            expect(parser, parser.nextToken(), JsonToken.START_OBJECT, file, "an object {…}");
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                int line = parser.currentTokenLocation().getLineNr();
                switch (name) {
                    case "format" -> {
                        if (value != JsonToken.VALUE_NUMBER_INT || parser.getIntValue() != FORMAT) {
                            throw new VectorFormatException("%s:%d: field 'format': expected %d, found %s"
                                    .formatted(file, line, FORMAT, parser.getString()));
                        }
                        formatSeen = true;
                    }
                    case "area" -> expect(parser, value, JsonToken.VALUE_STRING, file, "a string");
                    case "vectors" -> {
                        expect(parser, value, JsonToken.START_ARRAY, file, "a list […]");
                        while (parser.nextToken() != JsonToken.END_ARRAY) {
                            int start = parser.currentTokenLocation().getLineNr();
                            JsonNode node = parser.readValueAsTree();
                            vectors.add(vector(node, file + ":" + start));
                        }
                    }
                    default ->
                        throw new VectorFormatException(
                                "%s:%d: unknown field '%s'; expected only 'format', 'area' and 'vectors'"
                                        .formatted(file, line, name));
                }
            }
            if (parser.nextToken() != null) {
                throw new VectorFormatException("%s:%d: expected the end of the file"
                        .formatted(file, parser.currentTokenLocation().getLineNr()));
            }
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new VectorFormatException("%s:%d: not JSON: %s".formatted(file, line, e.getOriginalMessage()));
        }
        if (!formatSeen) {
            throw new VectorFormatException("%s:1: field 'format' is missing".formatted(file));
        }
        return vectors;
    }

    private static void expect(JsonParser parser, JsonToken found, JsonToken expected, String file, String words) {
        if (found != expected) {
            throw new VectorFormatException("%s:%d: expected %s, found %s"
                    .formatted(
                            file,
                            parser.currentTokenLocation().getLineNr(),
                            words,
                            found == null ? "nothing" : "'" + parser.getString() + "'"));
        }
    }

    private static Vector vector(JsonNode node, String where) {
        FieldReader start = new FieldReader(node, where, "");
        String id = start.text("id");
        if (!id.matches("[a-z0-9-]+(/[a-z0-9-]+)+")) {
            throw start.wrong("id", "a name such as 'vmrun/checks/cr0-nw-without-cd'");
        }
        FieldReader in = new FieldReader(node, where + ": vector '" + id + "'", "");
        in.allow(
                "id",
                "rules",
                "title",
                "why",
                "level",
                "requires",
                "hostMode",
                "program",
                "gpr",
                "state",
                "vmcb",
                "memory",
                "events",
                "budget",
                "footprint",
                "claims",
                "cases",
                "provenance");
        List<Long> footprint = footprint(in);
        Vector vector = new Vector(
                id,
                in.texts("rules"),
                in.text("title"),
                in.text("why"),
                in.constant("level", Level.class),
                conditions(in, "requires"),
                in.constant("hostMode", HostMode.class),
                code(in.object("program")),
                slots(in, "gpr", Slot.Kind.GENERAL),
                slots(in, "state", Slot.Kind.SYSTEM),
                each(in, "vmcb", VectorReader::vmcb),
                each(in, "memory", VectorReader::memory),
                each(in, "events", VectorReader::stimulus),
                in.number("budget"),
                footprint,
                each(in, "claims", VectorReader::claim),
                each(in, "cases", VectorReader::permitted),
                provenance(in.object("provenance")));
        VectorChecks.check(vector, where + ": vector '" + id + "'");
        return vector;
    }

    private static List<String> provenance(FieldReader in) {
        in.allow("confirmedBy");
        return in.texts("confirmedBy");
    }

    private static List<Long> footprint(FieldReader in) {
        List<Long> pages = new ArrayList<>();
        long before = 0;
        for (JsonNode node : in.list("footprint")) {
            long page = in.number(node, "footprint");
            if (!Fixture.inArena(page) || page % Fixture.PAGE_SIZE != 0 || page <= before) {
                throw in.wrong("footprint", "ascending page addresses inside the arenas");
            }
            before = page;
            pages.add(page);
        }
        if (pages.size() > Fixture.MAX_FOOTPRINT) {
            throw in.wrong("footprint", "at most " + Fixture.MAX_FOOTPRINT + " pages");
        }
        return List.copyOf(pages);
    }

    private static Code code(FieldReader in) {
        in.allow("at", "bits", "bytes", "listing");
        return new Code(in.number("at"), bits(in), in.bytes("bytes"), in.texts("listing"));
    }

    private static int bits(FieldReader in) {
        int bits = in.integer("bits");
        if (bits != 16 && bits != 32 && bits != 64) {
            throw in.wrong("bits", "16, 32 or 64");
        }
        return bits;
    }

    private static SortedMap<Slot, Long> slots(FieldReader in, String name, Slot.Kind... kinds) {
        FieldReader values = in.object(name);
        SortedMap<Slot, Long> slots = new TreeMap<>();
        for (String register : values.names()) {
            Slot slot = Slot.named(register);
            if (slot == null || !List.of(kinds).contains(slot.kind())) {
                throw values.wrong(register, "a register of the fixture's record that belongs into '" + name + "'");
            }
            slots.put(slot, values.number(register));
        }
        return slots;
    }

    private static VmcbContent vmcb(FieldReader in) {
        in.allow("at", "fields");
        FieldReader values = in.object("fields");
        SortedMap<String, Long> fields = new TreeMap<>(VmcbLayout.published().order());
        for (String name : values.names()) {
            VmcbField field = VmcbLayout.published().named(name);
            if (field == null) {
                throw values.wrong(name, "a field of vmcb-layout.json");
            }
            long value = values.number(name);
            if ((value & ~field.maximum()) != 0) {
                throw values.wrong(name, "a value of at most " + field.width() + " bits");
            }
            fields.put(name, value);
        }
        long at = in.number("at");
        if (at % Fixture.PAGE_SIZE != 0) {
            throw in.wrong("at", "a 4 KiB aligned address");
        }
        return new VmcbContent(at, fields);
    }

    private static MemoryContent memory(FieldReader in) {
        in.allow("at", "bytes", "bits", "listing");
        boolean isCode = in.has("listing");
        return new MemoryContent(
                in.number("at"), in.bytes("bytes"), isCode ? bits(in) : 0, isCode ? in.texts("listing") : List.of());
    }

    private static Stimulus stimulus(FieldReader in) {
        in.allow("kind", "step", "value");
        return new Stimulus(in.text("kind"), in.number("step"), in.number("value"));
    }

    private static Claim claim(FieldReader in) {
        in.allow("rule", "subject", "mask", "value");
        Subject subject = parsed(in, "subject", Subject::parse);
        if (subject instanceof Subject.HowItEnded) {
            return new Claim(
                    in.text("rule"),
                    subject,
                    -1,
                    in.constant("value", Ended.class).ordinal());
        }
        return new Claim(in.text("rule"), subject, in.has("mask") ? in.number("mask") : -1, in.number("value"));
    }

    private static Case permitted(FieldReader in) {
        in.allow("when", "outcomes");
        return new Case(conditions(in, "when"), each(in, "outcomes", VectorReader::outcome));
    }

    private static Outcome outcome(FieldReader in) {
        in.allow("ended", "registers", "vmcb", "memory", "choices", "unspecified");
        for (String mask : in.texts("unspecified")) {
            if (!Mask.published().containsKey(mask)) {
                throw in.wrong("unspecified", "names of masks.json");
            }
        }
        return new Outcome(
                in.constant("ended", Ended.class),
                slots(in, "registers", Slot.Kind.STOP, Slot.Kind.GENERAL, Slot.Kind.SYSTEM),
                each(in, "vmcb", VectorReader::vmcb),
                each(in, "memory", VectorReader::memory),
                each(in, "choices", choice -> new Choice(choice.text("rule"), choice.text("answer"))),
                in.texts("unspecified"));
    }

    private static List<Condition> conditions(FieldReader in, String name) {
        List<Condition> conditions = new ArrayList<>();
        for (String text : in.texts(name)) {
            try {
                conditions.add(Condition.parse(text));
            } catch (IllegalArgumentException e) {
                throw in.wrong(name, "conditions (" + e.getMessage() + ")");
            }
        }
        return conditions;
    }

    private static <T> T parsed(FieldReader in, String name, Function<String, T> parser) {
        try {
            return parser.apply(in.text(name));
        } catch (IllegalArgumentException e) {
            throw in.wrong(name, "something that can be seen (" + e.getMessage() + ")");
        }
    }

    private static <T> List<T> each(FieldReader in, String name, Function<FieldReader, T> reader) {
        List<T> values = new ArrayList<>();
        for (JsonNode node : in.list(name)) {
            values.add(reader.apply(in.in(node, name + "[" + values.size() + "]")));
        }
        return values;
    }
}
