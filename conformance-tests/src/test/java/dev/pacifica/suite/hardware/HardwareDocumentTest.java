package dev.pacifica.suite.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code docs/hardware.md} says what the code says. */
class HardwareDocumentTest {
    private final String document = read();

    private static String read() {
        try {
            return Files.readString(Path.of("../docs/hardware.md"));
        } catch (IOException missing) {
            throw new java.io.UncheckedIOException(missing);
        }
    }

    @Test
    void everyDifferenceIsListed() {
        for (VendorDifference difference : VendorDifference.values()) {
            assertThat(document)
                    .contains("| %s | %s | %s |"
                            .formatted(difference.about(), difference.parties(), difference.treatment()));
        }
    }

    @Test
    void everyReasonToLeaveOutIsListed() {
        for (String reason : new TreeSet<>(LeftOut.reasons().values())) {
            assertThat(document).contains("| " + reason + " |");
        }
    }
}
