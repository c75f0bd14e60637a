package dev.pacifica.suite.image;

import dev.pacifica.suite.vector.Vector;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * What a peer sends over COM1 to an image that is served ({@link ImageBuilder#served}). Little-endian:
 *
 * <pre>
 * 4 bytes "PVRQ", u32 length, u32 CRC-32 of the block, u32 CRC-32 of the eight bytes before it, length bytes: the block
 * </pre>
 *
 * <p>The block is that of {@link PackedVectors}; its index is the peer's choice and must differ from that of the block before, for
 * the harness takes a block with the same index only once. A length of 0 ends the run. CRC-32 is that of IEEE 802.3.
 */
public final class Request {
    static final int MAGIC = 'P' | 'V' << 8 | 'R' << 16 | 'Q' << 24;
    static final int HEADER = 16;
    static final int MOST_LENGTH = 16 << 20;

    private Request() {}

    /**
     * The request to run {@code vector}, whose frames will carry {@code index}.
     *
     * @throws IllegalArgumentException if it cannot be packed
     */
    public static byte[] run(int index, Vector vector) {
        byte[] block = PackedVectors.block(index, vector);
        if (block.length > MOST_LENGTH) {
            throw new IllegalArgumentException(
                    "%s takes %d bytes; the harness takes vectors of up to %d. Shorten its memory or its outcomes"
                            .formatted(vector.id(), block.length, MOST_LENGTH));
        }
        return request(block);
    }

    /** The request to end the run. */
    public static byte[] end() {
        return request(new byte[0]);
    }

    private static byte[] request(byte[] block) {
        byte[] numbers =
                new LittleEndianBytes().u32(block.length).u32(checksum(block)).toArray();
        return new LittleEndianBytes()
                .bytes("PVRQ".getBytes(StandardCharsets.US_ASCII))
                .bytes(numbers)
                .u32(checksum(numbers))
                .bytes(block)
                .toArray();
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
