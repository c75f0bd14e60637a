package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.HandlerEntry.Gate;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the fields of the VMCB lie: each is given a value of its own, and shows where it is used, saved or loaded (VMCB-01 to VMCB-186). */
public final class VmcbFieldDrafts {
    private static final int VMMCALL = 0x81;
    private static final long OTHER_PAGE = 0x101_C000;
    private static final long THIRD_PAGE = 0x101_D000;

    /** Fields that VMLOAD loads into registers of the record: field, rule, register, value. */
    private static final Map<String, String> LOADED_BY_VMLOAD = new LinkedHashMap<>();

    static {
        LOADED_BY_VMLOAD.put("STAR", "VMCB-153 star");
        LOADED_BY_VMLOAD.put("LSTAR", "VMCB-154 lstar");
        LOADED_BY_VMLOAD.put("CSTAR", "VMCB-155 cstar");
        LOADED_BY_VMLOAD.put("SFMASK", "VMCB-156 sfmask");
        LOADED_BY_VMLOAD.put("KernelGsBase", "VMCB-157 kernelGsBase");
        LOADED_BY_VMLOAD.put("SYSENTER_CS", "VMCB-158 sysenter.cs");
        LOADED_BY_VMLOAD.put("SYSENTER_ESP", "VMCB-159 sysenter.esp");
        LOADED_BY_VMLOAD.put("SYSENTER_EIP", "VMCB-160 sysenter.eip");
    }

    private final List<Draft> drafts = new ArrayList<>();

    private VmcbFieldDrafts() {}

    public static List<Draft> all() {
        VmcbFieldDrafts fields = new VmcbFieldDrafts();
        fields.registersLoaded();
        fields.registersSaved();
        fields.segmentsLoaded();
        fields.segmentsSaved();
        fields.moved();
        fields.exitInformation();
        fields.virtualInterrupt();
        return fields.drafts;
    }

    private Draft guest(String name, Guest guest, String... lines) {
        Draft draft = new Draft("vmcb/" + name, Level.VMRUN).guest(guest, lines);
        drafts.add(draft);
        return draft;
    }

    private void registersLoaded() {
        guest(
                        "registers-loaded",
                        Guest.long64(),
                        "mov r8, rax",
                        "mov r9, rsp",
                        "mov r10, cr0",
                        "mov r11, cr2",
                        "mov r12, cr3",
                        "mov r13, cr4",
                        "mov r14, dr6",
                        "mov r15, dr7",
                        "pushfq",
                        "pop rbx",
                        "mov ecx, 0xc0000080",
                        "rdmsr",
                        "mov esi, eax",
                        "lea rdi, [here]",
                        "here: vmmcall")
                .about(
                        "a guest that reads the registers which the VMCB has loaded, each with a value of its own",
                        "a field of the save area lies in another place")
                .set("RAX", 0x1122_3344_5566_7788L)
                .set("RSP", Draft.GUEST_STACK + 0xFF8)
                .set("CR2", 0x0000_7A7A_1234_5678L)
                .set("CR0", 0x8005_0033L)
                .set("CR4", 0x28L)
                .set("CR3", Fixture.PML4 | 0x18)
                .set("DR6", 0xFFFF_0FF5L)
                .set("DR7", 0x0300_0400L)
                .set("RFLAGS", 0x8D7L)
                .set("EFER", 0x1D01L)
                .claim("VMCB-152", "r8", 0x1122_3344_5566_7788L)
                .claim("VMCB-148", "r9", Draft.GUEST_STACK + 0xFF8)
                .claim("VMCB-139", "r10", 0x8005_0033L)
                .claim("VMCB-161", "r11", 0x0000_7A7A_1234_5678L)
                .claim("VMCB-161", "cr2", 0x0000_7A7A_1234_5678L)
                .claim("VMCB-138", "r12", Fixture.PML4 | 0x18)
                .claim("VMCB-137", "r13", 0x28)
                .claim("VMCB-141", "r14", 0xFFFF_0FF5L)
                .claim("VMCB-140", "r15", 0x0300_0400L)
                .claim("VMCB-142", "rbx", 0x8D7)
                .claim("VMCB-133", "rsi", 0x1D01)
                .claim("VMCB-143", "rdi", Draft.GUEST + 0x31)
                .claimField("VMCB-02", "EXITCODE", VMMCALL)
                .unspecified(ExitMasks.PLAIN);
    }

