package dev.pacifica.model.skinit;

/** What SKINIT sends to a TPM, which sends nothing back (SKINIT-27): the transactions of locality 4 (SKINIT-42). */
public interface Measurement {
    /** There is no TPM (SKINIT-46). */
    Measurement NONE = new Measurement() {
        @Override
        public void start() {}

        @Override
        public void data(int octet) {}

        @Override
        public void end() {}
    };

    /** TPM_HASH_START. */
    void start();

    /** TPM_HASH_DATA, one byte, 0 to 255. */
    void data(int octet);

    /** TPM_HASH_END. */
    void end();
}
