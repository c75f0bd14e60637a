package dev.pacifica.model.segment;

import dev.pacifica.model.state.SegmentRegister;

/**
 * A descriptor as it lies in a table (SEGM-10 to SEGM-12).
 *
 * @param low the first eight bytes
 * @param high the next eight bytes of a 16-byte descriptor; otherwise 0
 */
public record Descriptor(long low, long high) {

    /** Bits 43:40. */
    public int type() {
        return (int) (low >>> 40) & 15;
    }

    /** The S bit: code or data. */
    public boolean isCodeOrData() {
        return (low >>> 44 & 1) != 0;
    }

    public boolean isCode() {
        return isCodeOrData() && (type() & SegmentRegister.CODE) != 0;
    }

    public boolean isData() {
        return isCodeOrData() && (type() & SegmentRegister.CODE) == 0;
    }

    public boolean isConforming() {
        return isCode() && (type() & SegmentRegister.EXPAND_DOWN_OR_CONFORMING) != 0;
    }

    /** Writable data or readable code. */
    public boolean isWritableOrReadable() {
        return (type() & SegmentRegister.WRITABLE_OR_READABLE) != 0;
    }

    public boolean isWritableData() {
        return isData() && isWritableOrReadable();
    }

    public int dpl() {
        return (int) (low >>> 45) & 3;
    }

    public boolean isPresent() {
        return (low >>> 47 & 1) != 0;
    }

    public boolean isLong() {
        return (low >>> 53 & 1) != 0;
    }

    public boolean isBig() {
        return (low >>> 54 & 1) != 0;
    }

    /** The attributes in the 12-bit form of the VMCB (SEG-01). */
    public int attributes() {
        return (int) (low >>> 40 & 0xFF | low >>> 44 & 0xF00);
    }

    /** The byte limit, scaled by G. */
    public int limit() {
        int raw = (int) (low & 0xFFFF | low >>> 32 & 0xF0000);
        return (low >>> 55 & 1) != 0 ? raw << 12 | 0xFFF : raw;
    }

    /** The base, with its upper half if the descriptor has 16 bytes. */
    public long base() {
        return low >>> 16 & 0xFF_FFFF | low >>> 32 & 0xFF00_0000L | high << 32;
    }

    /** Gate: the selector of the target. */
    public int gateSelector() {
        return (int) (low >>> 16) & 0xFFFF;
    }

    /** Gate: the offset of the target, with its upper half if the gate has 16 bytes. */
    public long gateOffset() {
        return low & 0xFFFF | low >>> 32 & 0xFFFF_0000L | high << 32;
    }

    /** Call gate outside long mode: how many parameters are copied, 0 to 31. */
    public int parameterCount() {
        return (int) (low >>> 32) & 31;
    }

    /** Whether bits 12:8 of the last doubleword of a 16-byte descriptor, which must be 0, are not (SEGM-12). */
    public boolean isMalformed() {
        return (high >>> 40 & 0x1F) != 0;
    }

    /** Interrupt or trap gate of long mode: the IST field, 3 bits. */
    public int ist() {
        return (int) (low >>> 32) & 7;
    }

    /** Loads the hidden part, and the selector, of a segment register. */
    public void loadInto(SegmentRegister register, int selector) {
        register.set(selector, attributes(), limit(), base());
    }
}
