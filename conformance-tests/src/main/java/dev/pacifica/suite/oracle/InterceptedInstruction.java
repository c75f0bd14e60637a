package dev.pacifica.suite.oracle;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A row of the table of instruction intercepts (APM2 15.9): what is tested before the intercept and what after it. In the source
 * {@code %a}, {@code %b} and {@code %c} are rAX, rBX and rCX in the width of the code, {@code %m} is memory at rBX, and {@code %i} the IRET
 * of that width.
 *
 * @param name as it stands in identifiers
 * @param source in the assembler's syntax
 * @param rule the row
 * @param exitCode whose intercept bit is tested
 * @param before what comes before the intercept, in order
 * @param after what comes after it, in order
 * @param otherwise what the instruction does when nothing of all that applies
 * @param feature the condition on which it exists; none if every processor with SVM has it
 */
public record InterceptedInstruction(
        String name,
        String source,
        String rule,
        int exitCode,
        List<Obstacle> before,
        List<Obstacle> after,
        Otherwise otherwise,
        Optional<String> feature) {
    public InterceptedInstruction {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** What becomes of an instruction that neither exits nor meets an obstacle. */
    public enum Otherwise {
        COMPLETES,
        HALTS,
        UNDEFINED,
        /** It raises an event of TYPE 4 and vector A5h, or of TYPE 3 and vector 1, for which there is no gate. */
        INTERRUPTS,
        TRAPS,
        /** It is not tried: the processor would lose memory, or VMRUN refuse the guest. */
        UNTRIED
    }

    /** What comes of an attempt. */
    public sealed interface Result {
        record Exits() implements Result {}

        record Faults(Obstacle obstacle) implements Result {}

        record Goes(Otherwise how) implements Result {}
    }

    /**
     * The first that applies.
     *
     * @param obstacles that are in the way
     * @param isIntercepted whether the intercept is on
     */
    public Result result(Set<Obstacle> obstacles, boolean isIntercepted) {
        for (Obstacle obstacle : new Obstacle[] {Obstacle.DATA_BREAKPOINT, Obstacle.BREAKPOINT}) {
            if (obstacles.contains(obstacle)) {
                return new Result.Faults(obstacle);
            }
        }
        for (Obstacle obstacle : before) {
            if (obstacles.contains(obstacle)) {
                return new Result.Faults(obstacle);
            }
        }
        if (isIntercepted) {
            return new Result.Exits();
        }
        for (Obstacle obstacle : after) {
            if (obstacles.contains(obstacle)) {
                return new Result.Faults(obstacle);
            }
        }
        return new Result.Goes(otherwise);
    }

    @Override
    public String toString() {
        return name;
    }
}
