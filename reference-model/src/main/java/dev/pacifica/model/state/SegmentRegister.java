package dev.pacifica.model.state;

/** A segment register with its hidden part, in the form in which the VMCB stores it (SEG-01, SEG-02). */
public final class SegmentRegister {
    public static final int ACCESSED = 1 << 0;
    /** Data: writable. Code: readable. */
    public static final int WRITABLE_OR_READABLE = 1 << 1;
    /** Data: expand-down. Code: conforming. */
    public static final int EXPAND_DOWN_OR_CONFORMING = 1 << 2;

    public static final int CODE = 1 << 3;
    /** The S bit: code or data, not a system segment. */
    public static final int CODE_OR_DATA = 1 << 4;

    public static final int PRESENT = 1 << 7;
    public static final int AVAILABLE = 1 << 8;
    public static final int LONG = 1 << 9;
    /** The D or B bit. */
    public static final int DEFAULT_BIG = 1 << 10;

    public static final int GRANULARITY = 1 << 11;

    /** The visible part, 16 bits. */
    public int selector;
    /**
     * 12 bits: 3:0 type, 4 S, 6:5 DPL, 7 P, 8 AVL, 9 L, 10 D/B, 11 G. A null register has P = 0.
     */
    public int attributes;
    /** The byte limit, unsigned 32 bits, already scaled by G. */
    public int limit;
    /** The base address, 64 bits; only FS, GS, LDTR and TR use the upper half. */
    public long base;

    public void set(int selector, int attributes, int limit, long base) {
        this.selector = selector;
        this.attributes = attributes;
        this.limit = limit;
        this.base = base;
    }

    public void copyFrom(SegmentRegister other) {
        set(other.selector, other.attributes, other.limit, other.base);
    }

    public int type() {
        return attributes & 15;
    }

    public int dpl() {
        return attributes >> 5 & 3;
    }

    public int rpl() {
        return selector & 3;
    }

    public boolean isPresent() {
        return (attributes & PRESENT) != 0;
    }

    public boolean isCode() {
        return (attributes & CODE) != 0;
    }

    public boolean isConforming() {
        return (attributes & (CODE | EXPAND_DOWN_OR_CONFORMING)) == (CODE | EXPAND_DOWN_OR_CONFORMING);
    }

    public boolean isExpandDown() {
        return (attributes & (CODE | EXPAND_DOWN_OR_CONFORMING)) == EXPAND_DOWN_OR_CONFORMING;
    }

    public boolean isLong() {
        return (attributes & LONG) != 0;
    }

    /** The D bit of code (default operand size 32) or the B bit of a stack (32-bit stack pointer). */
    public boolean isBig() {
        return (attributes & DEFAULT_BIG) != 0;
    }

    @Override
    public String toString() {
        return String.format("%04X attributes %03X limit %08X base %016X", selector, attributes, limit, base);
    }
}
