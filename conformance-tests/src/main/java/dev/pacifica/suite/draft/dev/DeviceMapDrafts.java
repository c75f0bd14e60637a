package dev.pacifica.suite.draft.dev;

import static dev.pacifica.suite.draft.dev.DevTrial.ENABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.TABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.TARGET;

import dev.pacifica.suite.draft.Draft;
import java.util.List;

/** Which domain a device belongs to: domain 0 excludes nothing and domain 1 the target, or the other way round. */
public final class DeviceMapDrafts {
    private static final String WRONG_DOMAIN = "a device is taken to belong to another domain";
    private static final int BUS = 0x5A;
    private static final int UNIT = 0x15;
    private static final int NONE = -1;

    private final DevTrials trials = new DevTrials();

    private DeviceMapDrafts() {}

    public static List<Draft> all() {
        DeviceMapDrafts drafts = new DeviceMapDrafts();
        drafts.halves();
        drafts.neighbours();
        drafts.registers();
        drafts.domains();
        drafts.unmapped();
        drafts.remapped();
        return drafts.trials.all();
    }

    /** Domain 1 excludes the target. */
    private DevTrial first(String name, String title) {
        return trials.named("map-" + name, title, WRONG_DOMAIN)
                .exclude(TARGET)
                .base(0, TABLE + 0x1000, 0, false, true)
                .base(1);
    }

    private void halves() {
        first("first-unit", "the first half of a DEV_MAP register assigns a unit to domain 1")
                .map(0, BUS, UNIT, 1, NONE, 0)
                .control(ENABLE)
                .stage()
                .read("DEV-04", BUS, UNIT, TARGET)
                .read("DEV-05", BUS, UNIT + 1, TARGET);
        first("second-unit", "the second half of a DEV_MAP register assigns a unit to domain 1")
                .map(0, BUS, NONE, 0, UNIT, 1)
                .control(ENABLE)
                .stage()
                .read("DEV-68", BUS, UNIT, TARGET)
                .read("DEV-05", BUS, UNIT + 1, TARGET);
        first("two-units", "a DEV_MAP register assigns two units of a bus")
                .map(0, BUS, UNIT, 1, UNIT + 1, 1)
                .control(ENABLE)
                .stage()
                .read("DEV-68", BUS, UNIT, TARGET)
                .read("DEV-68", BUS, UNIT + 1, TARGET)
                .read("DEV-05", BUS, UNIT + 2, TARGET);
        first("second-unit-to-domain-0", "a DEV_MAP register assigns its units to domains 1 and 0")
                .map(0, BUS, UNIT, 1, UNIT + 1, 0)
                .control(ENABLE)
                .stage()
                .read("DEV-68", BUS, UNIT, TARGET)
                .read("DEV-68", BUS, UNIT + 1, TARGET);
        first("first-unit-to-domain-0", "a DEV_MAP register assigns its units to domains 0 and 1")
                .map(0, BUS, UNIT, 0, UNIT + 1, 1)
                .control(ENABLE)
                .stage()
                .read("DEV-68", BUS, UNIT, TARGET)
                .read("DEV-68", BUS, UNIT + 1, TARGET);
        first("first-half-not-valid", "V0 is clear of a unit that is assigned to domain 1")
                .write(DevTrial.MAP, DevTrial.mapping(BUS, UNIT, 1, NONE, 0) & ~0x20)
                .control(ENABLE)
                .stage()
                .read("DEV-69", BUS, UNIT, TARGET);
        first("second-half-not-valid", "V1 is clear of a unit that is assigned to domain 1")
                .write(DevTrial.MAP, DevTrial.mapping(BUS, NONE, 0, UNIT, 1) & ~0x800)
                .control(ENABLE)
                .stage()
                .read("DEV-69", BUS, UNIT, TARGET);
        first("all-but-valid", "both halves of a DEV_MAP register name unit 0 of bus 0, and neither is valid")
                .write(DevTrial.MAP, 1 << 20 | 1 << 26)
                .control(ENABLE)
                .stage()
                .read("DEV-69", 0, 0, TARGET);
    }

