package dev.pacifica.suite.draft.paged;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.paging.NestedAlias;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * Real mode under nested paging: unpaged, as it is meant to be (PRM-32), and paged all the same (PRM-33). In the latter case #PF is
 * intercepted, as without nested paging (PRM-12).
 */
public final class PagedRealNestedDrafts {
    private static final int SEEN = 0x5A;
    private static final int HIDDEN = 0x7E;
    private static final long LINEAR = (PagedReal.DATA << 4) + 0x10;
    private static final int PAGE_FAULT = 0x4E;
    private static final int NPF = 0x400;
    private static final int VMMCALL = 0x81;
    private static final long FINAL_READ = 1L << 32 | 4;
    /** A guest-physical page without a nested entry. */
    private static final long NOWHERE = NestedAlias.BASE | NestedAlias.FRAME + 0x8000;

    private static final long NESTED_ROOT = 0x10C_0000;
    private static final long ALL = PagedReal.P | PagedReal.RW | PagedReal.A | PagedReal.D;

    private final List<Draft> drafts = new ArrayList<>();

    private PagedRealNestedDrafts() {}

    public static List<Draft> all() {
        PagedRealNestedDrafts all = new PagedRealNestedDrafts();
        for (TableFormat format : PagedReal.formats()) {
            all.reads(format);
            all.faults(format);
            all.nestedFault(format);
        }
        all.unpaged();
        return all.drafts;
    }

    private Draft draft(PagedReal tables, String name, String what, String failure) {
        Draft draft = tables.draft(
                        "nested-" + PagedReal.name(tables.format()) + "-" + name,
                        "nop",
                        "probe: mov cl, [0x10]",
                        "done: vmmcall")
                .about(what, failure)
                .gpr("rcx", 0);
        drafts.add(draft);
        return draft;
    }

    private static PagedReal mapped(TableFormat format, long pte) {
        return PagedReal.with(format).map((long) PagedReal.DATA << 4, pte);
    }

    private void reads(TableFormat format) {
        Draft draft = NestedAlias.install(draft(
                mapped(format, NestedAlias.BASE | NestedAlias.FRAME | ALL),
                "read",
                "a guest in paged real mode reads a page under nested paging",
                "one of the two translations is left out"));
        draft.data(NestedAlias.FRAME + 0x10, new byte[] {SEEN})
                .data(0x7010, new byte[] {HIDDEN})
                .claim("PRM-33", "rcx", SEEN)
                .claimField("PRM-33", "EXITCODE", VMMCALL)
                .claimField("EXIT-08", "RIP", draft.guestLabel("done") - Draft.GUEST)
                .unspecified(ExitMasks.PLAIN);
    }

    /** The guest's own fault comes first although its page could not be reached either. */
    private void faults(TableFormat format) {
        Draft draft = NestedAlias.install(draft(
                mapped(format, NOWHERE | ALL & ~PagedReal.P),
                "page-fault",
                "a guest in paged real mode reads a page that is not present, under nested paging",
                "#PF is not intercepted as without nested paging"));
        draft.claimField("PRM-33", "EXITCODE", PAGE_FAULT)
                .claimField("PRM-33", "EXITINFO1", 0)
                .claimField("PRM-33", "EXITINFO2", LINEAR)
                .claimField("EXIT-08", "RIP", draft.guestLabel("probe") - Draft.GUEST)
                .unspecified(ExitMasks.WITH_BOTH);
    }

    private void nestedFault(TableFormat format) {
        Draft draft = NestedAlias.install(draft(
                mapped(format, NOWHERE | ALL),
                "nested-fault",
                "a guest in paged real mode reads a page that the nested tables do not have",
                "the nested tables are not walked for the page"));
        draft.claimField("PRM-33", "EXITCODE", NPF)
                .claimField("PRM-33", "EXITINFO1", FINAL_READ)
                .claimField("PRM-33", "EXITINFO2", NOWHERE + 0x10)
                .claimField("EXIT-08", "RIP", draft.guestLabel("probe") - Draft.GUEST)
                .unspecified(ExitMasks.WITH_BOTH);
    }

    /** The tables that paged real mode would have, for users, are the lower half of nested ones here. */
    private void unpaged() {
        PagedReal tables = PagedReal.with(TableFormat.PAE).change("pde", 0, 0, PagedReal.US);
        for (int segment : new int[] {PagedReal.CODE, PagedReal.STACK, PagedReal.DATA}) {
            tables.change("pte", (long) segment << 4, 0, PagedReal.US);
        }
        long next = PagedReal.P | PagedReal.RW | PagedReal.US | PagedReal.A;
        long directory = tables.at("pde", 0);
        Draft draft = draft(
                tables,
                "unpaged",
                "a guest in real mode reads a page that the nested tables have elsewhere",
                "addresses of real mode are system-physical ones, or paged by the guest");
        draft.requires("NP")
                .set("CR0", PagedReal.CR0 & ~PagedReal.PG)
                .set("CR3", 0)
                .set("NP_ENABLE", 1)
                .set("N_CR3", NESTED_ROOT)
                .set("G_PAT", 0x0007_0406_0007_0406L)
                .data(NESTED_ROOT, Descriptors.doublewords(NESTED_ROOT + 0x1000 | next, 0))
                .data(NESTED_ROOT + 0x1000, Descriptors.doublewords(directory | next, 0))
                .data(Draft.SCRATCH + 0x10, new byte[] {SEEN})
                .data(0x7010, new byte[] {HIDDEN})
                .claim("PRM-32", "rcx", SEEN)
                .claimField("PRM-32", "EXITCODE", VMMCALL)
                .claimField("EXIT-08", "RIP", draft.guestLabel("done") - Draft.GUEST)
                .unspecified(ExitMasks.PLAIN);
    }
}
