package dev.pacifica.suite.draft.nested;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every entry of a walk made to fault, one at a time: the nested ones for each table of the guest and those for the page, by every cause and for every
 * kind of access; the guest's own, absent, for every kind. The nested entries for the guest's root fault for a fetch alone: all that the guest
 * does goes through them, and a fetch comes first.
 */
public final class PositionDrafts {
    public static final String AREA = "nested-walks";
    private static final Kind[] KINDS = Kind.values();

    private final String prefix;
    private final Optional<TableFormat> guest;
    private final TableFormat nested;
    private final List<Draft> drafts = new ArrayList<>();

    private PositionDrafts(String format, Optional<TableFormat> guest, TableFormat nested) {
        this.prefix = AREA + "/" + format + "-";
        this.guest = guest;
        this.nested = nested;
    }

    /** All positions, causes and kinds of access. */
    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        for (TableFormat format : List.of(TableFormat.LONG, TableFormat.PAE, TableFormat.LEGACY)) {
            String name =
                    format == TableFormat.LEGACY ? "32-bit" : format.name().toLowerCase(Locale.ROOT);
            drafts.addAll(new PositionDrafts(name, Optional.of(format), format).drafts());
        }
        return drafts;
    }

    /** Every position for every kind of access, absent; of the other causes those for one kind, at the leaf and at the root. */
    public static List<Draft> sample() {
        return all().stream().filter(draft -> isInSample(draft.id())).toList();
    }

    private static boolean isInSample(String id) {
        boolean isLeaf = id.contains("-npte-");
        boolean isPage = id.contains("-page-");
        return id.contains("-absent-")
                || id.endsWith("-supervisor-read") && (isLeaf || isPage)
                || id.contains("-read-only-") && (isLeaf || isPage)
                || id.endsWith("-no-execute-fetch") && isPage
                || id.contains("-reserved-") && (isPage || isLeaf && id.contains("-pde-"))
                || id.contains("-long-pte-npml4e-reserved-");
    }

    private List<Draft> drafts() {
        List<String> objects = new ArrayList<>(
                NestedTables.of(guest, nested, NestedTables.PAGE).guestPath());
        objects.add(NestedTables.PAGE);
        for (String object : objects) {
            NestedTables tables = NestedTables.of(guest, nested, object);
            for (String entry : tables.nestedPath()) {
                absent(tables, object, entry);
                denied(tables, object, entry);
            }
        }
        guestAbsent();
        return drafts;
    }

    private NestedProbe probe(String name, NestedTables tables, Kind kind, String what, String why) {
        NestedProbe probe = NestedProbe.of(prefix + name, tables, 0, kind);
        if (name.startsWith(NestedTables.PAGE)) {
            probe.detailed();
        }
        probe.draft().about(what, why);
        drafts.add(probe.draft());
        return probe;
    }

    private static String of(String object) {
        return object.equals(NestedTables.PAGE) ? "the page" : "the guest's " + object.toUpperCase(Locale.ROOT);
    }

    private static String suffix(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String words(Kind kind) {
        return "a " + suffix(kind);
    }

    private void absent(NestedTables tables, String object, String entry) {
        for (Kind kind : tables.isRootAliased() ? new Kind[] {Kind.FETCH} : KINDS) {
            probe(
                            "%s-n%s-absent-%s".formatted(object, entry, suffix(kind)),
                            tables.flip("n" + entry, NestedTables.PRESENT),
                            kind,
                            "%s; for %s the nested %s is not present"
                                    .formatted(words(kind), of(object), entry.toUpperCase(Locale.ROOT)),
                            "the exit tells another access, address or cause")
                    .exits();
        }
    }

    /** The other positions of the walk: the guest's own entries, which give #PF. */
    private void guestAbsent() {
        NestedTables tables = NestedTables.of(guest, nested, NestedTables.PAGE);
        for (String entry : tables.guestPath()) {
            for (Kind kind : KINDS) {
                probe(
                                "guest-%s-absent-%s".formatted(entry, suffix(kind)),
                                tables.flip(entry, NestedTables.PRESENT),
                                kind,
                                "%s; the guest's %s is not present"
                                        .formatted(words(kind), entry.toUpperCase(Locale.ROOT)),
                                "the fault is not that of the guest's tables, or tells another access")
                        .faults("NPT-33");
            }
        }
    }

    /** Rights and reserved bits; for a table of the guest one kind of access stands for all, which it does not depend on (NPT-24). */
    private void denied(NestedTables tables, String object, String entry) {
        boolean isPage = object.equals(NestedTables.PAGE);
        boolean hasRights = nested.hasRights(nested.level(entry));
        if (hasRights) {
            for (Kind kind : isPage ? KINDS : new Kind[] {Kind.READ}) {
                cause(tables, object, entry, "supervisor", NestedTables.USER, kind, "belongs to the supervisor");
            }
            cause(
                    tables,
                    object,
                    entry,
                    "read-only",
                    NestedTables.WRITABLE,
                    isPage ? Kind.WRITE : Kind.READ,
                    "is read-only");
        }
        if (hasRights && nested != TableFormat.LEGACY) {
            cause(tables, object, entry, "no-execute", NestedTables.NO_EXECUTE, Kind.FETCH, "has NX set");
        }
        long reserved = reserved(entry);
        if (reserved != 0) {
            for (Kind kind : isPage ? KINDS : new Kind[] {Kind.WRITE}) {
                cause(tables, object, entry, "reserved", reserved, kind, "has a reserved bit set");
            }
        }
    }

    /** A bit that is reserved whatever the processor, or none. */
    private long reserved(String entry) {
        return switch (nested) {
            case LONG -> entry.equals("pml4e") ? NestedTables.SIZE : 0;
            case PAE -> entry.equals("pdpe") ? 0 : 1L << 62; // NPT-76: nested PDPEs have to be legal
            case LEGACY -> 0;
        };
    }

    private void cause(
            NestedTables tables, String object, String entry, String cause, long bits, Kind kind, String words) {
        NestedProbe probe = probe(
                "%s-n%s-%s-%s".formatted(object, entry, cause, suffix(kind)),
                tables.flip("n" + entry, bits),
                kind,
                "%s; for %s the nested %s %s".formatted(words(kind), of(object), entry.toUpperCase(Locale.ROOT), words),
                "the nested tables are not asked, or not for this access");
        boolean isPage = object.equals(NestedTables.PAGE);
        if (cause.equals("no-execute") && !isPage) {
            passes(probe, tables);
        } else {
            probe.exits(
                    switch (cause) {
                        case "supervisor" -> new String[] {"NPT-23", "NPT-45"};
                        case "read-only" -> new String[] {isPage ? "NPT-38" : "NPT-24"};
                        case "no-execute" -> new String[] {"NPT-41"};
                        default -> new String[] {"NPT-54"};
                    });
        }
    }

    /** NX does not matter where tables are read. */
    private static void passes(NestedProbe probe, NestedTables tables) {
        probe.passes(tables.isRootAliased() ? "NPT-24" : "NPT-41");
    }
}
