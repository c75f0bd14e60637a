package dev.pacifica.model.platform;

import dev.pacifica.model.dev.Completion;
import dev.pacifica.model.dev.Device;
import dev.pacifica.model.dev.ExternalPort;
import dev.pacifica.model.dev.NorthBridges;

/**
 * A device that makes requests: attached to a node, known there by its bus and unit.
 *
 * <pre>{@code
 * BusMaster disk = new BusMaster(machine.northBridges(), 0, new Device(0, 3));
 * disk.request(new BusMaster.Request(Kind.MEMORY_WRITE, 0x10_0000, 4, 0x5A));
 * }</pre>
 */
public final class BusMaster {
    /** What can be asked for. */
    public enum Kind {
        MEMORY_READ,
        MEMORY_WRITE,
        IO_READ,
        IO_WRITE,
        CONFIGURATION_READ,
        CONFIGURATION_WRITE
    }

    /**
     * One request.
     *
     * @param address in the space of {@code kind}: system-physical, a port, or what port CF8h takes
     * @param size bytes: 1, 2, 4, and for memory 8
     * @param value what is written, 0 for a read
     */
    public record Request(Kind kind, long address, int size, long value) {}

    private final ExternalPort port;
    private final Device device;

    /** @throws IllegalArgumentException if there is no such node */
    public BusMaster(NorthBridges bridges, int node, Device device) {
        this.port = bridges.node(node).port();
        this.device = device;
    }

    /** Makes a request at once. */
    public Completion request(Request request) {
        int size = request.size();
        int number = (int) request.address();
        return switch (request.kind()) {
            case MEMORY_READ -> port.read(device, request.address(), size);
            case MEMORY_WRITE -> port.write(device, request.address(), size, request.value());
            case IO_READ -> port.readPort(device, number, size);
            case IO_WRITE -> port.writePort(device, number, size, request.value());
            case CONFIGURATION_READ -> port.readConfiguration(device, number, size);
            case CONFIGURATION_WRITE -> port.writeConfiguration(device, number);
        };
    }
}
