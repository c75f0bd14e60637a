package dev.pacifica.suite.draft.dev;

import static dev.pacifica.suite.draft.dev.DevTrial.ENABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.TABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.TARGET;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Request;
import java.util.List;

/** What the exclusion vector denies devices, and what it leaves alone. */
public final class DeviceAccessDrafts {
    private static final String TOO_LAX = "a device reaches memory that its domain's vector excludes";
    private static final String TOO_STRICT = "a device is kept from memory that nothing excludes";
    private static final String WRONG_BIT = "another bit of the vector is taken for the page's";
    private static final long OTHER_TABLE = 0x110_2000;
    /** Away from all pages that have one address bit more than the first of the arena. */
    private static final long FAR_TABLE = 0x1A0_1000;

    private static final long SVME = 1 << 12;

    private final DevTrials trials = new DevTrials();

    private DeviceAccessDrafts() {}

    public static List<Draft> all() {
        DeviceAccessDrafts drafts = new DeviceAccessDrafts();
        drafts.onePage();
        drafts.sizes();
        drafts.bitOrder();
        drafts.allBitsButOne();
        drafts.bitOfEachPage();
        drafts.whereTheVectorLies();
        drafts.switchedOff();
        drafts.processors();
        drafts.sharedVectors();
        drafts.transfers();
        drafts.fromNothing();
        return drafts.trials.all();
    }

    /** The vector excludes one page, and all is enabled. */
    private DevTrial excluded(String name, String title, String why) {
        return trials.named(name, title, why)
                .exclude(TARGET)
                .base(0)
                .control(ENABLE)
                .stage();
    }

    private void onePage() {
        excluded("read-of-an-excluded-page", "a device reads a page that is excluded, and its neighbours", TOO_LAX)
                .read("DEV-24", 0, 3, TARGET)
                .read("DEV-26", 0, 3, TARGET + 0xFF8)
                .read("DEV-12", 0, 3, TARGET - 8)
                .read("DEV-11", 0, 3, TARGET + 0x1000);
        excluded("write-to-an-excluded-page", "a device writes to a page that is excluded, and its neighbours", TOO_LAX)
                .write("DEV-25", 0, 3, TARGET, 0x5A)
                .write("DEV-25", 0, 3, TARGET + 0xFF8, 0x5A)
                .write("DEV-12", 0, 3, TARGET - 8, 0x5B)
                .write("DEV-07", 0, 3, TARGET + 0x1000, 0x5C);
        excluded("read-and-write-alike", "a device reads, writes and reads a page that is excluded", TOO_LAX)
                .read("DEV-06", 0, 3, TARGET)
                .write("DEV-06", 0, 3, TARGET, 0x5A)
                .read("DEV-06", 0, 3, TARGET);
        trials.named("vector-of-zeros", "a device uses memory with a vector of zeros", TOO_STRICT)
                .base(0)
                .control(ENABLE)
                .stage()
                .read("DEV-12", 0, 3, TARGET)
                .write("DEV-12", 0, 3, TARGET, 0x1234)
                .read("DEV-37", 0, 3, TARGET);
    }

    /** Smaller requests, at the border of the excluded page. */
    private void sizes() {
        for (int size : new int[] {1, 2, 4}) {
            long mask = -1L >>> 64 - 8 * size;
            DevTrial trial = excluded(
                    "requests-of-%d-byte%s".formatted(size, size == 1 ? "" : "s"),
                    "requests of %d byte(s) on both sides of the border of a page that is excluded".formatted(size),
                    "small requests are not checked, or not by their own page");
            trial.holds(TARGET).holds(TARGET - 8);
            long denied = trial.asked(Request.MEMORY_READ, 0, 3, TARGET, size);
            long allowed = trial.asked(Request.MEMORY_READ, 0, 3, TARGET - size, size);
            trial.sends(Request.MEMORY_WRITE, 0, 3, TARGET, size, 0);
            trial.draft()
                    .claim("DEV-24", Subject.memory(denied), mask)
                    .claim("DEV-26", Subject.memory(denied + 8), 1)
                    .claim("DEV-12", Subject.memory(allowed), DevTrial.PATTERN >>> 64 - 8 * size)
                    .claim("DEV-12", Subject.memory(allowed + 8), 0)
                    .claim("DEV-25", Subject.memory(TARGET), DevTrial.PATTERN);
        }
    }

