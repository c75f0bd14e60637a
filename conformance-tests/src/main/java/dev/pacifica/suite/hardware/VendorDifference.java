package dev.pacifica.suite.hardware;

/**
 * Where processors of other vendors, or the kernel that passes exceptions on, show something else than AMD's manual says, and where the manual
 * is silent. The model follows AMD; what is compared is cut down by these, and only where they apply. {@code docs/hardware.md} is made of the same words.
 */
enum VendorDifference {
    NEAR_BRANCH_66(
            "66h before a near branch in 64-bit mode",
            "AMD: a 16-bit operand size, the target is cut to 16 bits. Intel: the prefix is ignored.",
            "left out of the snippets on processors that are not AMD's"),
    SHIFT_BEYOND_OPERAND(
            "CF after SHL and SHR of 8- and 16-bit operands by more than their width",
            "AMD: the last bit shifted out, which is 0. Intel: undefined.",
            "CF is not compared on processors that are not AMD's"),
    FAR_POINTER_64(
            "REX.W before LSS, LFS and LGS",
            "AMD: ignored, the pointer has a 32-bit offset. Intel: a 64-bit offset.",
            "left out of the snippets on processors that are not AMD's"),
    SCAN_OF_ZERO(
            "BSF and BSR of zero",
            "AMD: the destination register keeps its value, the upper half of a 32-bit one included. Intel: long documented as undefined, though kept in practice.",
            "compared everywhere; a difference would show as unexplained"),
    SYSTEM_CALLS(
            "SYSCALL in compatibility mode, SYSENTER and SYSEXIT in long mode",
            "AMD: SYSCALL is legal in compatibility mode, SYSENTER and SYSEXIT are not legal in long mode (#UD). Intel: the other way round. SYSEXIT in user mode on Zen 5, under KVM: #GP.",
            "not in the snippets"),
    LOOP_WITH_REPEAT_PREFIX(
            "F2h and F3h before LOOPE and LOOPNE",
            "The manual allows repeat prefixes with string instructions only. On Zen 5 they replace the condition: F3h makes either a LOOPE, F2h either a LOOPNE.",
            "left out of the snippets"),
    BIT_TEST_FLAGS("ZF after BT, BTS, BTR and BTC", "AMD: undefined. Intel: unchanged.", "not compared"),
    PORTS_ZERO_TIMES(
            "REP INS and OUTS with rCX = 0, where IOPL and the I/O map forbid the port",
            "The manual does not say whether the permission is tested if there is no access. Zen 5 tests it (#GP); the model does not.",
            "not compared"),
    FAULT_WITHIN_POPA(
            "registers after a fault in the middle of POPA",
            "The manual says no more than that it can be restarted. Zen 5 has written those popped before; the model writes all or none.",
            "general registers other than rSP are not compared"),
    ORDER_OF_POPS(
            "which fault RETF and IRET take if several of their pops would, or one of them and the selector of CS",
            "The manual gives no order of the accesses. Zen 5 reads CS (RETF) or RFLAGS (IRET) first, and rSP and SS before it refuses a CS of another privilege; the model reads upwards, rSP and SS last.",
            "CR2 is not compared; #PF of the processor counts as equal to the model's #GP and #SS"),
    PUSHES_OF_FAR_CALL(
            "the stack after a far CALL that can push CS, and for rIP meets a page that faults",
            "The manual says no more than that the CALL can be restarted. Zen 5 has written CS before; the model writes both or none.",
            "where CS is pushed is not compared"),
    LOCK_OF_VERW(
            "LOCK before VERW",
            "The manual allows LOCK before other instructions only: #UD. Zen 5 with microcode 1000065h ignores it before VERW, and not before VERR.",
            "left out of the snippets"),
    EXTENDED_IN_PARTS(
            "FLD and FSTP of 80 bits of which the first eight bytes can be addressed and the last two lie beyond the segment or are not canonical",
            "The manual tests the segment before the page, and does not say of what if an operand is accessed in parts. Zen 5 takes #PF of the first eight bytes before it looks at the rest; the model tests the ten bytes as one.",
            "#PF of the processor counts as equal to the model's #GP and #SS"),
    LENGTH_OF_INVALID(
            "an undefined opcode at the end of a page behind which nothing can be fetched, or with so many prefixes that its operands would end beyond 15 bytes",
            "How many bytes an opcode without meaning has is nowhere defined. Zen 5 fetches displacements and immediates before #UD, but no ModRM byte after 0F B9.",
            "#UD counts as equal to #PF of the fetch behind the page, and to #GP if the form has more than 15 bytes"),
    KERNEL_HALF(
            "error code of #PF at an address of the kernel",
            "The processor says whether the page is there; Linux sets bit 0 for every address of its half, so that a process cannot tell.",
            "bit 0 is not compared from the last page of the lower half on"),
    OWN_MEMORY(
            "an access that by chance meets the program that runs the snippets",
            "The processor finds memory there, the model none.",
            "not compared"),
    RESUME_FLAG(
            "RF in the flags of an exception",
            "A fault pushes RFLAGS with RF set. The model is asked before delivery, when RF is still clear.",
            "RF is not compared");

    private final String about;
    private final String parties;
    private final String treatment;

    VendorDifference(String about, String parties, String treatment) {
        this.about = about;
        this.parties = parties;
        this.treatment = treatment;
    }

    String about() {
        return about;
    }

    String parties() {
        return parties;
    }

    String treatment() {
        return treatment;
    }
}
