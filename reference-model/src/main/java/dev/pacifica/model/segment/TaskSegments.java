package dev.pacifica.model.segment;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Mode;
import dev.pacifica.model.state.SegmentRegister;

/**
 * Loads LDTR and the segment registers of a task that has just become the current one (SEGM-94, SEGM-95, APM2 table 8-4). What is
 * wrong with a selector is a #TS, not a #GP; the faults belong to the new task.
 */
public final class TaskSegments {
    private static final int LDT = 2;
    private static final int V86_ATTRIBUTES = 0xF3;
    private static final int[] DATA = {Cpu.ES, Cpu.DS, Cpu.FS, Cpu.GS};

    private final Cpu cpu;
    private final DescriptorTables tables;
    private final SegmentLoader loader;
    private final Freedom freedom;

    public TaskSegments(Cpu cpu, DescriptorTables tables, SegmentLoader loader, Freedom freedom) {
        this.cpu = cpu;
        this.tables = tables;
        this.loader = loader;
        this.freedom = freedom;
    }

    /**
     * Loads everything. Until then the registers hold the new selectors and nothing usable.
     *
     * @param selectors by the number of the segment register
     * @param ext the EXT bit of error codes
     */
    public void load(int ldtr, int[] selectors, int ext) {
        boolean virtual8086 = freedom.decide(SEGM_95, cpu.mode() == Mode.VIRTUAL_8086);
        for (int segment = 0; segment < selectors.length; segment++) {
            int selector = selectors[segment];
            if (virtual8086) {
                cpu.segments[segment].set(selector, V86_ATTRIBUTES, 0xFFFF, (long) selector << 4); // SEGM-03
            } else {
                cpu.segments[segment].set(selector, 0, 0, 0);
            }
        }
        cpu.ldtr.set(ldtr, 0, 0, 0);
        loadLdtr(ldtr, ext);
        if (!virtual8086) {
            loadCode(selectors[Cpu.CS], ext);
            loadStack(selectors[Cpu.SS], ext);
            for (int segment : DATA) {
                loadData(segment, selectors[segment], ext);
            }
        }
        cpu.updateMode();
    }

    private void loadLdtr(int selector, int ext) {
        if (DescriptorTables.isNull(selector)) {
            return;
        }
        refuse((selector & 4) != 0, ExceptionVector.TS, selector, ext); // SEGM-16
        Descriptor descriptor = tables.read(selector, ExceptionVector.TS, ext);
        boolean wrong = descriptor.isCodeOrData() || descriptor.type() != LDT || !descriptor.isPresent();
        refuse(wrong, ExceptionVector.TS, selector, ext);
        descriptor.loadInto(cpu.ldtr, selector);
    }

    private void loadCode(int selector, int ext) {
        refuse(DescriptorTables.isNull(selector), ExceptionVector.TS, selector, ext);
        Descriptor code = tables.read(selector, ExceptionVector.TS, ext);
        int cpl = cpu.cpl;
        boolean denied = code.isConforming() ? code.dpl() > cpl : code.dpl() != cpl;
        refuse(!code.isCode() || denied, ExceptionVector.TS, selector, ext);
        refuse(!code.isPresent(), ExceptionVector.NP, selector, ext);
        tables.markAccessed(selector, code).loadInto(cpu.cs, selector);
    }

    private void loadStack(int selector, int ext) {
        refuse(DescriptorTables.isNull(selector), ExceptionVector.TS, selector, ext);
        Descriptor stack = loader.checkedStack(selector, cpu.cpl, ExceptionVector.TS, ext);
        tables.markAccessed(selector, stack).loadInto(cpu.ss, selector);
    }

    private void loadData(int segment, int selector, int ext) {
        SegmentRegister register = cpu.segments[segment];
        if (DescriptorTables.isNull(selector)) {
            loader.loadNull(register, selector);
            return;
        }
        Descriptor data = tables.read(selector, ExceptionVector.TS, ext);
        boolean unreadable = !data.isCodeOrData() || data.isCode() && !data.isWritableOrReadable();
        boolean denied = !data.isConforming() && data.dpl() < Math.max(cpu.cpl, selector & 3);
        refuse(unreadable || denied, ExceptionVector.TS, selector, ext);
        refuse(!data.isPresent(), ExceptionVector.NP, selector, ext);
        tables.markAccessed(selector, data).loadInto(register, selector);
    }

    private void refuse(boolean condition, ExceptionVector exception, int selector, int ext) {
        if (freedom.decide(SEGM_94, condition)) {
            throw cpu.fault(exception, DescriptorTables.errorCode(selector, ext));
        }
    }
}
