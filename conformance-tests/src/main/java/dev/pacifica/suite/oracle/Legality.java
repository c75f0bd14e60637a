package dev.pacifica.suite.oracle;

import dev.pacifica.suite.oracle.InjectedEvent.Standing;
import dev.pacifica.suite.vector.Vector;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Which rules the state that a VMRUN loads violates (APM2 15.5.1). Complete for hosts in long mode on processors without AVIC, SEV,
 * shadow stacks and NMI virtualisation, whose features bring checks of their own.
 *
 * @param violated the rules that the state violates: not empty means VMEXIT_INVALID
 * @param doubtful the rules that a processor may or may not hold against it
 */
public record Legality(SortedSet<String> violated, SortedSet<String> doubtful) {
    /** A way to be illegal, or to be so on some processors only. */
    private record Check(String rule, boolean isCertain, Predicate<Entry> holds) {}

    private static final List<Check> CHECKS = List.of(
            illegal("CHK-04", e -> !e.isSet("EFER", 12)),
            illegal("CHK-05", e -> e.isSet("CR0", 29) && !e.isSet("CR0", 30)),
            illegal("CHK-06", e -> upperHalf(e, "DR6")),
            illegal("CHK-07", e -> upperHalf(e, "DR7")),
            illegal("CHK-08", e -> upperHalf(e, "CR0")),
            illegal("CHK-09", e -> e.isLongMode() && isBeyondMemory(e, e.get("CR3"))),
            illegal("CHK-09", e -> lacks(e, "CR4", RegisterBit.implemented(RegisterBit.CR4, e.processor()))),
            illegal("CHK-09", e -> lacks(e, "EFER", efer(e) | 0xFE)),
            illegal("CHK-10", e -> e.isLongMode() && !e.hasPae()),
            illegal("CHK-11", e -> e.isLongMode() && !e.isProtected()),
            illegal("CHK-12", e -> e.is64Bit() && e.hasPae() && e.isSet("CS.attributes", 10)),
            illegal("CHK-13", e -> !e.vmcb().intercepts(0x80)),
            illegal("CHK-14", e -> endsBeyondMemory(e, "MSRPM_BASE_PA", 2)),
            illegal("CHK-14", e -> endsBeyondMemory(e, "IOPM_BASE_PA", 3)),
            illegal("CHK-15", e -> injection(e) == Standing.ILLEGAL),
            illegal("CHK-16", e -> e.get("GUEST_ASID") == 0),
            illegal(
                    "CHK-17",
                    e -> (e.get("EFER") & 0x500) != 0 && !e.processor().reports(0x8000_0001, Processor.EDX, 29)),
            illegal("CHK-32", e -> e.nestsPaging() && isBeyondMemory(e, e.get("N_CR3"))), // the host is in long mode
            illegal("CHK-33", e -> e.nestsPaging() && !isPat(e.get("G_PAT"))),
            illegal("NPX-01", e -> checksShadowStacks(e) && !e.nestsPaging()),
            doubtful("CHK-09", e -> (e.get("EFER") & 0xFE) != 0), // CR-51
            doubtful("CHK-09", e -> !e.isLongMode() && isBeyondMemory(e, e.get("CR3"))), // PG-86
            doubtful("CHK-09", e -> e.isSet("EFER", 13) && mayHaveLmsle(e)),
            doubtful("CHK-15", e -> injection(e) == Standing.DOUBTFUL),
            doubtful("CHK-16", e -> e.get("GUEST_ASID") >= e.processor().asidCount()),
            doubtful("CHK-22", Legality::hasReservedPdpeBit),
            doubtful("CHK-25", e -> e.get("TLB_CONTROL") > 1 && !isFlushByAsid(e)),
            doubtful("SEG-12", e -> e.isLongMode() && e.isSet("RFLAGS", 17)));

    /**
     * What the rules say of the first VMRUN of a vector.
     *
     * @param vmcb address of the VMCB that it runs
     * @param processor what it runs on
     */
    public static Legality of(Vector vector, long vmcb, Processor processor) {
        return of(Entry.of(vector, vmcb, processor));
    }

