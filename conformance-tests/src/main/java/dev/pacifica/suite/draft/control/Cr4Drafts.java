package dev.pacifica.suite.draft.control;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.fixture.Fixture;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Values of CR4 (CR-30, CR-31, CR-36): bits that must be zero, bits of features, and combinations. */
public final class Cr4Drafts {
    private static final long PAE = 0x20;
    private static final long PCIDE = 1 << 17;
    private static final String REFUSED = "the value is accepted, or something is written before it is refused";
    private static final String TAKEN = "a legal value is refused or changed";

    /** Features with a bit of their own, by the condition that says whether a processor has them. */
    private static final Map<Integer, String> FEATURES = new TreeMap<>(Map.of(
            11,
            "UMIP",
            12,
            "LA57",
            16,
            "FSGSBASE",
            17,
            "PCID",
            18,
            "XSAVE",
            20,
            "SMEP",
            21,
            "SMAP",
            22,
            "PKU",
            23,
            "CET_SS"));

    private final Trials trials = new Trials("control-registers");

    private Cr4Drafts() {}

    public static List<Draft> all() {
        Cr4Drafts drafts = new Cr4Drafts();
        drafts.reservedBits();
        drafts.plainBits();
        drafts.features();
        drafts.pae();
        drafts.pcide();
        drafts.inTheHost();
        return drafts.trials.all();
    }

    private Draft write(String name, Guest guest, long value, String what, String failure) {
        String register = guest.bits() == 64 ? "rbx" : "ebx";
        return trials.guest(name, guest, "mov cr4, " + register)
                .gpr("rbx", value)
                .about("MOV to CR4: " + what, failure);
    }

    private Draft illegal(String rule, String name, Guest guest, long value, String what) {
        Draft draft = write(name, guest, value, what, REFUSED);
        return Trials.refused(draft, rule).claimField("CR-05", "CR4", draft.field("CR4"));
    }

    private Draft legal(String name, Guest guest, long value, String what) {
        return Trials.passes(write(name, guest, value, what, TAKEN), "CR-30").claimField("CR-30", "CR4", value);
    }

    private void reservedBits() {
        for (int bit : new int[] {13, 14, 15, 19, 24, 31, 32, 63}) {
            illegal(
                    "CR-30",
                    "cr4-bit-" + bit,
                    Guest.long64(),
                    PAE | 1L << bit,
                    "the reserved bit %d set".formatted(bit));
        }
        illegal("CR-30", "cr4-bit-13-in-protected-mode", Guest.protected32(), 1 << 13, "the reserved bit 13 set");
        illegal("CR-30", "cr4-bit-31-in-real-mode", Guest.real(), 1L << 31, "the reserved bit 31 set, in real mode")
                .touches(Draft.SCRATCH);
        Draft high = write(
                "cr4-garbage-above-32-bits",
                Guest.protected32(),
                0xFFFF_FFFF_0000_0004L,
                "garbage in the upper half of the general register, in protected mode",
                "the upper half is looked at outside 64-bit mode");
        Trials.passes(high, "CR-03").claimField("CR-03", "CR4", 4);
    }

    private void plainBits() {
        String[] names = {"tsd", "de", "pse", "pge", "pce"};
        int[] bits = {2, 3, 4, 7, 8};
        for (int i = 0; i < bits.length; i++) {
            String what = names[i].toUpperCase(Locale.ROOT) + " set";
            legal("cr4-" + names[i], Guest.long64(), PAE | 1L << bits[i], what + ", in 64-bit mode");
            legal("cr4-%s-in-protected-mode".formatted(names[i]), Guest.protected32(), 1L << bits[i], what);
        }
    }

