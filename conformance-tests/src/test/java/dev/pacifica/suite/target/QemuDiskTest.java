package dev.pacifica.suite.target;

import dev.pacifica.suite.OutsideProgram;
import java.time.Duration;

/** The image as a disk of QEMU, which reports through COM1. */
class QemuDiskTest extends EmulatorContract {
    @Override
    void need() {
        OutsideProgram.need("qemu-system-x86_64", "qemu-system-x86");
    }

    @Override
    Target target() {
        return new QemuTarget(QemuTarget.Start.DISK, Duration.ofSeconds(2));
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
