package dev.pacifica.suite.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTest {
    private final Vector vector =
            SampleVector.of("a/b", "jmp END").outcome(Ended.END, Map.of()).build();

    /** The CRC-32 of no bytes is 0; that of eight zeros is 6522DF69h. */
    @Test
    void the_end_is_a_request_without_a_block() {
        assertThat(Request.end()).isEqualTo(HexFormat.of().parseHex("50565251" + "00000000" + "00000000" + "69df2265"));
    }

    @Test
    void a_vector_is_sent_as_its_packed_block() {
        byte[] request = Request.run(0x1234, vector);
        byte[] block = PackedVectors.block(0x1234, vector);
        assertThat(request).startsWith("PVRQ".getBytes(StandardCharsets.US_ASCII));
        assertThat(Arrays.copyOfRange(request, 4, 8))
                .isEqualTo(new LittleEndianBytes().u32(block.length).toArray());
        assertThat(Arrays.copyOfRange(request, 16, request.length)).isEqualTo(block);
        assertThat(Arrays.copyOfRange(block, 4, 8)).containsExactly(0x34, 0x12, 0, 0);
    }

    @Test
    void an_image_that_is_served_carries_no_vectors() {
        byte[] pack = new LittleEndianBytes()
                .bytes("PACIFICA".getBytes(StandardCharsets.US_ASCII))
                .u32(1)
                .u32(0)
                .u32(3) // report all, served
                .u32(32)
                .u32(1) // look for stray writes each time
                .u32(0)
                .toArray();
        assertThat(ImageBuilder.served()).containsSequence(pack);
    }
}
