package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Draft;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What of the intercept cube is published: one draft in so many, and each form at least once. */
public final class CubeSample {
    private CubeSample() {}

    /**
     * Every so many of {@code all}, none of them in virtual-8086 mode, whose exits stop some emulators.
     *
     * @param sparse best without a divisor in common with the numbers of modes and settings
     */
    public static List<Draft> of(List<Draft> all, int sparse) {
        List<Draft> some = new ArrayList<>();
        for (int n = 0; n < all.size(); n += sparse) {
            if (!isInVirtual8086Mode(all.get(n))) {
                some.add(all.get(n));
            }
        }
        return complete(some, all);
    }

    /** {@code sample}, and of each form that it lacks the first draft in {@code all}. */
    static List<Draft> complete(List<Draft> sample, List<Draft> all) {
        List<Draft> complete = new ArrayList<>(sample);
        Set<String> forms = new HashSet<>();
        sample.forEach(draft -> forms.add(form(draft)));
        for (Draft draft : all) {
            if (!isInVirtual8086Mode(draft) && forms.add(form(draft))) {
                complete.add(draft);
            }
        }
        return complete;
    }

    /** The second part of the ID. */
    private static String form(Draft draft) {
        return draft.id().split("/")[1];
    }

    private static boolean isInVirtual8086Mode(Draft draft) {
        return draft.id().contains("/virtual-8086/");
    }
}
