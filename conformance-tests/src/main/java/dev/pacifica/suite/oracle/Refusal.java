package dev.pacifica.suite.oracle;

/**
 * An exception that a rule demands.
 *
 * @param rule which rule
 * @param vector of the exception
 * @param errorCode what it pushes
 */
public record Refusal(String rule, int vector, int errorCode) {
    static final int TS = 10;
    static final int NP = 11;
    static final int SS = 12;
    static final int GP = 13;

    /** #GP(selector). */
    static Refusal gp(String rule, int selector) {
        return new Refusal(rule, GP, selector & 0xFFFC);
    }

    /** #NP(selector). */
    static Refusal np(String rule, int selector) {
        return new Refusal(rule, NP, selector & 0xFFFC);
    }
}
