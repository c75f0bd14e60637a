package dev.pacifica.model.dev;

import static dev.pacifica.model.rule.Rule.DEV_47;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.memory.PortSpace;
import dev.pacifica.model.rule.Freedom;

/**
 * The bridge of one node: function 3 of its device in configuration space, as far as DEV goes, with the capability block at F0h
 * (DEV-40, DEV-43 to DEV-47). Each node has registers, domains and vectors of its own (DEV-103).
 */
public final class NorthBridge {
    private static final int VENDOR_AND_DEVICE = 0x1203_1022;
    private static final int HAS_CAPABILITIES = 1 << 20;
    /** Base class 06h, subclass 00h: a host bridge. */
    private static final int CLASS = 0x0600_0000;

    private static final int CAPABILITY = 0xF0;
    /** ID 0Fh, end of the list, type 000b; machine checks can be reported (DEV-46). */
    private static final int HEADER = 0x0010_000F;

    private static final int OP_DEFINED = 0xFFFF;

    private final DevRegisters registers;
    private final DevCheck check;
    private final ExternalPort port;
    private final Freedom freedom;
    private int op;

    NorthBridge(PhysicalMemory memory, PortSpace ports, Freedom freedom) {
        this.freedom = freedom;
        registers = new DevRegisters(memory, freedom);
        check = new DevCheck(registers, freedom);
        port = new ExternalPort(registers, check, memory, ports, freedom);
    }

    /** Where devices that are attached to this node make their requests. */
    public ExternalPort port() {
        return port;
    }

    /** The doubleword at a register number that is a multiple of 4. */
    int read(int register) {
        return switch (register) {
            case 0x00 -> VENDOR_AND_DEVICE;
            case 0x04 -> HAS_CAPABILITIES; // DEV-39: bit 4 of the status
            case 0x08 -> CLASS;
            case 0x34 -> CAPABILITY;
            case CAPABILITY -> HEADER;
            case CAPABILITY + 4 -> op;
            case CAPABILITY + 8 -> registers.read(op >> 8, op & 0xFF); // DEV-50
            default -> 0;
        };
    }

    /** Writes a whole doubleword; of the functions that are single instances the index is ignored (DEV-49). */
    void write(int register, int value) {
        if (register == CAPABILITY + 4) {
            freedom.decide(DEV_47, (value & ~OP_DEFINED) != 0);
            op = value & OP_DEFINED; // DEV-51: it stays selected
        } else if (register == CAPABILITY + 8) {
            registers.write(op >> 8, op & 0xFF, value);
        }
    }

    /** SL_DEV: what SKINIT does to a bridge (DEV-92). */
    void protectLoader(long spa) {
        check.setLoaderBase(spa);
        registers.protectLoader();
    }

    void reset() {
        op = 0;
        registers.reset();
    }
}
