package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Guests that change each register that #VMEXIT saves before they exit: a field that is not written shows (EXIT-10, EXIT-11). */
public final class SavedStateDrafts {
    private SavedStateDrafts() {}

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        registers(drafts);
        segments(drafts);
        interruptShadow(drafts);
        privilege(drafts);
        timeStampCounter(drafts);
        return drafts;
    }

    private static void registers(List<Draft> drafts) {
        long cr3 = Fixture.PML4 | 0x18;
        drafts.add(saved(
                        "control-registers-saved",
                        "a guest that sets CR0.TS, CR3.PWT and PCD, CR4.DE and EFER.SCE before it exits",
                        "mov eax, 0x8001003b",
                        "mov cr0, rax",
                        "mov eax, 0x%x".formatted(cr3),
                        "mov cr3, rax",
                        "mov eax, 0x28",
                        "mov cr4, rax",
                        "mov ecx, 0xc0000080",
                        "mov eax, 0x1d01",
                        "mov edx, 0",
                        "wrmsr",
                        "vmmcall")
                .claimField("EXIT-10", "CR0", 0x8001_003BL)
                .claimField("EXIT-10", "CR3", cr3)
                .claimField("EXIT-10", "CR4", 0x28)
                .claimField("EXIT-10", "EFER", 0x1D01));
        drafts.add(saved(
                        "debug-registers-saved",
                        "a guest that sets DR6.B0 and DR7.L1 before it exits",
                        "mov eax, 0xffff0ff1",
                        "mov dr6, rax",
                        "mov eax, 0x404",
                        "mov dr7, rax",
                        "vmmcall")
                .claimField("EXIT-10", "DR6", 0xFFFF_0FF1L)
                .claimField("EXIT-10", "DR7", 0x404));
        long gdt = 0x0000_1234_5678_9000L;
        long idt = 0xFFFF_8765_4321_0000L;
        drafts.add(saved(
                        "descriptor-tables-saved",
                        "a guest that loads GDTR and IDTR before it exits",
                        "mov eax, 0x%x".formatted(Draft.SCRATCH),
                        "lgdt [rax]",
                        "lidt [rax+16]",
                        "vmmcall")
                .data(Draft.SCRATCH, pseudoDescriptor(0x57, gdt))
                .data(Draft.SCRATCH + 16, pseudoDescriptor(0x7FF, idt))
                .claimField("EXIT-10", "GDTR.base", gdt)
                .claimField("EXIT-10", "GDTR.limit", 0x57)
                .claimField("EXIT-10", "IDTR.base", idt)
                .claimField("EXIT-10", "IDTR.limit", 0x7FF));
    }

    private static void segments(List<Draft> drafts) {
        drafts.add(new Draft("exits/data-segments-saved", Level.EXIT)
                .about(
                        "a guest that loads DS, ES and SS with other descriptors before it exits",
                        "a segment register of the guest is not saved at #VMEXIT, or not with its hidden part")
                .guest(
                        Guest.protected32(),
                        "mov eax, 0x%x".formatted(Fixture.DATA16_SELECTOR),
                        "mov ss, ax",
                        "mov ds, ax",
                        "mov eax, 0x%x".formatted(Fixture.USER_DATA_SELECTOR),
                        "mov es, ax",
                        "vmmcall")
                .claimField("EXIT-10", "SS.selector", Fixture.DATA16_SELECTOR)
                .claimField("EXIT-10", "SS.limit", 0xFFFF)
                .claimField("EXIT-10", "DS.selector", Fixture.DATA16_SELECTOR)
                .claimField("EXIT-10", "DS.limit", 0xFFFF)
                .claimField("EXIT-10", "ES.selector", Fixture.USER_DATA_SELECTOR)
                .claimField("SEG-01", "DS.attributes", 0x093)
                .claimField("SEG-01", "ES.attributes", 0xCF3)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(new Draft("exits/data-segment-base-upper-half", Level.EXIT)
                .about(
                        "a 32-bit guest that reads through DS, whose base has its upper half set in the VMCB",
                        "the upper half of the DS base takes part in the address")
                .guest(Guest.protected32(), "mov ebx, [0x%x]".formatted(Draft.SCRATCH - 0x1000), "vmmcall")
                .set("DS.base", 0x5555_5555_0000_1000L)
                .data(Draft.SCRATCH, new byte[] {0x78, 0x56, 0x34, 0x12})
                .claim("SEG-03", "rbx", 0x1234_5678L)
                .unspecified("segment-base-high")
                .unspecified(ExitMasks.PLAIN));
    }

    private static void interruptShadow(List<Draft> drafts) {
        drafts.add(saved("interrupt-shadow-saved", "a guest that exits in the shadow of STI", "sti", "vmmcall")
                .claimField("EXIT-14", "INTERRUPT_SHADOW", 1)
                .claimField("EXIT-03", "RFLAGS", ~Guest.RESUME_FLAG, 0x202));
        drafts.add(saved(
                        "interrupt-shadow-over",
                        "a guest that starts in an interrupt shadow and completes an instruction before it exits",
                        "nop",
                        "vmmcall")
                .set("INTERRUPT_SHADOW", 1)
                .claimField("VMRUN-54", "INTERRUPT_SHADOW", 0));
        drafts.add(saved(
                        "interrupt-shadow-loaded",
                        "a guest that starts in an interrupt shadow and exits at its first instruction",
                        "vmmcall")
                .set("INTERRUPT_SHADOW", 1)
                .claimField("EXIT-14", "INTERRUPT_SHADOW", 1));
    }

    private static void privilege(List<Draft> drafts) {
        drafts.add(new Draft("exits/cpl-from-its-field", Level.EXIT)
                .about(
                        "HLT in a 64-bit guest whose CPL field is 3, while the DPLs of CS and SS are 0",
                        "the privilege level is taken from a DPL and not from the CPL field")
                .guest(Guest.long64(), "hlt")
                .set("CPL", 3)
                .setBits("INTERCEPT_3", Guest.HLT)
                .claimField("SEG-10", "EXITCODE", 0x4D)
                .claimField("SEG-13", "CPL", 3)
                .unspecified("dpl-of-code-and-stack")
                .unspecified(ExitMasks.WITH_INFO_1));
        drafts.add(new Draft("exits/cpl-field-ignored-in-real-mode", Level.EXIT)
                .about(
                        "HLT in a real-mode guest whose CPL field is 3",
                        "the CPL field counts although CR0.PE is clear; in real mode the privilege level is 0")
                .guest(Guest.protected32(), "hlt")
                .set("CR0", 0x32)
                .set("CPL", 3)
                .set("CS.base", Draft.GUEST)
                .set("CS.limit", 0xFFFF)
                .set("CS.attributes", 0x09B)
                .set("RIP", 0)
                .setBits("INTERCEPT_3", Guest.HLT)
                .claimField("SEG-11", "EXITCODE", 0x78)
                .claimField("SEG-11", "CPL", 0)
                .unspecified("dpl-of-code-and-stack", "code-segment-unobserved")
                .unspecified(ExitMasks.PLAIN));
    }

    private static void timeStampCounter(List<Draft> drafts) {
        drafts.add(saved(
                        "tsc-offset",
                        "a guest that reads the time-stamp counter with an offset of 2^62, then clears the rest",
                        "rdtsc",
                        "mov ebx, edx",
                        "shr ebx, 30",
                        "mov eax, 0",
                        "mov edx, 0",
                        "cmp eax, edx", // SHR leaves OF and AF undefined
                        "vmmcall")
                .set("TSC_OFFSET", 1L << 62)
                .claim("VMRUN-27", "rbx", 1));
    }

    private static Draft saved(String name, String what, String... lines) {
        return new Draft("exits/" + name, Level.EXIT)
                .about(what, "a field of the VMCB still has the value that VMRUN found, or not the guest's latest one")
                .guest(Guest.long64(), lines)
                .claimField("EXIT-01", "EXITCODE", 0x81)
                .unspecified(ExitMasks.PLAIN);
    }

    /** The operand of LGDT and LIDT in 64-bit mode: limit and base. */
    private static byte[] pseudoDescriptor(int limit, long base) {
        return ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) limit)
                .putLong(base)
                .array();
    }
}
