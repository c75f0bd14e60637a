package dev.pacifica.suite.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** INTERIM: nasm, until the project's assembler is there. */
final class MachineCode {
    private MachineCode() {}

    static byte[] assemble(String name, String source, Map<String, Long> constants) {
        try {
            Path folder = Files.createTempDirectory("pacifica");
            Path in = Files.writeString(folder.resolve("in.asm"), source);
            Path out = folder.resolve("out.bin");
            List<String> command = new ArrayList<>(List.of("nasm", "-f", "bin", "-o", out.toString()));
            constants.forEach((key, value) -> command.add("-D" + key + "=" + value));
            command.add(in.toString());
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(name + " does not assemble");
            }
            return Files.readAllBytes(out);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
