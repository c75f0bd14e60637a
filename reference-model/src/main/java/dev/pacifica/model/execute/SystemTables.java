package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.SegmentRegister;
import dev.pacifica.model.state.TableRegister;

/** SGDT, SIDT, LGDT, LIDT, SLDT, STR, LLDT and LTR. Intercepts come before any memory access (INS-18). */
public final class SystemTables {
    private static final int LDT = 2;
    private static final int AVAILABLE_TSS_16 = 1;
    private static final int AVAILABLE_TSS_32 = 9;

    private SystemTables() {}

    public static void sgdt(Instruction i, Execution x) {
        ControlRegisters.requireNoUmip(x);
        x.intercept(Intercept.GDTR_READ);
        store(i, x, x.cpu.gdtr);
    }

    public static void sidt(Instruction i, Execution x) {
        ControlRegisters.requireNoUmip(x);
        x.intercept(Intercept.IDTR_READ);
        store(i, x, x.cpu.idtr);
    }

    private static void store(Instruction i, Execution x, TableRegister table) {
        int baseSize = x.cpu.is64Bit() ? 8 : 4;
        long offset = x.address(i);
        long baseOffset = offset + 2 & i.addressMask();
        x.memory.checkWrite(i.segment(), offset, 2);
        x.memory.write(i.segment(), baseOffset, baseSize, table.base);
        x.memory.write(i.segment(), offset, 2, table.limit);
    }

    public static void lgdt(Instruction i, Execution x) {
        x.requirePrivilege(SYS_23);
        x.intercept(Intercept.GDTR_WRITE);
        load(i, x, x.cpu.gdtr);
    }

    public static void lidt(Instruction i, Execution x) {
        x.requirePrivilege(SYS_23);
        x.intercept(Intercept.IDTR_WRITE);
        load(i, x, x.cpu.idtr);
    }

    private static void load(Instruction i, Execution x, TableRegister table) {
        boolean wide = x.cpu.is64Bit();
        long offset = x.address(i);
        int limit = (int) x.memory.read(i.segment(), offset, 2);
        long base = x.memory.read(i.segment(), offset + 2 & i.addressMask(), wide ? 8 : 4);
        if (x.freedom.decide(SYS_24, wide && !x.cpu.isCanonical(base))) {
            throw x.fault(ExceptionVector.GP);
        }
        table.set(!wide && i.operandSize() == 2 ? base & 0xFF_FFFF : base, limit);
    }

    public static void sldt(Instruction i, Execution x) {
        requireProtected(x);
        ControlRegisters.requireNoUmip(x);
        x.intercept(Intercept.LDTR_READ);
        x.write(i, x.cpu.ldtr.selector);
    }

    public static void str(Instruction i, Execution x) {
        requireProtected(x);
        ControlRegisters.requireNoUmip(x);
        x.intercept(Intercept.TR_READ);
        x.write(i, x.cpu.tr.selector);
    }

    public static void lldt(Instruction i, Execution x) {
        requireProtected(x);
        x.requirePrivilege(SYS_23);
        x.intercept(Intercept.LDTR_WRITE);
        int selector = (int) x.read(i, i.first(), 2);
        if (DescriptorTables.isNull(selector)) {
            x.cpu.ldtr.selector = selector; // SEGM-16
            x.cpu.ldtr.attributes &= ~SegmentRegister.PRESENT;
            return;
        }
        Descriptor descriptor = systemDescriptor(x, selector);
        if (descriptor.isCodeOrData() || descriptor.type() != LDT) {
            throw x.cpu.fault(ExceptionVector.GP, DescriptorTables.errorCode(selector, 0));
        }
        requirePresent(x, selector, descriptor);
        descriptor.loadInto(x.cpu.ldtr, selector);
    }

    public static void ltr(Instruction i, Execution x) {
        requireProtected(x);
        x.requirePrivilege(SYS_23);
        x.intercept(Intercept.TR_WRITE);
        int selector = (int) x.read(i, i.first(), 2);
        if (DescriptorTables.isNull(selector)) {
            throw x.fault(ExceptionVector.GP);
        }
        Descriptor descriptor = systemDescriptor(x, selector);
        boolean tss = descriptor.type() == AVAILABLE_TSS_32
                || descriptor.type() == AVAILABLE_TSS_16 && !x.cpu.isLongMode(); // SEGM-12
        if (descriptor.isCodeOrData() || !tss) {
            throw x.cpu.fault(ExceptionVector.GP, DescriptorTables.errorCode(selector, 0));
        }
        requirePresent(x, selector, descriptor);
        x.tables.markBusy(selector, descriptor).loadInto(x.cpu.tr, selector); // SEGM-14
    }

    private static Descriptor systemDescriptor(Execution x, int selector) {
        int error = DescriptorTables.errorCode(selector, 0);
        if (x.freedom.decide(SEGM_16, (selector & 4) != 0)) {
            throw x.cpu.fault(ExceptionVector.GP, error);
        }
        Descriptor descriptor = x.tables.readSystem(selector);
        boolean malformed = descriptor.isMalformed() || !x.cpu.isCanonical(descriptor.base());
        if (x.freedom.decide(SEGM_12, x.cpu.is64Bit() && malformed)) {
            throw x.cpu.fault(ExceptionVector.GP, error);
        }
        return descriptor;
    }

    private static void requirePresent(Execution x, int selector, Descriptor descriptor) {
        if (x.freedom.decide(SEGM_25, !descriptor.isPresent())) {
            throw x.cpu.fault(ExceptionVector.NP, DescriptorTables.errorCode(selector, 0));
        }
    }

    private static void requireProtected(Execution x) {
        if (!x.cpu.isProtected()) {
            throw x.fault(ExceptionVector.UD);
        }
    }
}
