package dev.pacifica.suite.draft.nested;

import static dev.pacifica.suite.draft.nested.LoggedGuest.*;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Page-modification logging: which writes are logged, where and by which address, and when no slot is left. */
public final class ModificationLogDrafts {
    private static final String WRITE = "mov [rsi+0x234], bl";
    private static final String NOT_LOGGED = "the page is not logged, or elsewhere, or by another address";
    private static final String LOGGED = "something is logged";
    private static final String DONE = "the page is written or marked, or something is logged";

    private final List<Draft> drafts = new ArrayList<>();

    private ModificationLogDrafts() {}

    public static List<Draft> all() {
        ModificationLogDrafts log = new ModificationLogDrafts();
        log.slots();
        log.full();
        log.nothingToSet();
        log.refused();
        log.off();
        log.sizes();
        log.modes();
        log.drafts.addAll(ModificationLogTableDrafts.all());
        log.drafts.addAll(ModificationLogSequenceDrafts.all());
        return log.drafts;
    }

    private LoggedGuest guest(String name, NestedTables tables, long index, String what, String why, String... lines) {
        LoggedGuest guest = new LoggedGuest(name, tables, index, lines).about(what, why);
        drafts.add(guest.draft());
        return guest;
    }

    private void slots() {
        for (long index : new long[] {1, LAST}) {
            guest(
                            "slot-" + index,
                            tables(NestedTables.PAGE),
                            index,
                            "a write to a clean page, with slot %d next".formatted(index),
                            NOT_LOGGED,
                            WRITE)
                    .passes("NPX-31")
                    .claim("NPX-30", slot(index), PAGE)
                    .claim("NPX-31", slot(index), PAGE)
                    .claim("CPUID-23", slot(index), PAGE)
                    .claim("VMCB-63", slot(index), PAGE)
                    .isDirty("NPX-31", true)
                    .claim("NPX-31", page(0x230), WRITTEN << 32)
                    .claimIndex("NPX-31", index - 1)
                    .claimIndex("NPX-33", index - 1);
        }
        guest(
                        "slot-0",
                        tables(NestedTables.PAGE),
                        0,
                        "a write to a clean page, with slot 0 next",
                        NOT_LOGGED + ", or the index starts again",
                        WRITE)
                .passes("NPX-31")
                .claim("NPX-31", slot(0), PAGE)
                .isDirty("NPX-31", true)
                .indexIsNoSlot("NPX-33");
    }

    /** Beyond FFFFh it depends on how wide the index is. */
    private void full() {
        for (long index : new long[] {FULL, 0xFFFF}) {
            LoggedGuest guest = guest(
                            "full-%d".formatted(index),
                            tables(NestedTables.PAGE),
                            index,
                            "a write to a clean page, with PML_INDEX %Xh".formatted(index),
                            DONE,
                            WRITE)
                    .isFull("NPX-32")
                    .isDirty("NPX-32", false)
                    .claim("NPX-32", page(0x230), 0)
                    .claim("NPX-32", slot(0), 0)
                    .claimIndex("NPX-33", index);
            guest.draft().unspecified(ExitMasks.PLAIN);
        }
    }

    /** Whether there is a slot does not matter where no D bit is to be set. */
    private void nothingToSet() {
        NestedTables clean = tables(NestedTables.PAGE);
        NestedTables dirty = clean.flip("npte", NestedTables.DIRTY);
        for (long index : new long[] {LAST, FULL}) {
            boolean isFull = index == FULL;
            String suffix = isFull ? "-full" : "";
            String words = isFull ? ", with a full log" : "";
            guest("dirty-page" + suffix, dirty, index, "a write to a dirty page" + words, LOGGED, WRITE)
                    .passes("NPX-31")
                    .claim("NPX-31", slot(LAST), 0)
                    .claim("NPX-31", page(0x230), WRITTEN << 32)
                    .claimIndex("NPX-33", index);
            guest("read" + suffix, clean, index, "a read of a clean page" + words, LOGGED, "mov bl, [rsi+0x234]")
                    .passes("NPX-31")
                    .claim("NPX-31", slot(LAST), 0)
                    .isDirty("NPX-31", false)
                    .claimIndex("NPX-33", index);
        }
        guest(
                        "two-writes",
                        clean,
                        LAST,
                        "two writes to a clean page",
                        "the page is logged twice",
                        "mov [rsi], bl",
                        "mov [rsi+0xfff], bl")
                .passes("NPX-31")
                .claim("NPX-31", slot(LAST), PAGE)
                .claim("NPX-31", slot(LAST - 1), 0)
                .claimIndex("NPX-31", LAST - 1);
    }

