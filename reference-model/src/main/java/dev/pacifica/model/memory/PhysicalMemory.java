package dev.pacifica.model.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * System-physical memory: RAM from address 0 on, and windows of memory-mapped registers. Where nothing is, reads give
 * all ones and writes are lost. Pages come into being, zeroed, when first written.
 */
public final class PhysicalMemory {
    private static final Page ZERO = new Page();

    private final @Nullable Page[] pages;
    private int[] touched = new int[256];
    private int touchedCount;
    private final List<MmioWindow> windows = new ArrayList<>();

    /**
     * RAM of a given size, all zero.
     *
     * @param ramBytes a multiple of 4096, at most 2^43
     */
    public PhysicalMemory(long ramBytes) {
        if (ramBytes <= 0 || (ramBytes & Page.OFFSET_MASK) != 0 || ramBytes > 1L << 43) {
            throw new IllegalArgumentException("RAM of " + ramBytes
                    + " bytes is not possible: expected a positive multiple of 4096, at most 2^43.");
        }
        pages = new Page[(int) (ramBytes >>> 12)];
    }

    /** The size of the RAM in bytes. */
    public long ramBytes() {
        return (long) pages.length << 12;
    }

    /** Maps a window; it covers RAM that lies under it. */
    public void map(MmioWindow window) {
        windows.add(window);
    }

    /** Whether the address is RAM and under no window. */
    public boolean isRam(long spa) {
        return spa >>> 12 < pages.length && (windows.isEmpty() || windowAt(spa) == null);
    }

    /**
     * The RAM page that holds the address, for reading only; null if there is no RAM. The object of a page changes when
     * an untouched page is first written.
     */
    public @Nullable Page page(long spa) {
        if (!isRam(spa)) {
            return null;
        }
        Page page = pages[(int) (spa >>> 12)];
        return page == null ? ZERO : page;
    }

    /**
     * The page for keeping something derived from it; unlike {@link #page} it never gives the shared page of zeros.
     */
    public @Nullable Page ownPage(long spa) {
        return isRam(spa) ? create((int) (spa >>> 12)) : null;
    }

    /**
     * Reads {@code size} bytes (1, 2, 4 or 8), zero-extended. The access may cross pages.
     */
    public long read(long spa, int size) {
        int offset = (int) spa & Page.OFFSET_MASK;
        if (offset + size <= Page.SIZE) {
            Page page = page(spa);
            return page != null ? page.get(offset, size) : readWindow(spa, size);
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= read(spa + i, 1) << 8 * i;
        }
        return value;
    }

    /** Writes the low {@code size} bytes (1, 2, 4 or 8) of the value. The access may cross pages. */
    public void write(long spa, int size, long value) {
        int offset = (int) spa & Page.OFFSET_MASK;
        if (offset + size <= Page.SIZE) {
            if (isRam(spa)) {
                forWriting(spa).set(offset, size, value);
            } else {
                writeWindow(spa, size, value);
            }
            return;
        }
        for (int i = 0; i < size; i++) {
            write(spa + i, 1, value >>> 8 * i);
        }
    }

    public int read8(long spa) {
        return (int) read(spa, 1);
    }

    public int read16(long spa) {
        return (int) read(spa, 2);
    }

    public int read32(long spa) {
        return (int) read(spa, 4);
    }

    public long read64(long spa) {
        return read(spa, 8);
    }

    public void write8(long spa, int value) {
        write(spa, 1, value);
    }

    public void write16(long spa, int value) {
        write(spa, 2, value);
    }

    public void write32(long spa, int value) {
        write(spa, 4, value);
    }

    public void write64(long spa, long value) {
        write(spa, 8, value);
    }

    /** Copies bytes into RAM; bytes outside it are lost. */
    public void load(long spa, byte[] source) {
        for (int done = 0; done < source.length; ) {
            long at = spa + done;
            int offset = (int) at & Page.OFFSET_MASK;
            int count = Math.min(Page.SIZE - offset, source.length - done);
            if (isRam(at)) {
                forWriting(at).set(offset, source, done, count);
            }
            done += count;
        }
    }

    /** Copies bytes that lie in one page of {@code source} to this memory, where they lie in one page as well. */
    public void copy(PhysicalMemory source, long from, long to, int count) {
        Page page = source.page(from);
        if (page != null && isRam(to)) {
            forWriting(to).copy((int) to & Page.OFFSET_MASK, page, (int) from & Page.OFFSET_MASK, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            write8(to + i, source.read8(from + i));
        }
    }

    /** Copies bytes out of RAM; where there is none they read FFh. */
    public byte[] dump(long spa, int length) {
        byte[] target = new byte[length];
        for (int done = 0; done < length; ) {
            long at = spa + done;
            int offset = (int) at & Page.OFFSET_MASK;
            int count = Math.min(Page.SIZE - offset, length - done);
            Page page = page(at);
            if (page != null) {
                page.get(offset, target, done, count);
            } else {
                Arrays.fill(target, done, done + count, (byte) 0xFF);
            }
            done += count;
        }
        return target;
    }

    /** The addresses of all pages that were touched since construction or {@link #reset()}, in no particular order. */
    public long[] touchedPages() {
        return Arrays.stream(touched, 0, touchedCount)
                .mapToLong(number -> (long) number << 12)
                .toArray();
    }

    /** Zeroes the RAM; costs only as much as was touched. */
    public void reset() {
        for (int i = 0; i < touchedCount; i++) {
            pages[touched[i]] = null;
        }
        touchedCount = 0;
    }

    /** The one way to change RAM: what was derived from the page is dropped. */
    private Page forWriting(long spa) {
        Page page = create((int) (spa >>> 12));
        page.derived = null;
        return page;
    }

    private Page create(int number) {
        Page page = pages[number];
        if (page == null) {
            page = new Page();
            pages[number] = page;
            if (touchedCount == touched.length) {
                touched = Arrays.copyOf(touched, touchedCount * 2);
            }
            touched[touchedCount++] = number;
        }
        return page;
    }

    private @Nullable MmioWindow windowAt(long spa) {
        for (MmioWindow window : windows) {
            if (Long.compareUnsigned(spa - window.base(), window.length()) < 0) {
                return window;
            }
        }
        return null;
    }

    private long readWindow(long spa, int size) {
        MmioWindow window = windowAt(spa);
        return window != null ? window.read(spa - window.base(), size) : -1L >>> 64 - 8 * size;
    }

    private void writeWindow(long spa, int size, long value) {
        MmioWindow window = windowAt(spa);
        if (window != null) {
            window.write(spa - window.base(), size, value);
        }
    }
}
