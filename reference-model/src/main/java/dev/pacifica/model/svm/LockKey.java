package dev.pacifica.model.svm;

import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;

/**
 * What SVM_KEY and SMM_KEY have in common (EN-28, VMCR-21): a write while the lock is open keeps the key; while it is closed the same key
 * opens it, unless it is zero, and any other changes nothing. Reads give 0.
 */
final class LockKey {
    private final Freedom freedom;
    private final Rule rule;
    private long key;

    /** @param rule says that the key opens the lock */
    LockKey(Freedom freedom, Rule rule) {
        this.freedom = freedom;
        this.rule = rule;
    }

    void reset() {
        key = 0; // MSRREG-02
    }

    /** Writes {@code value} and returns whether the lock opens. */
    boolean write(long value, boolean isLocked) {
        if (isLocked) {
            return freedom.decide(rule, value == key && key != 0);
        }
        key = value;
        return false;
    }
}
