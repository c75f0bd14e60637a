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
import dev.pacifica.suite.vector.Vector.VmcbContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Reads vector files. Every complaint names file, line, field, what was expected and what was found. */
public final class VectorReader {
    /** The version of the format that this reader knows. */
    public static final int FORMAT = 1;

    private static final String LIST = "vectors";

    private VectorReader() {}

    /**
     * The vectors of one file.
     *
     * @param file its name, for messages
     * @param content its bytes, UTF-8
     * @throws VectorFormatException if it is not a vector file; it names the first problem
     */
    public static List<Vector> read(String file, byte[] content) {
        JsonText text = JsonText.parse(file, content);
        FieldReader in = FieldReader.of(text);
        in.allow("format", "area", LIST);
        if (in.integer("format") != FORMAT) {
            throw in.wrong("format", String.valueOf(FORMAT));
        }
        List<Vector> vectors = new ArrayList<>();
        for (int index = 0; index < in.list(LIST).size(); index++) {
            vector(text, index, Place.STOP).ifPresent(vectors::add);
        }
        return vectors;
    }

    /**
     * The canonical form of a vector file.
     *
     * @throws VectorFormatException if it is not a vector file
     */
    public static String formatted(String file, byte[] content) {
        String area = FieldReader.of(JsonText.parse(file, content)).text("area");
        return VectorWriter.write(area, read(file, content));
    }

    /**
     * One vector of a file.
     *
     * @param text the file, which has a list {@code vectors}
     * @param index which element of it
     * @param complaints takes everything that is wrong with the vector
     * @return nothing if anything is
     */
    public static Optional<Vector> vector(JsonText text, int index, Consumer<Problem> complaints) {
        List<Problem> problems = new ArrayList<>();
        Consumer<Problem> counting = problem -> {
            complaints.accept(problem);
            problems.add(problem);
        };
        Optional<Vector> vector = Optional.empty();
        try {
            vector = Optional.of(vector(text, JsonText.element(LIST, index), index, counting));
        } catch (VectorFormatException e) {
            counting.accept(e.problem());
        }
        return problems.isEmpty() ? vector : Optional.empty();
    }

    private static Vector vector(JsonText text, String base, int index, Consumer<Problem> complaints) {
        JsonNode node = text.root().get(LIST).get(index);
        FieldReader start = new FieldReader(node, new Place(text, base, "", complaints), "");
        String id = start.text("id");
        if (!id.matches("[a-z0-9-]+(/[a-z0-9-]+)+")) {
            throw start.wrong("id", "a name such as 'vmrun/checks/cr0-nw-without-cd'");
        }
        FieldReader in = new FieldReader(node, new Place(text, base, id, complaints), "");
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
        Vector vector = new Vector(
                id,
                in.texts("rules"),
                in.text("title"),
                in.text("why"),
                in.constant("level", Level.class),
                conditions(in, "requires"),
                in.has("hostMode") ? in.constant("hostMode", HostMode.class) : HostMode.LONG,
                code(in.object("program")),
                slots(in, "gpr", Slot.Kind.GENERAL),
                slots(in, "state", Slot.Kind.SYSTEM),
                each(in, "vmcb", VectorReader::start),
                any(in, "memory", VectorReader::memory),
                any(in, "events", EventReader::read),
                in.has("budget") ? in.number("budget") : Vector.DEFAULT_BUDGET,
                in.attempt(() -> footprint(in), List.of()),
                each(in, "claims", VectorReader::claim),
                each(in, "cases", VectorReader::permitted),
                in.has("provenance") ? provenance(in.object("provenance")) : List.of());
        VectorChecks.check(vector, in::complain);
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
        SortedMap<Slot, Long> slots = new TreeMap<>();
        if (!in.has(name)) {
            return slots;
        }
        FieldReader values = in.object(name);
        for (String register : values.names()) {
            values.attempt(() -> slots.put(slot(values, register, name, kinds), values.number(register)), 0L);
        }
        return slots;
    }

    private static Slot slot(FieldReader values, String register, String name, Slot.Kind... kinds) {
        Slot slot = Slot.named(register);
        if (slot == null || !List.of(kinds).contains(slot.kind())) {
            throw values.wrong(register, "a register of the fixture's record that belongs into '" + name + "'");
        }
        return slot;
    }

