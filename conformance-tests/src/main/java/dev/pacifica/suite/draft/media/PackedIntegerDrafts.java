package dev.pacifica.suite.draft.media;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.oracle.Lanes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Packed integer instructions on MMX and XMM registers, from registers and memory, in several modes (FPU-20 to FPU-22). */
public final class PackedIntegerDrafts {
    /** Boundaries of lanes of all widths, each beside what makes it overflow, saturate or compare differently by sign. */
    private static final long[] FIRST = {0x8000_7FFF_00FF_80FFL, 0x7F01_FF80_8000_0000L};

    private static final long[] SECOND = {0x8000_0001_FF01_FF7FL, 0x7FFF_FFFF_8000_0001L};

    /** Others, with equal lanes. */
    private static final long[] THIRD = {0x0123_4567_89AB_CDEFL, 0xFFFF_FFFF_7FFF_8000L};

    private static final long[] FOURTH = {0x0123_89AB_4567_CD10L, 0xFFFF_0000_7FFF_7FFFL};
    private static final int[] COUNTS = {1, 15, 16, 31, 32, 63, 64};

    private final MediaTrials trials = new MediaTrials();

    private PackedIntegerDrafts() {}

    public static List<Draft> all() {
        PackedIntegerDrafts drafts = new PackedIntegerDrafts();
        for (String name : Lanes.mnemonics()) {
            if (name.matches("ps[lr][la][wdq]")) {
                for (int count : COUNTS) {
                    drafts.shift(name, count);
                }
            } else {
                drafts.both(name, "of-boundaries", FIRST, SECOND);
                drafts.both(name, "of-mixed-lanes", THIRD, FOURTH);
            }
        }
        return drafts.trials.all();
    }

    private void both(String name, String what, long[] a, long[] b) {
        operation(name, what + "-in-64-bit-mode", Guest.long64(), true, false, a, b);
        operation(name, what + "-in-memory-in-compatibility-mode", Guest.compatibility(), true, true, a, b);
        operation(name, what + "-in-64-bit-mode", Guest.long64(), false, true, a, b);
        operation(name, what + "-in-real-mode", Guest.real(), false, false, a, b);
    }

    private void shift(String name, int count) {
        long[] counts = {count, -1};
        operation(name, "by-%d-in-64-bit-mode".formatted(count), Guest.long64(), true, count > 31, FIRST, counts);
        operation(
                name,
                "by-%d-in-protected-mode".formatted(count),
                Guest.protected32(),
                false,
                count < 31,
                FIRST,
                counts);
    }

    private void operation(String name, String what, Guest guest, boolean xmm, boolean fromMemory, long[] a, long[] b) {
        String pointer = MediaTrials.pointer(guest);
        String register = xmm ? "xmm" : "mm";
        String move = xmm ? "movdqu" : "movq";
        Draft draft = trials.guest(
                        "%s-%s-%s".formatted(name, register, what),
                        guest,
                        "%s %s1, [%s]".formatted(move, register, pointer),
                        "%s %s6, [%s+16]".formatted(move, register, pointer),
                        fromMemory
                                ? "%s %s1, [%s+16]".formatted(name, register, pointer)
                                : "%s %s1, %s6".formatted(name, register, register),
                        "%s [%s+32], %s1".formatted(move, pointer, register),
                        "%s [%s+48], %s6".formatted(move, pointer, register))
                .data(Draft.SCRATCH, MediaTrials.quadwords(a[0], a[1], b[0], b[1]))
                .about(
                        "%s with %s registers, %s"
                                .formatted(
                                        name.toUpperCase(Locale.ROOT),
                                        register.toUpperCase(Locale.ROOT),
                                        what.replace('-', ' ')),
                        "a lane is computed with the wrong width, sign or saturation, or the source changes");
        String rule = rule(name);
        MediaTrials.passes(draft, guest, rule);
        int quadwords = xmm ? 2 : 1;
        long[] result = Lanes.of(name, Arrays.copyOf(a, quadwords), Arrays.copyOf(b, quadwords));
        for (int n = 0; n < quadwords; n++) {
            MediaTrials.memory(draft, rule, 32 + 8 * n, -1, result[n]);
            MediaTrials.memory(draft, rule, 48 + 8 * n, -1, b[n]);
        }
    }

    private static String rule(String name) {
        return name.matches("ps[lr][la][wdq]")
                ? "FPU-21"
                : name.startsWith("punpck") || name.startsWith("pack") ? "FPU-22" : "FPU-20";
    }
}
