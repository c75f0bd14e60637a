package dev.pacifica.suite.target;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.image.SampleVector;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Vectors of every fate. */
final class ContractVectors {
    /** Where one of them writes, far outside its footprint. */
    static final long FAR_AWAY = Fixture.ARENA + 0x80_0010;

    /** Where another one writes: the gate of an interrupt that never comes. */
    static final long IDT_ENTRY_200 = Fixture.IDT + 200 * 16;

    private static final long VMCB = Fixture.ARENA + 0x2000;
    private static final long GUEST = Fixture.ARENA + 0x3000;
    private static final long TABLES = Fixture.ARENA + 0x2000;
    private static final String TRIPLE_FAULT = "lidt [none]\nud2\nnone: times 10 db 0";

    private ContractVectors() {}

    static List<Vector> vectors(String absentFeature) {
        return List.of(
                changingNothing("nothing", "jmp END").build(),
                SampleVector.of("store", "mov [0x1000100], rax\njmp END")
                        .outcome(
                                Ended.END,
                                Map.of(),
                                List.of(),
                                List.of(SampleVector.qword(0x100_0100, Slot.RAX.initial())),
                                List.of())
                        .build(),
                SampleVector.of("undefined opcode", "ud2")
                        .outcome(Ended.EXCEPTION, undefinedOpcode(0x1_0002))
                        .outcome(Ended.EXCEPTION, undefinedOpcode(2)) // without RF
                        .build(),
                SampleVector.of("error code", "mov eax, 0x48\nltr ax")
                        .outcome(Ended.EXCEPTION, generalProtection(0x1_0002))
                        .outcome(Ended.EXCEPTION, generalProtection(2))
                        .build(),
                SampleVector.of("wrong outcome", "mov ecx, 6\njmp END")
                        .outcome(Ended.END, Map.of(Slot.RCX, 5L))
                        .build(),
                vmmcall("vmmcall", Map.of()),
                breakpoint(), // after a #VMEXIT, which has left GIF clear
                registersLoaded(),
                registersChanged(),
                changingNothing("stray write", "mov [0x%x], rax\njmp END".formatted(FAR_AWAY))
                        .build(),
                changingNothing("write to a guard page", "mov [0x1002010], rax\njmp END")
                        .build(),
                changingNothing("write to the fixture", "mov [0x%x], rax\njmp END".formatted(IDT_ENTRY_200))
                        .build(),
                changingNothing("absent feature", "jmp END")
                        .requires("SVM")
                        .requires(absentFeature)
                        .build(),
                changingNothing("harness fault", "jmp END") // a data segment is no TSS
                        .state(Slot.TR, Fixture.DATA_SELECTOR)
                        .build(),
                changingNothing("triple fault", TRIPLE_FAULT).build(),
                SampleVector.of("shutdown", TRIPLE_FAULT)
                        .outcome(Ended.SHUTDOWN, Map.of())
                        .build(),
                SampleVector.of("no shutdown", "jmp END")
                        .outcome(Ended.SHUTDOWN, Map.of())
                        .build(),
                changingNothing("endless loop", "jmp $").build(),
                changingNothing("after all this", "jmp END").build());
    }

    /** Two short vectors, a long one, and two short ones. */
    static List<Vector> withALongOne() {
        List<Vector> vectors = new ArrayList<>();
        for (String id : List.of("first", "second", "long", "third", "fourth")) {
            String program = id.equals("long") ? "mov ecx, 2000000000\nx: dec ecx\njnz x\njmp END" : "jmp END";
            vectors.add(changingNothing(id, program).build());
        }
        return vectors;
    }

    private static SampleVector changingNothing(String id, String program) {
        return SampleVector.of(id, program).outcome(Ended.END, Map.of());
    }

    /** An instruction breakpoint at the second NOP: a fault, where GIF is set (GIF-20). */
    private static Vector breakpoint() {
        SampleVector vector = SampleVector.of("breakpoint", "nop\nnop\njmp END")
                .state(Slot.DR0, SampleVector.CODE + 1)
                .state(Slot.DR7, 0x401);
        for (long rflags : List.of(0x1_0002L, 2L)) {
            Map<Slot, Long> registers =
                    Map.of(Slot.EXCEPTION_VECTOR, 1L, Slot.EXCEPTION_RIP, SampleVector.CODE + 1, Slot.RFLAGS, rflags);
            Map<Slot, Long> all = new LinkedHashMap<>(registers);
            all.put(Slot.DR6, 0xFFFF_0FF1L);
            vector.outcome(Ended.EXCEPTION, all);
        }
        return vector.build();
    }

