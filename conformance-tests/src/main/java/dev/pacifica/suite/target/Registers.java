package dev.pacifica.suite.target;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.SegmentRegister;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.verdict.VectorState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Carries the register record into the model's processor and back. */
final class Registers {
    /** One register: its slot, how it is read and how it is loaded. */
    private record Register(Slot slot, LongSupplier value, LongConsumer load) {}

    private final Cpu cpu;
    private final PhysicalMemory memory;
    /** In the order in which they are loaded: tables before selectors, selectors before the bases that they set. */
    private final List<Register> registers = new ArrayList<>();

    Registers(Cpu cpu, PhysicalMemory memory) {
        this.cpu = cpu;
        this.memory = memory;
        for (int number = 0; number < 16; number++) {
            int n = number;
            add(Slot.general(n), () -> cpu.gpr[n], v -> cpu.gpr[n] = v);
        }
        add(Slot.RFLAGS, () -> cpu.rflags, cpu::setRflags);
        add(Slot.GDTR_BASE, () -> cpu.gdtr.base, v -> cpu.gdtr.base = v);
        add(Slot.GDTR_LIMIT, () -> cpu.gdtr.limit, v -> cpu.gdtr.limit = (int) v);
        add(Slot.IDTR_BASE, () -> cpu.idtr.base, v -> cpu.idtr.base = v);
        add(Slot.IDTR_LIMIT, () -> cpu.idtr.limit, v -> cpu.idtr.limit = (int) v);
        addSelector(Slot.ES, cpu.es);
        addSelector(Slot.CS, cpu.cs);
        addSelector(Slot.SS, cpu.ss);
        addSelector(Slot.DS, cpu.ds);
        addSelector(Slot.FS, cpu.fs);
        addSelector(Slot.GS, cpu.gs);
        addSelector(Slot.LDTR, cpu.ldtr);
        addSelector(Slot.TR, cpu.tr);
        add(Slot.CR0, () -> cpu.cr0, v -> cpu.cr0 = v);
        add(Slot.CR2, () -> cpu.cr2, v -> cpu.cr2 = v);
        add(Slot.CR3, () -> cpu.cr3, v -> cpu.cr3 = v);
        add(Slot.CR4, () -> cpu.cr4, v -> cpu.cr4 = v);
        add(Slot.CR8, () -> cpu.cr8, v -> cpu.cr8 = v);
        add(Slot.DR0, () -> cpu.dr[0], v -> cpu.dr[0] = v);
        add(Slot.DR1, () -> cpu.dr[1], v -> cpu.dr[1] = v);
        add(Slot.DR2, () -> cpu.dr[2], v -> cpu.dr[2] = v);
        add(Slot.DR3, () -> cpu.dr[3], v -> cpu.dr[3] = v);
        add(Slot.DR6, () -> cpu.dr6, v -> cpu.dr6 = v);
        add(Slot.DR7, () -> cpu.dr7, v -> cpu.dr7 = v);
        add(Slot.EFER, () -> cpu.efer, v -> cpu.efer = v);
        add(Slot.STAR, () -> cpu.star, v -> cpu.star = v);
        add(Slot.LSTAR, () -> cpu.lstar, v -> cpu.lstar = v);
        add(Slot.CSTAR, () -> cpu.cstar, v -> cpu.cstar = v);
        add(Slot.SFMASK, () -> cpu.sfmask, v -> cpu.sfmask = v);
        add(Slot.FS_BASE, () -> cpu.fs.base, v -> cpu.fs.base = v);
        add(Slot.GS_BASE, () -> cpu.gs.base, v -> cpu.gs.base = v);
        add(Slot.KERNEL_GS_BASE, () -> cpu.kernelGsBase, v -> cpu.kernelGsBase = v);
        add(Slot.SYSENTER_CS, () -> cpu.sysenterCs, v -> cpu.sysenterCs = v);
        add(Slot.SYSENTER_ESP, () -> cpu.sysenterEsp, v -> cpu.sysenterEsp = v);
        add(Slot.SYSENTER_EIP, () -> cpu.sysenterEip, v -> cpu.sysenterEip = v);
        add(Slot.VM_HSAVE_PA, () -> cpu.vmHsavePa, v -> cpu.vmHsavePa = v);
    }

    /** Loads every register of the record; hidden parts of segment registers come from the fixture's descriptor table. */
    void load(VectorState state) {
        registers.forEach(register -> register.load().accept(state.slot(register.slot())));
        cpu.rip = state.slot(Slot.RIP);
        cpu.nextRip = cpu.rip;
        cpu.cpl = cpu.cs.rpl();
        cpu.gif = true;
        cpu.updateMode();
    }

    /** Records every general and system register. */
    void record(VectorState state) {
        registers.forEach(
                register -> state.setSlot(register.slot(), register.value().getAsLong()));
    }

    private void add(Slot slot, LongSupplier value, LongConsumer load) {
        registers.add(new Register(slot, value, load));
    }

    private void addSelector(Slot slot, SegmentRegister register) {
        add(slot, () -> register.selector, selector -> load(register, (int) selector));
    }

    /** A selector with what the GDT says of it (SEGM-10, SEGM-12); a null selector makes the register null. */
    private void load(SegmentRegister register, int selector) {
        if (DescriptorTables.isNull(selector)) {
            register.set(selector, 0, 0, 0);
            return;
        }
        long at = cpu.gdtr.base + (selector & 0xFFF8);
        Descriptor descriptor = new Descriptor(memory.read64(at), 0);
        if (!descriptor.isCodeOrData()) {
            descriptor = new Descriptor(descriptor.low(), memory.read64(at + 8));
        }
        descriptor.loadInto(register, selector);
    }
}
