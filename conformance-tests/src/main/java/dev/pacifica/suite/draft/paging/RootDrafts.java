package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** CR3: which of its bits count, as VMRUN loads it and as MOV writes it, and the PDPEs of PAE paging that it refers to. */
final class RootDrafts {
    private static final String READ = "mov cl, [ebx]";
    private static final long UNTOUCHED = 0x5A;
    private static final long OTHER_POINTERS = 0x108_A000;

    private RootDrafts() {}

    /** A guest is entered whose CR3 has all low bits set that its format does not use. */
    static Draft lowBits(String area, TableFormat format, long bits) {
        Probe probe = Probe.of(area + "/cr3-low-bits", ProbeTables.of(format, "pte"), 0, Kind.READ);
        probe.draft()
                .about(
                        "VMRUN of a guest whose CR3 has every bit set below the address of the table",
                        "low bits of CR3 are taken for address, or VMRUN refuses them")
                .unspecified("cr3-ignored-bits");
        return probe.passes("PG-04", "PG-86").setBits("CR3", bits);
    }

    static List<Draft> inLongMode() {
        List<Draft> drafts = new ArrayList<>();
        for (int bit : new int[] {52, 62, 63}) {
            drafts.add(written(bit));
            drafts.add(entered(bit));
        }
        for (int width : new int[] {40, 48}) {
            drafts.add(written(width).requires("PhysAddrSize=" + width));
            drafts.add(entered(width).requires("PhysAddrSize=" + width));
        }
        Draft low = Attempt.of(
                        "paging-long/mov-cr3-low-bits",
                        ProbeTables.guest(TableFormat.LONG, 0),
                        "mov cr3, rdx",
                        "mov cl, [rbx]",
                        "mov cr3, rsi")
                .about(
                        "MOV to CR3 of a value with every bit set below the address of the table",
                        "low bits of CR3 are taken for address, or refused")
                .gpr("rdx", ProbeTables.ROOT | 0xFFF)
                .gpr("rsi", ProbeTables.ROOT)
                .data(ProbeTables.FRAME, new byte[] {0x33});
        drafts.add(Attempt.passes(onProbe(low, TableFormat.LONG), "PG-85").claim("PG-85", "rcx", 0x33));
        return drafts;
    }

    private static Draft onProbe(Draft draft, TableFormat format) {
        ProbeTables tables = ProbeTables.of(format, "pte").marked().with("pte", ProbeTables.ACCESSED);
        return tables.install(draft, false).gpr("rbx", tables.linear()).gpr("rcx", UNTOUCHED);
    }

    private static Draft written(int bit) {
        Draft draft = Attempt.of(
                        "paging-long/mov-cr3-bit-" + bit, ProbeTables.guest(TableFormat.LONG, 0), "mov cr3, rdx")
                .about(
                        "MOV to CR3, in long mode, of a value with bit %d set, which must be zero".formatted(bit),
                        "a must-be-zero bit of CR3 is not checked")
                .gpr("rdx", ProbeTables.ROOT | 1L << bit);
        return Attempt.faults(onProbe(draft, TableFormat.LONG), "PG-85", Attempt.GP);
    }

    private static Draft entered(int bit) {
        Draft draft = Attempt.of(
                        "paging-long/vmrun-cr3-bit-" + bit, ProbeTables.guest(TableFormat.LONG, 0), "mov cl, [rbx]")
                .about(
                        "VMRUN of a guest in long mode whose CR3 has bit %d set, which must be zero".formatted(bit),
                        "a must-be-zero bit of CR3 is not checked")
                .setBits("CR3", 1L << bit);
        return onProbe(draft, TableFormat.LONG)
                .claimField("PG-86", "EXITCODE", -1)
                .claim("PG-86", "rcx", UNTOUCHED)
                .unspecified("after-invalid");
    }

    static List<Draft> pae() {
        List<Draft> drafts = new ArrayList<>();
        for (int bit : new int[] {1, 2, 5, 6, 7, 8, 52, 62, 63}) {
            drafts.add(enteredWithBadPointer("paging-pae/vmrun-pdpe-reserved-" + bit, bit));
            drafts.add(writtenWithBadPointer("paging-pae/mov-cr3-pdpe-reserved-" + bit, bit));
        }
        for (int width : new int[] {40, 48}) {
            String name = "-pdpe-reserved-%d-of-%d".formatted(width, width);
            String required = "PhysAddrSize=" + width;
            drafts.add(enteredWithBadPointer("paging-pae/vmrun" + name, width).requires(required));
            drafts.add(writtenWithBadPointer("paging-pae/mov-cr3" + name, width).requires(required));
        }
        Draft aligned = Attempt.of(
                        "paging-pae/pointers-aligned-to-32-bytes", ProbeTables.guest(TableFormat.PAE, 0), READ)
                .about(
                        "a read through directory pointers that lie in the last 32 bytes of a page",
                        "CR3[11:5] are not taken for address")
                .set("CR3", ProbeTables.ROOT | 0xFE0)
                .data(ProbeTables.FRAME, new byte[] {0x33});
        onProbe(aligned, TableFormat.PAE);
        pointers(aligned, ProbeTables.ROOT | 0xFE0, 0);
        drafts.add(Attempt.passes(aligned, "PG-04").claim("PG-04", "rcx", 0x33));
        return drafts;
    }

    /** Either VMRUN refuses the guest or the access faults; in no case is anything read (PG-12). */
    private static Draft enteredWithBadPointer(String id, int bit) {
        Draft draft = Attempt.of(id, ProbeTables.guest(TableFormat.PAE, 0), READ)
                .about(
                        "VMRUN of a guest in PAE paging with reserved bit %d of a present PDPE set".formatted(bit),
                        "a reserved bit of a PDPE is ignored or taken for address");
        ProbeTables tables =
                ProbeTables.of(TableFormat.PAE, "pte").with("pdpe", 1L << bit).marked();
        tables.install(draft, false);
        return draft.gpr("rbx", tables.linear())
                .gpr("rcx", UNTOUCHED)
                .claim("PG-12", "rcx", UNTOUCHED)
                .unspecified("after-invalid");
    }

    /** Either MOV CR3 is refused or the access faults. */
    private static Draft writtenWithBadPointer(String id, int bit) {
        Draft draft = Attempt.of(id, ProbeTables.guest(TableFormat.PAE, 0), "mov cr3, edx", READ)
                .about(
                        "MOV to CR3, in PAE paging, with reserved bit %d of a present PDPE set, and a read through it"
                                .formatted(bit),
                        "neither the load nor the use of an illegal PDPE faults")
                .gpr("rdx", OTHER_POINTERS);
        onProbe(draft, TableFormat.PAE);
        pointers(draft, OTHER_POINTERS, 1L << bit);
        return draft.claim("PG-12", "rcx", UNTOUCHED)
                .claim("PG-23", "rcx", UNTOUCHED)
                .claimField("PG-23", "EXITCODE", ~3L, 0x4C)
                .unspecified(ExitMasks.WITH_INFO_1);
    }

    /** The two pointers that the tables of a guest in PAE paging need, with more bits in the probe's. */
    private static void pointers(Draft draft, long at, long more) {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(ProbeTables.WORK | ProbeTables.PRESENT);
        bytes.putLong(ProbeTables.of(TableFormat.PAE, "pte").entry("pdpe") | more);
        draft.data(at, bytes.array());
    }
}
