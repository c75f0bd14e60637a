package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** VMMCALL: in every mode and at every privilege level, intercepted and not, and in the host. */
public final class VmmcallDrafts {
    private static final int EXIT = 0x81;
    private static final int UD = 0x46;
    private static final int EFER = 0xC000_0080;
    private static final long SVME = 1 << 12;

    private final List<Draft> drafts = new ArrayList<>();

    private VmmcallDrafts() {}

    public static List<Draft> all() {
        VmmcallDrafts calls = new VmmcallDrafts();
        modes().forEach(calls::mode);
        calls.prefixes();
        calls.others();
        calls.host();
        return calls.drafts;
    }

    private static Map<String, Guest> modes() {
        Map<String, Guest> modes = new LinkedHashMap<>();
        modes.put("real", Guest.real());
        modes.put("virtual-8086", Guest.v86());
        modes.put("protected-16", Guest.protected16());
        modes.put("protected", Guest.protected32());
        modes.put("protected-cpl-3", Guest.protected32User());
        modes.put("compatibility", Guest.compatibility());
        modes.put("64-bit", Guest.long64());
        modes.put("64-bit-cpl-3", Guest.long64User());
        return modes;
    }

    private Draft draft(String name, Guest guest, String what, String failure, String... lines) {
        Draft draft = new Draft("vmmcall/" + name, Level.INTERCEPT)
                .about(what, failure)
                .guest(guest, lines)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(draft);
        return draft;
    }

    private void mode(String mode, Guest guest) {
        Draft exits = draft(
                        mode,
                        guest,
                        "intercepted VMMCALL: " + mode.replace('-', ' '),
                        "VMMCALL is refused by mode or privilege, or changes something",
                        "nop",
                        "db 0x0f, 0x01, 0xd9",
                        "ud2")
                .set("RAX", 0x1122_3344_5566_7788L)
                .setBits("RFLAGS", 0x8D5)
                .gpr("rbx", 0xDEAD_BEEFL);
        long rip = exits.field("RIP") + 1;
        exits.claimField("VMMCALL-01", "EXITCODE", EXIT)
                .claimField("VMMCALL-08", "EXITCODE", EXIT)
                .claimField("VMMCALL-07", "RIP", rip)
                .claimField("VMMCALL-09", "RAX", 0x1122_3344_5566_7788L)
                .claimField("VMMCALL-09", "RFLAGS", ~Guest.RESUME_FLAG, exits.field("RFLAGS"))
                .claim("VMMCALL-09", "rbx", 0xDEAD_BEEFL);
        if (guest.fields().getOrDefault("CPL", 0L) == 3) {
            exits.claimField("VMMCALL-02", "EXITCODE", EXIT).claimField("VMMCALL-02", "CPL", 3);
        }
        draft(
                        mode + "-not-intercepted",
                        guest,
                        "VMMCALL that is not intercepted: " + mode.replace('-', ' '),
                        "VMMCALL exits, or does nothing, without its intercept",
                        "nop",
                        "vmmcall")
                .clearBits("INTERCEPT_4", Guest.VMMCALL)
                .claimField("VMMCALL-04", "EXITCODE", UD)
                .claimField("VMMCALL-04", "RIP", rip);
    }

    private void prefixes() {
        draft(
                        "next-rip",
                        Guest.long64(),
                        "VMMCALL with two prefixes",
                        "nRIP is not behind the instruction, prefixes included",
                        "nop",
                        "db 0x3e, 0x66, 0x0f, 0x01, 0xd9")
                .requires("NRIPS")
                .claimField("VMMCALL-07", "EXITCODE", EXIT)
                .claimField("VMMCALL-07", "NRIP", Draft.GUEST + 6);
        draft(
                        "before-a-page-fault-of-the-next-instruction",
                        Guest.long64(),
                        "VMMCALL with CR0.TS, EM and the stack in disorder",
                        "something is checked before the intercept",
                        "vmmcall")
                .setBits("CR0", 0xC)
                .set("RSP", 0x0000_8000_0000_0000L)
                .set("IDTR.limit", 0)
                .claimField("VMMCALL-03", "EXITCODE", EXIT)
                .claimField("VMMCALL-03", "RSP", 0x0000_8000_0000_0000L);
    }

    private void others() {
        draft(
                        "other-vendors-call",
                        Guest.long64(),
                        "0F 01 C1, another vendor's call to the hypervisor, with VMMCALL intercepted",
                        "the opcode is taken for VMMCALL, or does nothing",
                        "nop",
                        "db 0x0f, 0x01, 0xc1")
                .claimField("VMMCALL-10", "EXITCODE", UD)
                .claimField("VMMCALL-10", "RIP", Draft.GUEST + 1);
    }

    private void host() {
        Draft host = new Draft("vmmcall/in-the-host", Level.EN)
                .about("VMMCALL in the host", "VMMCALL exits to nowhere, or does nothing")
                .host("trial: vmmcall", "jmp end");
        drafts.add(host.claimException("VMMCALL-05", 6, 0, host.label("trial")));
        Draft disabled = new Draft("vmmcall/in-the-host-with-svme-clear", Level.EN)
                .about("VMMCALL in the host with EFER.SVME clear", "VMMCALL does not need EFER.SVME, or does nothing")
                .gpr("rcx", EFER & 0xFFFF_FFFFL)
                .host(
                        "mov eax, 0x%x".formatted(Slot.EFER.initial() & ~SVME),
                        "mov edx, 0",
                        "wrmsr",
                        "trial: vmmcall",
                        "jmp end");
        drafts.add(disabled.claimException("VMMCALL-06", 6, 0, disabled.label("trial")));
    }
}
