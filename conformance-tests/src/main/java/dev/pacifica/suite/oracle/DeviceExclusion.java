package dev.pacifica.suite.oracle;

import java.util.List;
import java.util.function.LongToIntFunction;

/**
 * Which memory requests of devices a bridge denies, straight from the definition (DEV-20).
 *
 * @param control DEV_CR
 * @param bases DEV_BASE of each domain, HI in the upper half
 * @param maps the DEV_MAP registers
 * @param loader SL_DEV_BASE
 * @param memory the byte at a system-physical address
 */
public record DeviceExclusion(
        int control, List<Long> bases, List<Integer> maps, long loader, LongToIntFunction memory) {
    /** Whether a request for {@code address} is denied; a request does not cross pages. */
    public boolean denies(int bus, int unit, long address) {
        if ((control & 0x20) != 0 && address >= loader && address < loader + 0x1_0000) {
            return true;
        }
        long base = bases.get(domain(bus, unit));
        if ((control & 1) == 0 || (base & 1) == 0) {
            return false;
        }
        long page = address >>> 12;
        if (page >= 1L << 20 + (base >>> 2 & 0x1F)) {
            return (base & 2) != 0;
        }
        return (memory.applyAsInt((base & 0xFF_FFFF_F000L) + page / 8) >> page % 8 & 1) == 1;
    }

    /** The domain of a device; of several entries that match, which is undefined, the first decides. */
    public int domain(int bus, int unit) {
        for (int map : maps) {
            if ((map & 0x3F) == (unit | 0x20) && (map >>> 12 & 0xFF) == bus) {
                return map >>> 20 & 0x3F;
            }
            if ((map >>> 6 & 0x3F) == (unit | 0x20) && (map >>> 12 & 0xFF) == bus) {
                return map >>> 26;
            }
        }
        return 0;
    }
}
