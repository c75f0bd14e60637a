package dev.pacifica.suite.draft.dev;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.ArrayList;
import java.util.List;

/** Where the loader's block lies and ends, what its header may say, and on which nodes it is closed. */
public final class LoaderBlockDrafts {
    private static final long BLOCK = LoaderTrials.BLOCK;
    private static final int ENTRY = LoaderTrials.ENTRY;
    private static final long SIZE = 0x1_0000;

    private final LoaderTrials trials = new LoaderTrials();

    private LoaderBlockDrafts() {}

    public static List<Draft> all() {
        LoaderBlockDrafts drafts = new LoaderBlockDrafts();
        for (long block : new long[] {
            0x102_0000, 0x104_0000, 0x108_0000, 0x110_0000, 0x120_0000, 0x140_0000, 0x180_0000, 0x1FE_0000
        }) {
            drafts.edges(block);
        }
        drafts.everyPage();
        drafts.lengths();
        drafts.entries();
        for (int node = 2; node < 7; node++) {
            drafts.node(node);
        }
        drafts.releasedOnOneNode();
        return drafts.trials.all();
    }

    /** The first and the last bytes of the block, and those beside it. */
    private void edges(long block) {
        Draft draft = trials.loader(
                        block,
                        "block-at-%x".formatted(block),
                        "devices ask at both ends of a block at %Xh".formatted(block),
                        ENTRY,
                        LoaderTrials.LENGTH,
                        "asked: nop")
                .about(
                        "devices ask at both ends of a block at %Xh".formatted(block),
                        "a bit of the block's address is lost on the way to the bridge, or the block is larger or smaller")
                .requires("DEV")
                .claim("SKINIT-17", "rax", block)
                .claim("SKINIT-17", "rsp", block + SIZE);
        LoaderTrials.asks(draft, block, 0, block - 8, "DEV-92", false);
        LoaderTrials.asks(draft, block, 0, block, "DEV-93", true);
        LoaderTrials.asks(draft, block, 0, block + SIZE - 8, "SKINIT-39", true);
        LoaderTrials.asks(draft, block, 0, block + SIZE, "DEV-92", false);
    }

    private void everyPage() {
        Draft draft = trials.loader("every-page-of-the-block", "a device reads in each page of the block", "asked: nop")
                .about("a device reads in each page of the block", "a page of the block is left open")
                .requires("DEV");
        for (long page = 0; page < 16; page++) {
            LoaderTrials.asks(draft, 0, BLOCK + page * 0x1000 + 0x7F8, "SKINIT-39", true);
        }
    }

    /**
     * The loader runs whatever the length says, which only decides what is measured. A length that does not reach the entry point is
     * undefined (SKINIT-23), and no vector asks what becomes of it.
     */
    private void lengths() {
        for (int length : new int[] {ENTRY + 1, ENTRY + 3, 0x7FFF, 0x8000, 0xFFFE}) {
            String title = "an image whose header says %Xh bytes".formatted(length);
            trials.loader(BLOCK, "header-length-%x".formatted(length), title, ENTRY, length, "mov ebx, 0x55")
                    .about(
                            title,
                            "the length is checked, has to be even or is signed, or all of the loader has to be measured")
                    .claimEnds("SKINIT-12", Ended.END)
                    .claim("SKINIT-12", "rbx", 0x55);
        }
    }

    /** The entry is an unsigned offset that nothing compares with the length. */
    private void entries() {
        for (int entry : new int[] {5, 0xFFF, 0x7FFE, 0x7FFF, 0xFFF6}) {
            String title = "an entry point at %Xh".formatted(entry)
                    + (entry == 0xFFF6 ? ", so that the loader's last byte is the block's" : " of the block");
            trials.loader(BLOCK, "entry-at-%x".formatted(entry), title, entry, 0xFFFF)
                    .about(title, "the entry is aligned, sign-extended or cut off")
                    .touches(BLOCK + entry + 0x10 & -0x1000L)
                    .claimEnds("SKINIT-18", Ended.END)
                    .claim("SKINIT-24", "rax", BLOCK);
        }
    }

    private void node(int node) {
        String title = "devices of node %d read at both ends of the block".formatted(node);
        Draft draft = trials.loader("devices-of-node-" + node, title, "asked: nop")
                .about(title, "node %d does not close the block, or another one".formatted(node))
                .requires("DEV", "DEV>=" + (node + 1));
        LoaderTrials.asks(draft, node, BLOCK, "DEV-99", true);
        LoaderTrials.asks(draft, node, BLOCK + SIZE - 8, "DEV-99", true);
        LoaderTrials.asks(draft, node, BLOCK + SIZE, "DEV-99", false);
    }

    /** DEV-99, SKINIT-63: each node is opened by itself. */
    private void releasedOnOneNode() {
        for (int node = 0; node < 2; node++) {
            String title = "the loader clears SL_DEV_EN of node %d only, and devices of two nodes read".formatted(node);
            List<String> lines = new ArrayList<>(List.of(clears(node)));
            lines.add("asked: nop");
            Draft draft = trials.loader("released-on-node-" + node, title, lines.toArray(String[]::new))
                    .about(title, "SL_DEV_EN is one bit for all nodes")
                    .requires("DEV", "DEV>=2");
            LoaderTrials.asks(draft, 0, BLOCK, "DEV-99", node != 0);
            LoaderTrials.asks(draft, 1, BLOCK, "DEV-99", node != 1);
        }
    }

    private static String[] clears(int node) {
        long window = 0x8000_C3F4L + 0x800L * node;
        return new String[] {
            "mov edx, 0xcf8",
            "mov eax, 0x%x".formatted(window),
            "out dx, eax",
            "mov dl, 0xfc",
            "mov eax, 0x400",
            "out dx, eax",
            "mov dl, 0xf8",
            "mov eax, 0x%x".formatted(window + 4),
            "out dx, eax",
            "mov dl, 0xfc",
            "mov eax, 0",
            "out dx, eax"
        };
    }
}
