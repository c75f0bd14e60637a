package dev.pacifica.suite.draft.nested;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Nested page faults where an instruction is not one access: events in delivery, two pages, strings; and guests outside long mode. */
public final class NestedEventDrafts {
    private static final String PREFIX = "nested-events/";
    private static final Optional<TableFormat> LONG = Optional.of(TableFormat.LONG);
    private static final NestedTables TABLES = NestedTables.of(LONG, TableFormat.LONG, NestedTables.PAGE);
    private static final NestedTables ABSENT = TABLES.flip("npte", NestedTables.PRESENT);
    /** The entry of the guest's last table behind or before that of the probe, and what it maps. */
    private static final long PTE = 0x108_5000 + 8 * 0x156;

    private static final long NEIGHBOUR = NestedTables.FRAME + Fixture.PAGE_SIZE;
    private static final long ALIAS = 0x80_C000_0000L | NestedTables.FRAME;
    private static final long READ = 1L << 32 | 4;
    private static final long WRITE = READ | 2;
    /** The lower half of an interrupt gate to the guest's code; the upper half is zero. */
    private static final long GATE = Draft.GUEST & 0xFFFF | 8L << 16 | 0x8EL << 40 | (Draft.GUEST >>> 16) << 48;

    private final List<Draft> drafts = new ArrayList<>();

    private NestedEventDrafts() {}

    public static List<Draft> all() {
        NestedEventDrafts events = new NestedEventDrafts();
        events.delivery();
        events.stacks();
        events.handler();
        events.spannedFetch();
        events.spans();
        events.strings();
        events.instructions();
        events.modes();
        events.largeGuestPages();
        events.directoryPointers();
        events.repaired();
        return events.drafts;
    }

    private Draft draft(String name, NestedTables tables, String what, String why, String... lines) {
        Draft draft = Attempt.of(PREFIX + name, tables.guest(0), lines)
                .about(what, why)
                .requires("NP")
                .gpr("rsi", tables.linear());
        drafts.add(tables.install(draft.touches(NestedTables.FRAME)));
        return draft;
    }

    private static Draft exits(Draft draft, String rule, long information, long gpa) {
        return draft.claimField(rule, "EXITCODE", NestedProbe.NPF)
                .claimField(rule, "EXITINFO1", information)
                .claimField(rule, "EXITINFO2", gpa);
    }

    /** The guest's IDT lies where the nested tables have nothing. */
    private void delivery() {
        delivered("ud2", "ud2", 6, 0x8000_0306L, 1L << 6);
        delivered("int3", "int3", 3, 0x8000_0303L, 1L << 3);
        delivered("int-n", "int 0x30", 0x30, 0x8000_0430L, 0);
        for (long event : new long[] {0x8000_0030L, 0x8000_0202L, 0x8000_0306L, 0x8000_0430L}) {
            Draft draft = draft(
                            "injected-type-%d".formatted(event >>> 8 & 7),
                            ABSENT,
                            "an injected event, with the guest's IDT where the nested tables have nothing",
                            "EXITINTINFO does not hold the event, or tells of the first fetch")
                    .set("IDTR.base", ABSENT.linear())
                    .set("IDTR.limit", 0xFFF)
                    .set("EVENTINJ", event)
                    .unspecified("nrip-of-failed-injection");
            exits(draft, "NPT-58", READ, ALIAS + 16 * (event & 0xFF))
                    .claimField("NPT-58", "EXITINTINFO", 0xFFFF_FFFFL, event)
                    .claimField("INJ-43", "EXITCODE", NestedProbe.NPF)
                    .claimField("INJ-43", "EXITINTINFO", 0xFFFF_FFFFL, event)
                    .claimField("NPT-61", "RIP", Draft.GUEST)
                    .unspecified(
                            "event-error-code",
                            "event-injection-consumed",
                            "guest-interrupt-mask",
                            "instruction-bytes",
                            "resume-flag");
        }
    }

    private void delivered(String name, String instruction, int vector, long event, long intercept) {
        Draft draft = draft(
                        "idt-of-" + name,
                        ABSENT,
                        instruction.toUpperCase(Locale.ROOT)
                                + " with the guest's IDT where the nested tables have nothing",
                        "EXITINTINFO does not hold the event",
                        instruction)
                .set("IDTR.base", ABSENT.linear())
                .set("IDTR.limit", 0xFFF)
                .clearBits("INTERCEPT_EXCEPTION", intercept);
        exits(draft, "NPT-58", READ, ALIAS + 16L * vector)
                .claimField("NPT-58", "EXITINTINFO", 0xFFFF_FFFFL, event)
                .claimField("NPT-100", "EXITINFO1", READ)
                .claimField("NPT-61", "RIP", Draft.GUEST + 1)
                .unspecified("event-error-code", "guest-interrupt-mask", "instruction-bytes", "resume-flag");
    }

