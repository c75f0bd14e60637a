package dev.pacifica.model.dev;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.rule.Freedom;
import java.util.Arrays;

/** The DEV_MAP registers: which domain a device belongs to. Each assigns two units of one bus (DEV-68, DEV-70). */
final class DeviceMap {
    private static final int V0 = 1 << 5;
    private static final int V1 = 1 << 11;

    private final Freedom freedom;
    private final int[] entries;

    DeviceMap(Freedom freedom, int count) {
        this.freedom = freedom;
        this.entries = new int[count];
    }

    int count() {
        return entries.length;
    }

    /** The register of this number; where there is none it reads 0 (DEV-52). */
    int read(int index) {
        return index < entries.length ? entries[index] : 0;
    }

    void write(int index, int value) {
        if (index < entries.length) {
            entries[index] = value;
        }
    }

    /** DEV-05: a device that nothing matches belongs to domain 0. That several registers match is undefined (DEV-71); the last wins. */
    int domain(Device device) {
        int domain = 0;
        boolean isMapped = false;
        for (int entry : entries) {
            if ((entry >> 12 & 0xFF) != device.bus()) {
                continue;
            }
            if ((entry & 0x1F) == device.unit() && !freedom.decide(DEV_69, (entry & V0) == 0)) {
                domain = entry >> 20 & 0x3F;
                isMapped = true;
            }
            if ((entry >> 6 & 0x1F) == device.unit() && !freedom.decide(DEV_69, (entry & V1) == 0)) {
                domain = entry >>> 26;
                isMapped = true;
            }
        }
        freedom.decide(DEV_05, !isMapped);
        return domain;
    }

    void reset() {
        Arrays.fill(entries, 0); // DEV-73: unspecified; software writes them
    }
}
