package dev.pacifica.suite.draft.dev;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.oracle.DeviceExclusion;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import dev.pacifica.suite.vector.Vector.Request;
import dev.pacifica.suite.vector.Vector.Stimulus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An experiment in stages. In each the host program writes and reads DEV registers of a node, by a list in memory that one loop works
 * off, and comes to a marker; there devices make their requests. What they may do is claimed by the oracle from the registers as they are then.
 */
final class DevTrial {
    /** Register selectors: FUNCTION in bits 15:8, INDEX in bits 7:0. */
    static final int BASE_LO = 0x000;

    static final int BASE_HI = 0x100;
    static final int MAP = 0x200;
    static final int CAP = 0x300;
    static final int CR = 0x400;
    static final int ERR_STATUS = 0x500;
    static final int ERR_ADDR_LO = 0x600;
    static final int ERR_ADDR_HI = 0x700;

    static final int ENABLE = 1;
    static final int IOSPEN = 1 << 2;
    static final int MCE = 1 << 3;
    static final int INVALIDATE = 1 << 4;

    /** A vector that software sets up; the bits of all pages below 128 MBytes lie in its first page. */
    static final long TABLE = 0x110_0000;
    /** What devices ask for, if nothing else is meant. */
    static final long TARGET = 0x101_0000;

    static final long PATTERN = 0x8877_6655_4433_2211L;

    private static final long LIST = Draft.SCRATCH;
    private static final long READINGS = 0x100_8000;
    private static final long ANSWERS = 0x100_9000;
    private static final int END_OF_STAGE = -1;
    private static final int READ = 1 << 31;
    private static final long WINDOW = 0x8000_C3F4L;
    private static final long NODE_STRIDE = 0x800;

    /** A request whose marker is known when the program is. */
    private record Pending(
            int stage, int node, Request kind, int bus, int unit, long address, int size, long value, long into) {}

    private final Draft draft;
    private int node;
    private int deviceNode;
    private final List<Integer> list = new ArrayList<>();
    private final List<String> program = new ArrayList<>();
    private final List<Pending> requests = new ArrayList<>();
    private final Map<Integer, Map<Integer, Integer>> registers = new HashMap<>();
    private final Map<Long, Integer> tables = new TreeMap<>();
    /** Bytes of vectors that the program changes. */
    private final Map<Long, Integer> rewritten = new HashMap<>();

    private final Map<Long, Long> contents = new TreeMap<>();
    private int stages;
    private int readings;
    private int answers;

    DevTrial(String id) {
        draft = new Draft(id, Level.EXCEPTION).requires("DEV");
        program.addAll(List.of(
                "mov esi, 0x%x".formatted(LIST),
                "mov ebx, 0x%x".formatted(READINGS),
                "mov edi, 0x%x".formatted(WINDOW)));
    }

    DevTrial about(String whatIsDone, String whatFailsIt) {
        draft.about(whatIsDone, whatFailsIt);
        return this;
    }

    Draft draft() {
        return draft;
    }

    /** The node whose registers are written and read from now on. */
    DevTrial onNode(int number) {
        node = number;
        program.add("mov edi, 0x%x".formatted(WINDOW + number * NODE_STRIDE));
        return this;
    }

    /** The node to which the devices of the next requests are attached. */
    DevTrial attachedTo(int number) {
        deviceNode = number;
        return this;
    }

    /** Writes a register. */
    DevTrial write(int register, int value) {
        list.add(register);
        list.add(value);
        registers.computeIfAbsent(node, any -> new HashMap<>()).put(register, value);
        return this;
    }

    /** Sets up the base of a domain: the upper half first, then the lower one with V (DEV-65). */
    DevTrial base(int domain, long base, int size, boolean forbidsBeyond, boolean isValid) {
        write(BASE_HI + domain, (int) (base >>> 32));
        return write(BASE_LO + domain, (int) base | size << 2 | (forbidsBeyond ? 2 : 0) | (isValid ? 1 : 0));
    }

    /** A vector of 4 GBytes for a domain, at {@link #TABLE}. */
    DevTrial base(int domain) {
        return base(domain, TABLE, 0, false, true);
    }

