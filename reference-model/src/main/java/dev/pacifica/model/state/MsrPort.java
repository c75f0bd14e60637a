package dev.pacifica.model.state;

/**
 * Who answers RDMSR and WRMSR for the registers of a higher layer (VM_CR, VM_HSAVE_PA, SVM_KEY by {@code svm}, …). Asked
 * only after the checks that all registers share: CPL, then the permission map (MSR-07).
 */
public interface MsrPort {
    /** Answers for no register. */
    MsrPort NONE = new MsrPort() {
        @Override
        public boolean has(int number) {
            return false;
        }

        @Override
        public long read(int number) {
            throw new IllegalStateException("No such MSR: " + Integer.toHexString(number));
        }

        @Override
        public void write(int number, long value) {
            throw new IllegalStateException("No such MSR: " + Integer.toHexString(number));
        }
    };

    /** Whether this port answers for the register with this number (ECX). */
    boolean has(int number);

    /**
     * RDMSR of a register that {@link #has}.
     *
     * @throws Fault #GP(0) if the register cannot be read
     */
    long read(int number);

    /**
     * WRMSR of a register that {@link #has}.
     *
     * @throws Fault #GP(0) if the value is not allowed
     */
    void write(int number, long value);
}
