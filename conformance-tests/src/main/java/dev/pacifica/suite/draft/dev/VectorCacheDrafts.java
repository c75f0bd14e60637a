package dev.pacifica.suite.draft.dev;

import static dev.pacifica.suite.draft.dev.DevTrial.CR;
import static dev.pacifica.suite.draft.dev.DevTrial.ENABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.TABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.TARGET;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Request;
import java.util.List;

/** What the bridge may remember of a vector: until an invalidation both the old and the new bit are permitted. */
public final class VectorCacheDrafts {
    private static final int PRB_DIS = 1 << 6;
    private static final long BYTE = TABLE + (TARGET >>> 15);
    private static final String STALE = "a changed bit is not used although the vector was invalidated";

    private final DevTrials trials = new DevTrials();

    private VectorCacheDrafts() {}

    public static List<Draft> all() {
        VectorCacheDrafts drafts = new VectorCacheDrafts();
        drafts.invalidated();
        drafts.notInvalidated();
        drafts.baseChanged();
        drafts.noProbe();
        return drafts.trials.all();
    }

    private DevTrial excluded(String name, String title) {
        return trials.named("cache-" + name, title, STALE)
                .exclude(TARGET)
                .base(0)
                .control(ENABLE)
                .stage()
                .read("DEV-12", 0, 3, TARGET);
    }

    private void invalidated() {
        excluded("permit-and-invalidate", "the bit of a page is cleared, and the vector invalidated")
                .rewrite(BYTE, 0)
                .lines("mfence")
                .control(ENABLE)
                .stage()
                .read("DEV-84", 0, 3, TARGET)
                .write("DEV-88", 0, 3, TARGET, 0x5A);
        trials.named("cache-exclude-and-invalidate", "the bit of a page is set, and the vector invalidated", STALE)
                .exclude(TARGET + 0x1000)
                .base(0)
                .control(ENABLE)
                .stage()
                .read("DEV-12", 0, 3, TARGET)
                .rewrite(BYTE, 1)
                .lines("mfence")
                .control(ENABLE)
                .stage()
                .read("DEV-84", 0, 3, TARGET)
                .read("DEV-88", 0, 3, TARGET + 0x1000);
        excluded("twice", "the bit of a page is cleared and set again, with invalidations")
                .rewrite(BYTE, 0)
                .control(ENABLE)
                .stage()
                .read("DEV-84", 0, 3, TARGET)
                .rewrite(BYTE, 1)
                .control(ENABLE)
                .stage()
                .read("DEV-84", 0, 3, TARGET);
        excluded("other-page-and-invalidate", "the bit of another page of the same byte is set")
                .rewrite(BYTE, 3)
                .control(ENABLE)
                .stage()
                .read("DEV-84", 0, 3, TARGET + 0x1000)
                .read("DEV-84", 0, 3, TARGET + 0x2000);
    }

    /** The answers are free; what they are after the invalidation is not. */
    private void notInvalidated() {
        for (boolean sets : new boolean[] {false, true}) {
            DevTrial trial = trials.named(
                            sets ? "cache-exclude-and-use" : "cache-permit-and-use",
                            "the bit of a page is %s, and not invalidated before the page is asked for"
                                    .formatted(sets ? "set" : "cleared"),
                            "a bit that is neither the old nor the new one is used, or an invalidation has no effect")
                    .exclude(sets ? TARGET + 0x2000 : TARGET)
                    .base(0)
                    .control(ENABLE)
                    .stage()
                    .read("DEV-12", 0, 3, TARGET)
                    .rewrite(BYTE, sets ? 1 : 0)
                    .stage();
            long either = trial.asked(Request.MEMORY_READ, 0, 3, TARGET, 8);
            trial.draft().claim("DEV-83", Subject.memory(either), DevTrial.PATTERN, DevTrial.PATTERN);
            trial.control(ENABLE).stage().read("DEV-85", 0, 3, TARGET);
        }
    }

    /** Whether remembered bits are those of the base or of the domain shows only without an invalidation. */
    private void baseChanged() {
        excluded("base-and-invalidate", "the vector is exchanged for one of zeros, with an invalidation")
                .base(0, TABLE + 0x1000, 0, false, true)
                .control(ENABLE)
                .stage()
                .read("DEV-66", 0, 3, TARGET);
        DevTrial trial = excluded("base-and-use", "the vector is exchanged for one of zeros, without an invalidation")
                .base(0, TABLE + 0x1000, 0, false, true)
                .stage();
        trial.asked(Request.MEMORY_READ, 0, 3, TARGET, 8);
        trial.control(ENABLE).stage().read("DEV-66", 0, 3, TARGET);
    }

    /** Without probes a line that the processor has written reaches memory by CLFLUSH. */
    private void noProbe() {
        trials.named("cache-no-probe-and-flush", "probes are off; the line is flushed before the invalidation", STALE)
                .exclude(TARGET)
                .base(0)
                .control(ENABLE | PRB_DIS)
                .stage()
                .read("DEV-12", 0, 3, TARGET)
                .rewrite(BYTE, 0)
                .lines("clflush [0x%x]".formatted(BYTE), "mfence")
                .control(ENABLE | PRB_DIS)
                .stage()
                .read("DEV-87", 0, 3, TARGET)
                .reads("DEV-58", CR, PRB_DIS, PRB_DIS)
                .stage();
        excluded("written-line-is-seen", "the line of a bit that was just written has not been flushed")
                .rewrite(BYTE, 2)
                .control(ENABLE)
                .stage()
                .read("DEV-86", 0, 3, TARGET)
                .read("DEV-86", 0, 3, TARGET + 0x1000);
    }
}
