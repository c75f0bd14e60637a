package dev.pacifica.suite.vector;

import dev.pacifica.suite.fixture.Slot;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * One experiment: what is in memory and registers, a host program, and what may be seen afterwards. {@code docs/vector-format.md}
 * describes the published form; every component has the name of its JSON field.
 *
 * @param id stable name such as {@code vmrun/checks/cr0-nw-without-cd}
 * @param rules IDs of the rules that the vector observes
 * @param title what is done, in a phrase
 * @param why what an implementation that fails this got wrong
 * @param level where in the order of study the vector stands
 * @param requires conditions that the processor must meet; otherwise the vector is not applicable
 * @param hostMode mode of the fixture in which the program runs
 * @param program the host program; it ends by reaching the fixture's end address
 * @param gpr initial general registers that differ from the fixture's
 * @param state initial other registers that differ from the fixture's
 * @param vmcbs VMCBs by field name; what is not listed is zero
 * @param memory other initial memory; what is not listed is zero
 * @param events what comes from outside, for targets that can bring it about
 * @param budget the most steps that the vector may take
 * @param footprint addresses of the 4 KiB pages that the vector initialises or may touch, sorted; at most 32
 * @param claims what the rules by themselves say about the result
 * @param cases permitted outcomes, by processor features; the guards partition what {@code requires} allows
 * @param confirmedBy implementations on which an outcome was seen
 */
