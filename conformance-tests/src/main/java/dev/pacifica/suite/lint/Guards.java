package dev.pacifica.suite.lint;

import dev.pacifica.suite.vector.Condition;
import dev.pacifica.suite.vector.Vector.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Proves that the guards of a vector's cases partition what it requires: each processor that meets it has exactly one case. */
final class Guards {
    private Guards() {}

    /** Complaints name the field and a processor that shows the fault. */
    static void check(List<Condition> requires, List<Case> permitted, BiConsumer<String, String> complaints) {
        Region required = Region.of(requires);
        if (required.isEmpty()) {
            complaints.accept("requires", "no processor can meet all of %s; drop one".formatted(requires));
            return;
        }
        List<Region> cases = permitted.stream()
                .map(one -> required.and(Region.of(one.when())))
                .toList();
        for (int i = 0; i < cases.size(); i++) {
            if (cases.get(i).isEmpty()) {
                complaints.accept(
                        guard(i),
                        "%s contradicts what the vector requires, %s; the case can never apply: drop it"
                                .formatted(permitted.get(i).when(), requires));
            }
            for (int j = 0; j < i; j++) {
                Region both = cases.get(i).and(cases.get(j));
                if (!both.isEmpty()) {
                    complaints.accept(
                            guard(i),
                            "%s overlaps %s of cases[%d]: both apply where %s; exactly one may"
                                    .formatted(
                                            permitted.get(i).when(),
                                            permitted.get(j).when(),
                                            j,
                                            both.example()));
                }
            }
        }
        rest(required, cases).stream()
                .findFirst()
                .ifPresent(gap -> complaints.accept(
                        "cases", "the guards leave a gap: no case applies where %s; add one".formatted(gap.example())));
    }

    private static List<Region> rest(Region required, List<Region> cases) {
        List<Region> rest = List.of(required);
        for (Region one : cases) {
            List<Region> less = new ArrayList<>();
            rest.forEach(region -> less.addAll(region.without(one)));
            rest = less;
        }
        return rest;
    }

    private static String guard(int index) {
        return "cases[" + index + "].when";
    }
}
