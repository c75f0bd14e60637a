package dev.pacifica.suite.oracle;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.suite.draft.DeliveryExperiment;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.statistics.Statistics;

/** Delivery of injected events in every mode and through every kind of gate, held against the oracle (EVT-60 to EVT-74). */
class HandlerEntryTest {
    /** CF, AF, ZF, IF, OF, IOPL, NT, RF, AC and others: all but TF, which traps in the handler's place, and VM. */
    private static final long FREE_FLAGS = 0x25_7ED5L;

    @Property(tries = 1500, seed = "8900", edgeCases = EdgeCasesMode.NONE)
    void EVT_60_to_EVT_74_what_the_handler_of_an_injected_event_finds(
            @ForAll("settings") int kind,
            @ForAll @IntRange(max = 255) int vector,
            @ForAll @IntRange(max = 3) int type,
            @ForAll int flags,
            @ForAll @LongRange(min = 0x100, max = 0x800) long below,
            @ForAll @IntRange(max = 0xFFFF) int code) {
        DeliveryExperiment experiment = DeliveryExperiment.of(kind)
                .flags(flags & FREE_FLAGS)
                .stackBelow(below)
                .inject(type, vector, code);
        OnModel.run(CpuProfile.named("full"), experiment.vector()).meets(experiment.claims());
        Statistics.label("setting").collect(experiment.name());
        Statistics.label("setting")
                .coverage(settings -> DeliveryExperiment.settings()
                        .forEach(name -> settings.check(name).count(times -> times > 20)));
        Statistics.label("type").collect(type);
        Statistics.label("type").coverage(types -> {
            for (int one = 0; one <= 3; one++) {
                types.check(one).count(times -> times > 200);
            }
        });
    }

    @Provide
    Arbitrary<Integer> settings() {
        return Arbitraries.of(
                IntStream.range(0, DeliveryExperiment.settings().size()).boxed().toList());
    }
}
