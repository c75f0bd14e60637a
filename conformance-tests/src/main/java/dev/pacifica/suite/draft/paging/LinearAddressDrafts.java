package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;

/** What happens to a linear address before it is translated: segment checks, wrapping at 4 GBytes, canonical form. */
final class LinearAddressDrafts {
    private static final int SS = 0x4C;
    private static final long TOP_OF_LOWER_HALF = 0x7FFF_FFFF_FFFFL;
    private static final byte[] LAST = {0x01, 0x02};
    private static final byte[] FIRST = {0x03, 0x04};

    private LinearAddressDrafts() {}

    /** In protected mode. */
    static List<Draft> legacy() {
        List<Draft> drafts = new ArrayList<>();
        drafts.add(limitBeforePage());
        Probe wrapping =
                Probe.of("paging-32/base-and-offset-wrap", ProbeTables.of(TableFormat.LEGACY, "pte"), 0, Kind.READ);
        Draft wrapped = wrapping.draft()
                .about(
                        "a read whose base and offset together are above 4 GBytes",
                        "the linear address has more than 32 bits");
        wrapping.passes("PG-07").set("DS.base", 0xF000_0000L);
        drafts.add(wrapped.gpr("rbx", wrapping.linear() + 0x1000_0000L & 0xFFFF_FFFFL));
        drafts.add(acrossTheTop("paging-32", TableFormat.LEGACY, ProbeTables.guest(TableFormat.LEGACY, 0)));
        return drafts;
    }

    /** In compatibility and 64-bit mode. */
    static List<Draft> inLongMode() {
        List<Draft> drafts = new ArrayList<>();
        Guest compatibility = Guest.compatibility();
        compatibility.fields().put("CR3", ProbeTables.ROOT);
        drafts.add(acrossTheTop("paging-long", TableFormat.LONG, compatibility));
        drafts.add(Attempt.passes(
                        Attempt.of("paging-long/base-and-offset-wrap", Guest.compatibility(), "mov cl, [ebx]")
                                .about(
                                        "a read in compatibility mode whose base and offset together are above 4 GBytes",
                                        "the linear address has more than 32 bits")
                                .set("DS.base", 0xF000_0000L)
                                .gpr("rbx", Draft.SCRATCH + 0x1000_0000)
                                .gpr("rcx", 0)
                                .data(Draft.SCRATCH, LAST),
                        "PG-07")
                .claim("PG-07", "rcx", LAST[0]));
        canonical(drafts);
        return drafts;
    }

    private static Draft limitBeforePage() {
        ProbeTables tables = ProbeTables.of(TableFormat.LEGACY, "pte").without("pte", ProbeTables.PRESENT);
        Draft draft = Attempt.of(
                        "paging-32/limit-before-page", ProbeTables.guest(TableFormat.LEGACY, 0), "mov cl, [ebx]")
                .about("a read beyond the limit of its segment, of a page that is not present", "paging is asked first")
                .gpr("rbx", tables.linear())
                .set("DS.limit", tables.linear() - 1);
        tables.marked().install(draft, false);
        return Attempt.faults(draft, "PG-39", Attempt.GP);
    }

    private static Draft acrossTheTop(String area, TableFormat format, Guest guest) {
        ProbeTables tables = ProbeTables.of(format, "pte");
        Draft draft = Attempt.of(area + "/read-across-4g", guest, "mov ecx, [ebx]")
                .about(
                        "a read of four bytes, the last two below 4 GBytes and the first two of the address space",
                        "the linear address goes on above 4 GBytes instead of wrapping")
                .gpr("rbx", 0)
                .set("DS.base", 0xFFFF_FFFEL)
                .data(ProbeTables.FRAME + 0xFFE, LAST)
                .data(ProbeTables.FRAME + 0x1000, FIRST);
        tables.install(draft, false);
        tables.installEnds(draft);
        return Attempt.passes(draft, "PG-07").claim("PG-07", "rcx", 0x0403_0201);
    }

    private static void canonical(List<Draft> drafts) {
        drafts.add(canonical("beyond-lower-half", "mov cl, [rbx]", TOP_OF_LOWER_HALF + 1, Attempt.GP));
        drafts.add(canonical("before-upper-half", "mov cl, [rbx]", ~TOP_OF_LOWER_HALF - 1, Attempt.GP));
        drafts.add(canonical("beyond-lower-half-stack", "mov cl, [rbp]", TOP_OF_LOWER_HALF + 1, SS));
        drafts.add(canonical("across-the-end-of-lower-half", "mov ecx, [rbx]", TOP_OF_LOWER_HALF - 1, Attempt.GP));
        for (long edge : new long[] {TOP_OF_LOWER_HALF, ~TOP_OF_LOWER_HALF}) {
            String name = edge > 0 ? "end-of-lower-half" : "start-of-upper-half";
            Draft draft = draft("canonical-" + name, "mov cl, [rbx]", edge, "the last or first canonical address")
                    .claimField("PG-06", "EXITCODE", Attempt.PF)
                    .claimField("PG-61", "EXITINFO2", edge)
                    .claimField("PG-60", "EXITINFO1", 0)
                    .unspecified(ExitMasks.WITH_BOTH);
            drafts.add(draft);
        }
    }

    private static Draft canonical(String name, String instruction, long address, int exit) {
        return Attempt.faults(
                draft("not-canonical-" + name, instruction, address, "an address that is not canonical"),
                "PG-06",
                exit);
    }

    private static Draft draft(String name, String instruction, long address, String what) {
        Draft draft = Attempt.of("paging-long/" + name, ProbeTables.guest(TableFormat.LONG, 0), instruction)
                .about(
                        "a read at %s (0x%x), which is not mapped".formatted(what, address),
                        "the wrong exception is raised")
                .gpr("rbx", address)
                .gpr("rbp", address);
        return ProbeTables.of(TableFormat.LONG, "pte").marked().install(draft, false);
    }
}
