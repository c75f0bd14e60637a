package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;

/** The instructions that SVM adds. Implemented by {@code svm}. */
public interface SvmInstructions {
    void vmrun(Instruction i, Execution x);

    void vmmcall(Instruction i, Execution x);

    void vmload(Instruction i, Execution x);

    void vmsave(Instruction i, Execution x);

    void stgi(Instruction i, Execution x);

    void clgi(Instruction i, Execution x);

    void skinit(Instruction i, Execution x);

    void invlpga(Instruction i, Execution x);
}