    private void features() {
        FEATURES.forEach((bit, feature) -> {
            String name = feature.toLowerCase(Locale.ROOT).replace("_ss", "");
            String what = "the bit of %s set on a processor without it".formatted(feature);
            illegal("CR-36", "cr4-without-" + name, Guest.long64(), PAE | 1L << bit, what)
                    .requires("!" + feature);
            Draft vmrun = trials.guest("cr4-without-%s-loaded-by-vmrun".formatted(name), Guest.long64(), "nop")
                    .requires("!" + feature)
                    .setBits("CR4", 1L << bit)
                    .about(
                            "VMRUN with the bit of CR4 for %s set on a processor without it".formatted(feature),
                            "the guest is entered");
            vmrun.claimField("CR-36", "EXITCODE", -1).unspecified("after-invalid");
            if (bit == 11 || bit == 16 || bit == 18) {
                legal("cr4-with-" + name, Guest.long64(), PAE | 1L << bit, "the bit of %s set".formatted(feature))
                        .requires(feature);
            } else if (bit == 20 || bit == 21) { // without paging: the fixture's pages are the user's
                legal("cr4-with-" + name, Guest.protected32(), 1L << bit, "the bit of %s set".formatted(feature))
                        .requires(feature);
            }
        });
        for (int bit = 12; bit < 24; bit += 10) { // LA57 and PKE in protected mode: the same without long mode
            String feature = bit == 12 ? "LA57" : "PKU";
            illegal(
                            bit == 12 ? "CR-31" : "CR-36",
                            "cr4-bit-%d-in-protected-mode".formatted(bit),
                            Guest.protected32(),
                            1L << bit,
                            "bit %d set on a processor without %s".formatted(bit, feature))
                    .requires("!" + feature);
        }
    }

    private void pae() {
        illegal("CR-30", "cr4-pae-clear-in-64-bit-mode", Guest.long64(), 0, "PAE clear in 64-bit mode");
        illegal(
                "CR-30",
                "cr4-pae-clear-in-compatibility-mode",
                Guest.compatibility(),
                0,
                "PAE clear in compatibility mode");
        Guest ready = Guest.protected32();
        ready.fields().put("EFER", 0x1100L);
        ready.fields().put("CR4", PAE);
        legal("cr4-pae-clear-with-lme", ready, 0, "PAE clear with LME set and LMA clear");
        legal("cr4-pae-set", Guest.protected32(), PAE, "PAE set without paging");
    }

    private void pcide() {
        Draft on = legal("cr4-pcide-set", Guest.long64(), PAE | PCIDE, "PCIDE set in long mode, CR3[11:0] zero");
        on.requires("PCID");
        for (int bit : new int[] {3, 11}) {
            illegal(
                            "CR-30",
                            "cr4-pcide-with-cr3-bit-" + bit,
                            Guest.long64(),
                            PAE | PCIDE,
                            "PCIDE set while bit %d of CR3 is set".formatted(bit))
                    .requires("PCID")
                    .set("CR3", Fixture.PML4 | 1L << bit);
        }
        illegal("CR-30", "cr4-pcide-outside-long-mode", Guest.protected32(), PCIDE, "PCIDE set outside long mode")
                .requires("PCID");
        Draft stays = legal(
                        "cr4-pcide-stays-with-a-pcid",
                        Guest.long64(),
                        PAE | PCIDE | 4,
                        "PCIDE stays set, CR3 holds a PCID")
                .requires("PCID");
        stays.setBits("CR4", PCIDE).set("CR3", Fixture.PML4 | 5);
        Draft off = legal("cr4-pcide-clear", Guest.long64(), PAE, "PCIDE clear while CR3 holds a PCID")
                .requires("PCID");
        off.setBits("CR4", PCIDE).set("CR3", Fixture.PML4 | 5);
    }

    private void inTheHost() {
        for (int bit : new int[] {15, 19, 32, 63}) {
            hostRefuses("bit-" + bit, PAE | 1L << bit, "the reserved bit %d set".formatted(bit));
        }
        hostRefuses("pae-clear", 0, "PAE clear in 64-bit mode");
        for (int bit : new int[] {2, 3, 7, 8}) {
            Draft draft = trials.host("host-cr4-set-bit-" + bit, "mov cr4, rbx")
                    .gpr("rbx", PAE | 1L << bit)
                    .about("MOV to CR4 in the host: bit %d set".formatted(bit), TAKEN);
            Trials.hostPasses(draft, "CR-30").claim("CR-30", "cr4", PAE | 1L << bit);
        }
    }

    private void hostRefuses(String name, long value, String what) {
        Draft draft = trials.hostBehindGuest("host-cr4-" + name, "trial: mov cr4, rbx")
                .gpr("rbx", value)
                .about("MOV to CR4 in the host: " + what, REFUSED);
        Trials.hostRefused(draft, "CR-30").claim("CR-05", "cr4", PAE);
    }
}
