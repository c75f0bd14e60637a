package dev.pacifica.model.machine;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.debug.DebugStatus;
import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.decode.Operation;
import dev.pacifica.model.event.NotModelled;
import dev.pacifica.model.execute.Execution;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.DebugCtl;
import dev.pacifica.model.state.Rflags;
import java.util.Set;

/** What follows an instruction that began with RFLAGS.TF or RF, or that met a debug condition: #DB as a trap (APM2 13.1.3, 13.1.4). */
final class DebugTraps {
    /** They may raise an event, whose delivery clears TF; then they do not single-step (DBG-08). */
    private static final Set<Operation> EVENTS =
            Set.of(Operation.INTN, Operation.INT3, Operation.INTO, Operation.ICEBP);

    private static final Set<Operation> STRINGS = Set.of(
            Operation.MOVS,
            Operation.CMPS,
            Operation.STOS,
            Operation.LODS,
            Operation.SCAS,
            Operation.INS,
            Operation.OUTS);

    private final Cpu cpu;
    private final Execution execution;
    private final Freedom freedom;

    DebugTraps(Execution execution) {
        this.cpu = execution.cpu;
        this.execution = execution;
        this.freedom = execution.freedom;
    }

    /**
     * After an instruction that is done, or an iteration of a repeated one.
     *
     * @param flagsBefore RFLAGS at its start
     * @param rip its own offset; rIP is that of the next one
     */
    void after(Instruction instruction, long flagsBefore, long rip) {
        Operation operation = instruction.operation();
        boolean loadsFlags = operation == Operation.IRET || (cpu.pendingDebug & DebugStatus.TASK_SWITCHED) != 0;
        cpu.pendingDebug &= ~DebugStatus.TASK_SWITCHED;
        if (operation == Operation.SKINIT) {
            cpu.pendingDebug = 0;
            return; // SKINIT-28
        }
        boolean entersGuest =
                operation == Operation.VMRUN && execution.interception().inGuest();
        if (freedom.decide(DBG_13, entersGuest)) {
            return; // the flags are the guest's, and its first instruction is still to come
        }
        boolean goesOn = STRINGS.contains(operation) && instruction.repeat() != 0 && cpu.rip == rip;
        if (!loadsFlags && !goesOn) {
            cpu.rflags &= ~Rflags.RF; // CR-64
        }
        boolean isEvent = EVENTS.contains(operation) && !cpu.isSet(Rflags.TF);
        if (freedom.decide(DBG_08, (flagsBefore & Rflags.TF) != 0 && !isEvent)) {
            step();
        }
        if (cpu.pendingDebug == 0) {
            return;
        }
        if (freedom.decide(DBG_12, cpu.holdsDebugTraps())) {
            hold();
        } else {
            trap();
        }
    }

    /** After a #VMEXIT, which ends the VMRUN of the host: that single-steps with the host's flags (DBG-13). */
    void afterExit() {
        cpu.pendingDebug = 0;
        if (freedom.decide(DBG_13, cpu.isSet(Rflags.TF))) {
            step();
            trap();
        }
    }

    private void step() {
        if ((cpu.debugCtl & DebugCtl.BTF) != 0) {
            throw new NotModelled("single-stepping on branches (DebugCtl.BTF)");
        }
        cpu.pendingDebug |= DebugStatus.BS;
    }

    /** Until the next instruction is done, which steps by itself. */
    private void hold() {
        boolean hasBreakpoints = (cpu.pendingDebug & DebugStatus.BREAKPOINTS) != 0;
        if (hasBreakpoints
                && freedom.pick(
                                DBG_12,
                                Scope.IMPLEMENTATION,
                                "a data breakpoint of MOV SS or POP SS is reported after the next instruction",
                                "a data breakpoint of MOV SS or POP SS is dropped")
                        == 1) {
            cpu.pendingDebug = 0;
        }
    }

    private void trap() {
        long conditions = cpu.pendingDebug;
        cpu.pendingDebug = 0;
        DebugStatus.report(cpu, freedom, conditions); // DBG-11
        execution.delivery.debugTrap();
    }
}
