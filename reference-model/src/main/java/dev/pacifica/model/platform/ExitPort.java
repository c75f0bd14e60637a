package dev.pacifica.model.platform;

import dev.pacifica.model.memory.PortDevice;
import java.util.function.IntConsumer;

/** The debug-exit device at port F4h: a value written ends the run. */
public final class ExitPort implements PortDevice {
    private static final int PORT = 0xF4;

    private final IntConsumer exit;

    /** @param exit gets the value written, 32 bits */
    public ExitPort(IntConsumer exit) {
        this.exit = exit;
    }

    @Override
    public int firstPort() {
        return PORT;
    }

    @Override
    public int portCount() {
        return 4;
    }

    @Override
    public int read(int offset, int size) {
        return 0;
    }

    @Override
    public void write(int offset, int size, int value) {
        exit.accept(value);
    }
}
