package dev.pacifica.model.paging;

/** How a walk reaches the entries of its tables: what the address in CR3 or in an entry stands for (NPT-21, NPT-22). */
interface TableAddresses {
    /** There is no such entry to be had: the nested walk for it has faulted. */
    long NOT_MAPPED = -1;

    /** Tables of the host, or of a guest without nested paging, lie at system-physical addresses. */
    TableAddresses SYSTEM_PHYSICAL = new TableAddresses() {
        @Override
        public long find(long address) {
            return address;
        }

        @Override
        public boolean mayMark(long address) {
            return true;
        }

        @Override
        public WalkResult fault() {
            throw new IllegalStateException("a system-physical address is never translated");
        }
    };

    /** The system-physical address of the entry at an address, or {@link #NOT_MAPPED}. */
    long find(long address);

    /** Whether A or D may be set in the entry, which has been found. */
    boolean mayMark(long address);

    /** What the walk has to return after one of the others has failed. */
    WalkResult fault();
}
