package dev.pacifica.suite.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FrameParserTest {
    private final FrameParser parser = new FrameParser();

    /** The line with this payload. */
    static String line(String payload) {
        return "@%s*%02x\n".formatted(payload, payload.chars().reduce(0, (a, b) -> a ^ b));
    }

    @Test
    void every_kind_of_frame_is_read() {
        assertThat(feed(line("H 1 19")
                        + line("C 8000000a 1 8 0 ffffffff")
                        + line("V 18")
                        + line("N 18 0")
                        + line("D 18 12c000 a0a0a0a0a0a0a0a0")
                        + line("T 18")
                        + line("R 18 C 2")
                        + line("R 18 D")
                        + line("S ok")
                        + line("S 1800010")
                        + line("X d 10 100123")
                        + line("L")
                        + line("W")
                        + line("B 1")
                        + line("Q 19")))
                .containsExactly(
                        new Frame.Hello(1, 25),
                        new Frame.Cpuid(0x8000_000A, 1, 8, 0, -1),
                        new Frame.Heartbeat(24),
                        new Frame.NotApplicable(24, 0),
                        new Frame.Changed(24, 0x12_C000, 0xA0A0_A0A0_A0A0_A0A0L),
                        new Frame.Truncated(24),
                        new Frame.Conforming(24, 2),
                        new Frame.Diverging(24),
                        new Frame.Swept(OptionalLong.empty()),
                        new Frame.Swept(OptionalLong.of(0x180_0010)),
                        new Frame.HarnessFault(13, 0x10, 0x10_0123),
                        new Frame.NoLongMode(),
                        new Frame.Waiting(),
                        new Frame.Refused(1),
                        new Frame.Bye(25));
        assertThat(parser.noise()).isZero();
    }

    @Test
    void the_checksum_is_the_exclusive_or_of_the_payload() {
        assertThat(feed("@V 0*46\n")).containsExactly(new Frame.Heartbeat(0));
    }

    @Property
    void frames_do_not_depend_on_how_the_bytes_are_cut(@ForAll @IntRange(min = 1, max = 40) int size) {
        byte[] bytes = ("BIOS\r\n" + line("V 0") + line("D 0 12c000 1") + "half a line" + line("R 0 C 0"))
                .getBytes(StandardCharsets.US_ASCII);
        FrameParser cut = new FrameParser();
        List<Frame> frames = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += size) {
            byte[] piece = java.util.Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size));
            frames.addAll(cut.feed(piece, piece.length));
        }
        assertThat(frames)
                .containsExactly(
                        new Frame.Noise(6),
                        new Frame.Heartbeat(0),
                        new Frame.Changed(0, 0x12_C000, 1),
                        new Frame.Noise(11),
                        new Frame.Conforming(0, 0));
    }

    @Property(tries = 4000) // more than there are cases: all of them are tried
    void a_line_with_one_changed_byte_is_noise(
            @ForAll @IntRange(min = 0, max = 11) int at, @ForAll @IntRange(min = 1, max = 255) int flip) {
        byte[] bytes = line("D 0 12c0").getBytes(StandardCharsets.ISO_8859_1);
        bytes[at] ^= (byte) flip;
        FrameParser fresh = new FrameParser();
        assertThat(fresh.feed(bytes, bytes.length)).noneMatch(frame -> !(frame instanceof Frame.Noise));
    }

    @Test
    void a_frame_that_starts_inside_a_broken_line_is_still_read() {
        assertThat(feed("@R 0 " + line("V 1"))).containsExactly(new Frame.Noise(5), new Frame.Heartbeat(1));
        assertThat(parser.noise()).isEqualTo(5);
    }

    @Test
    void noise_without_line_ends_does_not_pile_up() {
        byte[] flood = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        assertThat(parser.feed(flood, flood.length)).isNotEmpty().allMatch(Frame.Noise.class::isInstance);
        assertThat(parser.noise()).isGreaterThan(99_000);
        assertThat(feed("\n" + line("V 3"))).endsWith(new Frame.Heartbeat(3));
    }

    @Test
    void payloads_that_say_nothing_known_are_noise() {
        for (String payload : List.of("V", "V x", "Z 1", "R 0", "R 0 E", "R 0 C", "D 0 1", "V 123456789", "")) {
            assertThat(feed(line(payload))).as(payload).hasOnlyElementsOfType(Frame.Noise.class);
        }
    }

    private List<Frame> feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return parser.feed(bytes, bytes.length);
    }
}
