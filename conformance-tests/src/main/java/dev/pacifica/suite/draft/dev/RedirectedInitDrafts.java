package dev.pacifica.suite.draft.dev;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.vector.Signal;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An INIT that VM_CR.R_INIT turns into #SX: in the host, held by GIF, and in a guest; and #SX that is injected. */
public final class RedirectedInitDrafts {
    private static final int SX = 30;
    private static final int SX_EXIT = 0x5E;
    private static final int INIT_EXIT = 0x63;
    private static final int VMMCALL_EXIT = 0x81;
    private static final int INIT_INTERCEPT = 1 << 3;
    private static final int DOUBLE_FAULT = 8;
    private static final int GENERAL_PROTECTION = 13;
    private static final long WITHOUT_SVME = 0xD00;
    private static final long INTERRUPT_FLAG = 0x202;
    private static final long EVENT = 0x1_8000_0B00L | SX;
    private static final String LOST = "a redirected INIT is lost, taken, or reported wrongly";
    private static final String[] REDIRECTS = {"mov ecx, 0xc0010114", "mov eax, 2", "mov edx, 0", "wrmsr"};

    private final List<Draft> drafts = new ArrayList<>();

    private RedirectedInitDrafts() {}

    public static List<Draft> all() {
        RedirectedInitDrafts inits = new RedirectedInitDrafts();
        inits.host();
        inits.held();
        inits.guest();
        inits.modes();
        inits.delivered();
        inits.injected();
        return inits.drafts;
    }

    private Draft host(String name, String title, String[]... parts) {
        List<String> program = new ArrayList<>();
        for (String[] part : parts) {
            program.addAll(List.of(part));
        }
        Draft draft = new Draft("redirected-init/" + name, Level.EXCEPTION)
                .about(title, LOST)
                .host(program.toArray(String[]::new));
        drafts.add(draft);
        return draft;
    }

    private static String[] lines(String... lines) {
        return lines;
    }

    /** The host waits at a jump to itself, so that rIP is the same whenever INIT comes. */
    private void host() {
        Draft host = host("in-the-host", "INIT in the host, redirected", REDIRECTS, lines("stay: jmp stay"));
        taken(host, "SX-03").claim("SX-01", "exception.vector", SX).claim("SX-11", "exception.rip", host.label("stay"));
        host.claim("SX-02", "exception.errorCode", 1).claim("SX-07", "exception.vector", SX);
        Draft without = host(
                        "without-svme", "INIT with EFER.SVME clear, redirected", REDIRECTS, lines("stay: jmp stay"))
                .state("efer", WITHOUT_SVME);
        taken(without, "SX-12");
        Draft enabled = host(
                        "with-interrupts-on", "INIT with RFLAGS.IF set, redirected", REDIRECTS, lines("stay: jmp stay"))
                .state("rflags", INTERRUPT_FLAG);
        taken(enabled, "SX-10");
    }

    private static Draft taken(Draft draft, String rule) {
        long wait = draft.label("stay");
        return draft.event(Signal.init(wait)).claimException(rule, SX, 1, wait);
    }

    private void held() {
        Draft held = host(
                "held-until-stgi",
                "INIT between CLGI and STGI",
                REDIRECTS,
                lines("clgi", "held: nop", "stgi", "stay: jmp stay"));
        held.event(Signal.init(held.label("held"))).claimException("SX-08", SX, 1, held.label("stay"));
        Draft later = host(
                "redirected-while-held",
                "R_INIT is set while an INIT is held",
                lines("clgi", "held: nop"),
                REDIRECTS,
                lines("stgi", "stay: jmp stay"));
        later.event(Signal.init(later.label("held"))).claimException("SX-08", SX, 1, later.label("stay"));
        Draft never = host(
                "held-to-the-end", "INIT after CLGI, and no STGI", REDIRECTS, lines("clgi", "held: nop", "jmp end"));
        never.event(Signal.init(never.label("held"))).claimEnds("SX-08", Ended.END);
    }

    /** INIT waits from before VMRUN, which sets GIF. */
    private void guest() {
        Draft inside = guest("in-a-guest", Guest.long64(), 0);
        inside.claimField("SX-05", "EXITCODE", SX_EXIT)
                .claimField("SX-05", "EXITINFO1", 1)
                .claimField("SX-09", "EXITCODE", SX_EXIT)
                .claimField("SX-11", "RIP", Draft.GUEST);
        Draft older = guest("in-a-32-bit-guest", Guest.protected32(), 0);
        older.claimField("SX-05", "EXITCODE", SX_EXIT).claimField("SX-09", "EXITINFO1", 1);
        guest("intercepted-in-a-guest", Guest.long64(), INIT_INTERCEPT)
                .claimField("SX-07", "EXITCODE", INIT_EXIT)
                .claimField("SX-07", "RIP", Draft.GUEST);
    }

