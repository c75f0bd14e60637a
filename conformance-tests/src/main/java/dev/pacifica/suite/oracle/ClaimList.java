package dev.pacifica.suite.oracle;

import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.ArrayList;
import java.util.List;

/** Claims in the making, about one VMCB and the registers. */
final class ClaimList {
    private static final long ALL = -1;

    private final long vmcb;
    private final List<Claim> claims = new ArrayList<>();

    ClaimList(long vmcb) {
        this.vmcb = vmcb;
    }

    ClaimList field(String rule, String field, long value) {
        return field(rule, field, ALL, value);
    }

    ClaimList field(String rule, String field, long mask, long value) {
        return add(rule, Subject.field(vmcb, field), mask, value);
    }

    ClaimList register(String rule, String register, long value) {
        return add(rule, register, ALL, value);
    }

    /** The eight bytes at an address. */
    ClaimList memory(String rule, long at, long mask, long value) {
        return add(rule, Subject.memory(at), mask, value);
    }

    ClaimList ended(String rule, Ended ended) {
        return add(rule, "ended", ALL, ended.ordinal());
    }

    List<Claim> list() {
        return List.copyOf(claims);
    }

    private ClaimList add(String rule, String subject, long mask, long value) {
        claims.add(new Claim(rule, Subject.parse(subject), mask, value));
        return this;
    }
}
