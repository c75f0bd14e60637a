package dev.pacifica.suite.hardware;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** Runs a series of snippets on the processor and on the model and keeps count. */
public final class Campaign implements AutoCloseable {
    private static final String PROFILE = "full";
    private static final int MOST_DIFFERENCES = 20;

    /**
     * A snippet on which the two do not agree.
     *
     * @param number in its series
     * @param differences what differs on the reduced snippet
     * @param reproducer the reduced snippet, for people
     */
    public record Difference(long number, List<String> differences, String reproducer) {}

    /**
     * What came of a series.
     *
     * @param compared how many snippets were compared
     * @param faulted how many of these ended by another exception than the INT3 behind them
     * @param notModelled how many could not be compared, since the model lacks an instruction
     * @param undefined how many could not be compared, since a result in them is undefined
     * @param byMnemonic in how many snippets each instruction was executed and compared
     * @param missing the instructions that the model lacks
     * @param differences the first snippets that differ
     * @param differing how many there are in all
     */
    public record Result(
            long compared,
            long faulted,
            long notModelled,
            long undefined,
            Map<String, Long> byMnemonic,
            Set<String> missing,
            List<Difference> differences,
            long differing) {}

    private final NativeRunner runner;
    private final ModelRunner model;
    private final SnippetGenerator generator;
    private final MediaSnippets media;
    private final List<UserForm> forms;
    private final List<UserForm> leftOut;

    private Campaign(NativeRunner runner) {
        this.runner = runner;
        CpuProfile profile = Features.common(CpuProfile.named(PROFILE), runner.processor());
        model = new ModelRunner(
                profile, runner.processor().isAmd(), runner.processor().numberDescriptor());
        List<UserForm> usable = new ArrayList<>();
        List<UserForm> unusable = new ArrayList<>();
        for (UserForm form : UserForms.all()) {
            boolean has = form.features().stream().allMatch(name -> profile.has(Feature.valueOf(name)));
            (has ? usable : unusable).add(form);
        }
        forms = List.copyOf(usable);
        leftOut = List.copyOf(unusable);
        generator = new SnippetGenerator(forms, runner.processor().isAmd());
        media = new MediaSnippets(MediaUserForms.all(), runner.processor().isAmd());
    }

    /**
     * Builds the native runner and starts it.
     *
     * @throws RunnerException if that is not possible on this machine
     */
    public static Campaign start() {
        return new Campaign(NativeRunner.start());
    }

    /** The processor, for people. */
    public String processor() {
        return runner.processor().description();
    }

    /** The instructions that the processor or the model's profile does not have. */
    public Set<String> leftOut() {
        Set<String> names = new TreeSet<>();
        leftOut.forEach(form -> names.add(form.mnemonic()));
        return names;
    }

    /** Runs the snippets {@code first} to {@code first + count - 1} of the series of a seed. */
    public Result run(long seed, long first, long count) {
        return run(first, count, number -> generator.generate(seed, number));
    }

    /** The same with snippets of x87, MMX and SSE instructions, whose state they load and store themselves. */
    public Result runMedia(long seed, long first, long count) {
        return run(first, count, number -> media.generate(seed, number));
    }

    private Result run(long first, long count, LongFunction<Snippet> snippets) {
        Map<String, Long> byMnemonic = new TreeMap<>();
        Set<String> missing = new TreeSet<>();
        List<Difference> differences = new ArrayList<>();
        long compared = 0;
        long faulted = 0;
        long notModelled = 0;
        long undefined = 0;
        long differing = 0;
        for (long number = first; number < first + count; number++) {
            Snippet snippet = snippets.apply(number);
            Effect expected = model.run(snippet);
            if (expected == null) {
                undefined++;
                continue;
            }
            if (model.missing() != null) {
                notModelled++;
                missing.add(missing(snippet, expected.rip()));
                continue;
            }
            compared++;
            Effect seen = runner.run(snippet);
            faulted += seen.vector() == Effect.BP ? 0 : 1;
            for (Piece piece : snippet.pieces()) {
                byMnemonic.merge(piece.form().mnemonic(), 1L, Long::sum);
            }
            if (!Comparison.of(snippet, seen, expected).isEmpty()) {
                differing++;
                if (differences.size() < MOST_DIFFERENCES) {
                    differences.add(reduced(number, snippet));
                }
            }
        }
        return new Result(compared, faulted, notModelled, undefined, byMnemonic, missing, differences, differing);
    }

    private static String missing(Snippet snippet, long rip) {
        String mnemonic = snippet.mnemonicAt(rip);
        return mnemonic.isEmpty() ? "code at %X".formatted(rip) : mnemonic;
    }

    private Difference reduced(long number, Snippet snippet) {
        Snippet small = Reduction.of(snippet, candidate -> !compare(candidate).isEmpty());
        return new Difference(number, compare(small), Reproducer.of(small));
    }

    private List<String> compare(Snippet snippet) {
        Effect expected = model.run(snippet);
        return expected == null || model.missing() != null
                ? List.of()
                : Comparison.of(snippet, runner.run(snippet), expected);
    }

    @Override
    public void close() {
        runner.close();
    }
}
