package dev.pacifica.suite.draft.task;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.LegacyTables;
import java.util.ArrayList;
import java.util.List;

/** Task switches with paging: CR3 comes from the new TSS, and what was translated before does not count any more. */
public final class TaskPagingDrafts {
    private TaskPagingDrafts() {}

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        for (long directory : new long[] {LegacyTables.DIRECTORY, LegacyTables.SECOND}) {
            boolean same = directory == LegacyTables.DIRECTORY;
            String probe = "mov ebx, [0x%x]".formatted(LegacyTables.PROBE + (Draft.SCRATCH & 0xFFFF));
            TaskTables tables = new TaskTables()
                    .doubleword(TaskTables.NEW + 0x1C, directory)
                    .doubleword(TaskTables.NEW + 0x20, TaskTables.NEW_CODE + 0x10);
            Draft draft = TaskInitiator.JUMP
                    .draft(
                            same ? "with-the-same-cr3" : "with-another-cr3",
                            Guest.protected32(),
                            tables,
                            probe + "\njmp 0x50:0")
                    .code(TaskTables.NEW_CODE + 0x10, 32, probe, "vmmcall")
                    .data(Draft.SCRATCH, new byte[] {0x11, 0x11, 0x11, 0x11})
                    .data(LegacyTables.PROBE + (Draft.SCRATCH & 0xFFFF), new byte[] {0x22, 0x22, 0x22, 0x22})
                    .about(
                            "far JMP to a task with %s page tables, which reads what the old one has read"
                                    .formatted(same ? "the same" : "other"),
                            "CR3 is not loaded, or translations of the old tables are still used")
                    .claimField("SEGM-93", "EXITCODE", Attempt.VMMCALL)
                    .claimField("SEGM-93", "CR3", directory)
                    .claim("PG-70", "rbx", same ? 0x1111_1111 : 0x2222_2222)
                    .unspecified(ExitMasks.PLAIN);
            drafts.add(LegacyTables.install(same ? draft : draft.claim("TLB-21", "rbx", 0x2222_2222)));
        }
        Draft off = TaskInitiator.JUMP
                .draft(
                        "cr3-without-paging",
                        Guest.protected32(),
                        t -> t.doubleword(TaskTables.NEW + 0x1C, LegacyTables.SECOND))
                .about("far JMP without paging to a task whose TSS has a CR3", "CR3 is loaded although paging is off")
                .claimField("SEGM-93", "EXITCODE", Attempt.VMMCALL)
                .claimField("SEGM-93", "CR3", 0)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(off);
        return drafts;
    }
}
