package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Clean bits: a guest is run, the host changes its VMCB and runs it again. With the bit of the changed group clear the new value counts
 * (CLEAN-03); with it set either may (CLEAN-13). The first run is always made with the whole field clear (CLEAN-14).
 */
public final class CleanBitDrafts {
    /** Where the guest goes on in the second run: rIP is never cached. */
    private static final long SECOND_PART = Draft.GUEST + 0x100;

    private static final long OTHER_MAP = 0x103_0000;
    private static final long CACHED = 0xFFFF_FFFFL;

    /**
     * A group of fields.
     *
     * @param bit of the clean field
     * @param rule that says what it covers
     * @param change what the host does to the VMCB at RAX
     * @param before what is seen with the old value, {@code after} with the new one
     * @param guest the second part of the guest
     */
    private record Group(
            String name, int bit, String rule, String change, String seen, long before, long after, String... guest) {}

    private static final List<Group> GROUPS = List.of(
            new Group("intercepts", 0, "VMCB-100", "mov dword [rax+0x0c], 0x88800000", "EXITCODE", 0x81, 0x77, "pause"),
            new Group(
                    "permission-maps",
                    1,
                    "VMCB-101",
                    "mov qword [rax+0x40], 0x%x".formatted(OTHER_MAP),
                    "EXITCODE",
                    0x81,
                    0x7B,
                    "out 0x80, al"),
            new Group("asid", 2, "VMCB-102", "mov dword [rax+0x58], 0", "EXITCODE", 0x81, -1),
            new Group("virtual-tpr", 3, "VMCB-103", "mov byte [rax+0x60], 9", "rbx", 5, 9, "mov rbx, cr8"),
            new Group(
                    "control-registers",
                    5,
                    "VMCB-105",
                    "mov dword [rax+0x558], 0x80050033",
                    "rbx",
                    0x8001_0033L,
                    0x8005_0033L,
                    "mov rbx, cr0"),
            new Group(
                    "debug-registers",
                    6,
                    "VMCB-106",
                    "mov dword [rax+0x568], 0xffff0ff4",
                    "rbx",
                    0xFFFF_0FF0L,
                    0xFFFF_0FF4L,
                    "mov rbx, dr6"),
            new Group(
                    "descriptor-tables",
                    7,
                    "VMCB-107",
                    "mov dword [rax+0x464], 0x1237",
                    "rbx",
                    0x57,
                    0x1237,
                    "sgdt [r8]",
                    "movzx ebx, word [r8]"),
            new Group("segments", 8, "VMCB-108", "mov word [rax+0x400], 0x20", "rbx", 0x10, 0x20, "mov ebx, es"),
            new Group("cr2", 9, "VMCB-109", "mov dword [rax+0x640], 0x7000", "rbx", 0x6000, 0x7000, "mov rbx, cr2"));

    private final List<Draft> drafts = new ArrayList<>();

    private CleanBitDrafts() {}

    public static List<Draft> all() {
        CleanBitDrafts clean = new CleanBitDrafts();
        for (Group group : GROUPS) {
            clean.reloaded(group);
            clean.changed(group);
        }
        clean.withoutFeature();
        clean.neverCached();
        clean.changedByGuest();
        clean.keyedByAddress();
        clean.moves();
        return clean.drafts;
    }

    private Draft twice(String name, long cleanField, String change, String... secondPart) {
        List<String> more = new ArrayList<>(List.of(secondPart));
        more.add("vmmcall");
        Draft draft = new Draft("clean-bits/" + name, Level.VMRUN)
                .guest(Guest.long64(), "vmmcall")
                .code(SECOND_PART, 64, more.toArray(String[]::new))
                .host(
                        "vmrun",
                        change,
                        "mov dword [rax+0xc0], 0x%x".formatted(cleanField),
                        "mov dword [rax+0x578], 0x%x".formatted(SECOND_PART),
                        "vmrun",
                        "jmp end")
                .setBits("INTERCEPT_3", 1 << 27)
                .set("V_INTR_MASKING", 1)
                .set("V_TPR", 5)
                .set("CR2", 0x6000)
                .data(OTHER_MAP + 0x10, new byte[] {1})
                .gpr("rbx", 0)
                .gpr("r8", Draft.SCRATCH)
                .touches(Draft.SCRATCH)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(draft);
        return draft;
    }

    private void reloaded(Group group) {
        Draft draft = twice(group.name + "-reloaded", CACHED & ~(1L << group.bit), group.change, group.guest)
                .about(
                        "a second VMRUN after a change to a group of fields whose clean bit alone is clear",
                        "the old value is used although the host says that it has changed");
        claim(draft, "CLEAN-03", group, -1, group.after);
        claim(draft, group.rule, group, -1, group.after);
        claim(draft, "CLEAN-10", group, -1, group.after);
        if (group.name.equals("asid")) {
            draft.claimField("CLEAN-09", "EXITCODE", group.after)
                    .claimField("VMCB-117", "EXITCODE", group.after)
                    .unspecified("after-invalid");
        }
    }

    /** The bits in which the old and the new value agree are claimed, and that nothing worse happens. */
    private void changed(Group group) {
        Draft draft = twice(group.name + "-stale", CACHED, group.change, group.guest)
                .about(
                        "a second VMRUN after a change to a group of fields whose clean bit is set",
                        "neither the old nor the new value is used")
                .claimEnds("CLEAN-04", Ended.END);
        claim(draft, "CLEAN-13", group, ~(group.before ^ group.after), group.after & ~(group.before ^ group.after));
        if (group.name.equals("asid")) {
            draft.unspecified("after-invalid");
        }
    }

