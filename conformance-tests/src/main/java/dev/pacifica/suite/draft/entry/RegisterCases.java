package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The checks that look at control and debug registers (CHK-04 to CHK-09), and what they must not look at. */
final class RegisterCases {
    private static final long NW = 1L << 29;
    private static final long CD = 1L << 30;

    /** Bits of CR4 that come with a feature of the same leaf on every processor, and the conditions of those that do. */
    private static final Map<Integer, String> CR4_FEATURES = new TreeMap<>(Map.of(
            11,
            "UMIP",
            12,
            "LA57",
            16,
            "FSGSBASE",
            17,
            "PCID",
            18,
            "XSAVE",
            20,
            "SMEP",
            21,
            "SMAP",
            22,
            "PKU",
            23,
            "CET_SS"));

    private static final List<Integer> CR4_RESERVED = List.of(13, 14, 15, 19);
    private static final List<Integer> EFER_RESERVED = List.of(9, 16, 19);

    private final List<CubeCase> cases = new ArrayList<>();

    private RegisterCases() {}

    static List<CubeCase> all() {
        RegisterCases registers = new RegisterCases();
        registers.efer();
        registers.cr0();
        registers.upperHalves();
        registers.cr3();
        registers.cr4();
        return registers.cases;
    }

    private void efer() {
        one("efer-svme", "CHK-04", "EFER.SVME clear", mode -> true, draft -> draft.clearBits("EFER", 1L << 12));
        one("legal", "CHK-04", "EFER.SVME set", mode -> true, draft -> {});
        one("efer-sce", "CHK-09", "EFER.SCE set", mode -> true, draft -> draft.setBits("EFER", 1));
        for (int bit = 9; bit < 64; bit++) {
            if (EFER_RESERVED.contains(bit) || bit >= 22) {
                set("EFER", bit, "CHK-09", mode -> true);
            }
        }
    }

    private void cr0() {
        one("cr0-nw", "CHK-05", "CR0.NW set and CR0.CD clear", mode -> true, draft -> draft.setBits("CR0", NW));
        one("cr0-cd", "CHK-05", "CR0.CD set and CR0.NW clear", mode -> true, draft -> draft.setBits("CR0", CD));
        one("cr0-nw-cd", "CHK-05", "CR0.NW and CR0.CD set", mode -> true, draft -> draft.setBits("CR0", NW | CD));
        for (int bit : new int[] {1, 2, 3, 5, 16, 18}) {
            one(
                    "cr0-bit-" + bit + "-flipped",
                    "CHK-08",
                    "CR0 bit " + bit + " flipped",
                    mode -> true,
                    draft -> draft.set("CR0", draft.field("CR0") ^ 1L << bit));
        }
    }

    private void upperHalves() {
        for (int bit = 32; bit < 64; bit++) {
            set("CR0", bit, "CHK-08", mode -> true);
            set("DR6", bit, "CHK-06", mode -> true);
            set("DR7", bit, "CHK-07", mode -> true);
        }
        for (int bit : new int[] {0, 3, 13, 14, 15}) {
            set("DR6", bit, "CHK-06", mode -> true);
        }
        for (int bit : new int[] {8, 9, 16, 30, 31}) {
            set("DR7", bit, "CHK-07", mode -> true);
        }
    }

    /** Outside long mode the bits at or above the width of addresses are left open (PG-86). */
    private void cr3() {
        for (int bit = 52; bit < 64; bit++) {
            set("CR3", bit, "CHK-09", mode -> mode.isLong);
        }
        for (int width : new int[] {40, 44, 48}) {
            for (int bit = width; bit < 52; bit++) {
                int illegal = bit;
                one(
                        "cr3-bit-" + bit + "-of-" + width,
                        "CHK-09",
                        "CR3 bit " + bit + " set, where addresses have " + width + " bits",
                        mode -> mode.isLong,
                        draft -> draft.requires("PhysAddrSize=" + width).setBits("CR3", 1L << illegal));
            }
        }
        for (int bit : new int[] {3, 4}) {
            set("CR3", bit, "CHK-09", mode -> true);
        }
    }

    private void cr4() {
        for (int bit : new int[] {0, 1, 2, 3, 4, 7, 8, 9, 10}) {
            set("CR4", bit, "CHK-09", mode -> true);
        }
        set("CR4", 5, "CHK-09", mode -> !mode.isPaged);
        for (int bit = 13; bit < 64; bit++) {
            if (CR4_RESERVED.contains(bit) || bit >= 24) {
                set("CR4", bit, "CHK-09", mode -> true);
            }
        }
        CR4_FEATURES.forEach((bit, feature) -> one(
                "cr4-bit-" + bit + "-without-feature",
                "CHK-09",
                "CR4 bit " + bit + " set on a processor without " + feature,
                mode -> true,
                draft -> draft.requires("!" + feature).setBits("CR4", 1L << bit)));
        for (int bit : new int[] {11, 16, 18}) {
            withFeature(bit, mode -> true);
        }
        withFeature(17, mode -> mode.isLong); // outside long mode no instruction can set PCIDE
        withFeature(20, mode -> !mode.isPaged); // the fixture's pages are the user's
        withFeature(21, mode -> !mode.isPaged);
    }

    private void withFeature(int bit, Predicate<CubeMode> modes) {
        String feature = CR4_FEATURES.getOrDefault(bit, "");
        one(
                "cr4-bit-" + bit + "-with-feature",
                "CHK-09",
                "CR4 bit " + bit + " set on a processor with " + feature,
                modes,
                draft -> draft.requires(feature).setBits("CR4", 1L << bit));
    }

    private void set(String field, int bit, String rule, Predicate<CubeMode> modes) {
        one(
                field.toLowerCase(java.util.Locale.ROOT) + "-bit-" + bit,
                rule,
                field + " bit " + bit + " set",
                modes,
                draft -> draft.setBits(field, 1L << bit));
    }

    private void one(String name, String rule, String what, Predicate<CubeMode> modes, Consumer<Draft> change) {
        cases.add(new CubeCase(name, rule, what, modes, change));
    }
}
