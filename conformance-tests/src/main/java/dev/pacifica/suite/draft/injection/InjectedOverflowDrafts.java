package dev.pacifica.suite.draft.injection;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** #OF injected as an exception is what INTO raises: the other vector, beside 3, for which the gate's DPL and nRIP count (INJ-23, INJ-32). */
public final class InjectedOverflowDrafts {
    private static final int OF = 4;
    private static final int GP = 0x4D;
    private static final int VMMCALL = 0x81;
    private static final long HANDLER = Draft.GUEST + 0x100;
    private static final long TOP = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
    private static final long EVENT = 1L << 31 | 3 << 8 | OF;
    /** P, DPL 0, 32-bit interrupt gate. */
    private static final int GATE = 0x8E;

    private InjectedOverflowDrafts() {}

    public static List<Draft> all() {
        Draft denied = draft("injected-of-through-a-gate-of-dpl-0", Guest.protected32User())
                .about(
                        "injection of #OF into a guest at CPL 3 through a gate with DPL 0",
                        "the DPL of the gate is checked for #BP only")
                .claimField("INJ-23", "EXITCODE", GP)
                .claimField("INJ-23", "EXITINFO1", ~1L, OF * 8 + 2)
                .claimField("XII-01", "EXITINTINFO", 0xFFFF_FFFFL, EVENT)
                .unspecified(ExitMasks.DURING_DELIVERY);
        Draft returns = draft("injected-of-returns-to-nrip", Guest.protected32())
                .requires("NRIPS")
                .about(
                        "injection of #OF with a return address in the nRIP field",
                        "the return address that is pushed is rIP of the VMCB: nRIP counts for #BP only")
                .set("NRIP", Draft.GUEST + 1)
                .claimField("INJ-14", "EXITCODE", VMMCALL)
                .claimField("INJ-14", "RIP", HANDLER)
                .claim("INJ-32", Subject.memory(TOP - 16), 0xFFFF_FFFFL << 32, Draft.GUEST + 1 << 32)
                .unspecified(ExitMasks.PLAIN);
        return List.of(denied, returns);
    }

    private static Draft draft(String name, Guest guest) {
        ByteBuffer gate = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        gate.putShort((short) HANDLER).putShort((short) Fixture.CODE32_SELECTOR);
        gate.putShort((short) (GATE << 8)).putShort((short) (HANDLER >>> 16));
        return new Draft("exceptions/" + name, Level.EXCEPTION)
                .guest(guest, "ud2")
                .code(HANDLER, 32, "vmmcall")
                .set("EVENTINJ", EVENT)
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0x7FF)
                .data(Draft.GUEST_IDT + OF * 8, gate.array())
                .claimField("EXIT-13", "EVENTINJ", 1L << 31, 0)
                .unspecified("event-injection-consumed");
    }
}
