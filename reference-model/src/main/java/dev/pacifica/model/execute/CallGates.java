package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.segment.InnerStack;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;

/** Far JMP and CALL through call gates (SEGM-54 to SEGM-56). */
final class CallGates {
    static final int GATE_16 = 4;
    static final int GATE_32 = 0xC;

    private CallGates() {}

    /** JMP: to code of the same privilege, or conforming code. */
    static void jmp(Execution x, int selector, Descriptor gate) {
        checkGate(x, selector, gate);
        Descriptor code = target(x, gate, false);
        int target = gate.gateSelector();
        FarTransfers.enter(x, target, x.tables.markAccessed(target, code), x.cpu.cpl, offset(gate));
    }

    /** CALL: more privileged code that is not conforming gets a stack of its own. */
    static void call(Execution x, int selector, Descriptor gate) {
        checkGate(x, selector, gate);
        Descriptor code = target(x, gate, true);
        int target = gate.gateSelector();
        int size = x.cpu.isLongMode() ? 8 : gate.type() == GATE_32 ? 4 : 2;
        if (x.freedom.decide(SEGM_55, !code.isConforming() && code.dpl() < x.cpu.cpl)) {
            callInward(x, gate, code, size);
            return;
        }
        code = x.tables.markAccessed(target, code);
        FarTransfers.pushReturn(x, size);
        FarTransfers.enter(x, target, code, x.cpu.cpl, offset(gate));
    }

    private static void callInward(Execution x, Descriptor gate, Descriptor code, int size) {
        Cpu cpu = x.cpu;
        InnerStack stack = new InnerStack(cpu, x.linearMemory, x.tables, x.loader, x.freedom);
        stack.read(code.dpl());
        int count = cpu.isLongMode() ? 0 : gate.parameterCount();
        long[] frame = new long[count + 4];
        frame[0] = cpu.ss.selector;
        frame[1] = cpu.gpr[Cpu.RSP];
        for (int n = 0; n < count; n++) {
            frame[2 + n] = x.peek((long) size * (count - 1 - n), size);
        }
        frame[count + 2] = cpu.cs.selector;
        frame[count + 3] = cpu.nextRip;
        stack.push(size, frame);
        int target = gate.gateSelector();
        Descriptor marked = x.tables.markAccessed(target, code);
        stack.commit();
        FarTransfers.enter(x, target, marked, code.dpl(), offset(gate));
    }

    private static void checkGate(Execution x, int selector, Descriptor gate) {
        int error = DescriptorTables.errorCode(selector, 0);
        if (x.freedom.decide(SEGM_54, gate.dpl() < Math.max(x.cpu.cpl, selector & 3))) {
            throw x.cpu.fault(ExceptionVector.GP, error);
        }
        if (x.freedom.decide(SEGM_54, !gate.isPresent())) {
            throw x.cpu.fault(ExceptionVector.NP, error);
        }
    }

    /** The code segment that the gate names, checked; the RPL of the gate's selector does not count. */
    private static Descriptor target(Execution x, Descriptor gate, boolean isCall) {
        int selector = gate.gateSelector();
        if (x.freedom.decide(SEGM_54, DescriptorTables.isNull(selector))) {
            throw x.fault(ExceptionVector.GP);
        }
        Descriptor code = x.tables.read(selector);
        int error = DescriptorTables.errorCode(selector, 0);
        int cpl = x.cpu.cpl;
        boolean wrongType = !code.isCode() || x.cpu.isLongMode() && (!code.isLong() || code.isBig());
        if (x.freedom.decide(SEGM_54, wrongType || code.dpl() > cpl)) {
            throw x.cpu.fault(ExceptionVector.GP, error);
        }
        if (x.freedom.decide(SEGM_56, !isCall && !code.isConforming() && code.dpl() != cpl)) {
            throw x.cpu.fault(ExceptionVector.GP, error);
        }
        FarTransfers.checkCode(x, code, error, offset(gate));
        return code;
    }

    private static long offset(Descriptor gate) {
        return gate.type() == GATE_16 ? gate.gateOffset() & 0xFFFF : gate.gateOffset();
    }
}
