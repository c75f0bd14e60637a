package dev.pacifica.suite.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.suite.fixture.Fixture;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GuestStateTest {
    private static final GuestState LONG = GuestState.named("long64");

    @Test
    void pagingAndTablesAreThoseOfTheFixture() {
        assertThat(LONG.fields()).containsEntry("CR3", Fixture.PML4).containsEntry("GDTR.base", Fixture.GDT);
    }

    @Test
    void differencesNameWhatIsOtherMoreOrMissing() {
        Map<String, Long> content = new TreeMap<>(LONG.fields());
        content.put("GUEST_ASID", 2L);
        content.put("TSC_OFFSET", 7L);
        content.remove("CR4");
        Map<String, Long> differences = LONG.differences(content);
        assertThat(differences).isEqualTo(Map.of("GUEST_ASID", 2L, "TSC_OFFSET", 7L, "CR4", 0L));
        assertThat(LONG.changed(differences)).isEqualTo(content);
    }

    @Test
    void nearestGuestHasTheFewestDifferences() {
        Map<String, Long> content = new TreeMap<>(GuestState.named("v86").fields());
        content.put("GUEST_ASID", 2L);
        assertThat(Objects.requireNonNull(GuestState.nearest(content)).name()).isEqualTo("v86");
        assertThat(GuestState.nearest(Map.of("GUEST_ASID", 1L))).isNull();
    }

    @Test
    void unknownGuestIsNamed() {
        assertThatThrownBy(() -> GuestState.named("long46"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("long46")
                .hasMessageContaining("guests.json");
    }
}
