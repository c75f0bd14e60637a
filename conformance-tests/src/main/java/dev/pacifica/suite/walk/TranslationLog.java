package dev.pacifica.suite.walk;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.paging.PagingEntry.Walk;
import dev.pacifica.model.paging.WalkResult;
import dev.pacifica.model.paging.WalkStage;
import dev.pacifica.model.rule.StepLog;
import dev.pacifica.model.svm.WorldSwitchEntry.Exit;
import dev.pacifica.suite.target.ModelRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the model and keeps, of all translations, the one of most interest. */
final class TranslationLog implements ModelRunner.Drive {
    private static final long NESTED_PAGE_FAULT = 0x400;
    private static final long PAGE_FAULT = 0x4E;

    private final StepLog log;
    private Optional<Translation> best = Optional.empty();

    TranslationLog(StepLog log) {
        this.log = log;
    }

    /** The translation of most interest; nothing if nothing was translated. */
    Optional<Translation> best() {
        return best;
    }

    @Override
    public RunResult run(Machine machine, long budget) {
        log.start();
        long made = 0;
        while (true) {
            RunResult one = machine.step();
            made += one.steps();
            translations(log.take()).forEach(this::offer);
            if (one.reason() != StopReason.BUDGET || made >= budget) {
                return new RunResult(one.reason(), one.rip(), made, one.detail());
            }
        }
    }

    private void offer(Translation translation) {
        if (best.isEmpty() || Translation.BY_INTEREST.compare(translation, best.get()) >= 0) {
            best = Optional.of(translation);
        }
    }

    /** The translations of a step. Nested walks for entries of the guest's tables are logged before the walk that wanted them. */
    static List<Translation> translations(List<StepLog.Entry> entries) {
        List<Translation> translations = new ArrayList<>();
        List<Walk> pending = new ArrayList<>();
        boolean wantsPage = false;
        for (StepLog.Entry entry : entries) {
            if (entry instanceof Walk walk) {
                if (walk.stage() != WalkStage.NESTED) {
                    wantsPage = walk.stage() == WalkStage.GUEST && walk.result() instanceof WalkResult.Mapped;
                    translations.add(new Translation(
                            List.copyOf(pending), Optional.of(walk), Optional.empty(), Optional.empty()));
                    pending.clear();
                } else if (wantsPage) {
                    wantsPage = false;
                    Translation own = translations.remove(translations.size() - 1);
                    translations.add(new Translation(own.tables(), own.own(), Optional.of(walk), Optional.empty()));
                } else {
                    pending.add(walk);
                }
            } else if (entry instanceof Exit exit) {
                alone(pending, translations);
                note(exit, translations);
            }
        }
        alone(pending, translations);
        return translations;
    }

    /** Nested walks that no walk of the guest wanted: it does not page, or the address was guest-physical from the start. */
    private static void alone(List<Walk> pending, List<Translation> translations) {
        pending.forEach(walk ->
                translations.add(new Translation(List.of(), Optional.empty(), Optional.of(walk), Optional.empty())));
        pending.clear();
    }

    private static void note(Exit exit, List<Translation> translations) {
        int last = translations.size() - 1;
        boolean isOfFault = exit.exitCode() == NESTED_PAGE_FAULT || exit.exitCode() == PAGE_FAULT;
        if (isOfFault && last >= 0 && translations.get(last).isFaulted()) {
            translations.set(last, translations.get(last).with(exit));
        }
    }
}
