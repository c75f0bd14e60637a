package dev.pacifica.suite.draft.nested;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What VMRUN checks, loads and saves for nested paging (NPT-01 to NPT-20, PG-87). */
public final class NestedEntryDrafts {
    private static final String PREFIX = "nested-entry/";
    private static final long ODD_PAT = 0x0706_0504_0100_0507L;
    private static final long OTHER_PAT = 0x0007_0105_0007_0406L;
    private static final int PAT = 0x277;
    private static final long NARROW = 0x109_8000;
    private static final long OUTSIDE = 0x150_0000;
    private static final NestedTables TABLES = NestedTables.of(Optional.empty(), TableFormat.LONG, NestedTables.PAGE);

    private final List<Draft> drafts = new ArrayList<>();

    private NestedEntryDrafts() {}

    public static List<Draft> all() {
        NestedEntryDrafts entry = new NestedEntryDrafts();
        entry.root();
        entry.pat();
        entry.disabled();
        entry.host();
        entry.guestPat();
        entry.cleanBit();
        entry.memoryTypeRange();
        entry.replicated();
        return entry.drafts;
    }

    /** An unpaged guest that ends with VMMCALL, on nested tables that map all of it to itself. */
    private Draft draft(String name, String what, String why, String... lines) {
        Draft draft = Attempt.of(PREFIX + name, TABLES.guest(0), lines)
                .about(what, why)
                .requires("NP");
        drafts.add(TABLES.install(draft));
        return draft;
    }

    private static void invalid(Draft draft, String... rules) {
        for (String rule : rules) {
            draft.claimField(rule, "EXITCODE", -1);
        }
        draft.unspecified("after-invalid", "guest-pat-after-invalid");
    }

    private static Draft runs(Draft draft, String... rules) {
        for (String rule : rules) {
            draft.claimField(rule, "EXITCODE", Attempt.VMMCALL);
        }
        return draft.unspecified(ExitMasks.PLAIN);
    }

    private void root() {
        for (int bit : new int[] {52, 63}) {
            Draft draft =
                    draft("root-bit-%d".formatted(bit), "N_CR3 with bit %d set".formatted(bit), "the bit is ignored");
            invalid(draft.set("N_CR3", NestedTables.NESTED_ROOT | 1L << bit), "NPT-05", "CHK-32", "PG-87");
        }
        for (int width : new int[] {40, 48}) {
            Draft draft = draft(
                            "root-beyond-%d-bits".formatted(width),
                            "N_CR3 with the first bit beyond %d bits of physical address".formatted(width),
                            "the bit is ignored")
                    .requires("PhysAddrSize=" + width);
            invalid(draft.set("N_CR3", NestedTables.NESTED_ROOT | 1L << width), "NPT-05", "CHK-32");
        }
        runs(
                draft("root-low-bits", "N_CR3 with bits 11:0 set", "bits that are ignored are refused")
                        .set("N_CR3", NestedTables.NESTED_ROOT | 0xFFF),
                "NPT-05",
                "NPT-02");
    }

    private void pat() {
        for (int field = 0; field < 8; field++) {
            for (long type : new long[] {2, 3, 8, 0x80}) {
                boolean isChosen = type == 2 || type == 8 && field > 5 || field == 7 || field == 0;
                if (!isChosen) {
                    continue;
                }
                Draft draft = draft(
                        "pat-field-%d-type-%x".formatted(field, type),
                        "G_PAT whose field %d holds %xh".formatted(field, type),
                        "the guest runs with a memory type that does not exist");
                invalid(
                        draft.set("G_PAT", NestedTables.PAT & ~(0xFFL << 8 * field) | type << 8 * field),
                        "NPT-06",
                        "CHK-33");
            }
        }
        for (long value : new long[] {ODD_PAT, 0, 0x0707_0707_0606_0505L}) {
            runs(
                    draft("pat-%x".formatted(value), "G_PAT of types that exist", "a type is refused")
                            .set("G_PAT", value),
                    "NPT-06");
        }
    }

    private void disabled() {
        Draft ignored = draft(
                        "disabled",
                        "NP_ENABLE clear, with an N_CR3 and a G_PAT that would be illegal",
                        "fields of nested paging are checked or used without it")
                .set("NP_ENABLE", 0)
                .set("N_CR3", -1)
                .set("G_PAT", -1);
        runs(ignored, "NPT-07").claimField("NPT-16", "G_PAT", -1);
        drafts.add(runs(
                Attempt.of(PREFIX + "without-the-feature", NestedTables.nest(Guest.protected32()))
                        .about(
                                "NP_ENABLE on a processor without nested paging",
                                "the bit is refused, or switches on what is not there")
                        .requires("!NP")
                        .set("N_CR3", 0),
                "NPT-08",
                "NPT-01"));
        invalid(
                draft("asid-0", "nested paging with ASID 0", "nested paging does without an ASID")
                        .set("GUEST_ASID", 0),
                "NPT-09");
        runs(draft("enabled", "nested paging is enabled", "the feature does not work"), "NPT-01", "NPT-02", "NPT-03");
    }

