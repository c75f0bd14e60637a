package dev.pacifica.suite.draft.control;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.PaeTables;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.fixture.Fixture;
import java.util.List;
import java.util.Locale;

/** Values that CR0 takes and refuses in each mode (CR-10 to CR-16), nothing intercepted. */
public final class Cr0Drafts {
    private static final long PE = 1;
    private static final long TS = 8;
    private static final long ET = 0x10;
    private static final long WP = 1 << 16;
    private static final long NW = 1 << 29;
    private static final long CD = 1 << 30;
    private static final long PG = 1L << 31;
    private static final long LONG = 0x8001_0033L;
    private static final long PROTECTED = 0x33;
    private static final long PAE = 0x20;
    private static final long LME = 0x1100;
    private static final String FAILS_LEGAL = "a legal value is refused, or does not reach the register as it is";
    private static final String FAILS_ILLEGAL = "the value is accepted, or something is written before it is refused";

    private final Trials trials = new Trials("control-registers");

    private Cr0Drafts() {}

    public static List<Draft> all() {
        Cr0Drafts drafts = new Cr0Drafts();
        drafts.singleBits();
        drafts.combinations();
        drafts.pagingOn();
        drafts.pagingOff();
        drafts.reservedBits();
        drafts.pagedRealMode();
        drafts.inTheHost();
        return drafts.trials.all();
    }

    private static Guest with(Guest guest, String field, long value) {
        guest.fields().put(field, value);
        return guest;
    }

    private Draft write(String name, Guest guest, long value) {
        String register = guest.bits() == 64 ? "rbx" : "ebx";
        return trials.guest(name, guest, "mov cr0, " + register).gpr("rbx", value);
    }

    private Draft legal(String name, Guest guest, long value, String what) {
        Draft draft = write(name, guest, value).about("MOV to CR0: " + what, FAILS_LEGAL);
        return Trials.passes(draft, "CR-10").claimField("CR-10", "CR0", value & 0xFFFF_FFFFL | ET);
    }

    private Draft illegal(String name, Guest guest, long value, String what) {
        Draft draft = write(name, guest, value).about("MOV to CR0: " + what, FAILS_ILLEGAL);
        return Trials.refused(draft, "CR-10").claimField("CR-05", "CR0", draft.field("CR0"));
    }

    private void singleBits() {
        String[] names = {"mp", "em", "ts", "ne", "wp", "am", "cd"};
        int[] bits = {1, 2, 3, 5, 16, 18, 30};
        for (int i = 0; i < bits.length; i++) {
            String what = "%s changes, nothing else, in ".formatted(names[i].toUpperCase(Locale.ROOT));
            legal(
                    "cr0-flip-%s-in-64-bit-mode".formatted(names[i]),
                    Guest.long64(),
                    LONG ^ 1L << bits[i],
                    what + "64-bit mode");
            legal(
                    "cr0-flip-%s-in-protected-mode".formatted(names[i]),
                    Guest.protected32(),
                    PROTECTED ^ 1L << bits[i],
                    what + "protected mode");
        }
        legal("cr0-et-clear", Guest.long64(), LONG & ~ET, "ET clear, which reads as 1 all the same");
        Draft high = write("cr0-garbage-above-32-bits", Guest.protected32(), 0xDEAD_BEEF_0000_0000L | PROTECTED | TS)
                .about(
                        "MOV to CR0 in protected mode with garbage in the upper half of the general register",
                        "the upper half is looked at outside 64-bit mode");
        Trials.passes(high, "CR-03").claimField("CR-03", "CR0", PROTECTED | TS);
    }

