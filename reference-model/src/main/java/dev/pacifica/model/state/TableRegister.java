package dev.pacifica.model.state;

/** GDTR or IDTR. */
public final class TableRegister {
    /** Linear base address, 64 bits. */
    public long base;
    /** Offset of the last byte, 16 bits. */
    public int limit;

    public void set(long base, int limit) {
        this.base = base;
        this.limit = limit;
    }

    @Override
    public String toString() {
        return String.format("base %016X limit %04X", base, limit);
    }
}
