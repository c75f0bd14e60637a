package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Legality checks of VMRUN (CHK-01 to CHK-26): each illegal state one bit away from a legal one. The guest marks RBX before it
 * exits, so that RBX tells whether any guest instruction was executed (CHK-40).
 */
public final class CheckDrafts {
    private static final long INVALID = -1;
    private static final long MARK = 0x5A;
    private static final long CR0_PE = 1L << 0;
    private static final long CR0_NW = 1L << 29;
    private static final long CR0_CD = 1L << 30;
    private static final long CR4_PAE = 1L << 5;
    private static final long CS_D = 1L << 10;

    private final List<Draft> drafts = new ArrayList<>();

    private CheckDrafts() {}

    public static List<Draft> all() {
        CheckDrafts checks = new CheckDrafts();
        checks.controlRegisters();
        checks.debugRegisters();
        checks.mustBeZero();
        checks.longMode();
        checks.controls();
        checks.permissionMaps();
        checks.injection();
        checks.legalAlthoughSuspicious();
        return checks.drafts;
    }

    private void controlRegisters() {
        illegal("efer-svme-clear", "CHK-04", "EFER.SVME clear in the VMCB").clearBits("EFER", 1L << 12);
        illegal("cr0-nw-without-cd", "CHK-05", "CR0.NW set and CR0.CD clear").setBits("CR0", CR0_NW);
        legal("cr0-nw-with-cd", "CHK-05", "CR0.NW and CR0.CD set").setBits("CR0", CR0_NW | CR0_CD);
        legal("cr0-cd-without-nw", "CHK-05", "CR0.CD set and CR0.NW clear").setBits("CR0", CR0_CD);
        illegal("cr0-bit-32", "CHK-08", "CR0 bit 32 set").setBits("CR0", 1L << 32);
        illegal("cr0-bit-63", "CHK-08", "CR0 bit 63 set").setBits("CR0", 1L << 63);
    }

    private void debugRegisters() {
        illegal("dr6-bit-32", "CHK-06", "DR6 bit 32 set").setBits("DR6", 1L << 32);
        illegal("dr6-bit-63", "CHK-06", "DR6 bit 63 set").setBits("DR6", 1L << 63);
        illegal("dr7-bit-32", "CHK-07", "DR7 bit 32 set").setBits("DR7", 1L << 32);
        illegal("dr7-bit-63", "CHK-07", "DR7 bit 63 set").setBits("DR7", 1L << 63);
        legal("dr7-bit-31", "CHK-07", "DR7 bit 31 set").setBits("DR7", 1L << 31);
    }

    private void mustBeZero() {
        illegal("cr3-bit-52", "CHK-09", "CR3 bit 52 set").setBits("CR3", 1L << 52);
        illegal("cr3-bit-63", "CHK-09", "CR3 bit 63 set").setBits("CR3", 1L << 63);
        for (int bits : new int[] {40, 48}) {
            illegal(
                            "cr3-first-bit-beyond-" + bits,
                            "CHK-09",
                            "CR3 bit " + bits + " set, where addresses have that many bits")
                    .requires("PhysAddrSize=" + bits)
                    .setBits("CR3", 1L << bits);
        }
        legal("cr3-low-bits", "CHK-09", "CR3 bits 2:0 and 11:5 set, which paging does not use")
                .setBits("CR3", 0xFE7);
        illegal("cr4-bit-15", "CHK-09", "CR4 bit 15 set").setBits("CR4", 1L << 15);
        illegal("cr4-bit-32", "CHK-09", "CR4 bit 32 set").setBits("CR4", 1L << 32);
        illegal("cr4-bit-63", "CHK-09", "CR4 bit 63 set").setBits("CR4", 1L << 63);
        legal("cr4-pce", "CHK-09", "CR4.PCE set").setBits("CR4", 1L << 8);
        legal("efer-sce", "CHK-09", "EFER.SCE set").setBits("EFER", 1L << 0);
        illegal("efer-bit-9", "CHK-09", "EFER bit 9 set").setBits("EFER", 1L << 9);
        illegal("efer-bit-16", "CHK-09", "EFER bit 16 set").setBits("EFER", 1L << 16);
        illegal("efer-bit-63", "CHK-09", "EFER bit 63 set").setBits("EFER", 1L << 63);
    }

    private void longMode() {
        illegal("long-mode-without-pae", "CHK-10", "EFER.LME and CR0.PG set, CR4.PAE clear")
                .clearBits("CR4", CR4_PAE);
        illegal("long-mode-without-pe", "CHK-11", "EFER.LME and CR0.PG set, CR0.PE clear")
                .clearBits("CR0", CR0_PE);
        illegal("cs-l-and-d", "CHK-12", "CS.L and CS.D both set in long mode").setBits("CS.attributes", CS_D);
        legal(
                "cs-d-without-l",
                "CHK-12",
                "CS.D set and CS.L clear in long mode: compatibility mode",
                Guest.compatibility());
        legal("long-mode-bits-without-paging", "CHK-10", "EFER.LME set, CR0.PG and CR4.PAE clear", Guest.protected32())
                .setBits("EFER", 1L << 8);
        legal("cs-l-and-d-without-long-mode", "CHK-12", "CS.L and CS.D both set outside long mode", Guest.protected32())
                .setBits("CS.attributes", 1L << 9);
    }

    private void controls() {
        illegal("vmrun-intercept-clear", "CHK-13", "the VMRUN intercept clear").clearBits("INTERCEPT_4", Guest.VMRUN);
        illegal("asid-0", "CHK-16", "guest ASID 0").set("GUEST_ASID", 0);
    }

