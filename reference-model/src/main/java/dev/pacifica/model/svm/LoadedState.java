package dev.pacifica.model.svm;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.state.SegmentRegister;
import dev.pacifica.model.state.TableRegister;

/** What VMRUN has read from the VMCB, before and while it is checked: guest state (VMRUN-20) and controls (VMRUN-21). */
final class LoadedState {
    final CpuProfile profile;
    final PhysicalMemory memory;
    final Controls controls;

    final SegmentRegister es = new SegmentRegister();
    final SegmentRegister cs = new SegmentRegister();
    final SegmentRegister ss = new SegmentRegister();
    final SegmentRegister ds = new SegmentRegister();
    final TableRegister gdtr = new TableRegister();
    final TableRegister idtr = new TableRegister();
    int cpl;
    long efer;
    long cr0;
    long cr2;
    long cr3;
    long cr4;
    long dr6;
    long dr7;
    long rflags;
    long rip;
    long rsp;
    long rax;

    LoadedState(CpuProfile profile, PhysicalMemory memory, Controls controls) {
        this.profile = profile;
        this.memory = memory;
        this.controls = controls;
    }

    /** Steps 4 and 5 of VMRUN-50. */
    void load(Vmcb vmcb) {
        controls.load(vmcb);
        vmcb.load(Vmcb.ES, es);
        vmcb.load(Vmcb.CS, cs);
        vmcb.load(Vmcb.SS, ss);
        vmcb.load(Vmcb.DS, ds);
        vmcb.load(Vmcb.GDTR, gdtr);
        vmcb.load(Vmcb.IDTR, idtr);
        cpl = vmcb.read8(Vmcb.CPL) & 3; // SEG-15
        efer = vmcb.read(Vmcb.EFER);
        cr0 = vmcb.read(Vmcb.CR0);
        cr2 = vmcb.read(Vmcb.CR2);
        cr3 = vmcb.read(Vmcb.CR3);
        cr4 = vmcb.read(Vmcb.CR4);
        dr6 = vmcb.read(Vmcb.DR6);
        dr7 = vmcb.read(Vmcb.DR7);
        rflags = vmcb.read(Vmcb.RFLAGS);
        rip = vmcb.read(Vmcb.RIP);
        rsp = vmcb.read(Vmcb.RSP);
        rax = vmcb.read(Vmcb.RAX);
    }
}
