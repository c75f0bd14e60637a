package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.event.VmExit;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.paging.ModificationLog;
import dev.pacifica.model.paging.NestedControls;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;

/** What nested paging adds to VMRUN and #VMEXIT: the second set of tables and the guest's own PAT (NPT-17, NPT-18). */
final class NestedPagingSwitch {
    private static final int NPF = 0x400;
    private static final int PML_FULL = 0x407;

    private final Cpu cpu;
    private final LinearMemory linearMemory;
    private final ModificationLog log;
    private final Freedom freedom;
    private final VmExit exit = new VmExit();
    private long hostPat;

    NestedPagingSwitch(Cpu cpu, LinearMemory linearMemory, Freedom freedom) {
        this.cpu = cpu;
        this.linearMemory = linearMemory;
        this.log = linearMemory.modificationLog();
        this.freedom = freedom;
        linearMemory.setNestedFaults(this::fault);
        log.setFull(this::logFull);
    }

    /** NPT-51 to NPT-61: a fault that is the host's, whatever it intercepts (NPT-35). */
    private VmExit fault(long information, long gpa, boolean fetch) {
        VmExit fault = exit.with(NPF, information, gpa, 0); // NPT-60
        return fetch ? fault : fault.reportingInstruction(); // NPT-59
    }

    /** NPX-32, CODE-191: nothing is defined but the code, and no next instruction (CODE-09). */
    private VmExit logFull() {
        return exit.with(PML_FULL, freedom.undefined(CODE_191), freedom.undefined(CODE_191), 0);
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
        if (freedom.decide(NPX_30, loaded.logsModifications())) {
            log.start(controls.modificationLog, controls.modificationLogIndex);
        }
        hostPat = cpu.pat;
        cpu.pat = loaded.pat; // NPT-12, NPT-19
    }

    /** NPT-18: of what nested paging adds, only gPAT is written back. */
    void save(Vmcb vmcb) {
        if (linearMemory.isNested()) {
            vmcb.write(Vmcb.G_PAT, cpu.pat);
        }
    }

    /** NPX-33; to be called when nothing is left to be done that could modify a page in the guest's name. */
    void saveLog(Vmcb vmcb) {
        if (log.isOn()) {
            vmcb.write(Vmcb.PML_INDEX, log.index());
        }
    }

    /** NPT-11. */
    void leave() {
        if (linearMemory.isNested()) {
            linearMemory.endNesting();
            log.stop();
            cpu.pat = hostPat;
        }
    }
}