    private void permissionMaps() {
        for (int bits : new int[] {40, 48, 52}) {
            long limit = 1L << bits;
            String of = " of a physical address space of " + bits + " bits";
            illegal("msrpm-beyond-" + bits, "CHK-14", "MSRPM whose second page lies beyond the end" + of)
                    .requires("PhysAddrSize=" + bits)
                    .set("MSRPM_BASE_PA", limit - 0x1000);
            legal("msrpm-last-below-" + bits, "CHK-14", "MSRPM that ends exactly at the end" + of)
                    .requires("PhysAddrSize=" + bits)
                    .set("MSRPM_BASE_PA", limit - 0x2000);
            illegal("iopm-beyond-" + bits, "CHK-14", "IOPM whose third page lies beyond the end" + of)
                    .requires("PhysAddrSize=" + bits)
                    .set("IOPM_BASE_PA", limit - 0x2000);
            legal("iopm-last-below-" + bits, "CHK-14", "IOPM that ends exactly at the end" + of)
                    .requires("PhysAddrSize=" + bits)
                    .set("IOPM_BASE_PA", limit - 0x3000);
        }
        legal("map-address-low-bits", "VMCB-03", "IOPM and MSRPM addresses with bits 11:0 set")
                .setBits("IOPM_BASE_PA", 0xFFF)
                .setBits("MSRPM_BASE_PA", 0xFFF);
    }

    private void injection() {
        illegal("eventinj-type-1", "CHK-15", "injection of an event of the reserved type 1")
                .set("EVENTINJ", 0x8000_0120L);
        illegal("eventinj-type-5", "CHK-15", "injection of an event of the reserved type 5")
                .set("EVENTINJ", 0x8000_0520L);
        illegal("eventinj-exception-2", "CHK-15", "injection of vector 2 as an exception")
                .set("EVENTINJ", 0x8000_0302L);
        illegal("eventinj-exception-32", "CHK-15", "injection of vector 32 as an exception")
                .set("EVENTINJ", 0x8000_0320L);
        illegal("eventinj-br-in-64-bit-mode", "CHK-15", "injection of #BR into 64-bit mode, where BOUND does not exist")
                .set("EVENTINJ", 0x8000_0305L);
        legal("eventinj-not-valid", "INJ-04", "EVENTINJ with a reserved type, but V clear")
                .set("EVENTINJ", 0x0000_0120L)
                .unspecified("event-injection-consumed");
    }

    private void legalAlthoughSuspicious() {
        legal("64-bit-guest", "CHK-40", "a legal guest in 64-bit mode");
        legal(
                "protected-mode-guest",
                "CHK-40",
                "a legal guest in 32-bit protected mode without paging",
                Guest.protected32());
        legal("pae-guest", "CHK-22", "a legal guest in PAE paging", Guest.protected32())
                .setBits("CR0", 1L << 31)
                .setBits("CR4", CR4_PAE)
                .set("CR3", Draft.SCRATCH)
                .data(Draft.SCRATCH, pageDirectoryPointers())
                .claimField("VMRUN-25", "EXITCODE", 0x81);
        legal("sbz-intercept-bits", "CHK-26", "reserved bits of the last intercept vector set")
                .set("INTERCEPT_5", 0xFFFF_FF80L);
        legal("gdtr-base-not-canonical", "CHK-01", "bases of GDTR and IDTR that are not canonical")
                .set("GDTR.base", 0x1234_0000_0000_0000L)
                .set("IDTR.base", 0x0000_8000_0000_0000L)
                .unspecified("table-base-written-back");
        legal("data-segment-base-high", "SEG-03", "upper halves of the DS and ES bases set")
                .set("DS.base", 0xFFFF_FFFF_0000_0000L)
                .set("ES.base", 0x0000_0001_0000_0000L)
                .unspecified("segment-base-high");
    }

    private Draft illegal(String name, String rule, String what) {
        Draft draft = marked(name, Guest.long64())
                .about(
                        what + ": VMRUN must exit with VMEXIT_INVALID",
                        "VMRUN enters the guest although its state is illegal")
                .claimField(rule, "EXITCODE", INVALID)
                .claimEnds("CHK-40", Ended.END)
                .claim("CHK-40", "rbx", Slot.RBX.initial())
                .unspecified("after-invalid");
        return draft;
    }

    private Draft legal(String name, String rule, String what) {
        return legal(name, rule, what, Guest.long64());
    }

    private Draft legal(String name, String rule, String what, Guest template) {
        return marked(name, template)
                .about(what + ": the guest must run", "VMRUN refuses a state that is legal")
                .claimField(rule, "EXITCODE", 0x81)
                .claimEnds(rule, Ended.END)
                .claim(rule, "rbx", MARK)
                .unspecified(ExitMasks.PLAIN);
    }

    private Draft marked(String name, Guest template) {
        Draft draft =
                new Draft("checks/" + name, Level.CHK).guest(template, "mov ebx, 0x%x".formatted(MARK), "vmmcall");
        drafts.add(draft);
        return draft;
    }

    /** Four PAE page-directory-pointer entries over the fixture's page directories (PG-12). */
    private static byte[] pageDirectoryPointers() {
        ByteBuffer table = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        for (int gigabyte = 0; gigabyte < 4; gigabyte++) {
            table.putLong(Fixture.PAGE_DIRECTORIES + (long) gigabyte * Fixture.PAGE_SIZE | 1);
        }
        return table.array();
    }
}
