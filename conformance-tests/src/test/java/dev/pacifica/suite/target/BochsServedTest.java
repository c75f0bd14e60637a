package dev.pacifica.suite.target;

import java.time.Duration;

/** The contract on Bochs, whose image takes the vectors over COM1. */
class BochsServedTest extends BochsTest {
    @Override
    Target target() {
        return new ServedTarget(new BochsTarget(Duration.ofSeconds(2)));
    }
}
