package dev.pacifica.suite.draft;

import dev.pacifica.suite.fixture.Fixture;
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
        Map<String, Long> fields = common();
        fields.put("EFER", 0x1D00L); // SVME, NXE, LMA, LME
        fields.put("CR0", 0x8001_0033L);
        fields.put("CR3", Fixture.PML4);
        fields.put("CR4", 0x20L);
        segment(fields, "CS", Fixture.CODE64_SELECTOR, 0xA9B);
        return new Guest(64, fields);
    }

    /** 64-bit mode at CPL 3. */
    public static Guest long64User() {
        Map<String, Long> fields = long64().fields;
        fields.put("CPL", 3L);
        segment(fields, "CS", Fixture.USER_CODE64_SELECTOR, 0xAFB);
        for (String name : new String[] {"SS", "DS", "ES"}) {
            segment(fields, name, Fixture.USER_DATA_SELECTOR, 0xCF3);
        }
        return new Guest(64, fields);
    }

    /** Compatibility mode, 32-bit code. */
    public static Guest compatibility() {
        Map<String, Long> fields = long64().fields;
        segment(fields, "CS", Fixture.CODE32_SELECTOR, 0xC9B);
        return new Guest(32, fields);
    }

    /** Protected mode, 32-bit code, without paging. */
    public static Guest protected32() {
        Map<String, Long> fields = common();
        fields.put("EFER", 0x1000L);
        fields.put("CR0", 0x33L);
        segment(fields, "CS", Fixture.CODE32_SELECTOR, 0xC9B);
        return new Guest(32, fields);
    }

    /** Protected mode at CPL 3, 32-bit code, without paging. */
    public static Guest protected32User() {
        Map<String, Long> fields = protected32().fields;
        fields.put("CPL", 3L);
        segment(fields, "CS", Fixture.USER_CODE32_SELECTOR, 0xCFB);
        for (String name : new String[] {"SS", "DS", "ES"}) {
            segment(fields, name, Fixture.USER_DATA_SELECTOR, 0xCF3);
        }
        return new Guest(32, fields);
    }

    /**
     * Real mode. The segments lie where the other guests have their pages: code, stack, and {@link Draft#SCRATCH} as data. All are
     * writable data segments, as after a load in real mode; the type of CS means nothing there (SEG-06).
     */
    public static Guest real() {
        Map<String, Long> fields = common();
        fields.put("EFER", 0x1000L);
        fields.put("CR0", 0x32L);
        fields.put("RIP", 0L);
        fields.put("RSP", (long) Fixture.PAGE_SIZE);
        realSegment(fields, "CS", Draft.GUEST, 0x93);
        realSegment(fields, "SS", Draft.GUEST_STACK, 0x93);
        realSegment(fields, "DS", Draft.SCRATCH, 0x93);
        realSegment(fields, "ES", Draft.SCRATCH, 0x93);
        return new Guest(16, fields);
    }

    /**
     * Protected mode, 16-bit code, without paging: the segments lie as those of {@link #real()} do. Loading a segment register takes
     * a descriptor of the table, which has none of these.
     */
    public static Guest protected16() {
        Map<String, Long> fields = real().fields;
        fields.put("CR0", 0x33L);
        fields.put("CS.selector", (long) Fixture.CODE32_SELECTOR);
        fields.put("CS.attributes", 0x9BL);
        for (String name : new String[] {"SS", "DS", "ES"}) {
            fields.put(name + ".selector", (long) Fixture.DATA_SELECTOR);
        }
        return new Guest(16, fields);
    }

    /** Virtual-8086 mode with IOPL 3, without paging. Its segments lie in the low arena, where base and selector can agree (SEGM-03). */
    public static Guest v86() {
        Map<String, Long> fields = real().fields;
        fields.put("CR0", 0x33L);
        fields.put("CPL", 3L);
        fields.put("RFLAGS", 0x2_3002L);
        v86Segment(fields, "CS", V86_CODE);
        v86Segment(fields, "SS", V86_STACK);
        for (String name : new String[] {"DS", "ES", "FS", "GS"}) {
            v86Segment(fields, name, V86_DATA);
        }
        return new Guest(16, fields);
    }

    private static void v86Segment(Map<String, Long> fields, String name, long base) {
        fields.put(name + ".selector", base >> 4);
        realSegment(fields, name, base, 0xF3);
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

    private static void realSegment(Map<String, Long> fields, String name, long base, long attributes) {
        fields.put(name + ".attributes", attributes);
        fields.put(name + ".limit", 0xFFFFL);
        fields.put(name + ".base", base);
    }

    private static Map<String, Long> common() {
        Map<String, Long> fields = new TreeMap<>();
        fields.put("INTERCEPT_EXCEPTION", ALL_EXCEPTIONS);
        fields.put("INTERCEPT_3", SHUTDOWN);
        fields.put("INTERCEPT_4", VMRUN | VMMCALL);
        fields.put("IOPM_BASE_PA", 0x101_0000L);
        fields.put("MSRPM_BASE_PA", 0x101_4000L);
        fields.put("GUEST_ASID", 1L);
        fields.put("TLB_CONTROL", 1L); // what other vectors left in the TLB must not matter
        fields.put("GDTR.base", Fixture.GDT);
        fields.put("GDTR.limit", (long) Fixture.GDT_LIMIT);
        for (String name : new String[] {"SS", "DS", "ES"}) {
            segment(fields, name, Fixture.DATA_SELECTOR, 0xC93);
        }
        fields.put("DR6", 0xFFFF_0FF0L);
        fields.put("DR7", 0x400L);
        fields.put("RFLAGS", 0x2L);
        fields.put("RIP", Draft.GUEST);
        fields.put("RSP", Draft.GUEST_STACK + Fixture.PAGE_SIZE);
        return fields;
    }

    public static void segment(Map<String, Long> fields, String name, long selector, long attributes) {
        fields.put(name + ".selector", selector);
        fields.put(name + ".attributes", attributes);
        fields.put(name + ".limit", 0xFFFF_FFFFL);
    }
}
