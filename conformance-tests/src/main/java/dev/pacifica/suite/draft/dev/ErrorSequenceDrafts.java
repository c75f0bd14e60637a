package dev.pacifica.suite.draft.dev;

import static dev.pacifica.suite.draft.dev.DevTrial.ENABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.ERR_ADDR_HI;
import static dev.pacifica.suite.draft.dev.DevTrial.ERR_ADDR_LO;
import static dev.pacifica.suite.draft.dev.DevTrial.ERR_STATUS;
import static dev.pacifica.suite.draft.dev.DevTrial.TABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.TARGET;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Request;
import java.util.List;

/** What the log holds after two requests, the status cleared in between or not, and after requests of every kind. */
public final class ErrorSequenceDrafts {
    private static final int VALID = 1 << 31;
    private static final int PAGE = 0xFFFF_F000;
    private static final long SECOND = TARGET + 0x1000;
    private static final long HIGH = 0xA5_0000_0000L;

    private final DevTrials trials = new DevTrials();

    private ErrorSequenceDrafts() {}

    public static List<Draft> all() {
        ErrorSequenceDrafts drafts = new ErrorSequenceDrafts();
        for (boolean first : new boolean[] {false, true}) {
            for (boolean second : new boolean[] {false, true}) {
                drafts.clearedBetween(first, second);
                drafts.notCleared(first, second);
            }
        }
        drafts.sizes();
        drafts.addressAcross4GBytes(true);
        drafts.addressAcross4GBytes(false);
        drafts.otherDomain();
        drafts.allowedAfterDenied();
        drafts.invalidDomain();
        drafts.readTwice();
        return drafts.trials.all();
    }

    /** Two pages are excluded, and all that is beyond the vector. */
    private DevTrial excluded(String name, String title, String why) {
        return trials.named("error-" + name, title, why)
                .exclude(TARGET)
                .exclude(SECOND)
                .write(ERR_STATUS, 0)
                .write(ERR_ADDR_LO, 0)
                .write(ERR_ADDR_HI, 0)
                .base(0, TABLE, 0, true, true)
                .control(ENABLE)
                .stage();
    }

    private static String kind(boolean isWrite) {
        return isWrite ? "write" : "read";
    }

    private static void asks(DevTrial trial, boolean isWrite, long address) {
        if (isWrite) {
            trial.write("DEV-25", 0, 3, address, 0x5A);
        } else {
            trial.read("DEV-24", 0, 3, address);
        }
    }

    private static void logged(DevTrial trial, long address) {
        trial.reads("DEV-29", ERR_STATUS, VALID, VALID)
                .reads("DEV-75", ERR_ADDR_LO, PAGE, (int) address)
                .reads("DEV-75", ERR_ADDR_HI, 0xFF, (int) (address >>> 32));
    }

    private void clearedBetween(boolean first, boolean second) {
        DevTrial trial = excluded(
                "%s-cleared-then-%s".formatted(kind(first), kind(second)),
                "a %s is denied, the status cleared, and a %s of another page denied"
                        .formatted(kind(first), kind(second)),
                "a denied %s is not logged after a denied %s".formatted(kind(second), kind(first)));
        asks(trial, first, TARGET);
        trial.write(ERR_STATUS, 0).stage();
        asks(trial, second, SECOND + 8);
        logged(trial, SECOND);
        trial.stage();
    }

    /** DEV-79: either may be kept, but it is one of them. */
    private void notCleared(boolean first, boolean second) {
        DevTrial trial = excluded(
                "%s-and-%s".formatted(kind(first), kind(second)),
                "a %s and then a %s of another page are denied".formatted(kind(first), kind(second)),
                "the second error leaves a log of neither");
        asks(trial, first, TARGET);
        asks(trial, second, SECOND + 8);
        trial.reads("DEV-79", ERR_STATUS, VALID, VALID).reads("DEV-79", ERR_ADDR_HI, 0xFF, 0);
        long at = trial.read(ERR_ADDR_LO, PAGE);
        trial.stage().draft().claim("DEV-79", Subject.memory(at), ~0x1000L, TARGET);
    }

    /** The last bytes of the page: the page is logged whatever the size. */
    private void sizes() {
        for (int size : new int[] {1, 2, 4}) {
            DevTrial trial = excluded(
                            "of-%d-byte%s".formatted(size, size == 1 ? "" : "s"),
                            "a write of %d byte(s) at the end of an excluded page is denied".formatted(size),
                            "a small request is not logged, or with another page")
                    .holds(SECOND + 0xFF8)
                    .sends(Request.MEMORY_WRITE, 0, 3, SECOND + 0x1000 - size, size, 0);
            trial.draft().claim("DEV-25", Subject.memory(SECOND + 0xFF8), DevTrial.PATTERN);
            logged(trial, SECOND);
            trial.stage();
        }
    }

    private void addressAcross4GBytes(boolean isUpwards) {
        DevTrial trial = excluded(
                isUpwards ? "below-then-above-4-gbytes" : "above-then-below-4-gbytes",
                "requests below and above 4 GBytes are denied, the status cleared in between",
                "half of the address is that of the request before");
        trial.probes(0, 3, isUpwards ? TARGET : HIGH).write(ERR_STATUS, 0).stage();
        trial.probes(0, 3, isUpwards ? HIGH : TARGET);
        logged(trial, isUpwards ? HIGH : TARGET);
        trial.stage();
    }

    private void otherDomain() {
        DevTrial trial = excluded(
                        "of-another-domain",
                        "a device of domain 3 is denied a page that domain 0 does not exclude",
                        "only what domain 0 denies is logged")
                .exclude(TABLE + 0x1000, TARGET + 0x2000)
                .base(3, TABLE + 0x1000, 0, false, true)
                .map(2, 5, -1, 0, 9, 3)
                .control(ENABLE)
                .stage()
                .read("DEV-24", 5, 9, TARGET + 0x2000);
        logged(trial, TARGET + 0x2000);
        trial.stage();
    }

    private void allowedAfterDenied() {
        DevTrial trial = excluded(
                        "kept-by-an-allowed-request",
                        "a read is denied, and then one that is allowed is made",
                        "a request that is not denied changes the log")
                .read("DEV-24", 0, 3, TARGET)
                .read("DEV-12", 0, 3, TARGET + 0x2000);
        logged(trial, TARGET);
        trial.stage();
    }

    private void invalidDomain() {
        excluded(
                        "none-of-an-invalid-domain",
                        "V of the domain is clear, and its fields would deny the request",
                        "a request that is not denied is logged")
                .base(0, TABLE, 0, true, false)
                .control(ENABLE)
                .stage()
                .read("DEV-21", 0, 3, TARGET)
                .reads("DEV-75", ERR_STATUS, VALID, 0)
                .stage();
    }

    private void readTwice() {
        DevTrial trial = excluded(
                        "read-twice",
                        "the log is read twice after a denied read",
                        "reading the log clears or changes it")
                .read("DEV-24", 0, 3, SECOND);
        logged(trial, SECOND);
        logged(trial, SECOND);
        trial.stage();
    }
}
