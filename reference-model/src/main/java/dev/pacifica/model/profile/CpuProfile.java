package dev.pacifica.model.profile;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which processor: its features and the numbers that differ between processors. Immutable; {@code with…} and
 * {@code without} give a changed copy.
 */
public final class CpuProfile {
    private final String name;
    private final Set<Feature> features;
    private final int signature;
    private final int physicalAddressBits;
    private final int linearAddressBits;
    private final int asidCount;
    private final int devNodes;

    CpuProfile(
            String name,
            Set<Feature> features,
            int signature,
            int physicalAddressBits,
            int linearAddressBits,
            int asidCount,
            int devNodes) {
        if (physicalAddressBits < 32 || physicalAddressBits > 52) {
            throw new IllegalArgumentException("A processor with " + physicalAddressBits
                    + " physical address bits cannot be modelled: expected 32 to 52.");
        }
        if (asidCount < 2) {
            throw new IllegalArgumentException(
                    "A processor with " + asidCount + " ASIDs cannot run a guest: expected at least 2.");
        }
        if (devNodes < 0 || devNodes > 8) {
            throw new IllegalArgumentException(
                    "There cannot be " + devNodes + " nodes with a Device Exclusion Vector: expected 0 to 8.");
        }
        this.name = name;
        this.features = Collections.unmodifiableSet(
                features.isEmpty() ? EnumSet.noneOf(Feature.class) : EnumSet.copyOf(features));
        this.signature = signature;
        this.physicalAddressBits = physicalAddressBits;
        this.linearAddressBits = linearAddressBits;
        this.asidCount = asidCount;
        this.devNodes = devNodes;
    }

    /**
     * A shipped profile: {@code opteron-f}, {@code barcelona}, {@code zen} or {@code full}.
     *
     * @throws IllegalArgumentException if no profile has this name
     */
    public static CpuProfile named(String name) {
        return ShippedProfiles.named(name);
    }

    /** The name; derived profiles keep it. */
    public String name() {
        return name;
    }

    /** Whether the processor has the feature. */
    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    /** All features of the processor. */
    public Set<Feature> features() {
        return features;
    }

    /** Family, model and stepping as in CPUID Fn0000_0001_EAX and in RDX after reset (RST-10). */
    public int signature() {
        return signature;
    }

    /** MAXPHYADDR: the width of physical addresses, 32 to 52 bits. */
    public int physicalAddressBits() {
        return physicalAddressBits;
    }

    /** Whether a system-physical address lies at or above the largest one that the processor supports. */
    public boolean isBeyondMemory(long spa) {
        return spa >>> physicalAddressBits != 0;
    }

    /** Whether a system-physical address is that of a page: 4-KByte aligned, and not beyond memory. */
    public boolean isPageAddress(long spa) {
        return (spa & 0xFFF) == 0 && !isBeyondMemory(spa);
    }

    /** The width of linear addresses, 48 or 57 bits. */
    public int linearAddressBits() {
        return linearAddressBits;
    }

    /** NASID: the number of address space identifiers, the host's (0) included. */
    public int asidCount() {
        return asidCount;
    }

    /** How many nodes have a north bridge with a Device Exclusion Vector, 0 to 8. */
    public int devNodes() {
        return devNodes;
    }

    public CpuProfile withPhysicalAddressBits(int bits) {
        return new CpuProfile(name, features, signature, bits, linearAddressBits, asidCount, devNodes);
    }

    public CpuProfile withAsidCount(int count) {
        return new CpuProfile(name, features, signature, physicalAddressBits, linearAddressBits, count, devNodes);
    }

    public CpuProfile withDevNodes(int count) {
        return new CpuProfile(name, features, signature, physicalAddressBits, linearAddressBits, asidCount, count);
    }

    public CpuProfile with(Feature feature) {
        EnumSet<Feature> more = EnumSet.copyOf(features);
        more.add(feature);
        return new CpuProfile(name, more, signature, physicalAddressBits, linearAddressBits, asidCount, devNodes);
    }

    public CpuProfile without(Feature feature) {
        EnumSet<Feature> fewer = EnumSet.copyOf(features);
        fewer.remove(feature);
        return new CpuProfile(name, fewer, signature, physicalAddressBits, linearAddressBits, asidCount, devNodes);
    }

    @Override
    public String toString() {
        return name + " (" + physicalAddressBits + " physical address bits, " + asidCount + " ASIDs, " + devNodes
                + " nodes with DEV, " + features.size()
                + " features)";
    }
}
