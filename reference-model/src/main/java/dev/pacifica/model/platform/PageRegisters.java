package dev.pacifica.model.platform;

import dev.pacifica.model.memory.PortDevice;
import java.util.Arrays;

/** Ports 80h to 8Fh: the page registers of the DMA controller, bytes that can be written and read back. */
public final class PageRegisters implements PortDevice {
    private static final int PORT = 0x80;

    private final byte[] registers = new byte[16];

    public void reset() {
        Arrays.fill(registers, (byte) 0);
    }

    @Override
    public int firstPort() {
        return PORT;
    }

    @Override
    public int portCount() {
        return registers.length;
    }

    @Override
    public int read(int offset, int size) {
        return size == 1 ? registers[offset] : -1;
    }

    @Override
    public void write(int offset, int size, int value) {
        if (size == 1) {
            registers[offset] = (byte) value;
        }
    }
}
