package dev.pacifica.suite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.OutsideProgram;
import dev.pacifica.suite.expectation.PublishedExpectations;
import dev.pacifica.suite.target.QemuTarget;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published expectations, through the command line: with all of them a run is green, with one line less it is not. */
class RunOnEmulatorTest {
    private static final String LINE = "{\"vector\":\"vmrun/host-breakpoints-disabled\"";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();

    @BeforeEach
    void needQemu() {
        OutsideProgram.need("qemu-system-x86_64", "qemu-system-x86");
        String name = new QemuTarget().name();
        OutsideProgram.needVersion(
                name,
                PublishedExpectations.subjects(),
                PublishedExpectations.forDraft(name).isPresent());
    }

    @Test
    void knownDivergencesAreNoFailure() {
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("known divergences", "QEMU-03");
    }

    @Test
    void withoutExpectationsTheyAre() {
        assertThat(run("--no-expectations")).isEqualTo(1);
        assertThat(out.toString())
                .contains("diverging vmrun/host-breakpoints-disabled")
                .doesNotContain("known");
    }

    @Test
    void withOneLineTakenOutThatVectorFailsTheRun() throws IOException {
        List<String> lines = new String(
                        getClass()
                                .getResourceAsStream("/dev/pacifica/suite/expectations/qemu-7.2.json")
                                .readAllBytes(),
                        StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith(LINE))
                .toList();
        Path file = Files.write(folder.resolve("qemu.json"), lines);
        assertThat(run("--expectations", file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("diverging vmrun/host-breakpoints-disabled (EXIT-01, EXIT-03, HOST-03): dr7");
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", "--target", "qemu", "--vectors", "vmrun/*"));
        arguments.addAll(List.of(more));
        return Main.run(new PrintWriter(out, true), new PrintWriter(out, true), arguments.toArray(String[]::new));
    }
}
