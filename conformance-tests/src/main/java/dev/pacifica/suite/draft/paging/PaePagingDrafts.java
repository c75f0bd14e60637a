package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;

/** PAE paging. */
public final class PaePagingDrafts {
    private PaePagingDrafts() {}

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        drafts.addAll(EntryDrafts.of("paging-pae", TableFormat.PAE, "pte", "4k"));
        drafts.addAll(EntryDrafts.of("paging-pae", TableFormat.PAE, "pde", "2m"));
        drafts.addAll(MarkDrafts.of("paging-pae", TableFormat.PAE));
        drafts.add(RootDrafts.lowBits("paging-pae", TableFormat.PAE, 0x1F));
        for (int width : new int[] {40, 48}) {
            ProbeTables tables = ProbeTables.of(TableFormat.PAE, "pte").with("pte", 1L << width - 1);
            drafts.add(Probe.passesWithoutMemory(
                            "paging-pae/4k-address-bit-%d-of-%d".formatted(width - 1, width), tables, width, "PG-13")
                    .about(
                            "a read of a page whose address has the highest bit set that the processor has",
                            "an address bit of the PTE is taken for a reserved one"));
        }
        drafts.addAll(RootDrafts.pae());
        Probe probe = Probe.of("paging-pae/2m-with-pse", ProbeTables.of(TableFormat.PAE, "pde"), 0, Kind.READ)
                .withPse();
        probe.draft().about("a read of a 2-MByte page with CR4.PSE set", "CR4.PSE makes a difference in PAE paging");
        drafts.add(probe.passes("PG-02"));
        return drafts;
    }
}
