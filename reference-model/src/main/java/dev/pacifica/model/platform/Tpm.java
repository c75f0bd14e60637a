package dev.pacifica.model.platform;

import dev.pacifica.model.skinit.Measurement;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The dynamic registers of a TPM, one bank of one hash: a TPM 1.2 has a bank of SHA-1, a TPM 2.0 here one of SHA-256. Only the
 * measurement of SKINIT reaches them (SKINIT-43).
 */
public final class Tpm implements Measurement {
    private static final int FIRST_DYNAMIC = 17;
    private static final int DYNAMIC = 6;

    private final String algorithm;
    private final byte[][] registers = new byte[DYNAMIC][];
    private final ByteArrayOutputStream image = new ByteArrayOutputStream();
    private boolean isBusy;
    private boolean isOpen;

    private Tpm(String algorithm, int size) {
        this.algorithm = algorithm;
        for (int i = 0; i < DYNAMIC; i++) {
            registers[i] = new byte[size];
            Arrays.fill(registers[i], (byte) 0xFF); // SKINIT-44: before any launch
        }
    }

    /** A TPM 1.2. */
    public static Tpm version12() {
        return new Tpm("SHA-1", 20);
    }

    /** A TPM 2.0 with a bank of SHA-256. */
    public static Tpm version20() {
        return new Tpm("SHA-256", 32);
    }

    /** Whether a locality is active or a command runs: then a measurement fails, which nobody is told (SKINIT-45). */
    public void setBusy(boolean busy) {
        isBusy = busy;
    }

    /**
     * The value of a dynamic register.
     *
     * @param number 17 to 22
     */
    public byte[] pcr(int number) {
        return registers[number - FIRST_DYNAMIC].clone();
    }

    @Override
    public void start() {
        isOpen = !isBusy;
        if (isOpen) {
            image.reset();
            for (byte[] register : registers) {
                Arrays.fill(register, (byte) 0);
            }
        }
    }

    @Override
    public void data(int octet) {
        if (isOpen) {
            image.write(octet);
        }
    }

    /** PCR17 is extended, from zero, with the hash of the image (SKINIT-44). */
    @Override
    public void end() {
        if (isOpen) {
            MessageDigest extended = digest();
            extended.update(registers[0]);
            registers[0] = extended.digest(digest().digest(image.toByteArray()));
            isOpen = false;
        }
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no " + algorithm + ", which every Java must have.", e);
        }
    }
}
