package dev.pacifica.model.debug;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;

/** DR6: why a #DB is raised (DBG-02, DBG-10, APM2 13.1.1.3). */
public final class DebugStatus {
    /** B0 to B3: the breakpoints that matched. */
    public static final long BREAKPOINTS = 0xF;
    /** MOV to or from a debug register while DR7.GD is set. */
    public static final long BD = 1 << 13;
    /** A single step. */
    public static final long BS = 1 << 14;
    /** A task switch to a TSS whose T bit is set. */
    public static final long BT = 1 << 15;
    /** What software can write; bit 11 reads 1 without the bus-lock trap. */
    public static final long WRITABLE = BREAKPOINTS | BD | BS | BT;

    private static final long ABOUT_ADDRESSES = BREAKPOINTS | BD;

    private DebugStatus() {}

    /**
     * Enters the reasons of a #DB, before its intercept is tested (DBG-11). BD, BS and BT are never cleared here.
     *
     * @param conditions bits of {@link #WRITABLE}
     */
    public static void report(Cpu cpu, Freedom freedom, long conditions) {
        boolean rewrites = freedom.decide(DBG_10, (conditions & ABOUT_ADDRESSES) != 0);
        boolean hasOldBits = (cpu.dr6 & BREAKPOINTS) != 0;
        if (rewrites
                || hasOldBits
                        && freedom.pick(
                                        DBG_10,
                                        Scope.IMPLEMENTATION,
                                        "a #DB for a single step alone clears B0 to B3",
                                        "a #DB for a single step alone leaves B0 to B3")
                                == 0) {
            cpu.dr6 &= ~BREAKPOINTS;
        }
        cpu.dr6 |= conditions;
    }
}