    private void host() {
        Draft unpaged = draft("unpaged-host", "NP_ENABLE in a host that does not page", "the guest is entered");
        invalid(NestedHost.unpaged(unpaged), "NPT-04", "CHK-31");
        Draft plain = draft(
                        "unpaged-host-without", "a host that does not page, NP_ENABLE clear", "the guest is refused")
                .set("NP_ENABLE", 0);
        runs(NestedHost.unpaged(plain), "NPT-04");
        runs(
                onNarrowTables(draft(
                                "ends-with-the-exit",
                                "a host that reads, behind VMRUN, what the nested tables do not map",
                                "nested paging goes on behind #VMEXIT"))
                        .host("vmrun", "mov bl, [0x%x]".formatted(OUTSIDE), "jmp end")
                        .data(OUTSIDE, new byte[] {0x77})
                        .claim("NPT-11", "rbx", 0xFF, 0x77),
                "NPT-11");
        Draft map = onNarrowTables(draft(
                        "permission-map-unmapped",
                        "an intercepted OUT, with an I/O permission map that the nested tables do not map",
                        "the map's address is taken for a guest-physical one",
                        "out 0x80, al"))
                .set("IOPM_BASE_PA", OUTSIDE)
                .data(OUTSIDE + 0x10, new byte[] {1});
        Attempt.intercept(map, 0x7B)
                .claimField("NPT-99", "EXITCODE", 0x7B)
                .unspecified(ExitMasks.WITH_BOTH)
                .unspecified("io-reserved", "io-address-size", "io-segment-without-string");
        Draft cr2 = draft(
                        "cr2",
                        "MOV to CR2 of a guest with nested paging",
                        "CR2 is replicated",
                        "mov eax, 0x1234000",
                        "mov cr2, eax")
                .host("vmrun", "mov rbx, cr2", "jmp end");
        runs(cr2, "NPT-15").claimField("NPT-15", "CR2", 0x123_4000).claim("NPT-15", "rbx", 0x123_4000);
    }

    /** Nested tables that map the first 2 MBytes and those from 16 MBytes on, and nothing else. */
    private static Draft onNarrowTables(Draft draft) {
        return draft.set("N_CR3", NARROW)
                .data(NARROW, Descriptors.bytes(NARROW + 0x1000 | 0x27))
                .data(NARROW + 0x1000, Descriptors.bytes(NARROW + 0x2000 | 0x27))
                .data(NARROW + 0x2000, Descriptors.bytes(0xE7))
                .data(NARROW + 0x2040, Descriptors.bytes(0x100_00E7));
    }

    /** The base of the last variable range, whose mask is not valid; the host puts back what was there. */
    private void memoryTypeRange() {
        long value = 0x1234_5006;
        Draft draft = draft(
                        "mtrr",
                        "WRMSR to an MTRR in a guest with nested paging, then a look at the host's",
                        "the guest has MTRRs of its own",
                        "mov ecx, 0x20e",
                        "mov eax, 0x%x".formatted(value),
                        "mov edx, 0",
                        "wrmsr",
                        "mov eax, 0",
                        "rdmsr",
                        "mov edi, eax")
                .requires("MTRR")
                .host(
                        "mov ecx, 0x20e",
                        "rdmsr",
                        "mov r8d, eax",
                        "mov r9d, edx",
                        "mov eax, 0x%x".formatted(Draft.VMCB),
                        "vmrun",
                        "mov ecx, 0x20e",
                        "rdmsr",
                        "mov ebx, eax",
                        "mov eax, r8d",
                        "mov edx, r9d",
                        "wrmsr",
                        "mov r8d, 0",
                        "mov r9d, 0",
                        "mov eax, 0",
                        "mov edx, 0",
                        "jmp end");
        runs(draft, "NPT-20").claim("NPT-20", "rbx", value).claim("NPT-20", "rdi", value);
    }

