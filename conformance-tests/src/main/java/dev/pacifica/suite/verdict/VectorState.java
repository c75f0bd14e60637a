package dev.pacifica.suite.verdict;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a vector starts from or leaves behind, as 4 KiB pages: the register record and the pages of the footprint. Memory and
 * registers are alike here, so harnesses can compare both in the same way.
 */
public final class VectorState {
    private final SortedMap<Long, byte[]> pages = new TreeMap<>();

    /** The record and {@code footprint} pages, all zero. */
    public VectorState(Collection<Long> footprint) {
        pages.put(Fixture.RECORD, new byte[Fixture.PAGE_SIZE]);
        footprint.forEach(page -> pages.put(page, new byte[Fixture.PAGE_SIZE]));
    }

    /** An independent copy. */
    public VectorState copy() {
        VectorState copy = new VectorState(pages.keySet());
        pages.forEach((address, content) -> copy.pages.put(address, content.clone()));
        return copy;
    }

    /** Page address to content, by ascending address, the record among them. */
    public SortedMap<Long, byte[]> pages() {
        return pages;
    }

    /** Whether the page that holds {@code address} belongs to the state. */
    public boolean covers(long address) {
        return pages.containsKey(pageOf(address));
    }

    public long slot(Slot slot) {
        return qword(slot.address());
    }

    public void setSlot(Slot slot, long value) {
        setQword(slot.address(), value);
    }

    /** The little-endian qword at {@code address}, which may be unaligned but not cross its page. */
    public long qword(long address) {
        return view(address).getLong(offset(address));
    }

    public void setQword(long address, long value) {
        view(address).putLong(offset(address), value);
    }

    /** Replaces the bits {@code mask} of the qword at {@code address} by those of {@code value}. */
    public void merge(long address, long mask, long value) {
        setQword(address, qword(address) & ~mask | value & mask);
    }

    /** Copies {@code bytes} to {@code address}, across pages if need be. */
    public void write(long address, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            view(address + i).put(offset(address + i), bytes[i]);
        }
    }

    /**
     * The content of the page that holds {@code address}, not copied.
     *
     * @throws IllegalArgumentException if it does not belong to the state
     */
    public byte[] page(long address) {
        byte[] page = pages.get(pageOf(address));
        if (page == null) {
            throw new IllegalArgumentException("0x%x lies in no page of the footprint".formatted(address));
        }
        return page;
    }

    private ByteBuffer view(long address) {
        return ByteBuffer.wrap(page(address)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long pageOf(long address) {
        return address & -Fixture.PAGE_SIZE;
    }

    private static int offset(long address) {
        return (int) (address & Fixture.PAGE_SIZE - 1);
    }
}
