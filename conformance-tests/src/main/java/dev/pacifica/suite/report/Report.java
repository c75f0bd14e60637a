package dev.pacifica.suite.report;

import dev.pacifica.suite.expectation.Finding;
import dev.pacifica.suite.expectation.Standing;
import dev.pacifica.suite.runner.Run;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.verdict.Difference;
import dev.pacifica.suite.walk.WalkPicture;
import dev.pacifica.suite.words.Spelled;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything that reports tell of one run. {@code report.json} is this record, component by component, under the same names; {@code
 * report.schema.json} describes it. It holds no time and no path of the machine: the same run gives the same report.
 *
 * @param format version of the form, {@link #FORMAT}
 * @param target what was tested
 * @param vectors which vectors were run
 * @param complete whether every vector has a result
 * @param failure why the target could not be run to the end; empty if it could
 * @param repeat the command that repeats a vector, when its ID is appended behind a blank
 * @param counts results by verdict
 * @param standings results by how they stand to what is known of the target
 * @param rules what the run shows of each rule, in the order in which the vectors come to them
 * @param repetitions how often every vector was run
 * @param flaky vectors whose results were not the same each time
 * @param choices what the target made of the freedoms that the architecture leaves to an implementation, by rule
 * @param findings those that explain known divergences of this run, by ID
 * @param results one a vector, in the order of study
 * @param details what was set up, permitted and seen, for each result that is not permitted, in the same order
 */
public record Report(
        int format,
        TargetLabel target,
        VectorSet vectors,
        boolean complete,
        String failure,
        String repeat,
        Counts counts,
        Standings standings,
        List<RuleResults> rules,
        int repetitions,
        List<Flaky> flaky,
        List<ChoiceAnswers> choices,
        List<Finding> findings,
        List<VectorResult> results,
        List<Details> details) {
    /** The version of the form that this class describes. */
    public static final int FORMAT = 1;

    /**
     * The report of {@code run}.
     *
     * @param texts where to find what the rules say
     * @param repeat the command that repeats a vector, when its ID is appended behind a blank
     */
    public static Report of(Run run, RuleTexts texts, String repeat) {
        return new RunReader(run, new RunReader.Known(run::standing, run::findings), texts, repeat).report();
    }

    /**
     * The vectors of a run.
     *
     * @param format version of the vector format
     * @param count how many
     * @param sha256 of the vectors in their published form: the same digits, the same vectors
     */
    public record VectorSet(int format, int count, String sha256) {}

    /** Results by verdict; {@code withoutResult} counts vectors that a target which gave up did not come to. */
    public record Counts(
            int vectors, int conforming, int diverging, int crashed, int hung, int notApplicable, int withoutResult) {}

    /** Results by {@link Standing}. */
    public record Standings(int asPermitted, int known, int vanished, int unexpected) {}

    /**
     * What a run shows of one rule: how many of the vectors that observe it came out in which way. The counts add up to {@code
     * vectors}.
     *
     * @param rule its ID
     * @param title the rule in a phrase; empty if that is not known
     * @param statement the rule in a sentence or two; empty if that is not known
     * @param vectors how many vectors of the run observe it
     * @param known not conforming in a way that is known
     * @param vanished conforming, although a divergence is known
     * @param diverging diverging unexpectedly
     * @param crashed crashed unexpectedly
     * @param hung hung unexpectedly
     */
    public record RuleResults(
            String rule,
            String title,
            String statement,
            int vectors,
            int conforming,
            int known,
            int vanished,
            int diverging,
            int crashed,
            int hung,
            int notApplicable,
            int withoutResult) {}

    /** A vector whose results were not always the same. */
    public record Flaky(String vector, List<FlakyResult> results) {
        /** All results in a line. */
        public String inWords() {
            return results.stream().map(FlakyResult::inWords).collect(Collectors.joining("; "));
        }
    }

    /** One of the results of a vector, and how often it came. */
    public record FlakyResult(int times, Verdict verdict, String reason, List<Difference> differences) {
        String inWords() {
            String name = Spelled.words(verdict);
            return (times + (times == 1 ? " time " : " times ") + name + " " + reason).strip();
        }
    }

    /**
     * One freedom that the architecture leaves to the implementation.
     *
     * @param rule the rule that leaves it
     * @param answers all answers that the vectors of the run know
     * @param possible the answers that explain everything seen; empty if contradictory
     * @param contradictory whether no single answer explains what was seen
     * @param evidence what each vector leaves possible
     */
    public record ChoiceAnswers(
            String rule, List<String> answers, List<String> possible, boolean contradictory, List<Evidence> evidence) {}

    /** The answers that one vector leaves possible. */
    public record Evidence(String vector, List<String> answers) {}

    /**
     * What became of one vector.
     *
     * @param findings IDs of the findings that explain a known divergence
     * @param reason why, for a person; empty if conforming
     * @param differences from the nearest permitted outcome
     */
    public record VectorResult(
            String vector,
            String title,
            List<String> rules,
            Verdict verdict,
            Standing standing,
            List<String> findings,
            String reason,
            List<Difference> differences) {
        /** The part of the ID before the first slash. */
        public String area() {
            int slash = vector.indexOf('/');
            return slash < 0 ? vector : vector.substring(0, slash);
        }
    }

    /**
     * One experiment in full.
     *
     * @param why what an implementation that fails it got wrong
     * @param requires what the processor must have for it
     * @param registers initial registers that differ from the fixture's
     * @param vmcbs VMCB fields that are not zero
     * @param memory other initial memory that is neither zero nor code
     * @param events what happens from outside
     * @param code host program and guests
     * @param permitted the nearest permitted outcome; if nothing was seen, all of them
     * @param alternatives how many other outcomes are permitted in the same case
     * @param walk for a vector about translation, the walk that matters in it, as the reference model makes it; at most one
     */
    public record Details(
            String vector,
            String why,
            List<String> requires,
            List<Setting> registers,
            List<VmcbSetup> vmcbs,
            List<MemorySetup> memory,
            List<String> events,
            List<CodeListing> code,
            List<PermittedOutcome> permitted,
            int alternatives,
            List<WalkPicture> walk) {}

    /** A register or VMCB field and its value. */
    public record Setting(String name, String value) {}

    /** A VMCB at a system-physical address. */
    public record VmcbSetup(String at, List<Setting> fields) {}

    /** Bytes, as hexadecimal digits, at a system-physical address. */
    public record MemorySetup(String at, String bytes) {}

    /**
     * Code by address.
     *
     * @param role {@code host program} or {@code code in memory}
     * @param bits default operand size
     */
    public record CodeListing(String role, int bits, List<CodeLine> lines) {}

    /** One line of code: address and bytes as hexadecimal digits, and the source. */
    public record CodeLine(String address, String bytes, String text) {}

    /**
     * One permitted outcome, laid beside what was seen.
     *
     * @param when conditions of the case that it belongs to
     * @param changes what it changes, and what else was seen to change
     * @param unspecified what it leaves open, in words
     * @param choices which freedom of the architecture leads to it, in words
     */
    public record PermittedOutcome(
            List<String> when, List<Change> changes, List<String> unspecified, List<String> choices) {}

    /**
     * One register, VMCB field or piece of memory.
     *
     * @param before its initial value
     * @param permitted what the outcome permits
     * @param seen what was seen; empty if that is what is permitted, or if nothing was seen
     * @param differs whether what was seen is not permitted
     */
    public record Change(String subject, String before, String permitted, String seen, boolean differs) {}
}
