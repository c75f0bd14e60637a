package dev.pacifica.suite.image;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.MemoryRun;
import dev.pacifica.suite.vector.Vector;
import java.util.List;

/**
 * Builds the boot image: a raw disk that a PC's BIOS starts from, and which is also a Multiboot-1 kernel. The same vectors give the
 * same bytes.
 *
 * <p>The file holds the boot sector, then what is loaded from {@link Fixture#HARNESS} on: the kernel, whose Multiboot header is the
 * first thing in it; the stop addresses; the tables of the fixture; and the packed vectors, which the kernel moves to
 * {@link Fixture#PACKED_VECTORS}. Zeros fill it up to a whole number of disk cylinders.
 */
public final class ImageBuilder {
    /** After how many vectors the harness looks for stray writes, unless it is told otherwise. */
    public static final int DEFAULT_SWEEP_INTERVAL = 256;

    static final int SECTOR = 512;
    /** 16 heads of 63 sectors: some implementations take only whole cylinders. */
    static final int CYLINDER = 16 * 63 * SECTOR;
    /** The most that fits into 256 MiB of memory twice, before and after it is moved, with room to spare. */
    private static final int MOST_PACKED = 96 << 20;

    private ImageBuilder() {}

    /**
     * The image that carries {@code vectors}.
     *
     * @param reportAll whether it reports every qword that a vector changed, not only those of diverging vectors
     * @throws IllegalArgumentException if they are too many, or one cannot be packed
     */
    public static byte[] build(List<Vector> vectors, boolean reportAll) {
        return build(vectors, reportAll, DEFAULT_SWEEP_INTERVAL);
    }

    /** As {@link #build(List, boolean)}, looking for stray writes after every {@code sweepInterval} vectors. */
    public static byte[] build(List<Vector> vectors, boolean reportAll, int sweepInterval) {
        byte[] packed = PackedVectors.pack(vectors, reportAll, sweepInterval);
        if (packed.length > MOST_PACKED) {
            throw new IllegalArgumentException("%d vectors take %d bytes; an image holds %d. Choose fewer vectors"
                    .formatted(vectors.size(), packed.length, MOST_PACKED));
        }
        return image(packed);
    }

    /** The image that carries no vectors and takes them over COM1, one by one, each as a {@link Request}. */
    public static byte[] served() {
        return image(PackedVectors.served());
    }

    private static byte[] image(byte[] packed) {
        int used = SECTOR + offset(Kernel.LOADED_VECTORS) + packed.length;
        byte[] image = new byte[(used + CYLINDER - 1) / CYLINDER * CYLINDER];
        int sectors = (used + SECTOR - 1) / SECTOR - 1;
        put(Kernel.bootSector(sectors), image, 0);
        put(Kernel.code(), image, SECTOR);
        for (MemoryRun run : Fixture.memory()) {
            put(run.bytes(), image, SECTOR + offset(run.at()));
        }
        put(packed, image, SECTOR + offset(Kernel.LOADED_VECTORS));
        return image;
    }

    private static int offset(long address) {
        return (int) (address - Fixture.HARNESS);
    }

    private static void put(byte[] bytes, byte[] image, int at) {
        System.arraycopy(bytes, 0, image, at, bytes.length);
    }
}
