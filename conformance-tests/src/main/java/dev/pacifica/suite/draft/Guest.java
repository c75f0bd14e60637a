package dev.pacifica.suite.draft;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.GuestState;
import java.util.Map;
import java.util.TreeMap;

/**
 * Legal guests to start from. All intercept VMRUN (which they must), VMMCALL, every exception and shutdown, so that whatever
 * happens is an exit that can be read; their code starts at {@link Draft#GUEST} and their stack at the end of
 * {@link Draft#GUEST_STACK}.
 *
 * @param bits default operand size of the code
 * @param fields VMCB fields
 */
public record Guest(int bits, Map<String, Long> fields) {
    /** RFLAGS.RF, whose saved value EXIT-17 leaves open. */
    public static final long RESUME_FLAG = 0x1_0000;

    /** 0, 1, 3–8, 10–14, 16–19 and 30: the others have no defined effect (EXC-12, EXC-19, EXC-34) or need later features. */
    public static final long ALL_EXCEPTIONS = 0x400F_7DFBL;

    /** Where a guest in virtual-8086 mode has its code, its stack page and its data. */
    public static final long V86_CODE = 0x3000;

    public static final long V86_STACK = 0x4000;
    public static final long V86_DATA = 0x7000;

    public static final long SHUTDOWN = 1L << 31;
    public static final long HLT = 1L << 24;
    public static final long CPUID = 1L << 18;
    public static final long VMRUN = 1L << 0;
    public static final long VMMCALL = 1L << 1;

    /** 64-bit mode at CPL 0 on the fixture's page tables, which map linear addresses to equal physical ones. */
    public static Guest long64() {
        return named("long64");
    }

    /** 64-bit mode at CPL 3. */
    public static Guest long64User() {
        return named("long64-user");
    }

    /** Compatibility mode, 32-bit code. */
    public static Guest compatibility() {
        return named("compatibility");
    }

    /** Protected mode, 32-bit code, without paging. */
    public static Guest protected32() {
        return named("protected32");
    }

    /** Protected mode at CPL 3, 32-bit code, without paging. */
    public static Guest protected32User() {
        return named("protected32-user");
    }

    /**
     * Real mode. The segments lie where the other guests have their pages: code, stack, and {@link Draft#SCRATCH} as data. All are
     * writable data segments, as after a load in real mode; the type of CS means nothing there (SEG-06).
     */
    public static Guest real() {
        return named("real");
    }

    /**
     * Protected mode, 16-bit code, without paging: the segments lie as those of {@link #real()} do. Loading a segment register takes
     * a descriptor of the table, which has none of these.
     */
    public static Guest protected16() {
        return named("protected16");
    }

    /** Virtual-8086 mode with IOPL 3, without paging. Its segments lie in the low arena, where base and selector can agree (SEGM-03). */
    public static Guest v86() {
        return named("v86");
    }

    /** A copy of a guest of {@code guests.json}. All flush the TLB: what other vectors left in it must not matter. */
    private static Guest named(String name) {
        GuestState state = GuestState.named(name);
        return new Guest(state.bits(), new TreeMap<>(state.fields()));
    }

    /** Where its program starts: the linear address of the first instruction. */
    public long codeAddress() {
        return field("CS.base") + field("RIP");
    }

    /** The page of its stack. */
    public long stackPage() {
        return field("SS.base") + field("RSP") - Fixture.PAGE_SIZE;
    }

    private long field(String name) {
        return fields.getOrDefault(name, 0L);
    }

    public static void segment(Map<String, Long> fields, String name, long selector, long attributes) {
        fields.put(name + ".selector", selector);
        fields.put(name + ".attributes", attributes);
        fields.put(name + ".limit", 0xFFFF_FFFFL);
    }
}
