package dev.pacifica.suite.demo;

import java.util.List;

/**
 * A secure launch from the reset of the platform on.
 *
 * @param title when the device came
 * @param pcr17 in the end, in hexadecimal digits
 * @param checksSignatures what the loader that ran is going to do with the kernel
 */
record Launch(String title, List<Step> steps, String pcr17, boolean checksSignatures) {
    Launch {
        steps = List.copyOf(steps);
    }
}