    /** Each bit of two bytes of the vector by itself, with the pages before and behind its own. */
    private void bitOrder() {
        for (int page = 0; page < 16; page++) {
            long address = TARGET + page * 0x1000L;
            trials.named(
                            "bit-%d-of-two-bytes".formatted(page),
                            "one bit is set of the two bytes of a vector for a block of 64 KBytes",
                            WRONG_BIT)
                    .exclude(address)
                    .base(0)
                    .control(ENABLE)
                    .stage()
                    .read("DEV-11", 0, 3, address)
                    .read("DEV-11", 0, 3, address - 0x1000)
                    .read("DEV-11", 0, 3, address + 0x1000)
                    .read("DEV-20", 0, 3, TARGET + (page ^ 8) * 0x1000L);
        }
    }

    private void allBitsButOne() {
        for (int page : new int[] {0, 7, 9}) {
            long address = TARGET + page * 0x1000L;
            trials.named(
                            "bit-%d-of-two-bytes-clear".formatted(page),
                            "all bits are set but one of the two bytes of a vector for a block of 64 KBytes",
                            WRONG_BIT)
                    .excludeAllBut(address, TARGET, 16)
                    .base(0)
                    .control(ENABLE)
                    .stage()
                    .write("DEV-11", 0, 3, address, 0x77)
                    .write("DEV-11", 0, 3, TARGET + (page ^ 1) * 0x1000L, 0x78)
                    .write("DEV-20", 0, 3, TARGET + (page ^ 8) * 0x1000L, 0x79);
        }
    }

    /** A page for each bit of the page frame number that memory of the fixture has. */
    private void bitOfEachPage() {
        for (int bit = 12; bit < 24; bit++) {
            long address = 0x100_0000 | 1L << bit;
            if (bit == 12) {
                address = 0x100_A000;
            }
            trials.named(
                            "page-with-address-bit-%d".formatted(bit),
                            "the page of an address with bit %d is excluded".formatted(bit),
                            WRONG_BIT)
                    .exclude(FAR_TABLE, address)
                    .base(0, FAR_TABLE, 0, false, true)
                    .control(ENABLE)
                    .stage()
                    .read("DEV-01", 0, 3, address + 0x10)
                    .read("DEV-11", 0, 3, address ^ 1L << 23);
        }
    }

    private void whereTheVectorLies() {
        for (long base : new long[] {0x110_1000, 0x110_7000, 0x11F_F000, 0x1FF_0000}) {
            trials.named(
                            "base-%x".formatted(base),
                            "a vector at an address that is aligned to 4 KBytes only",
                            WRONG_BIT)
                    .exclude(base, TARGET)
                    .base(0, base, 0, false, true)
                    .control(ENABLE)
                    .stage()
                    .read("DEV-15", 0, 3, TARGET)
                    .read("DEV-15", 0, 3, TARGET + 0x1000);
        }
        trials.named(
                        "vector-in-a-page-that-it-excludes",
                        "a device writes to a vector that excludes the page in which it lies",
                        "a device can change the vector that excludes it")
                .exclude(TABLE)
                .exclude(TARGET)
                .base(0)
                .control(ENABLE)
                .stage()
                .write("DEV-19", 0, 3, TABLE + 0x800, 0)
                .read("DEV-19", 0, 3, TARGET);
    }

