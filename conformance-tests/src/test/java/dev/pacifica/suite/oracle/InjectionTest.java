package dev.pacifica.suite.oracle;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.suite.draft.Experiment;
import dev.pacifica.suite.draft.Experiment.Mode;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.vector.Vector.Claim;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Injected events that the guest's empty IDT cannot deliver, under random exception intercepts (INJ-14 to INJ-18, XII-20). */
class InjectionTest {
    private static final int GP = 1 << 13;
    private static final int DF = 1 << 8;

    @Property(tries = 800, seed = "1520", edgeCases = EdgeCasesMode.NONE)
    void INJ_what_comes_of_an_event_that_cannot_be_delivered(
            @ForAll("events") Event event,
            @ForAll("guests") Mode mode,
            @ForAll("exceptions") int exceptions,
            @ForAll boolean interceptsShutdown) {
        Experiment experiment = Experiment.guest(mode, "vmmcall")
                .set("EVENTINJ", event.information())
                .set("INTERCEPT_EXCEPTION", exceptions)
                .set("INTERCEPT_3", interceptsShutdown ? 1L << 31 : 0)
                .set("NRIP", Experiment.GUEST + 3);
        CpuProfile profile = CpuProfile.named("full");
        Site site = Site.on(
                OnModel.processor(profile),
                Experiment.VMCB,
                new VmcbFields(experiment.fields()),
                mode.cpl,
                Experiment.GUEST,
                0);
        List<Claim> claims = Delivery.attempted(event, site);
        OnModel.run(profile, experiment.vector()).meets(claims);
        Statistics.label("type").collect(event.type());
        Statistics.label("type")
                .coverage(types ->
                        List.of(0, 2, 3, 4).forEach(type -> types.check(type).count(times -> times > 50)));
        Statistics.label("ends in").collect(claims.get(0).rule());
        Statistics.label("ends in")
                .coverage(ends -> List.of("EXC-01", "XII-09", "MISC-10", "MISC-11")
                        .forEach(rule -> ends.check(rule).count(times -> times > 20)));
    }

    @Provide
    Arbitrary<Event> events() {
        Arbitrary<Integer> vectors =
                Arbitraries.oneOf(Arbitraries.integers().between(0, 255), Arbitraries.of(0, 3, 8, 13, 14, 31, 32, 255));
        Arbitrary<Event> plain = Arbitraries.of(0, 1, 3, 6, 7, 16, 18, 19).map(Event::exception);
        Arbitrary<Event> withCode = Combinators.combine(
                        Arbitraries.of(8, 10, 11, 12, 13, 14, 17), Arbitraries.of(0, 0x18, 0xFFFF))
                .as(Event::exception);
        return Arbitraries.oneOf(
                vectors.map(vector -> new Event(0, vector, Optional.empty())),
                Arbitraries.just(new Event(2, 2, Optional.empty())),
                vectors.map(vector -> new Event(4, vector, Optional.empty())),
                plain,
                withCode);
    }

    @Provide
    Arbitrary<Mode> guests() {
        return Arbitraries.of(Mode.class);
    }

    @Provide
    Arbitrary<Integer> exceptions() {
        return Arbitraries.of(
                        0, GP, DF, GP | DF, ~(1 << 2 | 1 << 9), ~(1 << 2 | 1 << 9 | GP), ~(1 << 2 | 1 << 9 | GP | DF))
                .map(bits -> bits & 0x7FFF_FFFF);
    }
}
