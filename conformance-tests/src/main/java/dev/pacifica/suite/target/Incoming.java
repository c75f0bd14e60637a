package dev.pacifica.suite.target;

/** What an emulator's image sends, as it arrives. */
interface Incoming {
    /** What has come since the last call; empty if nothing. */
    byte[] received();

    /** Waits up to {@code milliseconds}, or shorter if something happens. */
    void await(long milliseconds);

    /** Whether nothing can come any more, although the emulator may still run. */
    boolean isClosed();
}
