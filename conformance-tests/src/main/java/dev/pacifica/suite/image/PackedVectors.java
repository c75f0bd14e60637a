package dev.pacifica.suite.image;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Condition;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.verdict.States;
import dev.pacifica.suite.verdict.VectorState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The packed binary form of vectors: all that a harness without JSON needs to set vectors up and to judge them by itself.
 *
 * <p>Everything is little-endian. Every part starts at a multiple of 8 bytes from the start, and is padded with zeros to that.
 *
 * <pre>
 * header      8 bytes "PACIFICA", u32 format (1), u32 vectorCount, u32 flags, u32 totalLength, u32 sweepInterval, u32 0
 *             flags bit 0: report every qword that changed, not only those of vectors that match no outcome
 *             flags bit 1: no vectors follow; they come over COM1 ({@link Request})
 *             totalLength: in bytes, this header included
 *             sweepInterval: look for stray writes after so many vectors; 0: only at the end
 * vector      u32 length (in bytes, of the whole block), u32 index (from 0), u32 idLength, u32 requireCount, u32 pageCount,
 *             u32 runCount, u32 outcomeCount, u32 guardCount, then
 *   id          idLength bytes of ASCII
 *   requires    requireCount conditions; if one does not hold, the vector is not applicable
 *   pages       pageCount u64, ascending: addresses of the 4 KiB pages to initialise and compare. They are the register record,
 *               the footprint, and guardCount guard pages: neighbours of the footprint's pages that lie in an arena
 *   runs        runCount times u64 address, u32 length, u32 0, length bytes: the content of the pages; the rest of them is zero
 *   outcomes    outcomeCount times u32 length (in bytes, of this outcome), u32 number, u32 conditionCount, u32 cellCount,
 *               conditionCount conditions (all hold, or the outcome is not permitted here), then cellCount times u64 address,
 *               u64 mask, u64 value, ascending: the qwords in which (content XOR value) AND mask must be zero. In every qword
 *               without a cell the initial content is the one permitted
 * condition   u32 kind (0: CPUID), u32 leaf, u32 subleaf, u32 register (0 EAX, 1 EBX, 2 ECX, 3 EDX),
 *             u32 relation (0 equal, 1 not equal, 2 at least), u32 0, u64 mask, u64 value, both in place: compare
 *             (register AND mask) with value, unsigned. Leaves above the processor's largest count as zero
 * </pre>
 *
 * <p>Outcomes are numbered from 0 through all cases in their order. Those that a harness cannot record, since the processor no
 * longer runs (shutdown, say), have a number but are not packed. The first outcome that fits is the verdict.
 */
public final class PackedVectors {
    static final int FORMAT = 1;
    static final int HEADER = 32;
    static final int REPORT_ALL = 1;
    static final int SERVED = 2;
    static final int BLOCK_HEADER = 32;
    static final int CONDITION = 40;
    static final int RUN_HEADER = 16;
    static final int OUTCOME_HEADER = 16;
    static final int CELL = 24;

    private static final byte[] MAGIC = "PACIFICA".getBytes(StandardCharsets.US_ASCII);

    private PackedVectors() {}

    /**
     * Packs {@code vectors}; the index of each is its place in the list.
     *
     * @param reportAll whether every changed qword is reported (flags bit 0)
     * @param sweepInterval after how many vectors to look for stray writes; 0: only at the end
     * @throws IllegalArgumentException if a footprint has a page outside the arenas
     */
    public static byte[] pack(List<Vector> vectors, boolean reportAll, int sweepInterval) {
        LittleEndianBytes blocks = new LittleEndianBytes();
        for (int index = 0; index < vectors.size(); index++) {
            blocks.bytes(block(index, vectors.get(index)));
        }
        return pack(vectors.size(), reportAll ? REPORT_ALL : 0, sweepInterval, blocks.toArray());
    }

    /** What stands in for vectors where they come over COM1: every change is reported, and stray writes are looked for each time. */
    static byte[] served() {
        return pack(0, REPORT_ALL | SERVED, 1, new byte[0]);
    }

    private static byte[] pack(int vectors, int flags, int sweepInterval, byte[] blocks) {
        return new LittleEndianBytes()
                .bytes(MAGIC)
                .u32(FORMAT)
                .u32(vectors)
                .u32(flags)
                .u32(HEADER + blocks.length)
                .u32(sweepInterval)
                .u32(0)
                .bytes(blocks)
                .toArray();
    }