    private void registersSaved() {
        Draft draft = guest(
                        "registers-saved",
                        Guest.long64(),
                        "mov rcx, 0x80050033",
                        "mov cr0, rcx",
                        "mov cr2, rbx",
                        "mov rcx, 0x%x".formatted(Fixture.PML4 | 0x18),
                        "mov cr3, rcx",
                        "mov ecx, 0x28",
                        "mov cr4, rcx",
                        "mov rcx, 0xffff0ff6",
                        "mov dr6, rcx",
                        "mov rcx, 0x02000400",
                        "mov dr7, rcx",
                        "mov ecx, 0xc0000080",
                        "mov eax, 0x1d01",
                        "mov edx, 0",
                        "wrmsr",
                        "stc",
                        "mov rsp, r8",
                        "mov rax, r9",
                        "done: vmmcall")
                .about(
                        "a guest that changes the registers which #VMEXIT saves, each to a value of its own",
                        "a field of the save area lies in another place, or is not saved")
                .gpr("rbx", 0x0000_6B6B_8765_4320L)
                .gpr("r8", 0x0123_4567_89AB_CDE0L)
                .gpr("r9", 0x0FED_CBA9_8765_4321L);
        draft.claimField("VMCB-139", "CR0", 0x8005_0033L)
                .claimField("VMCB-161", "CR2", 0x0000_6B6B_8765_4320L)
                .claimField("VMCB-138", "CR3", Fixture.PML4 | 0x18)
                .claimField("VMCB-137", "CR4", 0x28)
                .claimField("VMCB-141", "DR6", 0xFFFF_0FF6L)
                .claimField("VMCB-140", "DR7", 0x0200_0400L)
                .claimField("VMCB-133", "EFER", 0x1D01)
                .claimField("VMCB-142", "RFLAGS", 0xFFFF, 3)
                .claimField("VMCB-148", "RSP", 0x0123_4567_89AB_CDE0L)
                .claimField("VMCB-152", "RAX", 0x0FED_CBA9_8765_4321L)
                .claimField("VMCB-143", "RIP", draft.guestLabel("done"))
                .claimField("VMCB-131", "CPL", 0)
                .unspecified(ExitMasks.PLAIN);
        guest("privilege-level", Guest.long64User(), "vmmcall")
                .about("a guest whose CPL field alone is 3, with DPLs of 0", "the privilege level comes from a DPL")
                .set("CS.attributes", 0xA9B)
                .set("SS.attributes", 0xC93)
                .claimField("VMCB-131", "CPL", 3)
                .claimField("VMCB-184", "CPL", 3)
                .claimField("VMCB-02", "EXITCODE", VMMCALL)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("dpl-of-code-and-stack");
        guest("privilege-level-0-with-dpl-3", Guest.long64(), "mov cr2, rbx", "vmmcall")
                .about(
                        "a guest whose CPL field alone is 0, with DPLs of 3, that executes MOV to CR2",
                        "the privilege level comes from a DPL")
                .gpr("rbx", 0x1234_5000L)
                .set("CS.attributes", 0xAFB)
                .set("SS.attributes", 0xCF3)
                .claimField("VMCB-184", "EXITCODE", VMMCALL)
                .claimField("VMCB-184", "CPL", 0)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("dpl-of-code-and-stack");
    }