    /** Values that differ from the fixture's are there when the vector starts. */
    private static Vector registersLoaded() {
        return changingNothing("registers loaded", "jmp END")
                .state(Slot.LSTAR, 0x1234_5678L)
                .state(Slot.KERNEL_GS_BASE, 0x11)
                .state(Slot.FS_BASE, 0x22)
                .state(Slot.GS_BASE, 0x33)
                .state(Slot.CR2, 0x44)
                .state(Slot.CR8, 5)
                .state(Slot.DR0, 0x66)
                .state(Slot.RFLAGS, 0xCD7)
                .state(Slot.EFER, 0xD00)
                .state(Slot.DS, 0)
                .state(Slot.GDTR_LIMIT, 0x5F)
                .build();
    }

    /** The program changes every register of the record that can be changed here; all of it is seen. */
    private static Vector registersChanged() {
        Map<Slot, Long> changed = new LinkedHashMap<>();
        StringBuilder program = new StringBuilder();
        move(program, changed, "es", Slot.ES, Fixture.DATA16_SELECTOR);
        move(program, changed, "ss", Slot.SS, Fixture.DATA16_SELECTOR);
        move(program, changed, "ds", Slot.DS, 0);
        move(program, changed, "fs", Slot.FS, 0x28);
        move(program, changed, "gs", Slot.GS, Fixture.DATA16_SELECTOR);
        program.append("lgdt [gdtr]\nlidt [idtr]\nmov eax, 0x08\nlldt ax\nmov eax, 0x18\nltr ax\n");
        changed.putAll(Map.of(Slot.GDTR_BASE, TABLES, Slot.GDTR_LIMIT, 0x27L));
        changed.putAll(Map.of(Slot.IDTR_BASE, Fixture.IDT, Slot.IDTR_LIMIT, 0xFEFL));
        changed.putAll(Map.of(Slot.LDTR, 0x08L, Slot.TR, 0x18L));
        Map<Integer, Slot> msrs = new LinkedHashMap<>();
        msrs.put(0xC000_0081, Slot.STAR);
        msrs.put(0xC000_0082, Slot.LSTAR);
        msrs.put(0xC000_0083, Slot.CSTAR);
        msrs.put(0xC000_0084, Slot.SFMASK);
        msrs.put(0xC000_0100, Slot.FS_BASE);
        msrs.put(0xC000_0101, Slot.GS_BASE);
        msrs.put(0xC000_0102, Slot.KERNEL_GS_BASE);
        msrs.put(0x174, Slot.SYSENTER_CS);
        msrs.put(0x175, Slot.SYSENTER_ESP);
        msrs.put(0x176, Slot.SYSENTER_EIP);
        msrs.forEach((msr, slot) -> {
            long value = 0x1100L + slot.ordinal();
            program.append("mov ecx, 0x%x\nmov eax, 0x%x\nxor edx, edx\nwrmsr\n".formatted(msr, value));
            changed.put(slot, value);
        });
        program.append("mov ecx, 0xC0010117\nmov eax, 0x1000000\nwrmsr\n");
        changed.put(Slot.VM_HSAVE_PA, 0x100_0000L);
        program.append("mov ecx, 0xC0000080\nmov eax, 0x500\nwrmsr\n");
        changed.put(Slot.EFER, 0x500L);
        move(program, changed, "cr0", Slot.CR0, 0x8005_0033L); // AM
        move(program, changed, "cr2", Slot.CR2, 0x2222);
        move(program, changed, "cr3", Slot.CR3, Fixture.PML4 | 0x18); // PCD, PWT
        move(program, changed, "cr4", Slot.CR4, 0xA0); // PGE
        move(program, changed, "cr8", Slot.CR8, 7);
        move(program, changed, "dr0", Slot.DR0, 0x6660);
        move(program, changed, "dr1", Slot.DR1, 0x6661);
        move(program, changed, "dr2", Slot.DR2, 0x6662);
        move(program, changed, "dr3", Slot.DR3, 0x6663);
        move(program, changed, "dr6", Slot.DR6, 0xFFFF_0FF1L);
        move(program, changed, "dr7", Slot.DR7, 0x401);
        program.append("push qword 0x4CD7\npopfq\n"); // NT and everything but TF and IF
        changed.put(Slot.RFLAGS, 0x4CD7L);
        for (int number = 0; number < 16; number++) {
            Slot slot = Slot.general(number);
            program.append("mov %s, 0x%x\n".formatted(slot.registerName(), 0x4_0000_0000L + number));
            changed.put(slot, 0x4_0000_0000L + number);
        }
        program.append(
                "jmp END\nalign 8\ngdtr: dw 0x27\ndq 0x%x\nidtr: dw 0xFEF\ndq 0x%x".formatted(TABLES, Fixture.IDT));
        List<MemoryContent> seen = List.of(
                SampleVector.qword(Fixture.HOST_STACK_TOP - 8, 0x4CD7),
                SampleVector.qword(TABLES + 0x18, 0x0000_8B00_0000_0067L)); // busy now
        return SampleVector.of("registers changed", program.toString())
                .requires("SVM")
                .memory(SampleVector.qword(TABLES + 0x08, 0x0000_8200_0000_0067L)) // LDT
                .memory(SampleVector.qword(TABLES + 0x18, 0x0000_8900_0000_0067L)) // available 64-bit TSS
                .outcome(Ended.END, changed, List.of(), seen, List.of())
                .build();
    }

