package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.List;

/** A check of VMRUN holds whatever the guest's privilege level is. */
public final class UserCheckDrafts {
    private static final long INVALID = -1;
    private static final long BIG = 1 << 10;

    private UserCheckDrafts() {}

    public static List<Draft> all() {
        return List.of(new Draft("checks/cs-long-and-big-at-cpl-3", Level.CHK)
                .about(
                        "a guest at CPL 3 whose CS has both L and D set in long mode",
                        "the check depends on the privilege level")
                .guest(Guest.long64User(), "mov ebx, 0x5a", "vmmcall")
                .setBits("CS.attributes", BIG)
                .claimField("CHK-12", "EXITCODE", INVALID)
                .claimEnds("CHK-40", Ended.END)
                .claim("CHK-40", "rbx", Slot.RBX.initial())
                .unspecified("after-invalid"));
    }
}
