package dev.pacifica.suite.oracle;

import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.vector.Vector.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a guest's handler finds when an event has been delivered: the frame, where it runs, on which stack, and with which flags, as
 * EVT-60 to EVT-74 say it. The handler's first instruction is a VMMCALL that is intercepted, so that the VMCB shows the rest.
 */
public final class HandlerEntry {
    private static final long CF_TO_VM = 0x3_FFFF;
    private static final long TF = 1 << 8;
    private static final long IF = 1 << 9;
    private static final long NT = 1 << 14;
    private static final long RF = 1 << 16;
    private static final long VM = 1 << 17;
    private static final long AC = 1 << 18;
    private static final long ALWAYS_ONE = 2;
    private static final int WIDE_GATE = 8;
    private static final int TRAP_GATE = 1;
    private static final int BIG = 0x400;
    /** #DF, #PF and #AC: their error codes are no selectors. */
    private static final Set<Integer> FIXED_MEANING = Set.of(8, 14, 17);

    /**
     * An entry of the guest's IDT and the code segment that it names; in real mode only the address counts.
     *
     * @param type 6 or 7: 16-bit interrupt or trap gate; Eh or Fh: 32-bit, or 64-bit in long mode
     * @param ist 0 to 7
     * @param selector of the code segment
     * @param offset of the handler
     * @param dpl of the code segment
     * @param isConforming whether it is conforming
     */
    public record Gate(int type, int ist, int selector, long offset, int dpl, boolean isConforming) {}

    /**
     * An event that reaches its handler.
     *
     * @param event what it is; its error code is pushed except in real mode
     * @param rule which says where the handler returns to
     * @param returnRip where that is
     * @param flags RFLAGS at that point
     * @param isFault whether RF is set in the pushed image (EVT-67)
     * @param newStack SS selector in bits 63:48 and stack pointer in bits 47:0 that the TSS holds for a switch of stacks
     */
    public record Arrival(Event event, String rule, long returnRip, long flags, boolean isFault, long newStack) {}

    private record Element(String rule, long value, long mask) {}

    private final VmcbFields before;
    private final Gate gate;
    private final Arrival arrival;
    private final ClaimList claims;
    private final boolean isReal;
    private final boolean isLong;
    private final boolean fromV86;
    private final int newCpl;
    private final boolean switchesStack;

    private HandlerEntry(long vmcb, VmcbFields before, Gate gate, Arrival arrival) {
        this.before = before;
        this.gate = gate;
        this.arrival = arrival;
        this.claims = new ClaimList(vmcb);
        isReal = !before.isSet("CR0", 0);
        isLong = before.isSet("CR0", 31) && before.isSet("EFER", 8);
        fromV86 = !isReal && !isLong && (before.get("RFLAGS") & VM) != 0;
        int cpl = (int) before.get("CPL");
        newCpl = isReal || gate.isConforming ? cpl : gate.dpl;
        switchesStack = newCpl < cpl || isLong && gate.ist != 0;
    }

    /** The claims for a guest that VMRUN enters with the fields {@code before}. */
    public static List<Claim> claims(long vmcb, VmcbFields before, Gate gate, Arrival arrival) {
        HandlerEntry entry = new HandlerEntry(vmcb, before, gate, arrival);
        entry.place();
        entry.flags();
        entry.frame();
        return entry.claims.list();
    }

    private void place() {
        String rule = isReal ? "EVT-60" : isLong ? "EVT-70" : "EVT-62";
        claims.field(rule, "EXITCODE", 0x81).field(rule, "RIP", gate.offset);
        if (isReal) {
            claims.field(rule, "CS.selector", gate.selector).field(rule, "CS.base", (long) gate.selector << 4);
            return;
        }
        claims.field("EVT-63", "CS.selector", gate.selector & ~3 | newCpl).field("EVT-63", "CPL", newCpl);
        if (fromV86) {
            claims.field("EVT-65", "DS.selector", 0).field("EVT-65", "ES.selector", 0);
            claims.register("EVT-65", "fs", 0).register("EVT-65", "gs", 0);
        }
    }

