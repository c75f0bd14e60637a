package dev.pacifica.suite.draft.event;

import static dev.pacifica.suite.draft.GuestSystem.HANDLER;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.oracle.HandlerEntry.Arrival;
import dev.pacifica.suite.oracle.HandlerEntry.Gate;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * INT 30h and virtual interrupt 30h that cannot be delivered, one flaw at a time, each with a neighbour that is delivered. Both fail
 * alike but for the EXT bit, which is 0 for the one and 1 for the other (EVT-40); the fault is intercepted.
 */
public final class FailedDeliveryDrafts {
    private static final int VECTOR = DeliveryDrafts.VECTOR;
    /** The error code that names the entry of the IDT. */
    private static final int GATE = VECTOR * 8 + 2;

    private static final int TS = 10;
    private static final int NP = 11;
    private static final int SS = 12;
    private static final int GP = 13;
    private static final int PF = 14;
    private static final int INTERRUPT = 0x8E;
    private static final long IF = 0x200;
    private static final long IOPL_3 = 0x3000;
    private static final long NON_CANONICAL = 0x0000_8000_0000_0000L;
    private static final long UNMAPPED = 0x1_0000_0000L;
    private static final long KERNEL = GuestSystem.KERNEL_STACK + Fixture.PAGE_SIZE;
    private static final String[] OPEN = {"event-error-code", "guest-interrupt-mask", "instruction-bytes", "resume-flag"
    };

    private final List<Draft> drafts = new ArrayList<>();

    private FailedDeliveryDrafts() {}

    public static List<Draft> all() {
        FailedDeliveryDrafts failed = new FailedDeliveryDrafts();
        failed.gates();
        failed.handlerCode();
        failed.legacyStacks();
        failed.longStacks();
        failed.fromV86();
        failed.inRealMode();
        return failed.drafts;
    }

    private Draft draft(boolean isSoftware, String name, Guest guest, String what) {
        Draft draft = new Draft("delivery/" + (isSoftware ? "int-" : "interrupt-") + name, Level.EXCEPTION)
                .about(
                        (isSoftware ? "INT 30h: " : "virtual interrupt 30h: ") + what,
                        "the flaw is not found, found too late, or reported with a wrong error code")
                .guest(guest, isSoftware ? "nop" : "sti", isSoftware ? "int 0x30" : "nop", "vmmcall")
                .code(isReal(guest) ? GuestSystem.REAL_HANDLER : HANDLER, guest.bits(), "vmmcall")
                .setBits("RFLAGS", isSoftware ? IF : IOPL_3);
        drafts.add(draft);
        return isSoftware ? draft : DeliveryDrafts.interrupting(draft);
    }

    private static boolean isReal(Guest guest) {
        return (guest.fields().getOrDefault("CR0", 0L) & 1) == 0;
    }

    /** Where the event finds the guest: at INT, or behind STI and its shadow. */
    private static long interrupted(Draft draft, boolean isSoftware) {
        return draft.field("RIP") + (isSoftware ? 1 : 2);
    }

    /** What INT 30h and the interrupt meet; {@code code} is the error code without EXT. */
    private void fails(
            String name, Guest guest, String what, Consumer<GuestSystem> flaw, String rule, int exception, long code) {
        for (boolean isSoftware : new boolean[] {true, false}) {
            Draft draft = draft(isSoftware, name, guest, what);
            flaw.accept(GuestSystem.install(draft));
            fails(draft, isSoftware, rule, exception, code);
        }
    }

    private static void fails(Draft draft, boolean isSoftware, String rule, int exception, long code) {
        Event event = new Event(isSoftware ? 4 : 0, VECTOR, Optional.empty());
        draft.claimField(rule, "EXITCODE", 0x40 + exception)
                .claimField("EVT-67", "EXITINTINFO", 0xFFFF_FFFFL, event.information())
                .claimField("XII-14", "RIP", interrupted(draft, isSoftware))
                .claimField("XII-14", "RSP", draft.field("RSP"))
                .unspecified(OPEN);
        if (exception != PF) {
            draft.unspecified("exit-information-2");
        }
        if (code >= 0 && exception != TS) {
            draft.claimField("EVT-40", "EXITINFO1", exception == PF ? code : code | (isSoftware ? 0 : 1));
        } else if (exception == TS) {
            draft.unspecified("exit-information-1");
        }
    }

