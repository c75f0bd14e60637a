package dev.pacifica.suite.draft.nested;

import static dev.pacifica.suite.draft.nested.LoggedGuest.*;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;

/** Page-modification logging of the guest's own tables, which a walk writes at the nested level (NPX-20). */
final class ModificationLogTableDrafts {
    private static final long TABLE = 0x108_5000;
    private static final String READ = "mov bl, [rsi]";
    private static final String LOST = "the walk's accesses to the guest's tables are not logged";

    private final List<Draft> drafts = new ArrayList<>();

    private ModificationLogTableDrafts() {}

    static List<Draft> all() {
        ModificationLogTableDrafts tables = new ModificationLogTableDrafts();
        tables.one();
        tables.readOnly();
        tables.both();
        return tables.drafts;
    }

    private LoggedGuest guest(String name, NestedTables tables, long index, String what, String why, String... lines) {
        LoggedGuest guest = new LoggedGuest("table-" + name, tables, index, lines).about(what, why);
        drafts.add(guest.draft());
        return guest;
    }

    private void one() {
        NestedTables marked = tables("pte");
        NestedTables unmarked = marked.flip("pte", NestedTables.ACCESSED);
        guest(
                        "unmarked",
                        unmarked,
                        LAST,
                        "a read; the table of its PTE is clean, and A has to be set there",
                        LOST,
                        READ)
                .passes("NPX-31")
                .claim("NPX-31", slot(LAST), ALIAS | TABLE)
                .isDirty("NPX-31", true)
                .claimIndex("NPX-31", LAST - 1);
        guest("marked", marked, LAST, "a read; the table of its PTE is clean, and A is set there already", LOST, READ)
                .passes("NPX-20")
                .claim("NPX-31", slot(LAST), ALIAS | TABLE)
                .isDirty("NPX-20", true)
                .claimIndex("NPX-31", LAST - 1);
        LoggedGuest full = guest(
                        "full",
                        unmarked,
                        FULL,
                        "a read, with a full log; the table of its PTE is clean, and A has to be set there",
                        "the table is marked, or its page, or the read is done",
                        READ)
                .isFull("NPX-32")
                .isDirty("NPX-32", false)
                .claim("NPX-32", "rbx", WRITTEN)
                .claimIndex("NPX-33", FULL);
        full.draft()
                .claim("NPX-32", Subject.memory(TABLE + 8 * 0x156), NestedTables.ACCESSED, 0)
                .unspecified(ExitMasks.PLAIN);
    }

    /** With read-only tables only what has to be marked is written (NPX-21). */
    private void readOnly() {
        NestedTables marked = tables("pte");
        LoggedGuest nothing = guest(
                        "read-only-marked",
                        marked,
                        FULL,
                        "read-only tables, a full log: a read; the table of its PTE is clean, and A is set there already",
                        "accesses that do not write are logged",
                        READ)
                .passes("NPX-21")
                .isDirty("NPX-21", false)
                .claimIndex("NPX-31", FULL);
        nothing.draft().requires("ROGPT").set("ROGPT_ENABLE", 1);
        LoggedGuest mark = guest(
                        "read-only-unmarked",
                        marked.flip("pte", NestedTables.ACCESSED),
                        LAST,
                        "read-only tables: a read; the table of its PTE is clean, and A has to be set there",
                        LOST,
                        READ)
                .passes("NPX-21")
                .claim("NPX-31", slot(LAST), ALIAS | TABLE)
                .isDirty("NPX-21", true)
                .claimIndex("NPX-31", LAST - 1);
        mark.draft().requires("ROGPT").set("ROGPT_ENABLE", 1);
    }

    /** A write to a clean page by a table in a clean page, which is reached by the alias behind the page's. */
    private LoggedGuest both(String name, long index, String what, String why) {
        NestedTables tables = tables(NestedTables.PAGE).flip("pde", ALIAS);
        LoggedGuest guest = guest(name, tables, index, what, why, "mov [rsi], bl");
        guest.draft()
                .data(tableLeaf(tables), Descriptors.bytes(guest.leafBefore() & 0xFFF | TABLE))
                .claim("NPX-34", Subject.memory(tableLeaf(tables)), NestedTables.DIRTY, NestedTables.DIRTY);
        return guest;
    }

    private static long tableLeaf(NestedTables tables) {
        return tables.aliasLeaf() - 8 * (NestedTables.FRAME - TABLE >>> 12);
    }

    private void both() {
        both(
                        "and-page",
                        LAST,
                        "a write to a clean page; the table of its PTE is clean too",
                        "only one of the two is logged, or they are in the wrong order")
                .passes("NPX-34")
                .claim("NPX-34", slot(LAST), ALIAS | TABLE)
                .claim("NPX-34", slot(LAST - 1), PAGE)
                .claimIndex("NPX-34", LAST - 2);
        LoggedGuest half = both(
                        "and-page-full",
                        0,
                        "a write to a clean page, with one slot left; the table of its PTE is clean too",
                        "what has been logged is taken back, or the page is written")
                .indexIsNoSlot("NPX-33")
                .isFull("NPX-32")
                .claim("NPX-34", slot(0), ALIAS | TABLE)
                .isDirty("NPX-32", false)
                .claim("NPX-32", page(0), 0);
        half.draft().unspecified(ExitMasks.PLAIN);
    }
}
