package dev.pacifica.suite.draft.injection;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which values of EVENTINJ VMRUN refuses, each beside one that it takes. */
public final class InjectionLegalityDrafts {
    private static final long VALID = 1L << 31;
    private static final long MARK = 0x5A;
    private static final int RESERVED_TYPE = 7;

    private static final Map<String, Guest> MODES = new LinkedHashMap<>();

    static {
        MODES.put("real", Guest.real());
        MODES.put("v86", Guest.v86());
        MODES.put("protected32", Guest.protected32());
        MODES.put("compatibility", Guest.compatibility());
        MODES.put("long64", Guest.long64());
    }

    private final List<Draft> drafts = new ArrayList<>();

    private InjectionLegalityDrafts() {}

    public static List<Draft> all() {
        InjectionLegalityDrafts legality = new InjectionLegalityDrafts();
        MODES.forEach(legality::inEveryMode);
        legality.types();
        legality.exceptions();
        legality.anyVector();
        legality.bounds();
        legality.otherFaults();
        return legality.drafts;
    }

    private void inEveryMode(String mode, Guest guest) {
        refused(mode + "-type-7", guest, raw(RESERVED_TYPE, 0x30), "INJ-07", "the reserved type 7");
        refused(mode + "-exception-2", guest, raw(Injection.EXCEPTION, 2), "INJ-08", "vector 2 as an exception");
        refused(mode + "-exception-32", guest, raw(Injection.EXCEPTION, 32), "INJ-08", "vector 32 as an exception");
        ignored(mode + "-type-7-not-valid", guest, raw(RESERVED_TYPE, 0x30) & ~VALID, "the reserved type 7 without V");
    }

    private void types() {
        for (int type : new int[] {1, 5, 6}) {
            refused("type-" + type, Guest.long64(), raw(type, 0x30), "INJ-07", "the reserved type " + type);
            ignored(
                    "type-%d-not-valid".formatted(type),
                    Guest.long64(),
                    raw(type, 0x30) & ~VALID,
                    "a reserved type without V");
        }
        for (int vector : new int[] {33, 64, 128, 255}) {
            refused(
                    "exception-" + vector,
                    Guest.long64(),
                    raw(Injection.EXCEPTION, vector),
                    "INJ-10",
                    "vector %d as an exception".formatted(vector));
        }
        ignored("exception-2-not-valid", Guest.long64(), raw(Injection.EXCEPTION, 2) & ~VALID, "vector 2 without V");
    }

    /** INJ-10: the exceptions that there are, with the error codes that they have. */
    private void exceptions() {
        for (int vector : new int[] {0, 1, 3, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 18, 19, 30}) {
            boolean hasErrorCode = switch (vector) {
                case 8, 10, 11, 12, 13, 14, 17, 30 -> true;
                default -> false;
            };
            Event event = hasErrorCode ? Event.exception(vector, 0) : Event.exception(vector);
            taken("exception-" + vector, event, "INJ-10", "exception " + vector);
        }
    }

    /** INJ-11: interrupts of all kinds have every vector. */
    private void anyVector() {
        for (int vector : new int[] {0, 2, 5, 15, 31, 32, 255}) {
            taken(
                    "external-" + vector,
                    new Event(Injection.EXTERNAL, vector, Optional.empty()),
                    "INJ-11",
                    "external interrupt " + vector);
            taken(
                            "software-" + vector,
                            new Event(Injection.SOFTWARE, vector, Optional.empty()),
                            "INJ-11",
                            "software interrupt " + vector)
                    .requires("NRIPS");
        }
        for (int type : new int[] {Injection.EXTERNAL, Injection.SOFTWARE}) {
            Draft draft = taken(
                    "type-%d".formatted(type),
                    new Event(type, Injection.VECTOR, Optional.empty()),
                    "INJ-03",
                    "an event of type " + type);
            if (type == Injection.SOFTWARE) {
                draft.requires("NRIPS");
            }
        }
        taken("type-2", Injection.nmi(), "INJ-03", "an event of type 2");
    }

    /** INJ-09: BOUND does not exist in 64-bit mode. */
    private void bounds() {
        refused("br-in-64-bit-mode", Guest.long64(), Event.exception(5).information(), "INJ-09", "#BR in 64-bit mode");
        Event event = Event.exception(5);
        Draft draft = Injection.into("legality-br-in-compatibility-mode", Guest.compatibility(), event, "ud2")
                .about("injection of #BR into compatibility mode", "the event is refused as in 64-bit mode");
        Injection.handled(draft, 5, Injection.GATE, "vmmcall");
        drafts.add(Injection.arrives(draft, "INJ-09", 0).unspecified(ExitMasks.PLAIN));
    }

    /** INJ-12: together with something else that is illegal. */
    private void otherFaults() {
        refused("type-1-and-asid-0", Guest.long64(), raw(1, 0x30), "INJ-12", "the reserved type 1, with ASID 0")
                .set("GUEST_ASID", 0);
        Draft draft = refused(
                "legal-event-and-asid-0",
                Guest.long64(),
                Injection.external().information(),
                "INJ-12",
                "a legal event into a guest with ASID 0");
        draft.set("GUEST_ASID", 0);
    }

    private static long raw(int type, int vector) {
        return VALID | (long) type << 8 | vector;
    }

    private Draft marked(String name, Guest guest, long event) {
        Draft draft = Injection.into(
                        "legality-" + name, guest, Injection.external(), "mov ebx, 0x%x".formatted(MARK), "vmmcall")
                .set("EVENTINJ", event);
        drafts.add(draft);
        return draft;
    }

    private Draft refused(String name, Guest guest, long event, String rule, String what) {
        return marked(name, guest, event)
                .about(
                        "injection of %s: VMEXIT_INVALID".formatted(what),
                        "the event is injected, ignored, or the guest runs")
                .claimField(rule, "EXITCODE", -1L)
                .claimEnds("CHK-40", Ended.END)
                .claim("INJ-12", "rbx", Slot.RBX.initial())
                .unspecified("after-invalid");
    }

    private void ignored(String name, Guest guest, long event, String what) {
        marked(name, guest, event)
                .about(
                        "EVENTINJ with %s: the guest runs".formatted(what),
                        "a field that is not valid is checked or injected")
                .claimField("INJ-04", "EXITCODE", 0x81)
                .claim("INJ-04", "rbx", MARK)
                .unspecified(ExitMasks.PLAIN);
    }

    private Draft taken(String name, Event event, String rule, String what) {
        Draft draft = Injection.into("legality-" + name, Guest.long64(), event, "ud2")
                .about(
                        "injection of %s: legal".formatted(what),
                        "VMRUN refuses a legal event, or another handler runs");
        Injection.handled(draft, event.vector(), Injection.GATE, "vmmcall");
        drafts.add(Injection.arrives(draft, rule, 0).unspecified(ExitMasks.PLAIN));
        return draft;
    }
}
