package dev.pacifica.model.segment;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.SegmentRegister;

/** Loads DS, ES, FS, GS and SS as MOV, POP and their like do (SEGM-03, SEGM-20 to SEGM-28). */
public final class SegmentLoader {
    private final Cpu cpu;
    private final DescriptorTables tables;
    private final Freedom freedom;

    public SegmentLoader(Cpu cpu, DescriptorTables tables, Freedom freedom) {
        this.cpu = cpu;
        this.tables = tables;
        this.freedom = freedom;
    }

    /**
     * Loads a segment register other than CS.
     *
     * @throws dev.pacifica.model.state.Fault #GP, #NP or #SS with the selector; the register is then unchanged
     */
    public void load(int segment, int selector) {
        SegmentRegister register = cpu.segments[segment];
        if (!cpu.isProtected()) {
            register.selector = selector; // SEGM-03: limit and attributes stay
            register.base = (long) selector << 4;
            return;
        }
        if (segment == Cpu.SS) {
            loadStack(selector, cpu.cpl, cpu.is64Bit());
            cpu.updateMode();
        } else {
            loadData(register, selector);
        }
    }

    private void loadData(SegmentRegister register, int selector) {
        if (freedom.decide(SEGM_20, DescriptorTables.isNull(selector))) {
            loadNull(register, selector);
            return;
        }
        Descriptor descriptor = tables.read(selector);
        int code = DescriptorTables.errorCode(selector, 0);
        if (freedom.decide(
                SEGM_23, !descriptor.isCodeOrData() || descriptor.isCode() && !descriptor.isWritableOrReadable())) {
            throw cpu.fault(ExceptionVector.GP, code);
        }
        int privilege = Math.max(cpu.cpl, selector & 3);
        if (freedom.decide(SEGM_24, !descriptor.isConforming() && descriptor.dpl() < privilege)) {
            throw cpu.fault(ExceptionVector.GP, code);
        }
        if (freedom.decide(SEGM_25, !descriptor.isPresent())) {
            throw cpu.fault(ExceptionVector.NP, code);
        }
        tables.markAccessed(selector, descriptor).loadInto(register, selector);
    }

    /** Makes a data segment register unusable. */
    public void loadNull(SegmentRegister register, int selector) {
        boolean clears = cpu.profile.has(Feature.NULL_SELECT_CLEARS_BASE)
                || freedom.pick(SEGM_20, Scope.IMPLEMENTATION, "base and limit kept", "base and limit cleared") == 1;
        register.selector = selector;
        register.attributes = 0;
        if (clears) {
            register.base = 0;
            register.limit = 0;
        }
    }

    /**
     * Loads SS for code at privilege level {@code cpl}: the present one for MOV and POP, the new one for far returns.
     *
     * @param nullAllowed a null selector is allowed below CPL 3 (SEGM-21, SEGM-57, SEGM-62)
     */
    public void loadStack(int selector, int cpl, boolean nullAllowed) {
        if (DescriptorTables.isNull(selector)) {
            checkNullStack(selector, cpl, nullAllowed);
            cpu.ss.set(selector, cpl << 5, 0, 0);
            return;
        }
        Descriptor descriptor = checkedStack(selector, cpl, ExceptionVector.GP, 0);
        tables.markAccessed(selector, descriptor).loadInto(cpu.ss, selector);
    }

    private void checkNullStack(int selector, int cpl, boolean nullAllowed) {
        boolean denied = freedom.decide(SEGM_21, !nullAllowed || cpl == 3)
                || (selector & 3) != cpl
                        && freedom.pick(SEGM_21, Scope.IMPLEMENTATION, "RPL must equal CPL", "any RPL") == 0;
        if (denied) {
            throw cpu.fault(ExceptionVector.GP);
        }
    }

    /**
     * The descriptor of a stack segment, checked (SEGM-26, SEGM-55).
     *
     * @param invalid what an unsuitable descriptor raises: #GP, or #TS when the selector comes from a TSS
     */
    public Descriptor checkedStack(int selector, int cpl, ExceptionVector invalid, int ext) {
        Descriptor descriptor = tables.read(selector, invalid, ext);
        int code = DescriptorTables.errorCode(selector, ext);
        if (freedom.decide(SEGM_26, !descriptor.isWritableData() || (selector & 3) != cpl || descriptor.dpl() != cpl)) {
            throw cpu.fault(invalid, code);
        }
        if (freedom.decide(SEGM_25, !descriptor.isPresent())) {
            throw cpu.fault(ExceptionVector.SS, code);
        }
        return descriptor;
    }

    /** What {@link #loadStack} would raise, without loading anything: for transfers that still have more to check. */
    public void checkStack(int selector, int cpl, boolean nullAllowed) {
        if (DescriptorTables.isNull(selector)) {
            checkNullStack(selector, cpl, nullAllowed);
        } else {
            checkedStack(selector, cpl, ExceptionVector.GP, 0);
        }
    }

    /** After a transfer to less privileged code: data registers that it may not use become null (SEGM-57). */
    public void dropInaccessible() {
        for (int segment : new int[] {Cpu.ES, Cpu.DS, Cpu.FS, Cpu.GS}) {
            SegmentRegister register = cpu.segments[segment];
            if (freedom.decide(SEGM_57, register.dpl() < cpu.cpl && !register.isConforming())) {
                register.selector = 0; // base and limit stay, whatever NullSelectClearsBase says (SEGM-20)
                register.attributes = 0;
            }
        }
    }
}
