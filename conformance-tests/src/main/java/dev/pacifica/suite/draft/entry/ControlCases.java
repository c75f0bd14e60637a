package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The checks that look at the control area (CHK-13 to CHK-16), and what is legal although it looks wrong (CHK-01, CHK-26). */
final class ControlCases {
    private static final long VALID = 1L << 31;
    private static final int EXCEPTION = 3;

    private final List<CubeCase> cases = new ArrayList<>();

    private ControlCases() {}

    static List<CubeCase> all() {
        ControlCases controls = new ControlCases();
        controls.cases.add(new CubeCase(
                "vmrun-intercept",
                "CHK-13",
                "the VMRUN intercept clear",
                mode -> true,
                draft -> draft.clearBits("INTERCEPT_4", Guest.VMRUN)));
        controls.asids();
        controls.injection();
        controls.reserved();
        controls.bases();
        return controls.cases;
    }

    private void asids() {
        one("asid-0", "CHK-16", "guest ASID 0", draft -> draft.set("GUEST_ASID", 0));
        for (int bit = 1; bit < 6; bit++) {
            long asid = 1L << bit;
            one(
                    "asid-" + asid,
                    "CHK-16",
                    "guest ASID " + asid,
                    draft -> draft.requires("NASID>=64").set("GUEST_ASID", asid));
        }
    }

    private void injection() {
        for (int type : new int[] {1, 5, 6, 7}) {
            long event = VALID | type << 8 | 0x20;
            one(
                    "eventinj-type-" + type,
                    "CHK-15",
                    "an event of the reserved type " + type,
                    draft -> draft.set("EVENTINJ", event));
            one(
                    "eventinj-type-" + type + "-not-valid",
                    "INJ-04",
                    "type " + type + " without V",
                    draft -> draft.set("EVENTINJ", event & ~VALID).unspecified("event-injection-consumed"));
        }
        exception(2, mode -> true);
        exception(5, mode -> mode == CubeMode.LONG_64 || mode == CubeMode.LONG_64_USER);
        for (int vector = 32; vector < 256; vector++) {
            boolean isCorner = (vector & vector - 1) == 0 || vector == 255;
            exception(vector, mode -> isCorner || mode == CubeMode.LONG_64);
        }
    }

    private void exception(int vector, Predicate<CubeMode> modes) {
        cases.add(new CubeCase(
                "eventinj-exception-" + vector,
                "CHK-15",
                "vector " + vector + " injected as an exception",
                modes,
                draft -> draft.set("EVENTINJ", VALID | EXCEPTION << 8 | vector)));
    }

    private void reserved() {
        for (int bit = 7; bit < 32; bit++) {
            long reserved = 1L << bit;
            one(
                    "intercept-5-bit-" + bit,
                    "CHK-26",
                    "reserved bit " + bit + " of the last intercept vector set",
                    draft -> draft.set("INTERCEPT_5", reserved));
        }
    }

    private void bases() {
        for (int bit : new int[] {32, 46, 47, 48, 62, 63}) {
            for (String table : new String[] {"GDTR", "IDTR"}) {
                base(table, bit, "CHK-01", "table-base-written-back");
            }
            for (String segment : new String[] {"ES", "CS", "SS", "DS"}) {
                base(segment, bit, "SEG-03", "segment-base-high");
            }
        }
    }

    private void base(String register, int bit, String rule, String mask) {
        one(
                register.toLowerCase(Locale.ROOT) + "-base-bit-" + bit,
                rule,
                "bit " + bit + " of the " + register + " base set",
                draft -> draft.setBits(register + ".base", 1L << bit).unspecified(mask));
    }

    private void one(String name, String rule, String what, Consumer<Draft> change) {
        cases.add(new CubeCase(name, rule, what, mode -> true, change));
    }
}
