package dev.pacifica.suite.draft.dev;

import dev.pacifica.suite.draft.Draft;
import java.util.ArrayList;
import java.util.List;

/** The experiments of one class of drafts. */
final class DevTrials {
    private final List<DevTrial> trials = new ArrayList<>();

    DevTrial named(String name, String title, String why) {
        DevTrial trial = new DevTrial("dev/" + name).about(title, why);
        trials.add(trial);
        return trial;
    }

    List<Draft> all() {
        return trials.stream().map(DevTrial::done).toList();
    }
}