    /** Reads the first doubleword of each segment. */
    private void segmentsLoaded() {
        Draft draft = guest(
                        "segments-loaded",
                        Guest.protected32(),
                        "mov eax, [ds:0]",
                        "mov ebx, [es:0]",
                        "mov ecx, [ss:0]",
                        "mov edx, [cs:0x80]",
                        "sgdt [ds:0x10]",
                        "sidt [ds:0x18]",
                        "mov si, ds",
                        "shl esi, 16",
                        "mov di, es",
                        "or si, di",
                        "vmmcall")
                .about(
                        "a guest that reads through CS, SS, DS and ES, each with a base of its own, and stores GDTR and IDTR",
                        "a segment register or a table register lies in another place")
                .set("CS.base", Draft.GUEST)
                .set("RIP", 0)
                .set("DS.base", Draft.SCRATCH)
                .set("ES.base", OTHER_PAGE)
                .set("SS.base", THIRD_PAGE)
                .set("DS.selector", 0x1230)
                .set("ES.selector", 0x4560)
                .set("GDTR.base", 0x1122_3340L)
                .set("GDTR.limit", 0x5566)
                .set("IDTR.base", 0x7788_99A0L)
                .set("IDTR.limit", 0xBBCC)
                .data(Draft.GUEST + 0x80, Descriptors.doublewords(0x4C4C_4C4C))
                .data(Draft.SCRATCH, Descriptors.doublewords(0x1D1D_1D1D))
                .data(OTHER_PAGE, Descriptors.doublewords(0x2E2E_2E2E))
                .data(THIRD_PAGE, Descriptors.doublewords(0x3F3F_3F3F));
        draft.claimField("VMCB-123", "RAX", 0x1D1D_1D1D)
                .claim("VMCB-120", "rbx", 0x2E2E_2E2E)
                .claim("VMCB-122", "rcx", 0x3F3F_3F3F)
                .claim("VMCB-121", "rdx", 0x4C4C_4C4C)
                .claim("VMCB-126", Subject.memory(Draft.SCRATCH + 0x10), 0xFFFF_FFFF_FFFFL, 0x1122_3340_5566L)
                .claim("VMCB-128", Subject.memory(Draft.SCRATCH + 0x18), 0xFFFF_FFFF_FFFFL, 0x7788_99A0_BBCCL)
                .claimField("VMCB-123", "DS.selector", 0x1230)
                .claimField("VMCB-120", "ES.selector", 0x4560)
                .claimField("VMCB-02", "EXITCODE", VMMCALL)
                .unspecified(ExitMasks.PLAIN);
    }

    private void segmentsSaved() {
        Draft draft = guest(
                        "segments-saved",
                        Guest.protected32(),
                        "lgdt [table]",
                        "lidt [other]",
                        "mov cx, 0x%x".formatted(Fixture.USER_DATA_SELECTOR & ~3),
                        "mov es, cx",
                        "mov cx, 0x%x".formatted(Fixture.DATA_SELECTOR),
                        "mov ds, cx",
                        "mov ss, cx",
                        "jmp 0x%x:there".formatted(GuestSystem.CONFORMING32),
                        "there: vmmcall",
                        "table: dw 0x97",
                        "dd 0x%x".formatted(GuestSystem.GDT),
                        "other: dw 0x1234",
                        "dd 0x56789ab0")
                .about(
                        "a guest that loads all segment and table registers anew",
                        "a segment register or a table register is saved in another place, or not at all");
        GuestSystem.install(draft);
        for (String segment : new String[] {"DS", "ES", "SS"}) {
            draft.set(segment + ".selector", 0x40).set(segment + ".attributes", 0x493);
        }
        saved(draft, "VMCB-120", "ES", Fixture.USER_DATA_SELECTOR & ~3, 0xCF3);
        saved(draft, "VMCB-121", "CS", GuestSystem.CONFORMING32, 0xC9F);
        saved(draft, "VMCB-122", "SS", Fixture.DATA_SELECTOR, 0xC93);
        saved(draft, "VMCB-123", "DS", Fixture.DATA_SELECTOR, 0xC93);
        draft.claimField("VMCB-126", "GDTR.base", GuestSystem.GDT)
                .claimField("VMCB-126", "GDTR.limit", 0x97)
                .claimField("VMCB-128", "IDTR.base", 0x5678_9AB0L)
                .claimField("VMCB-128", "IDTR.limit", 0x1234)
                .claimField("VMCB-186", "IDTR.limit", 0xFFFF, 0x1234)
                .claimField("VMCB-02", "EXITCODE", VMMCALL)
                .unspecified(ExitMasks.PLAIN);
    }

