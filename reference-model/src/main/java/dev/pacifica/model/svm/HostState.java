package dev.pacifica.model.svm;

import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.model.state.SegmentRegister;
import dev.pacifica.model.state.TableRegister;

/**
 * Host state between VMRUN and #VMEXIT (VMRUN-10). It is kept wholly on chip, as VMRUN-12 permits: the host save area in memory is
 * never touched. Hidden parts of ES, CS, SS and DS are restored from saved copies (HOST-04).
 */
final class HostState {
    private final SegmentRegister es = new SegmentRegister();
    private final SegmentRegister cs = new SegmentRegister();
    private final SegmentRegister ss = new SegmentRegister();
    private final SegmentRegister ds = new SegmentRegister();
    private final TableRegister gdtr = new TableRegister();
    private final TableRegister idtr = new TableRegister();
    private long efer;
    private long cr0;
    private long cr3;
    private long cr4;
    private long rflags;
    private long rip;
    private long rsp;
    private long rax;

    /** RFLAGS.IF of the host. */
    boolean interruptFlag() {
        return (rflags & Rflags.IF) != 0;
    }

    /** VMRUN-10: {@code nextRip} is the offset of the instruction after VMRUN. */
    void save(Cpu cpu) {
        es.copyFrom(cpu.es);
        cs.copyFrom(cpu.cs);
        ss.copyFrom(cpu.ss);
        ds.copyFrom(cpu.ds);
        gdtr.set(cpu.gdtr.base, cpu.gdtr.limit);
        idtr.set(cpu.idtr.base, cpu.idtr.limit);
        efer = cpu.efer;
        cr0 = cpu.cr0;
        cr3 = cpu.cr3;
        cr4 = cpu.cr4;
        rflags = cpu.rflags;
        rip = cpu.nextRip;
        rsp = cpu.gpr[Cpu.RSP];
        rax = cpu.gpr[Cpu.RAX];
    }

    /** Step 6 of EXIT-50, HOST-01 to HOST-03. CR2, DR6 and everything else that VMRUN did not save stay the guest's (EXIT-16). */
    void restore(Cpu cpu) {
        cpu.gdtr.set(gdtr.base, gdtr.limit);
        cpu.idtr.set(idtr.base, idtr.limit);
        cpu.efer = efer;
        cpu.cr0 = cr0 | Cr0.PE; // HOST-02
        cpu.cr4 = cr4;
        cpu.cr3 = cr3;
        cpu.setRflags(rflags & ~(Rflags.VM | Rflags.RF)); // HOST-02, HOST-12
        cpu.rip = rip;
        cpu.nextRip = rip;
        cpu.gpr[Cpu.RSP] = rsp;
        cpu.gpr[Cpu.RAX] = rax;
        cpu.dr7 = Cpu.DR7_FIXED; // HOST-03
        cpu.cpl = 0; // HOST-02
        cpu.es.copyFrom(es);
        cpu.cs.copyFrom(cs);
        cpu.ss.copyFrom(ss);
        cpu.ds.copyFrom(ds);
    }
}
