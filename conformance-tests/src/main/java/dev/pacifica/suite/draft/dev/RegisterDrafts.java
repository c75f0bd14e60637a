package dev.pacifica.suite.draft.dev;

import static dev.pacifica.suite.draft.dev.DevTrial.BASE_HI;
import static dev.pacifica.suite.draft.dev.DevTrial.BASE_LO;
import static dev.pacifica.suite.draft.dev.DevTrial.CAP;
import static dev.pacifica.suite.draft.dev.DevTrial.CR;
import static dev.pacifica.suite.draft.dev.DevTrial.MAP;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;

/** The registers as software reads and writes them: the capability block, and what is behind its window. */
public final class RegisterDrafts {
    private static final int ALL = -1;

    private final DevTrials trials = new DevTrials();

    private RegisterDrafts() {}

    public static List<Draft> all() {
        RegisterDrafts drafts = new RegisterDrafts();
        drafts.capability();
        drafts.counts();
        drafts.control();
        drafts.bases();
        drafts.maps();
        drafts.selector();
        List<Draft> all = new ArrayList<>(drafts.trials.all());
        all.addAll(CapabilityDrafts.all());
        return all;
    }

    /** DEV_CAP has no bit that is written. */
    private void capability() {
        trials.named("cap-read-only", "DEV_CAP is written with zeros and with ones", "DEV_CAP can be written")
                .write(CAP, 0)
                .reads("DEV-55", CAP, 0xFF00_0000, 0)
                .write(CAP, ALL)
                .reads("DEV-55", CAP, 0xFF00_0000, 0)
                .stage();
    }

    /** There is a domain, and registers do not run out before what DEV_CAP says: for those of the first implementation. */
    private void counts() {
        DevTrial trial = trials.named(
                "cap-counts", "N_DOMAINS and N_MAPS are read and compared with 1", "no domain, or an empty DEV_CAP");
        long at = trial.read(CAP, 0xFFFF00);
        trial.stage()
                .lines(
                        "mov eax, [0x%x]".formatted(at),
                        "mov dword [0x%x], 0".formatted(at),
                        "cmp ah, 1",
                        "setae [0x%x]".formatted(at),
                        "xor eax, eax",
                        "cmp eax, eax");
        trial.draft().claim("DEV-55", Subject.memory(at), 1);
    }

    private void control() {
        trials.named("cr-after-reset", "DEV_CR is read after reset", "DEV_CR is not cleared by RESET")
                .reads("DEV-57", CR, ALL, 0)
                .stage();
        for (int bit : new int[] {0, 2, 3, 6}) {
            trials.named(
                            "cr-bit-" + bit,
                            "bit %d of DEV_CR is set and cleared".formatted(bit),
                            "the bit cannot be changed")
                    .write(CR, 1 << bit)
                    .reads("DEV-58", CR, ~2, 1 << bit)
                    .write(CR, 0)
                    .reads("DEV-58", CR, ~2, 0)
                    .stage();
        }
        trials.named(
                        "cr-invalidate",
                        "DEV_CR is written with bit 4, and polled until it is clear",
                        "bit 4 stays set, or clears others")
                .write(CR, 0x45)
                .write(CR, 0x55)
                .reads("DEV-84", CR, ~2, 0x45)
                .stage();
        trials.named("cr-invalidate-by-itself", "bit 4 of DEV_CR is written alone", "bit 4 changes other bits")
                .write(CR, 0x10)
                .reads("DEV-58", CR, ~2, 0)
                .stage();
    }

