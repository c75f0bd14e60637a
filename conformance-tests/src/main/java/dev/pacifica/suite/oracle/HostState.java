package dev.pacifica.suite.oracle;

import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.verdict.VectorState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a host finds in its registers after #VMEXIT (APM2 15.6), in the order of the manual. */
final class HostState {
    private static final long ALL = -1;
    private static final long RESUME_FLAG = 1 << 16;
    private static final long BREAKPOINTS_DISABLED = 0x400;

    /** Registers that VMRUN saves and #VMEXIT restores, with the rule. */
    private static final Map<Slot, String> RESTORED = new LinkedHashMap<>();

    static {
        for (Slot slot : List.of(
                Slot.GDTR_BASE,
                Slot.GDTR_LIMIT,
                Slot.IDTR_BASE,
                Slot.IDTR_LIMIT,
                Slot.CR3,
                Slot.RSP,
                Slot.RAX,
                Slot.ES,
                Slot.CS,
                Slot.SS,
                Slot.DS)) {
            RESTORED.put(slot, "HOST-01");
        }
        for (Slot slot : List.of(Slot.EFER, Slot.CR0, Slot.CR4)) {
            RESTORED.put(slot, "HOST-13");
        }
    }

    /** Registers that only VMLOAD and the guest itself could have changed: neither VMRUN nor #VMEXIT does (VMRUN-11, EXIT-16). */
    private static final List<Slot> NOT_SWITCHED = List.of(
            Slot.LDTR,
            Slot.TR,
            Slot.FS,
            Slot.GS,
            Slot.FS_BASE,
            Slot.GS_BASE,
            Slot.KERNEL_GS_BASE,
            Slot.STAR,
            Slot.LSTAR,
            Slot.CSTAR,
            Slot.SFMASK,
            Slot.SYSENTER_CS,
            Slot.SYSENTER_ESP,
            Slot.SYSENTER_EIP,
            Slot.DR0,
            Slot.DR1,
            Slot.DR2,
            Slot.DR3,
            Slot.CR8,
            Slot.VM_HSAVE_PA);

    private HostState() {}

    /** Claims about the host that executed VMRUN in state {@code before} and nothing else since. */
    static List<Claim> restored(VectorState before) {
        List<Claim> claims = new ArrayList<>();
        RESTORED.forEach((slot, rule) -> claims.add(claim(rule, slot, ALL, before.slot(slot))));
        claims.add(claim("HOST-01", Slot.RFLAGS, ~RESUME_FLAG, before.slot(Slot.RFLAGS)));
        claims.add(claim("HOST-12", Slot.RFLAGS, RESUME_FLAG, 0));
        claims.add(claim("HOST-03", Slot.DR7, ALL, BREAKPOINTS_DISABLED));
        return claims;
    }

    /** Claims about a host whose guest has executed nothing that changes what the world switch leaves alone. */
    static List<Claim> notSwitched(VectorState before) {
        List<Claim> claims = new ArrayList<>();
        NOT_SWITCHED.forEach(slot -> claims.add(claim("VMRUN-11", slot, ALL, before.slot(slot))));
        return claims;
    }

    private static Claim claim(String rule, Slot slot, long mask, long value) {
        return new Claim(rule, new Subject.Register(slot), mask, value);
    }
}
