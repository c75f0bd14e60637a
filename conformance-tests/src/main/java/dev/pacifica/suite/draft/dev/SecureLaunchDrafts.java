package dev.pacifica.suite.draft.dev;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** SKINIT that launches nothing: refused, or intercepted. */
public final class SecureLaunchDrafts {
    private static final int INTERCEPT = 1 << 6;
    private static final int EXIT = 0x86;
    private static final String TOO_LAX = "SKINIT is executed where it must not be";
    private static final String NOT_INTERCEPTED = "SKINIT does not exit, or exits although it has to be refused";

    private final Trials trials = new Trials("skinit");

    private SecureLaunchDrafts() {}

    public static List<Draft> all() {
        SecureLaunchDrafts launches = new SecureLaunchDrafts();
        launches.intercepted();
        launches.refused();
        return launches.trials.all();
    }

    private void intercepted() {
        Map<String, Guest> modes = new TreeMap<>();
        modes.put("long64", Guest.long64());
        modes.put("compatibility", Guest.compatibility());
        modes.put("protected32", Guest.protected32());
        modes.put("protected16", Guest.protected16());
        modes.forEach((mode, guest) -> {
            exits("intercepted-in-" + mode, guest, "SKINIT-11").requires("SKINIT");
            exits("intercepted-without-its-feature-in-" + mode, guest, "SKINIT-03")
                    .requires("!SKINIT");
        });
        exits("intercepted-on-a-processor-with-svm-lock", Guest.long64(), "SKINIT-03")
                .requires("SVML");
    }

    /** Behind a NOP of one byte. */
    private Draft exits(String name, Guest guest, String rule) {
        long rip = guest.fields().getOrDefault("RIP", 0L) + 1;
        return trials.guest(name, guest, "skinit")
                .about("an intercepted SKINIT in a guest", NOT_INTERCEPTED)
                .setBits("INTERCEPT_4", INTERCEPT)
                .claimField(rule, "EXITCODE", EXIT)
                .claimField("SKINIT-10", "EXITCODE", EXIT)
                .claimField("CODE-169", "EXITCODE", EXIT)
                .claimField("VMCB-16.6", "EXITCODE", EXIT)
                .claimField("SKINIT-15", "RIP", rip)
                .claimField("SKINIT-06", "RIP", rip)
                .claimField("XII-01", "EXITINTINFO", 1L << 31, 0)
                .unspecified(ExitMasks.PLAIN);
    }

    private void refused() {
        for (boolean isIntercepted : new boolean[] {false, true}) {
            String name = isIntercepted ? "-with-the-intercept" : "";
            int bits = isIntercepted ? INTERCEPT : 0;
            String order = isIntercepted ? "INS-47" : "SKINIT-09";
            Trials.undefined(refused("in-real-mode" + name, Guest.real()), "SKINIT-08")
                    .setBits("INTERCEPT_4", bits);
            Trials.undefined(refused("in-virtual-8086-mode" + name, Guest.v86()), "SKINIT-08")
                    .setBits("INTERCEPT_4", bits);
            Trials.refused(refused("at-cpl-3-in-long64" + name, Guest.long64User()), order)
                    .setBits("INTERCEPT_4", bits);
            Trials.refused(refused("at-cpl-3-in-protected32" + name, Guest.protected32User()), "SKINIT-09")
                    .setBits("INTERCEPT_4", bits);
        }
    }

    private Draft refused(String name, Guest guest) {
        return trials.guest(name, guest, "skinit").about("SKINIT where it is refused", TOO_LAX);
    }
}
