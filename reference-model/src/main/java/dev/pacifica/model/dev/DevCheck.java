package dev.pacifica.model.dev;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.rule.Freedom;

/** Whether a memory request of a device is denied (DEV-20). Reads and writes are alike (DEV-06). */
final class DevCheck {
    /** Why a request is denied or not. */
    enum Verdict {
        ALLOWED,
        /** It meets the block of the secure loader. */
        LOADER,
        /** The domain's vector, or what lies beyond it, is forbidden. */
        EXCLUDED
    }

    static final long LOADER_BLOCK = 0x1_0000;

    private static final long FORTY_BITS = (1L << 40) - 1;

    private final DevRegisters registers;
    private final Freedom freedom;
    /** SL_DEV_BASE, which software can neither read nor write (DEV-92). */
    private long loaderBase;

    DevCheck(DevRegisters registers, Freedom freedom) {
        this.registers = registers;
        this.freedom = freedom;
    }

    void setLoaderBase(long spa) {
        loaderBase = spa;
    }

    Verdict memory(Device device, long spa) {
        if (registers.isSet(DevCr.SL_DEV_EN) && freedom.decide(DEV_93, spa - loaderBase >>> 16 == 0)) {
            return Verdict.LOADER; // DEV-97: whatever bit 0 of DEV_CR is
        }
        if (freedom.decide(DEV_08, !registers.isSet(DevCr.ENABLE))) {
            return Verdict.ALLOWED;
        }
        int number = registers.map.domain(device);
        ProtectionDomain domain = registers.domain(number);
        if (freedom.decide(DEV_21, !domain.isValid())) {
            return Verdict.ALLOWED;
        }
        long pageFrame = (spa & FORTY_BITS) >>> 12; // DEV-11
        if (!domain.covers(pageFrame)) {
            return verdict(freedom.decide(DEV_22, domain.forbidsBeyond()));
        }
        return verdict(freedom.decide(DEV_12, registers.cache.bit(number, domain, pageFrame)));
    }

    private static Verdict verdict(boolean isDenied) {
        return isDenied ? Verdict.EXCLUDED : Verdict.ALLOWED;
    }
}
