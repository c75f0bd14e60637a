package dev.pacifica.suite.verdict;

import dev.pacifica.suite.vector.Vector.Ended;
import java.util.List;

/**
 * What a target showed when a vector ran on it.
 *
 * @param ended how the vector ended
 * @param state the register record and the footprint afterwards; after an ending that the harness cannot record (shutdown, hung),
 *     the initial state with nothing compared
 * @param strays addresses outside the footprint that changed
 */
public record Observation(Ended ended, VectorState state, List<Long> strays) {}
