package dev.pacifica.model.svm;

import dev.pacifica.model.rule.Rule;

/** The fields of the VMCB that one clean bit covers, as far as the model has them (CLEAN-10, APM2 15.15.3). */
enum CleanGroup {
    /** The intercepts, the PAUSE filter and TSC_OFFSET. */
    INTERCEPTS(0, Rule.VMCB_100, 0x000, 0x018, 0x03C, 0x040, 0x050, 0x058),
    PERMISSION_MAPS(1, Rule.VMCB_101, 0x040, 0x050),
    ASID(2, Rule.VMCB_102, 0x058, 0x05C),
    /** V_TPR, V_IRQ and their companions. */
    VIRTUAL_INTERRUPTS(3, Rule.VMCB_103, 0x060, 0x068),
    /** NP_ENABLE and its companions, N_CR3, G_PAT. */
    NESTED_PAGING(4, Rule.VMCB_104, 0x090, 0x098, 0x0B0, 0x0B8, 0x668, 0x670),
    /** CR0, CR3, CR4, EFER. */
    CONTROL_REGISTERS(5, Rule.VMCB_105, 0x4D0, 0x4D8, 0x548, 0x560),
    /** DR6, DR7. */
    DEBUG_REGISTERS(6, Rule.VMCB_106, 0x560, 0x570),
    /** GDTR, IDTR. */
    DESCRIPTOR_TABLES(7, Rule.VMCB_107, 0x460, 0x470, 0x480, 0x490),
    /** ES, CS, SS, DS, CPL. */
    SEGMENTS(8, Rule.VMCB_108, 0x400, 0x440, 0x4CB, 0x4CC),
    CR2(9, Rule.VMCB_109, 0x640, 0x648),
    /** DBGCTL and the last-branch registers. */
    LAST_BRANCH(10, Rule.VMCB_110, 0x670, 0x698);

    /** The bit of the clean field. */
    final int bit;
    /** The rule that says what the bit covers; it names the choice between memory and cache. */
    final Rule rule;
    /** Pairs of offsets: the first byte of a range, and the first behind it. */
    @SuppressWarnings("ImmutableEnumChecker") // never written
    private final int[] ranges;

    CleanGroup(int bit, Rule rule, int... ranges) {
        this.bit = bit;
        this.rule = rule;
        this.ranges = ranges;
    }

    /** Whether all fields of the group are the same in two VMCBs. */
    boolean isSame(Vmcb one, Vmcb other) {
        for (int i = 0; i < ranges.length; i += 2) {
            for (int at = ranges[i]; at < ranges[i + 1]; at++) {
                if (one.read8(at) != other.read8(at)) {
                    return false;
                }
            }
        }
        return true;
    }

    void copy(Vmcb from, Vmcb to) {
        for (int i = 0; i < ranges.length; i += 2) {
            for (int at = ranges[i]; at < ranges[i + 1]; at++) {
                to.write8(at, from.read8(at));
            }
        }
    }
}