    private static void saved(Draft draft, String rule, String segment, long selector, long attributes) {
        draft.claimField(rule, segment + ".selector", selector)
                .claimField(
                        "VMCB-180",
                        segment + ".attributes",
                        0xF9E,
                        attributes & 0xF9E) // without DPL and the accessed bit
                .claimField(rule, segment + ".limit", 0xFFFF_FFFFL)
                .claimField(rule, segment + ".base", 0xFFFF_FFFFL, 0);
    }

    /** What VMLOAD and VMSAVE move: VMLOAD shows in the record, VMSAVE in a second VMCB. */
    private void moved() {
        Draft load = new Draft("vmcb/fields-of-vmload", Level.VMRUN)
                .about(
                        "VMLOAD of a VMCB in which each field has a value of its own",
                        "a field of the save area lies in another place")
                .vmcb(Draft.VMCB, Map.of())
                .gpr("rax", Draft.VMCB)
                .host("vmload", "jmp end")
                .claimEnds("VMCB-02", Ended.END);
        Draft save = new Draft("vmcb/fields-of-vmsave", Level.VMRUN)
                .about(
                        "VMSAVE of a host in which each register has a value of its own",
                        "a field of the save area lies in another place")
                .vmcb(Draft.VMCB, Map.of())
                .gpr("rax", Draft.SECOND_VMCB)
                .host("vmload", "mov eax, 0x%x".formatted(Draft.VMCB), "vmsave", "jmp end")
                .claimEnds("VMCB-02", Ended.END);
        Map<String, Long> second = new LinkedHashMap<>();
        long value = 0x0000_0123_4567_0000L;
        for (Map.Entry<String, String> entry : LOADED_BY_VMLOAD.entrySet()) {
            String[] target = entry.getValue().split(" ", 2);
            value += 0x0000_0001_1010_1110L;
            long number = entry.getKey().equals("SFMASK") || entry.getKey().startsWith("SYSENTER_CS")
                    ? value & 0xFFFFL
                    : value;
            load.set(entry.getKey(), number).claim(target[0], target[1], number);
            second.put(entry.getKey(), number + 0x20);
            save.claimField(target[0], entry.getKey(), number + 0x20);
        }
        segment(load, "FS", 0x20, 0x0000_1111_2222_3330L, 0xC93);
        segment(load, "GS", 0x28, 0xFFFF_9999_8888_7770L, 0xC93);
        segment(load, "LDTR", 0x50, 0x1234_5000L, 0x82);
        segment(load, "TR", Fixture.TSS_SELECTOR, Fixture.TSS, 0x8B);
        load.set("TR.limit", Fixture.TSS_LIMIT)
                .claim("VMCB-124", "fs", 0x20)
                .claim("VMCB-124", "fs.base", 0x0000_1111_2222_3330L)
                .claim("VMCB-125", "gs", 0x28)
                .claim("VMCB-125", "gs.base", 0xFFFF_9999_8888_7770L)
                .claim("VMCB-127", "ldtr", 0x50)
                .claim("VMCB-129", "tr", Fixture.TSS_SELECTOR)
                .claim("VMCB-01", "tr", Fixture.TSS_SELECTOR);
        String[][] moved = {{"FS", "VMCB-124"}, {"GS", "VMCB-125"}, {"LDTR", "VMCB-127"}, {"TR", "VMCB-129"}};
        for (int i = 0; i < moved.length; i++) {
            String[] one = moved[i];
            boolean isSystem = i >= 2;
            second.put(one[0] + ".selector", i == 3 ? (long) Fixture.TSS_SELECTOR : 0x18L + 8L * i);
            second.put(one[0] + ".attributes", i == 3 ? 0x8BL : isSystem ? 0x82L : 0xC93L);
            second.put(one[0] + ".limit", i == 3 ? (long) Fixture.TSS_LIMIT : 0x1_2000L + i);
            second.put(one[0] + ".base", i == 3 ? Fixture.TSS : 0x0000_2222_3333_4440L + 16L * i);
            for (String part : new String[] {".selector", ".limit", ".base"}) {
                save.claimField(one[1], one[0] + part, second.getOrDefault(one[0] + part, 0L));
            }
        }
        save.vmcb(Draft.SECOND_VMCB, second);
        drafts.add(load);
        drafts.add(save);
    }

