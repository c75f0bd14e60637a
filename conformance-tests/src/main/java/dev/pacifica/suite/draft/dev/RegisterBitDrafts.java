package dev.pacifica.suite.draft.dev;

import static dev.pacifica.suite.draft.dev.DevTrial.BASE_HI;
import static dev.pacifica.suite.draft.dev.DevTrial.BASE_LO;
import static dev.pacifica.suite.draft.dev.DevTrial.CR;
import static dev.pacifica.suite.draft.dev.DevTrial.MAP;

import dev.pacifica.suite.draft.Draft;
import java.util.List;

/** Each defined bit of the registers of every domain and map that domain 0 and map 0 leave to be seen. */
public final class RegisterBitDrafts {
    private static final int NOT_MEMORY_CLEAR = ~2;

    private final DevTrials trials = new DevTrials();

    private RegisterBitDrafts() {}

    public static List<Draft> all() {
        RegisterBitDrafts drafts = new RegisterBitDrafts();
        for (int domain = 1; domain < 4; domain++) {
            drafts.walk("base-hi-of-domain-" + domain, "DEV-63", BASE_HI + domain, 0, 8, 0xFF);
            drafts.walk("base-address-of-domain-" + domain, "DEV-64", BASE_LO + domain, 12, 32, 0xFFFF_F07F);
            drafts.walk("base-size-of-domain-" + domain, "DEV-64", BASE_LO + domain, 0, 7, 0xFFFF_F07F);
        }
        for (int map = 1; map < 3; map++) {
            drafts.walk("map-%d-units".formatted(map), "DEV-68", MAP + map, 0, 12, -1);
            drafts.walk("map-%d-bus".formatted(map), "DEV-68", MAP + map, 12, 20, -1);
        }
        drafts.mapDomains();
        drafts.control();
        return drafts.trials.all();
    }

    /** Bits from {@code first} to before {@code end}, one at a time; all others are written as zero. */
    private void walk(String name, String rule, int register, int first, int end, int mask) {
        DevTrial trial = trials.named(
                name + "-bit-by-bit",
                "bits %d to %d of register %03Xh are set one by one".formatted(first, end - 1, register),
                "a bit is not stored, or that of another register is");
        for (int bit = first; bit < end; bit++) {
            trial.write(register, 1 << bit).reads(rule, register, mask, 1 << bit);
        }
        trial.write(register, 0).stage();
    }

    /** Domains of both halves, as far as there are such domains. */
    private void mapDomains() {
        for (int map = 0; map < 3; map++) {
            DevTrial trial = trials.named(
                    "map-%d-domains".formatted(map),
                    "the domains of register %d of DEV_MAP are written and read".formatted(map),
                    "the domains of both halves are exchanged or cut off");
            for (int domain = 0; domain < 4; domain++) {
                int value = domain << 20 | (domain ^ 3) << 26;
                trial.write(MAP + map, value).reads("DEV-68", MAP + map, -1, value);
            }
            trial.stage();
        }
    }

    /** Pairs of bits, so that none is taken from its neighbour's. */
    private void control() {
        DevTrial trial = trials.named(
                "cr-bits-in-pairs", "two bits of DEV_CR are set at a time", "a bit of DEV_CR depends on another");
        for (int value : new int[] {0x5, 0x9, 0x41, 0xC, 0x44, 0x48, 0x4D}) {
            trial.write(CR, value).reads("DEV-58", CR, NOT_MEMORY_CLEAR, value);
        }
        trial.write(CR, 0).stage();
    }
}