    /** The guest's IDT can be read, but the stack of the handler lies where the nested tables have nothing. */
    private void stacks() {
        stack("ud2", "ud2", 6, 0x8000_0306L).clearBits("INTERCEPT_EXCEPTION", 1L << 6);
        stack("int-n", "int 0x30", 0x30, 0x8000_0430L);
        stack("injected", "nop", 0x30, 0x8000_0030L)
                .set("EVENTINJ", 0x8000_0030L)
                .claimField("INJ-43", "EXITCODE", NestedProbe.NPF)
                .claimField("INJ-43", "EXITINTINFO", 0xFFFF_FFFFL, 0x8000_0030L)
                .unspecified("nrip-of-failed-injection", "event-injection-consumed");
    }

    private Draft stack(String name, String instruction, int vector, long event) {
        boolean isInjected = name.equals("injected");
        Draft draft = draft(
                        "stack-of-" + name,
                        ABSENT,
                        (isInjected ? "an injected interrupt" : instruction.toUpperCase(Locale.ROOT))
                                + " with a stack for which the nested tables have nothing",
                        "EXITINTINFO does not hold the event, or the push counts as a read",
                        instruction)
                .set("IDTR.base", NEIGHBOUR)
                .set("IDTR.limit", 0xFFF)
                .set("RSP", ABSENT.linear() + 0x800)
                .data(NEIGHBOUR + 16L * vector, Descriptors.bytes(GATE));
        return draft.claimField("NPT-58", "EXITCODE", NestedProbe.NPF)
                .claimField("NPT-58", "EXITINFO1", WRITE)
                .claimField("NPT-51", "EXITINFO2", -Fixture.PAGE_SIZE, ALIAS)
                .claimField("NPT-58", "EXITINTINFO", 0xFFFF_FFFFL, event)
                .claimField("NPT-100", "EXITINFO1", WRITE)
                .claimField("NPT-61", "RIP", isInjected ? Draft.GUEST : Draft.GUEST + 1)
                .claimField("NPT-61", "RSP", ABSENT.linear() + 0x800)
                .unspecified("event-error-code", "guest-interrupt-mask", "instruction-bytes", "resume-flag");
    }

    /** Only the first instruction of the handler lies where the nested tables have nothing: by then the event is delivered. */
    private void handler() {
        Draft draft = draft(
                        "handler-of-injected",
                        ABSENT,
                        "an injected interrupt whose handler lies where the nested tables have nothing",
                        "EXITINTINFO still holds the event",
                        "nop")
                .set("EVENTINJ", 0x8000_0030L)
                .set("IDTR.base", NEIGHBOUR)
                .set("IDTR.limit", 0xFFF)
                .data(NEIGHBOUR + 16 * 0x30, Descriptors.gate64(ABSENT.linear()));
        exits(draft, "INJ-44", READ | 1 << 4, ALIAS)
                .claimField("INJ-44", "EXITINTINFO", 1L << 31, 0)
                .claimField("INJ-44", "RIP", ABSENT.linear())
                .unspecified(ExitMasks.WITH_BOTH)
                .unspecified("event-injection-consumed");
    }

    /** An instruction of which the last byte lies in the next page. */
    private void spannedFetch() {
        Draft draft = draft(
                        "span-fetch",
                        ABSENT,
                        "a fetch of three bytes, two in a page that is mapped and one in the next, for which the nested tables have nothing",
                        "the exit tells the address of the instruction rather than that of the byte, or no fetch",
                        "jmp rsi")
                .gpr("rsi", ABSENT.linear() - 2)
                .data(PTE - 8, Descriptors.bytes(NEIGHBOUR | 0x67))
                .data(NEIGHBOUR + 0xFFE, new byte[] {0x0F, 0x01});
        exits(draft, "NPT-51", READ | 1 << 4, ALIAS)
                .claimField("NPT-61", "RIP", ABSENT.linear() - 2)
                .unspecified(ExitMasks.WITH_BOTH);
    }