    private static void segment(Draft draft, String name, long selector, long base, long attributes) {
        draft.set(name + ".selector", selector)
                .set(name + ".attributes", attributes)
                .set(name + ".limit", 0xFFFF)
                .set(name + ".base", base);
    }

    private void exitInformation() {
        Draft draft = guest("exit-information", Guest.long64(), "nop", "out 0x80, al", "next: vmmcall")
                .about(
                        "an intercepted OUT, whose exit fills every field of exit information",
                        "a field of exit information lies in another place")
                .setBits("INTERCEPT_3", 1 << 27)
                .data(0x101_0010, new byte[] {1})
                .requires("NRIPS")
                .unspecified(ExitMasks.WITH_BOTH)
                .unspecified("io-reserved", "io-segment-without-string", "io-address-size");
        draft.claimField("VMCB-51", "EXITCODE", 0x7B)
                .claimField("VMCB-52", "EXITINFO1", 0xFFFF_0071L, 0x0080_0010L)
                .claimField("VMCB-53", "EXITINFO2", draft.guestLabel("next"))
                .claimField("VMCB-74", "NRIP", draft.guestLabel("next"))
                .claimField("VMCB-22", "EXITCODE", 0x7B);
        Draft msr = guest("msr-map", Guest.long64(), "rdmsr", "vmmcall")
                .about(
                        "a read of EFER that the MSR permission map intercepts",
                        "the address of the map lies in another place")
                .gpr("rcx", 0xC000_0080L)
                .setBits("INTERCEPT_3", 1 << 28)
                .data(0x101_4820, new byte[] {1})
                .unspecified(ExitMasks.PLAIN);
        msr.claimField("VMCB-23", "EXITCODE", 0x7C);
        Draft failing = guest("event-of-exit", Guest.long64(), "ud2", "vmmcall")
                .about("an exception that the guest's IDT has no gate for", "EXITINTINFO lies in another place")
                .clearBits("INTERCEPT_EXCEPTION", 1 << 6)
                .unspecified(ExitMasks.DURING_DELIVERY);
        failing.claimField("VMCB-51", "EXITCODE", 0x4D)
                .claimField("VMCB-52", "EXITINFO1", ~1L, 6 * 8 + 2)
                .claimField("VMCB-54", "EXITINTINFO", 0xFFFF_FFFFL, 0x8000_0306L)
                .claimField("VMCB-80", "EXITINTINFO", 0xFFFF_FFFFL, 0x8000_0306L);
        guest("event-injected", Guest.long64(), "vmmcall")
                .about(
                        "injection of #GP with an error code into a guest whose IDT is empty",
                        "EVENTINJ lies in another place")
                .set("EVENTINJ", 0x1234_5670_8000_0B0DL)
                .clearBits("INTERCEPT_EXCEPTION", 1 << 13)
                .claimField("VMCB-67", "EXITCODE", 0x48)
                .claimField("VMCB-05", "EVENTINJ", 1L << 31, 0)
                .unspecified(ExitMasks.DURING_DELIVERY)
                .unspecified(
                        "exit-information-1",
                        "event-injection-consumed",
                        "double-fault-return",
                        "event-before-double-fault");
    }

