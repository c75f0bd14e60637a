package dev.pacifica.suite.draft.paged;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.oracle.PageAccess;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.PageTranslation;
import dev.pacifica.suite.oracle.PageTranslation.Step;
import dev.pacifica.suite.oracle.PagingControls;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Accesses of a guest in paged real mode: what is permitted, what faults, and what the exit then says. */
public final class PagedRealFaultDrafts {
    private static final long OLD_CR2 = 0x5555_6000;
    private static final int WRITTEN = 0x5A;
    private static final byte[] CONTENT = {0x0F, 0x01, (byte) 0xD9};
    private static final long PROBE = PagedReal.PROBE << 4;
    private static final long RSV_OF_PAE = 1L << 62;

    private final List<Draft> drafts = new ArrayList<>();

    private PagedRealFaultDrafts() {}

    public static List<Draft> all() {
        PagedRealFaultDrafts all = new PagedRealFaultDrafts();
        for (TableFormat format : PagedReal.formats()) {
            for (Kind kind : Kind.values()) {
                all.access(
                        format, "permitted", kind, PROBE, PagedReal.with(format).change("pte", PROBE, marks(), 0));
                all.access(format, "user", kind, PROBE, unmarked(format, PagedReal.US));
                all.access(format, "not-present", kind, PROBE, cleared(format, "pte", PagedReal.P));
                all.access(format, "no-table", kind, PagedReal.HIGH, high(format, "pde", PagedReal.P));
                all.access(format, "read-only", kind, PROBE, cleared(format, "pte", PagedReal.RW));
            }
            all.readOnlyWithoutWp(format);
            all.largePage(format);
        }
        for (Kind kind : Kind.values()) {
            all.access(
                    TableFormat.PAE, "no-directory", kind, PagedReal.HIGH, high(TableFormat.PAE, "pdpe", PagedReal.P));
            all.access(TableFormat.PAE, "no-execute", kind, PROBE, changed(TableFormat.PAE, PagedReal.NX));
            all.access(TableFormat.PAE, "reserved", kind, PROBE, changed(TableFormat.PAE, RSV_OF_PAE));
        }
        all.noExecuteWithoutNxe();
        return all.drafts;
    }

    private static long marks() {
        return PagedReal.A | PagedReal.D;
    }

    private static PagedReal unmarked(TableFormat format, long more) {
        return PagedReal.with(format).change("pte", PROBE, marks(), more);
    }

    private static PagedReal changed(TableFormat format, long more) {
        return PagedReal.with(format).change("pte", PROBE, PagedReal.D, more);
    }

    private static PagedReal cleared(TableFormat format, String entry, long fewer) {
        return PagedReal.with(format).change(entry, PROBE, fewer | PagedReal.D, 0);
    }

    private static PagedReal high(TableFormat format, String entry, long fewer) {
        return PagedReal.with(format).change(entry, PagedReal.HIGH, fewer, 0);
    }

    private void readOnlyWithoutWp(TableFormat format) {
        Draft draft = access(
                format,
                "read-only-without-wp",
                Kind.WRITE,
                PROBE,
                cleared(format, "pte", PagedReal.RW),
                false,
                true,
                false);
        draft.clearBits("CR0", PagedReal.WP);
    }

    private void noExecuteWithoutNxe() {
        Draft draft = access(
                TableFormat.PAE,
                "no-execute-without-nxe",
                Kind.READ,
                PROBE,
                changed(TableFormat.PAE, PagedReal.NX),
                true,
                false,
                false);
        draft.clearBits("EFER", PagedReal.NXE);
    }

    /** A page of 4 MB or 2 MB; in 32-bit tables only CR4.PSE makes it one. */
    private void largePage(TableFormat format) {
        long bits = PagedReal.P | PagedReal.RW | PagedReal.PS;
        long frame = format == TableFormat.LEGACY ? 0x140_0000 : 0x120_0000;
        PagedReal tables = PagedReal.with(format).replace("pde", PagedReal.HIGH, frame | bits);
        Draft draft = access(format, "large-page", Kind.WRITE, PagedReal.HIGH, tables, true, true, true);
        if (format == TableFormat.LEGACY) {
            draft.setBits("CR4", PagedReal.PSE);
        }
    }

