package dev.pacifica.suite.vector;

/**
 * One field of the VMCB.
 *
 * @param name the manual's name
 * @param offset byte offset from the start of the VMCB, 0–4095
 * @param bit lowest bit within the byte at {@code offset}, 0–7
 * @param width width in bits, 1–64; the field lies inside one aligned qword
 */
public record VmcbField(String name, int offset, int bit, int width) {
    /** The largest value that fits. */
    public long maximum() {
        return width == 64 ? -1 : (1L << width) - 1;
    }

    /** Offset of the aligned qword that contains the field. */
    public int qword() {
        return offset & ~7;
    }

    /** Lowest bit of the field within its qword. */
    public int shift() {
        return (offset & 7) * 8 + bit;
    }

    /** The field's bits within its qword. */
    public long mask() {
        return maximum() << shift();
    }
}
