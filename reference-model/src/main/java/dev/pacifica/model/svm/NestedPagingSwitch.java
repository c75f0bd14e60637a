package dev.pacifica.model.svm;

import dev.pacifica.model.event.VmExit;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.paging.NestedControls;
import dev.pacifica.model.state.Cpu;

/** What nested paging adds to VMRUN and #VMEXIT: the second set of tables and the guest's own PAT (NPT-17, NPT-18). */
final class NestedPagingSwitch {
    private static final int NPF = 0x400;

    private final Cpu cpu;
    private final LinearMemory linearMemory;
    private final VmExit exit = new VmExit();
    private long hostPat;

    NestedPagingSwitch(Cpu cpu, LinearMemory linearMemory) {
        this.cpu = cpu;
        this.linearMemory = linearMemory;
        linearMemory.setNestedFaults(this::fault);
    }

    /** NPT-51 to NPT-61: a fault that is the host's, whatever it intercepts (NPT-35). */
    private VmExit fault(long information, long gpa, boolean fetch) {
        VmExit fault = exit.with(NPF, information, gpa, 0); // NPT-60
        return fetch ? fault : fault.reportingInstruction(); // NPT-59
    }

    /** To be called while the processor still holds the host's state (NPT-13). */
    void enter(LoadedState loaded) {
        if (!loaded.nestsPaging()) {
            return; // NPT-16: one PAT for both
        }
        Controls controls = loaded.controls;
        linearMemory.nest(
                new NestedControls(
                        controls.nestedRoot,
                        loaded.trapsExecution(),
                        loaded.checksShadowStacks(),
                        loaded.hasReadOnlyTables()),
                controls.asid);
        hostPat = cpu.pat;
        cpu.pat = loaded.pat; // NPT-12, NPT-19
    }

    /** NPT-18: of what nested paging adds, only gPAT is written back. */
    void save(Vmcb vmcb) {
        if (linearMemory.isNested()) {
            vmcb.write(Vmcb.G_PAT, cpu.pat);
        }
    }

    /** NPT-11. */
    void leave() {
        if (linearMemory.isNested()) {
            linearMemory.endNesting();
            cpu.pat = hostPat;
        }
    }
}
