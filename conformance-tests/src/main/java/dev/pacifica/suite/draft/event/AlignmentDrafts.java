package dev.pacifica.suite.draft.event;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestTables;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;

/** #AC: accesses of guests at CPL 3 with CR0.AM and RFLAGS.AC set, and their neighbours with one of these missing. */
public final class AlignmentDrafts {
    private static final int AC = 0x51;
    private static final long AM = 1 << 18;
    private static final long AC_FLAG = 1 << 18;
    private static final long AT = Draft.SCRATCH + 0x40;

    private final List<Draft> drafts = new ArrayList<>();

    private AlignmentDrafts() {}

    public static List<Draft> all() {
        AlignmentDrafts alignment = new AlignmentDrafts();
        alignment.sizes();
        alignment.conditions();
        alignment.instructions();
        alignment.modes();
        alignment.order();
        return alignment.drafts;
    }

    private Draft draft(String name, Guest guest, String what, String... instruction) {
        Draft draft = Attempt.of("alignment/" + name, guest, instruction)
                .about(what, "alignment is not checked, or where it must not be")
                .touches(Draft.SCRATCH)
                .gpr("rbx", AT)
                .setBits("CR0", AM)
                .setBits("RFLAGS", AC_FLAG);
        drafts.add(draft);
        return draft;
    }

    private static Draft raises(Draft draft) {
        return draft.claimField("EVT-17", "EXITCODE", AC)
                .claimField("EXC-27", "EXITINFO1", 0)
                .claimField("EVT-17", "RIP", draft.field("RIP") + 1)
                .unspecified(ExitMasks.WITH_INFO_1);
    }

    /** NOP, an instruction of this length, and then VMMCALL. */
    private static Draft passes(Draft draft, int length) {
        return draft.claimField("EVT-17", "EXITCODE", Attempt.VMMCALL)
                .claimField("EXIT-08", "RIP", draft.field("RIP") + 1 + length)
                .unspecified(ExitMasks.PLAIN);
    }

    /** Every size at every offset in its unit. */
    private void sizes() {
        String[] registers = {"cl", "cx", "ecx", "rcx"};
        int[] lengths = {2, 3, 2, 3};
        for (int power = 0; power < 4; power++) {
            int size = 1 << power;
            for (int offset = 0; offset < Math.max(2, size); offset++) {
                for (boolean isWrite : new boolean[] {false, true}) {
                    String text =
                            isWrite ? "mov [rbx], " + registers[power] : "mov %s, [rbx]".formatted(registers[power]);
                    Draft draft = draft(
                                    "%s%d-at-%d".formatted(isWrite ? "write" : "read", size, offset),
                                    Guest.long64User(),
                                    "%s of %d bytes at CPL 3, %d bytes beyond an aligned address"
                                            .formatted(isWrite ? "a write" : "a read", size, offset),
                                    text)
                            .gpr("rbx", AT + offset);
                    if (offset % size != 0) {
                        raises(draft);
                    } else {
                        passes(draft, lengths[power]);
                    }
                }
            }
        }
    }

    private void conditions() {
        Draft noMask = draft("am-clear", Guest.long64User(), "a misaligned read with CR0.AM clear", "mov ecx, [rbx]")
                .gpr("rbx", AT + 1)
                .clearBits("CR0", AM);
        passes(noMask, 2);
        Draft noFlag = draft("ac-clear", Guest.long64User(), "a misaligned read with RFLAGS.AC clear", "mov ecx, [rbx]")
                .gpr("rbx", AT + 1)
                .clearBits("RFLAGS", AC_FLAG);
        passes(noFlag, 2);
        Draft kernel = draft("at-cpl-0", Guest.long64(), "a misaligned read at CPL 0", "mov ecx, [rbx]")
                .gpr("rbx", AT + 1);
        passes(kernel, 2);
    }

    private void instructions() {
        misaligned("add", "add [rbx], ecx").claim("EVT-17", Subject.memory(AT), 0);
        misaligned("compare", "cmp [rbx], ecx");
        misaligned("xchg", "xchg [rbx], ecx").claim("EVT-17", "rcx", 7);
        misaligned("cmpxchg8b", "cmpxchg8b [rbx]").claim("EVT-17", Subject.memory(AT), 0);
        Draft half = misaligned("cmpxchg8b-at-4", "cmpxchg8b [rbx]");
        half.gpr("rbx", AT + 4);
        misaligned("movzx", "movzx ecx, word [rbx]");
        misaligned("stosd", "stosd").claim("EVT-17", "rdi", AT + 1);
        misaligned("lodsw", "lodsw").claim("EVT-17", "rsi", AT + 1);
        misaligned("push-of-memory", "push qword [rbx]");
        stack("push", "push rcx", 1);
        stack("pop", "pop rcx", 1);
        stack("call", "call $+5", 5);
        Draft lea = draft("lea", Guest.long64User(), "LEA of a misaligned address", "lea rcx, [rbx]")
                .gpr("rbx", AT + 1);
        passes(lea, 3);
    }

    private Draft misaligned(String name, String instruction) {
        return raises(draft(name, Guest.long64User(), instruction + " at a misaligned address at CPL 3", instruction)
                .gpr("rbx", AT + 1)
                .gpr("rsi", AT + 1)
                .gpr("rdi", AT + 1)
                .gpr("rcx", 7));
    }

    private void stack(String name, String instruction, int length) {
        for (int offset = 0; offset < 8; offset += 4) {
            long rsp = Draft.GUEST_STACK + 0x800 + offset;
            Draft draft = draft(
                            "%s-with-stack-at-%d".formatted(name, offset),
                            Guest.long64User(),
                            "%s at CPL 3 with a stack pointer %d bytes beyond an aligned one"
                                    .formatted(instruction, offset),
                            instruction)
                    .set("RSP", rsp);
            if (offset == 0) {
                passes(draft, length);
            } else {
                raises(draft).claimField("EVT-17", "RSP", rsp);
            }
        }
    }

    private void modes() {
        mode("protected", Guest.protected32User(), "mov ecx, [ebx]", AT);
        mode("v86", Guest.v86(), "mov cx, [bx]", 0x40);
        Guest compatibility = Guest.long64User();
        Guest.segment(compatibility.fields(), "CS", 0x23, 0xCFB);
        mode("compatibility", new Guest(32, compatibility.fields()), "mov ecx, [ebx]", AT);
    }

    private void mode(String name, Guest guest, String instruction, long at) {
        for (int offset = 0; offset < 2; offset++) {
            Draft draft = draft(
                            "in-%s-mode-at-%d".formatted(name, offset),
                            guest,
                            "a read at CPL 3 in %s mode, %d bytes beyond an aligned address".formatted(name, offset),
                            instruction)
                    .gpr("rbx", at + offset);
            if (offset == 0) {
                passes(draft, 2);
            } else {
                raises(draft);
            }
        }
    }

    /** Both may come first; the instruction has no effect either way. */
    private void order() {
        Draft both = draft(
                        "not-present-and-misaligned",
                        Guest.long64User(),
                        "a misaligned read of a page that is not present, at CPL 3",
                        "mov ecx, [rbx]")
                .gpr("rbx", GuestTables.PROBE + 1)
                .gpr("rcx", 7);
        GuestTables.install(both, GuestTables.USER);
        both.claimField("EVT-50", "RIP", Draft.GUEST + 1)
                .claim("EVT-50", "rcx", 7)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("instruction-bytes-not-fetched");
    }
}
