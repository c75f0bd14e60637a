package dev.pacifica.suite.draft.dev;

import static dev.pacifica.suite.draft.dev.DevTrial.BASE_LO;
import static dev.pacifica.suite.draft.dev.DevTrial.CR;
import static dev.pacifica.suite.draft.dev.DevTrial.ENABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.IOSPEN;
import static dev.pacifica.suite.draft.dev.DevTrial.TABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.TARGET;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Request;
import java.util.List;

/** Requests of devices for I/O space and configuration space. What a denied one is answered with is left alone. */
public final class OtherSpaceDrafts {
    /** A register of the DMA controller that holds what is written to it and has no effect here. */
    private static final int PORT = 0x84;

    private static final long SELECTOR = 0x8000_C3F4L;
    private static final long DATA = SELECTOR + 4;

    private final DevTrials trials = new DevTrials();

    private OtherSpaceDrafts() {}

    public static List<Draft> all() {
        OtherSpaceDrafts drafts = new OtherSpaceDrafts();
        for (int device = 0; device < 2; device++) {
            drafts.ports("io-blocked-" + device, device, ENABLE | IOSPEN, true);
            drafts.ports("io-not-blocked-" + device, device, ENABLE, false);
        }
        drafts.ports("io-disabled", 0, 0, false);
        drafts.memoryBesidePorts();
        for (int control : new int[] {0, ENABLE, ENABLE | IOSPEN}) {
            drafts.configuration(control);
        }
        return drafts.trials.all();
    }

    /** Unit 7 belongs to domain 1, unit 3 to domain 0: IOSPEN does not ask. */
    private void ports(String name, int device, int control, boolean isDenied) {
        int unit = device == 0 ? 3 : 7;
        DevTrial trial = trials.named(
                        name,
                        "a device writes an I/O port, with DEV_CR = %Xh".formatted(control),
                        "IOSPEN is not obeyed, or ports are blocked without it")
                .base(0)
                .base(1)
                .map(0, 0, 7, 1, -1, 0)
                .control(control)
                .lines("mov al, 0x11", "out 0x%x, al".formatted(PORT))
                .stage()
                .sends(Request.IO_WRITE, 0, unit, PORT, 1, 0x22)
                .lines("in al, 0x%x".formatted(PORT), "movzx r8d, al");
        trial.draft().claim("DEV-32", "r8", isDenied ? 0x11 : 0x22);
        if (!isDenied) {
            long into = trial.asked(Request.IO_READ, 0, unit, PORT, 1);
            trial.draft().claim("DEV-32", Subject.memory(into), 0x22).claim("DEV-32", Subject.memory(into + 8), 0);
        }
    }

    private void memoryBesidePorts() {
        trials.named(
                        "io-blocked-memory-not",
                        "I/O cycles are blocked; a device uses memory",
                        "IOSPEN blocks memory as well")
                .base(0)
                .control(ENABLE | IOSPEN)
                .stage()
                .read("DEV-32", 0, 3, TARGET)
                .write("DEV-32", 0, 3, TARGET, 0x44);
    }

    /** A device tries to select and to change registers. */
    private void configuration(int control) {
        trials.named(
                        "configuration-write-with-cr-%x".formatted(control),
                        "a device writes to DEV_OP and DEV_DATA, with DEV_CR = %Xh".formatted(control),
                        "a device can change the registers that exclude it")
                .write(BASE_LO, (int) TABLE)
                .write(CR, control)
                .stage()
                .sends(Request.CONFIGURATION_WRITE, 0, 3, DATA, 4, 0x40)
                .sends(Request.CONFIGURATION_WRITE, 0, 3, SELECTOR, 4, 0)
                .sends(Request.CONFIGURATION_WRITE, 0, 3, DATA, 4, 0x1003)
                .reads("DEV-33", CR, ~2, control)
                .reads("DEV-54", BASE_LO, 0xFFFF_F07F, (int) TABLE)
                .stage();
    }
}
