package dev.pacifica.suite.draft.injection;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events that VMRUN injects: taken once, without a look at their own intercepts, and recorded when they cannot be delivered. */
public final class InjectionDrafts {
    private static final long HANDLER = Draft.GUEST + 0x100;
    private static final long TOP = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
    private static final long NOT_CANONICAL = 0x1234L << 48;
    private static final int EXTERNAL = 0;
    private static final int SOFTWARE = 4;
    private static final int VECTOR = 0x30;

    private InjectionDrafts() {}

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        drafts.add(injected("interrupt", new Event(EXTERNAL, VECTOR, Optional.empty()))
                .about(
                        "injection of external interrupt 30h while RFLAGS.IF is clear",
                        "the event is not delivered before the first guest instruction, or stays in EVENTINJ")
                .claim("INJ-31", Subject.memory(TOP - 40), Draft.GUEST));
        drafts.add(injected("software-interrupt", new Event(SOFTWARE, VECTOR, Optional.empty()))
                .about(
                        "injection of software interrupt 30h with a return address in the nRIP field",
                        "the return address that is pushed is rIP of the VMCB and not nRIP")
                .requires("NRIPS")
                .set("NRIP", Draft.GUEST + 2)
                .setBits("INTERCEPT_3", 1L << 21)
                .claim("INJ-32", Subject.memory(TOP - 40), Draft.GUEST + 2));
        Event lost = new Event(EXTERNAL, VECTOR, Optional.empty());
        drafts.add(new Draft("exceptions/gp-while-injecting", Level.EXCEPTION)
                .about(
                        "injection of external interrupt 30h into a guest whose IDT has no gate for it",
                        "EXITINTINFO does not hold the injected event, or the injection is repeated at the next VMRUN")
                .guest(Guest.long64(), "vmmcall")
                .set("EVENTINJ", lost.information())
                .claimAttempted(lost, Draft.GUEST)
                .claimField("EXIT-13", "EVENTINJ", 1L << 31, 0)
                .unspecified(ExitMasks.DURING_DELIVERY)
                .unspecified("event-injection-consumed"));
        drafts.add(injected("through-non-canonical-base", new Event(EXTERNAL, VECTOR, Optional.empty()))
                .about(
                        "injection through an IDTR and a GDTR base that only sign extension from bit 47 makes usable",
                        "the base in use is the one in the VMCB, which is not canonical")
                .requires("LinAddrSize=48")
                .setBits("IDTR.base", NOT_CANONICAL)
                .setBits("GDTR.base", NOT_CANONICAL)
                .claimField("CHK-01", "EXITCODE", 0x81)
                .unspecified("table-base-written-back"));
        return drafts;
    }

    /** A 64-bit guest whose handler for the event exits. */
    private static Draft injected(String name, Event event) {
        return new Draft("exceptions/injected-" + name, Level.EXCEPTION)
                .guest(Guest.long64(), "ud2")
                .code(HANDLER, 64, "vmmcall")
                .set("EVENTINJ", event.information())
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0xFFF)
                .data(Draft.GUEST_IDT + VECTOR * 16, Descriptors.gate64(HANDLER))
                .claimField("INJ-14", "EXITCODE", 0x81)
                .claimField("INJ-14", "RIP", HANDLER)
                .claimField("EXIT-13", "EVENTINJ", 1L << 31, 0)
                .claimField("INJ-38", "EXITINTINFO", 1L << 31, 0)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("event-injection-consumed");
    }
}
