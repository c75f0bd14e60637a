package dev.pacifica.suite.draft.feature;

import java.util.ArrayList;
import java.util.List;

/** Lines of assembly that access MSRs; they use RAX, RCX and RDX. */
public final class Msrs {
    static final int TSC = 0x10;
    static final int DEBUG_CTL = 0x1D9;
    static final int BRANCH_FROM = 0x1DB;
    static final int HWCR = 0xC001_0015;
    static final int TSC_RATIO = 0xC000_0104;
    static final int VM_CR = 0xC001_0114;
    static final int IGNNE = 0xC001_0115;
    static final int VM_HSAVE_PA = 0xC001_0117;
    static final int SVM_KEY = 0xC001_0118;
    static final int SMM_KEY = 0xC001_0119;
    public static final int SMM_CTL = 0xC001_0116;

    private Msrs() {}

    /** Writes a constant. */
    public static List<String> write(int msr, long value) {
        return List.of(
                "mov ecx, 0x%x".formatted(msr),
                "mov eax, 0x%x".formatted(value & 0xFFFF_FFFFL),
                "mov edx, 0x%x".formatted(value >>> 32),
                "wrmsr");
    }

    /** Reads all 64 bits into a register; EAX and EDX are zero and the flags are those of equality afterwards. */
    static List<String> read(int msr, String register) {
        return List.of(
                "mov ecx, 0x%x".formatted(msr),
                "rdmsr",
                "shl rdx, 32",
                "mov eax, eax",
                "lea %s, [rax+rdx]".formatted(register),
                "mov eax, 0",
                "mov edx, 0",
                "cmp eax, eax");
    }

    /** Lines and lists of lines, one after the other. */
    public static String[] lines(Object... parts) {
        List<String> lines = new ArrayList<>();
        for (Object part : parts) {
            if (part instanceof List<?> list) {
                list.forEach(line -> lines.add((String) line));
            } else {
                lines.add((String) part);
            }
        }
        return lines.toArray(String[]::new);
    }
}
