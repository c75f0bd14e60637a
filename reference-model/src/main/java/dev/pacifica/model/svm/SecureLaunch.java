package dev.pacifica.model.svm;

/** What SKINIT does once it may: implemented by {@code skinit}, which knows the bridges and the TPM. */
@FunctionalInterface
public interface SecureLaunch {
    /**
     * Starts the secure loader; afterwards rIP is its entry point.
     *
     * @param block system-physical address of its 64-KByte block
     */
    void launch(long block);
}
