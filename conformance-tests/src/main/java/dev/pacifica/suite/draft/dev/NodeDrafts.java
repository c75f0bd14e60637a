package dev.pacifica.suite.draft.dev;

import static dev.pacifica.suite.draft.dev.DevTrial.CR;
import static dev.pacifica.suite.draft.dev.DevTrial.ENABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.ERR_STATUS;
import static dev.pacifica.suite.draft.dev.DevTrial.TABLE;
import static dev.pacifica.suite.draft.dev.DevTrial.TARGET;

import dev.pacifica.suite.draft.Draft;
import java.util.List;

/** Several nodes, each with registers, domains and devices of its own. */
public final class NodeDrafts {
    private static final int VALID = 1 << 31;
    private static final String WRONG_NODE = "a request is checked by another node than the one where it enters";

    private final DevTrials trials = new DevTrials();

    private NodeDrafts() {}

    public static List<Draft> all() {
        NodeDrafts drafts = new NodeDrafts();
        for (int node = 1; node < 8; node++) {
            drafts.entry(node);
        }
        drafts.domains();
        drafts.registers();
        drafts.errors();
        drafts.invalidation();
        return drafts.trials.all();
    }

    private DevTrial trial(String name, String title, int nodes) {
        DevTrial trial = trials.named("node-" + name, title, WRONG_NODE);
        trial.draft().requires("DEV>=" + nodes);
        return trial;
    }

    /** The memory belongs to the same node in both; that the device is attached to another decides. */
    private void entry(int node) {
        trial(
                        "%d-enabled".formatted(node),
                        "DEV is set up on node %d, and devices of it and of node 0 ask".formatted(node),
                        node + 1)
                .exclude(TARGET)
                .onNode(node)
                .base(0)
                .control(ENABLE)
                .stage()
                .attachedTo(node)
                .read("DEV-102", 0, 3, TARGET)
                .attachedTo(0)
                .read("DEV-102", 0, 3, TARGET)
                .write("DEV-105", 0, 3, TARGET, 0x21)
                .attachedTo(node)
                .write("DEV-02", 0, 3, TARGET + 8, 0x22);
    }

    private void domains() {
        trial("domains-apart", "domain 1 excludes a page on node 0 and nothing on node 1", 2)
                .exclude(TARGET)
                .base(0, TABLE + 0x1000, 0, false, true)
                .base(1)
                .map(0, 0, 7, 1, -1, 0)
                .control(ENABLE)
                .stage()
                .onNode(1)
                .base(0, TABLE, 0, false, true)
                .base(1, TABLE + 0x1000, 0, false, true)
                .map(0, 0, 7, 1, -1, 0)
                .control(ENABLE)
                .stage()
                .read("DEV-103", 0, 7, TARGET)
                .read("DEV-103", 0, 3, TARGET)
                .attachedTo(1)
                .read("DEV-103", 0, 7, TARGET)
                .read("DEV-103", 0, 3, TARGET);
        trial("maps-apart", "a unit is mapped to domain 1 on node 1 only", 2)
                .exclude(TARGET)
                .base(0, TABLE + 0x1000, 0, false, true)
                .base(1)
                .control(ENABLE)
                .stage()
                .onNode(1)
                .base(0, TABLE + 0x1000, 0, false, true)
                .base(1)
                .map(0, 0, 7, 1, -1, 0)
                .control(ENABLE)
                .stage()
                .read("DEV-103", 0, 7, TARGET)
                .attachedTo(1)
                .read("DEV-103", 0, 7, TARGET);
    }

    private void registers() {
        trial("registers-apart", "DEV_CR of nodes 0 and 1 are written and read", 2)
                .write(CR, 0x4)
                .stage()
                .onNode(1)
                .write(CR, 0x40)
                .stage()
                .onNode(0)
                .reads("DEV-103", CR, ~2, 0x4)
                .stage()
                .onNode(1)
                .reads("DEV-103", CR, ~2, 0x40)
                .stage();
    }

    private void errors() {
        trial("errors-apart", "a request is denied on node 1", 2)
                .exclude(TARGET)
                .write(ERR_STATUS, 0)
                .stage()
                .onNode(1)
                .write(ERR_STATUS, 0)
                .base(0)
                .control(ENABLE)
                .stage()
                .attachedTo(1)
                .read("DEV-102", 0, 3, TARGET)
                .reads("DEV-103", ERR_STATUS, VALID, VALID)
                .stage()
                .onNode(0)
                .reads("DEV-103", ERR_STATUS, VALID, 0)
                .stage();
    }

    /** Each node is invalidated by itself; node 1 is asked only after its own. */
    private void invalidation() {
        trial("invalidated-each", "a bit is cleared, and the vector invalidated on both nodes", 2)
                .exclude(TARGET)
                .base(0)
                .control(ENABLE)
                .stage()
                .onNode(1)
                .base(0)
                .control(ENABLE)
                .stage()
                .read("DEV-102", 0, 3, TARGET)
                .attachedTo(1)
                .read("DEV-102", 0, 3, TARGET)
                .rewrite(TABLE + (TARGET >>> 15), 0)
                .control(ENABLE)
                .stage()
                .read("DEV-104", 0, 3, TARGET)
                .onNode(0)
                .control(ENABLE)
                .stage()
                .attachedTo(0)
                .read("DEV-104", 0, 3, TARGET);
    }
}
