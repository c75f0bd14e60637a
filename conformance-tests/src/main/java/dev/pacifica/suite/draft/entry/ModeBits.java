package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.LegacyTables;
import dev.pacifica.suite.draft.PaeTables;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * All 64 combinations of the bits that choose the mode: EFER.LME, CR0.PG, CR4.PAE, CR0.PE, CS.L and CS.D (CHK-10 to CHK-12, CHK-23).
 * So each bit is shown to decide by itself wherever it does.
 */
final class ModeBits {
    private static final String[] NAMES = {"lme", "pg", "pae", "pe", "l", "d"};
    private static final long LME_AND_LMA = 0x500;
    private static final long PAE = 1L << 5;
    private static final int MARK = 0x5A;

    private ModeBits() {}

    static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        for (int bits = 0; bits < 1 << NAMES.length; bits++) {
            drafts.add(draft(bits));
        }
        return drafts;
    }

    /** Without the illegal or forgotten modes in which some emulators hang or die, which costs a run a boot each. */
    static List<Draft> sample() {
        List<Draft> drafts = new ArrayList<>();
        for (int bits = 0; bits < 1 << NAMES.length; bits++) {
            boolean isRealWithLme = isSet(bits, 0) && !isSet(bits, 3);
            if (!isRealWithLme || bits == 1 + 2 + 4) {
                drafts.add(draft(bits));
            }
        }
        return drafts;
    }

    private static Draft draft(int bits) {
        boolean lme = isSet(bits, 0);
        boolean pg = isSet(bits, 1);
        boolean pae = isSet(bits, 2);
        boolean pe = isSet(bits, 3);
        boolean is64Bit = lme && pg && isSet(bits, 4);
        StringBuilder name = new StringBuilder(CheckCube.AREA + "/mode-bits");
        StringBuilder what = new StringBuilder("guest with");
        for (int i = 0; i < NAMES.length; i++) {
            name.append(isSet(bits, i) ? "-" + NAMES[i] : "");
            what.append(isSet(bits, i) ? " " : " no ").append(NAMES[i].toUpperCase(java.util.Locale.ROOT));
        }
        // the same encoding in 16-, 32- and 64-bit code
        Draft draft = new Draft(name.toString(), Level.CHK)
                .guest(is64Bit ? Guest.long64() : Guest.protected16(), "mov bl, 0x%x".formatted(MARK), "vmmcall");
        if (pg && !pae) {
            LegacyTables.install(draft);
        } else if (pg && !lme) {
            PaeTables.install(draft);
        }
        long paging = pg ? LegacyTables.PAGING : 0;
        draft.set("CR0", paging | 0x32 | (pe ? 1 : 0));
        draft.set("CR4", (pae ? PAE : 0) | (pg && !pae ? LegacyTables.PSE : 0));
        draft.set("EFER", 0x1000 | (lme ? pg ? LME_AND_LMA : 0x100 : 0));
        draft.set("CR3", cr3(lme, pae, draft));
        draft.set(
                "CS.attributes",
                (pe ? 0x9B : 0x93)
                        | // the type of CS means nothing in real mode (SEG-06)
                        (isSet(bits, 4) ? 1L << 9 : 0)
                        | (isSet(bits, 5) ? 1L << 10 : 0));
        return CubeCase.claimed(draft, rule(lme, pg, pae, pe, isSet(bits, 4), isSet(bits, 5)), what.toString());
    }

    private static long cr3(boolean lme, boolean pae, Draft draft) {
        return pae ? lme ? Fixture.PML4 : PaeTables.POINTERS : draft.field("CR3");
    }

    /** The check that the combination violates, or the one that it misses by a bit. */
    private static String rule(boolean lme, boolean pg, boolean pae, boolean pe, boolean isLong, boolean isBig) {
        if (!lme && pg && !pe) {
            return "CHK-23";
        }
        if (lme && pg && !pae) {
            return "CHK-10";
        }
        if (lme && pg && !pe) {
            return "CHK-11";
        }
        return isLong || isBig ? "CHK-12" : "CHK-10";
    }

    private static boolean isSet(int bits, int bit) {
        return (bits >>> bit & 1) != 0;
    }
}