    /** One vector, which the harness calls {@code index}. */
    static byte[] block(int index, Vector vector) {
        VectorState initial = States.initial(vector);
        SortedSet<Long> guards = guards(vector);
        SortedSet<Long> pages = new TreeSet<>(guards);
        pages.addAll(initial.pages().keySet());
        LittleEndianBytes runs = new LittleEndianBytes();
        int runCount = 0;
        for (Map.Entry<Long, byte[]> page : initial.pages().entrySet()) {
            runCount += runs(page.getKey(), page.getValue(), runs);
        }
        LittleEndianBytes outcomes = new LittleEndianBytes();
        int number = 0;
        int outcomeCount = 0;
        for (Case alternative : vector.cases()) {
            for (Outcome outcome : alternative.outcomes()) {
                if (States.endedCode(outcome.ended()) >= 0) {
                    outcomes.bytes(outcome(number, alternative.when(), initial, vector, outcome));
                    outcomeCount++;
                }
                number++;
            }
        }
        byte[] id = vector.id().getBytes(StandardCharsets.US_ASCII);
        LittleEndianBytes content = new LittleEndianBytes().bytes(id).align();
        vector.requires().forEach(condition -> condition(condition, content));
        pages.forEach(content::u64);
        content.bytes(runs.toArray()).bytes(outcomes.toArray());
        return new LittleEndianBytes()
                .u32(BLOCK_HEADER + content.size())
                .u32(index)
                .u32(id.length)
                .u32(vector.requires().size())
                .u32(pages.size())
                .u32(runCount)
                .u32(outcomeCount)
                .u32(guards.size())
                .bytes(content.toArray())
                .toArray();
    }

    /** The neighbours of the footprint's pages that lie in an arena and not in the footprint. */
    private static SortedSet<Long> guards(Vector vector) {
        SortedSet<Long> guards = new TreeSet<>();
        for (long page : vector.footprint()) {
            if (!Fixture.inArena(page)) {
                throw new IllegalArgumentException(
                        "%s: footprint page 0x%x lies outside the arenas 0x%x-0x%x and 0x%x-0x%x"
                                .formatted(
                                        vector.id(),
                                        page,
                                        Fixture.LOW_ARENA,
                                        Fixture.LOW_ARENA_END - 1,
                                        Fixture.ARENA,
                                        Fixture.ARENA_END - 1));
            }
            guards.add(page - Fixture.PAGE_SIZE);
            guards.add(page + Fixture.PAGE_SIZE);
        }
        guards.removeIf(page -> !Fixture.inArena(page) || vector.footprint().contains(page));
        return guards;
    }

    /** Appends the stretches of non-zero qwords of a page; returns how many. */
    private static int runs(long page, byte[] content, LittleEndianBytes runs) {
        int count = 0;
        int offset = 0;
        while (offset < content.length) {
            int end = offset;
            while (end < content.length && !isZero(content, end)) {
                end += 8;
            }
            if (end > offset) {
                runs.u64(page + offset).u32(end - offset).u32(0).bytes(content, offset, end);
                count++;
            }
            offset = end + 8;
        }
        return count;
    }

    private static boolean isZero(byte[] content, int offset) {
        int bits = 0;
        for (int i = offset; i < offset + 8; i++) {
            bits |= content[i];
        }
        return bits == 0;
    }

    private static byte[] outcome(
            int number, List<Condition> when, VectorState initial, Vector vector, Outcome outcome) {
        VectorState permitted = States.permitted(vector, outcome);
        VectorState compared = States.compared(vector, outcome);
        LittleEndianBytes content = new LittleEndianBytes();
        when.forEach(condition -> condition(condition, content));
        int cells = 0;
        for (long page : initial.pages().keySet()) {
            for (long address = page; address < page + Fixture.PAGE_SIZE; address += 8) {
                long mask = compared.qword(address);
                long value = permitted.qword(address);
                if (mask != -1 || value != initial.qword(address)) {
                    content.u64(address).u64(mask).u64(value);
                    cells++;
                }
            }
        }
        return new LittleEndianBytes()
                .u32(OUTCOME_HEADER + content.size())
                .u32(number)
                .u32(when.size())
                .u32(cells)
                .bytes(content.toArray())
                .toArray();
    }

    private static void condition(Condition condition, LittleEndianBytes out) {
        Condition.Location where = condition.where();
        int relation = relation(condition.relation());
        out.u32(0).u32(where.leaf()).u32(where.subleaf()).u32(where.register()).u32(relation);
        out.u32(0).u64(where.mask()).u64(condition.value() << where.shift());
    }

    static int relation(Condition.Relation relation) {
        return switch (relation) {
            case EQUAL -> 0;
            case NOT_EQUAL -> 1;
            case AT_LEAST -> 2;
        };
    }
}
