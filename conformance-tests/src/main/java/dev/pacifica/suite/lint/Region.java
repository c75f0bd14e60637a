package dev.pacifica.suite.lint;

import dev.pacifica.suite.vector.Condition;
import dev.pacifica.suite.vector.Condition.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Processors that agree in what they say about themselves: each location has a value of its set, locations that are not named have
 * any. Locations share no bits, so they vary independently and a region is a box.
 */
record Region(SortedMap<Location, ValueSet> sets) {
    private static final Comparator<Location> BY_NAME = Comparator.comparing(Location::name);

    /** The processors that meet all of {@code conditions}. */
    static Region of(Collection<Condition> conditions) {
        SortedMap<Location, ValueSet> sets = new TreeMap<>(BY_NAME);
        for (Condition condition : conditions) {
            sets.merge(condition.where(), ValueSet.of(condition), ValueSet::and);
        }
        return new Region(sets);
    }

    boolean isEmpty() {
        return sets.values().stream().anyMatch(ValueSet::isEmpty);
    }

    Region and(Region other) {
        SortedMap<Location, ValueSet> both = new TreeMap<>(sets);
        other.sets.forEach((where, values) -> both.merge(where, values, ValueSet::and));
        return new Region(both);
    }

    /** The rest of this region, as regions that do not overlap: one location after another leaves {@code other}. */
    List<Region> without(Region other) {
        if (and(other).isEmpty()) {
            return List.of(this);
        }
        List<Region> rest = new ArrayList<>();
        SortedMap<Location, ValueSet> inside = new TreeMap<>(sets);
        other.sets.forEach((where, values) -> {
            ValueSet before = inside.getOrDefault(where, ValueSet.all(where));
            SortedMap<Location, ValueSet> outside = new TreeMap<>(inside);
            outside.put(where, before.without(values, where));
            Region piece = new Region(outside);
            if (!piece.isEmpty()) {
                rest.add(piece);
            }
            inside.put(where, before.and(values));
        });
        return rest;
    }

    /** One processor of the region, such as {@code NRIPS=0, SVM=1}; there must be one. */
    String example() {
        return sets.isEmpty()
                ? "any processor"
                : sets.entrySet().stream()
                        .map(entry ->
                                entry.getKey().name() + "=" + entry.getValue().first())
                        .collect(Collectors.joining(", "));
    }
}
