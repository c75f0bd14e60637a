package dev.pacifica.suite.vector;

/** What comes from outside when a program is, for the first time, about to execute the instruction at a marker. */
public sealed interface Event permits Signal, Vector.Stimulus {
    /** Address of the instruction. */
    long marker();
}
