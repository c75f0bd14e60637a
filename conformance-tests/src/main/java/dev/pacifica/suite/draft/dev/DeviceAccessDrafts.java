package dev.pacifica.suite.draft.dev;

import dev.pacifica.suite.draft.Draft;
import java.util.ArrayList;
import java.util.List;

/** What the exclusion vector denies devices, and what it leaves alone. */
public final class DeviceAccessDrafts {
    private static final String TOO_LAX = "a device reaches memory that its domain's vector excludes";
    private static final String TOO_STRICT = "a device is kept from memory that nothing excludes";

    private final List<DevTrial> trials = new ArrayList<>();

    private DeviceAccessDrafts() {}

    public static List<Draft> all() {
        DeviceAccessDrafts drafts = new DeviceAccessDrafts();
        drafts.onePage();
        return drafts.trials.stream().map(DevTrial::done).toList();
    }

    private DevTrial trial(String name, String title, String why) {
        DevTrial trial = new DevTrial("dev/" + name).about(title, why);
        trials.add(trial);
        return trial;
    }

    private void onePage() {
        trial("read-of-an-excluded-page", "a device reads a page that is excluded, and its neighbours", TOO_LAX)
                .exclude(DevTrial.TARGET)
                .base(0)
                .control(DevTrial.ENABLE)
                .stage()
                .read("DEV-24", 0, 3, DevTrial.TARGET)
                .read("DEV-12", 0, 3, DevTrial.TARGET - 8)
                .read("DEV-11", 0, 3, DevTrial.TARGET + 0x1000);
        trial(
                        "write-to-an-excluded-page",
                        "a device writes to a page that is excluded, and to its neighbours",
                        TOO_STRICT)
                .exclude(DevTrial.TARGET)
                .base(0)
                .control(DevTrial.ENABLE)
                .stage()
                .write("DEV-25", 0, 3, DevTrial.TARGET, 0x5A)
                .write("DEV-12", 0, 3, DevTrial.TARGET - 8, 0x5B)
                .write("DEV-11", 0, 3, DevTrial.TARGET + 0x1000, 0x5C);
    }
}
