package dev.pacifica.model.skinit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests computed independently of the model, which tests compare its measurements with. */
final class Digests {
    private Digests() {}

    /** The digest of {@code parts}, one behind the other. */
    static byte[] hash(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