    /** A write that is not permitted sets no D bit. */
    private void refused() {
        NestedTables clean = tables(NestedTables.PAGE);
        LoggedGuest own = guest(
                        "guest-read-only-full",
                        clean.flip("pte", NestedTables.WRITABLE),
                        FULL,
                        "a write to a clean page that is read-only for the guest, with a full log",
                        "the log is looked at before the guest's rights",
                        WRITE)
                .isDirty("NPX-31", false)
                .claimIndex("NPX-33", FULL);
        own.draft().claimField("NPX-31", "EXITCODE", Attempt.PF).unspecified(ExitMasks.WITH_BOTH);
        LoggedGuest nested = guest(
                        "nested-read-only-full",
                        clean.flip("npte", NestedTables.WRITABLE),
                        FULL,
                        "a write to a clean page that is read-only for the host, with a full log",
                        "the log is looked at before the nested rights",
                        WRITE)
                .isDirty("NPX-31", false)
                .claimIndex("NPX-33", FULL);
        nested.draft().claimField("NPX-31", "EXITCODE", NestedProbe.NPF).unspecified(ExitMasks.WITH_BOTH);
    }

    private void off() {
        for (long index : new long[] {LAST, FULL}) {
            String suffix = index == FULL ? "-full" : "";
            LoggedGuest disabled = guest(
                            "disabled" + suffix,
                            tables(NestedTables.PAGE),
                            index,
                            "PML_ENABLE clear, PML_INDEX %Xh: a write to a clean page".formatted(index),
                            "what is not enabled is done",
                            WRITE)
                    .passes("NPX-30")
                    .claim("NPX-30", slot(LAST), 0)
                    .isDirty("NPX-30", true)
                    .claimIndex("NPX-30", index);
            disabled.draft().set("PML_ENABLE", 0).claimField("VMCB-63", "PML_INDEX", index);
            NestedTables own = tables(NestedTables.PAGE).flip("pte", ALIAS | NestedTables.DIRTY);
            LoggedGuest unnested = guest(
                            "without-nested-paging" + suffix,
                            own,
                            index,
                            "PML_ENABLE set, NP_ENABLE clear, PML_INDEX %Xh: a write to a page that is clean in the guest's tables"
                                    .formatted(index),
                            "logging does without nested paging",
                            WRITE)
                    .passes("NPX-30")
                    .claim("NPX-30", slot(LAST), 0)
                    .claimIndex("NPX-30", index);
            unnested.draft().set("NP_ENABLE", 0).claimField("VMCB-63", "PML_INDEX", index);
        }
    }

    /** What is logged is the address of the 4 KBytes that are written, however large the page. */
    private void sizes() {
        for (String entry : List.of("pde", "pdpe")) {
            boolean isGigabyte = entry.equals("pdpe");
            LoggedGuest guest = guest(
                            (isGigabyte ? "1g" : "2m") + "-page",
                            tables(NestedTables.PAGE).mappedBy(entry),
                            LAST,
                            "a write to a clean page of " + (isGigabyte ? "1 GByte" : "2 MBytes"),
                            "the address of the large page is logged, or all of its parts",
                            WRITE)
                    .passes("NPX-31")
                    .claim("NPX-31", slot(LAST), PAGE)
                    .isDirty("NPX-31", true)
                    .claimIndex("NPX-31", LAST - 1);
            if (isGigabyte) {
                guest.draft().requires("Page1GB");
            }
        }
    }

    private void modes() {
        mode("unpaged", Optional.empty(), TableFormat.LONG, "a guest without paging");
        mode("pae", Optional.of(TableFormat.PAE), TableFormat.PAE, "a guest and a host in PAE paging");
        mode("32-bit", Optional.of(TableFormat.LEGACY), TableFormat.LEGACY, "a guest and a host in 32-bit paging");
    }

    private void mode(String name, Optional<TableFormat> guest, TableFormat nested, String who) {
        NestedTables tables = NestedTables.of(guest, nested, NestedTables.PAGE);
        LoggedGuest logged = guest(
                        name, tables, LAST, who + ": a write to a clean page", NOT_LOGGED, "mov [esi+0x234], bl")
                .passes("NPX-31")
                .claim("NPX-31", slot(LAST), LOW_ALIAS | NestedTables.FRAME)
                .claimIndex("NPX-31", LAST - 1);
        long shift = (tables.aliasLeaf() & 4) == 0 ? 0 : 32;
        logged.draft()
                .claim(
                        "NPX-31",
                        Subject.memory(tables.aliasLeaf() & -8),
                        NestedTables.DIRTY << shift,
                        NestedTables.DIRTY << shift);
    }
}
