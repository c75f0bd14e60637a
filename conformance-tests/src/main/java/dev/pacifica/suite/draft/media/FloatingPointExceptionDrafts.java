package dev.pacifica.suite.draft.media;

import static dev.pacifica.suite.draft.media.FloatingPointOperand.*;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.draft.event.DeliverySetting;
import dev.pacifica.suite.draft.media.CompareTrials.Compare;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.oracle.HandlerEntry.Arrival;
import java.util.List;

/** What ordered compares raise that MXCSR does not mask: when they do, its exit, and how guest and host receive it (FPU-29, EXC-29, EVT-19). */
public final class FloatingPointExceptionDrafts {
    private static final int XF = 19;
    private static final int UD = 6;
    private static final int IM = 0x80;
    private static final int DM = 0x100;
    private static final int DAZ = 0x40;
    private static final int INVALID_UNMASKED = CompareTrials.ALL_MASKED & ~IM;
    private static final int DENORMAL_UNMASKED = CompareTrials.ALL_MASKED & ~DM;
    /** All flags are set and nothing is masked. */
    private static final int ALL_PENDING = 0x3F;

    private static final String SETTINGS =
            "real|v86|protected16|protected32|protected32-user|compatibility|compatibility-user|long64|long64-user|long64-user-ist";
    private static final Compare INVALID = new Compare("comisd", false, INVALID_UNMASKED, ONE, SIGNALING_NAN);

    private final CompareTrials trials = new CompareTrials();

    private FloatingPointExceptionDrafts() {}

    public static List<Draft> all() {
        FloatingPointExceptionDrafts drafts = new FloatingPointExceptionDrafts();
        drafts.masks();
        drafts.flagsThatWereSet();
        drafts.withoutOsxmmexcpt();
        drafts.modes();
        for (DeliverySetting setting : DeliverySetting.all()) {
            if (setting.name().matches(SETTINGS)) {
                drafts.delivered(setting);
            }
        }
        drafts.interceptAlone();
        drafts.notDelivered();
        drafts.inTheHost();
        drafts.injected();
        return drafts.trials.all();
    }

    private void exception(
            String mnemonic, String name, int mxcsr, FloatingPointOperand first, FloatingPointOperand second) {
        boolean inMemory = mnemonic.startsWith("u") == mnemonic.endsWith("s");
        Guest guest = mnemonic.endsWith("s") ? Guest.long64() : Guest.protected32();
        Compare compare = new Compare(mnemonic, inMemory, mxcsr, first, second);
        trials.judged("%s-%s".formatted(compare.id(), name), guest, compare);
    }

    /** Each cause with its own mask clear, and with all others clear. */
    private void masks() {
        for (String mnemonic : CompareTrials.MNEMONICS) {
            exception(mnemonic, "with-im-clear", INVALID_UNMASKED, SIGNALING_NAN, ONE);
            exception(mnemonic, "with-im-clear", INVALID_UNMASKED, ONE, QUIET_NAN);
            exception(mnemonic, "with-dm-clear", DENORMAL_UNMASKED, ONE, LEAST_DENORMAL);
            exception(mnemonic, "with-only-im-set", IM, SIGNALING_NAN, LEAST_DENORMAL);
            exception(mnemonic, "with-only-dm-set", DM, GREATEST_DENORMAL, LEAST_NORMAL);
        }
        for (String mnemonic : new String[] {"ucomiss", "comisd"}) {
            exception(mnemonic, "with-dm-clear-and-daz", DENORMAL_UNMASKED | DAZ, ONE, LEAST_DENORMAL);
            exception(mnemonic, "with-dm-clear", DENORMAL_UNMASKED, QUIET_NAN, LEAST_DENORMAL);
        }
    }

    private void flagsThatWereSet() {
        for (String mnemonic : new String[] {"ucomisd", "comiss"}) {
            exception(mnemonic, "with-all-flags-set", ALL_PENDING, ONE, MORE_THAN_ONE);
            exception(mnemonic, "with-the-flag-set", INVALID_UNMASKED | 1, ONE, SIGNALING_NAN);
            exception(mnemonic, "with-all-other-flags-set", CompareTrials.ALL_MASKED | 0x3D, LEAST_DENORMAL, ZERO);
        }
    }

    private void withoutOsxmmexcpt() {
        Guest guest = Guest.long64();
        for (String mnemonic : new String[] {"ucomiss", "comisd"}) {
            Compare invalid = new Compare(mnemonic, false, INVALID_UNMASKED, SIGNALING_NAN, ONE);
            Compare denormal = new Compare(mnemonic, true, DENORMAL_UNMASKED, LEAST_DENORMAL, ONE);
            for (Compare compare : new Compare[] {invalid, denormal}) {
                CompareTrials.reported(disabled(guest, compare), guest, compare, Attempt.UD)
                        .claimField("EVT-07", "EXITCODE", Attempt.UD);
            }
            Compare masked = new Compare(mnemonic, false, CompareTrials.ALL_MASKED, SIGNALING_NAN, ONE);
            CompareTrials.passes(disabled(guest, masked), guest, masked);
        }
    }

    private Draft disabled(Guest guest, Compare compare) {
        boolean masked = compare.mxcsr() == CompareTrials.ALL_MASKED;
        return trials.guest(compare.id() + (masked ? "-masked" : "") + "-without-osxmmexcpt", guest, compare)
                .clearBits("CR4", CompareTrials.OSXMMEXCPT);
    }

