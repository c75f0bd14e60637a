package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Operand rules of VMRUN, VMLOAD and VMSAVE, what they move, and what the host finds afterwards. */
public final class VmrunDrafts {
    private static final int GP = 13;

    private VmrunDrafts() {}

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        operands(drafts);
        vmloadAndVmsave(drafts);
        stateLoaded(drafts);
        hostAfterwards(drafts);
        return drafts;
    }

    private static void operands(List<Draft> drafts) {
        for (String name : new String[] {"vmrun", "vmload", "vmsave"}) {
            String rule = name.equals("vmrun") ? "VMRUN-03" : "VMRUN-60";
            drafts.add(new Draft("vmrun/" + name + "-unaligned", Level.VMRUN)
                    .about(
                            name.toUpperCase(Locale.ROOT)
                                    + " with an address that is not 4-KByte aligned by its lowest bit",
                            "the alignment of the VMCB address is not checked")
                    .gpr("rax", Draft.VMCB + 1)
                    .touches(Draft.VMCB)
                    .host(name, "jmp end")
                    .claimException(rule, GP, 0, Draft.PROGRAM));
            drafts.add(new Draft("vmrun/" + name + "-unaligned-by-bit-11", Level.VMRUN)
                    .about(
                            name.toUpperCase(Locale.ROOT)
                                    + " with an address of which only bit 11 violates the alignment",
                            "a smaller alignment than 4 KBytes is accepted")
                    .gpr("rax", Draft.VMCB + 0x800)
                    .touches(Draft.VMCB)
                    .host(name, "jmp end")
                    .claimException(rule, GP, 0, Draft.PROGRAM));
            for (int bits : new int[] {40, 48, 52}) {
                drafts.add(new Draft("vmrun/" + name + "-address-beyond-" + bits + "-bits", Level.VMRUN)
                        .about(
                                name.toUpperCase(Locale.ROOT)
                                        + " with the first address beyond a physical address space of " + bits
                                        + " bits",
                                "the VMCB address is not compared with the physical address width")
                        .requires("PhysAddrSize=" + bits)
                        .gpr("rax", 1L << bits)
                        .host(name, "jmp end")
                        .claimException(rule, GP, 0, Draft.PROGRAM));
            }
        }
        drafts.add(new Draft("vmrun/address-size-prefix", Level.VMRUN)
                .about(
                        "VMRUN with an address-size prefix and garbage in RAX[63:32]",
                        "rAX is taken at the wrong width: with 67h it is EAX")
                .guest(Guest.long64(), "vmmcall")
                .gpr("rax", 0xDEAD_BEEF_0000_0000L | Draft.VMCB)
                .host("db 0x67", "vmrun", "jmp end")
                .claimField("VMRUN-01", "EXITCODE", 0x81)
                .claim("HOST-01", "rax", 0xDEAD_BEEF_0000_0000L | Draft.VMCB)
                .unspecified(ExitMasks.PLAIN));
    }

    private static void vmloadAndVmsave(List<Draft> drafts) {
        long fsBase = 0x0000_7654_3210_FED0L;
        long gsBase = 0xFFFF_8000_0000_1000L;
        Map<String, Long> source = new LinkedHashMap<>();
        segment(source, "FS", 0x1230, 0xCF3, 0x000F_EDCB, fsBase);
        segment(source, "GS", 0x4560, 0x493, 0xFFFF_FFFF, gsBase);
        segment(source, "LDTR", 0x7890, 0x082, 0x0000_FFFF, 0x0000_0000_0100_7000L);
        segment(source, "TR", Fixture.TSS_SELECTOR, 0x08B, Fixture.TSS_LIMIT, Fixture.TSS);
        source.put("KernelGsBase", 0xFFFF_9000_0000_2000L);
        source.put("STAR", 0x0023_0008_89AB_CDEFL);
        source.put("LSTAR", 0xFFFF_8123_4567_89A0L);
        source.put("CSTAR", 0xFFFF_8123_4567_89B0L);
        source.put("SFMASK", 0x0000_0000_0004_7700L);
        source.put("SYSENTER_CS", 0x38L);
        source.put("SYSENTER_ESP", 0x0765_4321L);
        source.put("SYSENTER_EIP", 0x0123_4560L);
        Draft roundTrip = new Draft("vmrun/vmload-vmsave-round-trip", Level.VMRUN)
                .about(
                        "VMLOAD from one VMCB, VMSAVE to another, then a look at the registers",
                        "some of the state that the two instructions move is lost, truncated or mixed up")
                .vmcb(Draft.VMCB, source)
                .vmcb(Draft.SECOND_VMCB, Map.of())
                .gpr("rax", Draft.VMCB)
                .host("vmload", "mov eax, 0x%x".formatted(Draft.SECOND_VMCB), "vmsave", "jmp end")
                .claimEnds("VMRUN-62", Ended.END)
                .claim("VMRUN-63", "fs.base", fsBase)
                .claim("VMRUN-63", "gs.base", gsBase);
        source.forEach((field, value) -> roundTrip.claim("VMRUN-61", Subject.field(Draft.SECOND_VMCB, field), value));
        for (String field : new String[] {
            "ES.selector",
            "CS.selector",
            "SS.selector",
            "DS.selector",
            "GDTR.base",
            "IDTR.base",
            "EFER",
            "CR0",
            "CR3",
            "CR4",
            "RFLAGS",
            "RIP",
            "RSP",
            "RAX",
            "DR6",
            "DR7",
            "EXITCODE"
        }) {
            roundTrip.claim("VMRUN-61", Subject.field(Draft.SECOND_VMCB, field), 0); // nothing else is written
        }
        drafts.add(roundTrip);

        Map<String, Long> nonCanonical = new LinkedHashMap<>(source);
        for (String field : new String[] {"FS.base", "GS.base", "KernelGsBase"}) {
            nonCanonical.put(field, 0x0000_9234_5678_9000L);
        }
        drafts.add(new Draft("vmrun/vmload-canonicalises-bases", Level.VMRUN)
                .about(
                        "VMLOAD of FS, GS and KernelGsBase bases that are not canonical",
                        "a base that is not canonical faults, or is taken as it is; it is sign-extended from bit 47")
                .requires("LinAddrSize=48")
                .vmcb(Draft.VMCB, nonCanonical)
                .gpr("rax", Draft.VMCB)
                .host("vmload", "jmp end")
                .claimEnds("CHK-01", Ended.END)
                .claim("CHK-01", "fs.base", 0xFFFF_9234_5678_9000L)
                .claim("CHK-01", "gs.base", 0xFFFF_9234_5678_9000L)
                .claim("CHK-01", "kernelGsBase", 0xFFFF_9234_5678_9000L));
    }

    private static void stateLoaded(List<Draft> drafts) {
        drafts.add(new Draft("vmrun/registers-loaded", Level.VMRUN)
                .about(
                        "a guest that copies RAX, RSP, RFLAGS and CR2, as loaded, to other registers",
                        "a register is not loaded from the VMCB, or the host's value leaks into the guest")
                .guest(Guest.long64(), "mov rbx, rax", "mov rcx, rsp", "mov rsi, cr2", "pushfq", "pop rdx", "vmmcall")
                .set("RAX", 0x1122_3344_5566_7788L)
                .set("RFLAGS", 0x8D7L)
                .set("CR2", 0x0000_5555_6666_7777L)
                .claim("VMRUN-23", "rbx", 0x1122_3344_5566_7788L)
                .claim("VMRUN-23", "rcx", Draft.GUEST_STACK + Fixture.PAGE_SIZE)
                .claim("VMRUN-23", "rdx", 0x8D7L)
                .claim("VMRUN-23", "rsi", 0x0000_5555_6666_7777L)
                .claimField("EXIT-01", "EXITCODE", 0x81)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(new Draft("vmrun/rflags-fixed-bits", Level.VMRUN)
                .about(
                        "VMRUN with bit 1 of RFLAGS clear in the VMCB",
                        "the fixed bit of RFLAGS does not take its fixed value in the guest")
                .guest(Guest.long64(), "pushfq", "pop rdx", "vmmcall")
                .set("RFLAGS", 0)
                .claim("VMRUN-23", "rdx", 0x2)
                .claimField("EXIT-01", "EXITCODE", 0x81)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(new Draft("vmrun/registers-not-switched", Level.VMRUN)
                .about(
                        "a guest that looks at registers which VMRUN does not load",
                        "a register that VMRUN leaves alone does not flow from host to guest and back")
                .guest(Guest.long64(), "mov r8, rbx", "mov rbx, r9", "vmmcall")
                .gpr("rbx", 0x1234_5678_9ABC_DEF0L)
                .gpr("r9", 0x0FED_CBA9_8765_4321L)
                .claim("VMRUN-11", "r8", 0x1234_5678_9ABC_DEF0L)
                .claim("EXIT-16", "rbx", 0x0FED_CBA9_8765_4321L)
                .unspecified(ExitMasks.PLAIN));
    }

    private static void hostAfterwards(List<Draft> drafts) {
        drafts.add(new Draft("vmrun/host-restored-after-32-bit-guest", Level.VMRUN)
                .about(
                        "a guest in unpaged 32-bit mode, then a look at the host",
                        "part of the host's mode, flags or pointers is not what it was before VMRUN")
                .guest(Guest.protected32(), "mov eax, 0x55", "mov esp, 0x1000", "stc", "vmmcall")
                .host("std", "stc", "vmrun", "jmp end")
                .set("GDTR.base", Draft.SCRATCH)
                .set("GDTR.limit", 0x7)
                .set("ES.selector", Fixture.DATA16_SELECTOR)
                .set("SS.selector", Fixture.DATA16_SELECTOR)
                .set("DS.selector", Fixture.DATA16_SELECTOR)
                .claimField("EXIT-01", "EXITCODE", 0x81)
                .claim("HOST-01", "rax", Draft.VMCB)
                .claim("HOST-01", "rsp", Fixture.HOST_STACK_TOP)
                .claim("HOST-01", "rflags", 0x403)
                .claim("HOST-01", "es", Fixture.DATA_SELECTOR)
                .claim("HOST-01", "cs", Fixture.CODE64_SELECTOR)
                .claim("HOST-01", "ss", Fixture.DATA_SELECTOR)
                .claim("HOST-01", "ds", Fixture.DATA_SELECTOR)
                .claim("HOST-01", "gdtr.base", Fixture.GDT)
                .claim("HOST-01", "gdtr.limit", Fixture.GDT_LIMIT)
                .claim("HOST-01", "idtr.base", Fixture.IDT)
                .claim("HOST-01", "idtr.limit", 0xFFF)
                .claim("HOST-13", "cr0", 0x8001_0033L)
                .claim("HOST-13", "cr3", Fixture.PML4)
                .claim("HOST-13", "cr4", 0x20)
                .claim("HOST-13", "efer", 0x1D00)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(new Draft("vmrun/host-breakpoints-disabled", Level.VMRUN)
                .about(
                        "VMRUN by a host and of a guest whose DR7 each enable a breakpoint that nothing hits",
                        "the host's DR7 survives #VMEXIT, or the guest's DR7 leaks into the host")
                .guest(Guest.long64(), "vmmcall")
                .state("dr7", 0x401)
                .set("DR7", 0x404)
                .claim("HOST-03", "dr7", 0x400)
                .claimField("EXIT-03", "DR7", 0x404)
                .claimField("EXIT-01", "EXITCODE", 0x81)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(new Draft("vmrun/cr2-and-dr6-stay-the-guests", Level.VMRUN)
                .about(
                        "a guest with CR2 and DR6 of its own, then a look at the host",
                        "CR2 or DR6 is restored at #VMEXIT although VMRUN does not save it")
                .guest(Guest.long64(), "vmmcall")
                .state("cr2", 0x7777_0000L)
                .set("CR2", 0x0000_0000_0123_4000L)
                .set("DR6", 0xFFFF_0FF1L)
                .claim("HOST-03", "cr2", 0x0123_4000L)
                .claim("HOST-03", "dr6", 0xFFFF_0FF1L)
                .claimField("EXIT-01", "EXITCODE", 0x81)
                .unspecified(ExitMasks.PLAIN));
    }

    private static void segment(
            Map<String, Long> fields, String name, long selector, long attributes, int limit, long base) {
        fields.put(name + ".selector", selector);
        fields.put(name + ".attributes", attributes);
        fields.put(name + ".limit", limit & 0xFFFF_FFFFL);
        fields.put(name + ".base", base);
    }
}
