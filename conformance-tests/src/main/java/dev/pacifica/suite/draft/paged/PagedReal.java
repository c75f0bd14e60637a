package dev.pacifica.suite.draft.paged;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.oracle.TableFormat.Level;
import dev.pacifica.suite.vector.Vector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * A guest in paged real mode with tables of its own. Nothing is where it seems: its segments lie below 1 MB as those of a real machine, and
 * the frames behind them in the arena.
 */
final class PagedReal {
    static final long P = 1;
    static final long RW = 1 << 1;
    static final long US = 1 << 2;
    static final long A = 1 << 5;
    static final long D = 1 << 6;
    static final long PS = 1 << 7;
    static final long NX = 1L << 63;

    static final long PE = 1;
    static final long PG = 1L << 31;
    static final long WP = 1 << 16;
    static final long NXE = 1 << 11;
    static final long PSE = 1 << 4;
    /** PG, WP, NE, ET and MP. */
    static final long CR0 = 0x8001_0032L;

    /** Segments; the stack is a page. */
    static final int CODE = 0x300;

    static final int STACK = 0x400;
    static final int DATA = 0x700;
    static final int PROBE = 0x800;
    /** Where the guest sees its own lowest table. */
    static final int WINDOW = 0x900;

    /** The linear address 100000h, which real-mode segments just reach. */
    static final long ABOVE_1MB = 0x10_0000;
    /** One that takes limits of more than 64 KBytes, or a base that no selector gives. */
    static final long HIGH = 0xC035_6000L;

    static final long VECTORS_FRAME = 0x109_0000;
    static final long PROBE_FRAME = 0x109_1000;
    static final long ABOVE_1MB_FRAME = 0x109_2000;
    static final long HIGH_FRAME = 0x109_3000;

    private static final long ROOT = 0x108_0000;
    private static final long TABLE = 0x108_1000;
    private static final long DIRECTORY = 0x108_2000;
    private static final long HIGH_DIRECTORY = 0x108_3000;
    private static final long HIGH_TABLE = 0x108_4000;

    private final TableFormat format;
    private final Map<Long, Long> entries = new TreeMap<>();

    private PagedReal(TableFormat format) {
        this.format = format;
        long next = P | RW | A;
        long all = P | RW | A | D;
        boolean isPae = format == TableFormat.PAE;
        if (isPae) {
            put("pdpe", ROOT, 0, DIRECTORY | P);
            put("pdpe", ROOT, HIGH, HIGH_DIRECTORY | P);
        }
        put("pde", isPae ? DIRECTORY : ROOT, 0, TABLE | next);
        put("pde", isPae ? HIGH_DIRECTORY : ROOT, HIGH, HIGH_TABLE | next);
        map(0, VECTORS_FRAME | all);
        map(CODE << 4, Draft.GUEST | all);
        map(STACK << 4, Draft.GUEST_STACK | all);
        map(DATA << 4, Draft.SCRATCH | all);
        map(PROBE << 4, PROBE_FRAME | all);
        map(WINDOW << 4, TABLE | all);
        map(ABOVE_1MB, ABOVE_1MB_FRAME | all);
        put("pte", HIGH_TABLE, HIGH, HIGH_FRAME | all);
    }

    /** The two formats that there are outside long mode. */
    static TableFormat[] formats() {
        return new TableFormat[] {TableFormat.LEGACY, TableFormat.PAE};
    }

    static String name(TableFormat format) {
        return format == TableFormat.PAE ? "pae" : "32-bit";
    }

    static PagedReal with(TableFormat format) {
        return new PagedReal(format);
    }

    /** Maps a page below 2 MB: frame and bits of its PTE. */
    PagedReal map(long linear, long pte) {
        return put("pte", TABLE, linear, pte);
    }

    /** Changes bits of one of the entries that translate an address. */
    PagedReal change(String entry, long linear, long fewer, long more) {
        entries.computeIfPresent(at(entry, linear), (at, before) -> before & ~fewer | more);
        return this;
    }

    /** One of the entries that translate an address. */
    PagedReal replace(String entry, long linear, long value) {
        entries.put(at(entry, linear), value);
        return this;
    }

    /** Where the entry for an address is. */
    long at(String entry, long linear) {
        boolean isHigh = linear >= HIGH;
        boolean isPae = format == TableFormat.PAE;
        long table = switch (entry) {
            case "pte" -> isHigh ? HIGH_TABLE : TABLE;
            case "pde" -> !isPae ? ROOT : isHigh ? HIGH_DIRECTORY : DIRECTORY;
            default -> ROOT;
        };
        return place(entry, table, linear);
    }

    private long place(String entry, long table, long linear) {
        Level level = format.level(entry);
        return table + (long) level.index(linear) * format.entrySize();
    }

    private PagedReal put(String entry, long table, long linear, long value) {
        entries.put(place(entry, table, linear), value);
        return this;
    }

    /** The entry at a physical address. */
    long entry(long at) {
        return entries.getOrDefault(at, 0L);
    }

    TableFormat format() {
        return format;
    }

    static long root() {
        return ROOT;
    }

    /** Which bits of eight bytes of memory are an entry. */
    long entryMask() {
        return format == TableFormat.PAE ? -1 : 0xFFFF_FFFFL;
    }

    /** A guest on these tables that runs the lines, at offset 0 of its code segment. */
    Draft draft(String id, String... lines) {
        Map<String, Long> fields = Guest.real().fields();
        fields.put("CR0", CR0);
        fields.put("CR3", ROOT);
        fields.put("CR4", format == TableFormat.PAE ? 0x20L : 0);
        fields.put("EFER", format == TableFormat.PAE ? 0x1800L : 0x1000);
        segment(fields, "CS", CODE);
        segment(fields, "SS", STACK);
        segment(fields, "DS", DATA);
        segment(fields, "ES", PROBE);
        fields.put("IDTR.limit", 0x3FFL);
        Draft draft = new Draft("paged-real/" + id, Vector.Level.INTERCEPT)
                .vmcb(Draft.VMCB, fields)
                .gpr("rax", Draft.VMCB)
                .code(Draft.GUEST, 16, lines)
                .touches(Draft.GUEST_STACK)
                .touches(Draft.SCRATCH);
        entries.forEach((at, value) -> draft.data(at, bytes(value)));
        return draft;
    }

    /** Puts an entry of the interrupt table into its frame. */
    static Draft vector(Draft draft, int vector, int selector, int offset) {
        return draft.data(
                VECTORS_FRAME + 4L * vector,
                new byte[] {(byte) offset, (byte) (offset >> 8), (byte) selector, (byte) (selector >> 8)});
    }

    private static void segment(Map<String, Long> fields, String name, long selector) {
        fields.put(name + ".selector", selector);
        fields.put(name + ".base", selector << 4);
    }

    private byte[] bytes(long entry) {
        ByteBuffer bytes = ByteBuffer.allocate(format.entrySize()).order(ByteOrder.LITTLE_ENDIAN);
        return format == TableFormat.PAE
                ? bytes.putLong(entry).array()
                : bytes.putInt((int) entry).array();
    }

    /** The end of the stack, where SP starts. */
    static long stackTop() {
        return Draft.GUEST_STACK + Fixture.PAGE_SIZE;
    }
}
