package dev.pacifica.model.memory;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PhysicalMemoryTest {
    private static final int RAM = 1 << 16;

    @Property
    void what_is_written_is_read_back_byte_by_byte_little_endian(
            @ForAll @IntRange(min = 0, max = RAM - 8) int at,
            @ForAll @IntRange(min = 0, max = 3) int log,
            @ForAll long value) {
        PhysicalMemory memory = new PhysicalMemory(RAM);
        int size = 1 << log;
        memory.write(at, size, value);
        for (int i = 0; i < size; i++) {
            assertThat(memory.read8(at + i)).isEqualTo((int) (value >>> 8 * i) & 0xFF);
        }
        assertThat(memory.read(at, size)).isEqualTo(value & -1L >>> 64 - 8 * size);
        if (at + size < RAM) {
            assertThat(memory.read8(at + size)).isZero();
        }
    }

    @Test
    void any_write_drops_what_was_derived_from_the_page() {
        PhysicalMemory memory = new PhysicalMemory(RAM);
        Page page = memory.ownPage(0x2000);
        page.derived = "code";
        memory.write8(0x3000, 1);
        assertThat(page.derived).isEqualTo("code");
        memory.write8(0x2FFF, 1);
        assertThat(page.derived).isNull();

        page.derived = "code";
        memory.load(0x1FF0, new byte[32]);
        assertThat(page.derived).isNull();

        page.derived = "code";
        memory.write(0x1FFE, 4, 0);
        assertThat(page.derived).isNull();
    }

    @Test
    void a_reset_zeroes_what_was_touched_and_lists_nothing_afterwards() {
        PhysicalMemory memory = new PhysicalMemory(RAM);
        memory.write64(0x5000, -1);
        memory.write8(0x9123, 7);
        assertThat(memory.touchedPages()).containsExactlyInAnyOrder(0x5000, 0x9000);
        memory.reset();
        assertThat(memory.touchedPages()).isEmpty();
        assertThat(memory.read64(0x5000)).isZero();
        assertThat(memory.read8(0x9123)).isZero();
    }

    @Test
    void beyond_the_RAM_there_is_nothing() {
        PhysicalMemory memory = new PhysicalMemory(RAM);
        memory.write32(RAM, 0x1234);
        assertThat(memory.read32(RAM)).isEqualTo(-1);
        assertThat(memory.read16(1L << 51)).isEqualTo(0xFFFF);
    }

    @Test
    void a_window_covers_the_RAM_under_it() {
        PhysicalMemory memory = new PhysicalMemory(RAM);
        long[] written = new long[3];
        memory.map(new MmioWindow() {
            @Override
            public long base() {
                return 0x4000;
            }

            @Override
            public long length() {
                return 0x1000;
            }

            @Override
            public long read(long offset, int size) {
                return 0xA0 + offset;
            }

            @Override
            public void write(long offset, int size, long value) {
                written[0] = offset;
                written[1] = size;
                written[2] = value;
            }
        });
        memory.write16(0x4010, 0x55AA);
        assertThat(written).containsExactly(0x10, 2, 0x55AA);
        assertThat(memory.read32(0x4004)).isEqualTo(0xA4);
        assertThat(memory.page(0x4000)).isNull();
        assertThat(memory.touchedPages()).isEmpty();
    }
}
