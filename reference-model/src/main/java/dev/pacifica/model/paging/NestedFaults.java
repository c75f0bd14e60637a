package dev.pacifica.model.paging;

import dev.pacifica.model.state.Signal;

/** Makes a signal of a nested page fault, which is not the guest's affair (NPT-35). */
@FunctionalInterface
public interface NestedFaults {
    /**
     * The signal to be thrown.
     *
     * @param information EXITINFO1 (NPT-52)
     * @param gpa the guest-physical address that was not translated (NPT-51)
     * @param fetch whether for an instruction fetch, and not for an entry of the guest's tables
     */
    Signal signal(long information, long gpa, boolean fetch);
}
