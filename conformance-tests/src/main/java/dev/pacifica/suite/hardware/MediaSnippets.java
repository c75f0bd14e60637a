package dev.pacifica.suite.hardware;

import dev.pacifica.model.state.X87State;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes media snippets at random: FXRSTOR of an image at the start of the arena's second page, a few instructions, FXSAVE at the same place. So the state that the
 * runner does not carry is part of the arena, which it does.
 */
final class MediaSnippets {
    /** Where the image lies, from the start of the arena. */
    static final int IMAGE = AddressSpace.PAGE;

    private static final int IMAGE_SIZE = 512;
    private static final int MOST_INSTRUCTIONS = 6;
    private static final long FLAGS = 0x202;
    /** How many of a thousand images have invalid operations of x87 unmasked. */
    private static final int UNMASKED = 250;

    private static final UserForm RESTORE = UserForm.of("FXRSTOR", "0F AE /1", FlagUse.NONE);
    private static final UserForm SAVE = UserForm.of("FXSAVE", "0F AE /0", FlagUse.NONE);

    private final List<UserForm> forms;
    private final boolean likeAmd;

    MediaSnippets(List<UserForm> forms, boolean likeAmd) {
        this.forms = forms;
        this.likeAmd = likeAmd;
    }

    /** The snippet with a number, of the series that a seed gives. */
    Snippet generate(long seed, long number) {
        Values values = new Values(new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L ^ ~number));
        boolean in64BitMode = values.below(3) > 0;
        long start = AddressSpace.CODE + values.between(16, AddressSpace.PAGE / 2);
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        List<Piece> pieces = new ArrayList<>();
        append(code, pieces, RESTORE, in64BitMode);
        SnippetBuilder builder = new SnippetBuilder(values, in64BitMode, start + code.size(), likeAmd);
        for (int left = values.between(1, MOST_INSTRUCTIONS); left > 0; left--) {
            builder.add(forms.get(values.below(forms.size())));
        }
        for (Piece piece : builder.pieces()) {
            pieces.add(piece.at(code.size() + piece.offset()));
        }
        code.writeBytes(builder.code());
        append(code, pieces, SAVE, in64BitMode);
        long[] registers = builder.plan().initial(in64BitMode, start);
        byte[] arena = new byte[AddressSpace.ARENA_SIZE];
        for (int at = 0; at < arena.length; at += 8) {
            put(arena, at, 8, values.operand());
        }
        image(arena, values);
        return new Snippet(in64BitMode, start, code.toByteArray(), List.copyOf(pieces), registers, FLAGS, arena);
    }

    /** An instruction with the image as its operand, by its address alone. */
    private static void append(ByteArrayOutputStream code, List<Piece> pieces, UserForm form, boolean in64BitMode) {
        int digit = form.equals(RESTORE) ? 1 : 0;
        int offset = code.size();
        code.write(0x0F);
        code.write(0xAE);
        code.write(digit << 3 | (in64BitMode ? 4 : 5));
        if (in64BitMode) {
            code.write(0x25);
        }
        Encoding.little(code, AddressSpace.ARENA + IMAGE, 4);
        pieces.add(new Piece(form, offset, code.size() - offset, 32, 1, 0));
    }

    /**
     * A legal one: no exception pending, since those of x87 are masked or, now and then, invalid operations are not and none has
     * happened; MXCSR without reserved bits.
     */
    private static void image(byte[] arena, Values values) {
        int unmasked = values.perMille(UNMASKED) ? X87State.IE : 0;
        put(arena, IMAGE, 2, (0x37F | values.below(64) << 6 & 0xF00) & ~unmasked);
        put(arena, IMAGE + 2, 2, values.anyLong() & 0x7F7F & ~unmasked);
        put(arena, IMAGE + 4, 2, values.perMille(400) ? 0 : values.anyLong() & 0xFF);
        put(arena, IMAGE + 6, 18, 0);
        put(arena, IMAGE + 24, 8, values.anyLong() & 0xFFFF);
        for (int n = 0; n < 8; n++) {
            put(arena, IMAGE + 40 + 16 * n, 8, values.operand() & 0xFFFF);
        }
    }

    private static void put(byte[] arena, int at, int size, long value) {
        for (int i = 0; i < size; i++) {
            arena[at + i] = i < 8 ? (byte) (value >>> 8 * i) : 0;
        }
    }

    /**
     * Whether a byte of the arena is no result of FXSAVE: pointers (which need a pending exception and an opcode that may not be recorded), the
     * mask of MXCSR, reserved bytes, and the registers that only 64-bit mode has.
     */
    static boolean isOpen(Snippet snippet, int at) {
        int offset = at - IMAGE;
        if (!isMedia(snippet) || offset < 5 || offset >= IMAGE_SIZE) {
            return false;
        }
        return offset < 24
                || offset >= 28 && offset < 32
                || offset < 160 && offset % 16 >= 10 && offset >= 32
                || offset >= 288 && (!snippet.in64BitMode() || offset >= 416);
    }

    private static boolean isMedia(Snippet snippet) {
        return snippet.pieces().get(snippet.pieces().size() - 1).form().equals(SAVE);
    }
}