    /** The same in every mode, where INIT is intercepted and where it is not. */
    private void modes() {
        Map<String, Guest> modes = new TreeMap<>();
        modes.put("compatibility", Guest.compatibility());
        modes.put("long64-user", Guest.long64User());
        modes.put("protected16", Guest.protected16());
        modes.put("protected32-user", Guest.protected32User());
        modes.put("real-mode", Guest.real());
        modes.put("virtual-8086-mode", Guest.v86());
        modes.forEach((mode, guest) -> {
            long rip = guest.fields().getOrDefault("RIP", 0L);
            guest("in-a-guest-in-" + mode, guest, 0)
                    .about("INIT meets a guest in " + mode + ", with R_INIT set", "INIT is not redirected in " + mode)
                    .claimField("SX-05", "EXITCODE", SX_EXIT)
                    .claimField("SX-09", "EXITCODE", SX_EXIT)
                    .claimField("SX-11", "RIP", rip)
                    .unspecified("exit-information-1");
            guest("intercepted-in-" + mode, guest, INIT_INTERCEPT)
                    .about(
                            "INIT meets a guest in " + mode + " that intercepts it, with R_INIT set",
                            "INIT is redirected in " + mode + " before its intercept is looked at")
                    .claimField("SX-07", "EXITCODE", INIT_EXIT)
                    .claimField("SX-07", "RIP", rip);
        });
        guest("in-a-guest-with-interrupts-off", Guest.long64(), 0)
                .about("INIT meets a guest with RFLAGS.IF clear", "IF masks #SX")
                .clearBits("RFLAGS", 0x200)
                .claimField("SX-10", "EXITCODE", SX_EXIT)
                .claimField("SX-05", "EXITINFO1", 1);
        guest("in-a-guest-with-interrupts-on", Guest.long64(), 0)
                .about("INIT meets a guest with RFLAGS.IF set", "#SX needs IF to be clear")
                .setBits("RFLAGS", 0x200)
                .claimField("SX-10", "EXITCODE", SX_EXIT)
                .claimField("SX-05", "EXITINFO1", 1);
    }

    /** #SX is not intercepted, and all other exceptions are: the guest's own handler finds the error code. */
    private void delivered() {
        long handler = Draft.GUEST + 0x100;
        for (boolean isInit : new boolean[] {true, false}) {
            Draft draft = (isInit
                            ? guest("handled-by-the-guest", Guest.long64(), 0)
                            : injectedInto("injected-and-handled-by-the-guest"))
                    .about(
                            isInit
                                    ? "INIT meets a guest that handles #SX"
                                    : "#SX is injected into a guest that handles it",
                            "#SX has no error code, another, or another gate")
                    .code(handler, 64, "pop rbx", "vmmcall")
                    .data(Draft.GUEST_IDT + 16 * SX, gate(handler))
                    .set("IDTR.base", Draft.GUEST_IDT)
                    .set("IDTR.limit", 16 * (SX + 1) - 1)
                    .clearBits("INTERCEPT_EXCEPTION", 1L << SX)
                    .claim(isInit ? "SX-03" : "SX-06", "rbx", 1)
                    .claimField("SX-02", "EXITCODE", VMMCALL_EXIT);
            if (isInit) {
                draft.unspecified("exit-information-1");
            } else {
                draft.unspecified(ExitMasks.PLAIN);
            }
        }
    }

    private Draft injectedInto(String name) {
        Draft draft = new Draft("redirected-init/" + name, Level.EXCEPTION)
                .guest(Guest.long64(), "nop", "vmmcall")
                .set("EVENTINJ", EVENT)
                .unspecified("event-injection-consumed");
        drafts.add(draft);
        return draft;
    }

    private static byte[] gate(long handler) {
        ByteBuffer gate = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        gate.putLong(handler & 0xFFFF | 0x08 << 16 | 0x8E00L << 32 | (handler >>> 16 & 0xFFFF) << 48);
        gate.putLong(handler >>> 32);
        return gate.array();
    }

    private Draft guest(String name, Guest guest, int intercept) {
        List<String> program = new ArrayList<>(List.of(REDIRECTS));
        program.addAll(List.of("clgi", "mov eax, 0x%x".formatted(Draft.VMCB), "held: nop", "vmrun", "jmp end"));
        Draft draft = new Draft("redirected-init/" + name, Level.EXCEPTION)
                .about("INIT meets a guest, with R_INIT set", LOST)
                .host(program.toArray(String[]::new))
                .guest(guest, "nop", "vmmcall")
                .setBits("INTERCEPT_3", intercept)
                .claimField("XII-01", "EXITINTINFO", 1L << 31, 0)
                .unspecified(intercept == 0 ? ExitMasks.WITH_INFO_1 : ExitMasks.PLAIN);
        drafts.add(draft);
        return draft.event(Signal.init(draft.label("held")));
    }

    /** #SX whose gate lies beyond the IDT, with a gate for the #GP(0) that comes of it, which a contributory exception never lets it reach. */
    private void injected() {
        long handler = Draft.GUEST + 0x100;
        drafts.add(new Draft("redirected-init/injected-without-a-gate", Level.EXCEPTION)
                .about("#SX is injected and its gate lies beyond the IDT", "#SX does not count as contributory")
                .guest(Guest.long64(), "nop", "vmmcall")
                .code(handler, 64, "mov ebx, 0x77", "vmmcall")
                .data(Draft.GUEST_IDT + 16 * GENERAL_PROTECTION, gate(handler))
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 16 * (GENERAL_PROTECTION + 1) - 1)
                .set("INTERCEPT_EXCEPTION", 1 << DOUBLE_FAULT)
                .set("EVENTINJ", EVENT)
                .claimField("SX-04", "EXITCODE", 0x40 + DOUBLE_FAULT)
                .claimField("SX-06", "EXITINTINFO", 0xFFFF_FFFFL, EVENT & 0xFFFF_FFFFL)
                .unspecified(ExitMasks.DURING_DELIVERY)
                .unspecified("event-injection-consumed", "exit-information-1"));
    }
}
