package dev.pacifica.suite.target;

import dev.pacifica.suite.OutsideProgram;

/** The contract on QEMU, however the image is started. */
abstract class QemuContract extends EmulatorContract {
    @Override
    void need() {
        OutsideProgram.need(program(), "qemu-system-x86");
    }

    @Override
    String program() {
        return "qemu-system-x86_64";
    }

    @Override
    String absentFeature() {
        return "NRIPS";
    }
}