    /** Devices that differ in one bit of bus or unit. */
    private void neighbours() {
        DevTrial units = first("other-units", "devices whose units differ from a mapped one in one bit")
                .map(0, BUS, UNIT, 1, NONE, 0)
                .control(ENABLE)
                .stage();
        for (int bit = 0; bit < 5; bit++) {
            units.read("DEV-04", BUS, UNIT ^ 1 << bit, TARGET);
        }
        DevTrial seconds = first(
                        "other-second-units", "devices whose units differ in one bit from one mapped by a second half")
                .map(0, BUS, NONE, 0, UNIT, 1)
                .control(ENABLE)
                .stage();
        for (int bit = 0; bit < 5; bit++) {
            seconds.read("DEV-04", BUS, UNIT ^ 1 << bit, TARGET);
        }
        DevTrial buses = first("other-buses", "devices whose buses differ from a mapped one in one bit")
                .map(0, BUS, UNIT, 1, UNIT + 1, 1)
                .control(ENABLE)
                .stage();
        for (int bit = 0; bit < 8; bit++) {
            buses.read("DEV-04", BUS ^ 1 << bit, UNIT, TARGET);
        }
    }

    /** Every register of the first implementation: whether there are more is the implementation's affair. */
    private void registers() {
        for (int index = 0; index < 3; index++) {
            first("register-" + index, "DEV_MAP register %d assigns two units".formatted(index))
                    .map(index, index, UNIT, 1, UNIT + 1, 1)
                    .control(ENABLE)
                    .stage()
                    .read("DEV-70", index, UNIT, TARGET)
                    .read("DEV-70", index, UNIT + 1, TARGET)
                    .read("DEV-70", index + 1, UNIT, TARGET);
        }
        first("six-units", "three DEV_MAP registers assign six units of three buses")
                .map(0, 1, 2, 1, 3, 1)
                .map(1, 2, 4, 1, 5, 1)
                .map(2, 3, 6, 1, 7, 1)
                .control(ENABLE)
                .stage()
                .read("DEV-70", 1, 2, TARGET)
                .read("DEV-70", 1, 3, TARGET)
                .read("DEV-70", 2, 4, TARGET)
                .read("DEV-70", 2, 5, TARGET)
                .read("DEV-70", 3, 6, TARGET)
                .read("DEV-70", 3, 7, TARGET)
                .read("DEV-05", 1, 4, TARGET);
    }

    private void domains() {
        for (int domain = 1; domain < 4; domain++) {
            trials.named("map-domain-" + domain, "a unit is assigned to domain %d".formatted(domain), WRONG_DOMAIN)
                    .exclude(TARGET)
                    .base(0, TABLE + 0x1000, 0, false, true)
                    .base(1, TABLE + 0x1000, 0, false, true)
                    .base(2, TABLE + 0x1000, 0, false, true)
                    .base(3, TABLE + 0x1000, 0, false, true)
                    .base(domain)
                    .map(0, BUS, UNIT, domain, NONE, 0)
                    .control(ENABLE)
                    .stage()
                    .read("DEV-03", BUS, UNIT, TARGET)
                    .read("DEV-05", BUS, UNIT + 1, TARGET);
        }
    }

    private void unmapped() {
        trials.named("map-nothing", "nothing is mapped; domain 0 excludes the target", WRONG_DOMAIN)
                .exclude(TARGET)
                .base(0)
                .base(1, TABLE + 0x1000, 0, false, true)
                .write(DevTrial.MAP, 0)
                .control(ENABLE)
                .stage()
                .read("DEV-05", 0, 0, TARGET)
                .read("DEV-05", 0xFF, 0x1F, TARGET)
                .read("DEV-05", BUS, UNIT, TARGET);
    }

    /** A device moves to domain 1 and back. */
    private void remapped() {
        trials.named(
                        "map-changed",
                        "a device is assigned to domain 1, which excludes nothing, and no more",
                        WRONG_DOMAIN)
                .exclude(TARGET)
                .base(0)
                .base(1, TABLE + 0x1000, 0, false, true)
                .control(ENABLE)
                .stage()
                .read("DEV-05", BUS, UNIT, TARGET)
                .map(0, BUS, UNIT, 1, NONE, 0)
                .control(ENABLE)
                .stage()
                .read("DEV-04", BUS, UNIT, TARGET)
                .write(DevTrial.MAP, DevTrial.mapping(BUS, UNIT, 1, NONE, 0) & ~0x20)
                .control(ENABLE)
                .stage()
                .read("DEV-69", BUS, UNIT, TARGET);
    }
}