    private void modes() {
        mode("real-mode", Guest.real());
        mode("virtual-8086-mode", Guest.v86());
        mode("16-bit-protected-mode", Guest.protected16());
        mode("protected-mode-at-cpl-3", Guest.protected32User());
        mode("compatibility-mode", Guest.compatibility());
        mode("64-bit-mode-at-cpl-3", Guest.long64User());
    }

    private void mode(String name, Guest guest) {
        Compare compare = new Compare("comiss", true, INVALID_UNMASKED, ONE, SIGNALING_NAN);
        trials.judged("xf-in-" + name, guest, compare);
    }

    /** A guest whose IDT has the gate; all other exceptions are intercepted. */
    private void delivered(DeliverySetting setting) {
        Guest guest = setting.guest();
        Draft draft = handling("xf-in-the-handler-" + setting.name(), setting, XF);
        arrives(draft, setting, Event.exception(XF), "EVT-19");
        CompareTrials.claimMxcsr(draft, guest, "FPU-29", INVALID);
        if (setting.name().matches("long64|protected32-user")) {
            Draft undefined = handling("xf-as-ud-in-the-handler-" + setting.name(), setting, UD)
                    .clearBits("CR4", CompareTrials.OSXMMEXCPT);
            arrives(undefined, setting, Event.exception(UD), "EVT-07");
            CompareTrials.claimMxcsr(undefined, guest, "FPU-29", INVALID);
        }
    }

    private Draft handling(String name, DeliverySetting setting, int vector) {
        Guest guest = setting.guest();
        Draft draft = trials.guest(name, guest, INVALID)
                .about(
                        "%s, delivered to the guest: %s".formatted(INVALID.words(), setting.name()),
                        "the frame, the return address or MXCSR in the handler is wrong")
                .code(setting.handler(), setting.handlerBits(), "vmmcall")
                .set("INTERCEPT_EXCEPTION", Guest.ALL_EXCEPTIONS & ~(1L << vector))
                .unspecified(ExitMasks.PLAIN);
        GuestSystem system = GuestSystem.install(draft).gate(vector, 3, setting.gate());
        boolean hasStack = setting.cpl() != 0 || setting.gate().ist() != 0;
        if (hasStack) {
            system.tss();
        }
        return CompareTrials.hostStores(
                draft, guest, hasStack ? new String[] {"vmload", "vmrun"} : new String[] {"vmrun"});
    }

    private static void arrives(Draft draft, DeliverySetting setting, Event event, String rule) {
        Guest guest = setting.guest();
        long returns = draft.field("RIP") + draft.guestLabel("trial", guest.codeAddress()) - guest.codeAddress();
        draft.claimHandler(
                setting.gate(), new Arrival(event, rule, returns, draft.field("RFLAGS"), true, setting.newStack()));
    }

    private void interceptAlone() {
        Guest guest = Guest.long64();
        Draft draft =
                trials.guest("xf-with-its-intercept-alone", guest, INVALID).set("INTERCEPT_EXCEPTION", 1L << XF);
        CompareTrials.reported(draft, guest, INVALID, CompareTrials.XF)
                .claimField("EXC-01", "EXITCODE", CompareTrials.XF);
    }

    /** Without a gate #XF is followed by #GP, which is no double fault (EVT-19, EVT-30). */
    private void notDelivered() {
        Guest guest = Guest.long64();
        Draft draft = trials.guest("xf-without-a-gate", guest, INVALID)
                .clearBits("INTERCEPT_EXCEPTION", 1L << XF)
                .set("IDTR.limit", 0)
                .unspecified(ExitMasks.DURING_DELIVERY);
        draft.claimRaised(Event.exception(XF), draft.guestLabel("trial"))
                .claimField("EVT-19", "EXITINTINFO", 0xFFFF_FFFFL, 0x8000_0300L | XF);
        CompareTrials.claimMxcsr(CompareTrials.hostStores(draft, guest, "vmrun"), guest, "FPU-29", INVALID);
    }

    private void inTheHost() {
        for (boolean enabled : new boolean[] {true, false}) {
            Draft draft = trials.host("xf-in-the-host" + (enabled ? "" : "-without-osxmmexcpt"), INVALID)
                    .state("cr4", CompareTrials.HOST_CR4 | (enabled ? CompareTrials.OSXMMEXCPT : 0));
            draft.claimException(enabled ? "EVT-19" : "FPU-29", enabled ? XF : UD, 0, draft.label("trial"));
        }
    }

    /** The host loads MXCSR, which the injected exception leaves as it is. */
    private void injected() {
        Guest guest = Guest.long64();
        DeliverySetting setting = DeliverySetting.named("long64");
        Draft draft = handling("injected-xf-leaves-mxcsr", setting, XF)
                .set("EVENTINJ", Event.exception(XF).information())
                .unspecified("event-injection-consumed")
                .about("an injected #XF while MXCSR has no flag set", "injection sets a flag");
        CompareTrials.hostStores(draft, guest, "ldmxcsr [rbx]", "vmrun")
                .claimField("INJ-20", "EXITCODE", Attempt.VMMCALL)
                .claimField("INJ-20", "RIP", setting.handler());
        CompareTrials.claimMxcsr(draft, guest, "INJ-20", INVALID.mxcsr());
    }
}
