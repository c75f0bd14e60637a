package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestTables;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Page faults of guests: every error code, the address, CR2, and the instruction bytes of decode assists. */
public final class PageFaultDrafts {
    private static final long P = GuestTables.PRESENT;
    private static final long W = GuestTables.WRITABLE;
    private static final long U = GuestTables.USER;
    private static final long NX = GuestTables.NO_EXECUTE;
    private static final String READ = "mov cl, [rbx]";
    private static final String WRITE = "mov [rbx], cl";
    private static final String FETCH = "jmp rbx";
    private static final int PF = 14;
    private static final long LAST_PAGE = 0xFFFF_F000L;

    private final List<Draft> drafts = new ArrayList<>();

    private PageFaultDrafts() {}

    public static List<Draft> all() {
        PageFaultDrafts faults = new PageFaultDrafts();
        faults.notPresent();
        faults.denied();
        faults.permitted();
        faults.reserved();
        faults.legacyPaging();
        faults.instructionBytes();
        faults.delivered();
        return faults.drafts;
    }

    private void notPresent() {
        String what = " of a page that is not present";
        supervisor("read-not-present", READ, 0, 0x0, "a read" + what);
        supervisor("write-not-present", WRITE, 0, 0x2, "a write" + what);
        supervisor("fetch-not-present", FETCH, 0, 0x10, "an instruction fetch" + what);
        user("read-not-present", READ, 0, 0x4, "a read" + what);
        user("write-not-present", WRITE, 0, 0x6, "a write" + what);
        user("fetch-not-present", FETCH, 0, 0x14, "an instruction fetch" + what);
    }

    private void denied() {
        supervisor("write-to-read-only", WRITE, P, 0x3, "a write to a page that is not writable, CR0.WP set");
        supervisor("fetch-no-execute", FETCH, P | W | NX, 0x11, "an instruction fetch from a page with NX set");
        user("read-of-supervisor", READ, P | W, 0x5, "a read of a supervisor page");
        user("write-to-supervisor", WRITE, P | W, 0x7, "a write to a supervisor page");
        user("write-to-read-only", WRITE, P | U, 0x7, "a write to a page that is not writable");
        user("fetch-no-execute", FETCH, P | W | U | NX, 0x15, "an instruction fetch from a page with NX set");
    }

    /** The neighbours of {@link #denied}: one bit of the entry makes the access legal. */
    private void permitted() {
        permitted("write-to-writable", Guest.long64(), WRITE, P | W);
        permitted("read-of-no-execute", Guest.long64(), READ, P | W | NX);
        permitted("user-read-of-user", Guest.long64User(), READ, P | W | U);
        permitted("user-write-to-user", Guest.long64User(), WRITE, P | W | U);
    }

    private void reserved() {
        for (int bits : new int[] {40, 48}) {
            supervisor(
                            "read-reserved-bit-" + bits,
                            READ,
                            P | W | 1L << bits,
                            0x9,
                            "a read through an entry with the first address bit beyond " + bits + " set")
                    .requires("PhysAddrSize=" + bits);
            user(
                            "write-reserved-bit-" + bits,
                            WRITE,
                            P | W | U | 1L << bits,
                            0xF,
                            "a write through an entry with the first address bit beyond " + bits + " set")
                    .requires("PhysAddrSize=" + bits);
        }
    }

    private Draft supervisor(String name, String access, long probe, long errorCode, String what) {
        return fault("pf-" + name, Guest.long64(), access, probe, errorCode, what + " at CPL 0");
    }

    private Draft user(String name, String access, long probe, long errorCode, String what) {
        return fault("pf-user-" + name, Guest.long64User(), access, probe, errorCode, what + " at CPL 3");
    }

    private Draft draft(String name, Guest guest, String access, long probe) {
        Draft draft = Attempt.of("exceptions/" + name, guest, access).gpr("rbx", GuestTables.PROBE);
        drafts.add(draft);
        return GuestTables.install(draft, probe);
    }

    private Draft fault(String name, Guest guest, String access, long probe, long errorCode, String what) {
        Draft draft = draft(name, guest, access, probe)
                .about(
                        "an intercepted #PF: " + what,
                        "EXITINFO1 is not the error code, EXITINFO2 not the address, or CR2 has been written");
        return claims(draft, errorCode, GuestTables.PROBE, access.equals(FETCH) ? GuestTables.PROBE : Draft.GUEST + 1)
                .unspecified(ExitMasks.WITH_BOTH);
    }

    private static Draft claims(Draft draft, long errorCode, long address, long rip) {
        return draft.claimField("EXC-24", "EXITCODE", Attempt.PF)
                .claimField("PG-60", "EXITINFO1", errorCode)
                .claimField("EXC-24", "EXITINFO2", address)
                .claimField("EXC-24", "CR2", 0)
                .claimField("EXC-03", "RIP", rip);
    }

    private void permitted(String name, Guest guest, String access, long probe) {
        Draft draft = draft("pf-none-" + name, guest, access, probe)
                .gpr("rcx", 0x5A)
                .about(
                        access.toUpperCase(Locale.ROOT) + " of a page whose entry just permits it",
                        "an access that is permitted raises a page fault");
        Attempt.passes(draft, "PG-60");
        if (access.equals(WRITE)) {
            draft.claim("EXIT-08", Subject.memory(GuestTables.FRAME), 0x5A);
        } else {
            draft.claim("EXIT-08", "rcx", 0);
        }
    }