    private void spans() {
        for (boolean isWrite : new boolean[] {false, true}) {
            String instruction = isWrite ? "mov [rsi], ebx" : "mov ebx, [rsi]";
            String suffix = isWrite ? "-write" : "-read";
            String words = (isWrite ? "a write" : "a read") + " of four bytes, two in each of two pages: ";
            Draft lower = draft(
                    "span-lower" + suffix,
                    ABSENT,
                    words + "the nested tables have nothing for the lower one",
                    "part of the access is done, or another address is reported",
                    instruction);
            lower.gpr("rsi", ABSENT.linear() + 0xFFE).data(PTE + 8, Descriptors.bytes(NEIGHBOUR | 0x67));
            spanExits(lower, isWrite, ALIAS + 0xFFE).claim("NPT-61", Subject.memory(NEIGHBOUR), 0x0403);
            lower.data(NEIGHBOUR, new byte[] {3, 4});
            Draft upper = draft(
                    "span-upper" + suffix,
                    ABSENT,
                    words + "the nested tables have nothing for the upper one",
                    "part of the access is done, or another address is reported",
                    instruction);
            upper.gpr("rsi", ABSENT.linear() - 2).data(PTE - 8, Descriptors.bytes(NEIGHBOUR | 0x67));
            spanExits(upper, isWrite, ALIAS).claim("NPT-61", Subject.memory(NEIGHBOUR + 0xFF8), 0x0201L << 48);
            upper.data(NEIGHBOUR + 0xFFE, new byte[] {1, 2});
        }
    }

    private static Draft spanExits(Draft draft, boolean isWrite, long gpa) {
        return exits(draft, "NPT-51", isWrite ? WRITE : READ, gpa)
                .gpr("rbx", 0x4433_2211)
                .claim("NPT-61", "rbx", 0x4433_2211)
                .claimField("NPT-61", "RIP", Draft.GUEST + 1)
                .unspecified(ExitMasks.WITH_BOTH);
    }

    private void strings() {
        Draft moved = draft(
                        "string-move",
                        ABSENT,
                        "REP MOVSB into a page for which the nested tables have nothing, after two bytes that can be written",
                        "the registers do not tell how far it has come",
                        "rep movsb")
                .gpr("rsi", Draft.GUEST)
                .gpr("rdi", ABSENT.linear() - 2)
                .gpr("rcx", 5)
                .data(PTE - 8, Descriptors.bytes(NEIGHBOUR | 0x67))
                .touches(NEIGHBOUR);
        exits(moved, "NPT-61", WRITE, ALIAS)
                .claim("NPT-61", "rcx", 3)
                .claim("NPT-61", "rdi", ABSENT.linear())
                .claim("NPT-61", "rsi", Draft.GUEST + 2)
                .claimField("NPT-61", "RIP", Draft.GUEST + 1)
                .unspecified(ExitMasks.WITH_BOTH);
        Draft output = draft(
                "string-output",
                ABSENT,
                "OUTSB, not intercepted, from a page for which the nested tables have nothing",
                "the port is written, or the exit is that of a port access",
                "mov edx, 0x80",
                "outsb");
        exits(output, "NPT-105", READ, ALIAS)
                .claim("NPT-61", "rsi", ABSENT.linear())
                .claimField("NPT-61", "RIP", Draft.GUEST + 6)
                .unspecified(ExitMasks.WITH_BOTH);
        Draft input = draft(
                        "string-input",
                        ABSENT,
                        "INSB, not intercepted, into a page for which the nested tables have nothing",
                        "the exit is that of a port access, or the access counts as a read",
                        "mov edx, 0x80",
                        "insb")
                .gpr("rdi", ABSENT.linear());
        exits(input, "NPT-105", WRITE, ALIAS)
                .claim("NPT-61", "rdi", ABSENT.linear())
                .unspecified(ExitMasks.WITH_BOTH);
        Draft intercepted = draft(
                        "string-output-intercepted",
                        ABSENT,
                        "OUTSB, intercepted, from a page for which the nested tables have nothing",
                        "memory is read before the intercept",
                        "mov edx, 0x80",
                        "outsb")
                .data(0x101_0010, new byte[] {1});
        Attempt.intercept(intercepted, 0x7B)
                .claimField("NPT-105", "EXITCODE", 0x7B)
                .unspecified(ExitMasks.WITH_BOTH)
                .unspecified("io-reserved", "io-address-size", "io-segment");
    }

