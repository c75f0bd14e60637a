package dev.pacifica.suite.oracle;

import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.VmcbField;
import dev.pacifica.suite.vector.VmcbLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which fields of the VMCB a #VMEXIT may write, without the features that bring fields of their own (EXIT-10, EXIT-11). */
final class WrittenBack {
    /** EXIT-11; VGIF, V_NMI, V_NMI_MASK and the bus-lock counter only with their features. */
    private static final Set<String> CONTROL = Set.of(
            "V_TPR",
            "V_IRQ",
            "INTERRUPT_SHADOW",
            "GUEST_INTERRUPT_MASK",
            "EXITCODE",
            "EXITINFO1",
            "EXITINFO2",
            "EXITINTINFO",
            "EVENTINJ",
            "NRIP",
            "INSTRUCTION_BYTE_COUNT",
            "INSTRUCTION_BYTES_1_TO_7",
            "INSTRUCTION_BYTES_8_TO_15");

    /** EXIT-10; ES, CS, SS, DS, GDTR and IDTR apart. */
    private static final Set<String> STATE =
            Set.of("EFER", "CR4", "CR3", "CR2", "CR0", "RFLAGS", "RIP", "RSP", "RAX", "DR7", "DR6", "CPL");

    /** LBR-03: with LBR virtualisation. */
    private static final Set<String> BRANCH_RECORD = Set.of("DBGCTL", "BR_FROM", "BR_TO", "LASTEXCPFROM", "LASTEXCPTO");

    private static final Set<String> SEGMENTS = Set.of("ES", "CS", "SS", "DS");
    private static final Set<String> TABLES = Set.of("GDTR", "IDTR");

    /** INTERCEPT_5: the bus-lock threshold. */
    private static final int BUS_LOCK = 1 << 5;

    private WrittenBack() {}

    /** The claims that every other field still has the value it had before. */
    static List<Claim> othersUnchanged(long vmcb, VmcbFields before) {
        ClaimList claims = new ClaimList(vmcb);
        Set<String> byFeatures = writtenByFeatures(before);
        for (VmcbField field : VmcbLayout.published().fields()) {
            if (!byFeatures.contains(field.name()) && !mayWrite(field.name())) {
                String rule = field.offset() < 0x400 ? "VMCB-04" : "EXIT-10";
                claims.field(rule, field.name(), before.get(field.name()));
            }
        }
        return claims.list();
    }

    /** The fields that features write which this VMCB turns on. */
    private static Set<String> writtenByFeatures(VmcbFields before) {
        Set<String> written = new HashSet<>();
        if (before.get("LBR_VIRTUALIZATION_ENABLE") != 0) {
            written.addAll(BRANCH_RECORD);
        }
        if ((before.get("INTERCEPT_5") & BUS_LOCK) != 0) {
            written.add("BUS_LOCK_COUNTER"); // MISC-32
        }
        if (before.get("NP_ENABLE") != 0) {
            written.add("G_PAT"); // NPT-18
            if (before.get("PML_ENABLE") != 0) {
                written.add("PML_INDEX"); // NPX-33
            }
        }
        return written;
    }

    static boolean mayWrite(String field) {
        int dot = field.indexOf('.');
        if (dot < 0) {
            return CONTROL.contains(field) || STATE.contains(field);
        }
        String register = field.substring(0, dot);
        boolean isTablePart = field.endsWith(".base") || field.endsWith(".limit");
        return SEGMENTS.contains(register) || TABLES.contains(register) && isTablePart;
    }
}
