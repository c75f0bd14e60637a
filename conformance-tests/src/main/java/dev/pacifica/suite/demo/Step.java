package dev.pacifica.suite.demo;

/**
 * Something that happens in a launch.
 *
 * @param what a phrase for the timeline
 * @param brief the same for the picture, at most some 30 characters
 * @param decision what became of a request of the device
 * @param protection of the block, once this has happened
 * @param pcr17 the register's value if this changed it, in hexadecimal digits; else empty
 */
record Step(Actor actor, String what, String brief, Decision decision, Protection protection, String pcr17) {
    enum Actor {
        PROCESSOR,
        DEVICE,
        TPM
    }

    enum Decision {
        /** Nothing was asked for. */
        NONE,
        ALLOWED,
        DENIED
    }

    /** What closes the block to devices. */
    enum Protection {
        NONE,
        /** SL_DEV_EN, which SKINIT sets. */
        SKINIT,
        /** The vector that the loader sets up. */
        VECTOR
    }
}