    /** Assigns up to two units of a bus to domains. */
    DevTrial map(int index, int bus, int first, int firstDomain, int second, int secondDomain) {
        return write(MAP + index, mapping(bus, first, firstDomain, second, secondDomain));
    }

    /** The value of a DEV_MAP register; a unit of -1 leaves its half invalid. */
    static int mapping(int bus, int first, int firstDomain, int second, int secondDomain) {
        return half(first) | half(second) << 6 | bus << 12 | firstDomain << 20 | secondDomain << 26;
    }

    private static int half(int unit) {
        return unit < 0 ? 0 : unit | 0x20;
    }

    /** Writes DEV_CR, with an invalidation. */
    DevTrial control(int bits) {
        return write(CR, bits | INVALIDATE);
    }

    /** Reads a register and claims bits of it. */
    DevTrial reads(String rule, int register, int mask, int value) {
        draft.claim(rule, Subject.memory(read(register, mask)), value & 0xFFFF_FFFFL);
        return this;
    }

    /** Reads a register, of which only the bits of the mask are kept; returns where they are. */
    long read(int register, int mask) {
        list.add(register | READ);
        list.add(mask);
        return READINGS + 8L * readings++;
    }

    /** Lines of the host program that come before what the stage writes from now on. */
    DevTrial lines(String... lines) {
        program.addAll(List.of(lines));
        return this;
    }

    /** Sets the bit of the page with this address in the vector at {@code table}. */
    DevTrial exclude(long table, long address) {
        long page = address >>> 12;
        tables.merge(table + page / 8, 1 << page % 8, (one, other) -> one | other);
        return this;
    }

    DevTrial exclude(long address) {
        return exclude(TABLE, address);
    }

    /** Sets the bits of a number of pages from {@code first} on, but not that of {@code allowed}. */
    DevTrial excludeAllBut(long allowed, long first, int pages) {
        for (long address = first; address < first + pages * 0x1000L; address += 0x1000) {
            if (address != allowed) {
                exclude(address);
            }
        }
        return this;
    }

    /** The byte of a vector, as the program changes it while it runs. */
    DevTrial rewrite(long at, int value) {
        program.add("mov byte [0x%x], 0x%x".formatted(at, value));
        rewritten.put(at, value);
        return this;
    }

    /** Ends the stage: what was listed is done, and then the program comes to its marker. */
    DevTrial stage() {
        list.add(END_OF_STAGE);
        program.addAll(List.of("mov ebp, m%d".formatted(stages), "jmp work", "m%d:".formatted(stages), "nop"));
        stages++;
        return this;
    }

    /** Lines of the host program that come before everything else. */
    DevTrial startsWith(String... lines) {
        program.addAll(0, List.of(lines));
        return this;
    }

    /** Ends the stage as {@link #stage} does, at an instruction that goes on for ever; requests come then. */
    DevTrial waits() {
        program.set(program.size() - 1, "jmp m%d".formatted(stages - 1));
        return this;
    }

    /** A device reads eight bytes of memory at the marker just passed; what it gets is claimed. */
    DevTrial read(String rule, int bus, int unit, long address) {
        return answered(rule, bus, unit, address, denied(bus, unit, address));
    }

    /** As {@link #read(String, int, int, long)}, with the answer given. */
    DevTrial answered(String rule, int bus, int unit, long address, boolean isDenied) {
        long into = asked(Request.MEMORY_READ, bus, unit, address, 8);
        long content = content(address);
        draft.claim(rule, Subject.memory(into), isDenied ? -1 : content);
        draft.claim(rule, Subject.memory(into + 8), isDenied ? 1 : 0);
        return this;
    }

    /** A device reads; returns where the answer is. */
    long asked(Request kind, int bus, int unit, long address, int size) {
        long into = ANSWERS + 16L * answers++;
        requests.add(new Pending(stages - 1, deviceNode, kind, bus, unit, address, size, 0, into));
        return into;
    }

    /** A device writes eight bytes of memory at the marker just passed; what memory holds in the end is claimed. */
    DevTrial write(String rule, int bus, int unit, long address, long value) {
        boolean isDenied = denied(bus, unit, address);
        content(address);
        if (!isDenied) {
            contents.put(address, value);
        }
        return written(rule, bus, unit, address, value, isDenied);
    }

