package dev.pacifica.model.svm;

import dev.pacifica.model.event.EventType;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.StepLog;

/** What VMRUN and #VMEXIT write into the log. */
public sealed interface WorldSwitchEntry extends StepLog.Entry {
    /**
     * VMRUN after its operand checks.
     *
     * @param vmcb system-physical address
     */
    record Vmrun(long vmcb) implements WorldSwitchEntry {}

    /**
     * A legality check found the state illegal.
     *
     * @param rule the rule that names the check
     * @param illegal what is illegal, in words
     * @param isTolerated whether this processor runs the guest all the same, as the rule permits
     */
    record Illegal(Rule rule, String illegal, boolean isTolerated) implements WorldSwitchEntry {}

    /**
     * The guest was entered.
     *
     * @param asid its address space
     */
    record Entered(int asid) implements WorldSwitchEntry {}

    /**
     * An event is injected.
     *
     * @param type its kind
     * @param eventInjection EVENTINJ as it was read
     */
    record Injected(EventType type, long eventInjection) implements WorldSwitchEntry {}

    /**
     * A #VMEXIT, with what it wrote.
     *
     * @param vmcb system-physical address
     * @param exitCode EXITCODE
     * @param info1 EXITINFO1
     * @param info2 EXITINFO2
     * @param intInfo EXITINTINFO
     */
    record Exit(long vmcb, long exitCode, long info1, long info2, long intInfo) implements WorldSwitchEntry {}
}
