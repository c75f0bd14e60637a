package dev.pacifica.model.state;

/** The operating modes (SEGM-01, APM2 1.3). */
public enum Mode {
    REAL,
    VIRTUAL_8086,
    /** Protected mode outside long mode, 16 or 32 bits by CS.D. */
    PROTECTED,
    /** Long mode with CS.L = 0, 16 or 32 bits by CS.D. */
    COMPATIBILITY,
    /** Long mode with CS.L = 1: 64-bit mode. */
    LONG_64;

    /** Long mode: compatibility or 64-bit mode. */
    public boolean isLong() {
        return this == COMPATIBILITY || this == LONG_64;
    }

    /** Real and virtual-8086 mode: a selector is the base divided by 16. */
    public boolean isRealAddressing() {
        return this == REAL || this == VIRTUAL_8086;
    }
}