    private DevTrial written(String rule, int bus, int unit, long address, long value, boolean isDenied) {
        sends(Request.MEMORY_WRITE, bus, unit, address, 8, value);
        draft.claim(rule, Subject.memory(address), isDenied ? PATTERN : value);
        return this;
    }

    /** A device writes; nothing is claimed. */
    DevTrial sends(Request kind, int bus, int unit, long address, int size, long value) {
        requests.add(new Pending(stages - 1, deviceNode, kind, bus, unit, address, size, value, 0));
        return this;
    }

    /** A device reads something that need not be there; its answer is not looked at. */
    DevTrial probes(int bus, int unit, long address) {
        requests.add(new Pending(stages - 1, deviceNode, Request.MEMORY_READ, bus, unit, address, 8, 0, 0));
        return this;
    }

    /** What the oracle says of a request at the marker just passed. */
    boolean denied(int bus, int unit, long address) {
        Map<Integer, Integer> now = registers.getOrDefault(deviceNode, Map.of());
        List<Long> bases = new ArrayList<>();
        List<Integer> maps = new ArrayList<>();
        for (int n = 0; n < 64; n++) {
            bases.add((long) now.getOrDefault(BASE_HI + n, 0) << 32 | now.getOrDefault(BASE_LO + n, 0) & 0xFFFF_FFFFL);
            maps.add(now.getOrDefault(MAP + n, 0));
        }
        return new DeviceExclusion(
                        now.getOrDefault(CR, 0) & ~0x20,
                        bases,
                        maps,
                        0,
                        at -> rewritten.getOrDefault(at, tables.getOrDefault(at, 0)))
                .denies(bus, unit, address);
    }

    /** Puts the pattern into memory. */
    DevTrial holds(long address) {
        content(address);
        return this;
    }

    /** What memory holds at an address that devices ask for: a pattern, unless one has been written. */
    private long content(long address) {
        return contents.computeIfAbsent(address, any -> PATTERN);
    }

    /** The draft, complete. */
    Draft done() {
        program.addAll(List.of(
                "jmp end",
                "work:",
                "lodsd",
                "mov ecx, eax",
                "inc eax",
                "jz worked",
                "mov eax, edi",
                "mov edx, 0xcf8",
                "out dx, eax",
                "mov dl, 0xfc",
                "movzx eax, cx",
                "out dx, eax",
                "lea eax, [rdi+4]",
                "mov dl, 0xf8",
                "out dx, eax",
                "mov dl, 0xfc",
                "lodsd",
                "test ecx, ecx",
                "js reading",
                "out dx, eax",
                "cmp ch, 4",
                "jne work",
                "busy:",
                "in eax, dx",
                "test al, 0x10",
                "jnz busy",
                "jmp work",
                "reading:",
                "mov ecx, eax",
                "in eax, dx",
                "and eax, ecx",
                "mov [rbx], rax",
                "add ebx, 8",
                "jmp work",
                "worked:",
                "jmp rbp"));
        draft.host(program.toArray(String[]::new));
        ByteBuffer bytes = ByteBuffer.allocate(4 * list.size()).order(ByteOrder.LITTLE_ENDIAN);
        list.forEach(bytes::putInt);
        draft.data(LIST, bytes.array());
        if (readings > 0) {
            draft.touches(READINGS);
        }
        if (answers > 0) {
            draft.touches(ANSWERS);
        }
        tables.forEach((at, octet) -> draft.data(at, new byte[] {octet.byteValue()}));
        rewritten.keySet().forEach(at -> draft.touches(at & -0x1000L));
        contents.keySet()
                .forEach(at -> draft.data(
                        at,
                        ByteBuffer.allocate(8)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(PATTERN)
                                .array()));
        for (Pending one : requests) {
            draft.event(new Stimulus(
                    one.kind(),
                    draft.label("m" + one.stage()),
                    one.node(),
                    one.bus(),
                    one.unit(),
                    one.address(),
                    one.size(),
                    one.value(),
                    one.into()));
        }
        return draft;
    }
}
