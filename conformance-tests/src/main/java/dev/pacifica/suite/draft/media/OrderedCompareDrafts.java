package dev.pacifica.suite.draft.media;

import static dev.pacifica.suite.draft.media.FloatingPointOperand.*;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.media.CompareTrials.Compare;
import java.util.List;
import java.util.Locale;

/** UCOMISS, COMISS, UCOMISD and COMISD while MXCSR masks what they raise: results, operands, modes, availability (FPU-27, FPU-28). */
public final class OrderedCompareDrafts {
    private static final long EM = 1 << 2;
    private static final long TS = 1 << 3;
    private static final int DAZ = CompareTrials.ALL_MASKED | 1 << 6;
    /** Flush to zero and rounding towards zero, which are about results. */
    private static final int OF_RESULTS = CompareTrials.ALL_MASKED | 0xE000;

    private static final FloatingPointOperand[][] NUMBERS = {
        {ONE, MINUS_ONE},
        {MINUS_ONE, ONE},
        {MINUS_TWO, MINUS_ONE},
        {ONE, ONE},
        {ZERO, MINUS_ZERO},
        {MINUS_ZERO, ZERO},
        {ONE, MORE_THAN_ONE},
        {GREATEST, INFINITY},
        {INFINITY, INFINITY},
        {MINUS_INFINITY, MINUS_GREATEST},
        {LEAST_NORMAL, ZERO},
        {MINUS_LEAST_NORMAL, MINUS_ZERO}
    };
    private static final FloatingPointOperand[][] DENORMALS = {
        {LEAST_DENORMAL, ZERO},
        {MINUS_ZERO, MINUS_LEAST_DENORMAL},
        {GREATEST_DENORMAL, LEAST_NORMAL},
        {MINUS_LEAST_DENORMAL, LEAST_DENORMAL}
    };
    private static final FloatingPointOperand[][] NANS = {
        {QUIET_NAN, ONE},
        {INFINITY, MINUS_QUIET_NAN},
        {QUIET_NAN, QUIET_NAN},
        {QUIET_NAN, LEAST_DENORMAL},
        {SIGNALING_NAN, MINUS_INFINITY},
        {ZERO, MINUS_SIGNALING_NAN},
        {LEAST_DENORMAL, SIGNALING_NAN}
    };

    private final CompareTrials trials = new CompareTrials();

    private OrderedCompareDrafts() {}

    public static List<Draft> all() {
        OrderedCompareDrafts drafts = new OrderedCompareDrafts();
        for (int n = 0; n < NUMBERS.length; n++) {
            drafts.value(CompareTrials.MNEMONICS.get(n % 2), "", CompareTrials.ALL_MASKED, NUMBERS[n]);
            drafts.value(CompareTrials.MNEMONICS.get(3 - n % 2), "", CompareTrials.ALL_MASKED, NUMBERS[n]);
        }
        for (int n = 0; n < DENORMALS.length; n++) {
            for (int format = 0; format <= 2; format += 2) {
                drafts.value(CompareTrials.MNEMONICS.get(format + n % 2), "", CompareTrials.ALL_MASKED, DENORMALS[n]);
                drafts.value(CompareTrials.MNEMONICS.get(format + 1 - n % 2), "-with-daz", DAZ, DENORMALS[n]);
            }
        }
        drafts.value("comisd", "-with-flush-to-zero", OF_RESULTS, DENORMALS[2]);
        for (FloatingPointOperand[] pair : NANS) {
            for (String mnemonic : CompareTrials.MNEMONICS) {
                drafts.value(mnemonic, "", CompareTrials.ALL_MASKED, pair);
            }
        }
        drafts.modes();
        drafts.limits();
        drafts.unavailable();
        return drafts.trials.all();
    }

