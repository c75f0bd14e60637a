package dev.pacifica.suite.draft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All drafts, by the area whose file their vectors are published in; areas in the order of study. */
public final class Areas {
    private static final Map<String, Supplier<List<Draft>>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("enable", EnableDrafts::all);
        ALL.put("vmrun", VmrunDrafts::all);
        ALL.put("checks", CheckDrafts::all);
        ALL.put("exits", () -> joined(ExitDrafts.all(), SavedStateDrafts.all()));
        ALL.put("exceptions", () -> joined(ExceptionDrafts.all(), InjectionDrafts.all()));
    }

    private Areas() {}

    /** The names of the areas. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    private static List<Draft> joined(List<Draft> some, List<Draft> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /**
     * The drafts of an area.
     *
     * @throws IllegalArgumentException if there is no such area
     */
    public static List<Draft> drafts(String area) {
        Supplier<List<Draft>> drafts = ALL.get(area);
        if (drafts == null) {
            throw new IllegalArgumentException("There is no area '" + area + "': expected one of " + names() + ".");
        }
        return drafts.get();
    }
}
