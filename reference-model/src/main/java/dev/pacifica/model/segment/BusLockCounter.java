package dev.pacifica.model.segment;

/** Counts the bus locks of a guest whose hypervisor wants that (APM2 15.14.5). Implemented by {@code svm}. */
public interface BusLockCounter {
    /** Nothing is counted. */
    BusLockCounter NONE = new BusLockCounter() {
        @Override
        public boolean isCounting() {
            return false;
        }

        @Override
        public void count() {}
    };

    /** Whether bus locks are counted now. */
    boolean isCounting();

    /** A bus lock is about to be made; an exit is thrown if the guest may not have it (MISC-31). */
    void count();
}
