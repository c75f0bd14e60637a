package dev.pacifica.suite.hardware;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Makes a snippet simpler as long as it still shows a difference. */
final class Reduction {
    private static final long PLAIN_FLAGS = 0x202;
    private static final int SMALLEST_PIECE = 8;

    private final Predicate<Snippet> differs;
    private Snippet smallest;

    private Reduction(Snippet snippet, Predicate<Snippet> differs) {
        this.smallest = snippet;
        this.differs = differs;
    }

    static Snippet of(Snippet snippet, Predicate<Snippet> differs) {
        Reduction reduction = new Reduction(snippet, differs);
        reduction.instructions();
        reduction.state();
        return reduction.smallest;
    }

    private void instructions() {
        for (int i = smallest.pieces().size() - 1; i >= 0 && smallest.pieces().size() > 1; i--) {
            if (!smallest.pieces().get(i).form().mnemonic().equals("FXRSTOR")) { // which says what the rest begins with
                accept(without(smallest, i));
            }
        }
    }

    private static Snippet without(Snippet snippet, int left) {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < snippet.pieces().size(); i++) {
            Piece piece = snippet.pieces().get(i);
            if (i != left) {
                pieces.add(piece.at(code.size()));
                int from = Math.min(piece.offset(), snippet.code().length);
                int to = Math.min(piece.offset() + piece.length(), snippet.code().length);
                code.write(snippet.code(), from, to - from);
            }
        }
        return with(snippet, code.toByteArray(), pieces, snippet.registers(), snippet.flags(), snippet.arena());
    }

    private void state() {
        accept(with(smallest, smallest.code(), smallest.pieces(), smallest.registers(), PLAIN_FLAGS, smallest.arena()));
        for (int i = 0; i < smallest.registers().length; i++) {
            long[] registers = smallest.registers().clone();
            registers[i] = 0;
            accept(with(smallest, smallest.code(), smallest.pieces(), registers, smallest.flags(), smallest.arena()));
        }
        for (int size = AddressSpace.ARENA_SIZE; size >= SMALLEST_PIECE; size /= 2) {
            for (int at = 0; at < AddressSpace.ARENA_SIZE; at += size) {
                byte[] arena = smallest.arena().clone();
                Arrays.fill(arena, at, at + size, (byte) 0);
                if (!Arrays.equals(arena, smallest.arena())) {
                    accept(with(
                            smallest,
                            smallest.code(),
                            smallest.pieces(),
                            smallest.registers(),
                            smallest.flags(),
                            arena));
                }
            }
        }
    }

    private void accept(Snippet candidate) {
        if (differs.test(candidate)) {
            smallest = candidate;
        }
    }

    private static Snippet with(
            Snippet snippet, byte[] code, List<Piece> pieces, long[] registers, long flags, byte[] arena) {
        return new Snippet(snippet.in64BitMode(), snippet.start(), code, List.copyOf(pieces), registers, flags, arena);
    }
}
