package dev.pacifica.suite.target;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.SegmentRegister;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.verdict.VectorState;

/** Carries the register record into the model's processor and back. */
final class Registers {
    private static final int SYSTEM_DESCRIPTOR = 16;

    private final Cpu cpu;
    private final PhysicalMemory memory;

    Registers(Cpu cpu, PhysicalMemory memory) {
        this.cpu = cpu;
        this.memory = memory;
    }

    /** Loads every register of the record; hidden parts of segment registers come from the fixture's descriptor table. */
    void load(VectorState state) {
        for (int n = 0; n < 16; n++) {
            cpu.gpr[n] = state.slot(Slot.general(n));
        }
        cpu.rip = state.slot(Slot.RIP);
        cpu.nextRip = cpu.rip;
        cpu.setRflags(state.slot(Slot.RFLAGS));
        cpu.gdtr.set(state.slot(Slot.GDTR_BASE), (int) state.slot(Slot.GDTR_LIMIT));
        cpu.idtr.set(state.slot(Slot.IDTR_BASE), (int) state.slot(Slot.IDTR_LIMIT));
        load(cpu.es, state.slot(Slot.ES));
        load(cpu.cs, state.slot(Slot.CS));
        load(cpu.ss, state.slot(Slot.SS));
        load(cpu.ds, state.slot(Slot.DS));
        load(cpu.fs, state.slot(Slot.FS));
        load(cpu.gs, state.slot(Slot.GS));
        load(cpu.ldtr, state.slot(Slot.LDTR));
        load(cpu.tr, state.slot(Slot.TR));
        cpu.cr0 = state.slot(Slot.CR0);
        cpu.cr2 = state.slot(Slot.CR2);
        cpu.cr3 = state.slot(Slot.CR3);
        cpu.cr4 = state.slot(Slot.CR4);
        cpu.cr8 = state.slot(Slot.CR8);
        for (int n = 0; n < 4; n++) {
            cpu.dr[n] = state.slot(Slot.values()[Slot.DR0.ordinal() + n]);
        }
        cpu.dr6 = state.slot(Slot.DR6);
        cpu.dr7 = state.slot(Slot.DR7);
        cpu.efer = state.slot(Slot.EFER);
        cpu.star = state.slot(Slot.STAR);
        cpu.lstar = state.slot(Slot.LSTAR);
        cpu.cstar = state.slot(Slot.CSTAR);
        cpu.sfmask = state.slot(Slot.SFMASK);
        cpu.fs.base = state.slot(Slot.FS_BASE);
        cpu.gs.base = state.slot(Slot.GS_BASE);
        cpu.kernelGsBase = state.slot(Slot.KERNEL_GS_BASE);
        cpu.sysenterCs = state.slot(Slot.SYSENTER_CS);
        cpu.sysenterEsp = state.slot(Slot.SYSENTER_ESP);
        cpu.sysenterEip = state.slot(Slot.SYSENTER_EIP);
        cpu.vmHsavePa = state.slot(Slot.VM_HSAVE_PA);
        cpu.cpl = (int) state.slot(Slot.CS) & 3;
        cpu.gif = true;
        cpu.updateMode();
    }

    /** Records every general and system register. */
    void record(VectorState state) {
        for (int n = 0; n < 16; n++) {
            state.setSlot(Slot.general(n), cpu.gpr[n]);
        }
        state.setSlot(Slot.RFLAGS, cpu.rflags);
        state.setSlot(Slot.ES, cpu.es.selector);
        state.setSlot(Slot.CS, cpu.cs.selector);
        state.setSlot(Slot.SS, cpu.ss.selector);
        state.setSlot(Slot.DS, cpu.ds.selector);
        state.setSlot(Slot.FS, cpu.fs.selector);
        state.setSlot(Slot.GS, cpu.gs.selector);
        state.setSlot(Slot.LDTR, cpu.ldtr.selector);
        state.setSlot(Slot.TR, cpu.tr.selector);
        state.setSlot(Slot.GDTR_BASE, cpu.gdtr.base);
        state.setSlot(Slot.GDTR_LIMIT, cpu.gdtr.limit);
        state.setSlot(Slot.IDTR_BASE, cpu.idtr.base);
        state.setSlot(Slot.IDTR_LIMIT, cpu.idtr.limit);
        state.setSlot(Slot.CR0, cpu.cr0);
        state.setSlot(Slot.CR2, cpu.cr2);
        state.setSlot(Slot.CR3, cpu.cr3);
        state.setSlot(Slot.CR4, cpu.cr4);
        state.setSlot(Slot.CR8, cpu.cr8);
        for (int n = 0; n < 4; n++) {
            state.setSlot(Slot.values()[Slot.DR0.ordinal() + n], cpu.dr[n]);
        }
        state.setSlot(Slot.DR6, cpu.dr6);
        state.setSlot(Slot.DR7, cpu.dr7);
        state.setSlot(Slot.EFER, cpu.efer);
        state.setSlot(Slot.STAR, cpu.star);
        state.setSlot(Slot.LSTAR, cpu.lstar);
        state.setSlot(Slot.CSTAR, cpu.cstar);
        state.setSlot(Slot.SFMASK, cpu.sfmask);
        state.setSlot(Slot.FS_BASE, cpu.fs.base);
        state.setSlot(Slot.GS_BASE, cpu.gs.base);
        state.setSlot(Slot.KERNEL_GS_BASE, cpu.kernelGsBase);
        state.setSlot(Slot.SYSENTER_CS, cpu.sysenterCs);
        state.setSlot(Slot.SYSENTER_ESP, cpu.sysenterEsp);
        state.setSlot(Slot.SYSENTER_EIP, cpu.sysenterEip);
        state.setSlot(Slot.VM_HSAVE_PA, cpu.vmHsavePa);
    }

    /** A selector with what the descriptor table says of it (SEGM-10, SEGM-12); a null selector makes the register null. */
    private void load(SegmentRegister register, long selector) {
        int offset = (int) selector & 0xFFF8;
        if (offset == 0) {
            register.set((int) selector, 0, 0, 0);
            return;
        }
        long descriptor = memory.read64(cpu.gdtr.base + offset);
        int attributes = (int) (descriptor >>> 40 & 0xFF | descriptor >>> 44 & 0xF00);
        int limit = (int) (descriptor & 0xFFFF | descriptor >>> 32 & 0xF_0000);
        long base = descriptor >>> 16 & 0xFF_FFFF | descriptor >>> 32 & 0xFF00_0000L;
        boolean isSystem = (attributes & SegmentRegister.CODE_OR_DATA) == 0;
        if (isSystem && offset + SYSTEM_DESCRIPTOR <= Fixture.GDT_LIMIT + 1) {
            base |= memory.read64(cpu.gdtr.base + offset + 8) << 32;
        }
        boolean isScaled = (attributes & SegmentRegister.GRANULARITY) != 0;
        register.set((int) selector, attributes, isScaled ? limit << 12 | 0xFFF : limit, base);
    }
}
