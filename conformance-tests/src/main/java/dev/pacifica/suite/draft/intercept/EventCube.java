package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part of the intercept cube that is not about instructions: exceptions, virtual interrupts, shutdown and FERR_FREEZE, in every guest
 * mode and at both privilege levels, intercepted and not, alone and with what comes before or after them.
 */
public final class EventCube {
    /** One in so many is in the sample; it has no divisor in common with the numbers of modes and settings. */
    private static final int SPARSE = 17;

    private EventCube() {}

    /** All of it. */
    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        ExceptionCase.all().forEach(one -> drafts.add(one.draft()));
        VirtualInterruptCase.all().forEach(one -> drafts.add(one.draft()));
        LastResortCase.all().forEach(one -> drafts.add(one.draft()));
        return drafts;
    }

    /** The published sample: some of all, and every setting of the last resorts in 64-bit mode, of which other areas have few. */
    public static List<Draft> sample() {
        List<Draft> sample = new ArrayList<>(CubeSample.of(all(), SPARSE));
        Set<String> ids = sample.stream().map(Draft::id).collect(Collectors.toSet());
        for (LastResortCase one : LastResortCase.all()) {
            Draft draft = one.draft();
            if (one.mode() == InterceptMode.LONG_64 && ids.add(draft.id())) {
                sample.add(draft);
            }
        }
        return sample;
    }
}
