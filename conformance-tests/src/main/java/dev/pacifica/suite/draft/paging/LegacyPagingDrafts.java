package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;

/** 32-bit paging. */
public final class LegacyPagingDrafts {
    private LegacyPagingDrafts() {}

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        drafts.addAll(EntryDrafts.of("paging-32", TableFormat.LEGACY, "pte", "4k"));
        drafts.addAll(EntryDrafts.of("paging-32", TableFormat.LEGACY, "pde", "4m"));
        drafts.addAll(MarkDrafts.of("paging-32", TableFormat.LEGACY));
        drafts.addAll(LinearAddressDrafts.legacy());
        drafts.add(RootDrafts.lowBits("paging-32", TableFormat.LEGACY, 0xFFF));
        withoutPse(drafts);
        addressesAbove4Gbytes(drafts);
        return drafts;
    }

    /** PS is ignored without CR4.PSE: the PDE refers to a table. */
    private static void withoutPse(List<Draft> drafts) {
        ProbeTables tables = ProbeTables.of(TableFormat.LEGACY, "pte").with("pde", ProbeTables.SIZE);
        for (int cpl : new int[] {0, 3}) {
            Probe probe =
                    Probe.of("paging-32/ps-without-pse-" + EntryDrafts.suffix(cpl, Kind.READ), tables, cpl, Kind.READ);
            probe.draft()
                    .about(
                            EntryDrafts.words(cpl, Kind.READ) + " through a PDE with PS set, CR4.PSE clear",
                            "PS counts without CR4.PSE");
            drafts.add(probe.passes("PG-10", "PG-02"));
        }
    }

    /** Bits 20:13 of the PDE of a 4-MByte page are address bits 39:32, as far as the processor has them. */
    private static void addressesAbove4Gbytes(List<Draft> drafts) {
        ProbeTables tables = ProbeTables.of(TableFormat.LEGACY, "pde");
        for (int bit : new int[] {13, 20}) {
            for (int width : new int[] {40, 48}) {
                String id = "paging-32/4m-address-bit-%d-of-%d".formatted(bit + 19, width);
                drafts.add(Probe.passesWithoutMemory(id, tables.with("pde", 1L << bit), width, "PG-11")
                        .about(
                                "a read of a 4-MByte page at a physical address with bit %d set".formatted(bit + 19),
                                "an address bit of the PDE is taken for a reserved one"));
            }
        }
        Probe probe =
                Probe.of("paging-32/4m-reserved-address-bit-36-of-36", tables.with("pde", 1L << 17), 0, Kind.READ);
        probe.width(36)
                .draft()
                .about(
                        "a read of a 4-MByte page at a physical address beyond the processor's 36 bits",
                        "the bit is ignored");
        drafts.add(probe.faults());
    }
}
