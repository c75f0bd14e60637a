package dev.pacifica.suite.bench;

import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.vector.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The rounds of several targets, taken in turn so that whatever slows the machine down for a while slows all of them down. */
public final class Comparison {
    /** A figure over the rounds of one target. */
    public record Figure(double median, double least, double most) {
        static <R> Figure of(List<R> rounds, ToDoubleFunction<R> figure) {
            double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
            int middle = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            return new Figure(median, sorted[0], sorted[sorted.length - 1]);
        }
    }

    /**
     * What was measured of one target.
     *
     * @param target its name
     * @param vectorsARound how many golden vectors a round ran
     */
    public record Measured(String target, int vectorsARound, Figure instructions, Figure switches, Figure vectors) {}

    private Comparison() {}

    /**
     * Measures {@code targets} in turn, {@code rounds} times.
     *
     * @param rounds at least 1
     * @param announce told what is going on
     * @throws dev.pacifica.suite.target.TargetException if one of them cannot be run
     */
    public static List<Measured> of(List<Target> targets, List<Vector> golden, int rounds, Consumer<String> announce) {
        List<Meter> meters = new ArrayList<>();
        for (Target target : targets) {
            announce.accept("fitting the work to " + target.name());
            meters.add(Meter.of(target));
        }
        List<List<Speed>> speeds = inTurn(meters, Meter::work, rounds, "the programs", announce);
        // afterwards, since a JVM that has run all kinds of code compiles a loop less well
        for (Meter meter : meters) {
            announce.accept(
                    "looking which vectors come back on " + meter.target().name());
            meter.choose(golden);
        }
        List<List<Double>> vectors = inTurn(meters, Meter::golden, rounds, "the golden vectors", announce);
        List<Measured> measured = new ArrayList<>();
        for (int i = 0; i < meters.size(); i++) {
            measured.add(new Measured(
                    meters.get(i).target().name(),
                    meters.get(i).vectors(),
                    Figure.of(speeds.get(i), Speed::instructions),
                    Figure.of(speeds.get(i), Speed::switches),
                    Figure.of(vectors.get(i), Double::doubleValue)));
        }
        return measured;
    }

    /** What the rounds of each meter give, the meters taking turns. */
    private static <R> List<List<R>> inTurn(
            List<Meter> meters, Function<Meter, R> one, int rounds, String what, Consumer<String> announce) {
        List<List<R>> all =
                meters.stream().<List<R>>map(meter -> new ArrayList<>()).toList();
        for (int round = 1; round <= rounds; round++) {
            announce.accept("round %d of %d of %s".formatted(round, rounds, what));
            for (int i = 0; i < meters.size(); i++) {
                all.get(i).add(one.apply(meters.get(i)));
            }
        }
        return all;
    }
}
