package dev.pacifica.model.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** 4 KBytes of RAM, little-endian. Offsets are 0 to 4095; an access of n bytes must end inside the page. */
public final class Page {
    public static final int SIZE = 4096;
    public static final int OFFSET_MASK = SIZE - 1;

    private static final VarHandle WORD = handle(short[].class);
    private static final VarHandle DOUBLEWORD = handle(int[].class);
    private static final VarHandle QUADWORD = handle(long[].class);

    private final byte[] bytes = new byte[SIZE];

    /** What a higher layer derived from the bytes, typically decoded instructions; null after any write. */
    public @Nullable Object derived;

    private static VarHandle handle(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
    }

    /** Zero-extended. */
    public int get8(int offset) {
        return bytes[offset] & 0xFF;
    }

    /** Zero-extended. */
    public int get16(int offset) {
        return (short) WORD.get(bytes, offset) & 0xFFFF;
    }

    public int get32(int offset) {
        return (int) DOUBLEWORD.get(bytes, offset);
    }

    public long get64(int offset) {
        return (long) QUADWORD.get(bytes, offset);
    }

    /** The {@code size} bytes (1, 2, 4 or 8) at the offset, zero-extended. */
    public long get(int offset, int size) {
        return switch (size) {
            case 1 -> get8(offset);
            case 2 -> get16(offset);
            case 4 -> get32(offset) & 0xFFFF_FFFFL;
            case 8 -> get64(offset);
            default -> throw new IllegalArgumentException("No access has " + size + " bytes: expected 1, 2, 4 or 8.");
        };
    }

    void set(int offset, int size, long value) {
        switch (size) {
            case 1 -> bytes[offset] = (byte) value;
            case 2 -> WORD.set(bytes, offset, (short) value);
            case 4 -> DOUBLEWORD.set(bytes, offset, (int) value);
            case 8 -> QUADWORD.set(bytes, offset, value);
            default -> throw new IllegalArgumentException("No access has " + size + " bytes: expected 1, 2, 4 or 8.");
        }
    }

    void set(int offset, byte[] source, int from, int count) {
        System.arraycopy(source, from, bytes, offset, count);
    }

    void get(int offset, byte[] target, int to, int count) {
        System.arraycopy(bytes, offset, target, to, count);
    }

    void copy(int offset, Page source, int from, int count) {
        System.arraycopy(source.bytes, from, bytes, offset, count);
    }

    void clear() {
        java.util.Arrays.fill(bytes, (byte) 0);
    }
}