    /** Two-level paging outside long mode, 4-MByte pages. */
    private void legacyPaging() {
        legacy("pf-read-in-protected-mode", Guest.protected32(), "mov cl, [ebx]", 0x0, "a read at CPL 0");
        legacy("pf-write-in-protected-mode", Guest.protected32(), "mov [ebx], cl", 0x2, "a write at CPL 0");
        legacy("pf-user-read-in-protected-mode", Guest.protected32User(), "mov cl, [ebx]", 0x4, "a read at CPL 3");
        legacy("pf-user-write-in-protected-mode", Guest.protected32User(), "mov [ebx], cl", 0x6, "a write at CPL 3");
    }

    private void legacy(String name, Guest guest, String access, long errorCode, String what) {
        ByteBuffer directory = ByteBuffer.allocate(5 * 4).order(ByteOrder.LITTLE_ENDIAN);
        directory.putInt(0, 0xE7).putInt(4 * 4, 0x0100_00E7);
        Draft draft = Attempt.of("exceptions/" + name, guest, access)
                .gpr("rbx", LAST_PAGE)
                .setBits("CR0", 1L << 31)
                .setBits("CR4", 1 << 4)
                .set("CR3", Draft.SCRATCH)
                .data(Draft.SCRATCH, directory.array())
                .about(
                        "an intercepted #PF in protected mode: " + what + ", in the last page of the address space",
                        "EXITINFO1 is not the error code, or EXITINFO2 is not the zero-extended address");
        drafts.add(claims(draft, errorCode, LAST_PAGE, Draft.GUEST + 1).unspecified(ExitMasks.WITH_BOTH));
    }

    private void instructionBytes() {
        Draft fifteen = draft("pf-instruction-bytes", Guest.long64(), READ, 0)
                .requires("DecodeAssists")
                .about(
                        "an intercepted #PF of a read, with decode assists",
                        "the instruction bytes, or their number, are wrong");
        claims(fifteen, 0, GuestTables.PROBE, Draft.GUEST + 1)
                .claimField("DA-12", "INSTRUCTION_BYTE_COUNT", 15)
                .claimField("DA-10", "INSTRUCTION_BYTES_1_TO_7", 0xD9_010F_0B8AL) // the instruction, then VMMCALL
                .claimField("DA-10", "INSTRUCTION_BYTES_8_TO_15", 0)
                .unspecified("guest-interrupt-mask", "no-event-in-delivery", "resume-flag");
        Draft seven = new Draft("exceptions/pf-instruction-bytes-at-the-end-of-a-page", Level.EXCEPTION)
                .requires("DecodeAssists")
                .about(
                        "an intercepted #PF of a read, with decode assists, by an instruction near the end of the last page of code",
                        "bytes are reported that cannot be fetched, or a fault of their fetch shows")
                .guest(Guest.long64(), "times 0xff9 db 0x90", READ, "db 1, 2, 3, 4, 5")
                .gpr("rbx", GuestTables.PROBE)
                .set("RIP", Draft.GUEST + 0xFF9);
        GuestTables.installWithoutStack(seven, 0);
        drafts.add(claims(seven, 0, GuestTables.PROBE, Draft.GUEST + 0xFF9)
                .claimField("DA-12", "INSTRUCTION_BYTE_COUNT", 7)
                .claimField("DA-10", "INSTRUCTION_BYTES_1_TO_7", 0x05_0403_0201_0B8AL)
                .unspecified(
                        "guest-interrupt-mask",
                        "instruction-bytes-not-fetched",
                        "no-event-in-delivery",
                        "resume-flag"));
        Draft fetch = new Draft("exceptions/pf-instruction-bytes-of-a-fetch", Level.EXCEPTION)
                .requires("DecodeAssists")
                .about(
                        "an intercepted #PF of the fetch of an instruction that begins in the last page of code, with decode assists",
                        "the bytes before the page boundary are reported although the fault is that of a fetch")
                .guest(Guest.long64(), "times 0xfff db 0x90", "db 0x8a")
                .set("RIP", Draft.GUEST + 0xFFF);
        GuestTables.installWithoutStack(fetch, 0);
        drafts.add(claims(fetch, 0x10, Draft.GUEST + Fixture.PAGE_SIZE, Draft.GUEST + 0xFFF)
                .claimField("DA-13", "INSTRUCTION_BYTE_COUNT", 0)
                .unspecified(ExitMasks.WITH_BOTH));
        Draft none = draft("instruction-byte-count-of-a-ud", Guest.long64(), "ud2", P)
                .requires("DecodeAssists")
                .set("INSTRUCTION_BYTE_COUNT", 15)
                .about(
                        "an intercepted #UD, with decode assists and an old count in the VMCB",
                        "the count of an earlier exit is left in the VMCB");
        Attempt.faults(none, "EXC-16", Attempt.UD).claimField("DA-14", "INSTRUCTION_BYTE_COUNT", 0);
    }

    /** Not intercepted: the guest's own handler finds CR2 and the error code. */
    private void delivered() {
        long handler = Draft.GUEST + 0x100;
        long top = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
        Draft draft = draft("pf-not-intercepted", Guest.long64(), WRITE, P)
                .about(
                        "a #PF that is not intercepted, while all other exceptions are",
                        "CR2 is not written, the frame has no or a wrong error code, or the fault exits")
                .code(handler, 64, "mov rdx, cr2", "vmmcall")
                .clearBits("INTERCEPT_EXCEPTION", 1 << PF)
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0xFFF)
                .data(Draft.GUEST_IDT + PF * 16, Descriptors.gate64(handler));
        draft.claimField("EXC-01", "EXITCODE", Attempt.VMMCALL)
                .claim("PG-61", "rdx", GuestTables.PROBE)
                .claimField("PG-61", "CR2", GuestTables.PROBE)
                .claimField("EVT-73", "RSP", top - 48)
                .claim("PG-60", Subject.memory(top - 48), 3)
                .claim("EVT-73", Subject.memory(top - 40), Draft.GUEST + 1)
                .unspecified(ExitMasks.PLAIN);
    }
}
