package dev.pacifica.model.machine;

/**
 * An instruction that was executed, or tried.
 *
 * @param inGuest whether in guest mode
 * @param mode operating mode: {@code real}, {@code v86}, {@code 16-bit}, {@code 32-bit}, {@code compat 32-bit}, {@code 64-bit}, …
 * @param cs selector of CS
 * @param rip its offset
 * @param bytes as hexadecimal digits, prefixes included; empty if the fetch failed or an event was taken instead
 * @param mnemonic the name of its operation in lower case; empty as {@code bytes}
 */
public record Executed(boolean inGuest, String mode, int cs, long rip, String bytes, String mnemonic) {
    /** A line of at most 100 columns. */
    @Override
    public String toString() {
        String text = bytes.isEmpty() ? "(nothing fetched)" : "%-30s %s".formatted(bytes, mnemonic);
        return "%-5s %-13s %04X:%016X %s".formatted(inGuest ? "guest" : "host", mode, cs, rip, text);
    }
}
