package dev.pacifica.suite.vector;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that a processor may or may not be: {@code NRIPS}, {@code !NRIPS}, {@code PhysAddrSize=40}, {@code NASID>=8}. The
 * name stands for bits of a CPUID leaf ({@code conditions.json}), so every condition compiles to a test that a harness can make
 * by itself; or for how many north bridges have a capability, for which a harness that cannot look takes 0.
 *
 * @param where the bits that are tested
 * @param relation how they are compared
 * @param value with what
 */
public record Condition(Location where, Relation relation, long value) {
    /** How the bits are compared with the value. */
    public enum Relation {
        EQUAL,
        NOT_EQUAL,
        AT_LEAST
    }

    /**
     * Bits of a CPUID leaf.
     *
     * @param name name of the feature or number
     * @param leaf CPUID function
     * @param subleaf value of ECX
     * @param register 0 EAX, 1 EBX, 2 ECX, 3 EDX
     * @param shift lowest bit
     * @param width number of bits, 1–32
     */
    public record Location(String name, int leaf, int subleaf, int register, int shift, int width) {
        /** No processor reports this leaf: it stands for what CPUID does not say, the number of bridges with a capability. */
        private static final int NO_LEAF = 0x8FFF_FFFF;

        static Location ofCapability(String name) {
            return new Location(name, NO_LEAF, 0, 0, 0, 4);
        }

        /** Whether this is the number of north bridges with a capability, and no bits of CPUID. */
        public boolean isCapability() {
            return leaf == NO_LEAF;
        }

        /** The bits, in place. */
        public long mask() {
            return (1L << width) - 1 << shift;
        }

        /** The number that the bits hold where the register reads {@code content}. */
        public long number(int content) {
            return (content & 0xFFFF_FFFFL & mask()) >>> shift;
        }
    }

    private static final Pattern SYNTAX = Pattern.compile("(!?)([A-Za-z0-9_]+)(?:(=|>=)(\\d+))?");
    private static final Map<String, Location> LOCATIONS = read();

    /** All names that conditions may use. */
    public static Map<String, Location> locations() {
        return LOCATIONS;
    }

    /**
     * The condition that {@code text} spells.
     *
     * @throws IllegalArgumentException if the syntax is wrong or the name unknown
     */
    public static Condition parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches() || !matcher.group(1).isEmpty() && matcher.group(3) != null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a condition; expected NAME, !NAME, NAME=NUMBER or NAME>=NUMBER");
        }
        Location where = LOCATIONS.get(matcher.group(2));
        if (where == null) {
            throw new IllegalArgumentException(
                    "'" + matcher.group(2) + "' is not a feature or number of conditions.json");
        }
        if (matcher.group(3) == null) {
            return new Condition(where, matcher.group(1).isEmpty() ? Relation.NOT_EQUAL : Relation.EQUAL, 0);
        }
        Relation relation = matcher.group(3).equals("=") ? Relation.EQUAL : Relation.AT_LEAST;
        return new Condition(where, relation, Long.parseLong(matcher.group(4)));
    }

    /** Whether the condition holds where the CPUID register {@link Location#register} reads {@code content}. */
    public boolean holds(int content) {
        long bits = where.number(content);
        return switch (relation) {
            case EQUAL -> bits == value;
            case NOT_EQUAL -> bits != value;
            case AT_LEAST -> bits >= value;
        };
    }

    @Override
    public String toString() {
        if (value == 0 && relation != Relation.AT_LEAST) {
            return (relation == Relation.EQUAL ? "!" : "") + where.name();
        }
        return where.name() + (relation == Relation.AT_LEAST ? ">=" : "=") + value;
    }

    private static Map<String, Location> read() {
        FieldReader root = FieldReader.ofResource("conditions.json");
        Map<String, Location> locations = new LinkedHashMap<>();
        for (String name : root.names("conditions")) {
            FieldReader entry = root.object("conditions").object(name);
            if (entry.has("capability")) {
                locations.put(name, Location.ofCapability(name));
                continue;
            }
            int register = switch (entry.text("register")) {
                case "eax" -> 0;
                case "ebx" -> 1;
                case "ecx" -> 2;
                case "edx" -> 3;
                default -> throw entry.wrong("register", "eax, ebx, ecx or edx");
            };
            locations.put(
                    name,
                    new Location(
                            name,
                            (int) entry.number("leaf"),
                            0,
                            register,
                            entry.integer("bit"),
                            entry.integer("width")));
        }
        return locations;
    }
}
