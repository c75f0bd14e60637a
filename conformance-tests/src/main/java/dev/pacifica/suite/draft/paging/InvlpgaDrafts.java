package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** INVLPGA: which page of which ASID it forgets, in the host and in a guest, and what it does not look at. */
public final class InvlpgaDrafts {
    private static final String USED = "a translation is used that should have been forgotten";
    private static final String OF_THE_GUEST =
            "the host maps a page of the guest to another frame and executes INVLPGA ";

    private final List<Draft> drafts = new ArrayList<>();

    private InvlpgaDrafts() {}

    public static List<Draft> all() {
        InvlpgaDrafts all = new InvlpgaDrafts();
        all.operands();
        all.inGuest();
        all.withoutEffect();
        all.illegal();
        all.tablesStayUnread();
        return all.drafts;
    }

    private void operands() {
        drafts.add(Remapping.of("invlpga-end-of-page", OF_THE_GUEST + "with the last address of the page", USED)
                .host(Remapping.REMAP, "mov ecx, 1", "lea rax, [rbx+0xfff]", "invlpga")
                .forgets("TLB-26", "TLB-40"));
        drafts.add(Remapping.of("invlpga-high-ecx", OF_THE_GUEST + "with bits set above ECX, which do not count", USED)
                .host(Remapping.REMAP, "mov rcx, 0x1200000001", "mov rax, rbx", "invlpga")
                .forgets("TLB-40"));
        addressSize();
    }

    /** With 32-bit address size only EAX counts: the guest's page is below 4 GBytes, in 32-bit tables. */
    private void addressSize() {
        ProbeTables tables = ProbeTables.of(TableFormat.LEGACY, "pte")
                .marked()
                .with("pte", ProbeTables.ACCESSED | ProbeTables.DIRTY)
                .reachable(ProbeTables.WRITABLE);
        Draft draft = new Draft("tlb/invlpga-32-bit-address", Level.INTERCEPT)
                .about(
                        OF_THE_GUEST + "with 32-bit address size and bits set above EAX",
                        "the whole of RAX is the address whatever the address size")
                .host(
                        "vmrun",
                        "mov rsi, rax",
                        "mov byte [rsi+0x5c], 0",
                        "xor dword [rdi], 0x1000",
                        "mov ecx, 1",
                        "mov eax, 0x12345678",
                        "shl rax, 32",
                        "or rax, rbx",
                        "invlpga eax, ecx",
                        "add qword [rsi+0x578], 3",
                        "mov rax, rsi",
                        "vmrun",
                        "jmp end")
                .guest(
                        ProbeTables.guest(TableFormat.LEGACY, 0),
                        "mov dl, [ebx]",
                        "vmmcall",
                        "mov dh, [ebx]",
                        "done: vmmcall")
                .gpr("rbx", tables.linear())
                .gpr("rdx", 0)
                .gpr("rdi", tables.address("pte"))
                .data(ProbeTables.FRAME, new byte[] {Remapping.OLD})
                .data(ProbeTables.FRAME + 0x1000, new byte[] {Remapping.NEW});
        tables.install(draft, false);
        draft.claim("TLB-40", "rdx", Remapping.NEW << 8 | Remapping.OLD)
                .claimField("EXIT-08", "RIP", draft.guestLabel("done"))
                .unspecified(ExitMasks.PLAIN);
        drafts.add(draft);
    }

    /** Not intercepted, it works on whatever ASID the guest names. */
    private void inGuest() {
        Remapping own = Remapping.ofGlobal(
                "invlpga-in-guest",
                "a guest maps a global page to another frame and executes INVLPGA for its own ASID",
                "INVLPGA does nothing in a guest");
        Draft draft = own.draft(false, Remapping.REMAP, "mov ecx, 1", "mov rax, rbx", "invlpga");
        draft.claim("TLB-43", "rdx", Remapping.NEW << 8 | Remapping.OLD)
                .claim("TLB-41", "rdx", Remapping.NEW << 8 | Remapping.OLD)
                .claimField("EXIT-08", "RIP", draft.guestLabel("done"));
        drafts.add(draft);
        drafts.add(Remapping.ofGlobal(
                        "invlpga-for-another-guest",
                        "a guest maps a global page of another one to another frame and executes INVLPGA for its ASID",
                        "INVLPGA in a guest does not reach the ASID that ECX names")
                .otherGuest(Map.of(), Remapping.REMAP, "mov ecx, 1", "mov rax, rbx", "invlpga")
                .forgets("TLB-43"));
    }

    private void withoutEffect() {
        long[] asids = {0, 2, 0xFFFF, 0xFFFF_FFFFL};
        for (long asid : asids) {
            Draft draft = new Draft("tlb/invlpga-asid-%x".formatted(asid), Level.INTERCEPT)
                    .about("INVLPGA for ASID %Xh".formatted(asid), "an ASID without translations is refused")
                    .host("invlpga", "jmp end")
                    .gpr("rax", 0x100_0000)
                    .gpr("rcx", asid)
                    .claimEnds("TLB-42", Ended.END)
                    .claim("TLB-42", "rcx", asid);
            drafts.add(draft);
        }
    }

    private void illegal() {
        drafts.add(new Draft("tlb/invlpga-at-cpl-3", Level.INTERCEPT)
                .about("INVLPGA at CPL 3", "INVLPGA is not privileged")
                .hostAtCpl3("invlpga", "jmp end")
                .claimException("TLB-42", 13, 0, userLabel()));
        drafts.add(new Draft("tlb/invlpga-without-svme", Level.INTERCEPT)
                .about("INVLPGA while EFER.SVME is clear", "INVLPGA exists without SVM")
                .host("invlpga", "jmp end")
                .state("efer", 0xD00)
                .claimException("TLB-42", 6, 0, Draft.PROGRAM));
        Draft user = Attempt.of("tlb/invlpga-in-guest-at-cpl-3", Guest.long64User(), "invlpga")
                .about("INVLPGA in a guest at CPL 3", "INVLPGA is not privileged");
        drafts.add(Attempt.faults(user, "TLB-42", Attempt.GP));
    }

    private static long userLabel() {
        return new Draft("tlb/label", Level.INTERCEPT)
                .hostAtCpl3("invlpga", "jmp end")
                .label("user");
    }

    /** Entries that no access has used stay unmarked. */
    private void tablesStayUnread() {
        ProbeTables tables = ProbeTables.of(TableFormat.LONG, "pte");
        Draft draft = Attempt.of(
                        "tlb/invlpga-reads-no-tables", ProbeTables.guest(TableFormat.LONG, 0), "mov ecx, 1", "invlpga")
                .about("INVLPGA in a guest for a page that was never used", "INVLPGA walks page tables, or marks them")
                .set("RAX", tables.linear());
        tables.install(draft, false);
        for (String entry : tables.path()) {
            draft.claim("TLB-44", Subject.memory(tables.address(entry)), tables.entry(entry));
        }
        drafts.add(Attempt.passes(draft, "TLB-44"));
    }
}
