package dev.pacifica.model.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The disassembler of GNU binutils: what it says of single instructions. */
final class Objdump {
    /** What objdump says of a byte string. */
    record Reading(int length, String mnemonic, String text) {
        boolean isValid() {
            return !mnemonic.equals("(bad)");
        }
    }

    private static final int SLOT = 32;
    private static final Pattern LINE = Pattern.compile(" *([0-9a-f]+):\t([0-9a-f ]+)(?:\t(.*))?");
    private static final Set<String> PREFIXES = Set.of(
            "lock",
            "rep",
            "repz",
            "repnz",
            "data16",
            "data32",
            "addr16",
            "addr32",
            "bnd",
            "notrack",
            "xacquire",
            "xrelease",
            "cs",
            "ds",
            "es",
            "ss",
            "fs",
            "gs");

    private Objdump() {}

    /** Skips the test if objdump is not on the PATH; fails it instead where CI=true. */
    static void need() {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "objdump")));
        String message = "objdump, which is not on the PATH (Debian: apt install binutils)";
        if (!there && "true".equals(System.getenv("CI"))) {
            fail(message);
        }
        if (!there) {
            System.out.println("left out: tests that need " + message);
        }
        assumeTrue(there, message);
    }

    /** What it says of the instruction at the beginning of each string of at most 15 bytes. */
    static List<Reading> read(List<byte[]> strings, int codeSize, Path folder) throws IOException {
        Path file = folder.resolve("code" + codeSize);
        Files.write(file, image(strings));
        String machine = switch (codeSize) {
            case 8 -> "x86-64";
            case 4 -> "i386";
            default -> "i8086";
        };
        Process process = new ProcessBuilder(
                        "objdump",
                        "-D",
                        "-z",
                        "-w",
                        "-b",
                        "binary",
                        "-m",
                        "i386",
                        "-M",
                        "intel," + machine,
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Lines readings = new Lines();
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            out.lines().forEach(readings::take);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            process.destroy();
        }
        assertThat(readings.all)
                .as("instructions that objdump shows at the beginning of a slot")
                .hasSameSizeAs(strings);
        return readings.all;
    }

    /** Each string in a slot of its own, filled up so that whatever comes before, the next slot begins with an instruction. */
    private static byte[] image(List<byte[]> strings) {
        byte[] image = new byte[SLOT * strings.size()];
        for (int i = 0; i < strings.size(); i++) {
            byte[] string = strings.get(i);
            for (int k = 0; k < SLOT; k++) {
                image[i * SLOT + k] = k < string.length ? string[k] : k == SLOT - 1 ? (byte) 0x90 : 0x66;
            }
        }
        return image;
    }

    /** The lines of a listing. A line of prefixes alone, which have no effect, belongs to the instruction on the next. */
    private static final class Lines {
        private final List<Reading> all = new ArrayList<>();
        private int prefixes;
        private boolean inFirst;

        void take(String line) {
            var matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                return;
            }
            long address = Long.parseLong(matcher.group(1), 16);
            String text = matcher.group(3) == null ? "" : matcher.group(3).strip();
            int length = (matcher.group(2).strip().length() + 1) / 3;
            if (address % SLOT == 0) {
                inFirst = true;
                prefixes = 0;
            }
            if (!inFirst) {
                return;
            }
            String mnemonic = mnemonic(text);
            if (mnemonic.isEmpty()) {
                prefixes += length;
            } else {
                all.add(new Reading(prefixes + length, mnemonic, text));
                inFirst = false;
            }
        }
    }

    private static String mnemonic(String text) {
        if (text.contains("(bad)")) {
            return "(bad)";
        }
        for (String word : text.split(" +")) {
            boolean prefix = PREFIXES.contains(word) || word.startsWith("rex") || word.startsWith("{");
            if (!prefix) {
                return word;
            }
        }
        return "";
    }
}
