package dev.pacifica.suite.draft.dev;

import static dev.pacifica.suite.draft.dev.DevTrial.ENABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.ERR_ADDR_HI;
import static dev.pacifica.suite.draft.dev.DevTrial.ERR_ADDR_LO;
import static dev.pacifica.suite.draft.dev.DevTrial.ERR_STATUS;

import dev.pacifica.suite.draft.Draft;
import java.util.List;

/**
 * Each bit of the page frame number by itself, and the last bytes that a vector covers. As in {@link CoverageDrafts} there need be no
 * memory where these requests go, so that the log tells.
 */
public final class AddressBitDrafts {
    private static final int VALID = 1 << 31;
    private static final int PAGE = 0xFFFF_F000;
    /** Covers 1 TByte. */
    private static final int LARGEST_SIZE = 8;
    /** Where the byte for the page lies, whatever its number is. */
    private static final long BYTE = 0x1A0_1000;

    private final DevTrials trials = new DevTrials();

    private AddressBitDrafts() {}

    public static List<Draft> all() {
        AddressBitDrafts drafts = new AddressBitDrafts();
        for (int bit = 24; bit < 40; bit++) {
            drafts.oneBit(bit);
        }
        for (int size = 0; size < LARGEST_SIZE; size++) {
            drafts.lastBytes(size);
        }
        return drafts.trials.all();
    }

    /** A vector of 1 TByte that is placed so that the page's byte lies in the arena; its neighbour's bit is in the same byte. */
    private void oneBit(int bit) {
        long address = 1L << bit;
        long base = BYTE - (address >>> 15 & -0x1000L);
        trials.named(
                        "page-with-address-bit-%d".formatted(bit),
                        "the page of an address of which only bit %d is set is excluded".formatted(bit),
                        "bit %d of the address does not count for the page's bit, or is not logged".formatted(bit))
                .exclude(base, address)
                .write(ERR_STATUS, 0)
                .base(0, base, LARGEST_SIZE, true, true)
                .control(ENABLE)
                .stage()
                .probes(0, 3, address + 0x1000)
                .reads("DEV-11", ERR_STATUS, VALID, 0)
                .stage()
                .probes(0, 3, address)
                .reads("DEV-11", ERR_STATUS, VALID, VALID)
                .reads("DEV-75", ERR_ADDR_LO, PAGE, (int) address)
                .reads("DEV-75", ERR_ADDR_HI, 0xFF, (int) (address >>> 32))
                .stage();
    }

    /** P forbids what is beyond, which the last eight bytes are not. */
    private void lastBytes(int size) {
        trials.named(
                        "size-%d-last-bytes".formatted(size),
                        "a request for the last bytes that a vector of zeros of SIZE %d covers, with P set"
                                .formatted(size),
                        "the last page that a vector of SIZE %d covers counts as beyond it".formatted(size))
                .write(ERR_STATUS, 0)
                .base(0, 0x200_0000 - (0x2_0000L << size), size, true, true)
                .control(ENABLE)
                .stage()
                .probes(0, 3, (0x1_0000_0000L << size) - 8)
                .reads("DEV-22", ERR_STATUS, VALID, 0)
                .stage();
    }
}
