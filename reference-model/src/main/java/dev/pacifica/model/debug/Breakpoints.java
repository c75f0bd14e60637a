package dev.pacifica.model.debug;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.Rflags;

/** The breakpoints that DR7 sets up at the addresses in DR0 to DR3 (DBG-03, DBG-05 to DBG-07, DBG-14; APM2 13.1.1, 13.1.3). */
public final class Breakpoints {
    // R/W in DR7
    private static final int EXECUTE = 0;
    private static final int WRITE = 1;
    private static final int PORT = 2;
    private static final int ACCESS = 3;

    private static final int LEN_8 = 2;

    private final Cpu cpu;
    private final Freedom freedom;

    public Breakpoints(Cpu cpu, Freedom freedom) {
        this.cpu = cpu;
        this.freedom = freedom;
    }

    /**
     * Whether the instruction whose first byte is at {@code linear} must not be executed: then DR6 has been written, and #DB is to
     * be raised as a fault (DBG-05).
     */
    public boolean stopsAt(long linear) {
        if (freedom.decide(CR_64, cpu.isSet(Rflags.RF))) {
            return false;
        }
        if (freedom.decide(DBG_12, cpu.holdsDebugTraps())) {
            return false;
        }
        long hits = reported(matching(linear, 1, 1 << EXECUTE));
        if (!freedom.decide(DBG_05, hits != 0)) {
            return false;
        }
        DebugStatus.report(cpu, freedom, hits);
        return true;
    }

    /** Notes that the instruction in progress accesses data: if a breakpoint matches, a trap follows it (DBG-06). */
    public void data(long linear, int size, boolean isWrite) {
        int kinds = isWrite ? 1 << WRITE | 1 << ACCESS : 1 << ACCESS;
        long hits = reported(matching(linear, size, kinds));
        if (freedom.decide(DBG_06, hits != 0)) {
            cpu.pendingDebug |= hits;
        }
    }

    /** Notes that the instruction in progress accesses a port (DBG-07). */
    public void port(int port, int size) {
        if (!hasEnabled(cpu.dr7) || (cpu.cr4 & Cr4.DE) == 0) {
            return; // DBG-03: without CR4.DE there are no I/O breakpoints
        }
        long hits = reported(matching(port, size, 1 << PORT));
        if (freedom.decide(DBG_07, hits != 0)) {
            cpu.pendingDebug |= hits;
        }
    }

    /** A task switch to a TSS whose T bit is set: a trap before its first instruction (DBG-09). */
    public void taskSwitch() {
        cpu.pendingDebug |= DebugStatus.BT;
    }

    /** Whether DR7 enables any breakpoint, locally or globally. */
    private static boolean hasEnabled(long dr7) {
        return (dr7 & 0xFF) != 0;
    }

    /** The registers that match, enabled or not, as B0 to B3. */
    private long matching(long at, int size, int kinds) {
        long matching = 0;
        for (int n = 0; n < 4; n++) {
            int control = (int) (cpu.dr7 >>> 16 + 4 * n) & 0xF;
            if ((kinds >>> (control & 3) & 1) != 0 && overlaps(cpu.dr[n], length(control >>> 2), at, size)) {
                matching |= 1L << n;
            }
        }
        return matching;
    }

    /** The bytes that LEN stands for; 0 if there are none, so that nothing overlaps them. */
    private int length(int len) {
        if (len != LEN_8) {
            return len + 1;
        }
        boolean isDefined = (cpu.efer & Efer.LMA) != 0;
        return isDefined || freedom.pick(DBG_03, Scope.IMPLEMENTATION, "eight bytes", "no breakpoint") == 0 ? 8 : 0;
    }

    /** Whether {@code size} bytes at {@code at} share one with the {@code length} bytes, aligned, that {@code breakpoint} is in. */
    private static boolean overlaps(long breakpoint, int length, long at, int size) {
        long from = breakpoint & -length;
        return Long.compareUnsigned(at - from, length) < 0 || length > 0 && Long.compareUnsigned(from - at, size) < 0;
    }

    /** The enabled ones among those that match, unless GIF is 0: then the match is lost (DBG-14). */
    private long reported(long matching) {
        if (matching == 0 || freedom.decide(DBG_14, !cpu.gif)) {
            return 0;
        }
        long enabled = 0;
        for (int n = 0; n < 4; n++) {
            enabled |= (cpu.dr7 >>> 2 * n & 3) != 0 ? 1L << n : 0;
        }
        long hits = matching & enabled;
        boolean showsDisabled = hits != 0
                && hits != matching
                && freedom.pick(
                                DBG_10,
                                Scope.IMPLEMENTATION,
                                "the bits of registers that match but are not enabled stay 0",
                                "the bits of registers that match but are not enabled are set")
                        == 1;
        return showsDisabled ? matching : hits;
    }
}
