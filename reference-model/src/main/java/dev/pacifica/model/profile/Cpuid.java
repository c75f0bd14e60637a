package dev.pacifica.model.profile;

/**
 * The CPUID functions of a profile (APM3 appendix E). Functions that do not exist return zeros, those for hypervisors
 * included (CPUID-02).
 *
 * @param eax 32 bits, as the other registers
 */
public record Cpuid(int eax, int ebx, int ecx, int edx) {
    /** Fn0000_0007: the one function with parts, which ECX selects. */
    private static final int STRUCTURED = 7;

    private static final int HIGHEST_STANDARD = 7;
    /** Fn0000_000D: extended state, which only processors with XSAVE have. */
    private static final int EXTENDED_STATE = 0xD;
    /** The FXSAVE area and the header of 64 bytes; components beyond x87 and SSE would follow. */
    private static final int XSAVE_AREA = 512 + 64;

    /** Bytes that MONITOR watches. */
    private static final int MONITOR_LINE = 64;

    private static final int HIGHEST_EXTENDED = 0x8000_0021;
    private static final int OSXSAVE = 1 << 27;
    private static final String BRAND = "Pacifica reference model";

    /**
     * What CPUID returns.
     *
     * @param function EAX
     * @param subfunction ECX
     * @param osxsave CR4.OSXSAVE, which Fn0000_0001_ECX[27] mirrors (CR-33)
     */
    public static Cpuid of(CpuProfile profile, int function, int subfunction, boolean osxsave) {
        int part = function == STRUCTURED || function == EXTENDED_STATE
                ? subfunction
                : 0; // ECX matters only where a function has parts
        int ecx = features(profile, function, part, CpuidRegister.ECX);
        int edx = features(profile, function, part, CpuidRegister.EDX);
        int ebx = features(profile, function, part, CpuidRegister.EBX);
        return switch (function) {
            case 0 -> vendor(profile.has(Feature.XSAVE) ? EXTENDED_STATE : HIGHEST_STANDARD);
            case 1 -> new Cpuid(profile.signature(), 0x0800, osxsave ? ecx | OSXSAVE : ecx, edx);
            case 5 ->
                profile.has(Feature.MONITOR)
                        ? new Cpuid(MONITOR_LINE, MONITOR_LINE, 0, 0) // no hints, no C-states
                        : new Cpuid(0, 0, 0, 0);
            case EXTENDED_STATE -> extendedState(profile, part);
            case 0x8000_0000 -> vendor(HIGHEST_EXTENDED);
            case 0x8000_0001 -> new Cpuid(profile.signature(), 0, ecx, edx | commonBits(profile));
            case 0x8000_0002, 0x8000_0003, 0x8000_0004 -> brand((function - 0x8000_0002) * 16);
            case 0x8000_0008 -> {
                int highestCounter = profile.has(Feature.RDPRU) ? 1 << 16 : 0;
                int sizes = profile.physicalAddressBits() | profile.linearAddressBits() << 8; // CPUID-08
                yield new Cpuid(sizes, ebx, 0, highestCounter);
            }
            case 0x8000_000A ->
                profile.has(Feature.SVM)
                        ? new Cpuid(1, profile.asidCount(), ecx, edx) // CPUID-21, CPUID-22
                        : new Cpuid(0, 0, 0, 0); // CPUID-20
            default -> new Cpuid(features(profile, function, part, CpuidRegister.EAX), ebx, ecx, edx);
        };
    }

    /** The components that XCR0 can enable and the size of the save area; all that there are lie in its first part. */
    private static Cpuid extendedState(CpuProfile profile, int part) {
        boolean exists = profile.has(Feature.XSAVE) && part == 0;
        return exists ? new Cpuid(0b11, XSAVE_AREA, XSAVE_AREA, 0) : new Cpuid(0, 0, 0, 0);
    }

    /** Fn8000_0001_EDX repeats the bits of Fn0000_0001_EDX that both have. */
    private static int commonBits(CpuProfile profile) {
        return features(profile, 1, 0, CpuidRegister.EDX) & 0x0183_F3FF;
    }

    private static int features(CpuProfile profile, int function, int subfunction, CpuidRegister register) {
        int bits = 0;
        for (Feature feature : profile.features()) {
            if (feature.leaf() == function && feature.subleaf() == subfunction && feature.register() == register) {
                bits |= 1 << feature.bit();
            }
        }
        return bits;
    }

    private static Cpuid vendor(int highest) {
        return new Cpuid(highest, letters("Auth", 0), letters("cAMD", 0), letters("enti", 0));
    }

    private static Cpuid brand(int from) {
        return new Cpuid(
                letters(BRAND, from), letters(BRAND, from + 4), letters(BRAND, from + 8), letters(BRAND, from + 12));
    }

    private static int letters(String text, int from) {
        int value = 0;
        for (int i = 0; i < 4 && from + i < text.length(); i++) {
            value |= text.charAt(from + i) << 8 * i;
        }
        return value;
    }
}
