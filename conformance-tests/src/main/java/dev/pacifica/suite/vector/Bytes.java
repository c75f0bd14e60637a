package dev.pacifica.suite.vector;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable run of bytes, written as hexadecimal digits. */
public final class Bytes {
    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** A copy of {@code content}. */
    public static Bytes of(byte[] content) {
        return new Bytes(content.clone());
    }

    /**
     * The bytes that {@code hex} spells, two digits each.
     *
     * @throws IllegalArgumentException if it is not an even number of hexadecimal digits
     */
    public static Bytes parse(String hex) {
        return new Bytes(HexFormat.of().parseHex(hex));
    }

    public byte[] toArray() {
        return content.clone();
    }

    public int length() {
        return content.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(content);
    }
}
