package dev.pacifica.suite.draft.control;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.PaeTables;
import dev.pacifica.suite.draft.Trials;
import java.util.List;
import java.util.Locale;

/** Values of EFER (CR-50 to CR-53), written by guests and by the host. */
public final class EferDrafts {
    private static final int EFER = 0xC000_0080;
    private static final long LONG = 0x1D00;
    private static final long PROTECTED = 0x1000;
    private static final long SCE = 1;
    private static final long LME = 0x100;
    private static final long LMA = 0x400;
    private static final long NXE = 0x800;
    private static final String REFUSED = "the value is accepted, or bits of it are dropped without a fault";
    private static final String TAKEN = "a legal value is refused or changed";

    private final Trials trials = new Trials("efer");

    private EferDrafts() {}

    public static List<Draft> all() {
        EferDrafts drafts = new EferDrafts();
        drafts.reservedBits();
        drafts.legal();
        drafts.longMode();
        drafts.vmrun();
        drafts.inTheHost();
        return drafts.trials.all();
    }

    private Draft write(String name, Guest guest, long value, String what, String failure) {
        return trials.guest(name, guest, "wrmsr")
                .gpr("rcx", EFER & 0xFFFF_FFFFL)
                .set("RAX", value & 0xFFFF_FFFFL)
                .gpr("rdx", value >>> 32)
                .about("WRMSR of EFER: " + what, failure);
    }

    private Draft illegal(String name, Guest guest, long value, String what) {
        Draft draft = write(name, guest, value, what, REFUSED);
        return Trials.refused(draft, "CR-50").claimField("CR-50", "EFER", draft.field("EFER"));
    }

    private Draft legal(String name, Guest guest, long value, String what) {
        return Trials.passes(write(name, guest, value, what, TAKEN), "CR-50").claimField("CR-50", "EFER", value);
    }

    private void reservedBits() {
        for (int bit : new int[] {9, 16, 19, 22, 31, 32, 63}) {
            illegal("bit-" + bit, Guest.long64(), LONG | 1L << bit, "the reserved bit %d set".formatted(bit));
        }
        illegal("bit-9-in-protected-mode", Guest.protected32(), PROTECTED | 1 << 9, "the reserved bit 9 set");
        illegal("bit-16-in-real-mode", Guest.real(), PROTECTED | 1 << 16, "the reserved bit 16 set, in real mode")
                .touches(Draft.SCRATCH);
    }

    private void legal() {
        legal("sce-set", Guest.long64(), LONG | SCE, "SCE set");
        legal("sce-set-in-protected-mode", Guest.protected32(), PROTECTED | SCE, "SCE set");
        legal("nxe-clear", Guest.long64(), LONG & ~NXE, "NXE clear");
        legal("nxe-set", Guest.protected32(), PROTECTED | NXE, "NXE set").requires("NX");
        legal("same-value", Guest.long64(), LONG, "the value it has");
        Draft read = trials.guest("read-in-64-bit-mode", Guest.long64(), "rdmsr")
                .gpr("rcx", EFER & 0xFFFF_FFFFL)
                .about("RDMSR of EFER in 64-bit mode", "LMA and LME are not what the mode demands");
        Trials.passes(read, "CR-52").claimField("CR-52", "RAX", LONG).claim("SYS-20", "rdx", 0);
    }

    private void longMode() {
        illegal("lme-clear-with-paging", Guest.long64(), LONG & ~LME, "LME clear while paging is on");
        illegal("lme-clear-in-compatibility-mode", Guest.compatibility(), LONG & ~LME, "LME clear while paging is on");
        Guest paging = PaeTables.guest(Guest.protected32());
        paging.fields().put("CR0", 0x8000_0033L);
        PaeTables.install(illegal("lme-set-with-paging", paging, PROTECTED | LME, "LME set while paging is on"));
        PaeTables.install(legal("sce-set-with-paging", paging, PROTECTED | SCE, "SCE set while paging is on"));
        legal("lme-set-without-paging", Guest.protected32(), PROTECTED | LME, "LME set while paging is off");
        Guest ready = Guest.protected32();
        ready.fields().put("EFER", PROTECTED | LME);
        legal("lme-clear-without-paging", ready, PROTECTED, "LME clear while paging is off");
        illegal("lma-clear-in-64-bit-mode", Guest.long64(), LONG & ~LMA, "LMA clear while long mode is active");
        illegal(
                "lma-set-in-protected-mode",
                Guest.protected32(),
                PROTECTED | LMA,
                "LMA set while long mode is not active");
        illegal("lma-set-with-lme", ready, PROTECTED | LME | LMA, "LMA set with LME set and paging off");
    }

    private void vmrun() {
        Draft consistent = trials.guest("lme-without-paging-loaded-by-vmrun", Guest.protected32(), "rdmsr")
                .set("EFER", PROTECTED | LME)
                .gpr("rcx", EFER & 0xFFFF_FFFFL)
                .about("VMRUN of a guest with LME set and paging off", "such a guest is refused, or finds LMA set");
        Trials.passes(consistent, "CR-53").claimField("CR-52", "RAX", PROTECTED | LME);
        invalid("svme-clear", LONG & ~0x1000, "EFER.SVME clear");
        invalid("reserved-bit-9", LONG | 1 << 9, "bit 9 of EFER set");
        invalid("reserved-bit-63", LONG | 1L << 63, "bit 63 of EFER set");
        invalid("pae-clear", LONG, "LME and PG set and PAE clear").clearBits("CR4", 0x20);
        invalid("pe-clear", LONG, "LME and PG set and PE clear").clearBits("CR0", 1);
        invalid("l-and-d", LONG, "LME, PG, PAE, CS.L and CS.D set").setBits("CS.attributes", 0x400);
    }

    private Draft invalid(String name, long efer, String what) {
        return trials.guest("vmrun-" + name, Guest.long64(), "nop")
                .set("EFER", efer)
                .about("VMRUN of a guest with " + what, "the guest is entered")
                .claimField("CR-53", "EXITCODE", -1)
                .unspecified("after-invalid");
    }

    private void inTheHost() {
        for (int bit : new int[] {9, 16, 63}) {
            hostRefuses("bit-" + bit, LONG | 1L << bit, "the reserved bit %d set".formatted(bit));
        }
        hostRefuses("lme-clear", LONG & ~LME, "LME clear while paging is on");
        hostRefuses("lma-clear", LONG & ~LMA, "LMA clear while long mode is active");
        long[] values = {LONG | SCE, LONG & ~NXE, LONG & ~0x1000};
        String[] names = {"sce-set", "nxe-clear", "svme-clear"};
        for (int i = 0; i < values.length; i++) {
            Draft draft = hostWrites("host-" + names[i], values[i])
                    .about(
                            "WRMSR of EFER in the host: "
                                    + names[i].replace('-', ' ').toUpperCase(Locale.ROOT),
                            TAKEN);
            Trials.hostPasses(draft, "CR-50").claim("CR-50", "efer", values[i]);
        }
    }

    private Draft hostWrites(String name, long value) {
        return trials.host(name, "trial: wrmsr")
                .gpr("rcx", EFER & 0xFFFF_FFFFL)
                .gpr("rax", value & 0xFFFF_FFFFL)
                .gpr("rdx", value >>> 32);
    }

    private void hostRefuses(String name, long value, String what) {
        Draft draft = hostWrites("host-" + name, value).about("WRMSR of EFER in the host: " + what, REFUSED);
        Trials.hostRefused(draft, "CR-50").claim("CR-50", "efer", LONG);
    }
}