    private void access(TableFormat format, String name, Kind kind, long linear, PagedReal tables) {
        access(format, name, kind, linear, tables, true, true, false);
    }

    private Draft access(
            TableFormat format,
            String name,
            Kind kind,
            long linear,
            PagedReal tables,
            boolean wp,
            boolean nxe,
            boolean pse) {
        boolean isNxe = nxe && format == TableFormat.PAE;
        PagingControls controls = new PagingControls(wp, isNxe, false, false, false, pse, true, 52);
        PageTranslation expected =
                PageTranslation.of(format, PagedReal.root(), controls, PageAccess.by(0, kind), linear, tables::entry);
        Draft draft = tables.draft(
                        "%s-%s-%s"
                                .formatted(
                                        PagedReal.name(format),
                                        name,
                                        kind.name().toLowerCase(Locale.ROOT)),
                        instruction(kind))
                .about(
                        "a %s in paged real mode: %s"
                                .formatted(kind.name().toLowerCase(Locale.ROOT), name.replace('-', ' ')),
                        "the access is judged or reported otherwise than in protected mode")
                .gpr("rcx", WRITTEN)
                .set("ES.base", linear);
        if (kind == Kind.FETCH) {
            jump(draft, linear);
        }
        for (Step step : expected.steps()) {
            draft.claim("PRM-21", Subject.memory(step.at()), tables.entryMask(), step.after() & tables.entryMask());
        }
        if (expected.errorCode().isPresent()) {
            fault(draft, expected, kind, linear);
        } else {
            success(draft, expected, kind);
        }
        drafts.add(draft);
        return draft;
    }

    /** Fetches come from a code segment that has the page as its base: a far transfer could not reach all of them. */
    private static void jump(Draft draft, long linear) {
        draft.set("CS.base", linear).set("RIP", 0);
    }

    private static String instruction(Kind kind) {
        return switch (kind) {
            case READ -> "mov cl, [es:0]\nvmmcall";
            case WRITE -> "mov [es:0], cl\nvmmcall";
            case FETCH -> "vmmcall";
        };
    }

    private void success(Draft draft, PageTranslation expected, Kind kind) {
        draft.data(expected.physical(), CONTENT)
                .claimField("PRM-17", "EXITCODE", Attempt.VMMCALL)
                .claimField("PRM-19", "EXITCODE", Attempt.VMMCALL)
                .unspecified(ExitMasks.PLAIN);
        if (kind == Kind.WRITE) {
            draft.claim("PRM-17", Subject.memory(expected.physical()), 0xFF, WRITTEN);
        } else if (kind == Kind.READ) {
            draft.claim("PRM-17", "rcx", CONTENT[0]);
        }
    }

    private void fault(Draft draft, PageTranslation expected, Kind kind, long linear) {
        long free = expected.isFetchBitFree() ? 1 << 4 : 0;
        long code = expected.errorCode().getAsInt();
        draft.touches(PagedReal.PROBE_FRAME)
                .set("CR2", OLD_CR2)
                .claimField("PRM-24", "EXITCODE", Attempt.PF)
                .claimField("PRM-25", "EXITINFO1", ~free, code)
                .claimField("PRM-26", "EXITINFO1", ~free, code)
                .claimField("PRM-27", "EXITINFO2", linear)
                .claimField("PRM-27", "CR2", OLD_CR2)
                .claimField("EXC-03", "RIP", 0)
                .unspecified(ExitMasks.WITH_BOTH);
        if (kind != Kind.FETCH) {
            draft.claim("PRM-24", "rcx", WRITTEN);
        }
    }
}
