package dev.pacifica.suite.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every {@code .asm} file of the module that is a program by itself, against NASM. A file says which predefined symbols it needs, and sample
 * values for them, in comment lines of the shape {@code ; predefined: NAME=0x1000}. The sources of the boot image are parts of
 * one program whose symbols its builder gives; the tests of package {@code image} compare that program.
 */
class SourcesTest {
    private static final Path PARTS_OF_THE_IMAGE = Path.of("src/main/resources/dev/pacifica/suite/image");
    private static final Pattern PREDEFINED = Pattern.compile("(?m)^\\s*;\\s*predefined:\\s*(\\w+)\\s*=\\s*(\\w+)");

    @TempDir
    Path directory;

    @BeforeAll
    static void nasmIsInstalled() {
        Nasm.require();
    }

    @TestFactory
    Stream<DynamicTest> everySourceHasTheBytesThatNasmGivesIt() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            sources = files.filter(file -> file.toString().endsWith(".asm"))
                    .filter(file -> !file.startsWith(PARTS_OF_THE_IMAGE))
                    .sorted()
                    .toList();
        }
        assertThat(sources).as(".asm files below src").isNotEmpty();
        return sources.stream().map(file -> DynamicTest.dynamicTest(file.toString(), () -> compare(file)));
    }

    private void compare(Path file) throws Exception {
        String source = Files.readString(file);
        Map<String, Long> predefined = predefined(source);
        Assembly ours = Assembler.assemble(file.getFileName().toString(), source, predefined);
        assertThat(ours.bytes()).isEqualTo(Nasm.assemble(directory, source, predefined));
    }

    private static Map<String, Long> predefined(String source) {
        Map<String, Long> values = new TreeMap<>();
        Matcher matcher = PREDEFINED.matcher(source);
        while (matcher.find()) {
            values.put(matcher.group(1), Long.decode(matcher.group(2)));
        }
        return values;
    }
}
