package dev.pacifica.suite.draft.control;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestTables;
import dev.pacifica.suite.draft.PaeTables;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.fixture.Fixture;
import java.util.List;
import java.util.Locale;

/** Values of CR3, and what writing it forgets (CR-21 to CR-23). */
public final class Cr3Drafts {
    private static final long PCIDE = 1 << 17;
    private static final String REFUSED = "a reserved bit is accepted, or dropped without a fault";
    private static final String TAKEN = "a legal value is refused or changed";
    private static final long OTHER = Draft.GUEST_IDT;

    private final Trials trials = new Trials("control-registers");

    private Cr3Drafts() {}

    public static List<Draft> all() {
        Cr3Drafts drafts = new Cr3Drafts();
        drafts.reservedInLongMode();
        drafts.lowBits();
        drafts.pcid();
        drafts.legacy();
        drafts.flush();
        drafts.inTheHost();
        return drafts.trials.all();
    }

    private Draft write(String name, Guest guest, long value, String what, String failure) {
        String register = guest.bits() == 64 ? "rbx" : "ebx";
        return trials.guest(name, guest, "mov cr3, " + register)
                .gpr("rbx", value)
                .about("MOV to CR3: " + what, failure);
    }

    private void reservedInLongMode() {
        for (int bit : new int[] {52, 57, 62, 63}) {
            Trials.refused(
                            write(
                                    "cr3-bit-" + bit,
                                    Guest.long64(),
                                    Fixture.PML4 | 1L << bit,
                                    "bit %d set".formatted(bit),
                                    REFUSED),
                            "CR-21")
                    .claimField("CR-05", "CR3", Fixture.PML4);
        }
        for (int width : new int[] {40, 48}) {
            Trials.refused(
                            write(
                                            "cr3-first-bit-beyond-" + width,
                                            Guest.long64(),
                                            Fixture.PML4 | 1L << width,
                                            "the first bit beyond physical addresses of %d bits set".formatted(width),
                                            REFUSED)
                                    .requires("PhysAddrSize=" + width),
                            "CR-21")
                    .claimField("CR-05", "CR3", Fixture.PML4);
        }
        Draft same = write("cr3-same-value", Guest.long64(), Fixture.PML4, "the value it has", TAKEN);
        Trials.passes(same, "CR-21").claimField("CR-21", "CR3", Fixture.PML4);
    }

    private void lowBits() {
        Draft caching = write("cr3-pcd-and-pwt", Guest.long64(), Fixture.PML4 | 0x18, "PCD and PWT set", TAKEN);
        Trials.passes(caching, "CR-21").claimField("CR-21", "CR3", Fixture.PML4 | 0x18);
        for (int bit : new int[] {0, 2, 5, 11}) {
            Draft ignored = trials.guest("cr3-ignored-bit-" + bit, Guest.long64(), "mov cr3, rbx", "mov cr3, rdx")
                    .gpr("rbx", Fixture.PML4 | 1L << bit)
                    .gpr("rdx", Fixture.PML4)
                    .about(
                            "MOV to CR3 of a value with bit %d set, which has no meaning without PCIDs, and back"
                                    .formatted(bit),
                            "the bit faults, or is taken for part of the address");
            Trials.passes(ignored, "CR-21").claimField("CR-21", "CR3", Fixture.PML4);
        }
    }

    private Draft withPcid(String name, long value, String what, String failure) {
        return write(name, Guest.long64(), value, what, failure)
                .requires("PCID")
                .setBits("CR4", PCIDE);
    }

    private void pcid() {
        Draft keep = withPcid(
                "cr3-bit-63-with-pcide",
                Fixture.PML4 | 1L << 63,
                "bit 63 set, with PCIDE set",
                "the bit faults, or is stored");
        Trials.passes(keep, "CR-21").claimField("CR-21", "CR3", Fixture.PML4);
        Draft other = withPcid("cr3-pcid", Fixture.PML4 | 0xFFF, "a PCID, with PCIDE set", TAKEN);
        Trials.passes(other, "CR-21").claimField("CR-21", "CR3", Fixture.PML4 | 0xFFF);
        Draft neighbour =
                withPcid("cr3-bit-62-with-pcide", Fixture.PML4 | 1L << 62, "bit 62 set, with PCIDE set", REFUSED);
        Trials.refused(neighbour, "CR-21").claimField("CR-05", "CR3", Fixture.PML4);
    }

