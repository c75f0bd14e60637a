package dev.pacifica.suite.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.OutsideProgram;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.MemoryRun;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBuilderTest {
    private static final int BEHIND_BOOT_SECTOR = 512;

    private final Vector vector =
            SampleVector.of("nothing", "jmp END").outcome(Ended.END, Map.of()).build();
    private final byte[] image = ImageBuilder.build(List.of(vector), true);

    @Test
    void the_same_vectors_give_the_same_bytes() {
        assertThat(ImageBuilder.build(List.of(vector), true)).isEqualTo(image);
        assertThat(ImageBuilder.build(List.of(vector), false)).isNotEqualTo(image);
    }

    @Test
    void the_size_is_a_whole_number_of_cylinders() {
        assertThat(image).hasSize(516_096);
        List<Vector> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(vector);
        }
        assertThat(ImageBuilder.build(many, true).length % 516_096).isZero();
    }

    @Test
    void the_boot_sector_has_its_signature() {
        assertThat(u32(508) >>> 16).isEqualTo(0xAA55);
    }

    /** Multiboot specification 0.6.96, section 3.1. */
    @Test
    void the_kernel_starts_with_a_multiboot_header() {
        int header = BEHIND_BOOT_SECTOR;
        assertThat(header).isLessThan(8192 - 32);
        assertThat(u32(header)).isEqualTo(0x1BAD_B002);
        assertThat(u32(header + 4)).isEqualTo(0x1_0000);
        assertThat(u32(header) + u32(header + 4) + u32(header + 8)).isZero();
        assertThat(u32(header + 12)).isEqualTo((int) Fixture.HARNESS);
        assertThat(u32(header + 16)).isEqualTo((int) Fixture.HARNESS);
        assertThat(u32(header + 28)).isBetween((int) Fixture.HARNESS + 32, (int) Fixture.END);
    }

    @Test
    void everything_lies_where_the_fixture_says() {
        for (MemoryRun run : Fixture.memory()) {
            assertThat(at(run.at(), run.bytes().length)).isEqualTo(run.bytes());
        }
        byte[] packed = PackedVectors.pack(List.of(vector), true, 256);
        assertThat(at(Kernel.LOADED_VECTORS, packed.length)).isEqualTo(packed);
        for (int number = 0; number < 256; number++) {
            // 6A ib or 68 id: PUSH of the vector number
            byte[] stub = at(Fixture.exceptionAddress(number), 2);
            assertThat(stub).startsWith(number < 128 ? 0x6A : 0x68, number);
        }
        assertThat(at(Fixture.END, 1)).containsExactly(0xE9); // JMP
    }

    /** The assembler of the suite and Debian's agree on the sources of the image. */
    @Test
    void nasm_assembles_the_same_kernel_and_boot_sector(@TempDir Path folder) throws Exception {
        OutsideProgram.need("nasm", "nasm");
        assertThat(nasm(folder, Kernel.source(), Kernel.constants())).isEqualTo(Kernel.code());
        assertThat(nasm(folder, Kernel.bootSource(), Kernel.bootConstants(500))).isEqualTo(Kernel.bootSector(500));
    }

    private static byte[] nasm(Path folder, String source, Map<String, Long> constants)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out.bin");
        List<String> command = new ArrayList<>(List.of("nasm", "-f", "bin", "-o", out.toString()));
        constants.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add(Files.writeString(folder.resolve("in.asm"), source).toString());
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        return Files.readAllBytes(out);
    }

    private byte[] at(long address, int length) {
        int from = BEHIND_BOOT_SECTOR + (int) (address - Fixture.HARNESS);
        return Arrays.copyOfRange(image, from, from + length);
    }

    private int u32(int offset) {
        return ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
    }
}
