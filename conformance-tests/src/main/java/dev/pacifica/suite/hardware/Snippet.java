package dev.pacifica.suite.hardware;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A few instructions and the state that they begin with.
 *
 * @param in64BitMode false means compatibility mode with 32-bit code
 * @param start address of the first byte of the code
 * @param code as far as it lies on the code page
 * @param registers sixteen of 64 bits, in the order of their encoding
 * @param flags RFLAGS
 * @param arena what the arena holds
 */
record Snippet(
        boolean in64BitMode, long start, byte[] code, List<Piece> pieces, long[] registers, long flags, byte[] arena) {

    /** The instruction at an address, if one of its own begins there. */
    @Nullable
    Piece pieceAt(long rip) {
        for (Piece piece : pieces) {
            if (start + piece.offset() == rip) {
                return piece;
            }
        }
        return null;
    }

    /** The mnemonic of the instruction at an address; empty if none of its own begins there. */
    String mnemonicAt(long rip) {
        Piece piece = pieceAt(rip);
        return piece == null ? "" : piece.form().mnemonic();
    }

    /** The bytes of an instruction as hexadecimal digits, as far as they lie on the code page. */
    String bytes(Piece piece) {
        int from = Math.min(piece.offset(), code.length);
        int to = Math.min(piece.offset() + piece.length(), code.length);
        return HexFormat.ofDelimiter(" ").withUpperCase().formatHex(code, from, to);
    }
}
