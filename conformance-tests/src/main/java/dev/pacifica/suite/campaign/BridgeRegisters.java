package dev.pacifica.suite.campaign;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.memory.PortSpace;
import dev.pacifica.suite.oracle.DeviceExclusion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The registers of one bridge: written by the ports as software writes them, with a note of what was written for the oracle. */
final class BridgeRegisters {
    static final int DOMAINS = 4;
    static final int MAPS = 3;
    static final int SL_DEV_EN = 1 << 5;
    static final int INVALIDATE = 1 << 4;

    private static final int BASE_HI = 0x100;
    private static final int MAP = 0x200;
    private static final int CR = 0x400;
    private static final int WINDOW = 0x8000_C3F4;
    private static final int NODE_STRIDE = 0x800;

    private final PortSpace ports;
    private final PhysicalMemory memory;
    private final int window;
    private final List<Long> bases = new ArrayList<>(Collections.nCopies(64, 0L));
    private final List<Integer> maps = new ArrayList<>(Collections.nCopies(MAPS, 0));
    private int control;
    private long loader;
    /** Bits of vectors, by their number from address 0 on, that have changed since the last invalidation. */
    private final Set<Long> changed = new HashSet<>();
    /** Domains whose base has changed since then. */
    private final Set<Integer> moved = new HashSet<>();

    BridgeRegisters(int node, PortSpace ports, PhysicalMemory memory) {
        this.ports = ports;
        this.memory = memory;
        this.window = WINDOW + node * NODE_STRIDE;
    }

    private void write(int register, int value) {
        ports.write(0xCF8, 4, window);
        ports.write(0xCFC, 4, register);
        ports.write(0xCF8, 4, window + 4);
        ports.write(0xCFC, 4, value);
    }

    void base(int domain, long base, int size, boolean forbidsBeyond, boolean isValid) {
        long value = base | (long) size << 2 | (forbidsBeyond ? 2 : 0) | (isValid ? 1 : 0);
        write(BASE_HI + domain, (int) (value >>> 32));
        write(domain, (int) value);
        if ((bases.get(domain) ^ value) >>> 12 != 0) {
            moved.add(domain);
        }
        bases.set(domain, value);
    }

    void map(int index, int value) {
        write(MAP + index, value);
        maps.set(index, value);
    }

    /** Software cannot set SL_DEV_EN, so that a bit that is not set stays clear. */
    void control(int value) {
        write(CR, value);
        control = value & ~INVALIDATE & (control | ~SL_DEV_EN);
        if ((value & INVALIDATE) != 0) {
            changed.clear();
            moved.clear();
        }
    }

    void loaderProtected(long spa) {
        loader = spa;
        control |= SL_DEV_EN;
    }

    void vectorChanged(long byteAddress, int bits) {
        for (int bit = 0; bit < 8; bit++) {
            if ((bits >> bit & 1) != 0) {
                changed.add(byteAddress * 8 + bit);
            }
        }
    }

    private DeviceExclusion oracle() {
        return new DeviceExclusion(control, bases, maps, loader, memory::read8);
    }

    /** Whether memory as it is, and nothing remembered, forbids a request. */
    boolean denies(int bus, int unit, long spa) {
        return oracle().denies(bus, unit, spa);
    }

    /** Whether a remembered bit may decide as well: then both answers are permitted. */
    boolean isOpen(int bus, int unit, long spa) {
        int domain = oracle().domain(bus, unit);
        long base = bases.get(domain);
        boolean inLoader = (control & SL_DEV_EN) != 0 && spa >= loader && spa < loader + 0x1_0000;
        boolean asksVector =
                !inLoader && (control & 1) != 0 && (base & 1) != 0 && spa >>> 12 < 1L << 20 + (base >>> 2 & 0x1F);
        return asksVector && (moved.contains(domain) || changed.contains((base & -0x1000L) * 8 + (spa >>> 12)));
    }

    /** The byte of the vector that decides about an address; of a domain that is not valid, too. */
    long vectorByte(int bus, int unit, long spa) {
        return (bases.get(oracle().domain(bus, unit)) & -0x1000L) + (spa >>> 15);
    }
}