    /**
     * What the rules say of the first VMRUN of a vector on every processor that meets the vector's conditions.
     *
     * @throws IllegalStateException if that depends on something that the conditions leave open
     */
    public static Legality ofEveryProcessor(Vector vector, long vmcb) {
        Legality poor = of(vector, vmcb, new StatedProcessor(vector.requires(), false));
        Legality rich = of(vector, vmcb, new StatedProcessor(vector.requires(), true));
        if (!poor.equals(rich)) {
            throw new IllegalStateException("%s: with few features %s, with many %s; require what makes the difference"
                    .formatted(vector.id(), poor, rich));
        }
        return poor;
    }

    private static Legality of(Entry entry) {
        SortedSet<String> violated = new TreeSet<>();
        SortedSet<String> doubtful = new TreeSet<>();
        for (Check check : CHECKS) {
            if (check.holds.test(entry)) {
                (check.isCertain ? violated : doubtful).add(check.rule);
            }
        }
        return new Legality(violated, doubtful);
    }

    /** Whether VMRUN must exit with VMEXIT_INVALID. */
    public boolean isIllegal() {
        return !violated.isEmpty();
    }

    /** Whether VMRUN must enter the guest. */
    public boolean isLegal() {
        return violated.isEmpty() && doubtful.isEmpty();
    }

    private static Check illegal(String rule, Predicate<Entry> holds) {
        return new Check(rule, true, holds);
    }

    private static Check doubtful(String rule, Predicate<Entry> holds) {
        return new Check(rule, false, holds);
    }

    private static boolean upperHalf(Entry e, String field) {
        return e.get(field) >>> 32 != 0;
    }

    private static boolean lacks(Entry e, String field, long implemented) {
        return (e.get(field) & ~implemented) != 0;
    }

    private static long efer(Entry e) {
        return RegisterBit.implemented(RegisterBit.EFER, e.processor()) | (mayHaveLmsle(e) ? 1L << 13 : 0);
    }

    /** CPUID says when a processor lacks LMSLE, and has nothing that says that it has it. */
    private static boolean mayHaveLmsle(Entry e) {
        return !e.processor().reports(0x8000_0008, Processor.EBX, 20);
    }

    private static boolean isBeyondMemory(Entry e, long spa) {
        return Long.compareUnsigned(spa, (1L << e.processor().physicalAddressBits()) - 1) > 0;
    }

    /** PG-91: eight bytes, each a memory type; 2 and 3 are none. */
    private static boolean isPat(long value) {
        return IntStream.range(0, 8)
                .mapToLong(field -> value >>> 8 * field & 0xFF)
                .allMatch(type -> type < 8 && (type & 6) != 2);
    }

    private static boolean checksShadowStacks(Entry e) {
        return e.get("SSS_CHECK_ENABLE") != 0 && e.processor().reports(0x8000_000A, Processor.EDX, 19);
    }

    /** VMCB-22, VMCB-23: base + size must not pass the end of memory; bits 11:0 of the base do not count (VMCB-03). */
    private static boolean endsBeyondMemory(Entry e, String base, int pages) {
        long page = e.get(base) >>> 12;
        return page + pages > 1L << e.processor().physicalAddressBits() - 12;
    }

    private static Standing injection(Entry e) {
        return new InjectedEvent(e.get("EVENTINJ")).standing(e.is64Bit(), e.isProtected());
    }

    /** VMCB-26: 03h and 07h, where they exist. */
    private static boolean isFlushByAsid(Entry e) {
        return (e.get("TLB_CONTROL") | 4) == 7 && e.processor().reports(0x8000_000A, Processor.EDX, 6);
    }

    /** CHK-22, VMRUN-25, PG-12: the four entries at CR3[31:5] of a guest in PAE paging; unknown memory may hold anything. */
    private static boolean hasReservedPdpeBit(Entry e) {
        if (!e.isPaging() || !e.hasPae() || e.isLongMode() || e.nestsPaging()) { // NPT-70
            return false;
        }
        long addressBits = (1L << e.processor().physicalAddressBits()) - 1;
        long defined = addressBits & ~0xFFFL | 0xE19; // 11:9 for software, PCD, PWT, P
        for (int entry = 0; entry < 4; entry++) {
            OptionalLong pdpe = e.memory().qword((e.get("CR3") & 0xFFFF_FFE0L) + 8L * entry);
            if (pdpe.isEmpty() || (pdpe.getAsLong() & 1) != 0 && (pdpe.getAsLong() & ~defined) != 0) {
                return true;
            }
        }
        return false;
    }
}
