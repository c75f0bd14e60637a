package dev.pacifica.suite.hardware;

import java.util.HexFormat;

/** A snippet as text from which a person can repeat it. */
final class Reproducer {
    private Reproducer() {}

    static String of(Snippet snippet) {
        StringBuilder text = new StringBuilder();
        text.append(snippet.in64BitMode() ? "64-bit code" : "32-bit code")
                .append(" at %X, then INT3\n".formatted(snippet.start()));
        for (Piece piece : snippet.pieces()) {
            text.append("    %-40s %s, %d bits\n"
                    .formatted(snippet.bytes(piece), piece.form().mnemonic(), piece.operandBits()));
        }
        text.append("    rflags=%X".formatted(snippet.flags()));
        for (int i = 0; i < (snippet.in64BitMode() ? 16 : 8); i++) {
            text.append(" %s=%X".formatted(Comparison.register(i), snippet.registers()[i]));
        }
        text.append('\n');
        byte[] arena = snippet.arena();
        for (int i = 0; i < arena.length; i += 16) {
            if (!isZero(arena, i)) {
                text.append("    %X: %s\n"
                        .formatted(
                                AddressSpace.ARENA + i,
                                HexFormat.ofDelimiter(" ").withUpperCase().formatHex(arena, i, i + 16)));
            }
        }
        return text.toString();
    }

    private static boolean isZero(byte[] arena, int at) {
        for (int i = at; i < at + 16; i++) {
            if (arena[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
