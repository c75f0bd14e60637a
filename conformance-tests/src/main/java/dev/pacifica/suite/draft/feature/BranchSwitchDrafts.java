package dev.pacifica.suite.draft.feature;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.fixture.Fixture;
import java.util.List;

/** Whose branch record it is: exchanged by VMRUN and #VMEXIT with LBR virtualisation, shared without. */
public final class BranchSwitchDrafts {
    private static final String ENABLE = "LBR_VIRTUALIZATION_ENABLE";
    private static final String FEATURE = "LbrVirt";
    private static final String[] FIELDS = {"DBGCTL", "BR_FROM", "BR_TO", "LASTEXCPFROM", "LASTEXCPTO"};
    private static final long[] VALUES = {
        0, 0x0000_1111_2222_3333L, 0x0000_1444_5555_6666L, 0x0000_1777_8888_9999L, 0x0000_1AAA_BBBB_CCCCL
    };
    private static final String[] REGISTERS = {"r8", "r9", "r10", "r11", "r12"};
    private static final int[] MSRS = {0x1D9, 0x1DB, 0x1DC, 0x1DD, 0x1DE};
    private static final String SHARED = "the registers are exchanged although nothing asks for it";
    private static final String EXCHANGED = "a register is not loaded, not stored, or not given back to the host";
    private static final long MSR_MAP = 0x101_4000;

    private final Trials trials = new Trials("branch-records");

    private BranchSwitchDrafts() {}

    public static List<Draft> all() {
        BranchSwitchDrafts switches = new BranchSwitchDrafts();
        switches.loaded();
        switches.stored();
        switches.hostKept();
        switches.shared("shared", true, "LBR-04");
        switches.shared("shared-without-the-feature", false, "LBR-06");
        switches.shared("shared-with-vmsave-virtualisation", true, "LBR-14");
        switches.guestWrites();
        switches.intercepted();
        switches.debugException();
        switches.cleanBit();
        return switches.trials.all();
    }

    private Draft exchanged(String name, String what, Object... parts) {
        Draft draft = trials.guest("exchanged-" + name, Guest.long64(), Msrs.lines(parts))
                .requires(FEATURE)
                .about("LBR virtualisation: " + what, EXCHANGED)
                .set(ENABLE, 1);
        for (int n = 0; n < FIELDS.length; n++) {
            draft.set(FIELDS[n], VALUES[n]);
        }
        return draft;
    }

    private void loaded() {
        Object[] parts = new Object[FIELDS.length];
        for (int n = 0; n < FIELDS.length; n++) {
            parts[n] = Msrs.read(MSRS[n], REGISTERS[n]);
        }
        Draft draft = exchanged("values-loaded", "a guest reads the registers", parts);
        Trials.passes(draft, "LBR-02");
        for (int n = 0; n < FIELDS.length; n++) {
            draft.claim("LBR-03", REGISTERS[n], VALUES[n]).claimField("LBR-03", FIELDS[n], VALUES[n]);
        }
        draft.claim("LBR-07", "r9", VALUES[1]);
    }

    private void stored() {
        Draft draft = exchanged("values-stored", "a guest that branches with LBR set", "from: jmp to", "ud2", "to: nop")
                .set("DBGCTL", 1);
        Trials.passes(draft, "LBR-03")
                .claimField("LBR-03", "DBGCTL", 1)
                .claimField("LBR-03", "BR_FROM", draft.guestLabel("from"))
                .claimField("LBR-10", "BR_TO", draft.guestLabel("to"))
                .claimField("LBR-03", "LASTEXCPFROM", VALUES[3])
                .claimField("LBR-03", "LASTEXCPTO", VALUES[4]);
        Draft written = exchanged(
                "control-stored", "a guest that sets DebugCtl.LBR", Msrs.write(Msrs.DEBUG_CTL, 1), "mov eax, 0");
        Trials.passes(written, "LBR-03").claimField("LBR-07", "DBGCTL", 1);
    }

    /** The host's own last branch is back after the guest's, and so is its DebugCtl. */
    private void hostKept() {
        Draft draft = exchanged(
                        "host-kept", "a host and a guest that both record branches", "jmp away", "ud2", "away: nop")
                .set("DBGCTL", 1)
                .host(Msrs.lines(
                        Msrs.write(Msrs.DEBUG_CTL, 1),
                        "from: jmp to",
                        "ud2",
                        "to: mov eax, 0x%x".formatted(Draft.VMCB),
                        "vmrun",
                        Msrs.read(Msrs.DEBUG_CTL, "r8"),
                        Msrs.write(Msrs.DEBUG_CTL, 0),
                        Msrs.read(Msrs.BRANCH_FROM, "rsi"),
                        Msrs.read(Msrs.BRANCH_FROM + 1, "rdi"),
                        "jmp end"));
        Trials.passes(draft, "LBR-03")
                .claim("LBR-03", "r8", 1)
                .claim("LBR-03", "rsi", draft.label("from"))
                .claim("VMRUN-14", "r8", 1)
                .claim("VMRUN-14", "rsi", draft.label("from"))
                .claim("LBR-10", "rdi", draft.label("to"))
                .claimField("LBR-03", "BR_TO", draft.guestLabel("away"));
    }

