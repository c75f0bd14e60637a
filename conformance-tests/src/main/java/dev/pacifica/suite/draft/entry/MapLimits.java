package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.fixture.Fixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Permission maps at the end of memory (CHK-14): the last place that is legal, and those behind it. */
final class MapLimits {
    private static final long IOIO_PROT = 1L << 27;
    private static final long MSR_PROT = 1L << 28;

    private MapLimits() {}

    static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        CubeMode[] modes = {CubeMode.REAL, CubeMode.PROTECTED_32, CubeMode.LONG_64};
        for (CubeMode mode : modes) {
            for (int width : new int[] {40, 44, 48, 52}) {
                map(drafts, mode, width, "MSRPM", 2, MSR_PROT);
                map(drafts, mode, width, "IOPM", 3, IOIO_PROT);
            }
        }
        return drafts;
    }

    private static void map(List<Draft> drafts, CubeMode mode, int width, String map, int pages, long prot) {
        long limit = 1L << width;
        for (int fewer = 0; fewer <= pages; fewer++) {
            long base = limit - (long) (pages - fewer) * Fixture.PAGE_SIZE;
            String name = fewer == 0 ? "ends-at-limit" : fewer + "-page-beyond";
            one(drafts, mode, width, map, name, base, 0);
            one(drafts, mode, width, map, name + "-low-bits", base | 0xFFF, 0);
            if (fewer != 0) {
                one(drafts, mode, width, map, name + "-in-use", base, prot);
            }
        }
        for (int bit = Math.max(width + 1, 52); bit < 64; bit++) {
            one(drafts, mode, width, map, "bit-" + bit, 1L << bit, 0);
        }
    }

    private static void one(
            List<Draft> drafts, CubeMode mode, int width, String map, String name, long base, long intercepts) {
        Draft draft = mode.draft("%s-%s-of-%d".formatted(map.toLowerCase(Locale.ROOT), name, width))
                .requires("PhysAddrSize=" + width)
                .set(map + "_BASE_PA", base)
                .setBits("INTERCEPT_3", intercepts);
        String what = "%s at 0x%x of an address space of %d bits, in %s".formatted(map, base, width, mode.words);
        drafts.add(CubeCase.claimed(draft, "CHK-14", what));
    }
}