    private void flags() {
        long handled = arrival.flags | ALWAYS_ONE;
        if (isReal) { // whether RF and AC are cleared too is open
            claims.field("EVT-61", "RFLAGS", ~(RF | AC), handled & ~(IF | TF | RF | AC));
            return;
        }
        long cleared = TF | NT | RF | VM | ((gate.type & TRAP_GATE) == 0 ? IF : 0);
        claims.field(isLong ? "EVT-74" : "EVT-66", "RFLAGS", ~RF, handled & ~cleared);
    }

    private void frame() {
        int size = isReal ? 2 : isLong ? 8 : (gate.type & WIDE_GATE) != 0 ? 4 : 2;
        List<Element> elements = elements(size);
        boolean isFlat = isLong || switchesStack;
        long base = isFlat ? 0 : before.get("SS.base");
        long pointer = switchesStack ? arrival.newStack & 0xFFFF_FFFF_FFFFL : before.get("RSP");
        pointer = isLong ? pointer & ~15L : pointer; // EVT-72
        long mask = isLong ? -1 : isFlat || (before.get("SS.attributes") & BIG) != 0 ? 0xFFFF_FFFFL : 0xFFFF;
        for (int i = 1; i <= elements.size(); i++) {
            claim(base + (pointer - (long) size * i & mask), size, elements.get(i - 1));
        }
        String rule = isReal ? "EVT-61" : isLong ? "EVT-72" : switchesStack ? "EVT-65" : "EVT-64";
        claims.field(rule, "RSP", pointer & ~mask | pointer - (long) size * elements.size() & mask);
        claims.field(rule, "SS.selector", newStackSelector());
    }

    private long newStackSelector() {
        if (newCpl == before.get("CPL")) {
            return before.get("SS.selector");
        }
        return isLong ? newCpl : arrival.newStack >>> 48; // EVT-72: null, with the new CPL as its RPL
    }

    private List<Element> elements(int size) {
        List<Element> elements = new ArrayList<>();
        String rule = isReal ? "EVT-61" : isLong ? "EVT-73" : switchesStack ? "EVT-65" : "EVT-64";
        if (fromV86) {
            for (String segment : new String[] {"GS", "FS", "DS", "ES"}) {
                elements.add(new Element("EVT-65", before.get(segment + ".selector"), 0xFFFF));
            }
        }
        // what fills the upper half of a 4-byte slot of a selector is not stated
        if (isLong || switchesStack) {
            elements.add(new Element(rule, before.get("SS.selector"), isLong ? -1 : 0xFFFF));
            elements.add(new Element(rule, before.get("RSP"), -1));
        }
        long flags = arrival.flags | ALWAYS_ONE | (arrival.isFault ? RF : 0);
        elements.add(new Element(size == 2 ? rule : "EVT-67", flags, isLong ? -1 : CF_TO_VM | AC));
        elements.add(new Element(rule, before.get("CS.selector"), isLong ? -1 : 0xFFFF));
        elements.add(new Element(arrival.rule, arrival.returnRip, -1));
        if (!isReal) {
            String codeRule = FIXED_MEANING.contains(arrival.event.vector()) ? "EVT-43" : "EVT-42";
            arrival.event.errorCode().ifPresent(code -> elements.add(new Element(codeRule, code & 0xFFFF_FFFFL, -1)));
        }
        return elements;
    }

    /** Claims cover aligned quadwords. */
    private void claim(long at, int size, Element element) {
        int shift = (int) (at & 7) * 8;
        long mask = (size == 8 ? -1 : (1L << 8 * size) - 1) & element.mask;
        claims.memory(element.rule, at & ~7L, mask << shift, (element.value & mask) << shift);
    }
}
