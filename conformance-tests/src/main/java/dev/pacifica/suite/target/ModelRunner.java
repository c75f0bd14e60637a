package dev.pacifica.suite.target;

import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.machine.LastInstructions;
import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StateDump;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.MemoryRun;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Signal;
import dev.pacifica.suite.vector.Signal.Line;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.States;
import dev.pacifica.suite.verdict.VectorState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Runs one vector on the reference model, in process: everything is compared, memory outside the footprint too. */
public final class ModelRunner {
    /** Runs a machine that has been set up, as {@link Machine#run} does, and may look at it meanwhile. */
    @FunctionalInterface
    public interface Drive {
        RunResult run(Machine machine, long budget);
    }

    private static final long RAM = 64 << 20;
    private static final long[] STOP_ADDRESSES = LongStream.concat(
                    LongStream.of(Fixture.END), IntStream.range(0, 256).mapToLong(Fixture::exceptionAddress))
            .toArray();
    /** rIP after INIT. */
    private static final long RESET_RIP = 0xFFF0;

    private static final long[] STOP_ADDRESSES_WITH_INIT = LongStream.concat(
                    LongStream.of(RESET_RIP), LongStream.of(STOP_ADDRESSES))
            .toArray();
    private static final Map<Long, byte[]> FIXTURE_PAGES = fixturePages();

    private final Machine machine;
    private final Vector vector;
    private final Drive drive;
    private final VectorState state;

    private ModelRunner(Machine machine, Vector vector, Drive drive) {
        this.machine = machine;
        this.vector = vector;
        this.drive = drive;
        this.state = States.initial(vector);
    }

    /**
     * Runs {@code vector} on a new machine.
     *
     * @throws NotModelledException if it needs something that the model does not have
     */
    public static Observation run(CpuProfile profile, Freedom freedom, Vector vector) {
        return run(Machine.create(profile, RAM, freedom), vector);
    }

    /** As {@link #run(CpuProfile, Freedom, Vector)}, on a machine that is reset first. */
    static Observation run(Machine machine, Vector vector) {
        machine.reset();
        return new ModelRunner(machine, vector, Machine::run).run();
    }

    /**
     * As {@link #run(CpuProfile, Freedom, Vector)}, with the steps in the hands of {@code drive}.
     *
     * @throws NotModelledException if it needs something that the model does not have
     */
    public static Observation watch(CpuProfile profile, Freedom freedom, Vector vector, Drive drive) {
        Machine machine = Machine.create(profile, RAM, freedom);
        return new ModelRunner(machine, vector, drive).run();
    }

    /** The state of the machine at the end of {@code vector}, unless it came to a stop address: then nothing. */
    static List<String> lastState(CpuProfile profile, Vector vector) {
        List<String> lines = new ArrayList<>();
        Drive drive = (machine, budget) -> {
            LastInstructions last = new LastInstructions(0);
            RunResult result = last.run(machine, budget);
            if (StateDump.isWorthwhile(result.reason())) {
                lines.addAll(StateDump.lines(machine, result, last));
            }
            return result;
        };
        try {
            watch(profile, Freedom.standard(), vector, drive);
        } catch (NotModelledException e) {
            return lines; // it says so in its first line
        }
        return lines;
    }

    /** A machine for {@link #run(Machine, Vector)}. */
    static Machine machine(CpuProfile profile) {
        return Machine.create(profile, RAM, Freedom.standard());
    }

    private Observation run() {
        for (MemoryRun run : Fixture.memory()) {
            machine.memory().load(run.at(), run.bytes());
        }
        state.pages().forEach((page, content) -> {
            if (page != Fixture.RECORD) {
                machine.memory().load(page, content);
            }
        });
        Registers registers = new Registers(machine.cpu(), machine.memory());
        registers.load(state);
        machine.setStopAddresses(mayInitialise() ? STOP_ADDRESSES_WITH_INIT : STOP_ADDRESSES);
        machine.setInterrupts(vector.events().isEmpty() ? InterruptSource.NONE : EventScript.of(vector, machine));
        RunResult result = drive.run(machine, vector.budget());
        Ended ended = switch (result.reason()) {
            case STOP_ADDRESS -> endedAt(result.rip());
            case BUDGET -> Ended.HUNG;
            case HALTED -> Ended.HALTED;
            case SHUTDOWN -> Ended.SHUTDOWN;
            case NOT_MODELLED, DEVICE -> throw new NotModelledException(vector.id() + ": " + result.detail());
        };
        if (States.endedCode(ended) < 0) {
            return new Observation(ended, state, List.of());
        }
        registers.record(state);
        state.setSlot(Slot.ENDED, States.endedCode(ended));
        if (ended == Ended.EXCEPTION) {
            exceptionFrame(Fixture.exceptionAt(result.rip()));
        }
        state.pages()
                .replaceAll((page, content) ->
                        page == Fixture.RECORD ? content : machine.memory().dump(page, Fixture.PAGE_SIZE));
        return new Observation(ended, state, strays());
    }

    private boolean mayInitialise() {
        return vector.events().stream().anyMatch(event -> event instanceof Signal signal && signal.line() == Line.INIT);
    }

    private static Ended endedAt(long rip) {
        if (rip == RESET_RIP) {
            return Ended.INIT;
        }
        return rip == Fixture.END ? Ended.END : Ended.EXCEPTION;
    }

    /** The interrupted program's state is in the frame (EVT-73), on the exception stack. */
    private void exceptionFrame(int exception) {
        long frame = machine.cpu().gpr[Cpu.RSP];
        state.setSlot(Slot.EXCEPTION_VECTOR, exception);
        if (Fixture.pushesErrorCode(exception)) {
            state.setSlot(Slot.EXCEPTION_ERROR_CODE, machine.memory().read64(frame));
            frame += 8;
        }
        state.setSlot(Slot.EXCEPTION_RIP, machine.memory().read64(frame));
        state.setSlot(Slot.CS, machine.memory().read64(frame + 8));
        state.setSlot(Slot.RFLAGS, machine.memory().read64(frame + 16));
        state.setSlot(Slot.RSP, machine.memory().read64(frame + 24));
        state.setSlot(Slot.SS, machine.memory().read64(frame + 32));
    }

    /** The first changed address of every page that is neither in the footprint nor scratch. */
    private List<Long> strays() {
        List<Long> strays = new ArrayList<>();
        for (long page : machine.memory().touchedPages()) {
            if (state.covers(page) || Fixture.scratchPages().contains(page)) {
                continue;
            }
            byte[] now = machine.memory().dump(page, Fixture.PAGE_SIZE);
            int difference = Arrays.mismatch(FIXTURE_PAGES.getOrDefault(page, new byte[Fixture.PAGE_SIZE]), now);
            if (difference >= 0) {
                strays.add(page + difference);
            }
        }
        return strays;
    }

    private static Map<Long, byte[]> fixturePages() {
        Map<Long, byte[]> pages = new HashMap<>();
        for (MemoryRun run : Fixture.memory()) {
            for (int done = 0; done < run.bytes().length; done += Fixture.PAGE_SIZE) {
                int end = Math.min(done + Fixture.PAGE_SIZE, run.bytes().length);
                byte[] page = new byte[Fixture.PAGE_SIZE];
                System.arraycopy(run.bytes(), done, page, 0, end - done);
                pages.put(run.at() + done, page);
            }
        }
        return pages;
    }
}
