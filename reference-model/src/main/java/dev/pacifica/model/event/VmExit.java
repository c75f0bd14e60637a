package dev.pacifica.model.event;

import dev.pacifica.model.state.Signal;

/**
 * The signal that guest mode ends. Whoever answers {@link Interception} has one and throws it again and again: it carries
 * no stack trace. The machine catches it and hands it to the {@link ExitHandler}.
 */
public final class VmExit extends Signal {
    private long exitCode;
    private long info1;
    private long info2;
    private long nextRip;
    private boolean reportsInstruction;

    /**
     * Fills the signal and returns it, to be thrown.
     *
     * @param exitCode as written to EXITCODE
     * @param info1 as written to EXITINFO1
     * @param info2 as written to EXITINFO2
     * @param nextRip as written to nRIP where the processor has it; 0 if the exit gives none (EXIT-32)
     */
    public VmExit with(long exitCode, long info1, long info2, long nextRip) {
        this.exitCode = exitCode;
        this.info1 = info1;
        this.info2 = info2;
        this.nextRip = nextRip;
        this.reportsInstruction = false;
        return this;
    }

    /** Asks for the guest instruction bytes, where the processor reports them (DA-11). Returns the signal. */
    public VmExit reportingInstruction() {
        reportsInstruction = true;
        return this;
    }

    public boolean reportsInstruction() {
        return reportsInstruction;
    }

    public long exitCode() {
        return exitCode;
    }

    public long info1() {
        return info1;
    }

    public long info2() {
        return info2;
    }

    public long nextRip() {
        return nextRip;
    }

    @Override
    public String getMessage() {
        return "#VMEXIT(" + Long.toHexString(exitCode) + "h)";
    }
}
