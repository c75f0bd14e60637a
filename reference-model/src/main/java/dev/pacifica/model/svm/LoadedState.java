package dev.pacifica.model.svm;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.state.Cpu;
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
    /** G_PAT. */
    long pat;
    /** CR0 and EFER of the host, whose paging the nested tables are (NPT-13). */
    long hostCr0;

    long hostEfer;
    /** Whether the host is in 64-bit mode (VLS-06). */
    boolean hostIs64Bit;

    LoadedState(CpuProfile profile, PhysicalMemory memory, Controls controls) {
        this.profile = profile;
        this.memory = memory;
        this.controls = controls;
    }

    /** Steps 4 and 5 of VMRUN-50; the processor still holds the host's state. */
    void load(Vmcb vmcb, VmcbCache cache, Cpu host) {
        hostCr0 = host.cr0;
        hostEfer = host.efer;
        hostIs64Bit = host.is64Bit();
        cache.select(vmcb);
        controls.load(vmcb, cache);
        Vmcb segments = cache.source(CleanGroup.SEGMENTS);
        segments.load(Vmcb.ES, es);
        segments.load(Vmcb.CS, cs);
        segments.load(Vmcb.SS, ss);
        segments.load(Vmcb.DS, ds);
        cpl = segments.read8(Vmcb.CPL) & 3; // SEG-15
        Vmcb tables = cache.source(CleanGroup.DESCRIPTOR_TABLES);
        tables.load(Vmcb.GDTR, gdtr);
        tables.load(Vmcb.IDTR, idtr);
        Vmcb control = cache.source(CleanGroup.CONTROL_REGISTERS);
        efer = control.read(Vmcb.EFER);
        cr0 = control.read(Vmcb.CR0);
        cr3 = control.read(Vmcb.CR3);
        cr4 = control.read(Vmcb.CR4);
        cr2 = cache.source(CleanGroup.CR2).read(Vmcb.CR2);
        Vmcb debug = cache.source(CleanGroup.DEBUG_REGISTERS);
        dr6 = debug.read(Vmcb.DR6);
        dr7 = debug.read(Vmcb.DR7);
        pat = cache.source(CleanGroup.NESTED_PAGING).read(Vmcb.G_PAT);
        rflags = vmcb.read(Vmcb.RFLAGS); // CLEAN-11
        rip = vmcb.read(Vmcb.RIP);
        rsp = vmcb.read(Vmcb.RSP);
        rax = vmcb.read(Vmcb.RAX);
        cache.loaded();
    }

    /** NP_ENABLE, on a processor that has nested paging; others ignore it (VMRUN-30, NPT-08). */
    boolean nestsPaging() {
        return isEnabled(0, Feature.NP);
    }

    /** GMET_ENABLE. */
    boolean trapsExecution() {
        return isEnabled(3, Feature.GMET);
    }

    /** SSS_CHECK_ENABLE. */
    boolean checksShadowStacks() {
        return isEnabled(4, Feature.SSS_CHECK);
    }

    /** ROGPT_ENABLE. */
    boolean hasReadOnlyTables() {
        return isEnabled(6, Feature.ROGPT);
    }

    /** PML_ENABLE, and nested paging (NPX-30). */
    boolean logsModifications() {
        return nestsPaging() && isEnabled(11, Feature.PML);
    }

    private boolean isEnabled(int bit, Feature feature) {
        return (controls.nestedPaging >>> bit & 1) != 0 && profile.has(feature);
    }
}