    /** What the exit tells of the instruction, on processors that tell it. */
    private void instructions() {
        Draft next = draft(
                        "next-rip",
                        ABSENT,
                        "a read of a page that the nested tables do not map, with nRIP set in the VMCB",
                        "nRIP is not cleared",
                        "mov bl, [rsi]")
                .requires("NRIPS")
                .set("NRIP", 0x1234);
        exits(next, "NPT-60", READ, ALIAS).claimField("NPT-60", "NRIP", 0).unspecified(ExitMasks.WITH_BOTH);
        Draft bytes = draft(
                        "instruction-bytes",
                        ABSENT,
                        "a read of a page that the nested tables do not map, with decode assists",
                        "the bytes of the instruction are not those at its address, or are missing",
                        "mov bl, [rsi]",
                        "nop",
                        "nop")
                .requires("DecodeAssists");
        exits(bytes, "NPT-59", READ, ALIAS)
                .claimField("NPT-59", "INSTRUCTION_BYTE_COUNT", 15)
                .claimField("NPT-59", "INSTRUCTION_BYTES_1_TO_7", 0xD9_010F_9090_1E8AL)
                .unspecified("guest-interrupt-mask", "no-event-in-delivery", "resume-flag");
        Draft canonical = draft(
                        "non-canonical",
                        ABSENT,
                        "a read at an address that is not canonical",
                        "the address is cut off and translated",
                        "mov bl, [rdi]")
                .gpr("rdi", 0x8000_0000_0000L | ABSENT.linear());
        Attempt.faults(canonical, "NPT-32", Attempt.GP);
    }

    /** Guests outside long mode and without paging, on nested tables of long mode. */
    private void modes() {
        NestedTables unpaged = NestedTables.of(Optional.empty(), TableFormat.LONG, NestedTables.PAGE);
        NestedTables absent = unpaged.flip("npte", NestedTables.PRESENT);
        for (NestedTables tables : new NestedTables[] {unpaged, absent}) {
            boolean isAbsent = tables == absent;
            Guest guest = NestedTables.nest(Guest.real());
            guest.fields().put("DS.base", unpaged.linear());
            Draft draft = Attempt.of(PREFIX + "real-mode" + (isAbsent ? "-absent" : ""), guest, "mov bl, [0x20]")
                    .about(
                            "a read in real mode, with DS based at an address that the nested tables "
                                    + (isAbsent ? "do not map" : "map elsewhere"),
                            "real mode is not translated")
                    .requires("NP")
                    .gpr("rbx", 0)
                    .data(NestedTables.FRAME + 0x20, new byte[] {0x66});
            tables.install(draft);
            if (isAbsent) {
                exits(draft, "NPT-28", READ, unpaged.linear() + 0x20)
                        .unspecified(ExitMasks.WITH_BOTH)
                        .unspecified("code-segment-unobserved", "dpl-of-code-and-stack");
            } else {
                draft.claimField("NPT-28", "EXITCODE", Attempt.VMMCALL)
                        .claim("NPT-74", "rbx", 0x66)
                        .unspecified(ExitMasks.PLAIN)
                        .unspecified("code-segment-unobserved", "dpl-of-code-and-stack");
            }
            drafts.add(draft);
        }
        for (Kind kind : Kind.values()) {
            for (String entry : unpaged.nestedPath()) {
                NestedProbe probe = NestedProbe.of(
                        PREFIX + "unpaged-n%s-absent-%s".formatted(entry, NestedProbe.suffix(0, kind)),
                        unpaged.flip("n" + entry, NestedTables.PRESENT),
                        0,
                        kind);
                probe.draft()
                        .about(
                                "a guest without paging; the nested %s is not present"
                                        .formatted(entry.toUpperCase(Locale.ROOT)),
                                "linear addresses are not translated without paging");
                drafts.add(probe.exits("NPT-28"));
            }
        }
    }

    /** The second half of a guest's page of 2 MBytes: each of its parts is translated by itself. */
    private void largeGuestPages() {
        long alias = 0x80_C000_0000L;
        NestedTables tables = TABLES;
        Draft draft = draft(
                        "large-guest-page-on-small-pages",
                        tables,
                        "a guest's page of 2 MBytes whose parts the nested tables map to different pages",
                        "one nested translation serves for all of the guest's page",
                        "mov bl, [rsi]",
                        "mov dl, [rsi+0x1000]",
                        "mov cl, [rsi]")
                .gpr("rbx", 0)
                .gpr("rcx", 0)
                .gpr("rdx", 0);
        // the guest's PDE 10 maps 2 MBytes at the alias of the arena's first; of these two pages have nested entries,
        // swapped
        long first = 0x108_8000;
        draft.data(0x108_4000 + 8 * 10, Descriptors.bytes(alias | 0x100_0000 | 0xE7))
                .data(0x109_5000 + 8 * 0x89, Descriptors.bytes(first + 0x2000 | 0x67))
                .data(first, new byte[] {0x11})
                .data(first + 0x2000, new byte[] {0x22})
                .gpr("rsi", (tables.linear() & -0x20_0000L) + 0x20_0000L + (first & 0x1F_FFFF));
        draft.claim("NPT-47", "rbx", 0x11)
                .claim("NPT-47", "rdx", 0x22)
                .claim("NPT-47", "rcx", 0x11)
                .claimField("NPT-47", "EXITCODE", Attempt.VMMCALL)
                .unspecified(ExitMasks.PLAIN);
    }

