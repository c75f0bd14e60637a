package dev.pacifica.suite.draft.nested;

import static dev.pacifica.suite.draft.nested.LoggedGuest.*;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import java.util.ArrayList;
import java.util.List;

/** Page-modification logging where there is more than one write: string instructions, events in delivery, a guest that is run again. */
final class ModificationLogSequenceDrafts {
    private static final long IDT = NestedTables.FRAME + 0x2000;
    /** The lower half of an interrupt gate to the guest's VMMCALL at label {@code done}; the upper half is zero. */
    private static final long GATE = 8L << 16 | 0x8EL << 40 | (Draft.GUEST >>> 16) << 48;

    private final List<Draft> drafts = new ArrayList<>();

    private ModificationLogSequenceDrafts() {}

    static List<Draft> all() {
        ModificationLogSequenceDrafts sequences = new ModificationLogSequenceDrafts();
        sequences.strings();
        sequences.delivery();
        sequences.again();
        return sequences.drafts;
    }

    private LoggedGuest guest(String name, long index, String what, String why, String... lines) {
        LoggedGuest guest = new LoggedGuest(name, tables(NestedTables.PAGE), index, lines).about(what, why);
        drafts.add(guest.draft());
        return guest;
    }

    /** Two bytes, the first the last of a page. */
    private LoggedGuest string(String name, long index, String what, String why) {
        LoggedGuest guest = guest(name, index, what, why, "rep stosb").withSecondPage();
        guest.draft()
                .gpr("rdi", tables(NestedTables.PAGE).linear() + 0xFFF)
                .gpr("rcx", 2)
                .set("RAX", WRITTEN)
                .claim("NPX-34", slot(index), PAGE)
                .claim("NPX-31", page(0xFF8), WRITTEN << 56);
        return guest;
    }

    private void strings() {
        string(
                        "string",
                        LAST,
                        "REP STOSB from a clean page into the next one",
                        "only one of the two pages is logged, or they are in the wrong order")
                .passes("NPX-34")
                .claim("NPX-34", slot(LAST - 1), PAGE + 0x1000)
                .claimIndex("NPX-34", LAST - 2);
        LoggedGuest full = string(
                        "string-full",
                        0,
                        "REP STOSB from a clean page into the next one, with one slot left",
                        "the guest is not at the iteration that could not be done")
                .indexIsNoSlot("NPX-33")
                .isFull("NPX-32")
                .claim("NPX-32", "rcx", 1)
                .claim("NPX-32", page(0x1000), 0);
        full.draft().unspecified(ExitMasks.PLAIN);
    }

    /** The stack of the guest's handler is on the clean page. */
    private LoggedGuest delivered(String name, long index, String what, String why) {
        LoggedGuest guest = guest(name, index, what, why, "int 0x30");
        Draft draft = guest.draft();
        long handler = draft.guestLabel("done");
        draft.set("IDTR.base", IDT)
                .set("IDTR.limit", 0xFFF)
                .set("RSP", tables(NestedTables.PAGE).linear() + 0x800)
                .data(IDT + 16 * 0x30, Descriptors.bytes(GATE | handler & 0xFFFF));
        return guest;
    }

    private void delivery() {
        delivered("int-n", LAST, "INT with a stack on a clean page", "the pushes are not logged, or each by itself")
                .passes("NPX-31")
                .claim("NPX-31", slot(LAST), PAGE)
                .claim("NPX-31", slot(LAST - 1), 0)
                .isDirty("NPX-31", true)
                .claimIndex("NPX-31", LAST - 1);
        LoggedGuest full = delivered(
                        "int-n-full",
                        FULL,
                        "INT with a stack on a clean page, with a full log",
                        "EXITINTINFO does not hold the event, or part of the frame is written")
                .isFull("NPX-32")
                .isDirty("NPX-32", false)
                .claim("NPX-32", page(0x7F8), 0)
                .claimIndex("NPX-33", FULL);
        inDelivery(full, 0x8000_0430L);
        LoggedGuest injected = delivered(
                "injected-full",
                FULL,
                "an injected interrupt with a stack on a clean page, with a full log",
                "EXITINTINFO does not hold the event, or part of the frame is written");
        injected.draft()
                .set("EVENTINJ", 0x8000_0030L)
                .claimField("NPX-32", "EXITCODE", PML_FULL)
                .claimField("NPX-32", "RIP", Draft.GUEST)
                .claimField("INJ-43", "EXITINTINFO", 0xFFFF_FFFFL, 0x8000_0030L)
                .unspecified("event-injection-consumed", "nrip-of-failed-injection");
        injected.isDirty("NPX-32", false);
        inDelivery(injected, 0x8000_0030L);
    }

    private static void inDelivery(LoggedGuest guest, long event) {
        guest.draft()
                .claimField("XII-01", "EXITINTINFO", 0xFFFF_FFFFL, event)
                .claimField("NPX-32", "RSP", tables(NestedTables.PAGE).linear() + 0x800)
                .unspecified(
                        "event-error-code",
                        "exit-information-1",
                        "exit-information-2",
                        "guest-interrupt-mask",
                        "instruction-bytes",
                        "resume-flag");
    }

    private void again() {
        LoggedGuest goesOn = guest(
                        "goes-on",
                        LAST,
                        "writes to two clean pages, with an exit in between",
                        "the log starts anew with VMRUN, or the second page is logged over the first",
                        "mov [rsi], bl",
                        "vmmcall",
                        "mov [rsi+0x1000], bl")
                .withSecondPage()
                .passes("NPX-33")
                .claim("NPX-33", slot(LAST), PAGE)
                .claim("NPX-33", slot(LAST - 1), PAGE + 0x1000)
                .claimIndex("NPX-33", LAST - 2);
        goesOn.draft()
                .host(
                        "vmrun",
                        "add qword [rax+0x578], 3",
                        "mov byte [rax+0x5c], 0",
                        "vmrun",
                        "cmp rax, rax",
                        "jmp end");
        LoggedGuest emptied = guest(
                        "emptied",
                        FULL,
                        "a write to a clean page, with a full log, which the host empties; then the guest goes on",
                        "the write cannot be done again",
                        "mov [rsi], bl")
                .passes("NPX-32")
                .claim("NPX-33", slot(LAST), PAGE)
                .isDirty("NPX-32", true)
                .claimIndex("NPX-33", LAST - 1)
                .claim("NPX-32", page(0), WRITTEN);
        emptied.draft().host("vmrun", "mov qword [rax+0x1d0], 0x1ff", "vmrun", "jmp end");
    }
}
