package dev.pacifica.model.event;

/** Who performs #VMEXIT: saves the guest, resumes the host. Implemented by {@code svm}. */
@FunctionalInterface
public interface ExitHandler {
    /**
     * Leaves guest mode. Afterwards the processor holds host state, {@link dev.pacifica.model.state.Cpu#rip} at the
     * instruction after VMRUN. Whoever calls this ends HLT and the delivery in progress.
     *
     * @throws dev.pacifica.model.state.Fault if the host takes an exception at once
     * @throws Shutdown if the host state cannot be resumed (HOST-06 to HOST-08)
     */
    void exit(VmExit exit);
}
