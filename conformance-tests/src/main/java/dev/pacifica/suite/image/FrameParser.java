package dev.pacifica.suite.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds frames in the bytes that come from an implementation, however they are cut up. What is no frame (messages of a BIOS, damaged
 * lines) becomes {@link Frame.Noise} and is counted.
 */
public final class FrameParser {
    /** No frame is longer; a line that is can be given up. */
    private static final int LONGEST = 128;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long noise;

    /** The frames that are complete with these {@code length} bytes of {@code bytes}, in order. */
    public List<Frame> feed(byte[] bytes, int length) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            line.write(bytes[i]);
            if (bytes[i] == '\n' || line.size() > LONGEST) {
                finishLine(frames);
            }
        }
        return frames;
    }

    /** How many bytes so far were part of no frame; those of an unfinished line are not counted yet. */
    public long noise() {
        return noise;
    }

    private void finishLine(List<Frame> frames) {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        line.reset();
        int start = text.lastIndexOf('@');
        Frame frame = start < 0 ? null : frame(text.substring(start));
        int noiseHere = frame == null ? text.length() : start;
        if (noiseHere > 0) {
            noise += noiseHere;
            frames.add(new Frame.Noise(noiseHere));
        }
        if (frame != null) {
            frames.add(frame);
        }
    }

    /** The frame that {@code text}, from the at sign to the line feed, spells, or null. */
    private static @Nullable Frame frame(String text) {
        int star = text.length() - 4;
        if (star < 2 || text.charAt(star) != '*' || !text.endsWith("\n")) {
            return null;
        }
        String payload = text.substring(1, star);
        int sum = payload.chars().reduce(0, (a, b) -> a ^ b);
        if (!text.substring(star + 1, star + 3).equals("%02x".formatted(sum))) {
            return null;
        }
        try {
            return payload(payload.split(" "));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return null;
        }
    }

    private static @Nullable Frame payload(String[] words) {
        return switch (words[0]) {
            case "H" -> new Frame.Hello(integer(words[1]), integer(words[2]));
            case "C" ->
                new Frame.Cpuid(
                        integer(words[1]), integer(words[2]), integer(words[3]), integer(words[4]), integer(words[5]));
            case "V" -> new Frame.Heartbeat(integer(words[1]));
            case "N" -> new Frame.NotApplicable(integer(words[1]), integer(words[2]));
            case "D" -> new Frame.Changed(integer(words[1]), number(words[2]), number(words[3]));
            case "T" -> new Frame.Truncated(integer(words[1]));
            case "R" ->
                switch (words[2]) {
                    case "C" -> new Frame.Conforming(integer(words[1]), integer(words[3]));
                    case "D" -> new Frame.Diverging(integer(words[1]));
                    default -> null;
                };
            case "S" ->
                new Frame.Swept(words[1].equals("ok") ? OptionalLong.empty() : OptionalLong.of(number(words[1])));
            case "X" -> new Frame.HarnessFault(integer(words[1]), number(words[2]), number(words[3]));
            case "L" -> new Frame.NoLongMode();
            case "W" -> new Frame.Waiting();
            case "B" -> new Frame.Refused(integer(words[1]));
            case "Q" -> new Frame.Bye(integer(words[1]));
            default -> null;
        };
    }

    private static int integer(String hex) {
        return Integer.parseUnsignedInt(hex, 16);
    }

    private static long number(String hex) {
        return Long.parseUnsignedLong(hex, 16);
    }
}
