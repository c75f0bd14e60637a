package dev.pacifica.model.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CpuidTest {
    private static final CpuProfile FULL = CpuProfile.named("full");

    private static Cpuid of(CpuProfile profile, int function) {
        return Cpuid.of(profile, function, 0, false);
    }

    @Test
    void the_vendor_is_AMD() {
        Cpuid leaf = of(FULL, 0);
        assertThat(leaf.ebx()).isEqualTo(0x68747541);
        assertThat(leaf.edx()).isEqualTo(0x69746E65);
        assertThat(leaf.ecx()).isEqualTo(0x444D4163);
        assertThat(of(FULL, 0x8000_0000).eax()).isGreaterThanOrEqualTo(0x8000_000A);
    }

    @Test
    void CPUID_03_the_SVM_bit_is_Fn8000_0001_ECX_2() {
        assertThat(of(FULL, 0x8000_0001).ecx() & 4).isEqualTo(4);
        assertThat(of(FULL.without(Feature.SVM), 0x8000_0001).ecx() & 4).isZero();
    }

    @Test
    void CPUID_08_the_address_widths_are_those_of_the_profile() {
        assertThat(of(FULL.withPhysicalAddressBits(52), 0x8000_0008).eax()).isEqualTo(0x3034);
    }

    @Test
    void CPUID_20_the_SVM_leaf_is_empty_without_SVM() {
        assertThat(of(FULL.without(Feature.SVM), 0x8000_000A)).isEqualTo(new Cpuid(0, 0, 0, 0));
    }

    @Test
    void CPUID_21_CPUID_22_CPUID_33_the_SVM_leaf_gives_revision_ASIDs_and_features() {
        Cpuid leaf = of(FULL.with(Feature.NRIPS).without(Feature.NP).withAsidCount(16), 0x8000_000A);
        assertThat(leaf.eax()).isEqualTo(1);
        assertThat(leaf.ebx()).isEqualTo(16);
        assertThat(leaf.edx() & 0b1001).isEqualTo(0b1000);
    }

    @Test
    void CR_33_OSXSAVE_is_mirrored_in_Fn1_ECX_27() {
        assertThat(Cpuid.of(FULL, 1, 0, true).ecx() >>> 27 & 1).isEqualTo(1);
        assertThat(Cpuid.of(FULL, 1, 0, false).ecx() >>> 27 & 1).isZero();
    }

    @Test
    void CPUID_02_the_functions_for_hypervisors_are_empty() {
        assertThat(of(FULL, 0x4000_0000)).isEqualTo(new Cpuid(0, 0, 0, 0));
    }

    @Test
    void no_two_features_share_a_bit() {
        Set<List<Object>> places = new HashSet<>();
        for (Feature feature : Feature.values()) {
            assertThat(places.add(List.of(feature.leaf(), feature.subleaf(), feature.register(), feature.bit())))
                    .as(feature.name())
                    .isTrue();
        }
    }

    @Test
    void all_shipped_profiles_have_SVM_and_a_subset_of_full() {
        for (String name : List.of("opteron-f", "barcelona", "zen", "full")) {
            CpuProfile profile = CpuProfile.named(name);
            assertThat(profile.has(Feature.SVM)).isTrue();
            assertThat(FULL.features()).containsAll(profile.features());
        }
    }

    @Test
    void impossible_profiles_are_refused() {
        assertThatThrownBy(() -> CpuProfile.named("8086")).hasMessageContaining("opteron-f");
        assertThatThrownBy(() -> FULL.withPhysicalAddressBits(53)).hasMessageContaining("53");
        assertThatThrownBy(() -> FULL.withAsidCount(1)).hasMessageContaining("ASID");
    }
}
