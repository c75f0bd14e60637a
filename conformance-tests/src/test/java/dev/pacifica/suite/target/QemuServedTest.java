package dev.pacifica.suite.target;

import java.time.Duration;

/** The contract on QEMU, whose image takes the vectors over COM1. */
class QemuServedTest extends QemuContract {
    @Override
    Target target() {
        return new ServedTarget(new QemuTarget(QemuTarget.Start.KERNEL, Duration.ofSeconds(2)));
    }
}
