package dev.pacifica.suite.trace;

import dev.pacifica.model.machine.Executed;
import dev.pacifica.model.machine.Fetched;
import dev.pacifica.model.machine.LastInstructions;
import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StateDump;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.StepLog;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.suite.explain.Listing;
import dev.pacifica.suite.target.ModelRunner;
import dev.pacifica.suite.trace.Step.Decision;
import dev.pacifica.suite.trace.Step.Instruction;
import dev.pacifica.suite.vector.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Runs the model step by step and takes down what each step did. */
final class Recorder implements ModelRunner.Drive {
    private final Freedom freedom;
    private final Vector vector;
    private final Map<Long, String> sources;
    private final List<Step> steps = new ArrayList<>();
    private final LastInstructions last = new LastInstructions(0);
    private int picksSeen;
    private List<String> dump = List.of();
    private RunResult result = new RunResult(StopReason.BUDGET, 0, 0, "");

    Recorder(Freedom freedom, Vector vector) {
        this.freedom = freedom;
        this.vector = vector;
        this.sources = Listing.sources(vector);
    }

    /** The steps made. */
    List<Step> steps() {
        return steps;
    }

    /** How the run ended. */
    RunResult result() {
        return result;
    }

    /** The state at the end, if the run did not come to a stop address. */
    List<String> dump() {
        return dump;
    }

    @Override
    public RunResult run(Machine machine, long budget) {
        freedom.log().start();
        MemoryWatch memory = new MemoryWatch(machine.memory(), vector);
        long made = 0;
        while (true) {
            RunResult one = step(machine, memory, made + 1);
            made += one.steps();
            if (one.reason() != StopReason.BUDGET || made >= budget) {
                result = new RunResult(one.reason(), one.rip(), made, one.detail());
                if (StateDump.isWorthwhile(one.reason())) {
                    dump = StateDump.lines(machine, result, last);
                }
                return result;
            }
        }
    }

    private RunResult step(Machine machine, MemoryWatch memory, long number) {
        Cpu cpu = machine.cpu();
        Snapshot before = new Snapshot(cpu);
        boolean inGuest = machine.execution().interception().inGuest();
        int cpl = cpu.cpl;
        String mode = LastInstructions.mode(cpu);
        Executed begun = LastInstructions.next(machine);
        int cs = cpu.cs.selector;
        long rip = cpu.rip;
        freedom.trace().start();
        RunResult one = machine.step();
        List<StepLog.Entry> entries = freedom.log().take();
        last.note(begun, one, entries);
        if (one.steps() > 0 || !entries.isEmpty()) {
            steps.add(new Step(
                    number,
                    inGuest,
                    cpl,
                    mode,
                    cs,
                    rip,
                    instruction(entries),
                    decisions(freedom.trace()),
                    happenings(entries),
                    before.changes(new Snapshot(cpu)),
                    memory.changes()));
        }
        return one;
    }

    /** What the log has, and the choices that came up for the first time. */
    private List<Happening> happenings(List<StepLog.Entry> entries) {
        List<Happening> happenings = new ArrayList<>();
        entries.forEach(entry -> Happenings.of(entry).ifPresent(happenings::add));
        List<Choices.Pick> picks = freedom.choices().picks();
        picks.subList(picksSeen, picks.size()).forEach(pick -> happenings.add(Happenings.of(pick)));
        picksSeen = picks.size();
        return happenings;
    }

    private Optional<Instruction> instruction(List<StepLog.Entry> entries) {
        for (StepLog.Entry entry : entries) {
            if (entry instanceof Fetched fetched) {
                String operation = fetched.operation().name().toLowerCase(Locale.ROOT);
                return Optional.of(
                        new Instruction(fetched.bytes(), sources.getOrDefault(fetched.spa(), "(" + operation + ")")));
            }
        }
        return Optional.empty();
    }

    private static List<Decision> decisions(RuleTrace trace) {
        return trace.decided().stream()
                .map(rule -> new Decision(rule.id(), trace.applied(rule) > 0, trace.didNotApply(rule) > 0))
                .toList();
    }
}
