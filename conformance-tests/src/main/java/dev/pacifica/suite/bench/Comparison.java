package dev.pacifica.suite.bench;

import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.vector.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** The rounds of several targets, taken in turn so that whatever slows the machine down for a while slows all of them down. */
public final class Comparison {
    /** A figure over the rounds of one target. */
    public record Figure(double median, double least, double most) {
        static Figure of(List<Double> rounds) {
            double[] sorted =
                    rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
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
    public record Measured(
            String target, int vectorsARound, Figure instructions, Figure switches, Figure walks, Figure vectors) {}

    private Comparison() {}

    /**
     * Measures {@code targets} in turn, {@code rounds} times.
     *
     * @param rounds at least 1
     * @param announce told what is going on
     * @throws dev.pacifica.suite.target.TargetException if one of them cannot be run
     */
    public static List<Measured> of(List<Target> targets, List<Vector> golden, int rounds, Consumer<String> announce) {
        List<Meter> meters = targets.stream().map(Meter::new).toList();
        // each figure by itself, the vectors at the end: a JVM that has run all kinds of code compiles a loop less well
        List<Figure> instructions =
                inTurn(meters, "the loop", Meter::fitInstructions, Meter::instructions, rounds, announce);
        List<Figure> switches = inTurn(meters, "world switches", Meter::fitSwitches, Meter::switches, rounds, announce);
        List<Figure> walks = inTurn(meters, "nested walks", Meter::fitWalks, Meter::walks, rounds, announce);
        List<Figure> vectors =
                inTurn(meters, "the golden vectors", meter -> meter.choose(golden), Meter::golden, rounds, announce);
        List<Measured> measured = new ArrayList<>();
        for (int i = 0; i < meters.size(); i++) {
            Meter meter = meters.get(i);
            measured.add(new Measured(
                    meter.target().name(),
                    meter.vectors(),
                    instructions.get(i),
                    switches.get(i),
                    walks.get(i),
                    vectors.get(i)));
        }
        return measured;
    }

    /** A figure of each meter, the meters taking turns. */
    private static List<Figure> inTurn(
            List<Meter> meters,
            String what,
            Consumer<Meter> preparation,
            ToDoubleFunction<Meter> round,
            int rounds,
            Consumer<String> announce) {
        announce.accept("preparing " + what);
        meters.forEach(preparation);
        List<List<Double>> all =
                meters.stream().<List<Double>>map(meter -> new ArrayList<>()).toList();
        for (int i = 1; i <= rounds; i++) {
            announce.accept("round %d of %d of %s".formatted(i, rounds, what));
            for (int m = 0; m < meters.size(); m++) {
                all.get(m).add(round.applyAsDouble(meters.get(m)));
            }
        }
        return all.stream().map(Figure::of).toList();
    }
}