public record Vector(
        String id,
        List<String> rules,
        String title,
        String why,
        Level level,
        List<Condition> requires,
        HostMode hostMode,
        Code program,
        SortedMap<Slot, Long> gpr,
        SortedMap<Slot, Long> state,
        List<VmcbContent> vmcbs,
        List<MemoryContent> memory,
        List<Event> events,
        long budget,
        List<Long> footprint,
        List<Claim> claims,
        List<Case> cases,
        List<String> confirmedBy) {
    /** The most steps that a vector may take unless it says otherwise. */
    public static final long DEFAULT_BUDGET = 1000;

    /**
     * The case that applies to a processor.
     *
     * @param meets whether the processor meets a condition
     * @return nothing if it does not meet what the vector requires, or no guard holds
     */
    public Optional<Case> applicable(Predicate<Condition> meets) {
        return cases.stream()
                .filter(one ->
                        requires.stream().allMatch(meets) && one.when().stream().allMatch(meets))
                .findFirst();
    }

    /** Whether it comes to an end, however it goes, behind which the next vector can run without starting the machine anew. */
    public boolean comesBack() {
        return cases.stream()
                .flatMap(one -> one.outcomes().stream())
                .allMatch(outcome -> outcome.ended() == Ended.END || outcome.ended() == Ended.EXCEPTION);
    }

    /** This vector, confirmed by these implementations. */
    public Vector confirmedBy(List<String> implementations) {
        return new Vector(
                id,
                rules,
                title,
                why,
                level,
                requires,
                hostMode,
                program,
                gpr,
                state,
                vmcbs,
                memory,
                events,
                budget,
                footprint,
                claims,
                cases,
                implementations);
    }

    /** The order of study: a young implementation gets a useful first failure instead of three thousand. */
    public enum Level {
        EN,
        VMRUN,
        CHK,
        EXIT,
        INTERCEPT,
        EXCEPTION
    }

    /** Host modes of the fixture. */
    public enum HostMode {
        LONG,
        PAE,
        LEGACY32,
        UNPAGED
    }

    /** How a vector can end. */
    public enum Ended {
        /** The host program reached the end address. */
        END,
        /** A host exception was delivered. */
        EXCEPTION,
        /** The processor shut down. */
        SHUTDOWN,
        /** The processor took an INIT. */
        INIT,
        /** The processor halted and nothing can wake it. */
        HALTED,
        /** The budget was spent. */
        HUNG
    }

    /**
     * Machine code with the source it was assembled from.
     *
     * @param at address of the first byte
     * @param bits default operand size of the code: 16, 32 or 64
     * @param bytes the code
     * @param listing its source in NASM's syntax, one line an element
     */
    public record Code(long at, int bits, Bytes bytes, List<String> listing) {}

    /**
     * A VMCB by field name.
     *
     * @param at system-physical address, 4 KiB aligned
     * @param fields field name to value
     */
    public record VmcbContent(long at, SortedMap<String, Long> fields) {}

    /**
     * Initial memory: data, or code with its listing.
     *
     * @param at system-physical address
     * @param bytes content
     * @param bits default operand size if this is code, otherwise 0
     * @param listing source if this is code, otherwise empty
     */
    public record MemoryContent(long at, Bytes bytes, int bits, List<String> listing) {}

    /**
     * A request that a device makes when the host program is, for the first time, about to execute the instruction at a marker.
     *
     * @param kind what it asks for
     * @param marker address of the instruction
     * @param node the node to which the device is attached
     * @param bus HyperTransport bus number, by which the node knows it
     * @param unit HyperTransport unit ID
     * @param address in the space of the request
     * @param size in bytes: 1, 2, 4, or 8 for memory
     * @param value what is written; 0 for a read
     * @param into where the data of a read, zero-extended to eight bytes, and eight bytes with 1 for a master abort, otherwise 0, are put;
     *     0 if nowhere
     */
    public record Stimulus(
            Request kind, long marker, int node, int bus, int unit, long address, int size, long value, long into)
            implements Event {}

    /** What a device can ask for. */
    public enum Request {
        MEMORY_READ,
        MEMORY_WRITE,
        IO_READ,
        IO_WRITE,
        CONFIGURATION_READ,
        CONFIGURATION_WRITE;

        public boolean isRead() {
            return this == MEMORY_READ || this == IO_READ || this == CONFIGURATION_READ;
        }
    }

    /**
     * What a rule by itself says about the result, written from the rule and never read off the model.
     *
     * @param rule the rule
     * @param subject what it speaks of: see {@link Subject}
     * @param mask the bits it speaks of
     * @param value what those bits must be
     */
    public record Claim(String rule, Subject subject, long mask, long value) {}

    /**
     * Outcomes for the processors that meet a guard.
     *
     * @param when the guard: all conditions hold
     * @param outcomes the permitted outcomes
     */
    public record Case(List<Condition> when, List<Outcome> outcomes) {}

    /**
     * A complete permitted result: what is not listed has not changed.
     *
     * @param ended how the vector ends
     * @param registers slots that differ from the initial state
     * @param vmcbs VMCB fields that differ from the initial state
     * @param memory other memory that differs from the initial state
     * @param choices which freedom of the architecture leads to this outcome
     * @param unspecified names of masks: what the architecture leaves open
     */
    public record Outcome(
            Ended ended,
            SortedMap<Slot, Long> registers,
            List<VmcbContent> vmcbs,
            List<MemoryContent> memory,
            List<Choice> choices,
            List<String> unspecified) {}

    /**
     * One freedom of the architecture and how it was used.
     *
     * @param rule the rule that leaves the freedom
     * @param answer the alternative taken
     * @param occurrence 0 if the processor answers once for good; otherwise the question comes up again and again, and each time the
     *     answer may be another: which time this is, from 1
     */
    public record Choice(String rule, String answer, int occurrence) {
        /** An answer that a processor gives once for good. */
        public Choice(String rule, String answer) {
            this(rule, answer, 0);
        }

        /** Rule and answer, and which time it is if there are many. */
        public String inWords() {
            return isOccurrence() ? "%s, time %d: %s".formatted(rule, occurrence, answer) : rule + ": " + answer;
        }

        /** Whether a processor that answers so here may answer otherwise elsewhere. */
        public boolean isOccurrence() {
            return occurrence > 0;
        }
    }
}
