package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.event.Interception;
import dev.pacifica.model.event.NotModelled;
import dev.pacifica.model.execute.Execution;
import dev.pacifica.model.execute.SvmInstructions;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.Tlb;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.ExceptionVector;

/** What the SVM instructions do (APM2 15.5, 15.16.2, 15.17, 15.18). */
final class SvmSemantics implements SvmInstructions {
    private SecureLaunch launch = block -> {
        throw new NotModelled("SKINIT on a machine without a secure launch");
    };
    private final Cpu cpu;
    private final PhysicalMemory memory;
    private final Freedom freedom;
    private final Interception interception;
    private final WorldSwitch worldSwitch;
    private final Tlb tlb;

    SvmSemantics(
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
    @Override
    public void vmrun(Instruction i, Execution x) {
        long rax = operand(i, Intercept.VMRUN);
        if (cpu.vmHsavePa == 0
                && freedom.pick(EN_32, Scope.IMPLEMENTATION, "#GP(0)", "the host save area is page 0") == 0) {
            throw cpu.fault(ExceptionVector.GP);
        }
        worldSwitch.enter(rax);
    }

    /** VMLOAD: loads what VMRUN leaves alone (VMRUN-61), without any check (VMRUN-63). */
    @Override
    public void vmload(Instruction i, Execution x) {
        long rax = operand(i, Intercept.VMLOAD);
        Vmcb vmcb = new Vmcb(memory, worldSwitch.addressOfState(rax, Access.USER_READ));
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
    @Override
    public void vmsave(Instruction i, Execution x) {
        long rax = operand(i, Intercept.VMSAVE);
        Vmcb vmcb = new Vmcb(memory, worldSwitch.addressOfState(rax, Access.USER_WRITE)); // VLS-08
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
    @Override
    public void stgi(Instruction i, Execution x) {
        boolean isUsableAlone = cpu.profile.has(Feature.SKINIT) || cpu.profile.has(Feature.SVML);
        if (freedom.decide(EN_13, !isEnabled() && !isUsableAlone) || !inProtectedMode()) {
            throw cpu.fault(ExceptionVector.UD);
        }
        requirePrivilege();
        interception.instruction(Intercept.STGI, 0); // INS-46, GIF-18
        cpu.gif = true; // GIF-03
    }

    /** CLGI. */
    @Override
    public void clgi(Instruction i, Execution x) {
        requireSvm();
        requirePrivilege();
        interception.instruction(Intercept.CLGI, 0);
        cpu.gif = false; // GIF-04
    }

    /** VMMCALL: any privilege level and any mode, provided that it is intercepted (EN-16, INS-50). */
    @Override
    public void vmmcall(Instruction i, Execution x) {
        if (isEnabled()) {
            interception.instruction(Intercept.VMMCALL, 0);
        }
        throw cpu.fault(ExceptionVector.UD);
    }

    /**
     * INVLPGA: forgets one page of the address space in ECX (TLB-40); neither has to exist, and the address need not be canonical
     * (TLB-42). Nothing is translated (TLB-44).
     */
    @Override
    public void invlpga(Instruction i, Execution x) {
        requireSvm();
        requirePrivilege();
        interception.instruction(Intercept.INVLPGA, 0); // INS-36
        tlb.invalidate(rax(i), (int) cpu.gpr[Cpu.RCX]); // TLB-26
    }

    /** SKINIT: legal where SVM is enabled, or SKINIT or SVM lock exists (SKINIT-03, SKINIT-04), whatever VM_CR says (SKINIT-05). */
    @Override
    public void skinit(Instruction i, Execution x) {
        boolean isUsableAlone = cpu.profile.has(Feature.SKINIT) || cpu.profile.has(Feature.SVML);
        if (freedom.decide(SKINIT_08, !isEnabled() && !isUsableAlone || !cpu.isProtected())) {
            throw cpu.fault(ExceptionVector.UD);
        }
        if (freedom.decide(SKINIT_09, cpu.cpl != 0)) {
            throw cpu.fault(ExceptionVector.GP);
        }
        interception.instruction(Intercept.SKINIT, 0); // SKINIT-10
        launch.launch(cpu.gpr[Cpu.RAX] & 0xFFFF_0000L); // SKINIT-07
    }

    void setLaunch(SecureLaunch how) {
        launch = how;
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

    /**
     * The system-physical address in rAX of VMRUN, VMLOAD and VMSAVE, after all that may keep them from using it, in the order of
     * VMRUN-04: the address is tested before the intercept, with EDX[28] after it (VMRUN-05).
     */
    private long operand(Instruction i, Intercept which) {
        requireSvm();
        requirePrivilege();
        long rax = rax(i);
        boolean interceptFirst = freedom.decide(VMRUN_05, cpu.profile.has(Feature.NESTED_VIRT_VMCB_ADDR_CHK));
        if (interceptFirst) {
            interception.instruction(which, 0);
        }
        if (freedom.decide(VMRUN_03, !cpu.profile.isPageAddress(rax))) {
            throw cpu.fault(ExceptionVector.GP);
        }
        if (!interceptFirst) {
            interception.instruction(which, 0);
        }
        return rax;
    }

    /** rAX at the width of the effective address size, zero-extended (VMRUN-01). */
    private long rax(Instruction i) {
        return cpu.gpr[Cpu.RAX] & i.addressMask();
    }
}
