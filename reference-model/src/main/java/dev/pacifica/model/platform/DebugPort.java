package dev.pacifica.model.platform;

import dev.pacifica.model.memory.PortDevice;
import java.util.function.IntConsumer;

/** Port E9h: bytes written go to the outside; a read gives E9h, by which programs detect it. */
public final class DebugPort implements PortDevice {
    private static final int PORT = 0xE9;

    private final IntConsumer output;

    /** @param output gets every byte written, 0 to 255 */
    public DebugPort(IntConsumer output) {
        this.output = output;
    }

    @Override
    public int firstPort() {
        return PORT;
    }

    @Override
    public int portCount() {
        return 1;
    }

    @Override
    public int read(int offset, int size) {
        return PORT;
    }

    @Override
    public void write(int offset, int size, int value) {
        output.accept(value & 0xFF);
    }
}
