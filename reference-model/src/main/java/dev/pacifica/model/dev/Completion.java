package dev.pacifica.model.dev;

/**
 * What a device gets for a request.
 *
 * @param data of a read, zero-extended; all ones if it was denied (DEV-24)
 * @param isAborted whether the response is a master abort (DEV-26); a posted write has no response, so its device does not learn of it
 */
public record Completion(long data, boolean isAborted) {
    static final Completion DONE = new Completion(0, false);

    static Completion denied(int size) {
        return new Completion(-1L >>> 64 - 8 * size, true);
    }
}