    private void switchedOff() {
        trials.named("not-enabled", "the domain is valid, and DEV is not enabled", TOO_STRICT)
                .exclude(TARGET)
                .base(0)
                .control(0)
                .stage()
                .read("DEV-08", 0, 3, TARGET)
                .write("DEV-08", 0, 3, TARGET, 0x99);
        trials.named("never-touched", "no register of DEV is written", TOO_STRICT)
                .stage()
                .read("DEV-08", 0, 3, TARGET)
                .write("DEV-57", 0, 3, TARGET, 0x99);
        trials.named("enabled-and-disabled", "DEV is enabled and disabled again", "it is still in force when disabled")
                .exclude(TARGET)
                .base(0)
                .control(ENABLE)
                .stage()
                .read("DEV-12", 0, 3, TARGET)
                .control(0)
                .stage()
                .read("DEV-91", 0, 3, TARGET);
        trials.named("domain-not-valid", "V of the domain's base is clear", "an invalid base is used")
                .exclude(TARGET)
                .base(0, TABLE, 0, false, false)
                .control(ENABLE)
                .stage()
                .read("DEV-21", 0, 3, TARGET)
                .write("DEV-21", 0, 3, TARGET, 0x66);
        trials.named("domain-not-valid-with-p", "V of the domain's base is clear, P is set", "P counts without V")
                .base(0, TABLE, 0, true, false)
                .control(ENABLE)
                .stage()
                .read("DEV-21", 0, 3, TARGET);
        excluded("svm-disabled", "a device asks for an excluded page while EFER.SVME is clear", "DEV depends on SVM")
                .read("DEV-09", 0, 3, TARGET)
                .write("DEV-09", 0, 3, TARGET, 0x33)
                .draft()
                .state("efer", Slot.of("efer").initial() & ~SVME);
    }

    /** A processor reads and writes what devices must not. */
    private void processors() {
        DevTrial trial = excluded(
                "processor-in-an-excluded-page",
                "the processor reads and writes a page that is excluded",
                "the vector is applied to processors");
        trial.holds(TARGET).lines("mov r8, [0x%x]".formatted(TARGET), "mov qword [0x%x], 0x77".formatted(TARGET + 8));
        trial.stage().read("DEV-12", 0, 3, TARGET);
        trial.draft().claim("DEV-10", "r8", DevTrial.PATTERN).claim("DEV-10", Subject.memory(TARGET + 8), 0x77);
    }

    private void sharedVectors() {
        trials.named("two-domains-one-vector", "two domains have the same vector", TOO_LAX)
                .exclude(TARGET)
                .base(0)
                .base(1)
                .map(0, 0, 7, 1, -1, 0)
                .control(ENABLE)
                .stage()
                .read("DEV-18", 0, 7, TARGET)
                .read("DEV-18", 0, 3, TARGET)
                .read("DEV-18", 0, 7, TARGET + 0x1000);
        trials.named("two-domains-two-vectors", "two domains exclude a page each", "domains share what they exclude")
                .exclude(TARGET)
                .exclude(OTHER_TABLE, TARGET + 0x1000)
                .base(0)
                .base(1, OTHER_TABLE, 0, false, true)
                .map(0, 0, 7, 1, -1, 0)
                .control(ENABLE)
                .stage()
                .read("DEV-03", 0, 3, TARGET)
                .read("DEV-03", 0, 7, TARGET)
                .read("DEV-03", 0, 3, TARGET + 0x1000)
                .write("DEV-03", 0, 7, TARGET + 0x1000, 0x12);
    }

    /** As drivers do it: maps and bases of all domains, then the vector, then DEV_CR. */
    private void fromNothing() {
        DevTrial trial = trials.named(
                "enabled-from-nothing", "all registers are set up in the order that drivers keep to", TOO_LAX);
        for (int map = 0; map < 3; map++) {
            trial.write(DevTrial.MAP + map, 0);
        }
        for (int domain = 1; domain < 4; domain++) {
            trial.base(domain, 0, 0, false, false);
        }
        trial.exclude(TARGET)
                .base(0)
                .control(ENABLE | DevTrial.IOSPEN)
                .stage()
                .read("DEV-89", 0, 3, TARGET)
                .read("DEV-89", 0xFF, 0x1F, TARGET)
                .read("DEV-89", 0, 3, TARGET + 0x1000);
    }

    /** Three requests of one transfer; the page in the middle is excluded. */
    private void transfers() {
        excluded(
                        "transfer-over-three-pages",
                        "a transfer whose second page is excluded",
                        "a transfer is checked only once")
                .write("DEV-27", 0, 3, TARGET - 8, 1)
                .write("DEV-27", 0, 3, TARGET, 2)
                .write("DEV-27", 0, 3, TARGET + 0x1000, 3);
    }
}
