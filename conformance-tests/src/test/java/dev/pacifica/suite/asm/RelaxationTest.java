package dev.pacifica.suite.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs full of jumps at the edge of their reach settle at the sizes at which NASM's settle. */
class RelaxationTest {
    private static final int LABELS = 300;

    @TempDir
    Path directory;

    @BeforeAll
    static void nasmIsInstalled() {
        Nasm.require();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void jumpsSettleWhereNasmsDo(long seed) throws Exception {
        Random random = new Random(seed);
        int[] bits = {16, 32, 64};
        StringBuilder source = new StringBuilder("bits " + bits[random.nextInt(3)] + "\n");
        for (int i = 0; i < LABELS; i++) {
            int target = Math.max(0, Math.min(LABELS - 1, i + random.nextInt(13) - 6));
            source.append("l").append(i).append(":\n");
            switch (random.nextInt(6)) {
                case 0 -> source.append("jmp l").append(target);
                case 1 -> source.append("jne l").append(target);
                case 2 ->
                    source.append("add bx, l").append(target).append(" - l").append(i);
                case 3 -> source.append("call l").append(target);
                case 4 -> source.append("times ").append(random.nextInt(70)).append(" nop");
                default ->
                    source.append("mov eax, [ebx + l")
                            .append(target)
                            .append(" - l")
                            .append(i)
                            .append("]");
            }
            source.append('\n');
        }
        Assembly ours = Assembler.assemble("jumps.asm", source.toString(), Map.of());
        assertThat(ours.bytes()).isEqualTo(Nasm.assemble(directory, source.toString(), Map.of()));
    }
}
