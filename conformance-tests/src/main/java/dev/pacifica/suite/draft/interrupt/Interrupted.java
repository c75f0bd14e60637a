package dev.pacifica.suite.draft.interrupt;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.draft.event.DeliverySetting;
import dev.pacifica.suite.vector.Signal;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The drafts of one class: guests that meet what the platform signals. Signals come while GIF is 0 or where the program waits, so that it does
 * not matter whether they come an instruction later.
 */
final class Interrupted {
    static final String AREA = "interrupt-exits";
    static final long IF = 0x200;
    static final int VMMCALL = 0x81;
    static final int INTERRUPT_VECTOR = Interruption.VECTOR;
    static final int NMI_VECTOR = 2;
    /** RFLAGS of a host that takes interrupts when GIF is set. */
    static final long HOST_IF = 0x202;

    private final List<Draft> drafts = new ArrayList<>();

    List<Draft> all() {
        return drafts;
    }

    /** The guests of every mode, by name. */
    static Map<String, Guest> modes() {
        Map<String, Guest> modes = new LinkedHashMap<>();
        modes.put("real", Guest.real());
        modes.put("v86", Guest.v86());
        modes.put("protected16", Guest.protected16());
        modes.put("protected32", Guest.protected32());
        modes.put("protected32-user", Guest.protected32User());
        modes.put("compatibility", Guest.compatibility());
        modes.put("long64", Guest.long64());
        modes.put("long64-user", Guest.long64User());
        return modes;
    }

    /** The setting of a 64-bit guest at CPL 0 with an interrupt gate. */
    static DeliverySetting long64() {
        return DeliverySetting.named("long64");
    }

    /** A host program alone. */
    Draft host(String name, String... lines) {
        Draft draft = new Draft(AREA + "/" + name, Level.INTERCEPT).host(lines);
        drafts.add(draft);
        return draft;
    }

    /** A guest with RFLAGS.IF set that ends with VMMCALL; nothing is signalled yet. */
    Draft guest(String name, Guest guest, String... lines) {
        String[] program = Stream.concat(Stream.of(lines), Stream.of("vmmcall")).toArray(String[]::new);
        Draft draft = new Draft(AREA + "/" + name, Level.INTERCEPT)
                .guest(guest, program)
                .setBits("RFLAGS", IF);
        drafts.add(draft);
        return draft;
    }

    /** As {@link #guest}, in 64-bit mode, with {@code events} intercepted. */
    Draft intercepting(String name, List<Interruption> events, String... lines) {
        Draft draft = guest(name, Guest.long64(), lines);
        events.forEach(event -> draft.setBits("INTERCEPT_3", event.intercept()));
        return draft;
    }

    /** Gives the guest handlers that end with VMMCALL, all in one place. */
    static GuestSystem handles(Draft draft, DeliverySetting setting, int... vectors) {
        return handlesWith(draft, setting, new String[] {"vmmcall"}, vectors);
    }

    /** Gives the guest handlers of these lines. */
    static GuestSystem handlesWith(Draft draft, DeliverySetting setting, String[] handler, int... vectors) {
        draft.code(setting.handler(), setting.handlerBits(), handler);
        GuestSystem system = GuestSystem.install(draft);
        for (int vector : vectors) {
            system.gate(vector, 3, setting.gate());
        }
        if (needsTask(setting)) {
            system.tss();
        }
        return system;
    }

    private static boolean needsTask(DeliverySetting setting) {
        return setting.cpl() != 0 || setting.gate().ist() != 0;
    }

    /** VMRUN finds {@code events} pending: they are signalled while GIF is 0. Behind VMRUN comes {@code after}. */
    static Draft pending(Draft draft, List<Interruption> events, String... after) {
        List<String> program = new ArrayList<>(List.of("clgi", "held: nop", "vmrun"));
        program.addAll(after.length == 0 ? List.of("jmp end") : List.of(after));
        draft.host(program.toArray(String[]::new));
        events.forEach(event -> draft.event(event.at(draft.label("held"))));
        return draft;
    }

    /** As {@link #pending} for a guest of {@code setting}, which may have a TSS; and INTR has vector {@code vector}. */
    static Draft pending(Draft draft, DeliverySetting setting, Interruption event, int vector) {
        if (needsTask(setting)) {
            draft.host("clgi", "held: nop", "vmload", "vmrun", "jmp end");
        } else {
            draft.host("clgi", "held: nop", "vmrun", "jmp end");
        }
        long held = draft.label("held");
        return draft.event(event == Interruption.INTR ? Signal.intr(held, vector) : event.at(held));
    }

    /** Claims the exit of {@code event} with the next instruction at {@code rip}. */
    static Draft exits(Draft draft, Interruption event, long rip) {
        return exits(draft, event, -1, rip);
    }

    /** As {@link #exits(Draft, Interruption, long)}, where only the bits {@code mask} of rIP are determined. */
    static Draft exits(Draft draft, Interruption event, long mask, long rip) {
        if (event == Interruption.SMI) {
            draft.unspecified(ExitMasks.WITH_INFO_1).unspecified("smi-without-instruction");
        } else {
            draft.unspecified(ExitMasks.PLAIN);
        }
        return draft.claimField(event.rule, "EXITCODE", event.exitCode)
                .claimField("INT-02", "RIP", mask, rip)
                .claimField("INT-02", "EXITINTINFO", 1L << 31, 0);
    }

    /** Claims that the guest comes to its end. */
    static Draft passes(Draft draft, String rule) {
        return draft.unspecified(ExitMasks.PLAIN).claimField(rule, "EXITCODE", VMMCALL);
    }
}
