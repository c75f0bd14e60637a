package dev.pacifica.suite.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PackedVectorsTest {
    /** A vector whose record differs from zero in one stretch only, so that the whole block can be written down. */
    private static SampleVector bare() {
        SampleVector vector = SampleVector.of("a/b", "nop");
        for (Slot slot : Slot.values()) {
            if (slot.kind() == Slot.Kind.GENERAL) {
                vector.gpr(slot, 0);
            } else if (slot.kind() == Slot.Kind.SYSTEM) {
                vector.state(slot, 0);
            }
        }
        return vector;
    }

    @Test
    void a_packed_vector_is_the_block_that_the_format_describes() {
        Vector vector = bare().requires("NASID>=8")
                .when("NRIPS")
                .outcome(Ended.SHUTDOWN, Map.of())
                .when("!NRIPS")
                .outcome(Ended.END, Map.of(Slot.RCX, 5L))
                .build();

        LittleEndianBytes block = new LittleEndianBytes();
        block.u32(264).u32(0).u32(3).u32(1).u32(4).u32(2).u32(1).u32(1);
        block.bytes("a/b\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
        block.u32(0)
                .u32(0x8000_000A)
                .u32(0)
                .u32(1)
                .u32(2)
                .u32(0)
                .u64(0xFFFF_FFFFL)
                .u64(8); // NASID>=8
        block.u64(0x12_C000).u64(0x100_0000).u64(0x100_1000).u64(0x100_2000); // the last one is a guard page
        block.u64(0x12_C020).u32(8).u32(0).u64(0x100_1000); // slot rip
        block.u64(0x100_1000).u32(8).u32(0).u64(0x90); // the program
        block.u32(104).u32(1).u32(1).u32(2); // outcome 1: number 0, a shutdown, is not packed
        block.u32(0).u32(0x8000_000A).u32(0).u32(3).u32(0).u32(0).u64(8).u64(0); // !NRIPS
        block.u64(0x12_C000).u64(-1).u64(1); // slot ended
        block.u64(0x12_C030).u64(-1).u64(5); // slot rcx
        LittleEndianBytes header = new LittleEndianBytes()
                .bytes("PACIFICA".getBytes(StandardCharsets.US_ASCII))
                .u32(1)
                .u32(1)
                .u32(1)
                .u32(32 + 264)
                .u32(256)
                .u32(0);
        assertThat(PackedVectors.pack(List.of(vector), true, 256))
                .containsExactly(header.bytes(block.toArray()).toArray());
    }

    @Test
    void cells_carry_the_masks_of_an_outcome() {
        long vmcb = Fixture.ARENA + 0x2000;
        Vector vector = bare().vmcb(vmcb, Map.of("EXITCODE", 1L))
                .outcome(Ended.END, Map.of(), List.of(), List.of(), List.of("exit-information-1"))
                .build();
        byte[] cells = new LittleEndianBytes()
                .u64(0x12_C000)
                .u64(-1)
                .u64(1)
                .u64(vmcb + 0x78) // EXITINFO1: any value
                .u64(0)
                .u64(0)
                .toArray();
        assertThat(PackedVectors.pack(List.of(vector), false, 0)).endsWith(cells);
    }

    @Test
    void guard_pages_stay_inside_the_arenas() {
        Vector vector = bare().page(Fixture.LOW_ARENA)
                .page(Fixture.ARENA_END - 0x1000)
                .outcome(Ended.END, Map.of())
                .build();
        byte[] packed = PackedVectors.pack(List.of(vector), false, 0);
        byte[] pages = new LittleEndianBytes()
                .u64(Fixture.LOW_ARENA)
                .u64(Fixture.LOW_ARENA + 0x1000)
                .u64(Fixture.RECORD)
                .u64(Fixture.ARENA)
                .u64(Fixture.ARENA + 0x1000)
                .u64(Fixture.ARENA + 0x2000)
                .u64(Fixture.ARENA_END - 0x2000)
                .u64(Fixture.ARENA_END - 0x1000)
                .toArray();
        assertThat(packed).containsSequence(pages);
        assertThat(packed[32 + 16]).as("pageCount").isEqualTo((byte) 8);
        assertThat(packed[32 + 28]).as("guardCount").isEqualTo((byte) 3);
    }

    @Test
    void a_footprint_outside_the_arenas_is_refused_by_name() {
        Vector vector = bare().page(Fixture.GDT).outcome(Ended.END, Map.of()).build();
        assertThatThrownBy(() -> PackedVectors.pack(List.of(vector), false, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a/b: footprint page 0x120000 lies outside the arenas");
    }
}