    /** What the flaw is one bit away from. */
    private void arrives(String name, Guest guest, String what, Consumer<GuestSystem> tables, Gate gate, long stack) {
        for (boolean isSoftware : new boolean[] {true, false}) {
            Draft draft = draft(isSoftware, name, guest, what);
            tables.accept(GuestSystem.install(draft));
            Event event = new Event(isSoftware ? 4 : 0, VECTOR, Optional.empty());
            long returns = interrupted(draft, isSoftware) + (isSoftware ? 2 : 0);
            long flags = draft.field("RFLAGS") | IF;
            draft.claimHandler(gate, new Arrival(event, "EVT-25", returns, flags, false, stack))
                    .unspecified(ExitMasks.PLAIN);
        }
    }

    private static Gate interruptGate(int selector, int ist) {
        return new Gate(0xE, ist, selector, HANDLER, 0, false);
    }

    private static Consumer<GuestSystem> entry(int access, int selector) {
        return system -> system.entry(VECTOR, access, 0, selector, HANDLER);
    }

    private void gates() {
        for (Guest guest : new Guest[] {Guest.protected32(), Guest.long64()}) {
            boolean isLong = guest.bits() == 64;
            String mode = isLong ? "long64" : "protected32";
            String rule = isLong ? "EVT-70" : "EVT-62";
            int size = isLong ? 16 : 8;
            int code = isLong ? Fixture.CODE64_SELECTOR : Fixture.CODE32_SELECTOR;
            fails(
                    mode + "-idt-limit",
                    guest,
                    "the IDT ends a byte too early",
                    limited(INTERRUPT, code, size, -1),
                    rule,
                    GP,
                    GATE);
            arrives(
                    mode + "-idt-limit-reached",
                    guest,
                    "the entry is the last of the IDT",
                    limited(INTERRUPT, code, size, 0),
                    interruptGate(code, 0),
                    0);
            for (int type : isLong ? new int[] {0, 2, 6, 7, 9, 0xC} : new int[] {0, 2, 4, 9, 0xC}) {
                String name = mode + "-gate-of-type-" + Integer.toHexString(type);
                fails(
                        name,
                        guest,
                        "an entry that is no interrupt or trap gate",
                        entry(0xE0 | type, code),
                        rule,
                        GP,
                        GATE);
            }
            fails(mode + "-gate-is-code", guest, "an entry with S set", entry(0xFE, code), rule, GP, GATE);
            fails(mode + "-gate-absent", guest, "a gate that is not present", entry(0x6E, code), "EVT-41", NP, GATE);
        }
        fails("long64-task-gate", Guest.long64(), "a task gate", entry(0xE5, Fixture.TSS_SELECTOR), "EVT-75", GP, GATE);
        gatePrivilege("protected32-user", Guest.protected32User(), Fixture.CODE32_SELECTOR);
        gatePrivilege("long64-user", Guest.long64User(), Fixture.CODE64_SELECTOR);
    }

    private static Consumer<GuestSystem> limited(int access, int selector, int size, int more) {
        return system -> {
            system.entry(VECTOR, access, 0, selector, HANDLER);
            system.idtLimit((VECTOR + 1) * size - 1 + more);
        };
    }

    /** EVT-62: only INTn looks at the gate's DPL. */
    private void gatePrivilege(String mode, Guest guest, int selector) {
        Draft software = draft(true, mode + "-gate-dpl", guest, "a gate of DPL 2 at CPL 3");
        entry(0xCE, selector).accept(GuestSystem.install(software).tss());
        fails(software, true, "EVT-62", GP, GATE);
        Draft interrupt = draft(false, mode + "-gate-dpl", guest, "a gate of DPL 0 at CPL 3");
        entry(0x8E, selector).accept(GuestSystem.install(interrupt).tss());
        Event event = new Event(0, VECTOR, Optional.empty());
        interrupt
                .claimHandler(
                        interruptGate(selector, 0),
                        new Arrival(
                                event,
                                "EVT-25",
                                interrupted(interrupt, false),
                                interrupt.field("RFLAGS") | IF,
                                false,
                                GuestSystem.kernelStack()))
                .unspecified(ExitMasks.PLAIN);
    }

