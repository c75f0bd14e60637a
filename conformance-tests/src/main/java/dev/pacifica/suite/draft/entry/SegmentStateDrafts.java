package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/** Which bits of the segment attributes count after VMRUN (SEG-03 to SEG-14), and bases (CHK-01, CHK-02). */
public final class SegmentStateDrafts {
    private static final int VMMCALL = 0x81;
    private static final int GP = 0x4D;
    private static final int SS = 0x4C;
    private static final String READ = "mov eax, [ds:ebx]";
    private static final String WRITE = "mov [ds:ebx], al";
    private static final long OTHER_STACK = 0x4000;

    private final List<Draft> drafts = new ArrayList<>();

    private SegmentStateDrafts() {}

    public static List<Draft> all() {
        SegmentStateDrafts segments = new SegmentStateDrafts();
        segments.data();
        segments.stack();
        segments.code();
        segments.odd();
        segments.modes();
        segments.bases();
        return segments.drafts;
    }

    private Draft guest(String name, Guest guest, String rule, int code, String... lines) {
        List<String> program = new ArrayList<>(List.of(lines));
        program.add("vmmcall");
        Draft draft = new Draft("segment-state/" + name, Level.VMRUN)
                .guest(guest, program.toArray(String[]::new))
                .gpr("rbx", Draft.SCRATCH)
                .set("RAX", 0)
                .touches(Draft.SCRATCH)
                .claimField(rule, "EXITCODE", code)
                .unspecified(code == VMMCALL ? ExitMasks.PLAIN : ExitMasks.WITH_INFO_1)
                .about(
                        "attributes of a segment as VMRUN loads them: " + name.replace('-', ' '),
                        "a bit of the attributes is not observed, or one that must not be is");
        if (code != VMMCALL) {
            draft.claimField("EXC-02", "EXITINFO1", 0);
        }
        drafts.add(draft);
        return draft;
    }

    /** DS: P, W, E and the type; S, AVL, L, G and D mean nothing for an access. */
    private void data() {
        attributes("data-present", "SEG-06", VMMCALL, READ, 0xC93);
        attributes("data-not-present", "SEG-04", GP, READ, 0xC13).unspecified("null-data-segments");
        attributes("data-writable", "SEG-06", VMMCALL, WRITE, 0xC93);
        attributes("data-read-only", "SEG-06", GP, WRITE, 0xC91);
        attributes("data-read-only-read", "SEG-06", VMMCALL, READ, 0xC91);
        attributes("data-readable-code", "SEG-06", VMMCALL, READ, 0xC9B);
        attributes("data-execute-only-code", "SEG-06", GP, READ, 0xC99);
        attributes("data-expand-up-below-limit", "SEG-06", VMMCALL, READ, 0xC93).set("DS.limit", Draft.SCRATCH + 0x10);
        attributes("data-expand-down-below-limit", "SEG-06", GP, READ, 0xC97).set("DS.limit", Draft.SCRATCH + 0x10);
        attributes("data-expand-down-above-limit", "SEG-06", VMMCALL, READ, 0xC97)
                .set("DS.limit", Draft.SCRATCH - 1);
        attributes("data-expand-down-above-64k-without-big", "SEG-06", GP, READ, 0x897)
                .set("DS.limit", Draft.SCRATCH - 1);
        attributes("data-system-bit-clear", "SEG-05", VMMCALL, WRITE, 0xC83);
        attributes("data-granularity-clear", "SEG-05", VMMCALL, WRITE, 0x493);
        attributes("data-long-and-available", "SEG-05", VMMCALL, WRITE, 0xF93);
        attributes("data-accessed-clear", "SEG-05", VMMCALL, WRITE, 0xC92);
    }

    private Draft attributes(String name, String rule, int code, String line, long attributes) {
        return guest(name, Guest.protected32(), rule, code, line).set("DS.attributes", attributes);
    }

    private void stack() {
        guest("stack-big", Guest.protected32(), "SEG-06", VMMCALL, "push 0x5a")
                .claim("SEG-06", Subject.memory(Draft.GUEST_STACK + 0xFF8), 0xFFFF_FFFFL << 32, 0x5AL << 32);
        guest("stack-not-big", Guest.protected32(), "SEG-06", VMMCALL, "push 0x5a")
                .set("SS.attributes", 0x893)
                .touches(OTHER_STACK)
                .claim("SEG-06", Subject.memory(OTHER_STACK + 0xFF8), 0xFFFF_FFFFL << 32, 0x5AL << 32);
        guest("stack-read-only", Guest.protected32(), "SEG-06", SS, "push 0x5a").set("SS.attributes", 0xC91);
        guest("stack-absent-in-protected-mode", Guest.protected32(), "SEG-08", SS, "push 0x5a")
                .set("SS.attributes", 0xC13)
                .unspecified("null-stack-segment");
        guest("stack-absent-in-compatibility-mode", Guest.compatibility(), "SEG-08", SS, "push 0x5a")
                .set("SS.attributes", 0xC13)
                .unspecified("null-stack-segment");
        guest("stack-absent-in-64-bit-mode", Guest.long64(), "SEG-08", VMMCALL, "push 0x5a")
                .set("SS.attributes", 0xC13);
    }

