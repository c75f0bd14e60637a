package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/** Intercepted exceptions, exceptions that the guest handles itself, and exceptions during delivery. */
public final class ExceptionDrafts {
    private static final long UNMAPPED = 0x1_0000_0000L;

    private ExceptionDrafts() {}

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        faults(drafts);
        traps(drafts);
        handledByGuest(drafts);
        return drafts;
    }

    private static void faults(List<Draft> drafts) {
        drafts.add(exception("de", Guest.long64(), "mov ecx, 0", "mov eax, 1", "cdq", "div ecx")
                .claimField("EXC-10", "EXITCODE", 0x40)
                .claimRaised(Event.exception(0), Draft.GUEST + 5 + 5 + 1)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(exception("ud", Guest.long64(), "nop", "ud2")
                .claimField("EXC-16", "EXITCODE", 0x46)
                .claimRaised(Event.exception(6), Draft.GUEST + 1)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(exception("ud-in-protected-mode", Guest.protected32(), "nop", "ud2")
                .claimField("EXC-16", "EXITCODE", 0x46)
                .claimRaised(Event.exception(6), Draft.GUEST + 1)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(exception("gp-without-selector", Guest.long64(), "mov rax, 0x8000000000000000", "mov cl, [rax]")
                .claimField("EXC-23", "EXITCODE", 0x4D)
                .claimRaised(Event.exception(13, 0), Draft.GUEST + 10)
                .unspecified(ExitMasks.WITH_INFO_1));
        drafts.add(exception("gp-with-selector", Guest.protected32(), "mov eax, 0x1003", "mov ds, ax")
                .claimField("EXC-23", "EXITCODE", 0x4D)
                .claimRaised(Event.exception(13, 0x1000), Draft.GUEST + 5)
                .unspecified(ExitMasks.WITH_INFO_1));
        drafts.add(exception("ss-with-selector", Guest.protected32(), "mov eax, 0x8", "mov ss, ax")
                .set("GDTR.base", Draft.SCRATCH)
                .set("GDTR.limit", 0xF)
                .data(Draft.SCRATCH + 8, Descriptors.bytes(0x00CF_1300_0000_FFFFL))
                .claimField("EXC-22", "EXITCODE", 0x4C)
                .claimRaised(Event.exception(12, 0x8), Draft.GUEST + 5)
                .unspecified(ExitMasks.WITH_INFO_1));
        drafts.add(exception("np-with-selector", Guest.protected32(), "mov eax, 0x8", "mov ds, ax")
                .set("GDTR.base", Draft.SCRATCH)
                .set("GDTR.limit", 0xF)
                .data(Draft.SCRATCH + 8, Descriptors.bytes(0x00CF_1300_0000_FFFFL))
                .claimField("EXC-21", "EXITCODE", 0x4B)
                .claimRaised(Event.exception(11, 0x8), Draft.GUEST + 5)
                .unspecified(ExitMasks.WITH_INFO_1));
        drafts.add(exception("pf-on-fetch", Guest.long64(), "mov rax, 0x%x".formatted(UNMAPPED), "jmp rax")
                .set("CR2", 0x5555_0000L)
                .claimField("EXC-24", "EXITCODE", 0x4E)
                .claimField("EXC-24", "EXITINFO1", 0x10)
                .claimField("EXC-24", "EXITINFO2", UNMAPPED)
                .claimField("EXC-24", "CR2", 0x5555_0000L)
                .claimField("EXC-03", "RIP", UNMAPPED)
                .unspecified(ExitMasks.WITH_BOTH));
        drafts.add(exception(
                        "pf-on-read-at-cpl-3", Guest.long64User(), "mov rax, 0x%x".formatted(UNMAPPED), "mov cl, [rax]")
                .set("CR2", 0x5555_0000L)
                .requires("!DecodeAssists")
                .claimField("EXC-24", "EXITCODE", 0x4E)
                .claimField("EXC-24", "EXITINFO1", 0x4)
                .claimField("EXC-24", "EXITINFO2", UNMAPPED)
                .claimField("EXC-24", "CR2", 0x5555_0000L)
                .unspecified(ExitMasks.WITH_BOTH));
    }

    private static void traps(List<Draft> drafts) {
        drafts.add(exception("bp", Guest.long64(), "nop", "int3")
                .claimField("EXC-13", "EXITCODE", 0x43)
                .claimField("EXC-13", "RIP", Draft.GUEST + 1)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(exception("bp-next-rip", Guest.long64(), "nop", "int3")
                .requires("NRIPS")
                .claimField("EXC-08", "NRIP", Draft.GUEST + 2)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(exception("of", Guest.protected32(), "mov al, 0x7f", "add al, 1", "into")
                .claimField("EXC-14", "EXITCODE", 0x44)
                .claimField("EXC-14", "RIP", Draft.GUEST + 4)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(exception(
                        "br",
                        Guest.protected32(),
                        "mov eax, 9",
                        "mov ebx, 0x%x".formatted(Draft.SCRATCH),
                        "bound eax, [ebx]")
                .data(Draft.SCRATCH, new byte[] {1, 0, 0, 0, 8, 0, 0, 0})
                .claimField("EXC-15", "EXITCODE", 0x45)
                .claimField("EXC-15", "RIP", Draft.GUEST + 10)
                .unspecified(ExitMasks.PLAIN));
    }

    private static void handledByGuest(List<Draft> drafts) {
        long handler = Draft.GUEST + 0x100;
        long top = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
        drafts.add(new Draft("exceptions/ud-not-intercepted", Level.EXCEPTION)
                .about(
                        "#UD in a guest that handles it itself, through its own IDT",
                        "an exception exits although its bit is clear, or is delivered with a wrong frame")
                .guest(Guest.long64(), "nop", "ud2")
                .code(handler, 64, "vmmcall")
                .clearBits("INTERCEPT_EXCEPTION", 1 << 6)
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0xFFF)
                .data(Draft.GUEST_IDT + 6 * 16, Descriptors.gate64(handler))
                .claimField("EXC-01", "EXITCODE", 0x81)
                .claimField("EXC-01", "RIP", handler)
                .claimField("EVT-73", "RSP", top - 40)
                .claim("EVT-73", Subject.memory(top - 40), Draft.GUEST + 1)
                .claim("EVT-73", Subject.memory(top - 32), Fixture.CODE64_SELECTOR)
                .claim("EVT-73", Subject.memory(top - 16), top)
                .claim("EVT-73", Subject.memory(top - 8), Fixture.DATA_SELECTOR)
                .claim("EVT-67", Subject.memory(top - 24), 0x1_0002)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(new Draft("exceptions/gp-while-delivering-ud", Level.EXCEPTION)
                .about(
                        "#UD that is not intercepted and cannot be delivered because the IDT is too short; #GP is intercepted",
                        "EXITINTINFO does not tell which event was being delivered, or the double fault comes first")
                .guest(Guest.long64(), "nop", "ud2")
                .clearBits("INTERCEPT_EXCEPTION", 1 << 6)
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0x5F)
                .touches(Draft.GUEST_IDT)
                .claimField("XII-21", "EXITCODE", 0x4D)
                .claimField("XII-01", "EXITINTINFO", 0xFFFF_FFFFL, 0x8000_0306L)
                .claimField("EVT-41", "EXITINFO1", ~1L, 6 * 8 + 2)
                .claimField("XII-14", "RIP", Draft.GUEST + 1)
                .claimField("XII-14", "RSP", top)
                .unspecified(ExitMasks.DURING_DELIVERY));
    }

    private static Draft exception(String name, Guest guest, String... lines) {
        return new Draft("exceptions/" + name, Level.EXCEPTION)
                .about(
                        "an intercepted exception: " + name.replace('-', ' '),
                        "the exit code, the error code or the rIP of an intercepted exception is wrong")
                .guest(guest, lines);
    }
}
