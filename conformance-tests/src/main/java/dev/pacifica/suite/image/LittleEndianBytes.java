package dev.pacifica.suite.image;

import java.io.ByteArrayOutputStream;

/** A growing run of bytes that takes little-endian numbers. */
final class LittleEndianBytes {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    LittleEndianBytes u32(int value) {
        return number(value, 4);
    }

    LittleEndianBytes u64(long value) {
        return number(value, 8);
    }

    LittleEndianBytes bytes(byte[] bytes) {
        content.writeBytes(bytes);
        return this;
    }

    LittleEndianBytes bytes(byte[] bytes, int from, int to) {
        content.write(bytes, from, to - from);
        return this;
    }

    /** Zeros up to the next multiple of 8. */
    LittleEndianBytes align() {
        while (content.size() % 8 != 0) {
            content.write(0);
        }
        return this;
    }

    int size() {
        return content.size();
    }

    byte[] toArray() {
        return content.toByteArray();
    }

    private LittleEndianBytes number(long value, int length) {
        for (int i = 0; i < length; i++) {
            content.write((int) (value >>> 8 * i));
        }
        return this;
    }
}
