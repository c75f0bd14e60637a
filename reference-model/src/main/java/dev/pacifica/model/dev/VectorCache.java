package dev.pacifica.model.dev;

import static dev.pacifica.model.rule.Rule.DEV_85;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import java.util.HashMap;
import java.util.Map;

/**
 * What the bridge remembers of exclusion vectors (DEV-83), in lines of 64 bytes tagged with the domain, not with the address. Until
 * an invalidation a remembered bit may be used although memory, or the base of the vector, has changed since (DEV-85, DEV-66).
 */
final class VectorCache {
    private static final int LINE_BITS = 512;

    private final PhysicalMemory memory;
    private final Freedom freedom;
    private final Map<Long, long[]> lines = new HashMap<>();

    VectorCache(PhysicalMemory memory, Freedom freedom) {
        this.memory = memory;
        this.freedom = freedom;
    }

    /** The bit for a page frame; tables are read as the processor sees memory (DEV-86). */
    boolean bit(int domain, ProtectionDomain registers, long pageFrame) {
        long line = pageFrame / LINE_BITS;
        long quadword = memory.read64(registers.base() + line * (LINE_BITS / 8) + (pageFrame % LINE_BITS >> 6 << 3));
        boolean now = (quadword >>> pageFrame & 1) != 0; // DEV-11: bit (n mod 8) of byte (n div 8)
        long key = line << 6 | domain;
        long[] kept = lines.computeIfAbsent(key, any -> read(registers.base(), line));
        boolean before = (kept[(int) (pageFrame % LINE_BITS >> 6)] >>> pageFrame & 1) != 0;
        if (before == now) {
            return now;
        }
        if (freedom.pick(DEV_85, Scope.OCCURRENCE, "the vector as it is", "the vector as it was") == 1) {
            return before;
        }
        lines.put(key, read(registers.base(), line));
        return now;
    }

    private long[] read(long base, long line) {
        long[] content = new long[LINE_BITS / 64];
        for (int i = 0; i < content.length; i++) {
            content[i] = memory.read64(base + line * (LINE_BITS / 8) + 8L * i);
        }
        return content;
    }

    void invalidate() {
        lines.clear();
    }
}
