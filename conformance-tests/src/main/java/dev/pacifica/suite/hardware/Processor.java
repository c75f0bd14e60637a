package dev.pacifica.suite.hardware;

import dev.pacifica.model.profile.CpuidRegister;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What CPUID says of the processor that the suite runs on. */
final class Processor {
    private static final int LEAVES = 8;
    /** The size in bytes of what a runner sends first. */
    static final int GREETING_SIZE = 8 + 8 + LEAVES * 24;

    private static final long MAGIC = 0x3145_4C50_4943_4150L;

    private record Leaf(int number, int part, int eax, int ebx, int ecx, int edx) {}

    private final List<Leaf> leaves = new ArrayList<>();

    private final long numberSegment;

    /** @param greeting little-endian, what a runner sends first */
    Processor(ByteBuffer greeting) {
        if (greeting.getLong() != MAGIC) {
            throw new RunnerException("The native runner greets with something else than expected.");
        }
        numberSegment = greeting.getLong();
        for (int i = 0; i < LEAVES; i++) {
            leaves.add(new Leaf(
                    greeting.getInt(),
                    greeting.getInt(),
                    greeting.getInt(),
                    greeting.getInt(),
                    greeting.getInt(),
                    greeting.getInt()));
        }
    }

    /** The vendor string, for example {@code AuthenticAMD}. */
    String vendor() {
        Leaf leaf = leaves.get(0);
        ByteBuffer text = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        text.putInt(leaf.ebx).putInt(leaf.edx).putInt(leaf.ecx);
        return new String(text.array(), StandardCharsets.US_ASCII);
    }

    /**
     * The descriptor of the segment whose limit user mode can read: Linux keeps there the number of the processor, on which the runner stays, and
     * its node (less than 2^16 here).
     */
    long numberDescriptor() {
        return numberSegment & 0x00F0_FF00_0000_FFFFL;
    }

    boolean isAmd() {
        return vendor().equals("AuthenticAMD") || vendor().equals("HygonGenuine");
    }

    /** Family, model and stepping, for people. */
    String description() {
        int signature = leaves.get(1).eax;
        int family = (signature >> 8 & 15) + ((signature >> 8 & 15) == 15 ? signature >> 20 & 0xFF : 0);
        int model = signature >> 4 & 15 | signature >> 12 & 0xF0;
        return "%s family %Xh model %Xh stepping %d".formatted(vendor(), family, model, signature & 15);
    }

    /** A bit of CPUID; false if the processor does not have the function or was not asked for it. */
    boolean bit(int function, int part, CpuidRegister register, int bit) {
        for (Leaf leaf : leaves) {
            if (leaf.number == function && leaf.part == part && isSupported(function)) {
                int value = switch (register) {
                    case EAX -> leaf.eax;
                    case EBX -> leaf.ebx;
                    case ECX -> leaf.ecx;
                    case EDX -> leaf.edx;
                };
                return (value >>> bit & 1) != 0;
            }
        }
        return false;
    }

    private boolean isSupported(int function) {
        int largest = function < 0 ? leaves.get(4).eax : leaves.get(0).eax;
        return Integer.compareUnsigned(function, largest) <= 0;
    }
}