    private void code() {
        guest("code-readable", Guest.protected32(), "SEG-06", VMMCALL, "mov eax, [cs:ebx]");
        guest("code-execute-only", Guest.protected32(), "SEG-06", GP, "mov eax, [cs:ebx]")
                .set("CS.attributes", 0xC99);
        // 66 is MOV AX, imm16 in 32-bit code and MOV EAX, imm32 in 16-bit code
        String either = "db 0x66, 0xb8, 0x5a, 0x00, 0x90, 0x90";
        guest("code-32-bits", Guest.protected32(), "SEG-06", VMMCALL, either).claimField("SEG-06", "RAX", 0x5A);
        guest("code-16-bits", Guest.protected32(), "SEG-06", VMMCALL, either)
                .set("CS.attributes", 0x89B)
                .claimField("SEG-06", "RAX", 0x9090_005AL);
        guest("code-64-bits", Guest.long64(), "SEG-06", VMMCALL, "db 0x48, 0xff, 0xc8")
                .claimField("SEG-06", "RAX", -1);
        guest("code-compatibility", Guest.compatibility(), "SEG-06", VMMCALL, "db 0x48, 0xff, 0xc8")
                .claimField("SEG-06", "RAX", 0xFFFF_FFFEL);
    }

    /** Nothing of ES is used: anything may stand there. */
    private void odd() {
        for (int attributes : new int[] {0x000, 0x080, 0x082, 0x08B, 0x09C, 0xFFF}) {
            guest("unused-segment-%03x".formatted(attributes), Guest.protected32(), "SEG-05", VMMCALL, "nop")
                    .set("ES.attributes", attributes)
                    .unspecified("null-data-segments");
        }
        guest("null-segment-stored", Guest.protected32(), "SEG-14", VMMCALL, "mov ecx, 0", "mov ds, cx", "mov es, cx")
                .claimField("SEG-14", "DS.attributes", 0x80, 0)
                .claimField("SEG-14", "ES.attributes", 0x80, 0)
                .claimField("VMCB-182", "ES.attributes", 0x80, 0)
                .unspecified("null-data-segments");
        guest("null-segment-loaded", Guest.protected32(), "VMCB-182", GP, READ)
                .set("DS.attributes", 0)
                .set("DS.selector", 0)
                .unspecified("null-data-segments");
        guest("attributes-honoured", Guest.protected32(), "VMCB-181", GP, WRITE).set("DS.attributes", 0xC91);
    }

    private void modes() {
        guest("cpl-field-in-virtual-8086-mode", Guest.v86(), "SEG-12", GP, "cli")
                .set("CPL", 0)
                .set("RFLAGS", 0x2_0002)
                .claimField("SEG-12", "CPL", 3);
    }

    private void bases() {
        long raw = 0x0000_9234_5678_9000L;
        Draft draft = guest(
                        "table-bases-written-back", Guest.long64(), "CHK-02", VMMCALL, "sgdt [rbx]", "mov rcx, [rbx+2]")
                .requires("LinAddrSize=48")
                .set("GDTR.base", raw)
                .set("IDTR.base", raw)
                .unspecified("table-base-written-back");
        draft.claimField("CHK-02", "GDTR.base", 0xFFFF_FFFF_FFFFL, raw)
                .claimField("CHK-02", "IDTR.base", 0xFFFF_FFFF_FFFFL, raw)
                .claim("VMCB-185", "rcx", raw | 0xFFFFL << 48);
        guest("segment-bases-of-32-bits", Guest.protected32(), "VMCB-186", VMMCALL, "mov ecx, [ds:0]", "lea edx, [ebx]")
                .set("DS.base", 0xFFFF_FFFF_0000_0000L | Draft.SCRATCH)
                .set("GDTR.limit", 0xABCD_0057L)
                .data(Draft.SCRATCH, new byte[] {0x11, 0x22, 0x33, 0x44})
                .claim("VMCB-186", "rcx", 0x4433_2211)
                .claimField("VMCB-186", "GDTR.limit", 0xFFFF, Fixture.GDT_LIMIT)
                .unspecified("segment-base-high", "table-limit-high");
    }
}
