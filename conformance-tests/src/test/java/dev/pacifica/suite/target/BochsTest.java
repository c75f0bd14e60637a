package dev.pacifica.suite.target;

import dev.pacifica.suite.OutsideProgram;
import java.time.Duration;

/** The image as a disk of Bochs, which reports through COM1. */
class BochsTest extends EmulatorContract {
    @Override
    void need() {
        OutsideProgram.need("bochs-bin", "bochs bochs-term bochsbios vgabios");
    }

    @Override
    Target target() {
        return new BochsTarget(Duration.ofSeconds(2));
    }

    @Override
    String program() {
        return "bochs-bin";
    }

    @Override
    String absentFeature() {
        return "AVIC";
    }
}
