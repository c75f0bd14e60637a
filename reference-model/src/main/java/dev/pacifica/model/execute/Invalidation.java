package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.paging.Tlb;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;

/** INVLPG and INVPCID: translations that software wants forgotten (APM2 5.5). */
public final class Invalidation {
    private static final int ONE_ADDRESS = 0;
    private static final int ONE_CONTEXT = 1;
    private static final int EVERYTHING = 2;
    private static final int ALL_BUT_GLOBAL = 3;

    private Invalidation() {}

    public static void invlpg(Instruction i, Execution x) {
        x.requirePrivilege(SYS_23);
        long offset = x.address(i);
        boolean usesBase = !x.cpu.is64Bit() || i.segment() >= Cpu.FS;
        long linear = usesBase ? x.cpu.segments[i.segment()].base + offset : offset;
        linear = x.cpu.is64Bit() ? linear : linear & 0xFFFF_FFFFL;
        x.interception().instruction(Intercept.INVLPG, linear); // INS-35, DA-06
        if (x.freedom.decide(PG_73, x.cpu.isCanonical(linear))) {
            x.linearMemory.tlb().invalidate(linear, x.cpu.asid);
        }
    }

    /** INVPCID: the type in a register, PCID and linear address in memory (APM3 INVPCID). */
    public static void invpcid(Instruction i, Execution x) {
        x.requirePrivilege(INS_37);
        x.intercept(Intercept.INVPCID);
        long type = x.read(i, i.first(), x.cpu.is64Bit() ? 8 : 4);
        long offset = x.address(i);
        long pcid = x.memory.read(i.segment(), offset, 8);
        long linear = x.memory.read(i.segment(), offset + 8 & i.addressMask(), 8);
        boolean tagged = (x.cpu.cr4 & Cr4.PCIDE) != 0;
        boolean refused = type > ALL_BUT_GLOBAL
                || type < 0
                || pcid >>> 12 != 0
                || type <= ONE_CONTEXT && pcid != 0 && !tagged
                || type == ONE_ADDRESS && !x.cpu.isCanonical(linear);
        if (x.freedom.decide(PG_76, refused)) {
            throw x.fault(ExceptionVector.GP);
        }
        forget(x, (int) type, (int) pcid, linear);
    }

    private static void forget(Execution x, int type, int pcid, long linear) {
        Tlb tlb = x.linearMemory.tlb();
        int asid = x.cpu.asid;
        switch (type) {
            case ONE_ADDRESS -> tlb.invalidate(linear, asid, pcid);
            case ONE_CONTEXT -> tlb.flushNonGlobal(asid, pcid);
            case EVERYTHING -> tlb.flush(asid);
            default -> tlb.flushNonGlobal(asid);
        }
    }
}
