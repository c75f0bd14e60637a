package dev.pacifica.suite.hardware;

/** What a general register holds when a snippet begins. */
enum Role {
    /** Anything. */
    VALUE,
    /** An address in the arena. */
    POINTER,
    /** A small number, fit for a count or an index. */
    SMALL,
    SELECTOR,
    /** The address behind the snippet. */
    CODE
}
