package dev.pacifica.model.dev;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;

/**
 * DEV_ERR_STATUS and DEV_ERR_ADDR (DEV-75). Only bit 31, an error is held, and that writing zero clears the status are relied upon by
 * software (DEV-78); the rest of the status is undefined here.
 */
final class ErrorLog {
    private static final int VALID = 1 << 31;

    private final Freedom freedom;
    private int status;
    private long address;

    ErrorLog(Freedom freedom) {
        this.freedom = freedom;
    }

    int status() {
        return status;
    }

    void setStatus(int value) {
        status = value;
    }

    long address() {
        return address;
    }

    void setAddress(long value) {
        address = value;
    }

    /** DEV-79: what becomes of a second error is open. */
    void denied(long spa) {
        if (status < 0
                && freedom.pick(DEV_79, Scope.IMPLEMENTATION, "the first error stays", "the last error is kept") == 0) {
            return;
        }
        status = VALID | (int) freedom.undefined(DEV_78) & ~VALID;
        address = spa;
    }

    void reset() {
        status = 0;
        address = 0;
    }
}
