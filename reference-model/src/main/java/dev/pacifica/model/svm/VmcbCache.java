package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.CLEAN_05;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;

/**
 * The state of the last VMCB that was run, which VMRUN may use instead of memory where a clean bit says so (CLEAN-01 to CLEAN-22,
 * APM2 15.15). Memory is what is used unless the choice is made otherwise, and there is a choice only where the two differ.
 */
final class VmcbCache {
    private static final CleanGroup[] GROUPS = CleanGroup.values();
    private static final long NOTHING = -1;
    /** The first byte behind all groups. */
    private static final int LOADED = 0x698;

    private final Freedom freedom;
    private final boolean exists;
    private final PhysicalMemory memory;
    private final PhysicalMemory store = new PhysicalMemory(0x1000);
    private final Vmcb copy = new Vmcb(store, 0);
    private Vmcb current = copy;
    /** Address of the VMCB whose state is kept (CLEAN-05). */
    private long address = NOTHING;
    /** The groups, by ordinal, that the current VMRUN takes from here. */
    private int reused;

    VmcbCache(CpuProfile profile, PhysicalMemory memory, Freedom freedom) {
        this.exists = profile.has(Feature.VMCB_CLEAN); // CLEAN-06: otherwise the field is not read
        this.memory = memory;
        this.freedom = freedom;
    }

    void forget() {
        address = NOTHING;
    }

    /** Settles where each group of the VMCB that VMRUN is about to load comes from. */
    void select(Vmcb vmcb) {
        current = vmcb;
        reused = 0;
        if (!exists || vmcb.read32(Vmcb.CLEAN) == 0 || freedom.decide(CLEAN_05, vmcb.at() != address)) {
            return;
        }
        int clean = vmcb.read32(Vmcb.CLEAN);
        for (CleanGroup group : GROUPS) {
            boolean mayReuse = (clean >>> group.bit & 1) != 0; // CLEAN-03, CLEAN-04
            if (mayReuse
                    && !group.isSame(vmcb, copy)
                    && freedom.pick(group.rule, Scope.OCCURRENCE, "from memory", "from the cache") == 1) {
                reused |= 1 << group.ordinal();
            }
        }
    }

    /** Where VMRUN finds a group. */
    Vmcb source(CleanGroup group) {
        return (reused >>> group.ordinal() & 1) != 0 ? copy : current;
    }

    /** Keeps what VMRUN has loaded. */
    void loaded() {
        if (!exists) {
            return;
        }
        if (reused == 0) {
            store.copy(memory, current.at(), 0, LOADED);
        } else {
            for (CleanGroup group : GROUPS) {
                if (source(group) == current) {
                    group.copy(current, copy);
                }
            }
        }
        address = current.at();
    }

    /** Keeps what #VMEXIT has written (CLEAN-07): the guest's state, V_TPR and V_IRQ, and the record of branches if it is virtualised. */
    void saved(boolean branchRecord) {
        if (!exists) {
            return;
        }
        store.copy(memory, current.at() + Vmcb.ES, Vmcb.ES, Vmcb.CR2 + 8 - Vmcb.ES);
        if (branchRecord) {
            CleanGroup.LAST_BRANCH.copy(current, copy);
        }
        copy.write8(Vmcb.VIRTUAL_INTERRUPT, current.read8(Vmcb.VIRTUAL_INTERRUPT));
        copy.writeBit(Vmcb.VIRTUAL_INTERRUPT + 1, 0, (current.read8(Vmcb.VIRTUAL_INTERRUPT + 1) & 1) != 0);
    }
}
