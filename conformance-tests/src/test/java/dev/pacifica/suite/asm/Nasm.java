package dev.pacifica.suite.asm;

import dev.pacifica.suite.OutsideProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;

/** Runs NASM as a separate program. */
final class Nasm {
    private Nasm() {}

    /** Skips the test if NASM is not installed; fails it where CI promises that it is. */
    static void require() {
        OutsideProgram.need("nasm", "nasm");
    }

    /** Puts the line of the source behind each message about it. */
    private static String withLines(String messages, String source) {
        String[] lines = source.split("\n", -1);
        return Pattern.compile("asm:(\\d+):.*")
                .matcher(messages)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group() + "   <- " + lines[Integer.parseInt(match.group(1)) - 1]));
    }

    static byte[] assemble(Path directory, String source, Map<String, Long> predefined)
            throws IOException, InterruptedException {
        Path input = directory.resolve("program.asm");
        Path output = directory.resolve("program.bin");
        Files.writeString(input, source, StandardCharsets.UTF_8);
        List<String> command = new ArrayList<>(List.of("nasm", "-f", "bin", "-w-all"));
        predefined.forEach((name, value) -> command.add("-D" + name + "=0x" + Long.toHexString(value)));
        command.addAll(List.of("-o", output.toString(), input.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String messages = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        Assertions.assertThat(status)
                .as("nasm's exit status; it said:%n%s", withLines(messages, source))
                .isZero();
        return Files.readAllBytes(output);
    }
}
