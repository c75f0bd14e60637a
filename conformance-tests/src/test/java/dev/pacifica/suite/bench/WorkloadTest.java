package dev.pacifica.suite.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.OutsideProgram;
import dev.pacifica.suite.target.BochsTarget;
import dev.pacifica.suite.target.ModelTarget;
import dev.pacifica.suite.target.QemuTarget;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadTest {
    private static final long ENOUGH = 100_000;

    static Stream<Workload> workloads() {
        return Stream.of(
                Workload.loop(1),
                Workload.loop(1000),
                Workload.worldSwitches(1),
                Workload.worldSwitches(100),
                Workload.nestedWalks(1),
                Workload.nestedWalks(10_000),
                Workload.coldWalks(10));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void executesExactlyAsManyInstructionsAsItSays(Workload work) {
        Vector vector = work.vector();
        assertThat(ended(changed(vector, vector.program(), work.instructions())))
                .isEqualTo(Ended.END);
        assertThat(ended(changed(vector, vector.program(), work.instructions() - 1)))
                .isEqualTo(Ended.HUNG);
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void leavesTheProofThatTheWorkWasDone(Workload work) {
        assertThat(Meter.undone(new ModelTarget("full"), work.vector())).isEmpty();
    }

    @Test
    void qemuDoesTheWork() {
        OutsideProgram.need("qemu-system-x86_64", "qemu-system-x86");
        assertThat(workloads().map(work -> Meter.undone(QemuTarget.freeRunning(), work.vector())))
                .allSatisfy(reason -> assertThat(reason).isEmpty());
    }

    @Test
    void bochsDoesTheWork() {
        OutsideProgram.need("bochs-bin", "bochs bochs-term bochsbios vgabios");
        assertThat(workloads().map(work -> Meter.undone(new BochsTarget(), work.vector())))
                .allSatisfy(reason -> assertThat(reason).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void workThatIsNotDoneIsNoticed(Workload work) {
        Vector idle = changed(work.vector(), Workload.code(List.of("jmp end")), ENOUGH);
        assertThat(Meter.undone(new ModelTarget("full"), idle)).isNotEmpty();
    }

    private static Ended ended(Vector vector) {
        return ModelTarget.observe("full", vector).ended();
    }

    private static Vector changed(Vector vector, Vector.Code program, long budget) {
        return new Vector(
                vector.id(),
                vector.rules(),
                vector.title(),
                vector.why(),
                vector.level(),
                vector.requires(),
                vector.hostMode(),
                program,
                vector.gpr(),
                vector.state(),
                vector.vmcbs(),
                vector.memory(),
                vector.events(),
                budget,
                vector.footprint(),
                vector.claims(),
                vector.cases(),
                vector.confirmedBy());
    }
}
