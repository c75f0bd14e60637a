package dev.pacifica.suite.manifest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, as lower-case hexadecimal digits. */
public final class Sha256 {
    private static final int SHORT = 16;

    private Sha256() {}

    /** All 64 digits, for a file. */
    public static String of(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The first 16 digits, for the line of a vector, without the comma and the line end behind it. */
    public static String ofLine(String line) {
        String vector = line.endsWith(",") ? line.substring(0, line.length() - 1) : line;
        return of(vector.getBytes(StandardCharsets.UTF_8)).substring(0, SHORT);
    }
}
