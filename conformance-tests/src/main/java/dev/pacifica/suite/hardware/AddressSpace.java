package dev.pacifica.suite.hardware;

/** Where the runner puts things: the same numbers as in {@code layout.h}. Everything else a snippet can reach is unmapped, but for the runner. */
final class AddressSpace {
    static final int PAGE = 4096;

    /** One page, readable and executable. What is not code in it is INT3. */
    static final long CODE = 0x2000_0000L;

    /** Two pages, readable and writable. */
    static final long ARENA = 0x3000_0000L;

    static final int ARENA_SIZE = 2 * PAGE;

    /** One page, read-only, that holds {@link #CONSTANT_BYTE}. */
    static final long CONSTANT = 0x3000_3000L;

    static final int CONSTANT_BYTE = 0x5A;

    /** Where the runner itself lies: code, data and the stack of its signals. */
    static final long RUNNER = 0x6A00_0000L;

    static final int RUNNER_SIZE = 1 << 20;

    /** The longest code of a snippet in bytes. */
    static final int LONGEST_CODE = 128;

    /** Selectors of the user-mode segments of Linux. */
    static final int CS_32 = 0x23;

    static final int CS_64 = 0x33;
    static final int DATA_SELECTOR = 0x2B;

    private AddressSpace() {}
}
