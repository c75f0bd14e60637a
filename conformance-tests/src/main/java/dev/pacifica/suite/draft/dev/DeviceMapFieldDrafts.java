package dev.pacifica.suite.draft.dev;

import static dev.pacifica.suite.draft.dev.DevTrial.ENABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.TABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.TARGET;

import dev.pacifica.suite.draft.Draft;
import java.util.List;

/** The fields of DEV_MAP at their ends and bit by bit, each with the devices that differ from the mapped one in one bit. */
public final class DeviceMapFieldDrafts {
    private static final int BUS = 0x21;
    private static final int UNIT = 0x0A;
    private static final int NONE = -1;

    private final DevTrials trials = new DevTrials();

    private DeviceMapFieldDrafts() {}

    public static List<Draft> all() {
        DeviceMapFieldDrafts drafts = new DeviceMapFieldDrafts();
        for (int unit : new int[] {0, 1, 2, 4, 8, 0x10, 0x1F}) {
            drafts.unit(unit, true);
            drafts.unit(unit, false);
        }
        for (int bus : new int[] {0, 1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0xFF}) {
            drafts.bus(bus);
        }
        for (int register = 0; register < 3; register++) {
            for (int domain = 2; domain < 4; domain++) {
                drafts.domain(register, domain, true);
                drafts.domain(register, domain, false);
            }
        }
        return drafts.trials.all();
    }

    /** Only this domain excludes the target. */
    private DevTrial excluding(int domain, String name, String title, String why) {
        DevTrial trial = trials.named("map-" + name, title, why).exclude(TARGET);
        for (int other = 0; other < 4; other++) {
            if (other != domain) {
                trial.base(other, TABLE + 0x1000, 0, false, true);
            }
        }
        return trial.base(domain);
    }

    private void unit(int unit, boolean isFirst) {
        String half = isFirst ? "first" : "second";
        DevTrial trial = excluding(
                        1,
                        "%s-unit-%d".formatted(half, unit),
                        "unit %d is assigned by the %s half of a register, and units ask that differ in a bit"
                                .formatted(unit, half),
                        "unit %d is not found by the %s half, or taken for another".formatted(unit, half))
                .map(0, BUS, isFirst ? unit : NONE, 1, isFirst ? NONE : unit, 1)
                .control(ENABLE)
                .stage()
                .read("DEV-68", BUS, unit, TARGET);
        for (int bit = 0; bit < 5; bit++) {
            trial.read("DEV-05", BUS, unit ^ 1 << bit, TARGET);
        }
    }

    private void bus(int bus) {
        excluding(
                        1,
                        "bus-%d".formatted(bus),
                        "a unit of bus %d is assigned, and units of other buses ask".formatted(bus),
                        "bus %d is not found, or taken for another".formatted(bus))
                .map(0, bus, UNIT, 1, NONE, 0)
                .control(ENABLE)
                .stage()
                .read("DEV-68", bus, UNIT, TARGET)
                .read("DEV-05", bus ^ 0xFF, UNIT, TARGET)
                .read("DEV-05", bus ^ 0x01, UNIT, TARGET)
                .read("DEV-05", bus ^ 0x80, UNIT, TARGET);
    }

    private void domain(int register, int domain, boolean isFirst) {
        String half = isFirst ? "first" : "second";
        int other = domain ^ 1;
        excluding(
                        domain,
                        "register-%d-%s-half-domain-%d".formatted(register, half, domain),
                        "DEV_MAP register %d assigns units to domains %d and %d".formatted(register, domain, other),
                        "the domain of the %s half of register %d is not the one used".formatted(half, register))
                .map(register, BUS, UNIT, isFirst ? domain : other, UNIT + 1, isFirst ? other : domain)
                .control(ENABLE)
                .stage()
                .read("DEV-68", BUS, UNIT, TARGET)
                .read("DEV-68", BUS, UNIT + 1, TARGET)
                .read("DEV-05", BUS, UNIT + 2, TARGET);
    }
}
