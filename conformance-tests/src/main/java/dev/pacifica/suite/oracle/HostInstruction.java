package dev.pacifica.suite.oracle;

import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.List;
import java.util.Optional;

/** The SVM instructions as the host executes them: when they exist, who may use them, and what rAX must hold (EN-12 to EN-16). */
public enum HostInstruction {
    VMRUN("EN-12", "EN-15", "VMRUN-03"),
    VMLOAD("EN-12", "EN-15", "VMRUN-60"),
    VMSAVE("EN-12", "EN-15", "VMRUN-60"),
    CLGI("EN-12", "EN-15", ""),
    INVLPGA("EN-12", "EN-15", ""),
    STGI("EN-13", "EN-15", ""),
    VMMCALL("EN-12", "", "");

    private static final int UD = 6;
    private static final int GP = 13;

    private final String existence;
    private final String privilege;
    private final String operand;

    HostInstruction(String existence, String privilege, String operand) {
        this.existence = existence;
        this.privilege = privilege;
        this.operand = operand;
    }

    /**
     * What it does in protected mode: #UD comes before the privilege check, that before the operand (VMRUN-04).
     *
     * @param isEnabled EFER.SVME
     * @param cpl privilege level
     * @param rax the address in rAX
     * @param rip of the instruction
     * @return claims about the host's exception, or about the end of the program; none where processors may differ
     */
    public Optional<List<Claim>> claims(boolean isEnabled, int cpl, long rax, long rip, Processor processor) {
        if (this == STGI && !isEnabled) {
            if (!processor.reports(0x8000_0001, Processor.ECX, 12)) {
                boolean mayExist = processor.reports(0x8000_000A, Processor.EDX, 2); // EN-13: SVM-Lock
                return mayExist ? Optional.empty() : Optional.of(exception(existence, UD, rip));
            }
        } else if (!isEnabled) {
            return Optional.of(exception(existence, UD, rip));
        }
        if (this == VMMCALL) {
            return Optional.of(exception("EN-16", UD, rip)); // not intercepted, as ever in the host
        }
        if (cpl != 0) {
            return Optional.of(exception(privilege, GP, rip));
        }
        if (!operand.isEmpty() && !isPageOf(rax, processor)) {
            return Optional.of(exception(operand, GP, rip));
        }
        String rule = operand.isEmpty() ? existence : operand;
        return Optional.of(new ClaimList(0).ended(rule, Ended.END).list());
    }

    /** VMRUN-03: 4-KByte aligned, and below the largest supported physical address. */
    private static boolean isPageOf(long spa, Processor processor) {
        return spa % 4096 == 0 && Long.numberOfLeadingZeros(spa) >= 64 - processor.physicalAddressBits();
    }

    private static List<Claim> exception(String rule, int vector, long rip) {
        return new ClaimList(0)
                .ended(rule, Ended.EXCEPTION)
                .register(rule, "exception.vector", vector)
                .register(rule, "exception.errorCode", 0)
                .register(rule, "exception.rip", rip)
                .list();
    }
}
