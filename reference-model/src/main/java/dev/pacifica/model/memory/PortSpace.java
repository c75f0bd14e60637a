package dev.pacifica.model.memory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The I/O ports. Where no device is, reads give all ones and writes are lost. */
public final class PortSpace {
    private final List<PortDevice> devices = new ArrayList<>();

    /** Connects a device; where devices overlap the one connected first answers. */
    public void connect(PortDevice device) {
        devices.add(device);
    }

    /** Reads {@code size} bytes (1, 2, 4), zero-extended. */
    public long read(int port, int size) {
        PortDevice device = deviceAt(port);
        long value = device != null ? device.read(port - device.firstPort(), size) : -1;
        return value & -1L >>> 64 - 8 * size;
    }

    public void write(int port, int size, long value) {
        PortDevice device = deviceAt(port);
        if (device != null) {
            device.write(port - device.firstPort(), size, (int) value);
        }
    }

    private @Nullable PortDevice deviceAt(int port) {
        for (PortDevice device : devices) {
            if (port >= device.firstPort() && port < device.firstPort() + device.portCount()) {
                return device;
            }
        }
        return null;
    }
}
