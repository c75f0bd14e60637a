package dev.pacifica.suite.target;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Cpuid;
import dev.pacifica.model.profile.CpuidRegister;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.suite.vector.Condition;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Conditions of vectors on the reference model: whether a profile meets them, and how it can be made to. */
public final class ModelProfile {
    /** In the order in which {@link Condition.Location#register} numbers them. */
    private static final List<CpuidRegister> REGISTERS =
            List.of(CpuidRegister.EAX, CpuidRegister.EBX, CpuidRegister.ECX, CpuidRegister.EDX);

    private ModelProfile() {}

    /** Whether {@code profile} meets {@code condition}, by what its CPUID says. */
    public static boolean holds(Condition condition, CpuProfile profile) {
        return condition.holds(register(condition.where(), profile));
    }

    /** The number at each name that conditions may use. */
    static SortedMap<String, Long> numbers(CpuProfile profile) {
        SortedMap<String, Long> numbers = new TreeMap<>();
        Condition.locations().forEach((name, where) -> numbers.put(name, where.number(register(where, profile))));
        return numbers;
    }

    private static int register(Condition.Location where, CpuProfile profile) {
        return where.isCapability() ? profile.devNodes() : cpuid(profile, where.leaf(), where.register());
    }

    /** What CPUID gives on a processor of {@code profile}, with subleaf 0; registers as in {@link Condition.Location#register}. */
    public static int cpuid(CpuProfile profile, int leaf, int register) {
        Cpuid result = Cpuid.of(profile, leaf, 0, false);
        return switch (register) {
            case 0 -> result.eax();
            case 1 -> result.ebx();
            case 2 -> result.ecx();
            default -> result.edx();
        };
    }

    /**
     * {@code base}, resized or deprived of features so that it meets {@code conditions}. A feature that the base lacks is not added.
     *
     * @return nothing if that cannot be done
     */
    public static Optional<CpuProfile> meeting(CpuProfile base, List<Condition> conditions) {
        CpuProfile profile = base;
        for (Condition condition : conditions) {
            if (!holds(condition, profile)) {
                profile = adapted(profile, condition);
            }
        }
        CpuProfile result = profile;
        return conditions.stream().allMatch(condition -> holds(condition, result))
                ? Optional.of(result)
                : Optional.empty();
    }

    /** {@code profile} without the feature that {@code condition} names. */
    public static CpuProfile without(CpuProfile profile, Condition condition) {
        Condition.Location where = condition.where();
        for (Feature feature : Feature.values()) {
            if (feature.leaf() == where.leaf()
                    && feature.subleaf() == where.subleaf()
                    && feature.register() == REGISTERS.get(where.register())
                    && feature.bit() == where.shift()) {
                return profile.without(feature);
            }
        }
        throw new IllegalArgumentException("'" + where.name() + "' is no feature that a profile can lack");
    }

    private static CpuProfile adapted(CpuProfile profile, Condition condition) {
        return switch (condition.where().name()) {
            case "PhysAddrSize" -> profile.withPhysicalAddressBits((int) condition.value());
            case "DEV", "DEV_MCE" -> condition.holds(0) ? profile.withDevNodes(0) : profile;
            case "NASID" -> profile.withAsidCount((int) condition.value());
            default ->
                condition.relation() == Condition.Relation.EQUAL && condition.value() == 0
                        ? without(profile, condition)
                        : profile;
        };
    }
}
