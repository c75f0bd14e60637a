package dev.pacifica.suite.oracle;

import dev.pacifica.suite.vector.Vector.Claim;
import java.util.List;

/**
 * A guest's RDMSR or WRMSR, and what the exit reports if it is intercepted (APM2 15.11).
 *
 * @param msr number of the register
 * @param isWrite whether it is WRMSR
 */
public record MsrAccess(int msr, boolean isWrite) {
    /** Length of either instruction in bytes. */
    public static final int LENGTH = 2;

    /** MSR-03 to MSR-06: whether the MSR permission map intercepts it. */
    public boolean isIntercepted(byte[] map) {
        return PermissionMaps.ofMsr(msr, isWrite).map(bit -> bit.isSet(map)).orElse(true);
    }

    /** The rule by which it is intercepted or not: registers outside the ranges always are (MSR-06). */
    public String rule() {
        return PermissionMaps.ofMsr(msr, isWrite).isPresent() ? "MSR-03" : "MSR-06";
    }

    /**
     * What the exit leaves in the VMCB.
     *
     * @param vmcb address of the VMCB
     * @param rip of the instruction
     */
    public List<Claim> exitClaims(long vmcb, long rip) {
        return new ClaimList(vmcb)
                .field(rule(), "EXITCODE", 0x7C)
                .field("MSR-08", "EXITINFO1", isWrite ? 1 : 0)
                .field("INS-06", "RIP", rip)
                .list();
    }
}
