package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;

/** CRC32: the checksum with the polynomial 1EDC6F41h, bit-reflected. */
public final class Checksum {
    private static final int REFLECTED_POLYNOMIAL = 0x82F6_3B78;

    private Checksum() {}

    public static void crc32(Instruction i, Execution x) {
        int size = i.secondSize();
        long source = x.read(i, i.second(), size);
        int crc = (int) x.read(i, i.first(), 4);
        for (int k = 0; k < size; k++) {
            crc = withByte(crc ^ (int) (source >>> 8 * k) & 0xFF);
        }
        x.write(i, crc & 0xFFFF_FFFFL);
    }

    private static int withByte(int start) {
        int crc = start;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 1) != 0 ? crc >>> 1 ^ REFLECTED_POLYNOMIAL : crc >>> 1;
        }
        return crc;
    }
}
