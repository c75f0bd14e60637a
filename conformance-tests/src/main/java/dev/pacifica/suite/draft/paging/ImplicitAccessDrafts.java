package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.oracle.TableFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads of descriptors, which the processor makes on its own account: as the supervisor at any CPL, and subject to SMAP whatever AC. */
public final class ImplicitAccessDrafts {
    /** Writable data for everybody, accessed. */
    private static final long DESCRIPTOR = 0x00CF_F300_0000_FFFFL;

    private static final long SMAP = 1 << 21;
    private static final long AC = 1 << 18;

    private final List<Draft> drafts = new ArrayList<>();

    private ImplicitAccessDrafts() {}

    public static List<Draft> all() {
        ImplicitAccessDrafts implicit = new ImplicitAccessDrafts();
        for (TableFormat format : TableFormat.values()) {
            implicit.of(format);
        }
        return implicit.drafts;
    }

    private void of(TableFormat format) {
        for (int cpl : new int[] {0, 3}) {
            Attempt.passes(
                            draft(
                                    format,
                                    cpl,
                                    "supervisor-page",
                                    ProbeTables.USER,
                                    "a descriptor is read from a page that is the supervisor's"),
                            "PG-31")
                    .claim("PG-31", "rcx", 8 | cpl);
        }
        for (int cpl : new int[] {0, 3}) {
            smap(draft(format, cpl, "smap", 0, "SMAP, and a descriptor in a user page"), format);
            smap(draft(format, cpl, "smap-ac", 0, "SMAP with RFLAGS.AC set, and a descriptor in a user page"), format)
                    .setBits("RFLAGS", AC);
        }
        Attempt.passes(
                draft(
                                format,
                                0,
                                "smap-supervisor-page",
                                ProbeTables.USER,
                                "SMAP, and a descriptor in a page that is the supervisor's")
                        .requires("SMAP")
                        .setBits("CR4", SMAP),
                "PG-36");
    }

    /** Not as a user's access, whatever the CPL: bit 2 of the error code is clear. */
    private static Draft smap(Draft draft, TableFormat format) {
        return draft.requires("SMAP")
                .setBits("CR4", SMAP)
                .claimField("PG-36", "EXITCODE", Attempt.PF)
                .claimField("PG-36", "EXITINFO1", 1)
                .claimField("PG-31", "EXITINFO1", 4, 0)
                .claimField("EXC-24", "EXITINFO2", ProbeTables.of(format, "pte").linear() + 8)
                .unspecified(ExitMasks.WITH_BOTH);
    }

    private Draft draft(TableFormat format, int cpl, String name, long missing, String what) {
        ProbeTables tables = ProbeTables.of(format, "pte")
                .marked()
                .with("pte", ProbeTables.ACCESSED)
                .without("pte", missing);
        Draft draft = Attempt.of(
                        "paging-permissions/%s-descriptor-%s%s"
                                .formatted(TlbDrafts.mode(format), name, cpl == 3 ? "-user" : ""),
                        ProbeTables.guest(format, cpl),
                        "mov fs, ecx",
                        "mov ecx, fs")
                .about(
                        "%s, at CPL %d".formatted(what, cpl),
                        "the read of a descriptor is taken for an access of the program")
                .gpr("rcx", 8 | cpl)
                .set("GDTR.base", tables.linear())
                .data(
                        ProbeTables.FRAME + 8,
                        ByteBuffer.allocate(8)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(DESCRIPTOR)
                                .array());
        drafts.add(draft);
        return tables.install(draft, cpl == 3);
    }
}
