package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An experiment on what is remembered: a guest with ASID 1 reads the probe into DL and exits; its host, or another guest with ASID 2 on the
 * same tables, maps the probe to another frame; the guest goes on and reads it again, into DH. RSI is the guest's VMCB, RBX the probe,
 * RDI where its PTE is. The ADD that moves rIP behind VMMCALL also gives the flags that XOR leaves open a value.
 */
final class Remapping {
    static final int OLD = 0x11;
    /** Differs from {@link #OLD} in one bit, so that a claim can speak of both. */
    static final int NEW = 0x13;

    static final long PGE = 1 << 7;
    static final String BY_ASID = "FlushByAsid";
    /** What the host does to map the probe to the other frame. */
    static final String REMAP = "xor dword [rdi], 0x1000";

    private static final long FRAME_AFTER = ProbeTables.FRAME + 0x1000;
    private static final long OTHER_GUEST = Draft.GUEST + 0x800;
    private static final int EITHER = (OLD ^ NEW) << 8;

    private final Draft draft;
    private final ProbeTables tables;
    private final List<String> between = new ArrayList<>();
    private boolean isGlobal;
    private boolean isNested;

    private Remapping(String name, long more) {
        tables = ProbeTables.of(TableFormat.LONG, "pte")
                .marked()
                .with("pte", ProbeTables.ACCESSED | ProbeTables.DIRTY | more)
                .reachable(ProbeTables.WRITABLE);
        draft = new Draft("tlb/" + name, Level.INTERCEPT);
    }

    static Remapping of(String name, String what, String failure) {
        return new Remapping(name, 0).about(what, failure);
    }

    /** As {@link #of}, with a page that is global for guests with CR4.PGE set, as they are then. */
    static Remapping ofGlobal(String name, String what, String failure) {
        Remapping global = new Remapping(name, ProbeTables.GLOBAL).about(what, failure);
        global.isGlobal = true;
        return global;
    }

    /** With nested paging: RDI is where the nested PTE of the probe's frame is, R8 where the guest's PTE. */
    static Remapping ofNested(String name, String what, String failure, boolean isGlobal) {
        long more = NestedAlias.BASE | (isGlobal ? ProbeTables.GLOBAL : 0);
        Remapping nested = new Remapping("nested-" + name, more).about(what + ", under nested paging", failure);
        nested.isGlobal = isGlobal;
        nested.isNested = true;
        return nested;
    }

    private Remapping about(String what, String failure) {
        draft.about(what, failure);
        return this;
    }

    /** The host does this in between. */
    Remapping host(String... lines) {
        between.addAll(List.of(lines));
        return this;
    }

    /** The other guest is run, with these fields on top, and does this. */
    Remapping otherGuest(Map<String, Long> fields, String... lines) {
        Map<String, Long> all =
                new TreeMap<>(ProbeTables.guest(TableFormat.LONG, 0).fields());
        all.put("GUEST_ASID", 2L);
        all.put("RIP", OTHER_GUEST);
        all.put("TLB_CONTROL", 0L);
        if (isGlobal) {
            all.merge("CR4", PGE, (before, more) -> before | more);
        }
        if (isNested) {
            all.putAll(NestedAlias.FIELDS);
        }
        all.putAll(fields);
        List<String> code = new ArrayList<>(List.of(lines));
        code.add("vmmcall");
        draft.vmcb(Draft.SECOND_VMCB, all).code(OTHER_GUEST, 64, code.toArray(String[]::new));
        between.addAll(List.of("mov eax, 0x%x".formatted(Draft.SECOND_VMCB), "vmrun"));
        return this;
    }

    /** Where the other guest's VMCB is, in the form of a claim's subject. */
    static String other(String field) {
        return Subject.field(Draft.SECOND_VMCB, field);
    }

    ProbeTables tables() {
        return tables;
    }

    /** The draft; TLB_CONTROL is 1 when the guest is first run, and 0 then unless {@code keepsCommand}. */
    Draft draft(boolean keepsCommand, String... secondPart) {
        List<String> host = new ArrayList<>(List.of("vmrun", "mov rsi, rax"));
        if (!keepsCommand) {
            host.add("mov byte [rsi+0x5c], 0");
        }
        host.addAll(between);
        host.addAll(List.of("add qword [rsi+0x578], 3", "mov rax, rsi", "vmrun", "jmp end"));
        List<String> guest = new ArrayList<>(List.of("mov dl, [rbx]", "vmmcall"));
        guest.addAll(List.of(secondPart));
        guest.addAll(List.of("mov dh, [rbx]", "done: vmmcall"));
        draft.host(host.toArray(String[]::new))
                .guest(ProbeTables.guest(TableFormat.LONG, 0), guest.toArray(String[]::new))
                .gpr("rbx", tables.linear())
                .gpr("rdx", 0)
                .gpr("rdi", tables.address("pte"))
                .data(ProbeTables.FRAME, new byte[] {OLD})
                .data(FRAME_AFTER, new byte[] {NEW});
        tables.install(draft, false);
        if (isGlobal) {
            draft.setBits("CR4", PGE);
        }
        if (isNested) {
            NestedAlias.install(draft);
            draft.gpr("rdi", NestedAlias.ENTRY).gpr("r8", tables.address("pte"));
        }
        return draft.unspecified(ExitMasks.PLAIN);
    }

    /** Claims that the guest goes on to its end and sees the new frame. */
    Draft forgets(boolean keepsCommand, String... rules) {
        Draft whole = draft(keepsCommand);
        for (String rule : rules) {
            whole.claim(rule, "rdx", NEW << 8 | OLD);
        }
        return whole.claimField("EXIT-08", "RIP", whole.guestLabel("done"));
    }

    /** As {@link #forgets(boolean, String...)} with the command taken back. */
    Draft forgets(String... rules) {
        return forgets(false, rules);
    }

    /** Claims that the guest goes on to its end and sees the old frame or the new one, and nothing else. */
    Draft mayLinger(String... rules) {
        Draft whole = draft(false);
        for (String rule : rules) {
            whole.claim(rule, "rdx", ~(long) EITHER, (OLD & NEW) << 8 | OLD);
        }
        return whole.claimField("EXIT-08", "RIP", whole.guestLabel("done"));
    }
}
