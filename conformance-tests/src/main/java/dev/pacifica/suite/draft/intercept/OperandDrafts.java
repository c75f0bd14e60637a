package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Operands of the SVM instructions in hosts and guests: width and alignment of rAX, what is moved, and what comes first. */
public final class OperandDrafts {
    private static final int UD = 6;
    private static final long THIRD_VMCB = 0x100_8000;
    private static final long GARBAGE = 0xDEAD_BEEF_0000_0000L;
    private static final long WITHOUT_SVME = 0xD00;

    private final List<Draft> drafts = new ArrayList<>();

    private OperandDrafts() {}

    public static List<Draft> all() {
        OperandDrafts operands = new OperandDrafts();
        operands.addressSize();
        operands.nothingElse();
        operands.inGuest();
        operands.orderInGuest();
        operands.invlpga();
        operands.availability();
        return operands.drafts;
    }

    private Draft draft(String name, String what, String failure) {
        Draft draft = new Draft("operands/" + name, Level.VMRUN).about(what, failure);
        drafts.add(draft);
        return draft;
    }

    private static long stateOf(String field) {
        return Objects.requireNonNull(state().get(field), field);
    }

    /** What VMLOAD takes from a VMCB; the task register stays the fixture's. */
    private static Map<String, Long> state() {
        Map<String, Long> fields = new TreeMap<>();
        Guest.segment(fields, "FS", Fixture.DATA_SELECTOR, 0xC93);
        fields.put("FS.base", 0x0000_1234_5678_9000L);
        Guest.segment(fields, "GS", Fixture.USER_DATA_SELECTOR, 0xCF3);
        fields.put("GS.base", 0xFFFF_8765_4321_0000L);
        fields.put("LDTR.selector", 0x60L);
        fields.put("LDTR.attributes", 0x082L);
        fields.put("LDTR.limit", 0xFFFFL);
        fields.put("LDTR.base", Draft.SCRATCH);
        fields.put("TR.selector", (long) Fixture.TSS_SELECTOR);
        fields.put("TR.attributes", 0x8BL);
        fields.put("TR.limit", (long) Fixture.TSS_LIMIT);
        fields.put("TR.base", Fixture.TSS);
        fields.put("KernelGsBase", 0x0000_4444_5555_6000L);
        fields.put("STAR", 0x0023_0008_0000_1000L);
        fields.put("LSTAR", 0x0000_1111_2222_3000L);
        fields.put("CSTAR", 0x0000_2222_3333_4000L);
        fields.put("SFMASK", 0x300L);
        fields.put("SYSENTER_CS", 0x8L);
        fields.put("SYSENTER_ESP", 0x1234_5000L);
        fields.put("SYSENTER_EIP", 0x2345_6000L);
        return fields;
    }

    private static Draft claimLoaded(Draft draft, String rule) {
        return draft.claim(rule, "fs.base", stateOf("FS.base"))
                .claim(rule, "gs", Fixture.USER_DATA_SELECTOR)
                .claim(rule, "gs.base", stateOf("GS.base"))
                .claim(rule, "ldtr", 0x60)
                .claim(rule, "kernelGsBase", stateOf("KernelGsBase"))
                .claim(rule, "star", stateOf("STAR"))
                .claim(rule, "lstar", stateOf("LSTAR"))
                .claim(rule, "cstar", stateOf("CSTAR"))
                .claim(rule, "sfmask", stateOf("SFMASK"))
                .claim(rule, "sysenter.cs", stateOf("SYSENTER_CS"))
                .claim(rule, "sysenter.esp", stateOf("SYSENTER_ESP"))
                .claim(rule, "sysenter.eip", stateOf("SYSENTER_EIP"));
    }

