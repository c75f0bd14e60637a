package dev.pacifica.suite.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.manifest.Manifest;
import dev.pacifica.suite.vector.Problem;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** One byte changed anywhere in a vector file is noticed, and its line is named. */
class FlippedByteTest {
    private static final List<String> FILES = List.of("enable.json", "exceptions.json");

    /** What the changed byte was. */
    private enum Position {
        STRUCTURE,
        KEY,
        DIGIT,
        LETTER,
        OTHER
    }

    private record Flip(String file, int at, byte value) {}

    @Property(tries = 120, seed = "16")
    void changedByteIsNamedWithFileAndLine(@ForAll("flips") Flip flip) {
        byte[] content = Published.bytes(flip.file());
        Position position = position(content, flip.at());
        Statistics.collect(position);
        Statistics.coverage(seen -> {
            for (Position one : Position.values()) {
                seen.check(one).count(count -> count >= 5);
            }
        });
        int line = 1
                + (int) IntStream.range(0, flip.at())
                        .filter(i -> content[i] == '\n')
                        .count();
        content[flip.at()] = flip.value();
        SortedMap<String, byte[]> files =
                new TreeMap<>(Map.of(flip.file(), content, Manifest.FILE, Published.bytes(Manifest.FILE)));
        List<Problem> problems = Published.problemsOf(new DataSet("", files, false));
        assertThat(problems)
                .as("byte %d, line %d, a %s", flip.at(), line, position)
                .anyMatch(problem -> problem.file().equals(flip.file()) && problem.line() == line);
    }

    /** Every kind of position as often as the others, and every value that is another one. */
    @Provide
    Arbitrary<Flip> flips() {
        return Arbitraries.of(FILES).flatMap(file -> {
            byte[] content = Published.bytes(file);
            return Arbitraries.of(Position.values()).flatMap(position -> {
                int[] places = IntStream.range(0, content.length)
                        .filter(at -> position(content, at) == position)
                        .toArray();
                return Combinators.combine(
                                Arbitraries.integers().between(0, places.length - 1),
                                Arbitraries.integers().between(1, 255))
                        .as((place, change) -> new Flip(file, places[place], (byte) (content[places[place]] ^ change)));
            });
        });
    }

    private static Position position(byte[] content, int at) {
        char c = (char) (content[at] & 0xFF);
        if ("{}[],:\"\n".indexOf(c) >= 0) {
            return Position.STRUCTURE;
        }
        int end = at;
        while (content[end] != '"' && content[end] != '\n') {
            end++;
        }
        if (content[end] == '"' && content[end + 1] == ':') {
            return Position.KEY;
        }
        if (Character.isDigit(c)) {
            return Position.DIGIT;
        }
        return Character.isLetter(c) ? Position.LETTER : Position.OTHER;
    }
}
