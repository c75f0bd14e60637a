package dev.pacifica.suite.draft.nested;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Subject;
import java.util.Objects;
import java.util.Optional;

/**
 * A guest whose modified pages are logged. All entries of both levels are marked, and a log is on, but for what a vector changes: the page of
 * the alias is clean, so that a write to it is logged. The guest is in long mode on nested tables of long mode.
 */
final class LoggedGuest {
    static final Optional<TableFormat> LONG = Optional.of(TableFormat.LONG);
    static final long PML_FULL = 0x407;
    /** The last slot, with which an empty log starts. */
    static final long LAST = 0x1FF;
    /** No slot. */
    static final long FULL = LAST + 1;
    /** What the guest knows an address by that is another's for the host. */
    static final long ALIAS = 0x80_C000_0000L;
    /** The same, of a guest with 32-bit addresses. */
    static final long LOW_ALIAS = 0xC000_0000L;

    static final long PAGE = ALIAS | NestedTables.FRAME;
    static final long WRITTEN = 0x5A;

    private static final String AREA = "modification-log/";
    private static final long LOG = 0x10A_0000;
    /** The guest's PTE of the probe. */
    private static final long PTE = 0x108_5000 + 8 * 0x156;

    private final NestedTables tables;
    private final Draft draft;

    LoggedGuest(String name, NestedTables tables, long index, String... lines) {
        this.tables = tables;
        draft = Attempt.of(AREA + name, tables.guest(0), lines)
                .requires("NP", "PML")
                .set("PML_ENABLE", 1)
                .set("PML_BASE", LOG)
                .set("PML_INDEX", index)
                .gpr("rsi", tables.linear())
                .gpr("rbx", WRITTEN)
                .touches(LOG)
                .touches(NestedTables.FRAME);
        NestedHost.install(tables.install(draft), tables.nestedFormat());
    }

    /** Tables with an alias of the page that the guest reaches, or of the table that has this entry of it. */
    static NestedTables tables(String aliased) {
        return NestedTables.of(LONG, TableFormat.LONG, aliased);
    }

    Draft draft() {
        return draft;
    }

    LoggedGuest about(String what, String why) {
        draft.about(what, why);
        return this;
    }

    /** The page behind the probe is one more clean page, by the alias behind the probe's. */
    LoggedGuest withSecondPage() {
        draft.data(PTE + 8, Descriptors.bytes(PAGE + 0x1000 | 0x67))
                .data(tables.aliasLeaf() + 8, Descriptors.bytes(leafBefore() + 0x1000))
                .touches(NestedTables.FRAME + 0x1000);
        return this;
    }

    /** The subject that is a slot of the log. */
    static String slot(long index) {
        return Subject.memory(LOG + 8 * index);
    }

    /** Eight bytes of the page, as a subject. */
    static String page(long offset) {
        return Subject.memory(NestedTables.FRAME + offset);
    }

    /** The nested entry of the alias, as a subject. */
    String leaf() {
        return Subject.memory(tables.aliasLeaf());
    }

    long leafBefore() {
        return Objects.requireNonNull(tables.entries().get(tables.aliasLeaf()));
    }

    /** Claims that the guest's instruction is executed. */
    LoggedGuest passes(String rule) {
        draft.claimField(rule, "EXITCODE", Attempt.VMMCALL)
                .claimField("EXIT-08", "RIP", draft.guestLabel("done"))
                .unspecified(ExitMasks.PLAIN);
        return this;
    }

    /** Claims that there is no slot left for what the guest's second instruction does. */
    LoggedGuest isFull(String rule) {
        draft.claimField(rule, "EXITCODE", PML_FULL)
                .claimField(rule, "RIP", Draft.GUEST + 1)
                .claimField("CODE-191", "EXITCODE", PML_FULL)
                .claimField("EXIT-32", "NRIP", 0);
        return this;
    }

    LoggedGuest claim(String rule, String subject, long value) {
        draft.claim(rule, subject, value);
        return this;
    }

    /** Claims that the alias's page is marked as dirty, or is not. */
    LoggedGuest isDirty(String rule, boolean isDirty) {
        draft.claim(rule, leaf(), NestedTables.DIRTY, isDirty ? NestedTables.DIRTY : 0);
        return this;
    }

    LoggedGuest claimIndex(String rule, long index) {
        draft.claimField(rule, "PML_INDEX", index);
        return this;
    }

    /** Claims that the index is none of a slot; how wide it is then is open (NPX-33), so that the host has to look. */
    LoggedGuest indexIsNoSlot(String rule) {
        draft.host(
                        "vmrun",
                        "mov r9, [rax+0x1d0]",
                        "cmp r9, 0x1ff",
                        "seta r8b",
                        "mov qword [rax+0x1d0], 0",
                        "mov r9, 0",
                        "cmp rax, rax",
                        "jmp end")
                .gpr("r8", 0)
                .gpr("r9", 0)
                .claim(rule, "r8", 1);
        return this;
    }
}