    private void addressSize() {
        Draft load = draft(
                        "vmload-address-size-prefix",
                        "VMLOAD with an address-size prefix and garbage in RAX[63:32]",
                        "rAX is taken at the wrong width: with 67h it is EAX")
                .vmcb(Draft.VMCB, state())
                .gpr("rax", GARBAGE | Draft.VMCB)
                .host("db 0x67", "vmload", "jmp end")
                .claimEnds("VMRUN-60", Ended.END)
                .claim("VMRUN-60", "rax", GARBAGE | Draft.VMCB);
        claimLoaded(load, "VMRUN-61");
        Draft save = draft(
                        "vmsave-address-size-prefix",
                        "VMSAVE with an address-size prefix and garbage in RAX[63:32]",
                        "rAX is taken at the wrong width: with 67h it is EAX")
                .vmcb(Draft.VMCB, state())
                .vmcb(Draft.SECOND_VMCB, Map.of())
                .gpr("rax", Draft.VMCB)
                .host("vmload", "mov rax, 0x%x".formatted(GARBAGE | Draft.SECOND_VMCB), "db 0x67", "vmsave", "jmp end")
                .claimEnds("VMRUN-60", Ended.END);
        claimSaved(save, Draft.SECOND_VMCB, "VMRUN-60");
        for (String name : new String[] {"vmrun", "vmload", "vmsave"}) {
            draft(
                            name + "-garbage-without-prefix",
                            name.toUpperCase(Locale.ROOT) + " with RAX[63:32] not zero, beyond every physical address",
                            "only EAX is looked at")
                    .gpr("rax", GARBAGE | Draft.VMCB)
                    .touches(Draft.VMCB)
                    .host(name, "jmp end")
                    .claimException(name.equals("vmrun") ? "VMRUN-03" : "VMRUN-60", 13, 0, Draft.PROGRAM);
        }
    }

    private static void claimSaved(Draft draft, long vmcb, String rule) {
        state().forEach((field, value) -> draft.claim(rule, Subject.field(vmcb, field), value));
    }

    /** VMSAVE writes, and VMLOAD reads, nothing but the fields of VMRUN-61. */
    private void nothingElse() {
        Map<String, Long> others = new TreeMap<>(Guest.long64().fields());
        others.put("RAX", 0x1111_2222_3333_4444L);
        others.put("EXITCODE", 0x5555_6666_7777_8888L);
        others.put("G_PAT", 0x0007_0406_0007_0406L);
        Draft save = draft(
                        "vmsave-writes-nothing-else",
                        "VMSAVE to a VMCB whose other fields are in use",
                        "VMSAVE writes state that only #VMEXIT writes")
                .vmcb(Draft.VMCB, state())
                .vmcb(Draft.SECOND_VMCB, others)
                .gpr("rax", Draft.VMCB)
                .host("vmload", "mov eax, 0x%x".formatted(Draft.SECOND_VMCB), "vmsave", "jmp end");
        claimSaved(save, Draft.SECOND_VMCB, "VMRUN-61");
        for (String field : new String[] {"RAX", "EXITCODE", "RSP", "RIP", "CR3", "ES.selector", "GDTR.base"}) {
            save.claim("VMRUN-61", Subject.field(Draft.SECOND_VMCB, field), Objects.requireNonNull(others.get(field)));
        }
        Map<String, Long> everything = new TreeMap<>(others);
        everything.putAll(state());
        Draft load = draft(
                        "vmload-reads-nothing-else",
                        "VMLOAD from a VMCB whose other fields describe a guest",
                        "VMLOAD loads state that only VMRUN loads")
                .vmcb(Draft.VMCB, everything)
                .gpr("rax", Draft.VMCB)
                .host("vmload", "jmp end");
        claimLoaded(load, "VMRUN-61")
                .claim("VMRUN-61", "rsp", Slot.RSP.initial())
                .claim("VMRUN-61", "ss", Slot.SS.initial())
                .claim("VMRUN-61", "cr3", Slot.CR3.initial())
                .claim("VMRUN-61", "rflags", Slot.RFLAGS.initial());
    }

