package dev.pacifica.suite.demo;

import dev.pacifica.suite.asm.Assembler;
import dev.pacifica.suite.asm.Assembly;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** The loader that is launched, as it lies in its block. */
final class LoaderImage {
    static final long BLOCK = 0x2_0000;
    static final long BLOCK_END = BLOCK + 0x1_0000;
    /** In the block, behind the image (SKINIT-21, DEV-90). */
    static final long VECTOR = BLOCK + 0x8000;

    private static final Assembly ASSEMBLY =
            Assembler.assemble("loader.asm", source(), Map.of("BLOCK", BLOCK, "VECTOR", VECTOR));

    private LoaderImage() {}

    /** The image, its header included. */
    static byte[] bytes() {
        return ASSEMBLY.bytes().clone();
    }

    /** Where the loader starts. */
    static long entry() {
        return ASSEMBLY.symbol("entry");
    }

    /** Where it has taken note of whether it has to check signatures. */
    static long woken() {
        return ASSEMBLY.symbol("woken");
    }

    /** Where its own vector is in force. */
    static long ready() {
        return ASSEMBLY.symbol("ready");
    }

    /** The byte that says whether it checks signatures: 1 for yes. */
    static long policy() {
        return ASSEMBLY.symbol("policy") + 1;
    }

    private static String source() {
        try (InputStream in = Objects.requireNonNull(LoaderImage.class.getResourceAsStream("loader.asm"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