    private void handlerCode() {
        for (Guest guest : new Guest[] {Guest.protected32(), Guest.long64()}) {
            boolean isLong = guest.bits() == 64;
            String mode = isLong ? "long64" : "protected32";
            int user = (isLong ? Fixture.USER_CODE64_SELECTOR : Fixture.USER_CODE32_SELECTOR) & ~3;
            int absent = isLong ? GuestSystem.ABSENT_CODE64 : GuestSystem.ABSENT_CODE32;
            code(mode + "-handler-null", guest, "a null selector", 3, GP, 0);
            code(mode + "-handler-beyond-gdt", guest, "a selector beyond the GDT", 0x9B, GP, 0x98);
            code(mode + "-handler-in-ldt", guest, "a selector of the LDT, which is null", 0xC, GP, 0xC);
            code(mode + "-handler-data", guest, "a data segment", Fixture.DATA_SELECTOR, GP, Fixture.DATA_SELECTOR);
            code(mode + "-handler-less-privileged", guest, "code of DPL 3 for CPL 0", user, GP, user);
            code(mode + "-handler-absent", guest, "code that is not present", absent, NP, absent);
        }
        fails(
                "protected32-handler-beyond-limit",
                Guest.protected32(),
                "a handler beyond the limit of its segment",
                system -> system.entry(VECTOR, INTERRUPT, 0, GuestSystem.SHORT_CODE32, 0x800)
                        .onUncomparedStack(),
                "SEGM-53",
                GP,
                0);
        for (int selector : new int[] {Fixture.CODE32_SELECTOR, GuestSystem.LONG_AND_BIG}) {
            String name = "long64-handler-" + (selector == Fixture.CODE32_SELECTOR ? "32-bit" : "long-and-big");
            fails(
                    name,
                    Guest.long64(),
                    "a handler that is not 64-bit code",
                    entry(INTERRUPT, selector),
                    "EVT-71",
                    GP,
                    -1);
        }
        fails(
                "long64-handler-non-canonical",
                Guest.long64(),
                "a handler at an address that is not canonical",
                system -> system.entry(VECTOR, INTERRUPT, 0, Fixture.CODE64_SELECTOR, NON_CANONICAL)
                        .onUncomparedStack(),
                "EVT-71",
                GP,
                0);
    }

    private void code(String name, Guest guest, String what, int selector, int exception, int code) {
        fails(name, guest, "a gate to " + what, entry(INTERRUPT, selector), "EVT-63", exception, code);
    }

    private void legacyStacks() {
        Guest user = Guest.protected32User();
        int code = Fixture.CODE32_SELECTOR;
        int data = Fixture.DATA_SELECTOR;
        tss32("tss-limit", "a TSS that ends within SS0", data, 8, TS, -1);
        arrives(
                "protected32-user-tss-limit-reached",
                user,
                "a TSS that ends with the doubleword of SS0",
                system -> entry(0xEE, code).accept(system.legacyTss(data, KERNEL, 0xB)),
                interruptGate(code, 0),
                GuestSystem.kernelStack());
        arrives(
                "protected32-user-busy-tss",
                user,
                "a TSS that is busy, as LTR leaves it",
                system -> entry(0xEE, code).accept(system.tss().busy()),
                interruptGate(code, 0),
                GuestSystem.kernelStack());
        tss32("ss0-null", "a TSS with a null SS0", 0, 0x67, TS, -1);
        tss32("ss0-beyond-gdt", "a TSS with an SS0 beyond the GDT", 0x98, 0x67, TS, -1);
        tss32("ss0-rpl", "a TSS with an SS0 of RPL 1", data | 1, 0x67, TS, -1);
        tss32("ss0-dpl", "a TSS with an SS0 of DPL 3", Fixture.USER_DATA_SELECTOR & ~3, 0x67, TS, -1);
        tss32("ss0-read-only", "a TSS with an SS0 that is not writable", GuestSystem.READ_ONLY_DATA, 0x67, TS, -1);
        tss32("ss0-code", "a TSS with a code segment as SS0", code, 0x67, TS, -1);
        tss32(
                "ss0-absent",
                "a TSS with an SS0 that is not present",
                GuestSystem.ABSENT_DATA,
                0x67,
                SS,
                GuestSystem.ABSENT_DATA);
        fails(
                "protected32-stack-limit",
                Guest.protected32(),
                "a stack that ends within the frame",
                system -> {
                    entry(INTERRUPT, code).accept(system);
                    system.stackLimit(Draft.GUEST_STACK + Fixture.PAGE_SIZE - 2);
                },
                "EVT-64",
                SS,
                0);
    }

    private void tss32(String name, String what, int ss0, int limit, int exception, long code) {
        fails(
                "protected32-user-" + name,
                Guest.protected32User(),
                what,
                system -> entry(0xEE, Fixture.CODE32_SELECTOR).accept(system.legacyTss(ss0, KERNEL, limit)),
                "EVT-65",
                exception,
                code);
    }

