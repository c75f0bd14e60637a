package dev.pacifica.model.dev;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.rule.Freedom;

/** The registers that DEV_OP selects (DEV-48). What does not exist reads 0, and writes to it are ignored (DEV-52). */
final class DevRegisters {
    /** The counts of the first implementation (DEV-56). */
    static final int DOMAINS = 4;

    static final int MAPS = 3;

    private static final int BASE_LO = 0;
    private static final int BASE_HI = 1;
    private static final int MAP = 2;
    private static final int CAP = 3;
    private static final int CR = 4;
    private static final int ERR_STATUS = 5;
    private static final int ERR_ADDR_LO = 6;
    private static final int ERR_ADDR_HI = 7;

    final DeviceMap map;
    final VectorCache cache;
    final ErrorLog errors;

    private final Freedom freedom;
    private final ProtectionDomain[] domains = new ProtectionDomain[DOMAINS];
    private int control;

    DevRegisters(PhysicalMemory memory, Freedom freedom) {
        this.freedom = freedom;
        map = new DeviceMap(freedom, MAPS);
        cache = new VectorCache(memory, freedom);
        errors = new ErrorLog(freedom);
        for (int n = 0; n < DOMAINS; n++) {
            domains[n] = new ProtectionDomain();
        }
    }

    int read(int function, int index) {
        return switch (function) {
            case BASE_LO -> index < DOMAINS ? domains[index].low() : 0;
            case BASE_HI -> index < DOMAINS ? domains[index].high() : 0;
            case MAP -> map.read(index);
            case CAP -> MAPS << 16 | DOMAINS << 8; // DEV-55
            case CR -> control;
            case ERR_STATUS -> errors.status();
            case ERR_ADDR_LO -> (int) errors.address();
            case ERR_ADDR_HI -> (int) (errors.address() >>> 32);
            default -> 0;
        };
    }

    void write(int function, int index, int value) {
        switch (function) {
            case BASE_LO -> {
                if (index < DOMAINS) {
                    domains[index].setLow(value);
                }
            }
            case BASE_HI -> {
                if (index < DOMAINS) {
                    domains[index].setHigh(value);
                }
            }
            case MAP -> map.write(index, value);
            case CR -> writeControl(value);
            case ERR_STATUS -> errors.setStatus(value);
            case ERR_ADDR_LO -> errors.setAddress(errors.address() >>> 32 << 32 | value & 0xFFFF_FFFFL);
            case ERR_ADDR_HI -> errors.setAddress((long) value << 32 | errors.address() & 0xFFFF_FFFFL);
            default -> {
                // read-only, or there is none
            }
        }
    }

    /** An invalidation is done at once, so that bit 4 never reads 1 (DEV-58, DEV-60). */
    private void writeControl(int value) {
        int loader = control & value & DevCr.SL_DEV_EN; // DEV-61, DEV-98
        control = value & DevCr.WRITABLE | loader;
        if (freedom.decide(DEV_84, (value & DevCr.INVALIDATE) != 0)) {
            cache.invalidate();
        }
    }

    boolean isSet(int bit) {
        return (control & bit) != 0;
    }

    /** SKINIT does this, and nothing else to the control register (DEV-59). */
    void protectLoader() {
        control |= DevCr.SL_DEV_EN;
    }

    /** A domain; one that does not exist has no valid vector (DEV-72). */
    ProtectionDomain domain(int number) {
        return number < DOMAINS ? domains[number] : new ProtectionDomain();
    }

    /** RESET: DEV_CR is 0 (DEV-57); what the others hold is open (DEV-67, DEV-73). */
    void reset() {
        control = 0;
        for (ProtectionDomain domain : domains) {
            domain.setLow(0);
            domain.setHigh(0);
        }
        map.reset();
        cache.invalidate();
        errors.reset();
    }
}
