package dev.pacifica.suite.draft.shadow;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestTables;
import dev.pacifica.suite.draft.LegacyTables;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;

/** What shadow paging relies on, one thing at a time, in the setting of a guest that has paging on. */
public final class ShadowAspectDrafts {
    private static final long OLD_CR2 = 0x5555_6000;
    private static final long CONTENT = 0x1122_3344_5566_7788L;

    private final List<Draft> drafts = new ArrayList<>();

    private ShadowAspectDrafts() {}

    public static List<Draft> all() {
        ShadowAspectDrafts all = new ShadowAspectDrafts();
        all.exits("reads-cr0", 0x00, "mov eax, cr0", "INS-10");
        all.exits("reads-cr3", 0x03, "mov eax, cr3", "INS-10");
        all.exits("turns-paging-off", 0x10, "mov cr0, eax", "INS-11").set("RAX", 0x33);
        all.exits("changes-cr3", 0x13, "mov cr3, eax", "INS-11").set("RAX", LegacyTables.SECOND);
        all.exits("changes-pse", 0x14, "mov cr4, eax", "INS-11").set("RAX", 0);
        all.exits("invalidates", 0x79, "invlpg [eax]", "INS-35").set("RAX", LegacyTables.PROBE);
        all.writesTable();
        return all.drafts;
    }

    /** The register and what it governs are as before: it is for the hypervisor to do. */
    private Draft exits(String name, int code, String line, String rule) {
        Draft draft = Attempt.of("shadow-paging/guest-" + name, Guest.protected32(), line)
                .about(
                        "%s in a guest with paging, intercepted".formatted(line),
                        "the instruction is carried out, or the exit is not the instruction's");
        LegacyTables.install(draft);
        Attempt.exits(Attempt.intercept(draft, code), rule, code)
                .claimField(rule, "CR0", draft.field("CR0"))
                .claimField(rule, "CR3", draft.field("CR3"))
                .claimField(rule, "CR4", draft.field("CR4"))
                .unspecified(ExitMasks.WITH_INFO_1)
                .unspecifiedWithout("DecodeAssists", "exit-information-1");
        drafts.add(draft);
        return draft;
    }

    /** A page that the guest uses as a table is read-only in the shadow. */
    private void writesTable() {
        Draft draft = Attempt.of("shadow-paging/guest-writes-a-table", Guest.long64(), "mov [rbx], ecx")
                .about("a guest writes a page that is read-only", "the write is made, or CR2 is written")
                .gpr("rbx", GuestTables.PROBE)
                .gpr("rcx", 0x77)
                .set("CR2", OLD_CR2)
                .data(GuestTables.FRAME, Descriptors.bytes(CONTENT));
        GuestTables.install(draft, GuestTables.PRESENT);
        draft.claimField("EXC-24", "EXITCODE", Attempt.PF)
                .claimField("PG-60", "EXITINFO1", 3)
                .claimField("EXC-24", "EXITINFO2", GuestTables.PROBE)
                .claimField("PG-61", "CR2", OLD_CR2)
                .claimField("EXC-03", "RIP", Draft.GUEST + 1)
                .claim("PG-33", Subject.memory(GuestTables.FRAME), CONTENT)
                .unspecified(ExitMasks.WITH_BOTH);
        drafts.add(draft);
    }
}
