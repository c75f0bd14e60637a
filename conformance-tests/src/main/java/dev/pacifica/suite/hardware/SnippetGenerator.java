package dev.pacifica.suite.hardware;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes snippets at random: the same seed gives the same bytes, on every machine. */
final class SnippetGenerator {
    private static final int MOST_INSTRUCTIONS = 4;
    private static final long ALWAYS_SET = 0x202; // bit 1 and IF

    private final List<UserForm> forms64;
    private final List<UserForm> forms32;
    private final boolean likeAmd;

    /**
     * @param forms that the processor and the model have
     * @param likeAmd whether the processor does what only AMD's do
     */
    SnippetGenerator(List<UserForm> forms, boolean likeAmd) {
        this.likeAmd = likeAmd;
        forms64 = forms.stream().filter(form -> form.isIn(true)).toList();
        forms32 = forms.stream().filter(form -> form.isIn(false)).toList();
    }

    /** The snippet with a number, of the series that a seed gives. */
    Snippet generate(long seed, long number) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L ^ number);
        boolean in64BitMode = random.nextInt(10) < 6;
        long contents = random.nextLong();
        long choices = random.nextLong();
        // Twice: the first time to learn how long it gets, since addresses relative to rIP depend on where it lies.
        Values values = new Values(new SplittableRandom(choices));
        int length = build(values, in64BitMode, AddressSpace.CODE).code().length;
        long start = start(new Values(random), length);
        SnippetBuilder built = build(new Values(new SplittableRandom(choices)), in64BitMode, start);
        return finish(built, new Values(new SplittableRandom(contents)), in64BitMode, start);
    }

    /** Mostly somewhere in the page; sometimes across its end, behind which nothing can be fetched. */
    private static long start(Values values, int length) {
        int offset = values.perMille(30)
                ? AddressSpace.PAGE - values.between(1, length + 1)
                : values.between(16, AddressSpace.PAGE - 256);
        return AddressSpace.CODE + offset;
    }

    private SnippetBuilder build(Values values, boolean in64BitMode, long start) {
        SnippetBuilder builder = new SnippetBuilder(values, in64BitMode, start, likeAmd);
        List<UserForm> forms = in64BitMode ? forms64 : forms32;
        int count = values.between(1, MOST_INSTRUCTIONS);
        long undefined = 0;
        boolean straight = true;
        for (int i = 0; i < count; i++) {
            UserForm form = choose(values, forms, undefined, i == count - 1);
            builder.add(form);
            straight &= !form.has(Option.BRANCH);
            long after = form.flags().mayBeUndefinedAfter(undefined, likeAmd);
            undefined = straight ? after : undefined | after; // a branch may go past what defines a flag
        }
        builder.resolveBranches();
        return builder;
    }

    /** A form whose result does not depend on a flag that has no defined value. */
    private static UserForm choose(Values values, List<UserForm> forms, long undefined, boolean last) {
        while (true) {
            UserForm form = forms.get(values.below(forms.size()));
            if ((form.flags().reads() & undefined) == 0 && (last || !form.has(Option.LAST))) {
                return form;
            }
        }
    }

    private static Snippet finish(SnippetBuilder built, Values values, boolean in64BitMode, long start) {
        byte[] code = built.code();
        long behind = start + code.length;
        int onPage = (int) Math.min(code.length, AddressSpace.CODE + AddressSpace.PAGE - start);
        byte[] kept = Arrays.copyOf(code, onPage);
        long[] registers = built.plan().initial(in64BitMode, behind);
        long flags = ALWAYS_SET | values.anyLong() & FlagUse.ARITHMETIC | (values.perMille(100) ? FlagUse.DF : 0);
        return new Snippet(
                in64BitMode,
                start,
                kept,
                List.copyOf(built.pieces()),
                registers,
                flags,
                arena(values, registers[RegisterPlan.RSP], behind, in64BitMode));
    }

    private static byte[] arena(Values values, long rsp, long behind, boolean in64BitMode) {
        byte[] arena = new byte[AddressSpace.ARENA_SIZE];
        for (int i = 0; i < arena.length; i += 8) {
            put(arena, i, 8, content(values, behind));
        }
        int size = in64BitMode ? 8 : 4;
        long top = rsp - AddressSpace.ARENA;
        if (top >= 0 && top + size <= arena.length) {
            switch (values.below(4)) {
                case 0 -> put(arena, (int) top, size, behind); // to return to
                case 1 -> put(arena, (int) top, size, values.selector());
                default -> frame(arena, (int) top, values, behind);
            }
        }
        return arena;
    }

    private static long content(Values values, long behind) {
        return switch (values.below(10)) {
            case 0 -> behind | (long) values.selector() << 32; // a far pointer
            case 1, 2, 3 -> values.anyLong();
            default -> values.operand();
        };
    }

    /** What RETF and IRET pop: rIP, CS, RFLAGS, rSP, SS, of 16, 32 or 64 bits each. */
    private static void frame(byte[] arena, int top, Values values, long behind) {
        int size = 2 << values.below(3);
        long flags = ALWAYS_SET | values.anyLong() & FlagUse.ARITHMETIC;
        long ss = values.perMille(700) ? AddressSpace.DATA_SELECTOR : values.selector();
        long[] frame = {behind, userCode(values), flags, values.arenaAddress(), ss};
        for (int i = 0; i < frame.length && top + (i + 1) * size <= arena.length; i++) {
            put(arena, top + i * size, size, frame[i]);
        }
    }

    private static int userCode(Values values) {
        return switch (values.below(5)) {
            case 0, 1 -> AddressSpace.CS_64;
            case 2, 3 -> AddressSpace.CS_32;
            default -> values.selector();
        };
    }

    private static void put(byte[] arena, int at, int size, long value) {
        for (int i = 0; i < size; i++) {
            arena[at + i] = (byte) (value >>> 8 * i);
        }
    }
}
