package dev.pacifica.suite.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The image as a Multiboot kernel of QEMU, which reports through port E9h. */
class QemuKernelTest extends QemuContract {
    @Override
    Target target() {
        return new QemuTarget(QemuTarget.Start.KERNEL, Duration.ofSeconds(2));
    }

    /** QEMU obeys SIGTERM and then ends as if the machine had been switched off; Bochs does not care. */
    @Test
    void an_emulator_that_is_asked_to_end_costs_one_vector() {
        assertThat(endedDuringTheLongOne(ProcessHandle::destroy)).contains("terminating on signal 15");
    }
}
