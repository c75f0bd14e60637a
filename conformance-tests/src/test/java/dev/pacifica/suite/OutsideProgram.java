package dev.pacifica.suite;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs that tests use where they are installed. With CI=true in the environment they have to be. */
public final class OutsideProgram {
    private OutsideProgram() {}

    /** Skips the test if {@code program} is not on the PATH; fails it instead where CI=true. */
    public static void need(String program, String debianPackage) {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        String message = program + ", which is not on the PATH (Debian: apt install " + debianPackage + ")";
        if (!there && "true".equals(System.getenv("CI"))) {
            fail(message);
        }
        if (!there) {
            System.out.println("left out: tests that need " + message);
        }
        assumeTrue(there, message);
    }

    /** Skips the rest of the test if {@code found} is not one of the releases that it is about; fails it instead where CI=true. */
    public static void needVersion(String found, List<String> known, boolean isKnown) {
        String message = "one of " + known + "; this machine has " + found;
        if (!isKnown && "true".equals(System.getenv("CI"))) {
            fail(message);
        }
        if (!isKnown) {
            System.out.println("left out: what needs " + message);
        }
        assumeTrue(isKnown, message);
    }
}
