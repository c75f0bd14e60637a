package dev.pacifica.suite.area;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.entry.CheckCube;
import dev.pacifica.suite.draft.intercept.EventCube;
import dev.pacifica.suite.draft.intercept.InterceptCube;
import dev.pacifica.suite.draft.nested.PositionDrafts;
import dev.pacifica.suite.draft.task.TaskCube;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Large enumerations, made on demand; the golden vectors have samples of them. The name of a cube's file is that of the area of its
 * sample.
 */
public final class Cubes {
    /**
     * A cube.
     *
     * @param name by which it is asked for
     * @param area of its IDs, and of the published sample
     * @param about what is enumerated
     */
    public record Cube(String name, String area, String about, Supplier<List<Draft>> drafts) {}

    private static final Map<String, Cube> ALL = new LinkedHashMap<>();

    static {
        add(new Cube("checks", CheckCube.AREA, "the checks of VMRUN in every guest mode", CheckCube::all));
        add(new Cube(
                "intercepts",
                InterceptCube.AREA,
                "every intercept in every guest mode, and what competes with it",
                Cubes::intercepts));
        add(new Cube(
                "nested",
                PositionDrafts.AREA,
                "every entry of a walk with nested paging made to fault, by every cause and for every kind of access",
                PositionDrafts::all));
    }

    private Cubes() {}

    private static List<Draft> intercepts() {
        List<Draft> drafts = new ArrayList<>(InterceptCube.all());
        drafts.addAll(EventCube.all());
        drafts.addAll(TaskCube.all());
        return drafts;
    }

    private static void add(Cube cube) {
        ALL.put(cube.name(), cube);
    }

    /** All cubes. */
    public static List<Cube> all() {
        return List.copyOf(ALL.values());
    }

    /**
     * The cube of that name.
     *
     * @throws IllegalArgumentException if there is none; the message names those that there are
     */
    public static Cube named(String name) {
        Cube cube = ALL.get(name);
        if (cube == null) {
            throw new IllegalArgumentException(
                    "There is no cube '" + name + "': expected one of " + ALL.keySet() + ".");
        }
        return cube;
    }
}
