package dev.pacifica.model.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder against objdump: length, validity and mnemonic. Where they differ, {@link Quirk} names the reason. */
class ObjdumpComparisonTest {
    private static final int RANDOM_STRINGS = 100_000;
    private static final int RUNS = 6;

    private static final Set<Quirk> SEEN = EnumSet.noneOf(Quirk.class);
    private static int runs;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needObjdump() {
        Objdump.need();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void every_form_is_read_as_objdump_reads_it(int codeSize) throws IOException {
        compare(FormSamples.all(codeSize), codeSize);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void random_bytes_are_read_as_objdump_reads_them(int codeSize) throws IOException {
        SplittableRandom random = new SplittableRandom(codeSize);
        List<byte[]> strings = new ArrayList<>();
        for (int i = 0; i < RANDOM_STRINGS; i++) {
            strings.add(FormSamples.random(random));
        }
        compare(strings, codeSize);
    }

    @AfterAll
    static void every_quirk_is_there() {
        if (runs == RUNS) {
            assertThat(SEEN).as("quirks that explain something").containsExactlyInAnyOrder(Quirk.values());
        }
    }

    private void compare(List<byte[]> strings, int codeSize) throws IOException {
        List<Objdump.Reading> readings = Objdump.read(strings, codeSize, folder);
        Map<String, List<String>> unexplained = new TreeMap<>();
        for (int i = 0; i < strings.size(); i++) {
            byte[] bytes = strings.get(i);
            Objdump.Reading theirs = readings.get(i);
            Instruction ours = FormSamples.decode(bytes, codeSize);
            if (ours == null || agree(ours, theirs)) {
                continue;
            }
            Optional<Quirk> quirk = Quirk.of(bytes, codeSize, ours, theirs);
            quirk.ifPresent(SEEN::add);
            if (quirk.isEmpty()) {
                unexplained
                        .computeIfAbsent(ours.mnemonic() + " / " + theirs.mnemonic(), key -> new ArrayList<>())
                        .add("%s (%d bytes: %s), objdump %d bytes: %s"
                                .formatted(
                                        HexFormat.of().formatHex(bytes),
                                        ours.length(),
                                        ours.mnemonic(),
                                        theirs.length(),
                                        theirs.text()));
            }
        }
        runs++;
        assertThat(unexplained.entrySet().stream()
                        .map(e -> e.getKey() + ": " + e.getValue().size() + ", such as "
                                + e.getValue().get(0)))
                .as("differences that no quirk explains")
                .isEmpty();
    }

    static boolean agree(Instruction ours, Objdump.Reading theirs) {
        boolean valid = ours.operation() != Operation.INVALID;
        if (!valid || !theirs.isValid()) {
            return valid == theirs.isValid();
        }
        return ours.length() == theirs.length() && ours.mnemonic().equals(theirs.mnemonic());
    }
}