    private void bases() {
        for (int domain = 0; domain < 4; domain++) {
            trials.named(
                            "base-of-domain-" + domain,
                            "DEV_BASE of domain %d is written and read".formatted(domain),
                            "fields are lost or shared")
                    .write(BASE_LO + (domain ^ 1), 0)
                    .write(BASE_HI + (domain ^ 1), 0)
                    .write(BASE_HI + domain, 0xA5)
                    .write(BASE_LO + domain, 0x9ABC_D053)
                    .reads("DEV-63", BASE_HI + domain, 0xFF, 0xA5)
                    .reads("DEV-64", BASE_LO + domain, 0xFFFF_F07F, 0x9ABC_D053)
                    .reads("DEV-50", BASE_LO + (domain ^ 1), 0xFFFF_F07F, 0)
                    .reads("DEV-50", BASE_HI + (domain ^ 1), 0xFF, 0)
                    .stage();
        }
        DevTrial bits = trials.named(
                "base-lo-bit-by-bit", "each defined bit of DEV_BASE_LO is set by itself", "a bit is not stored");
        for (int bit : new int[] {0, 1, 2, 3, 4, 5, 6, 12, 19, 20, 30, 31}) {
            bits.write(BASE_LO, 1 << bit).reads("DEV-64", BASE_LO, 0xFFFF_F07F, 1 << bit);
        }
        bits.stage();
        DevTrial high = trials.named(
                "base-hi-bit-by-bit", "each defined bit of DEV_BASE_HI is set by itself", "a bit is not stored");
        for (int bit = 0; bit < 8; bit++) {
            high.write(BASE_HI, 1 << bit).reads("DEV-63", BASE_HI, 0xFF, 1 << bit);
        }
        high.stage();
        trials.named(
                        "base-above-4-gbytes",
                        "a base above 4 GBytes is written and read",
                        "the upper half of the base is lost")
                .base(0, 0xFF_FFFF_F000L, 8, true, true)
                .reads("DEV-13", BASE_LO, ALL, 0xFFFF_F023)
                .reads("DEV-13", BASE_HI, 0xFF, 0xFF)
                .stage();
    }

    private void maps() {
        for (int index = 0; index < 3; index++) {
            trials.named(
                            "register-of-map-" + index,
                            "DEV_MAP register %d is written and read".formatted(index),
                            "fields are lost or shared")
                    .write(MAP + (index + 1) % 3, 0)
                    .write(MAP + index, DevTrial.mapping(0xA5, 0x1A, 1, 0x05, 2))
                    .reads("DEV-68", MAP + index, ALL, DevTrial.mapping(0xA5, 0x1A, 1, 0x05, 2))
                    .reads("DEV-50", MAP + (index + 1) % 3, ALL, 0)
                    .stage();
        }
        DevTrial bits = trials.named("map-bit-by-bit", "bits of DEV_MAP are set one by one", "a bit is not stored");
        for (int bit = 0; bit < 20; bit += 2) {
            bits.write(MAP, 1 << bit).reads("DEV-68", MAP, ALL, 1 << bit);
        }
        bits.stage();
    }

    private void selector() {
        for (int index : new int[] {1, 3, 0xFF}) {
            trials.named(
                            "index-%d-of-single-registers".formatted(index),
                            "DEV_CR is written with an index and read with none, and the other way round",
                            "the index of a single register counts")
                    .write(CR + index, 0x4)
                    .reads("DEV-49", CR, ~2, 0x4)
                    .write(CR, 0x40)
                    .reads("DEV-49", CR + index, ~2, 0x40)
                    .reads("DEV-49", CAP + index, 0xFF00_0000, 0)
                    .write(CR, 0)
                    .stage();
        }
        trials.named(
                        "functions-apart",
                        "registers of each function are written, then read",
                        "functions share a register")
                .write(BASE_LO, 0x1234_5000)
                .write(BASE_HI, 0x67)
                .write(MAP, 0x0010_0023)
                .write(CR, 0x44)
                .reads("DEV-48", BASE_LO, 0xFFFF_F07F, 0x1234_5000)
                .reads("DEV-48", BASE_HI, 0xFF, 0x67)
                .reads("DEV-48", MAP, ALL, 0x0010_0023)
                .reads("DEV-48", CR, ~2, 0x44)
                .reads("DEV-53", BASE_LO, 0xFFFF_F07F, 0x1234_5000)
                .stage();
    }
}
