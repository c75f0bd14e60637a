package dev.pacifica.suite.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.campaign.DeviceCampaign.Report;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DeviceCampaignTest {
    /** DEV-20, and DEV-25 for every byte that devices use. */
    @Property(tries = 60)
    void DEV_20_every_answer_is_the_definitions(@ForAll @LongRange(min = 0) long seed) {
        Report report = DeviceCampaign.run(seed, 1500);
        assertThat(report.violation()).isEmpty();
        assertThat(report.steps()).isEqualTo(1500);
    }

    @Test
    void DEV_85_campaigns_meet_both_answers_and_remembered_bits() {
        Report report = DeviceCampaign.run(7, 20_000);
        assertThat(report.violation()).isEmpty();
        assertThat(report.denied()).isBetween(report.requests() / 5, report.requests() / 2);
        assertThat(report.open()).isGreaterThan(500);
        assertThat(report.remembered()).isGreaterThan(50);
    }

    @Test
    void the_same_seed_gives_the_same_campaign() {
        assertThat(DeviceCampaign.run(3, 3000)).isEqualTo(DeviceCampaign.run(3, 3000));
        assertThat(DeviceCampaign.run(3, 3000)).isNotEqualTo(DeviceCampaign.run(4, 3000));
    }
}
