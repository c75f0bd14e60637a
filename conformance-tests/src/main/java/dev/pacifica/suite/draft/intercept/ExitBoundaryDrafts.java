package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestTables;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.List;

/** What ends with an exit, or with the code segment: the TSC offset (EXIT-06), and the instruction bytes that can be fetched (DA-12). */
public final class ExitBoundaryDrafts {
    private static final int BYTES = 7;

    private ExitBoundaryDrafts() {}

    public static List<Draft> all() {
        return List.of(offset(), bytes());
    }

    /** No time stamp counter has come to 2^60 by itself. CMP gives the flags that SHR leaves open a value. */
    private static Draft offset() {
        return new Draft("exits/tsc-offset-ends-with-the-guest", Level.EXIT)
                .about(
                        "a guest with a TSC offset of 2^60, and then RDTSC in the host",
                        "the offset of the guest stays in force in the host")
                .guest(Guest.long64(), "vmmcall")
                .host("vmrun", "rdtsc", "shr edx, 28", "mov eax, 0", "cmp eax, eax", "jmp end")
                .set("TSC_OFFSET", 1L << 60)
                .claim("EXIT-06", "rdx", 0)
                .claimField("EXIT-01", "EXITCODE", Attempt.VMMCALL)
                .unspecified(ExitMasks.PLAIN);
    }

    /** The code segment ends behind the seventh byte. */
    private static Draft bytes() {
        Draft draft = Attempt.of("exits/pf-instruction-bytes-at-the-limit", Guest.compatibility(), "mov cl, [ebx]")
                .requires("DecodeAssists")
                .about(
                        "an intercepted #PF of a read, with decode assists, by an instruction near the limit of its code segment",
                        "bytes are reported that cannot be fetched, because they are beyond the limit")
                .gpr("rbx", GuestTables.PROBE)
                .set("CS.limit", Draft.GUEST + BYTES);
        return GuestTables.install(draft, 0)
                .claimField("EXC-24", "EXITCODE", Attempt.PF)
                .claimField("PG-60", "EXITINFO1", 0)
                .claimField("EXC-24", "EXITINFO2", GuestTables.PROBE)
                .claimField("EXC-03", "RIP", Draft.GUEST + 1)
                .claimField("DA-12", "INSTRUCTION_BYTE_COUNT", BYTES)
                .claimField("DA-10", "INSTRUCTION_BYTES_1_TO_7", 0xD9_010F_0B8AL) // the instruction, then VMMCALL
                .unspecified(
                        "guest-interrupt-mask", "instruction-bytes-not-fetched", "no-event-in-delivery", "resume-flag");
    }
}
