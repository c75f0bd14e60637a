package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * What a host can have forgotten of a guest's translations: by TLB_CONTROL, by INVLPGA, or by giving the guest an ASID that was not used
 * before. The guest reads the probe and exits; the host maps the probe to another frame, does what must make the processor forget, and
 * runs the guest again. Nothing is claimed where the old translation may still be there.
 */
public final class TlbControlDrafts {
    private static final int OLD = 0x11;
    private static final int NEW = 0x22;
    private static final long PGE = 1 << 7;
    private static final long FRAME_AFTER = ProbeTables.FRAME + 0x1000;
    private static final String BY_ASID = "FlushByAsid";

    private final List<Draft> drafts = new ArrayList<>();

    private TlbControlDrafts() {}

    public static List<Draft> all() {
        TlbControlDrafts all = new TlbControlDrafts();
        for (boolean isGlobal : new boolean[] {false, true}) {
            all.command(1, "TLB-11", isGlobal);
            all.command(3, "TLB-12", isGlobal).requires(BY_ASID);
            all.draft(
                            "invlpga",
                            isGlobal,
                            "INVLPGA of the page for the guest's ASID",
                            "mov ecx, 1",
                            "mov rax, rbx",
                            "invlpga")
                    .claim("TLB-26", "rdx", NEW << 8 | OLD)
                    .claim("TLB-40", "rdx", NEW << 8 | OLD);
            all.draft("fresh-asid", isGlobal, "the guest gets another ASID", "mov dword [rsi+0x58], 2")
                    .claim("TLB-05", "rdx", NEW << 8 | OLD);
        }
        all.command(7, "TLB-13", false).requires(BY_ASID);
        return all.drafts;
    }

    private Draft command(int command, String rule, boolean isGlobal) {
        return draft(
                        "control-" + command,
                        isGlobal,
                        "VMRUN with TLB_CONTROL %d".formatted(command),
                        "mov byte [rsi+0x5c], %d".formatted(command))
                .claim(rule, "rdx", NEW << 8 | OLD);
    }

    /**
     * RSI is the VMCB, RBX the linear address, RDI that of the entry that maps it. The second VMRUN goes on behind VMMCALL; the ADD also
     * gives the flags that XOR leaves open a value.
     */
    private Draft draft(String name, boolean isGlobal, String what, String... forgetting) {
        long more = isGlobal ? ProbeTables.GLOBAL : 0;
        ProbeTables tables = ProbeTables.of(TableFormat.LONG, "pte")
                .marked()
                .with("pte", ProbeTables.ACCESSED | ProbeTables.DIRTY | more)
                .reachable(ProbeTables.WRITABLE);
        List<String> host = new ArrayList<>(List.of(
                "vmrun",
                "mov rsi, rax",
                "mov byte [rsi+0x5c], 0",
                "xor dword [rdi], 0x1000",
                "add qword [rsi+0x578], 3"));
        host.addAll(List.of(forgetting));
        host.addAll(List.of("mov rax, rsi", "vmrun", "jmp end"));
        Draft draft = new Draft("paging-tlb/host-%s%s".formatted(name, isGlobal ? "-global" : ""), Level.INTERCEPT)
                .guest(
                        ProbeTables.guest(TableFormat.LONG, 0),
                        "mov dl, [rbx]",
                        "vmmcall",
                        "mov dh, [rbx]",
                        "done: vmmcall")
                .about(
                        "the host maps a%s page of the guest to another frame; then %s"
                                .formatted(isGlobal ? " global" : "", what),
                        "the guest goes on with a translation that should have been forgotten")
                .host(host.toArray(String[]::new))
                .gpr("rbx", tables.linear())
                .gpr("rdx", 0)
                .gpr("rdi", tables.address("pte"))
                .data(ProbeTables.FRAME, new byte[] {OLD})
                .data(FRAME_AFTER, new byte[] {NEW});
        tables.install(draft, false);
        if (isGlobal) {
            draft.setBits("CR4", PGE);
        }
        draft.claimField("EXIT-08", "RIP", draft.guestLabel("done")).unspecified(ExitMasks.PLAIN);
        drafts.add(draft);
        return draft;
    }
}
