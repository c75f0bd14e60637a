package dev.pacifica.suite.target;

import java.time.Duration;

/** The image as a disk of QEMU, which reports through COM1. */
class QemuDiskTest extends QemuContract {
    @Override
    Target target() {
        return new QemuTarget(QemuTarget.Start.DISK, Duration.ofSeconds(2));
    }
}
