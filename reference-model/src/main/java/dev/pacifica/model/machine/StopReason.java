package dev.pacifica.model.machine;

/** Why a run ended. */
public enum StopReason {
    /** rIP is at one of the stop addresses, outside guest mode. */
    STOP_ADDRESS,
    /** HLT, and nothing that could end it. */
    HALTED,
    /** The processor has shut down. */
    SHUTDOWN,
    /** The given number of steps has been made. */
    BUDGET,
    /** A device asked for it: a debug-exit port, for example. */
    DEVICE,
    /** The program needs something that the model does not have. */
    NOT_MODELLED
}
