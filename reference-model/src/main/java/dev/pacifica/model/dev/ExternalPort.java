package dev.pacifica.model.dev;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.dev.DevCheck.Verdict;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.memory.PortSpace;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;

/**
 * Where the requests of a node's devices arrive. They are checked here, whichever node owns the memory (DEV-102), and nowhere else
 * (DEV-105). Sizes are 1, 2, 4 or 8 bytes; a request that touches two pages is checked as two, the lower first (DEV-27).
 */
public final class ExternalPort {
    private final DevRegisters registers;
    private final DevCheck check;
    private final PhysicalMemory memory;
    private final PortSpace ports;
    private final Freedom freedom;
    private Runnable machineCheck = () -> {};

    ExternalPort(DevRegisters registers, DevCheck check, PhysicalMemory memory, PortSpace ports, Freedom freedom) {
        this.registers = registers;
        this.check = check;
        this.memory = memory;
        this.ports = ports;
        this.freedom = freedom;
    }

    void onMachineCheck(Runnable report) {
        machineCheck = report;
    }

    /** Reads memory; the address is used as it is (DEV-07). */
    public Completion read(Device device, long spa, int size) {
        int first = inFirstPage(spa, size);
        if (first < size) {
            Completion low = read(device, spa, first);
            Completion high = read(device, spa + first, size - first);
            return new Completion(low.data() | high.data() << 8 * first, low.isAborted() || high.isAborted());
        }
        if (isDenied(device, spa)) {
            return Completion.denied(size); // DEV-24, DEV-26
        }
        long data = 0;
        for (int i = 0; i < size; i++) {
            data |= (long) memory.read8(spa + i) << 8 * i;
        }
        return new Completion(data, false);
    }

    /** Writes memory, posted. */
    public Completion write(Device device, long spa, int size, long value) {
        int first = inFirstPage(spa, size);
        if (first < size) {
            write(device, spa, first, value);
            return write(device, spa + first, size - first, value >>> 8 * first);
        }
        if (!isDenied(device, spa)) { // DEV-25
            for (int i = 0; i < size; i++) {
                memory.write8(spa + i, (int) (value >>> 8 * i));
            }
        }
        return Completion.DONE;
    }

    private static int inFirstPage(long spa, int size) {
        return (int) Math.min(size, 0x1000 - (spa & 0xFFF));
    }

    private boolean isDenied(Device device, long spa) {
        Verdict verdict = check.memory(device, spa);
        boolean isDenied = verdict != Verdict.ALLOWED;
        if (freedom.log().isOn()) {
            freedom.log().add(new DeviceRequest(device, "memory", spa, isDenied));
        }
        if (verdict == Verdict.EXCLUDED) {
            registers.errors.denied(spa); // DEV-29, DEV-75, DEV-81
            report();
        } else if (isDenied) {
            deniedOtherwise(spa);
        }
        return isDenied;
    }

    private void report() {
        if (freedom.decide(DEV_76, registers.isSet(DevCr.MCE))) {
            machineCheck.run();
        }
    }

    /** DEV-80: whether what is no violation of an exclusion vector is logged is open. */
    private void deniedOtherwise(long address) {
        if (freedom.pick(DEV_80, Scope.IMPLEMENTATION, "logged as well", "not logged") == 0) {
            registers.errors.denied(address);
        }
    }

    /** Reads an I/O port. */
    public Completion readPort(Device device, int port, int size) {
        return isPortDenied(device, port) ? Completion.denied(size) : new Completion(ports.read(port, size), false);
    }

    /** Writes an I/O port. */
    public Completion writePort(Device device, int port, int size, long value) {
        if (isPortDenied(device, port)) {
            return new Completion(0, true);
        }
        ports.write(port, size, value);
        return Completion.DONE;
    }

    /** DEV-32: all or nothing, for every device. */
    private boolean isPortDenied(Device device, int port) {
        boolean isDenied = freedom.decide(DEV_32, registers.isSet(DevCr.IOSPEN)) && isIospenEffective();
        if (freedom.log().isOn()) {
            freedom.log().add(new DeviceRequest(device, "port", port, isDenied));
        }
        if (isDenied) {
            deniedOtherwise(port);
        }
        return isDenied;
    }

    private boolean isIospenEffective() {
        return registers.isSet(DevCr.ENABLE)
                || freedom.pick(DEV_32, Scope.IMPLEMENTATION, "IOSPEN needs the global enable", "IOSPEN alone blocks")
                        == 1;
    }

    /** A read of PCI configuration space: always denied (DEV-33), with the loader's block protected or not (DEV-34, DEV-96). */
    public Completion readConfiguration(Device device, int address, int size) {
        denyConfiguration(device, address);
        return Completion.denied(size);
    }

    /** A write to PCI configuration space: always denied. */
    public Completion writeConfiguration(Device device, int address) {
        denyConfiguration(device, address);
        return new Completion(0, true);
    }

    private void denyConfiguration(Device device, int address) {
        freedom.decide(DEV_33, true);
        if (freedom.log().isOn()) {
            freedom.log().add(new DeviceRequest(device, "configuration", address, true));
        }
    }
}