    private void virtualInterrupt() {
        guest("v-tpr", Guest.long64(), "mov rbx, cr8", "mov cl, 9", "mov cr8, rcx", "vmmcall")
                .about(
                        "a guest with a virtual TPR that reads and writes CR8",
                        "V_TPR or V_INTR_MASKING lies in another place")
                .set("V_INTR_MASKING", 1)
                .set("V_TPR", 5)
                .gpr("rcx", 0)
                .claim("VMCB-30", "rbx", 5)
                .claimField("VMCB-30", "V_TPR", 9)
                .claimField("VMRUN-29", "V_TPR", 9)
                .claimField("VMRUN-29", "V_INTR_MASKING", 1)
                .claimField("VMCB-40", "V_TPR", 9)
                .claim("VMCB-40", "cr8", 0)
                .unspecified(ExitMasks.PLAIN);
        for (int priority = 1; priority < 16; priority <<= 1) {
            pending("v-intr-prio-" + priority, priority, priority - 1, 0, true, "VMCB-37");
            pending("v-intr-prio-" + priority + "-masked", priority, priority, 0, false, "VMCB-37");
        }
        pending("v-ign-tpr", 1, 15, 1, true, "VMCB-38");
        pending("v-ign-tpr-clear", 1, 15, 0, false, "VMCB-38");
        virtual("v-irq-clear", draft -> draft.set("V_IRQ", 0), false, "VMCB-31");
        guest("v-intr-vector", Guest.long64(), "nop", "vmmcall")
                .about(
                        "a virtual interrupt that the guest's IDT has no gate for",
                        "V_INTR_VECTOR lies in another place")
                .set("V_IRQ", 1)
                .set("V_INTR_PRIO", 1)
                .set("V_INTR_VECTOR", 0xA5)
                .setBits("RFLAGS", 1 << 9)
                .claimField("VMCB-46", "EXITCODE", 0x4D)
                .claimField("VMCB-46", "EXITINTINFO", 0xFFFF_FFFFL, 0x8000_00A5L)
                .claimField("VMCB-31", "V_IRQ", 0)
                .unspecified(ExitMasks.DURING_DELIVERY);
        eventBeforeInterrupt();
        Draft shadow = guest("interrupt-shadow", Guest.long64(), "nop", "next: vmmcall");
        shadow.about("a virtual interrupt and an interrupt shadow", "INTERRUPT_SHADOW lies in another place")
                .setBits("INTERCEPT_3", 1 << 4)
                .set("V_IRQ", 1)
                .set("V_INTR_PRIO", 1)
                .set("INTERRUPT_SHADOW", 1)
                .setBits("RFLAGS", 1 << 9)
                .claimField("VMCB-48", "EXITCODE", 0x64)
                .claimField("VMCB-48", "RIP", shadow.guestLabel("next"))
                .claimField("VMCB-48", "INTERRUPT_SHADOW", 0)
                .unspecified(ExitMasks.PLAIN);
    }

    /** The handler of the event leaves IF set, so that the interrupt is recognised at its first instruction. */
    private void eventBeforeInterrupt() {
        Draft draft = guest("event-before-virtual-interrupt", Guest.long64(), "nop", "vmmcall")
                .about(
                        "an event to be injected, and a virtual interrupt",
                        "the virtual interrupt is taken before the event")
                .setBits("INTERCEPT_3", 1 << 4)
                .set("EVENTINJ", 0x8000_0030L)
                .set("V_IRQ", 1)
                .set("V_INTR_PRIO", 1)
                .setBits("RFLAGS", 1 << 9)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("event-injection-consumed")
                .code(GuestSystem.HANDLER, 64, "vmmcall");
        GuestSystem.install(draft)
                .gate(0x30, 0, new Gate(15, 0, Fixture.CODE64_SELECTOR, GuestSystem.HANDLER, 0, false));
        draft.claimField("VMRUN-53", "EXITCODE", 0x64).claimField("VMRUN-53", "RIP", GuestSystem.HANDLER);
    }

    private void pending(String name, int priority, int tpr, int ignored, boolean isTaken, String rule) {
        virtual(
                name,
                draft -> draft.set("V_INTR_PRIO", priority).set("V_TPR", tpr).set("V_IGN_TPR", ignored),
                isTaken,
                rule);
    }

    /** A virtual interrupt that is intercepted before the first instruction, or not taken at all. */
    private void virtual(String name, java.util.function.Consumer<Draft> change, boolean isTaken, String rule) {
        Draft draft = guest(name, Guest.long64(), "nop", "vmmcall")
                .about(
                        "a virtual interrupt that must " + (isTaken ? "" : "not ") + "be recognised",
                        "a field that decides about virtual interrupts lies in another place")
                .setBits("INTERCEPT_3", 1 << 4)
                .set("V_IRQ", 1)
                .set("V_INTR_PRIO", 1)
                .setBits("RFLAGS", 1 << 9)
                .unspecified(ExitMasks.PLAIN);
        change.accept(draft);
        draft.claimField(rule, "EXITCODE", isTaken ? 0x64 : VMMCALL)
                .claimField("VMCB-31", "V_IRQ", draft.field("V_IRQ"));
    }
}
