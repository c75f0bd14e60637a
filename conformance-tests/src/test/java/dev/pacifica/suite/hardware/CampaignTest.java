package dev.pacifica.suite.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.OutsideProgram;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The model against the processor that this test runs on: a fixed sample of {@code ./pacifica native}. */
class CampaignTest {
    private static final long SEED = 1;
    private static final int SNIPPETS = 5000;

    @BeforeAll
    static void requireCompiler() {
        OutsideProgram.need("gcc", "gcc");
    }

    @Test
    void theModelDoesWhatTheProcessorDoes() {
        try (Campaign campaign = Campaign.start()) {
            agrees(campaign, campaign.run(SEED, 0, SNIPPETS), UserForms.all());
        }
    }

    @Test
    void theModelHasTheMediaStateOfTheProcessor() {
        try (Campaign campaign = Campaign.start()) {
            agrees(campaign, campaign.runMedia(SEED, 0, SNIPPETS), MediaUserForms.all());
        }
    }

    private static void agrees(Campaign campaign, Campaign.Result result, List<UserForm> forms) {
        assertThat(result.differences()).isEmpty();
        assertThat(result.differing()).isZero();
        assertThat(result.compared()).as("snippets compared").isGreaterThan(SNIPPETS * 9 / 10);
        assertThat(result.compared() - result.faulted())
                .as("snippets that reached their end")
                .isGreaterThan(SNIPPETS / 4);
        Set<String> seen = new TreeSet<>(result.byMnemonic().keySet());
        seen.addAll(result.missing());
        seen.addAll(campaign.leftOut());
        assertThat(seen)
                .as("instructions executed, missing or left out")
                .containsAll(forms.stream().map(UserForm::mnemonic).collect(Collectors.toSet()));
    }
}
