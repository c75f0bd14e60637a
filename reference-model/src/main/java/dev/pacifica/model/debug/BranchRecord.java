package dev.pacifica.model.debug;

import static dev.pacifica.model.rule.Rule.LBR_01;

import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;

/**
 * The record of control transfers that the processor keeps while DebugCtl.LBR is set (LBR-01, APM2 13.1.6.1). Addresses are offsets, as rIP
 * is one.
 */
public final class BranchRecord {
    private BranchRecord() {}

    /** The instruction at {@link Cpu#rip} goes on at {@code target}. */
    public static void transfer(Cpu cpu, long target) {
        cpu.nextRip = target;
        if (cpu.recordsBranches()) {
            cpu.lastBranchFrom = cpu.rip;
            cpu.lastBranchTo = target;
        }
    }

    /**
     * An exception or interrupt has been delivered while LBR was set.
     *
     * @param from rIP before; {@link Cpu#rip} is at the handler
     */
    public static void event(Cpu cpu, Freedom freedom, long from) {
        int reading = freedom.pick(
                LBR_01,
                Scope.IMPLEMENTATION,
                "an event is the last branch; LastInt gets the branch before it",
                "LastInt gets the event; the last branch stays",
                "LastInt gets the branch before the event; the last branch stays");
        if (reading == 1) {
            cpu.lastInterruptFrom = from;
            cpu.lastInterruptTo = cpu.rip;
            return;
        }
        cpu.lastInterruptFrom = cpu.lastBranchFrom;
        cpu.lastInterruptTo = cpu.lastBranchTo;
        if (reading == 0) {
            cpu.lastBranchFrom = from;
            cpu.lastBranchTo = cpu.rip;
        }
    }
}
