package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.state.ExceptionVector;

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

    public static void clflush(Instruction i, Execution x) {
        line(i, x, Feature.CLFLUSH);
    }

    public static void clflushopt(Instruction i, Execution x) {
        line(i, x, Feature.CLFLUSHOPT);
    }

    public static void clwb(Instruction i, Execution x) {
        line(i, x, Feature.CLWB);
    }

    /** At any privilege level; the line must be readable (APM3 CLFLUSH). */
    private static void line(Instruction i, Execution x, Feature feature) {
        if (x.freedom.decide(INS_04, !x.cpu.profile.has(feature))) {
            throw x.fault(ExceptionVector.UD);
        }
        x.memory.read(i.segment(), x.address(i), 1);
    }
}
