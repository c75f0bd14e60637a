package dev.pacifica.model.machine;

import dev.pacifica.model.event.DeliveryEntry;
import dev.pacifica.model.rule.StepLog;
import dev.pacifica.model.state.Cpu;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Runs a machine with its log on and keeps the last instructions, for a person who wants to know how the run came to its end. Runs are
 * deterministic, so nothing is kept while they are fast: whoever meets a bad end sets the machine up again and repeats the run with
 * this. The bytes are those that were fetched then, whatever has become of memory and address space since.
 *
 * <pre>{@code
 * LastInstructions last = new LastInstructions(result.steps() - 100);
 * RunResult again = last.run(machineAsItWas, budget);
 * StateDump.lines(machineAsItWas, again, last).forEach(out::println);
 * }</pre>
 */
public final class LastInstructions {
    /** How many are kept. */
    public static final int COUNT = 16;

    private final long quietSteps;
    private final Deque<Executed> kept = new ArrayDeque<>();
    private List<DeliveryEntry> events = List.of();

    /**
     * Of a run that has not been made yet.
     *
     * @param quietSteps how many steps to make first at full speed, without a look at them; less than 1 for none
     */
    public LastInstructions(long quietSteps) {
        this.quietSteps = quietSteps;
    }

    /** The last ones, at most {@link #COUNT}, in order. */
    public List<Executed> list() {
        return List.copyOf(kept);
    }

    /** What was raised and delivered in the last step, in order. */
    List<DeliveryEntry> events() {
        return events;
    }

    /** As {@link Machine#run}; afterwards the machine's log is on. */
    public RunResult run(Machine machine, long budget) {
        long made = 0;
        if (quietSteps > 0) {
            RunResult quiet = machine.run(Math.min(quietSteps, budget));
            made = quiet.steps();
            if (quiet.reason() != StopReason.BUDGET || made >= budget) {
                return quiet;
            }
        }
        StepLog log = machine.execution().freedom.log();
        log.start();
        machine.cpu().updateMode(); // gives up the page in use, which was opened for running without a log
        while (true) {
            Executed next = next(machine);
            RunResult one = machine.step();
            made += one.steps();
            note(next, one, log.take());
            if (one.reason() != StopReason.BUDGET || made >= budget) {
                return new RunResult(one.reason(), one.rip(), made, one.detail());
            }
        }
    }

    /** Where the next step of a machine begins. */
    public static Executed next(Machine machine) {
        Cpu cpu = machine.cpu();
        boolean inGuest = machine.execution().interception().inGuest();
        return new Executed(inGuest, mode(cpu), cpu.cs.selector, cpu.rip, "", "");
    }

    /**
     * Keeps a step that someone else made.
     *
     * @param begun where it began
     * @param result how it ended
     * @param entries what the log has of it
     */
    public void note(Executed begun, RunResult result, List<StepLog.Entry> entries) {
        if (result.steps() == 0 && entries.isEmpty()) {
            return; // nothing was done any more
        }
        Executed done = begun;
        List<DeliveryEntry> seen = new ArrayList<>();
        for (StepLog.Entry entry : entries) {
            if (entry instanceof Fetched fetched) {
                String mnemonic = fetched.operation().name().toLowerCase(Locale.ROOT);
                done = new Executed(
                        begun.inGuest(),
                        begun.mode(),
                        begun.cs(),
                        begun.rip(),
                        fetched.bytes().toUpperCase(Locale.ROOT),
                        mnemonic);
            } else if (entry instanceof DeliveryEntry event) {
                seen.add(event);
            }
        }
        events = List.copyOf(seen);
        if (kept.size() == COUNT) {
            kept.removeFirst();
        }
        kept.addLast(done);
    }

    /** The operating mode in words. */
    public static String mode(Cpu cpu) {
        String bits = 8 * cpu.codeSize() + "-bit";
        return switch (cpu.mode()) {
            case REAL -> "real";
            case VIRTUAL_8086 -> "v86";
            case PROTECTED -> bits;
            case COMPATIBILITY -> "compat " + bits;
            case LONG_64 -> "64-bit";
        };
    }
}
