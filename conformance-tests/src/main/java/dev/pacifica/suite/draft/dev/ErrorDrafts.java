package dev.pacifica.suite.draft.dev;

import static dev.pacifica.suite.draft.dev.DevTrial.CR;
import static dev.pacifica.suite.draft.dev.DevTrial.ENABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.ERR_ADDR_HI;
import static dev.pacifica.suite.draft.dev.DevTrial.ERR_ADDR_LO;
import static dev.pacifica.suite.draft.dev.DevTrial.ERR_STATUS;
import static dev.pacifica.suite.draft.dev.DevTrial.MCE;
import static dev.pacifica.suite.draft.dev.DevTrial.TARGET;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Request;
import java.util.List;

/** What is logged of a denied request, and its report by machine check. Of the log only what software relies upon is looked at (DEV-78). */
public final class ErrorDrafts {
    private static final int VALID = 1 << 31;
    private static final int PAGE = 0xFFFF_F000;
    private static final String NOT_LOGGED = "a denied request leaves no trace, or one that was not denied does";

    private final DevTrials trials = new DevTrials();

    private ErrorDrafts() {}

    public static List<Draft> all() {
        ErrorDrafts drafts = new ErrorDrafts();
        drafts.logged();
        drafts.notLogged();
        drafts.cleared();
        drafts.secondError();
        drafts.machineCheck();
        return drafts.trials.all();
    }

    private DevTrial excluded(String name, String title, int control) {
        return trials.named("error-" + name, title, NOT_LOGGED)
                .exclude(TARGET)
                .write(ERR_STATUS, 0)
                .write(ERR_ADDR_LO, 0)
                .write(ERR_ADDR_HI, 0)
                .base(0)
                .control(control)
                .stage();
    }

    private void logged() {
        excluded("of-a-read", "a denied read is logged", ENABLE)
                .read("DEV-24", 0, 3, TARGET + 0x128)
                .reads("DEV-29", ERR_STATUS, VALID, VALID)
                .reads("DEV-75", ERR_ADDR_LO, PAGE, (int) TARGET)
                .reads("DEV-75", ERR_ADDR_HI, 0xFF, 0)
                .reads("DEV-81", CR, MCE, 0)
                .stage();
        excluded("of-a-write", "a denied write is logged", ENABLE)
                .write("DEV-25", 0, 3, TARGET + 0xFF8, 1)
                .reads("DEV-29", ERR_STATUS, VALID, VALID)
                .reads("DEV-75", ERR_ADDR_LO, PAGE, (int) TARGET)
                .reads("DEV-75", ERR_ADDR_HI, 0xFF, 0)
                .stage();
        trials.named("error-above-4-gbytes", "a denied read of an address above 4 GBytes is logged", NOT_LOGGED)
                .write(ERR_STATUS, 0)
                .base(0, DevTrial.TABLE, 0, true, true)
                .control(ENABLE)
                .stage()
                .probes(0, 3, 0x12_3456_7000L)
                .reads("DEV-29", ERR_STATUS, VALID, VALID)
                .reads("DEV-75", ERR_ADDR_LO, PAGE, 0x3456_7000)
                .reads("DEV-75", ERR_ADDR_HI, 0xFF, 0x12)
                .stage();
    }

    private void notLogged() {
        excluded("none-of-an-allowed-read", "a read that is not denied is not logged", ENABLE)
                .read("DEV-12", 0, 3, TARGET + 0x1000)
                .reads("DEV-75", ERR_STATUS, VALID, 0)
                .stage();
        excluded("none-when-disabled", "DEV is not enabled, and nothing is logged", 0)
                .read("DEV-08", 0, 3, TARGET)
                .reads("DEV-75", ERR_STATUS, VALID, 0)
                .stage();
        DevTrial processor =
                excluded("none-of-the-processor", "the processor reads an excluded page, which is not logged", ENABLE);
        processor.lines("mov r8, [0x%x]".formatted(TARGET)).holds(TARGET);
        processor.reads("DEV-10", ERR_STATUS, VALID, 0).stage();
    }

    private void cleared() {
        excluded("cleared", "the status is cleared by writing zero, and set by the next denied request", ENABLE)
                .read("DEV-24", 0, 3, TARGET)
                .reads("DEV-29", ERR_STATUS, VALID, VALID)
                .write(ERR_STATUS, 0)
                .reads("DEV-78", ERR_STATUS, VALID, 0)
                .stage()
                .write("DEV-25", 0, 3, TARGET + 0x800, 1)
                .reads("DEV-29", ERR_STATUS, VALID, VALID)
                .stage();
    }

    /** Either error may be the one that is kept. */
    private void secondError() {
        DevTrial trial = excluded(
                        "second", "two requests for two pages are denied before the status is cleared", ENABLE)
                .exclude(TARGET + 0x1000)
                .read("DEV-24", 0, 3, TARGET)
                .read("DEV-24", 0, 3, TARGET + 0x1000);
        trial.reads("DEV-79", ERR_STATUS, VALID, VALID);
        long at = trial.read(ERR_ADDR_LO, PAGE);
        trial.stage();
        trial.draft().claim("DEV-79", Subject.memory(at), ~0x1000L, TARGET);
    }

    private void machineCheck() {
        DevTrial reported = excluded(
                        "machine-check", "machine checks are enabled in DEV_CR and not in CR4", ENABLE | MCE)
                .sends(Request.MEMORY_WRITE, 0, 3, TARGET, 8, 1);
        reported.waits().draft().requires("DEV_MCE").claimEnds("DEV-76", Ended.SHUTDOWN);
        DevTrial held = excluded(
                "machine-check-while-gif-is-clear", "a machine check is raised between CLGI and STGI", ENABLE | MCE);
        held.sends(Request.MEMORY_WRITE, 0, 3, TARGET, 8, 1).lines("stgi", "nop");
        held.startsWith("clgi").draft().requires("DEV_MCE").claimEnds("DEV-82", Ended.SHUTDOWN);
        DevTrial allowed = excluded(
                        "no-machine-check-of-an-allowed-write",
                        "machine checks are enabled in DEV_CR; a write is not denied",
                        ENABLE | MCE)
                .write("DEV-76", 0, 3, TARGET + 0x1000, 1);
        allowed.draft().requires("DEV_MCE");
        DevTrial off = excluded("no-machine-check-unless-enabled", "machine checks are not enabled in DEV_CR", ENABLE)
                .write("DEV-76", 0, 3, TARGET, 1);
        off.draft().requires("DEV_MCE");
    }
}
