package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;

/** Far RET, and what IRET has in common with it (SEGM-57, SEGM-62, SEGM-63). */
public final class FarReturns {
    private static final int RET_WITH_PARAMETERS = 0xCA;

    private FarReturns() {}

    public static void ret(Instruction i, Execution x) {
        int size = i.operandSize();
        long offset = x.peek(0, size);
        int selector = (int) x.peek(size, size) & 0xFFFF;
        long parameters = i.opcode() == RET_WITH_PARAMETERS ? i.immediate() : 0;
        if (!x.cpu.isProtected()) {
            FarTransfers.enterReal(x, selector, offset);
            x.release(2L * size + parameters);
            return;
        }
        Descriptor code = target(x, selector, offset);
        if (x.freedom.decide(SEGM_57, (selector & 3) != x.cpu.cpl)) {
            long rsp = x.peek(2L * size + parameters, size);
            int stack = (int) x.peek(3L * size + parameters, size) & 0xFFFF;
            withStack(x, selector, code, offset, stack, rsp + parameters);
            return;
        }
        code = x.tables.markAccessed(selector, code);
        x.release(2L * size + parameters); // with the stack size of the old mode
        FarTransfers.enter(x, selector, code, x.cpu.cpl, offset);
    }

    /** The code descriptor of RET or IRET, checked. */
    static Descriptor target(Execution x, int selector, long offset) {
        if (x.freedom.decide(SEGM_51, DescriptorTables.isNull(selector))) {
            throw x.fault(ExceptionVector.GP);
        }
        Descriptor code = x.tables.read(selector);
        int error = DescriptorTables.errorCode(selector, 0);
        int rpl = selector & 3;
        boolean denied =
                !code.isCode() || rpl < x.cpu.cpl || (code.isConforming() ? code.dpl() > rpl : code.dpl() != rpl);
        if (x.freedom.decide(SEGM_57, denied)) {
            throw x.cpu.fault(ExceptionVector.GP, error);
        }
        FarTransfers.checkCode(x, code, error, offset);
        return code;
    }

    /** A return with a stack of its own: to less privileged code, or any IRET in 64-bit mode. */
    static void withStack(Execution x, int selector, Descriptor code, long offset, int stack, long rsp) {
        Cpu cpu = x.cpu;
        int rpl = selector & 3;
        boolean outward = rpl != cpu.cpl;
        boolean nullAllowed = cpu.isLongMode() && code.isLong();
        x.loader.checkStack(stack, rpl, nullAllowed);
        Descriptor marked = x.tables.markAccessed(selector, code);
        x.loader.loadStack(stack, rpl, nullAllowed);
        FarTransfers.enter(x, selector, marked, rpl, offset);
        x.writeRegister(Cpu.RSP, cpu.stackSize(), rsp);
        if (outward) {
            x.loader.dropInaccessible();
        }
    }
}
