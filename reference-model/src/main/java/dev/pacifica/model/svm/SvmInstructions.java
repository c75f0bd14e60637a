package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.event.Interception;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.paging.Tlb;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.ExceptionVector;

/**
 * The SVM instructions (APM2 15.5, 15.16.2, 15.17, 15.18). {@code rax} is always rAX at the effective address size, zero-extended
 * (VMRUN-01).
 */
public final class SvmInstructions {
    private final Cpu cpu;
    private final PhysicalMemory memory;
    private final Freedom freedom;
    private final Interception interception;
    private final WorldSwitch worldSwitch;
    private final Tlb tlb;

    SvmInstructions(
            Cpu cpu,
            PhysicalMemory memory,
            Freedom freedom,
            Interception interception,
            WorldSwitch worldSwitch,
            Tlb tlb) {
        this.cpu = cpu;
        this.memory = memory;
        this.freedom = freedom;
        this.interception = interception;
        this.worldSwitch = worldSwitch;
        this.tlb = tlb;
    }

    /** VMRUN: order as in VMRUN-04. */
    public void vmrun(long rax) {
        requireSvm();
        requirePrivilege();
        operand(rax, Intercept.VMRUN);
        if (cpu.vmHsavePa == 0
                && freedom.pick(EN_32, Scope.IMPLEMENTATION, "#GP(0)", "the host save area is page 0") == 0) {
            throw cpu.fault(ExceptionVector.GP);
        }
        worldSwitch.enter(rax);
    }

    /** VMLOAD: loads what VMRUN leaves alone (VMRUN-61), without any check (VMRUN-63). */
    public void vmload(long rax) {
        requireSvm();
        requirePrivilege();
        operand(rax, Intercept.VMLOAD);
        Vmcb vmcb = new Vmcb(memory, rax);
        vmcb.load(Vmcb.FS, cpu.fs);
        vmcb.load(Vmcb.GS, cpu.gs);
        vmcb.load(Vmcb.LDTR, cpu.ldtr);
        vmcb.load(Vmcb.TR, cpu.tr);
        cpu.fs.base = cpu.canonicalise(cpu.fs.base); // CHK-01
        cpu.gs.base = cpu.canonicalise(cpu.gs.base);
        cpu.ldtr.base = cpu.canonicalise(cpu.ldtr.base);
        cpu.tr.base = cpu.canonicalise(cpu.tr.base);
        cpu.kernelGsBase = cpu.canonicalise(vmcb.read(Vmcb.KERNEL_GS_BASE));
        cpu.star = vmcb.read(Vmcb.STAR);
        cpu.lstar = vmcb.read(Vmcb.LSTAR);
        cpu.cstar = vmcb.read(Vmcb.CSTAR);
        cpu.sfmask = vmcb.read(Vmcb.SFMASK);
        cpu.sysenterCs = vmcb.read(Vmcb.SYSENTER_CS);
        cpu.sysenterEsp = vmcb.read(Vmcb.SYSENTER_ESP);
        cpu.sysenterEip = vmcb.read(Vmcb.SYSENTER_EIP);
    }

    /** VMSAVE: stores what VMLOAD loads (VMRUN-61). */
    public void vmsave(long rax) {
        requireSvm();
        requirePrivilege();
        operand(rax, Intercept.VMSAVE);
        Vmcb vmcb = new Vmcb(memory, rax);
        vmcb.store(Vmcb.FS, cpu.fs);
        vmcb.store(Vmcb.GS, cpu.gs);
        vmcb.store(Vmcb.LDTR, cpu.ldtr);
        vmcb.store(Vmcb.TR, cpu.tr);
        vmcb.write(Vmcb.KERNEL_GS_BASE, cpu.kernelGsBase);
        vmcb.write(Vmcb.STAR, cpu.star);
        vmcb.write(Vmcb.LSTAR, cpu.lstar);
        vmcb.write(Vmcb.CSTAR, cpu.cstar);
        vmcb.write(Vmcb.SFMASK, cpu.sfmask);
        vmcb.write(Vmcb.SYSENTER_CS, cpu.sysenterCs);
        vmcb.write(Vmcb.SYSENTER_ESP, cpu.sysenterEsp);
        vmcb.write(Vmcb.SYSENTER_EIP, cpu.sysenterEip);
    }

    /** STGI: legal without EFER.SVME where SKINIT or SVM lock exists (EN-13, GIF-13). */
    public void stgi() {
        boolean isUsableAlone = cpu.profile.has(Feature.SKINIT) || cpu.profile.has(Feature.SVML);
        if (freedom.decide(EN_13, !isEnabled() && !isUsableAlone) || !inProtectedMode()) {
            throw cpu.fault(ExceptionVector.UD);
        }
        requirePrivilege();
        interception.instruction(Intercept.STGI, 0); // INS-46, GIF-18
        cpu.gif = true; // GIF-03
    }

    /** CLGI. */
    public void clgi() {
        requireSvm();
        requirePrivilege();
        interception.instruction(Intercept.CLGI, 0);
        cpu.gif = false; // GIF-04
    }

    /** VMMCALL: any privilege level and any mode, provided that it is intercepted (EN-16, INS-50). */
    public void vmmcall() {
        if (isEnabled()) {
            interception.instruction(Intercept.VMMCALL, 0);
        }
        throw cpu.fault(ExceptionVector.UD);
    }

    /**
     * INVLPGA: forgets one page of the address space in ECX (TLB-40); neither has to exist, and the address need not be canonical
     * (TLB-42). Nothing is translated (TLB-44).
     */
    public void invlpga(long rax) {
        requireSvm();
        requirePrivilege();
        interception.instruction(Intercept.INVLPGA, 0); // INS-36
        tlb.invalidate(rax, (int) cpu.gpr[Cpu.RCX]); // TLB-26
    }

    /** EN-12, EN-14: #UD unless SVM is enabled and the processor is in protected mode. */
    private void requireSvm() {
        if (freedom.decide(EN_12, !isEnabled()) || !inProtectedMode()) {
            throw cpu.fault(ExceptionVector.UD);
        }
    }

    private boolean isEnabled() {
        return (cpu.efer & Efer.SVME) != 0;
    }

    private boolean inProtectedMode() {
        return !freedom.decide(EN_14, !cpu.isProtected());
    }

    /** EN-15: #GP(0) unless CPL is 0; after all reasons for #UD. */
    private void requirePrivilege() {
        if (freedom.decide(EN_15, cpu.cpl != 0)) {
            throw cpu.fault(ExceptionVector.GP);
        }
    }

    /** VMRUN-03, VMRUN-04: the address, then the intercept; the other way round with EDX[28] (VMRUN-05). */
    private void operand(long rax, Intercept which) {
        boolean interceptFirst = freedom.decide(VMRUN_05, cpu.profile.has(Feature.NESTED_VIRT_VMCB_ADDR_CHK));
        if (interceptFirst) {
            interception.instruction(which, 0);
        }
        if (freedom.decide(VMRUN_03, (rax & 0xFFF) != 0 || rax >>> cpu.profile.physicalAddressBits() != 0)) {
            throw cpu.fault(ExceptionVector.GP);
        }
        if (!interceptFirst) {
            interception.instruction(which, 0);
        }
    }
}
