package dev.pacifica.model.machine;

/**
 * How a run ended.
 *
 * @param reason why
 * @param rip rIP, that of the instruction in question if the reason is {@link StopReason#NOT_MODELLED}
 * @param steps how many steps this run made; a delivered exception counts one
 * @param detail what a person would like to know beyond that; may be empty
 */
public record RunResult(StopReason reason, long rip, long steps, String detail) {
    @Override
    public String toString() {
        String text = String.format("%s at %016X after %d steps", reason, rip, steps);
        return detail.isEmpty() ? text : text + ": " + detail;
    }
}