    /** The initial content of a VMCB. */
    private static VmcbContent start(FieldReader in) {
        in.allow("at", "guest", "fields");
        VmcbContent listed = content(in);
        if (!in.has("guest")) {
            return new VmcbContent(listed.at(), GuestState.withoutZeros(listed.fields()));
        }
        GuestState guest = GuestState.find(in.text("guest"));
        if (guest == null) {
            throw in.wrong("guest", "a guest of guests.json");
        }
        return new VmcbContent(listed.at(), guest.changed(listed.fields()));
    }

    private static VmcbContent vmcb(FieldReader in) {
        in.allow("at", "fields");
        return content(in);
    }

    private static VmcbContent content(FieldReader in) {
        FieldReader values = in.object("fields");
        SortedMap<String, Long> fields = new TreeMap<>(VmcbLayout.published().order());
        for (String name : values.names()) {
            values.attempt(() -> fields.put(name, field(values, name)), 0L);
        }
        long at = in.number("at");
        if (at % Fixture.PAGE_SIZE != 0) {
            throw in.wrong("at", "a 4 KiB aligned address");
        }
        return new VmcbContent(at, fields);
    }

    private static long field(FieldReader values, String name) {
        VmcbField field = VmcbLayout.published().named(name);
        if (field == null) {
            throw values.wrong(name, "a field of vmcb-layout.json");
        }
        long value = values.number(name);
        if ((value & ~field.maximum()) != 0) {
            throw values.wrong(name, "a value of at most " + field.width() + " bits");
        }
        return value;
    }

    private static MemoryContent memory(FieldReader in) {
        in.allow("at", "bytes", "bits", "listing");
        boolean isCode = in.has("listing");
        return new MemoryContent(
                in.number("at"), in.bytes("bytes"), isCode ? bits(in) : 0, isCode ? in.texts("listing") : List.of());
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
        List<String> masks = in.has("unspecified") ? in.texts("unspecified") : List.of();
        for (String mask : masks) {
            if (!Mask.published().containsKey(mask)) {
                throw in.wrong("unspecified", "names of masks.json");
            }
        }
        return new Outcome(
                in.constant("ended", Ended.class),
                slots(in, "registers", Slot.Kind.STOP, Slot.Kind.GENERAL, Slot.Kind.SYSTEM),
                any(in, "vmcb", VectorReader::vmcb),
                any(in, "memory", VectorReader::memory),
                any(in, "choices", VectorReader::choice),
                masks);
    }

    private static Choice choice(FieldReader in) {
        in.allow("rule", "answer", "occurrence");
        return new Choice(in.text("rule"), in.text("answer"), in.has("occurrence") ? in.integer("occurrence") : 0);
    }

    private static List<Condition> conditions(FieldReader in, String name) {
        List<Condition> conditions = new ArrayList<>();
        for (String text : in.texts(name)) {
            in.attempt(() -> conditions.add(condition(in, name, text)), false);
        }
        return conditions;
    }

    private static Condition condition(FieldReader in, String name, String text) {
        try {
            return Condition.parse(text);
        } catch (IllegalArgumentException e) {
            throw in.wrong(name, "conditions (" + e.getMessage() + ")");
        }
    }

    private static <T> T parsed(FieldReader in, String name, Function<String, T> parser) {
        try {
            return parser.apply(in.text(name));
        } catch (IllegalArgumentException e) {
            throw in.wrong(name, "something that can be seen (" + e.getMessage() + ")");
        }
    }

    /** As {@link #each}, of a list that is left out if it is empty. */
    private static <T> List<T> any(FieldReader in, String name, Function<FieldReader, T> reader) {
        return in.has(name) ? each(in, name, reader) : List.of();
    }

    private static <T> List<T> each(FieldReader in, String name, Function<FieldReader, T> reader) {
        List<T> values = new ArrayList<>();
        int index = 0;
        for (JsonNode node : in.list(name)) {
            String element = JsonText.element(name, index++);
            in.attempt(() -> values.add(reader.apply(in.in(node, element))), false);
        }
        return values;
    }
}
