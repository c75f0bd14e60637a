package dev.pacifica.suite.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.suite.OutsideProgram;
import dev.pacifica.suite.image.SampleVector;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Emulators that misbehave, played by a shell that sends what it is told to. */
class CommandTargetTest {
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final Vector vector = vector("one");
    private final Recorder recorder = new Recorder();

    @TempDir
    Path folder;

    @Test
    void any_emulator_can_be_named_by_its_command() {
        OutsideProgram.need("qemu-system-x86_64", "qemu-system-x86");
        Target target = new CommandTarget(
                "qemu-system-x86_64 -nodefaults -display none -cpu 'max,+svm' -m 256 -no-reboot"
                        + " -device isa-debug-exit,iobase=0xf4,iosize=4 -drive \"format=raw,file={image}\" -serial file:{serial}");
        target.run(List.of(vector), recorder);
        assertThat(recorder.results.get("one").verdict()).isEqualTo(Verdict.CONFORMING);
        assertThat(target.name()).isEqualTo("qemu-system-x86_64");
    }

    @Test
    void any_emulator_that_connects_its_com1_can_be_served() {
        OutsideProgram.need("qemu-system-x86_64", "qemu-system-x86");
        Target target = new ServedTarget(CommandTarget.served(
                "qemu-system-x86_64 -nodefaults -display none -cpu max,+svm -m 256 -no-reboot"
                        + " -kernel {image} -serial tcp:127.0.0.1:{port}",
                ImageTarget.DEFAULT_SILENCE));
        target.run(List.of(vector), recorder);
        assertThat(recorder.results.get("one").verdict()).isEqualTo(Verdict.CONFORMING);
    }

    @Test
    void an_emulator_that_does_not_connect_its_com1_is_a_failure_of_the_target() {
        OutsideProgram.need("sh", "dash");
        Target target = new ServedTarget(CommandTarget.served("sh -c 'sleep 60' {image} {port}", SILENCE));
        assertThatThrownBy(() -> target.run(List.of(vector), recorder))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("nothing connected to its COM1");
    }

    @Test
    void a_processor_without_long_mode_is_a_failure_of_the_target() {
        OutsideProgram.need("qemu-system-x86_64", "qemu-system-x86");
        Target target = new CommandTarget("qemu-system-x86_64 -nodefaults -display none -cpu qemu32 -m 256"
                + " -kernel {image} -serial file:{serial}");
        assertThatThrownBy(() -> target.run(List.of(vector), recorder))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("the processor has no long mode");
    }

    @Test
    void an_emulator_that_sends_only_noise_hangs_its_vector() {
        run("H 1 1", "cat {canned} > {serial}; while :; do echo noise >> {serial}; sleep 0.01; done", "V 0");
        assertThat(recorder.results.get("one").verdict()).isEqualTo(Verdict.HUNG);
        assertThat(recorder.results.get("one").reason()).matches("no frame came for 1 s; \\d+ bytes were no frame");
    }

    @Test
    void an_emulator_that_dies_is_quoted() {
        run("H 1 1", "cat {canned} > {serial}; echo out of luck; exit 3", "V 0");
        assertThat(recorder.results.get("one").verdict()).isEqualTo(Verdict.CRASHED);
        assertThat(recorder.results.get("one").reason())
                .isEqualTo("the emulator ended with exit code 3; it said: out of luck");
    }

    @Test
    void a_lost_verdict_and_a_lost_heartbeat_cost_their_vectors_only() {
        Vector two = vector("two");
        Vector three = vector("three");
        String all = frames("H 1 3", "V 0", "V 1", "D 1 12c000 1", "R 1 C 0", "S ok", "Q 3");
        new CommandTarget(command(all, "cat {canned} > {serial}"), SILENCE).run(List.of(vector, two, three), recorder);
        assertThat(recorder.results.get("one").reason()).isEqualTo("garbled: its verdict was lost on the line");
        assertThat(recorder.results.get("two").verdict()).isEqualTo(Verdict.CONFORMING);
        assertThat(recorder.results.get("three").reason()).isEqualTo("garbled: its heartbeat was lost on the line");
    }

    @Test
    void an_emulator_that_never_starts_the_image_is_a_failure_of_the_target() {
        assertThatThrownBy(() -> run("", "echo no such disk; exit 1"))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("did not start the image, twice")
                .hasMessageContaining("no such disk");
        assertThat(recorder.results).isEmpty();
    }

    @Test
    void a_missing_program_is_named() {
        assertThatThrownBy(() -> new CommandTarget("no-such-emulator {image} {serial}").run(List.of(vector), recorder))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("no-such-emulator")
                .hasMessageContaining("Check the command");
    }

    @Test
    void a_template_without_placeholders_is_refused() {
        assertThatThrownBy(() -> new CommandTarget("emulator {image}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lacks {serial}");
    }

    @Test
    void nothing_is_left_behind() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        long before = privateFolders(temporary);
        run("H 1 1", "cat {canned} > {serial}; sleep 60", "V 0");
        assertThat(recorder.results.get("one").verdict()).isEqualTo(Verdict.HUNG);
        assertThat(privateFolders(temporary)).isEqualTo(before);
        assertThat(ProcessHandle.current()
                        .descendants()
                        .map(ProcessHandle::info)
                        .map(info -> info.command().orElse("")))
                .noneMatch(command -> command.endsWith("sleep"));
    }

    private static long privateFolders(Path temporary) throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith(EmulatorProcess.FOLDER))
                    .count();
        }
    }

    private void run(String hello, String script, String... payloads) {
        String canned = hello.isEmpty()
                ? ""
                : frames(Stream.concat(Stream.of(hello), Stream.of(payloads)).toArray(String[]::new));
        new CommandTarget(command(canned, script), SILENCE).run(List.of(vector), recorder);
    }

    private String command(String canned, String script) {
        OutsideProgram.need("sh", "dash");
        try {
            Path file = Files.writeString(folder.resolve("canned"), canned);
            return "sh -c '%s' {image} {serial}".formatted(script.replace("{canned}", file.toString()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String frames(String... payloads) {
        return Stream.of(payloads)
                .map(payload -> "@%s*%02x\n".formatted(payload, payload.chars().reduce(0, (a, b) -> a ^ b)))
                .collect(Collectors.joining());
    }

    private static Vector vector(String id) {
        return SampleVector.of(id, "jmp END").outcome(Ended.END, Map.of()).build();
    }
}
