package dev.pacifica.suite.target;

import dev.pacifica.suite.image.OutsideProgram;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;

/** The image as a Multiboot kernel of QEMU, which reports through port E9h. */
class QemuKernelTest extends EmulatorContract {
    @BeforeAll
    static void need() {
        OutsideProgram.need("qemu-system-x86_64", "qemu-system-x86");
    }

    @Override
    Target target() {
        return new QemuTarget(QemuTarget.Start.KERNEL, Duration.ofSeconds(2));
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
