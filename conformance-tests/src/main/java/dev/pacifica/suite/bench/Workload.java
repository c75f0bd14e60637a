package dev.pacifica.suite.bench;

import dev.pacifica.suite.asm.Assembler;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Bytes;
import dev.pacifica.suite.vector.Condition;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Code;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.HostMode;
import dev.pacifica.suite.vector.Vector.Level;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A program with a known amount of work. It has the form of a vector, so every target can run it.
 *
 * @param vector the program; its only outcome says what proves that the work was done
 * @param instructions how many instructions it executes, in host and guest, those that exit included
 * @param switches how many world switches it makes: each is a VMRUN and the #VMEXIT that ends it
 */
public record Workload(Vector vector, long instructions, long switches) {
    static final long PROGRAM = 0x100_1000;
    static final long VMCB = 0x100_2000;
    static final long GUEST = 0x100_3000;
    static final long DATA = 0x100_7000;

    /** Any guest in 64-bit mode that is legal everywhere. */
    private static final String LEGAL_GUEST = "checks/64-bit-guest";

    /** The loop mixes arithmetic, a branch that depends on data, a load and a store, and carries everything from turn to turn. */
    private static final List<String> LOOP = List.of(
            "turn:",
            "lea rax, [rbx+rbx*4]",
            "add rax, 0x1234567",
            "xor rbx, rax",
            "rol rbx, 7",
            "mov [rsi], rbx",
            "test bl, 1",
            "jz even",
            "add rdx, 3",
            "even:",
            "add rdx, [rsi]",
            "dec rcx",
            "jnz turn",
            "sub eax, eax", // flags that everyone agrees about
            "jmp end");

    private static final int INSTRUCTIONS_A_TURN = 10;

    private static final List<String> SWITCHES =
            List.of("turn:", "vmrun", "dec rcx", "jnz turn", "sub ebx, ebx", "jmp end");

    /** A loop of arithmetic, branches and memory accesses. */
    public static Workload loop(long turns) {
        long rbx = 1;
        long rdx = 0;
        long taken = 0;
        for (long i = 0; i < turns; i++) {
            rbx = Long.rotateLeft(rbx ^ rbx * 5 + 0x1234567, 7);
            if ((rbx & 1) != 0) {
                rdx += 3;
                taken++;
            }
            rdx += rbx;
        }
        SortedMap<Slot, Long> gpr = new TreeMap<>(Map.of(Slot.RBX, 1L, Slot.RCX, turns, Slot.RDX, 0L, Slot.RSI, DATA));
        SortedMap<Slot, Long> result = result(Map.of(Slot.RAX, 0L, Slot.RBX, rbx, Slot.RCX, 0L, Slot.RDX, rdx));
        MemoryContent data = new MemoryContent(DATA, Bytes.of(littleEndian(rbx)), 0, List.of());
        Outcome outcome = new Outcome(Ended.END, result, List.of(), List.of(data), List.of(), List.of());
        long instructions = INSTRUCTIONS_A_TURN * turns + taken + 2;
        return new Workload(
                vector("bench/loop", LOOP, gpr, List.of(), List.of(), 0, instructions, outcome), instructions, 0);
    }

    /** A loop of VMRUN into a guest that leaves at once by VMMCALL. */
    public static Workload worldSwitches(long turns) {
        SortedMap<String, Long> fields = legalGuest();
        List<String> exit = List.of("vmmcall");
        MemoryContent guest = new MemoryContent(GUEST, assemble(GUEST, exit), 64, exit);
        SortedMap<Slot, Long> gpr = new TreeMap<>(Map.of(Slot.RAX, VMCB, Slot.RCX, turns));
        SortedMap<Slot, Long> result = result(Map.of(Slot.RBX, 0L, Slot.RCX, 0L));
        Outcome outcome = new Outcome(Ended.END, result, List.of(), List.of(), List.of(), List.of());
        List<VmcbContent> vmcbs = List.of(new VmcbContent(VMCB, fields));
        long instructions = 4 * turns + 2;
        return new Workload(
                vector("bench/world-switch", SWITCHES, gpr, vmcbs, List.of(guest), VMCB, instructions, outcome),
                instructions,
                turns);
    }

