package dev.pacifica.suite.trace;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.trace.Step.MemoryChange;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.VmcbField;
import dev.pacifica.suite.vector.VmcbLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds what a step changed in memory by comparing the pages in use: the model need not tell of every write. */
final class MemoryWatch {
    private final PhysicalMemory memory;
    private final Vector vector;
    private final SortedMap<Long, byte[]> pages = new TreeMap<>();

    MemoryWatch(PhysicalMemory memory, Vector vector) {
        this.memory = memory;
        this.vector = vector;
        changes();
    }

    /** What is different since the last call, by address. */
    List<MemoryChange> changes() {
        List<MemoryChange> changes = new ArrayList<>();
        long[] touched = memory.touchedPages();
        Arrays.sort(touched);
        for (long page : touched) {
            byte[] now = memory.dump(page, Fixture.PAGE_SIZE);
            byte[] before = pages.getOrDefault(page, new byte[Fixture.PAGE_SIZE]);
            int first = Arrays.mismatch(before, now);
            for (int offset = first & -8; first >= 0 && offset < Fixture.PAGE_SIZE; offset += 8) {
                changed(page, offset, qword(before, offset), qword(now, offset), changes);
            }
            pages.put(page, now);
        }
        return changes;
    }

    private void changed(long page, int offset, long before, long after, List<MemoryChange> changes) {
        long left = before ^ after;
        if (left == 0) {
            return;
        }
        if (vector.vmcbs().stream().anyMatch(vmcb -> vmcb.at() == page)) {
            for (VmcbField field : VmcbLayout.published().in(offset)) {
                if ((left & field.mask()) != 0) {
                    changes.add(new MemoryChange(
                            page + field.offset(),
                            (field.bit() + field.width() + 7) / 8,
                            Optional.of(field.name()),
                            before >>> field.shift() & field.maximum(),
                            after >>> field.shift() & field.maximum()));
                    left &= ~field.mask();
                }
            }
        }
        if (left != 0) {
            changes.add(unit(page + offset, before, after, left));
        }
    }

    /** The smallest aligned unit of 1, 2, 4 or 8 bytes that holds all bits {@code different} of a qword. */
    private static MemoryChange unit(long at, long before, long after, long different) {
        int lowest = Long.numberOfTrailingZeros(different) / 8;
        int highest = (63 - Long.numberOfLeadingZeros(different)) / 8;
        int size = 1;
        while ((lowest & -size) + size <= highest) {
            size *= 2;
        }
        int start = lowest & -size;
        long mask = -1L >>> 64 - 8 * size;
        return new MemoryChange(
                at + start, size, Optional.empty(), before >>> 8 * start & mask, after >>> 8 * start & mask);
    }

    private static long qword(byte[] page, int offset) {
        return ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
    }
}
