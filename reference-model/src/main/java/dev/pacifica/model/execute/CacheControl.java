package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.Intercept;

/** Instructions that write back or invalidate caches. The model has none: what is left is who may use them, and on what memory. */
public final class CacheControl {
    private CacheControl() {}

    public static void invd(Instruction i, Execution x) {
        x.requirePrivilege(SYS_23);
        x.intercept(Intercept.INVD); // INS-30
    }

    /** WBINVD, and WBNOINVD, which is WBINVD to processors that do not know its prefix. */
    public static void wbinvd(Instruction i, Execution x) {
        x.requirePrivilege(SYS_23);
        x.intercept(Intercept.WBINVD); // INS-31
    }

    /** CLFLUSH, CLFLUSHOPT, CLWB: at any privilege level; the line must be readable (APM3). */
    public static void line(Instruction i, Execution x) {
        x.memory.read(i.segment(), x.address(i), 1);
    }
}
