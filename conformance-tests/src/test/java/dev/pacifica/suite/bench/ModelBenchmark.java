package dev.pacifica.suite.bench;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.profile.CpuProfile;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the parts of the model cost, in real mode on a machine of its own: steady loops, cold code, cold translations. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ModelBenchmark {
    private static final int STEPS = 1000;
    private static final long CODE = 0x1000;
    private static final long RAM = 16 << 20;

    private Machine machine;

    /** An endless loop: {@code add ax, bx; xor bx, ax; inc cx; jmp}. */
    @Setup(Level.Iteration)
    public void loop() {
        machine = Machine.create(CpuProfile.named("full"), RAM);
        machine.memory().load(CODE, new byte[] {0x01, (byte) 0xD8, 0x31, (byte) 0xC3, 0x41, (byte) 0xEB, (byte) 0xF9});
        machine.cpu().cs.base = 0;
        machine.cpu().cs.selector = 0;
        machine.cpu().rip = CODE;
    }

    /** Instructions that are decoded already. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public RunResult instruction() {
        return machine.run(STEPS);
    }

    /** Instructions that have to be fetched and decoded again: a write to their page drops what was derived from it. */
    @Benchmark
    public RunResult decodedAnew() {
        machine.memory().write8(CODE + 0x800, 0);
        return machine.run(1);
    }
}