    private static void move(StringBuilder program, Map<Slot, Long> changed, String register, Slot slot, long value) {
        program.append(
                "mov eax, 0x%x\nmov %s, %s\n".formatted(value, register, register.endsWith("s") ? "eax" : "rax"));
        changed.put(slot, value);
    }

    private static Map<Slot, Long> undefinedOpcode(long rflags) {
        return Map.of(Slot.EXCEPTION_VECTOR, 6L, Slot.EXCEPTION_RIP, SampleVector.CODE, Slot.RFLAGS, rflags);
    }

    private static Map<Slot, Long> generalProtection(long rflags) {
        return Map.of(
                Slot.RAX,
                0x48L,
                Slot.EXCEPTION_VECTOR,
                13L,
                Slot.EXCEPTION_ERROR_CODE,
                0x48L,
                Slot.EXCEPTION_RIP,
                SampleVector.CODE + 5,
                Slot.RFLAGS,
                rflags);
    }

    /**
     * A 64-bit guest whose VMMCALL is intercepted: EXITCODE 81h, and where there is nRIP the address behind it. Nothing else of
     * the VMCB changes, so {@code others} are fields that must come back as they were.
     */
    static Vector vmmcall(String id, Map<String, Long> others) {
        TreeMap<String, Long> fields = new TreeMap<>(
                Map.of("INTERCEPT_4", 3L, "GUEST_ASID", 1L, "EFER", 0x1D00L, "CR0", 0x8001_0033L, "CR3", Fixture.PML4));
        fields.putAll(Map.of("CR4", 0x20L, "RFLAGS", 2L, "RIP", GUEST, "RSP", GUEST + 0x800, "RAX", 7L));
        fields.putAll(Map.of("DR6", 0xFFFF_0FF0L, "DR7", 0x400L, "G_PAT", 0x0007_0406_0007_0406L));
        for (String segment : List.of("ES", "SS", "DS")) {
            fields.putAll(segment(segment, Fixture.DATA_SELECTOR, 0xC93));
        }
        fields.putAll(segment("CS", Fixture.CODE64_SELECTOR, 0xA9B));
        fields.putAll(Map.of("GDTR.base", Fixture.GDT, "GDTR.limit", (long) Fixture.GDT_LIMIT));
        fields.putAll(Map.of("IDTR.base", Fixture.IDT, "IDTR.limit", 0xFFFL));
        fields.putAll(others);
        Map<Slot, Long> registers = Map.of(Slot.RAX, VMCB);
        return SampleVector.of(id, "mov eax, 0x%x\nvmrun\njmp END".formatted(VMCB))
                .requires("SVM")
                .vmcb(VMCB, fields)
                .guest(GUEST, "vmmcall")
                .when("NRIPS")
                .outcome(Ended.END, registers, exit(Map.of("EXITCODE", 0x81L, "NRIP", GUEST + 3)), List.of(), List.of())
                .when("!NRIPS")
                .outcome(Ended.END, registers, exit(Map.of("EXITCODE", 0x81L)), List.of(), List.of())
                .build();
    }

    private static List<VmcbContent> exit(Map<String, Long> changed) {
        return List.of(new VmcbContent(VMCB, new TreeMap<>(changed)));
    }

    private static Map<String, Long> segment(String name, long selector, long attributes) {
        return Map.of(name + ".selector", selector, name + ".attributes", attributes, name + ".limit", 0xFFFF_FFFFL);
    }
}