    private void directoryPointers() {
        NestedTables tables = NestedTables.of(Optional.of(TableFormat.PAE), TableFormat.LONG, NestedTables.PAGE);
        String what = "a PDPE of a PAE guest with nested paging has a reserved bit set, ";
        for (long bit : new long[] {1 << 1, 1 << 5, 1L << 52}) {
            NestedProbe used = NestedProbe.of(
                    PREFIX + "pdpe-reserved-%d".formatted(Long.numberOfTrailingZeros(bit)),
                    tables.flip("pdpe", bit),
                    0,
                    Kind.READ);
            used.draft().about(what + "and is used", "VMRUN refuses the guest, or the bit is ignored");
            drafts.add(used.faults("NPT-70", "NPT-30"));
        }
        NestedProbe unused = NestedProbe.of(PREFIX + "pdpe-reserved-unused", tables, 0, Kind.READ);
        unused.draft()
                .about(what + "and is not used", "VMRUN refuses the guest")
                .data(NestedTables.GUEST_ROOT + 16, Descriptors.bytes(0x1E7));
        drafts.add(unused.passes("NPT-70"));
        Draft moved = Attempt.of(PREFIX + "pdpe-reserved-mov-cr3", tables.guest(0), "mov eax, cr3", "mov cr3, eax")
                .about(what + "and CR3 is written", "MOV to CR3 looks at the PDPEs")
                .requires("NP")
                .data(NestedTables.GUEST_ROOT + 16, Descriptors.bytes(0x1E7));
        tables.install(moved);
        drafts.add(Attempt.passes(moved, "NPT-70"));
    }

    /** The host repairs or changes a nested entry and runs the guest again. */
    private void repaired() {
        long entry = ABSENT.aliasLeaf();
        String vmcb = "0x%x".formatted(Draft.VMCB + 0x5C);
        Draft draft = draft(
                        "made-present",
                        ABSENT,
                        "a read that exits; the host makes the nested entry present and resumes the guest without a flush",
                        "that an entry was absent is remembered",
                        "mov bl, [rsi]")
                .host(
                        "vmrun",
                        "mov byte [0x%x], 0x27".formatted(entry),
                        "mov byte [%s], 0".formatted(vmcb),
                        "vmrun",
                        "jmp end")
                .gpr("rbx", 0)
                .data(NestedTables.FRAME, new byte[] {0x44});
        draft.claimField("NPT-97", "EXITCODE", Attempt.VMMCALL)
                .claim("NPT-97", "rbx", 0x44)
                .unspecified(ExitMasks.PLAIN);
        Draft changed = draft(
                        "mapped-elsewhere",
                        TABLES,
                        "a read; the host makes the nested entry map another page and runs the guest again, with a flush",
                        "the old translation is used",
                        "mov bl, [rsi]")
                .host(
                        "vmrun",
                        "mov qword [0x%x], 0x%x".formatted(entry, NEIGHBOUR | 0x67),
                        "mov qword [0x%x], 0x%x".formatted(Draft.VMCB + 0x578, Draft.GUEST),
                        "vmrun",
                        "jmp end")
                .gpr("rbx", 0)
                .data(NestedTables.FRAME, new byte[] {0x44})
                .data(NEIGHBOUR, new byte[] {0x55});
        changed.claimField("NPT-93", "EXITCODE", Attempt.VMMCALL)
                .claim("NPT-93", "rbx", 0x55)
                .unspecified(ExitMasks.PLAIN);
        Draft invalidated = draft(
                        "guest-entry-changed",
                        TABLES,
                        "the guest makes its own entry map another page, with INVLPG",
                        "the old translation of the guest is used",
                        "mov bl, [rsi]",
                        "mov qword [rdi], rdx",
                        "invlpg [rsi]",
                        "mov cl, [rsi]")
                .gpr("rbx", 0)
                .gpr("rcx", 0)
                .gpr("rdi", PTE)
                .gpr("rdx", NEIGHBOUR | 0x67)
                .data(NestedTables.FRAME, new byte[] {0x44})
                .data(NEIGHBOUR, new byte[] {0x55});
        invalidated
                .claimField("NPT-95", "EXITCODE", Attempt.VMMCALL)
                .claim("NPT-95", "rbx", 0x44)
                .claim("NPT-95", "rcx", 0x55)
                .unspecified(ExitMasks.PLAIN);
    }
}