    /** Each instruction has a mode and a form of its own here. */
    private void value(String mnemonic, String suffix, int mxcsr, FloatingPointOperand[] pair) {
        Guest guest = switch (mnemonic) {
            case "ucomiss" -> Guest.long64();
            case "comiss" -> Guest.protected32();
            case "ucomisd" -> Guest.compatibility();
            default -> Guest.long64User();
        };
        boolean inMemory = mnemonic.equals("comiss") || mnemonic.equals("ucomisd");
        Compare compare = new Compare(mnemonic, inMemory, mxcsr, pair[0], pair[1]);
        trials.judged(compare.id() + suffix, guest, compare);
    }

    private void modes() {
        mode("ucomiss", "real-mode", Guest.real());
        mode("comiss", "virtual-8086-mode", Guest.v86());
        mode("ucomisd", "16-bit-protected-mode", Guest.protected16());
        mode("comisd", "protected-mode-at-cpl-3", Guest.protected32User());
    }

    private void mode(String mnemonic, String name, Guest guest) {
        for (boolean inMemory : new boolean[] {false, true}) {
            Compare compare = new Compare(mnemonic, inMemory, CompareTrials.ALL_MASKED, MINUS_TWO, GREATEST_DENORMAL);
            trials.judged("%s-of-%s-in-%s".formatted(mnemonic, inMemory ? "memory" : "xmm2", name), guest, compare);
        }
    }

    /** The operand in memory ends with its segment, or one byte behind it. */
    private void limits() {
        Guest guest = Guest.protected32();
        for (String mnemonic : CompareTrials.MNEMONICS) {
            Compare compare = new Compare(mnemonic, true, CompareTrials.ALL_MASKED, ONE, MORE_THAN_ONE);
            long end = Draft.SCRATCH + CompareTrials.SECOND_IN_MEMORY + (compare.isDouble() ? 8 : 4);
            String why = "more or fewer bytes are read than belong to the operand, or its alignment matters";
            String what = mnemonic.toUpperCase(Locale.ROOT) + " of memory that ends ";
            Draft within = trials.guest(mnemonic + "-up-to-the-limit", guest, compare)
                    .set("DS.limit", end - 1)
                    .about(what + "with its segment", why);
            CompareTrials.passes(within, guest, compare);
            Draft beyond = trials.guest(mnemonic + "-beyond-the-limit", guest, compare)
                    .set("DS.limit", end - 2)
                    .about(what + "behind its segment", why);
            CompareTrials.claimRefused(beyond, guest, "SEGM-30", Attempt.GP);
        }
    }

    private void unavailable() {
        unavailable("ucomiss", "64-bit-mode", Guest.long64());
        unavailable("comisd", "compatibility-mode", Guest.compatibility());
    }

    private void unavailable(String mnemonic, String mode, Guest guest) {
        String instruction = "%s xmm1, [%s]".formatted(mnemonic, MediaTrials.pointer(guest));
        for (long bits : new long[] {EM, TS, EM | TS}) {
            boolean emulated = (bits & EM) != 0;
            String name = emulated ? (bits & TS) != 0 ? "em-ts" : "em" : "ts";
            Draft draft = trials.refused("%s-%s-in-%s".formatted(mnemonic, name, mode), guest, instruction)
                    .setBits("CR0", bits);
            CompareTrials.claimRefused(
                    draft, guest, emulated ? "FPU-01" : "FPU-02", emulated ? Attempt.UD : MediaTrials.NM);
        }
        Draft disabled = trials.refused(mnemonic + "-without-osfxsr-with-ts", guest, instruction)
                .clearBits("CR4", CompareTrials.OSFXSR)
                .setBits("CR0", TS);
        CompareTrials.claimRefused(disabled, guest, "FPU-01", Attempt.UD);
        String locked = mnemonic.equals("comisd") ? "db 0xf0, 0x66, 0x0f, 0x2f, 0x03" : "db 0xf0, 0x0f, 0x2e, 0x03";
        CompareTrials.claimRefused(trials.refused(mnemonic + "-with-lock", guest, locked), guest, "GPI-21", Attempt.UD);
    }
}
