package dev.pacifica.suite.oracle;

import static dev.pacifica.suite.oracle.DescriptorBits.*;

/** What LAR, LSL, VERR and VERW say of a selector that is not null and lies in its table: ZF (APM3, SEGM-11, SEGM-24). */
public final class SelectorAnswers {
    private static final int CALL_GATE = 0xC;

    private SelectorAnswers() {}

    private static boolean isVisible(int cpl, int selector, long descriptor) {
        int dpl = dpl(descriptor);
        return isConforming(descriptor) || dpl >= cpl && dpl >= (selector & 3);
    }

    public static boolean lar(boolean longMode, int cpl, int selector, long descriptor) {
        boolean isShown = kind(descriptor) >= 0x10
                || switch (kind(descriptor)) {
                    case 2, 9, 0xB, CALL_GATE -> true;
                    case 1, 3, 4, 5 -> !longMode;
                    default -> false;
                };
        return isShown && isVisible(cpl, selector, descriptor);
    }

    public static boolean lsl(boolean longMode, int cpl, int selector, long descriptor) {
        boolean isGate = kind(descriptor) == 4 || kind(descriptor) == 5 || kind(descriptor) == CALL_GATE;
        return !isGate && lar(longMode, cpl, selector, descriptor);
    }

    public static boolean verr(int cpl, int selector, long descriptor) {
        return isReadable(descriptor) && isVisible(cpl, selector, descriptor);
    }

    public static boolean verw(int cpl, int selector, long descriptor) {
        return isWritableData(descriptor) && isVisible(cpl, selector, descriptor);
    }
}