    private void combinations() {
        legal("cr0-nw-with-cd", Guest.long64(), LONG | NW | CD, "NW and CD set");
        illegal("cr0-nw-without-cd", Guest.long64(), LONG | NW, "NW set, CD clear");
        illegal("cr0-nw-without-cd-in-protected-mode", Guest.protected32(), PROTECTED | NW, "NW set, CD clear");
        illegal("cr0-nw-without-cd-in-real-mode", Guest.real(), PROTECTED & ~PE | NW, "NW set, CD clear, in real mode")
                .touches(Draft.SCRATCH);
        illegal("cr0-bit-32", Guest.long64(), LONG | 1L << 32, "bit 32 set");
        illegal("cr0-bit-63", Guest.long64(), LONG | 1L << 63, "bit 63 set");
        illegal("cr0-pg-without-pe-in-64-bit-mode", Guest.long64(), LONG & ~PE, "PE clear while PG stays set");
        illegal("cr0-pg-without-pe-in-protected-mode", Guest.protected32(), PROTECTED & ~PE | PG, "PG set, PE clear");
        illegal("cr0-pg-without-pe-in-real-mode", Guest.real(), PROTECTED & ~PE | PG, "PG set, PE stays clear")
                .touches(Draft.SCRATCH);
    }

    private static Guest beforePaging(long cr4, long efer) {
        Guest guest = with(Guest.protected32(), "CR4", cr4);
        return with(with(guest, "EFER", efer), "CR3", Fixture.PML4);
    }

    private void pagingOn() {
        legal(
                        "cr0-pg-with-lme",
                        beforePaging(PAE, LME),
                        PROTECTED | PG,
                        "PG set with LME and PAE set and CS.L clear: long mode becomes active")
                .claimField("CR-12", "EFER", LME | 0x400)
                .claimField("CR-52", "EFER", LME | 0x400);
        illegal(
                        "cr0-pg-with-lme-without-pae",
                        beforePaging(0, LME),
                        PROTECTED | PG,
                        "PG set with LME set and PAE clear")
                .claimField("CR-12", "EFER", LME);
        illegal(
                        "cr0-pg-with-lme-and-cs-l",
                        with(beforePaging(PAE, LME), "CS.attributes", 0xA9B),
                        PROTECTED | PG,
                        "PG set with LME, PAE and CS.L set")
                .claimField("CR-12", "EFER", LME);
        Guest legacy = PaeTables.guest(with(Guest.protected32(), "CR0", PROTECTED));
        PaeTables.install(legal(
                        "cr0-pg-without-lme",
                        legacy,
                        PROTECTED | PG,
                        "PG set with LME clear and PAE set: no long mode"))
                .claimField("CR-12", "EFER", 0x1000);
        PaeTables.install(legal(
                "cr0-pg-with-cs-l-without-lme",
                with(PaeTables.guest(Guest.protected32()), "CS.attributes", 0xA9B),
                PROTECTED | PG,
                "PG set with CS.L set and LME clear"));
    }

    private void pagingOff() {
        illegal("cr0-pg-clear-in-64-bit-mode", Guest.long64(), LONG & ~PG, "PG clear in 64-bit mode");
        legal("cr0-pg-clear-in-compatibility-mode", Guest.compatibility(), LONG & ~PG, "PG clear in compatibility mode")
                .claimField("CR-12", "EFER", 0x1900)
                .claimField("CR-52", "EFER", 0x1900);
        Guest pcid = with(Guest.compatibility(), "CR4", PAE | 1 << 17);
        illegal("cr0-pg-clear-with-pcide", pcid, LONG & ~PG, "PG clear in compatibility mode with PCIDE set")
                .requires("PCID");
        legal("cr0-wp-clear-with-pcide", pcid, LONG & ~WP, "WP clear, PG as before, with PCIDE set")
                .requires("PCID");
        Guest pae = PaeTables.guest(with(Guest.protected32(), "CR0", PROTECTED | PG));
        PaeTables.install(legal("cr0-pg-clear-outside-long-mode", pae, PROTECTED, "PG clear in protected mode"));
        PaeTables.install(illegal(
                "cr0-pe-clear-with-paging",
                pae,
                PROTECTED & ~PE | PG,
                "PE clear in protected mode while PG stays set"));
        PaeTables.install(Trials.inRealMode(legal(
                        "cr0-pe-and-pg-clear", pae, PROTECTED & ~PE, "PE and PG clear at once in protected mode")))
                .claimField("CR-11", "CPL", 0);
    }

