package dev.pacifica.model.platform;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Rflags;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Loads Multiboot (version 1) images: those that give their addresses in the header, and 32-bit ELF files. Leaves the
 * processor as the specification demands: 32-bit protected mode, flat segments, paging and interrupts off,
 * EAX = 2BADB002h, EBX = the information structure.
 */
public final class MultibootLoader {
    private static final int HEADER_MAGIC = 0x1BADB002;
    private static final int BOOT_MAGIC = 0x2BADB002;
    private static final int SEARCH_LIMIT = 8192;
    private static final int HAS_ADDRESSES = 1 << 16;
    private static final int ELF_MAGIC = 0x464C457F;
    private static final int ELF_LOAD = 1;

    /** Where the information structure goes. */
    private static final int INFO = 0x9000;

    private static final int INFO_HAS_MEMORY = 1 << 0;
    private static final int INFO_HAS_MAP = 1 << 6;
    private static final int MAP = INFO + 0x100;
    private static final int MAP_ENTRY_SIZE = 24;
    private static final long LOW_MEMORY_END = 0x9_FC00;
    private static final long HIGH_MEMORY = 0x10_0000;

    private static final int FLAT_CODE = 0xC9B;
    private static final int FLAT_DATA = 0xC93;

    private MultibootLoader() {}

    /**
     * Loads an image and prepares the processor to run it.
     *
     * @throws IllegalArgumentException if it is no Multiboot image, or does not fit into the RAM
     */
    public static void load(byte[] image, Cpu cpu, PhysicalMemory memory) {
        ByteBuffer file = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        int header = findHeader(file);
        int entry = (file.getInt(header + 4) & HAS_ADDRESSES) != 0
                ? loadByHeader(file, header, memory)
                : loadElf(file, memory);
        writeInfo(memory);
        prepare(cpu, entry);
    }

    private static int findHeader(ByteBuffer file) {
        for (int at = 0; at + 12 <= Math.min(file.limit(), SEARCH_LIMIT); at += 4) {
            if (file.getInt(at) == HEADER_MAGIC && HEADER_MAGIC + file.getInt(at + 4) + file.getInt(at + 8) == 0) {
                return at;
            }
        }
        throw new IllegalArgumentException("This is no Multiboot image: no header (1BADB002h, flags, checksum) in its"
                + " first 8192 bytes. Expected a version 1 image.");
    }

    private static int loadByHeader(ByteBuffer file, int header, PhysicalMemory memory) {
        int headerAddress = file.getInt(header + 12);
        int loadAddress = file.getInt(header + 16);
        int loadEnd = file.getInt(header + 20);
        int bssEnd = file.getInt(header + 24);
        int from = header - (headerAddress - loadAddress);
        int length = loadEnd == 0 ? file.limit() - from : loadEnd - loadAddress;
        if (from < 0 || length < 0 || from + length > file.limit()) {
            throw new IllegalArgumentException("The Multiboot header asks for bytes " + from + " to " + (from + length)
                    + " of the image, which has " + file.limit() + ". Its address fields are wrong.");
        }
        copy(file, from, length, Math.max(length, bssEnd - loadAddress), loadAddress, memory);
        return file.getInt(header + 28);
    }

    private static int loadElf(ByteBuffer file, PhysicalMemory memory) {
        if (file.limit() < 52 || file.getInt(0) != ELF_MAGIC || file.get(4) != 1) {
            throw new IllegalArgumentException("The Multiboot header gives no addresses (flag 16) and the image is no"
                    + " 32-bit ELF file: there is no way to know where to load it.");
        }
        int table = file.getInt(28);
        int entrySize = file.getShort(42) & 0xFFFF;
        int count = file.getShort(44) & 0xFFFF;
        for (int n = 0; n < count; n++) {
            int at = table + n * entrySize;
            if (file.getInt(at) == ELF_LOAD) {
                copy(
                        file,
                        file.getInt(at + 4),
                        file.getInt(at + 16),
                        file.getInt(at + 20),
                        file.getInt(at + 12),
                        memory);
            }
        }
        return file.getInt(24);
    }

    private static void copy(ByteBuffer file, int from, int length, int total, int address, PhysicalMemory memory) {
        long spa = address & 0xFFFF_FFFFL;
        if (spa + total > memory.ramBytes()) {
            throw new IllegalArgumentException(String.format(
                    "The image wants memory up to %Xh, but the RAM ends at %Xh.", spa + total, memory.ramBytes()));
        }
        memory.load(spa, Arrays.copyOfRange(file.array(), from, from + length));
        memory.load(spa + length, new byte[total - length]);
    }

    /** Memory sizes and a memory map of two entries. */
    private static void writeInfo(PhysicalMemory memory) {
        memory.write32(INFO, INFO_HAS_MEMORY | INFO_HAS_MAP);
        memory.write32(INFO + 4, (int) (LOW_MEMORY_END >> 10));
        memory.write32(INFO + 8, (int) (memory.ramBytes() - HIGH_MEMORY >> 10));
        memory.write32(INFO + 44, 2 * MAP_ENTRY_SIZE);
        memory.write32(INFO + 48, MAP);
        writeMapEntry(memory, MAP, 0, LOW_MEMORY_END);
        writeMapEntry(memory, MAP + MAP_ENTRY_SIZE, HIGH_MEMORY, memory.ramBytes() - HIGH_MEMORY);
    }

    private static void writeMapEntry(PhysicalMemory memory, int at, long base, long length) {
        memory.write32(at, MAP_ENTRY_SIZE - 4);
        memory.write64(at + 4, base);
        memory.write64(at + 12, length);
        memory.write32(at + 20, 1);
    }

    private static void prepare(Cpu cpu, int entry) {
        cpu.reset();
        cpu.cr0 = Cr0.PE | Cr0.ET;
        cpu.rflags = Rflags.FIXED_ONE;
        cpu.cs.set(0x08, FLAT_CODE, -1, 0);
        for (int segment : new int[] {Cpu.ES, Cpu.SS, Cpu.DS, Cpu.FS, Cpu.GS}) {
            cpu.segments[segment].set(0x10, FLAT_DATA, -1, 0);
        }
        cpu.gpr[Cpu.RAX] = BOOT_MAGIC;
        cpu.gpr[Cpu.RBX] = INFO;
        cpu.rip = entry & 0xFFFF_FFFFL;
        cpu.nextRip = cpu.rip;
        cpu.updateMode();
    }
}
