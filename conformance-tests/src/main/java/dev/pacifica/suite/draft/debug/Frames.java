package dev.pacifica.suite.draft.debug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Data as guests find it in memory. */
final class Frames {
    private Frames() {}

    /** Quadwords, the first at the lowest address. */
    static byte[] quadwords(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }
}