    private void guestPat() {
        Draft read = draft(
                        "pat-read",
                        "RDMSR of PAT in a guest with nested paging",
                        "the guest sees the host's PAT",
                        rdmsr())
                .set("G_PAT", ODD_PAT);
        runs(read, "NPT-19")
                .claimField("NPT-19", "RAX", ODD_PAT & 0xFFFF_FFFFL)
                .claim("NPT-19", "rdx", ODD_PAT >>> 32)
                .claimField("NPT-18", "G_PAT", ODD_PAT);
        Draft write = draft(
                        "pat-written",
                        "WRMSR to PAT in a guest with nested paging, then a look at the host's",
                        "the guest writes to the host's PAT, or #VMEXIT does not save its own",
                        wrmsr(OTHER_PAT))
                .host("vmrun", "mov ecx, 0x%x".formatted(PAT), "rdmsr", "jmp end");
        runs(write, "NPT-12")
                .claimField("NPT-18", "G_PAT", OTHER_PAT)
                .claimField("NPT-19", "G_PAT", OTHER_PAT)
                .claim("NPT-12", "rax", NestedTables.PAT & 0xFFFF_FFFFL)
                .claim("NPT-12", "rdx", NestedTables.PAT >>> 32);
        List<String> host = new ArrayList<>(List.of("vmrun", "mov ecx, 0x%x".formatted(PAT), "rdmsr"));
        host.addAll(List.of("mov ebx, eax", "mov esi, edx"));
        host.addAll(List.of(wrmsr(NestedTables.PAT)));
        host.add("jmp end");
        Draft shared = draft(
                        "pat-without-nesting",
                        "WRMSR to PAT in a guest without nested paging, then a look at the host's",
                        "the guest has a PAT of its own without nested paging",
                        wrmsr(OTHER_PAT))
                .set("NP_ENABLE", 0)
                .host(host.toArray(String[]::new));
        runs(shared, "NPT-16")
                .claim("NPT-16", "rbx", OTHER_PAT & 0xFFFF_FFFFL)
                .claim("NPT-16", "rsi", OTHER_PAT >>> 32)
                .claimField("NPT-16", "G_PAT", NestedTables.PAT);
    }

    /** Clean bit 4 clear, all others set: G_PAT, which the host has changed, is loaded again. */
    private void cleanBit() {
        Draft draft = draft(
                        "clean-bit",
                        "a guest that is run again with another G_PAT, all clean bits set but that of nested paging",
                        "G_PAT is taken from the cache",
                        rdmsr())
                .requires("VmcbClean")
                .host(
                        "vmrun",
                        "mov [0x%x], r8".formatted(Draft.VMCB + 0x668),
                        "mov qword [0x%x], 0x%x".formatted(Draft.VMCB + 0x578, Draft.GUEST),
                        "mov dword [0x%x], 0x7ef".formatted(Draft.VMCB + 0xC0),
                        "mov byte [0x%x], 0".formatted(Draft.VMCB + 0x5C),
                        "vmrun",
                        "jmp end")
                .gpr("r8", ODD_PAT);
        runs(draft, "VMCB-104")
                .claimField("VMCB-104", "RAX", ODD_PAT & 0xFFFF_FFFFL)
                .claim("VMCB-104", "rdx", ODD_PAT >>> 32);
    }

    private static String[] rdmsr() {
        return new String[] {"mov ecx, 0x%x".formatted(PAT), "rdmsr"};
    }

    private static String[] wrmsr(long value) {
        return new String[] {
            "mov ecx, 0x%x".formatted(PAT),
            "mov eax, 0x%x".formatted(value & 0xFFFF_FFFFL),
            "mov edx, 0x%x".formatted(value >>> 32),
            "wrmsr"
        };
    }

    /** Control registers of a guest with paging of its own. */
    private void replicated() {
        NestedTables tables = NestedTables.of(Optional.of(TableFormat.LONG), TableFormat.LONG, NestedTables.PAGE);
        Draft draft = Attempt.of(
                        PREFIX + "control-registers",
                        tables.guest(0),
                        "mov rbx, cr3",
                        "mov rsi, cr4",
                        "lea rax, [rbx+0x18]",
                        "mov cr3, rax",
                        "lea rax, [rsi+0x200]",
                        "mov cr4, rax",
                        "clts",
                        "mov rdi, cr0")
                .about(
                        "a guest with nested paging that reads and writes its control registers",
                        "it sees or changes the host's or the nested ones, or they are not saved")
                .requires("NP")
                .setBits("CR0", 8);
        tables.install(draft);
        runs(draft, "NPT-17")
                .claim("NPT-12", "rbx", tables.root())
                .claim("NPT-17", "rsi", 0x20)
                .claim("NPT-12", "rdi", 0x8001_0033L)
                .claimField("NPT-18", "CR0", 0x8001_0033L)
                .claimField("NPT-18", "CR3", tables.root() | 0x18)
                .claimField("NPT-18", "CR4", 0x220)
                .claimField("NPT-18", "EFER", 0x1D00)
                .claimField("NPT-18", "N_CR3", NestedTables.NESTED_ROOT)
                .claim("NPT-18", "cr3", Fixture.PML4);
        drafts.add(draft);
    }
}
