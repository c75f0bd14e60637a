package dev.pacifica.suite.bench;

import dev.pacifica.suite.asm.Assembler;
import dev.pacifica.suite.asm.Assembly;
import dev.pacifica.suite.target.ModelTarget;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Observation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a vector, a world switch and a cold translation cost on the model, and what reading and assembling cost around them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class VectorBenchmark {
    private static final int SWITCHES = 1000;

    private final Vector switches = Workload.worldSwitches(SWITCHES).vector();
    private final Vector flushes = Workload.coldWalks(SWITCHES).vector();
    private final Vector vector = GoldenVectors.published().get(0);

    /** VMRUN, VMMCALL and #VMEXIT, with the two instructions that count them. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public Observation worldSwitch() {
        return ModelTarget.observe("full", switches);
    }

    /** INVLPG and a load from the page: a walk over four levels, with the three instructions around it. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public Observation pageWalk() {
        return ModelTarget.observe("full", flushes);
    }

    /** One golden vector on a machine of its own. */
    @Benchmark
    public Observation vector() {
        return ModelTarget.observe("full", vector);
    }

    /** All golden vectors from their files. */
    @Benchmark
    public List<Vector> readAllVectors() {
        return GoldenVectors.published();
    }

    @Benchmark
    public Assembly assembleTenLines() {
        return Assembler.assemble("benchmark", "bits 64\n" + "mov [rsi+8*rcx+16], rbx\n".repeat(10), Map.of());
    }
}
