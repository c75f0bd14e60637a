package dev.pacifica.suite.rule;

import java.util.List;
import java.util.Optional;

/**
 * One rule of the catalogue; every component has the name of its JSON field.
 *
 * @param id stable identifier such as {@code CHK-05} or {@code VMCB-15.0}
 * @param title what the rule is about, in a phrase
 * @param statement what the architecture demands or permits, complete, in one to three sentences; empty while only planned
 * @param kind how binding it is; empty while only planned
 * @param section where the manual says it, such as {@code APM2 15.5.1}
 * @param status whether a vector can show it
 * @param sameAs the rule that states the same fact, if the status is {@link Status#SAME_AS}
 * @param reason why no vector can show it, why it is out of scope, or what a planned rule waits for
 * @param permits the behaviours that the rule leaves open, the preferred one first
 */
public record RuleEntry(
        String id,
        String title,
        Optional<String> statement,
        Optional<Kind> kind,
        String section,
        Status status,
        Optional<String> sameAs,
        Optional<String> reason,
        List<String> permits) {

    public RuleEntry {
        permits = List.copyOf(permits);
    }

    /** The area of the rule: what stands before the number in its identifier. */
    public String area() {
        return areaOf(id);
    }

    static String areaOf(String id) {
        return id.substring(0, Math.max(0, id.lastIndexOf('-')));
    }

    /** How binding a rule is. */
    public enum Kind {
        /** Every processor behaves so. */
        REQUIRED("required"),
        /** A processor may behave so and need not. */
        PERMITTED("permitted"),
        /** Each processor chooses among the behaviours listed. */
        IMPLEMENTATION_DEFINED("implementation-defined"),
        /** The manual is silent, contradicts itself or can be read in two ways. */
        AMBIGUOUS("ambiguous");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The word for it in the catalogue and in what people read. */
        public String word() {
            return word;
        }
    }

    /** Whether a vector can show a rule. */
    public enum Status {
        /** A vector can show it: it counts as observed once a vector claims it. */
        OBSERVABLE("observable"),
        /** No vector can show it. */
        UNOBSERVABLE("unobservable"),
        /** Not yet taken up. */
        PLANNED("planned"),
        /** The suite will not take it up. */
        OUT_OF_SCOPE("outOfScope"),
        /** Another rule states the same fact. */
        SAME_AS("sameAs");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        /** The word for it in the catalogue. */
        public String word() {
            return word;
        }
    }
}
