package dev.pacifica.model.dev;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.memory.PortDevice;
import dev.pacifica.model.memory.PortSpace;
import dev.pacifica.model.rule.Freedom;
import java.util.ArrayList;
import java.util.List;

/**
 * The bridges of all nodes, and the ports by which a processor reaches configuration space: CF8h holds the address, CFCh to CFFh are a
 * window to it. Node n is device 18h + n of bus 0, function 3 (DEV-40).
 */
public final class NorthBridges implements PortDevice {
    private static final int FIRST_PORT = 0xCF8;
    private static final int WINDOW = 4;
    private static final int ENABLED = 1 << 31;
    private static final int FIRST_DEVICE = 0x18;
    private static final int FUNCTION = 3;

    private final List<NorthBridge> nodes = new ArrayList<>();
    private int address;

    /** @param count 0 to 8 */
    public NorthBridges(int count, PhysicalMemory memory, PortSpace ports, Freedom freedom) {
        for (int n = 0; n < count; n++) {
            nodes.add(new NorthBridge(memory, ports, freedom));
        }
    }

    /** How many nodes have a bridge with DEV. */
    public int count() {
        return nodes.size();
    }

    /**
     * The bridge of a node.
     *
     * @throws IllegalArgumentException if there is no such node
     */
    public NorthBridge node(int number) {
        if (number < 0 || number >= nodes.size()) {
            throw new IllegalArgumentException(
                    "There is no node %d with a Device Exclusion Vector: there are %d, from 0 on."
                            .formatted(number, nodes.size()));
        }
        return nodes.get(number);
    }

    /** What SKINIT does: on every node the 64 KBytes at {@code spa} are closed to devices (DEV-92, DEV-99). */
    public void protectLoader(long spa) {
        nodes.forEach(node -> node.protectLoader(spa));
    }

    /** What is called for a denied access if DEV_CR asks for a machine check. */
    public void onMachineCheck(Runnable report) {
        nodes.forEach(node -> node.port().onMachineCheck(report));
    }

    public void reset() {
        address = 0;
        nodes.forEach(NorthBridge::reset);
    }

    @Override
    public int firstPort() {
        return FIRST_PORT;
    }

    @Override
    public int portCount() {
        return 8;
    }

    @Override
    public int read(int offset, int size) {
        if (offset < WINDOW) {
            return offset == 0 && size == 4 ? address : -1;
        }
        int number = addressed();
        return number < 0 ? -1 : nodes.get(number).read(address & 0xFC) >> 8 * (offset - WINDOW);
    }

    /** DEV-52: what a write of less than a doubleword does is open; here, nothing. */
    @Override
    public void write(int offset, int size, int value) {
        if (offset == 0 && size == 4) {
            address = value;
        } else if (offset == WINDOW && size == 4 && addressed() >= 0) {
            nodes.get(addressed()).write(address & 0xFC, value);
        }
    }

    /** The number of the node whose bridge the address selects, or -1. */
    private int addressed() {
        int bus = address >> 16 & 0xFF;
        int node = (address >> 11 & 0x1F) - FIRST_DEVICE;
        boolean isBridge = (address & ENABLED) != 0 && bus == 0 && (address >> 8 & 7) == FUNCTION;
        return isBridge && node >= 0 && node < nodes.size() ? node : -1;
    }
}