    private void legacy() {
        Draft high = write(
                "cr3-garbage-above-32-bits",
                Guest.protected32(),
                0xFFFF_FFFF_0000_0000L | 0xFFFF_F018L,
                "garbage in the upper half of the general register, in protected mode",
                "the upper half is looked at outside 64-bit mode");
        Trials.passes(high, "CR-22").claimField("CR-22", "CR3", 0xFFFF_F018L);
        Guest pae = PaeTables.guest(Guest.protected32());
        pae.fields().put("CR0", 0x8000_0033L);
        long pointers = pae.fields().getOrDefault("CR3", 0L);
        Draft same = PaeTables.install(
                write("cr3-same-value-with-pae", pae, pointers, "the value it has, with PAE paging", TAKEN));
        Trials.passes(same, "CR-22").claimField("CR-22", "CR3", pointers);
        Draft compatibility = write(
                "cr3-garbage-in-compatibility-mode",
                Guest.compatibility(),
                1L << 52 | Fixture.PML4,
                "garbage in the upper half of the general register, in compatibility mode",
                "bits that the operand size excludes are checked");
        Trials.passes(compatibility, "CR-03").claimField("CR-03", "CR3", Fixture.PML4);
    }

    /** The probe maps one frame, is read, maps another, and is read again. */
    private Draft remapped(String name, long probe, String... flush) {
        String[] lines = new String[flush.length + 3];
        lines[0] = "mov rsi, [0x%x]".formatted(GuestTables.PROBE);
        lines[1] = "mov [rdi], rbx";
        System.arraycopy(flush, 0, lines, 2, flush.length);
        lines[lines.length - 1] = "mov rdi, [0x%x]".formatted(GuestTables.PROBE);
        Draft draft = trials.guest(name, Guest.long64(), lines)
                .gpr("rdi", GuestTables.PROBE_ENTRY_WINDOW)
                .gpr("rbx", OTHER | GuestTables.PRESENT | 0x60 | probe)
                .data(GuestTables.FRAME, new byte[] {1})
                .data(OTHER, new byte[] {2});
        return GuestTables.installWithWindow(draft, GuestTables.PRESENT | probe);
    }

    private void flush() {
        Draft cr3 = remapped("cr3-write-flushes", 0, "mov rax, cr3", "mov cr3, rax")
                .about(
                        "MOV to CR3 of the value it has, after the mapping of a page that was read has changed",
                        "the old translation is still used");
        Trials.passes(cr3, "CR-23").claim("CR-23", "rsi", 1).claim("CR-23", "rdi", 2);
        long[] bits = {1 << 4, 1 << 7};
        String[] names = {"pse", "pge"};
        for (int i = 0; i < bits.length; i++) {
            Draft cr4 = remapped(
                            "cr4-%s-flushes".formatted(names[i]), 0x100, "mov rax, cr4", "xor rax, rcx", "mov cr4, rax")
                    .setBits("CR4", 1 << 7)
                    .gpr("rcx", bits[i])
                    .about(
                            "MOV to CR4 that changes %s, after the mapping of a global page that was read has changed"
                                    .formatted(names[i].toUpperCase(Locale.ROOT)),
                            "the old translation is still used");
            Trials.passes(cr4, "CR-32").claim("CR-32", "rsi", 1).claim("CR-32", "rdi", 2);
        }
        String[] types = {"one address", "one context", "everything", "all but global pages"};
        for (int type = 0; type < types.length; type++) {
            Draft invpcid = remapped(
                            "invpcid-type-%d-flushes".formatted(type), type == 2 ? 0x100 : 0, "invpcid rdx, [r8]")
                    .requires("INVPCID")
                    .setBits("CR4", 1 << 7)
                    .gpr("rdx", type)
                    .gpr("r8", Draft.GUEST_IDT + 0x100)
                    .data(Draft.GUEST_IDT + 0x108, new byte[] {0, 0, 7, 1})
                    .about(
                            "INVPCID of %s after the mapping of a page that was read has changed"
                                    .formatted(types[type]),
                            "the old translation is still used");
            Trials.passes(invpcid, "PG-76").claim("PG-76", "rsi", 1).claim("PG-76", "rdi", 2);
        }
        Draft invlpg = remapped("invlpg-of-a-global-page", 0x100, "invlpg [0x%x]".formatted(GuestTables.PROBE))
                .setBits("CR4", 1 << 7)
                .about(
                        "INVLPG after the mapping of a global page that was read has changed",
                        "the old translation is still used");
        Trials.passes(invlpg, "SYS-23").claim("SYS-23", "rsi", 1).claim("SYS-23", "rdi", 2);
    }

    private void inTheHost() {
        for (int bit : new int[] {52, 63}) {
            Draft draft = trials.hostBehindGuest("host-cr3-bit-" + bit, "trial: mov cr3, rbx")
                    .gpr("rbx", Fixture.PML4 | 1L << bit)
                    .about("MOV to CR3 in the host: bit %d set".formatted(bit), REFUSED);
            Trials.hostRefused(draft, "CR-21").claim("CR-05", "cr3", Fixture.PML4);
        }
        Draft draft = trials.host("host-cr3-pcd-and-pwt", "mov cr3, rbx")
                .gpr("rbx", Fixture.PML4 | 0x18)
                .about("MOV to CR3 in the host: PCD and PWT set", TAKEN);
        Trials.hostPasses(draft, "CR-21").claim("CR-21", "cr3", Fixture.PML4 | 0x18);
    }
}
