package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;

/** Long-mode paging. */
public final class LongPagingDrafts {
    private LongPagingDrafts() {}

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        drafts.addAll(EntryDrafts.of("paging-long", TableFormat.LONG, "pte", "4k"));
        drafts.addAll(EntryDrafts.of("paging-long", TableFormat.LONG, "pde", "2m"));
        drafts.addAll(EntryDrafts.of("paging-long", TableFormat.LONG, "pdpe", "1g"));
        drafts.addAll(MarkDrafts.of("paging-long", TableFormat.LONG));
        drafts.add(RootDrafts.lowBits("paging-long", TableFormat.LONG, 0xFFF));
        for (int width : new int[] {40, 48}) {
            ProbeTables tables = ProbeTables.of(TableFormat.LONG, "pte").with("pte", 1L << width - 1);
            drafts.add(Probe.passesWithoutMemory(
                            "paging-long/4k-address-bit-%d-of-%d".formatted(width - 1, width), tables, width, "PG-19")
                    .about(
                            "a read of a page whose address has the highest bit set that the processor has",
                            "an address bit of the PTE is taken for a reserved one"));
        }
        drafts.addAll(LinearAddressDrafts.inLongMode());
        drafts.addAll(RootDrafts.inLongMode());
        Probe pse = Probe.of("paging-long/2m-with-pse", ProbeTables.of(TableFormat.LONG, "pde"), 0, Kind.READ)
                .withPse();
        pse.draft().about("a read of a 2-MByte page with CR4.PSE set", "CR4.PSE makes a difference in long mode");
        drafts.add(pse.passes("PG-02"));
        for (Kind kind : Kind.values()) {
            Probe probe = Probe.of(
                            "paging-long/1g-without-the-feature-" + EntryDrafts.suffix(0, kind),
                            ProbeTables.of(TableFormat.LONG, "pte").with("pdpe", ProbeTables.SIZE),
                            0,
                            kind)
                    .without1GbytePages();
            probe.draft()
                    .about(
                            EntryDrafts.words(0, kind)
                                    + " through a PDPE with PS set, on a processor without 1-GByte pages",
                            "PS of a PDPE is ignored");
            drafts.add(probe.faults("PG-16"));
        }
        return drafts;
    }
}
