package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;

/** The instructions that SVM adds. Implemented by {@code svm}; until something is bound they are #UD. */
public interface SvmInstructions {
    /** A processor without SVM. */
    SvmInstructions NONE = new SvmInstructions() {};

    default void vmrun(Instruction i, Execution x) {
        Processor.undefined(i, x);
    }

    default void vmmcall(Instruction i, Execution x) {
        Processor.undefined(i, x);
    }

    default void vmload(Instruction i, Execution x) {
        Processor.undefined(i, x);
    }

    default void vmsave(Instruction i, Execution x) {
        Processor.undefined(i, x);
    }

    default void stgi(Instruction i, Execution x) {
        Processor.undefined(i, x);
    }

    default void clgi(Instruction i, Execution x) {
        Processor.undefined(i, x);
    }

    default void skinit(Instruction i, Execution x) {
        Processor.undefined(i, x);
    }

    default void invlpga(Instruction i, Execution x) {
        Processor.undefined(i, x);
    }
}
