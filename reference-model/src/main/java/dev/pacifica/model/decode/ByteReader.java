package dev.pacifica.model.decode;

/** The bytes of one instruction, in their order. */
final class ByteReader {
    @SuppressWarnings("NullAway.Init") // set by start
    private CodeBytes bytes;

    private int length;

    void start(CodeBytes source) {
        bytes = source;
        length = 0;
    }

    /** The number of bytes read. */
    int length() {
        return length;
    }

    int next() {
        int value = bytes.next();
        length++;
        return value;
    }

    /** The next {@code size} bytes as a number, zero-extended. */
    long next(int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) next() << 8 * i;
        }
        return value;
    }
}