    private static void claim(Draft draft, String rule, Group group, long mask, long value) {
        if (group.seen.startsWith("EXIT")) {
            draft.claimField(rule, group.seen, mask, value & mask);
        } else {
            draft.claim(rule, group.seen, mask, value & mask);
        }
    }

    private void withoutFeature() {
        Group group = GROUPS.get(GROUPS.size() - 1);
        Draft draft = twice("ignored-without-feature", CACHED, group.change, group.guest)
                .about(
                        "a second VMRUN with all clean bits set on a processor without them",
                        "the field is obeyed all the same")
                .requires("!VmcbClean");
        claim(draft, "CLEAN-06", group, -1, group.after);
    }

    private void neverCached() {
        twice(
                        "never-cached",
                        CACHED,
                        "mov dword [rax+0x5f8], 0x1234",
                        "mov rbx, rax",
                        "mov rcx, rsp",
                        "pushfq",
                        "pop rdx")
                .host(
                        "vmrun",
                        "mov dword [rax+0x5f8], 0x1234",
                        "mov dword [rax+0x5d8], 0x1004800",
                        "mov dword [rax+0x570], 0x8d7",
                        "mov dword [rax+0x578], 0x%x".formatted(SECOND_PART),
                        "mov dword [rax+0xc0], -1",
                        "vmrun",
                        "jmp end")
                .about(
                        "new RAX, RSP, RFLAGS and rIP with all clean bits set",
                        "a field that is never cached is taken from a cache")
                .claim("CLEAN-11", "rbx", 0x1234)
                .claim("CLEAN-11", "rcx", 0x100_4800)
                .claim("CLEAN-11", "rdx", 0x8D7)
                .claim("VMCB-115", "rbx", 0x1234)
                .claim("VMCB-115", "rcx", 0x100_4800)
                .claim("VMCB-115", "rdx", 0x8D7);
    }

    private void changedByGuest() {
        twice("changed-by-guest", CACHED, "nop", "mov rbx, cr2", "mov rcx, cr0")
                .code(
                        Draft.GUEST + 0x80,
                        64,
                        "mov rbx, 0x77000",
                        "mov cr2, rbx",
                        "mov rbx, 0x80050033",
                        "mov cr0, rbx",
                        "vmmcall")
                .set("RIP", Draft.GUEST + 0x80)
                .about(
                        "a second VMRUN with all clean bits set after the guest has changed CR0 and CR2",
                        "what the guest itself has changed is lost")
                .claim("CLEAN-07", "rbx", 0x77000)
                .claim("CLEAN-07", "rcx", 0x8005_0033L)
                .claim("CLEAN-12", "rbx", 0x77000)
                .claimField("CLEAN-08", "CLEAN", CACHED)
                .claimField("CLEAN-02", "CLEAN", CACHED)
                .claimField("VMCB-73", "CLEAN", CACHED)
                .claimField("VMCB-114", "EXITCODE", 0x81)
                .claimField("VMCB-113", "EXITCODE", 0x81);
    }

    private void keyedByAddress() {
        Map<String, Long> second = new java.util.TreeMap<>(Guest.long64().fields());
        second.put("CR2", 0x9000L);
        String first = "mov dword [rax+0x578], 0x%x".formatted(Draft.GUEST);
        Draft draft = new Draft("clean-bits/two-vmcbs", Level.VMRUN)
                .guest(Guest.long64(), "mov rbx, cr2", "vmmcall")
                .set("CR2", 0x6000)
                .unspecified(ExitMasks.PLAIN)
                .vmcb(Draft.SECOND_VMCB, second)
                .host(
                        "vmrun",
                        "mov eax, 0x%x".formatted(Draft.SECOND_VMCB),
                        "vmrun",
                        "mov eax, 0x%x".formatted(Draft.VMCB),
                        first,
                        "mov dword [rax+0xc0], -1",
                        "vmrun",
                        "mov r12, rbx",
                        "mov eax, 0x%x".formatted(Draft.SECOND_VMCB),
                        first,
                        "mov dword [rax+0xc0], -1",
                        "vmrun",
                        "jmp end")
                .about(
                        "two VMCBs run by turns, the second time with all clean bits set",
                        "the state of one VMCB is used for another")
                .claim("CLEAN-05", "r12", 0x6000)
                .claim("CLEAN-05", "rbx", 0x9000);
        drafts.add(draft);
    }

    private void moves() {
        twice("vmload-reads-memory", CACHED, "nop")
                .host(
                        "vmload",
                        "vmrun",
                        "mov dword [rax+0x610], 0x5678",
                        "mov dword [rax+0xc0], -1",
                        "vmload",
                        "jmp end")
                .about(
                        "VMLOAD after a change of the VMCB, with all clean bits set",
                        "VMLOAD takes a field from a cache")
                .set("CSTAR", 0x1234)
                .set("TR.selector", 0x48)
                .set("TR.attributes", 0x8B)
                .set("TR.limit", 0x67)
                .set("TR.base", dev.pacifica.suite.fixture.Fixture.TSS)
                .claim("CLEAN-22", "cstar", 0x5678);
    }
}