    /** The VMCB of a guest in 64-bit mode at {@link #GUEST}. */
    static SortedMap<String, Long> legalGuest() {
        Vector legal = GoldenVectors.published().stream()
                .filter(vector -> vector.id().equals(LEGAL_GUEST))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the benchmark takes its guest from " + LEGAL_GUEST));
        SortedMap<String, Long> fields = new TreeMap<>(legal.vmcbs().get(0).fields());
        fields.put("RIP", GUEST);
        fields.put("TLB_CONTROL", 0L);
        return fields;
    }

    /** A guest under nested paging that never finds a translation remembered. */
    public static Workload nestedWalks(long turns) {
        return NestedThrashing.of(turns);
    }

    /** A loop of a load through a translation that was just dropped. */
    static Workload coldWalks(long turns) {
        List<String> program =
                List.of("turn:", "invlpg [rsi]", "mov rbx, [rsi]", "dec rcx", "jnz turn", "sub ebx, ebx", "jmp end");
        SortedMap<Slot, Long> gpr = new TreeMap<>(Map.of(Slot.RCX, turns, Slot.RSI, DATA));
        SortedMap<Slot, Long> result = result(Map.of(Slot.RBX, 0L, Slot.RCX, 0L));
        Outcome outcome = new Outcome(Ended.END, result, List.of(), List.of(), List.of(), List.of());
        long instructions = 4 * turns + 2;
        return new Workload(
                vector("bench/cold-walk", program, gpr, List.of(), List.of(), 0, instructions, outcome),
                instructions,
                0);
    }

    /** What comes after the others: when it starts, they are done. */
    static Workload nothing() {
        Outcome outcome = new Outcome(Ended.END, new TreeMap<>(), List.of(), List.of(), List.of(), List.of());
        List<String> program = List.of("jmp end");
        return new Workload(
                vector("bench/nothing", program, new TreeMap<>(), List.of(), List.of(), 0, 1, outcome), 1, 0);
    }

    /** Registers that prove the work: these, and ZF and PF of the subtraction at the end. */
    static SortedMap<Slot, Long> result(Map<Slot, Long> registers) {
        SortedMap<Slot, Long> result = new TreeMap<>(registers);
        result.put(Slot.RFLAGS, Slot.RFLAGS.initial() | 0x44);
        return result;
    }

    static Vector vector(
            String id,
            List<String> program,
            SortedMap<Slot, Long> gpr,
            List<VmcbContent> vmcbs,
            List<MemoryContent> memory,
            long vmcb,
            long budget,
            Outcome outcome) {
        SortedSet<Long> footprint = new TreeSet<>(
                vmcb == 0 ? List.of(Fixture.ARENA, PROGRAM, DATA) : List.of(Fixture.ARENA, PROGRAM, VMCB, GUEST));
        memory.forEach(content -> footprint.add(content.at() & ~0xFFFL));
        return new Vector(
                id,
                List.of(),
                id,
                "",
                Level.EN,
                List.of(Condition.parse("SVM")),
                HostMode.LONG,
                code(program),
                gpr,
                new TreeMap<>(),
                vmcbs,
                memory,
                List.of(),
                budget,
                List.copyOf(footprint),
                List.of(),
                List.of(new Case(List.of(), List.of(outcome))),
                List.of());
    }

    /** A host program. */
    static Code code(List<String> program) {
        return new Code(PROGRAM, 64, assemble(PROGRAM, program), program);
    }

    static Bytes assemble(long at, List<String> lines) {
        String source = "bits 64\norg 0x%x\n%s\n".formatted(at, String.join("\n", lines));
        return Bytes.of(Assembler.assemble("benchmark", source, Map.of("end", Fixture.END))
                .bytes());
    }

    private static byte[] littleEndian(long value) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }
}
