package dev.pacifica.suite.oracle;

import dev.pacifica.suite.vector.VmcbField;
import dev.pacifica.suite.vector.VmcbLayout;
import dev.pacifica.suite.verdict.VectorState;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fields of one VMCB.
 *
 * @param values by name; what is not listed is zero
 */
public record VmcbFields(Map<String, Long> values) {
    /** The VMCB at an address of a state. */
    static VmcbFields in(VectorState state, long vmcb) {
        Map<String, Long> values = new TreeMap<>();
        for (VmcbField field : VmcbLayout.published().fields()) {
            values.put(field.name(), state.qword(vmcb + field.qword()) >>> field.shift() & field.maximum());
        }
        return new VmcbFields(values);
    }

    /** The value of a field. */
    public long get(String name) {
        return values.getOrDefault(name, 0L);
    }

    boolean isSet(String name, int bit) {
        return (get(name) >>> bit & 1) != 0;
    }

    /** INS-01: whether the intercept with this exit code is on. */
    public boolean intercepts(int exitCode) {
        return isSet(Intercepts.field(exitCode), Intercepts.bit(exitCode));
    }
}
