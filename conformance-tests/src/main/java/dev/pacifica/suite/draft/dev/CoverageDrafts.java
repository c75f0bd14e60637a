package dev.pacifica.suite.draft.dev;

import static dev.pacifica.suite.draft.dev.DevTrial.ENABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.ERR_STATUS;

import dev.pacifica.suite.draft.Draft;
import java.util.List;

/**
 * How far vectors reach, and what P says of the rest. There need be no memory where these requests go, so that what tells a denied one
 * from another is that it is logged (DEV-78).
 */
public final class CoverageDrafts {
    private static final int VALID = 1 << 31;
    private static final long COVERED = 0x1_0000_0000L;
    private static final int LARGEST_SIZE = 8;
    /** The last page below the addresses that are not memory space. */
    private static final long LAST_PAGE = 0xFC_FFFF_F000L;
    /** No vector reaches the arena's end from here, and each has its last page in the arena. */
    private static final String WRONG_RANGE = "the vector is taken to cover more or less than its SIZE says";

    private final DevTrials trials = new DevTrials();

    private CoverageDrafts() {}

    public static List<Draft> all() {
        CoverageDrafts drafts = new CoverageDrafts();
        for (int size = 0; size <= LARGEST_SIZE; size++) {
            drafts.covered(size);
            if (size < LARGEST_SIZE) {
                drafts.beyond(size, true);
                drafts.beyond(size, false);
            }
        }
        drafts.farBeyond();
        drafts.mappedRegisters();
        return drafts.trials.all();
    }

    /** Where a vector starts whose last page is in the arena. */
    private static long base(int size) {
        long bytes = 0x2_0000L << size;
        return 0x200_0000 - bytes;
    }

    private static long last(int size) {
        return Math.min((COVERED << size) - 0x1000, LAST_PAGE);
    }

    /** The last page that the vector covers is excluded, and P is clear; the page before it is not excluded. */
    private void covered(int size) {
        logged(
                "size-%d-last-page".formatted(size),
                "a request for the last page that a vector of SIZE %d covers".formatted(size),
                "DEV-14",
                size,
                false,
                last(size),
                last(size));
        logged(
                "size-%d-page-before-last".formatted(size),
                "a request for a page that is not excluded, near the end of a vector of SIZE %d".formatted(size),
                "DEV-14",
                size,
                true,
                last(size),
                last(size) - 0x1000);
    }

    private void beyond(int size, boolean isForbidden) {
        logged(
                "beyond-size-%d-p-%d".formatted(size, isForbidden ? 1 : 0),
                "a request for the first page beyond a vector of SIZE %d".formatted(size),
                "DEV-22",
                size,
                isForbidden,
                last(size),
                COVERED << size);
    }

    private void farBeyond() {
        for (int size : new int[] {0, 4, 7}) {
            logged(
                    "far-beyond-size-%d-p-1".formatted(size),
                    "a request far beyond a vector of SIZE %d, with P set".formatted(size),
                    "DEV-22",
                    size,
                    true,
                    last(size),
                    LAST_PAGE - 0x5000);
            logged(
                    "far-beyond-size-%d-p-0".formatted(size),
                    "a request far beyond a vector of SIZE %d, with P clear".formatted(size),
                    "DEV-22",
                    size,
                    false,
                    last(size),
                    LAST_PAGE);
        }
    }

    /** Registers in memory space are memory to the check: DEV-17, and requests to other devices, DEV-30. */
    private void mappedRegisters() {
        logged(
                "memory-mapped-space-excluded",
                "a request for memory-mapped registers that are excluded",
                "DEV-30",
                0,
                false,
                0xD000_0000L,
                0xD000_0000L);
        logged(
                "memory-mapped-space-not-excluded",
                "a request for memory-mapped registers beside those that are excluded",
                "DEV-17",
                0,
                false,
                0xD000_0000L,
                0xD000_1000L);
    }

    private void logged(
            String name, String title, String rule, int size, boolean isForbidden, long excluded, long address) {
        DevTrial trial = trials.named(name, title, WRONG_RANGE)
                .exclude(base(size), excluded)
                .write(ERR_STATUS, 0)
                .base(0, base(size), size, isForbidden, true)
                .control(ENABLE)
                .stage()
                .probes(0, 3, address);
        boolean isDenied = trial.denied(0, 3, address);
        trial.reads(rule, ERR_STATUS, VALID, isDenied ? VALID : 0).stage();
    }
}