    /** The guest records with the host's DebugCtl, and the host reads the guest's branch. */
    private void shared(String name, boolean hasFeature, String rule) {
        Draft draft = trials.guest(
                        name,
                        Guest.long64(),
                        Msrs.lines("from: jmp to", "ud2", "to: nop", Msrs.read(Msrs.DEBUG_CTL, "r8")))
                .about("a guest without LBR virtualisation under a host that has set DebugCtl.LBR", SHARED)
                .host(Msrs.lines(
                        Msrs.write(Msrs.DEBUG_CTL, 1),
                        "mov eax, 0x%x".formatted(Draft.VMCB),
                        "vmrun",
                        Msrs.write(Msrs.DEBUG_CTL, 0),
                        Msrs.read(Msrs.BRANCH_FROM, "rsi"),
                        Msrs.read(Msrs.BRANCH_FROM + 1, "rdi"),
                        "jmp end"));
        if (!hasFeature) {
            draft.requires("!" + FEATURE).set(ENABLE, 1);
        }
        if (rule.equals("LBR-14")) {
            draft.set("VMSAVE_VIRTUALIZATION_ENABLE", 1);
        }
        for (int n = 1; n < FIELDS.length; n++) {
            draft.set(FIELDS[n], VALUES[n]).claimField(rule, FIELDS[n], VALUES[n]);
        }
        Trials.passes(draft, rule)
                .claim(rule, "r8", 1)
                .claim(rule, "rsi", draft.guestLabel("from"))
                .claim("LBR-10", "rdi", draft.guestLabel("to"));
        if (!hasFeature) {
            draft.claim("CPUID-61", "r8", 1);
        }
    }

    /** The other way round. */
    private void guestWrites() {
        Draft draft = trials.guest(
                        "shared-control", Guest.long64(), Msrs.lines(Msrs.write(Msrs.DEBUG_CTL, 1), "mov eax, 0"))
                .about("a guest without LBR virtualisation that sets DebugCtl.LBR", SHARED)
                .host(Msrs.lines("vmrun", Msrs.read(Msrs.DEBUG_CTL, "r8"), Msrs.write(Msrs.DEBUG_CTL, 0), "jmp end"));
        Trials.passes(draft, "LBR-04").claim("LBR-04", "r8", 1).claimField("LBR-04", "DBGCTL", 0);
    }

    private void intercepted() {
        Draft draft = exchanged("read-intercepted", "an intercepted RDMSR of LastBranchFromIP", "rdmsr")
                .gpr("rcx", Msrs.BRANCH_FROM)
                .setBits("INTERCEPT_3", 1 << 28)
                .data(MSR_MAP + Msrs.BRANCH_FROM / 4, new byte[] {1 << 6})
                .touches(MSR_MAP);
        draft.claimField("LBR-07", "EXITCODE", 0x7C)
                .claimField("LBR-07", "EXITINFO1", 0)
                .claimField("INS-06", "RIP", Draft.GUEST + 1)
                .unspecified(ExitMasks.WITH_INFO_1);
    }

    private void debugException() {
        Draft draft = exchanged("cleared-by-db", "a #DB with LBR set", "mov rbx, dr0")
                .set("DBGCTL", 1)
                .clearBits("INTERCEPT_EXCEPTION", 1 << 1)
                .set("DR7", 0x2400);
        GuestSystem.install(draft).entry(1, 0x8E, 0, Fixture.CODE64_SELECTOR, GuestSystem.HANDLER);
        draft.code(GuestSystem.HANDLER, 64, "vmmcall")
                .claimField("LBR-08", "EXITCODE", Attempt.VMMCALL)
                .claimField("LBR-08", "DBGCTL", 0)
                .unspecified(ExitMasks.PLAIN);
    }

    /** A host that changes the fields and clears the bit of their group only. */
    private void cleanBit() {
        Draft draft = exchanged(
                        "clean-bit-clear",
                        "a second VMRUN with changed fields and their clean bit clear",
                        "mov rdi, rsi",
                        Msrs.read(Msrs.BRANCH_FROM, "rsi"))
                .host(
                        "vmrun",
                        "mov dword [rax+0xc0], 0x3ff",
                        "mov dword [rax+0x678], 0x4321",
                        "mov dword [rax+0x578], 0x%x".formatted(Draft.GUEST),
                        "vmrun",
                        "jmp end");
        Trials.passes(draft, "LBR-05")
                .claim("LBR-05", "rdi", VALUES[1])
                .claim("LBR-05", "rsi", VALUES[1] & ~0xFFFF_FFFFL | 0x4321);
    }
}