    /** Not intercepted, the two work in a guest as in the host, with system-physical addresses (VMRUN-64). */
    private void inGuest() {
        Draft draft = Attempt.of(
                        "operands/vmload-and-vmsave-in-guest",
                        Guest.long64(),
                        "vmload",
                        "mov eax, 0x%x".formatted(THIRD_VMCB),
                        "vmsave")
                .about(
                        "VMLOAD and VMSAVE by a guest that may use them",
                        "they fault or exit in a guest, or the state does not stay loaded")
                .vmcb(Draft.SECOND_VMCB, state())
                .vmcb(THIRD_VMCB, Map.of())
                .set("RAX", Draft.SECOND_VMCB);
        drafts.add(draft);
        Attempt.passes(draft, "VMRUN-64");
        claimSaved(draft, THIRD_VMCB, "VMRUN-64");
        claimLoaded(draft, "EXIT-16");
    }

    /** An address that cannot be a VMCB's, in a guest: what comes first depends on the processor (VMRUN-05). */
    private void orderInGuest() {
        int code = 0x80;
        for (String name : new String[] {"vmrun", "vmload", "vmsave"}) {
            int exit = name.equals("vmrun") ? code : name.equals("vmload") ? 0x82 : 0x83;
            for (long bit : new long[] {1 << 0, 1 << 11}) {
                String suffix = bit == 1 ? "" : "-by-bit-11";
                Draft first =
                        unaligned(name, exit, "-intercept-first" + suffix, bit).requires("NestedVirtVmcbAddrChk");
                Attempt.exits(first, "VMRUN-05", exit).unspecified(ExitMasks.PLAIN);
                Draft later =
                        unaligned(name, exit, "-address-first" + suffix, bit).requires("!NestedVirtVmcbAddrChk");
                Attempt.faults(later, "VMRUN-04", Attempt.GP);
            }
            Draft aligned = unaligned(name, exit, "-aligned", 0);
            Attempt.exits(aligned, "INS-45", exit).unspecified(ExitMasks.PLAIN);
        }
    }

    private Draft unaligned(String name, int exit, String suffix, long bits) {
        Draft draft = Attempt.of("operands/" + name + "-in-guest" + suffix, Guest.long64(), name)
                .about(
                        "intercepted %s in a guest, with the address of a page%s"
                                .formatted(
                                        name.toUpperCase(Locale.ROOT),
                                        bits == 0 ? "" : " and bit %d set".formatted(Long.numberOfTrailingZeros(bits))),
                        "the address is checked at the wrong time, or not at all")
                .set("RAX", Draft.SECOND_VMCB | bits)
                .touches(Draft.SECOND_VMCB);
        drafts.add(draft);
        return Attempt.intercept(draft, exit);
    }

    private void invlpga() {
        draft(
                        "invlpga-of-a-non-canonical-address",
                        "INVLPGA of an address that is not canonical",
                        "the address is checked, or a register is written")
                .gpr("rax", 0x8000_0000_0000_0000L)
                .gpr("rcx", 1)
                .host("invlpga", "jmp end")
                .claimEnds("TLB-42", Ended.END)
                .claim("TLB-42", "rax", 0x8000_0000_0000_0000L)
                .claim("TLB-42", "rcx", 1);
        draft("invlpga-of-an-unmapped-address", "INVLPGA of an address that is not mapped", "the address is translated")
                .gpr("rax", 0x1_0000_0000L)
                .gpr("rcx", 1)
                .host("invlpga", "jmp end")
                .claimEnds("TLB-44", Ended.END)
                .claim("TLB-44", "cr2", 0);
    }

    private void availability() {
        for (String name : new String[] {"stgi", "skinit"}) {
            draft(
                            name + "-without-svme",
                            name.toUpperCase(Locale.ROOT)
                                    + " while EFER.SVME is clear, on a processor without SKINIT and SVM lock",
                            "the instruction is recognised although nothing provides it")
                    .requires("!SKINIT", "!SVML")
                    .state("efer", WITHOUT_SVME)
                    .gpr("rax", Draft.SCRATCH)
                    .host(name, "jmp end")
                    .claimException("EN-13", UD, 0, Draft.PROGRAM);
        }
        Draft call = draft(
                        "vmmcall-at-cpl-3-in-host",
                        "VMMCALL in the host at CPL 3",
                        "it is treated as privileged; without a guest it is #UD")
                .hostAtCpl3("vmmcall", "jmp $");
        call.claimException("EN-16", UD, 0, call.label("user"));
    }
}