    private void longStacks() {
        long ist = GuestSystem.istStack();
        int code = Fixture.CODE64_SELECTOR;
        tss64("ist-limit", Guest.long64(), 3, "a TSS that ends within IST3", KERNEL, ist, 0x3A, TS, -1);
        tss64("rsp0-limit", Guest.long64User(), 0, "a TSS that ends within RSP0", KERNEL, ist, 0xA, TS, -1);
        arrives(
                "long64-ist-limit-reached",
                Guest.long64(),
                "a TSS that ends with IST3",
                system -> system.tss(KERNEL, ist, 0x3B).entry(VECTOR, 0xEE, 3, code, HANDLER),
                interruptGate(code, 3),
                ist);
        arrives(
                "long64-user-rsp0-limit-reached",
                Guest.long64User(),
                "a TSS that ends with RSP0",
                system -> system.tss(KERNEL, ist, 0xB).entry(VECTOR, 0xEE, 0, code, HANDLER),
                interruptGate(code, 0),
                KERNEL);
        arrives(
                "long64-ist-aligned",
                Guest.long64(),
                "an IST pointer that is not a multiple of 16",
                system -> system.tss(KERNEL, ist - 1, 0x67).entry(VECTOR, 0xEE, 7, code, HANDLER),
                interruptGate(code, 7),
                ist - 1);
        arrives(
                "long64-user-rsp0-aligned",
                Guest.long64User(),
                "an RSP0 that is not a multiple of 16",
                system -> system.tss(KERNEL - 9, ist, 0x67).entry(VECTOR, 0xEE, 0, code, HANDLER),
                interruptGate(code, 0),
                KERNEL - 9);
        tss64(
                "ist-unmapped",
                Guest.long64(),
                1,
                "an IST stack that is not mapped",
                KERNEL,
                UNMAPPED + 0x1000,
                0x67,
                PF,
                2);
        tss64(
                "rsp0-unmapped",
                Guest.long64User(),
                0,
                "an RSP0 that is not mapped",
                UNMAPPED + 0x1000,
                ist,
                0x67,
                PF,
                2);
        tss64(
                "ist-non-canonical",
                Guest.long64(),
                1,
                "a non-canonical IST pointer",
                KERNEL,
                NON_CANONICAL,
                0x67,
                SS,
                -1);
        tss64("rsp0-non-canonical", Guest.long64User(), 0, "a non-canonical RSP0", NON_CANONICAL, ist, 0x67, SS, -1);
    }

    private void tss64(
            String name,
            Guest guest,
            int ist,
            String what,
            long rsp0,
            long istPointer,
            int limit,
            int exception,
            long code) {
        int from = drafts.size();
        fails(
                "long64-" + (guest.fields().containsKey("CPL") ? "user-" : "") + name,
                guest,
                what,
                system ->
                        system.tss(rsp0, istPointer, limit).entry(VECTOR, 0xEE, ist, Fixture.CODE64_SELECTOR, HANDLER),
                exception == PF ? "EVT-67" : "EVT-72",
                exception,
                code);
        for (Draft draft : drafts.subList(from, drafts.size())) {
            if (exception == PF) {
                draft.claimField("EVT-67", "EXITINFO2", UNMAPPED + 0xFF8);
            } else if (exception == SS) {
                draft.unspecified("new-stack-error-code");
            }
        }
    }

    private void fromV86() {
        for (int selector : new int[] {Fixture.USER_CODE32_SELECTOR & ~3, GuestSystem.CONFORMING32}) {
            String name = "v86-handler-" + (selector == GuestSystem.CONFORMING32 ? "conforming" : "dpl-3");
            fails(
                    name,
                    Guest.v86(),
                    "a handler that does not run at CPL 0, from virtual-8086 mode",
                    system -> entry(0xEE, selector).accept(system.tss()),
                    "EVT-65",
                    GP,
                    selector);
        }
    }

    private void inRealMode() {
        int from = drafts.size();
        fails(
                "real-idt-limit",
                Guest.real(),
                "an interrupt table that ends a byte too early",
                ivt(4 * VECTOR + 2),
                "EVT-60",
                GP,
                -1);
        Consumer<GuestSystem> shortStack = ivt(4 * VECTOR + 3).andThen(system -> system.stackLimit(0xFFE));
        fails("real-stack-limit", Guest.real(), "a stack that ends within the frame", shortStack, "EVT-61", SS, -1);
        drafts.subList(from, drafts.size()).forEach(draft -> draft.unspecified("exit-information-1"));
        arrives(
                "real-idt-limit-reached",
                Guest.real(),
                "the entry is the last of the interrupt table",
                ivt(4 * VECTOR + 3),
                new Gate(6, 0, 0x300, 0x80, 0, false),
                0);
    }

    private static Consumer<GuestSystem> ivt(int limit) {
        return system -> {
            system.entry(VECTOR, 0, 0, 0x300, 0x80);
            system.idtLimit(limit);
        };
    }
}
