package dev.pacifica.model.platform;

import dev.pacifica.model.memory.PortDevice;

/** Port 8900h: the letters "Shutdown", written one by one, switch the machine off. */
public final class ShutdownPort implements PortDevice {
    private static final int PORT = 0x8900;
    private static final String WORD = "Shutdown";

    private final Runnable off;
    private int matched;

    /** @param off what switches the machine off */
    public ShutdownPort(Runnable off) {
        this.off = off;
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
        return 0;
    }

    @Override
    public void write(int offset, int size, int value) {
        char letter = (char) (value & 0xFF);
        if (letter == WORD.charAt(matched)) {
            matched++;
        } else {
            matched = letter == WORD.charAt(0) ? 1 : 0;
        }
        if (matched == WORD.length()) {
            matched = 0;
            off.run();
        }
    }
}
