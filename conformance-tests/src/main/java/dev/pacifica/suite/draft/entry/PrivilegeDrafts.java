package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The SVM instructions at the privilege levels between those that systems use: all but 0 are refused (EN-15). */
public final class PrivilegeDrafts {
    private PrivilegeDrafts() {}

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        for (String name : new String[] {"vmrun", "vmload", "vmsave", "stgi", "clgi", "invlpga"}) {
            for (int cpl = 1; cpl <= 2; cpl++) {
                Draft draft = Attempt.of("exceptions/%s-at-cpl-%d".formatted(name, cpl), Guest.long64(), name)
                        .about(
                                "a guest that executes %s at privilege level %d"
                                        .formatted(name.toUpperCase(Locale.ROOT), cpl),
                                "privilege level 3 alone is refused")
                        .set("CPL", cpl)
                        .setBits("CS.attributes", (long) cpl << 5)
                        .setBits("SS.attributes", (long) cpl << 5)
                        .setBits("CS.selector", cpl)
                        .setBits("SS.selector", cpl)
                        .set("RAX", Draft.SECOND_VMCB)
                        .touches(Draft.SECOND_VMCB);
                drafts.add(Attempt.faults(draft, "EN-15", Attempt.GP));
            }
        }
        return drafts;
    }
}
