package dev.pacifica.suite.bench;

import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Bytes;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/**
 * A guest in 64-bit mode on four levels of tables of its own, and a host on four levels of nested ones, all with pages of 4 KBytes. The guest
 * goes round and round through 32 MBytes of linear addresses, one access a page: more pages than any target remembers
 * translations for, so each access is a walk of 24 references. All the pages are the same one in memory, so that few tables do.
 */
final class NestedThrashing {
    static final int INSTRUCTIONS_A_WALK = 5;

    private static final long NESTED = 0x100_8000;
    private static final long OWN = NESTED + 0x4000;
    private static final long PAGES_TABLES = OWN + 0x4000;
    private static final long END = PAGES_TABLES + 0x2000;
    private static final long LINEAR = 0x4000_0000;
    /** The address bit that is cleared when the end is reached; below it 2^13 pages. */
    private static final int TOP = 25;

    private static final int ENTRIES = 512;
    private static final long MAPPED = 0x67; // present, writable, user, accessed, dirty

    private static final List<String> GUEST = List.of(
            "turn:",
            "inc qword [rsi]",
            "add rsi, 0x1000",
            "btr rsi, %d".formatted(TOP),
            "dec rcx",
            "jnz turn",
            "mov rbx, [rsi]",
            "vmmcall");
    private static final List<String> HOST = List.of("vmrun", "sub edx, edx", "jmp end");

    private NestedThrashing() {}

    /** One access a turn. */
    static Workload of(long turns) {
        SortedMap<String, Long> fields = Workload.legalGuest();
        fields.putAll(Map.of("NP_ENABLE", 1L, "N_CR3", NESTED, "CR3", OWN, "G_PAT", 0x0007_0406_0007_0406L));
        SortedMap<Slot, Long> gpr =
                new TreeMap<>(Map.of(Slot.RAX, Workload.VMCB, Slot.RBX, 0L, Slot.RCX, turns, Slot.RSI, LINEAR));
        SortedMap<Slot, Long> result =
                Workload.result(Map.of(Slot.RAX, Workload.VMCB, Slot.RBX, turns, Slot.RCX, 0L, Slot.RDX, 0L));
        Outcome outcome = new Outcome(Ended.END, result, List.of(), List.of(), List.of(), List.of());
        long instructions = INSTRUCTIONS_A_WALK * turns + 5;
        List<MemoryContent> memory = new ArrayList<>(tables());
        memory.add(new MemoryContent(Workload.DATA, Bytes.of(new byte[8]), 0, List.of()));
        memory.add(new MemoryContent(Workload.GUEST, Workload.assemble(Workload.GUEST, GUEST), 64, GUEST));
        return new Workload(
                Workload.vector(
                        "bench/nested-walk",
                        HOST,
                        gpr,
                        List.of(new VmcbContent(Workload.VMCB, fields)),
                        memory,
                        Workload.VMCB,
                        instructions,
                        outcome),
                instructions,
                1);
    }

    private static List<MemoryContent> tables() {
        List<MemoryContent> tables = new ArrayList<>();
        chain(tables, NESTED);
        chain(tables, OWN);
        tables.add(table(OWN + 0x1008, 1, i -> PAGES_TABLES));
        tables.add(table(PAGES_TABLES, 1 << TOP - 21, i -> PAGES_TABLES + 0x1000));
        tables.add(table(PAGES_TABLES + 0x1000, ENTRIES, i -> Workload.DATA));
        return tables;
    }

    /** Four levels that map the first pages of the arena to themselves. */
    private static void chain(List<MemoryContent> tables, long root) {
        tables.add(table(root, 1, i -> root + 0x1000));
        tables.add(table(root + 0x1000, 1, i -> root + 0x2000));
        tables.add(table(root + 0x2000 + 8 * 8, 1, i -> root + 0x3000));
        long first = Workload.GUEST & ~0x1F_FFFFL;
        tables.add(table(root + 0x3000, (int) (END - first >>> 12), i -> first + (i << 12)));
    }

    private static MemoryContent table(long at, int entries, LongUnaryOperator frame) {
        byte[] bytes = new byte[8 * entries];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((frame.applyAsLong(i / 8) | MAPPED) >>> 8 * (i % 8));
        }
        return new MemoryContent(at, Bytes.of(bytes), 0, List.of());
    }
}