    /** What such a bit reads as is open; the guest takes it back. */
    private void reservedBits() {
        for (int bit : new int[] {6, 15, 17, 19, 28}) {
            Draft draft = trials.guest("cr0-reserved-bit-" + bit, Guest.long64(), "mov cr0, rbx", "mov cr0, rdx")
                    .gpr("rbx", LONG | 1L << bit)
                    .gpr("rdx", LONG)
                    .about(
                            "MOV to CR0 of a value with the reserved bit %d set, and back".formatted(bit),
                            "the bit must not be changed, but setting it does not fault");
            Trials.passes(draft, "CR-10").claimField("CR-10", "CR0", LONG);
            Draft loaded = trials.guest(
                            "cr0-reserved-bit-%d-loaded-by-vmrun".formatted(bit), Guest.long64(), "mov cr0, rdx")
                    .setBits("CR0", 1L << bit)
                    .gpr("rdx", LONG)
                    .about(
                            "VMRUN with the reserved bit %d of CR0 set".formatted(bit),
                            "VMRUN checks reserved bits of CR0 below bit 32");
            Trials.passes(loaded, "CR-15").claimField("CR-15", "CR0", LONG);
        }
        Draft checked = trials.guest("cr0-nw-without-cd-loaded-by-vmrun", Guest.long64(), "nop")
                .setBits("CR0", NW)
                .about("VMRUN of a guest with CR0.NW set and CR0.CD clear", "VMRUN enters the guest");
        checked.claimField("CR-15", "EXITCODE", -1).unspecified("after-invalid");
    }

    private void pagedRealMode() {
        Guest guest = PaeTables.guest(with(Guest.real(), "CR0", PROTECTED & ~PE | PG));
        Draft same = write("cr0-paged-real-mode-write-back", guest, PROTECTED & ~PE | PG)
                .about(
                        "MOV to CR0 of the value it has, in paged real mode, which only VMRUN can enter",
                        "what VMRUN may load, MOV may write");
        PaeTables.install(Trials.inRealMode(Trials.refused(same, "CR-16")))
                .claimField("CR-05", "CR0", PROTECTED & ~PE | PG);
        Draft toProtected = write("cr0-paged-real-mode-set-pe", guest, PROTECTED | PG)
                .about(
                        "MOV to CR0 in paged real mode that sets PE",
                        "the way from paged real mode to protected mode is barred");
        PaeTables.install(Trials.passes(toProtected, "CR-16"))
                .claimField("CR-16", "CR0", PROTECTED | PG)
                .unspecified("dpl-of-code-and-stack");
        Draft toReal = write("cr0-paged-real-mode-clear-pg", guest, PROTECTED & ~PE)
                .about(
                        "MOV to CR0 in paged real mode that clears PG",
                        "the way from paged real mode to real mode is barred");
        PaeTables.install(Trials.inRealMode(Trials.passes(toReal, "CR-16")))
                .claimField("CR-16", "CR0", PROTECTED & ~PE);
    }

    private void inTheHost() {
        hostRefuses("nw-without-cd", LONG | NW, "NW set and CD clear");
        hostRefuses("bit-32", LONG | 1L << 32, "bit 32 set");
        hostRefuses("pg-without-pe", LONG & ~PE, "PE clear and PG set");
        hostRefuses("pg-clear", LONG & ~PG, "PG clear in 64-bit mode");
        hostTakes("nw-with-cd", LONG | NW | CD, "NW and CD set");
        hostTakes("am", LONG | 1 << 18, "AM set");
        hostTakes("wp-clear", LONG & ~WP, "WP clear");
    }

    private void hostRefuses(String name, long value, String what) {
        Draft draft = trials.host("host-cr0-" + name, "trial: mov cr0, rbx")
                .gpr("rbx", value)
                .about("MOV to CR0 in the host: " + what, FAILS_ILLEGAL);
        Trials.hostRefused(draft, "CR-10").claim("CR-05", "cr0", LONG);
    }

    private void hostTakes(String name, long value, String what) {
        Draft draft = trials.host("host-cr0-" + name, "mov cr0, rbx")
                .gpr("rbx", value)
                .about("MOV to CR0 in the host: " + what, FAILS_LEGAL);
        Trials.hostPasses(draft, "CR-10").claim("CR-10", "cr0", value);
    }
}
