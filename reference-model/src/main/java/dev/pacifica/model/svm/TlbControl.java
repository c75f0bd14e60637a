package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.paging.Tlb;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;

/** The TLB_CONTROL command of VMRUN (TLB-10 to TLB-14, APM2 15.16.1). */
final class TlbControl {
    private TlbControl() {}

    /**
     * @param command the byte at VMCB 05Ch
     * @param cpu with the guest's ASID already selected
     */
    static void execute(int command, Cpu cpu, Tlb tlb, Freedom freedom) {
        boolean byAsid = cpu.profile.has(Feature.FLUSH_BY_ASID);
        if (command == 0) {
            return; // TLB-10
        }
        if (freedom.decide(TLB_11, command == 1)) {
            tlb.flushAll();
        } else if (freedom.decide(TLB_12, command == 3 && byAsid)) {
            tlb.flush(cpu.asid);
        } else if (freedom.decide(TLB_13, command == 7 && byAsid)) {
            tlb.flushNonGlobal(cpu.asid);
        } else if (freedom.pick(CHK_25, Scope.IMPLEMENTATION, "flush everything", "ignore") == 0) {
            tlb.flushAll(); // VMCB-26
        }
    }
}
