package dev.pacifica.suite.draft.base;

import dev.pacifica.suite.oracle.StringRun;
import dev.pacifica.suite.oracle.StringRun.Repeat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** String instructions with every repeat prefix and address size; direction, count and operands come by chance, edges preferred. */
final class BaseStrings {
    private static final String AREA = "base-strings";
    private static final int REGION = 0x80;
    private static final int SOURCE = 0x200;
    private static final int DESTINATION = 0x800;
    private static final int START = 0x40;

    private final BaseExperiment one;
    private final BaseMode mode;
    private final SplittableRandom random;
    private final String instruction;
    private final Repeat repeat;
    private final int size;
    private final int addressSize;

    private BaseStrings(BaseExperiment one, String instruction, Repeat repeat, int size, int addressSize) {
        this.one = one;
        this.mode = one.mode;
        this.random = one.random;
        this.instruction = instruction;
        this.repeat = repeat;
        this.size = size;
        this.addressSize = addressSize;
    }

    static void all(BaseMode mode, BaseRound round) {
        for (String instruction : List.of("movs", "cmps", "scas", "lods", "stos")) {
            boolean compares = instruction.equals("cmps") || instruction.equals("scas");
            for (Repeat repeat : Repeat.values()) {
                if (repeat == Repeat.ONCE || compares == (repeat != Repeat.REP)) {
                    for (int size : mode.sizes()) {
                        for (int addressSize : mode.addressSizes()) {
                            String form = repeat.prefix().replace(' ', '-') + instruction;
                            String name = "%s-%d-a%d".formatted(form, 8 * size, 8 * addressSize);
                            BaseExperiment one = round.experiment(AREA, mode, name, "GPI-18");
                            String text = new BaseStrings(one, instruction, repeat, size, addressSize).make();
                            round.add(AREA, form, one, text, instruction.toUpperCase(Locale.ROOT));
                        }
                    }
                }
            }
        }
    }

    private String make() {
        byte[] source = bytes();
        byte[] destination = bytes();
        if (random.nextInt(3) > 0) { // strings that are equal for some way
            int equal = random.nextInt(REGION);
            System.arraycopy(source, equal, destination, equal, REGION - equal);
        }
        long flags = one.flags() | (random.nextBoolean() ? BaseExperiment.DF : 0);
        one.flags(flags);
        long count = List.of(0, 1, 2, 3, 5, 7).get(random.nextInt(6));
        boolean isOther = StringRun.usesSource(instruction) && random.nextInt(4) == 0;
        long page = mode.dataPage(addressSize);
        long sourcePage = isOther && mode.bits() == 16 ? mode.stackPage() : page;
        one.memory(sourcePage + SOURCE, source).memory(page + DESTINATION, destination);
        String segment = isOther ? "SS" : "DS";
        long si = mode.offset(sourcePage + SOURCE + START, segment);
        long di = mode.offset(page + DESTINATION + START, "ES");
        point("rsi", si, count);
        point("rdi", di, count);
        point("rcx", count, count);
        if (random.nextBoolean()) { // found at some place
            one.holds("rax", size, element(destination, START + random.nextInt(3) * size));
        }
        StringRun run = new StringRun(size, source, START, destination, START, one.register("rax"), flags)
                .run(instruction, repeat, count);
        one.leaves(run.flags(), 0);
        if (run.elements() > 0) {
            expect(run, page, si, di);
        }
        String text = prefixes(isOther) + instruction + suffix();
        one.code(text);
        return text;
    }

    /** Noise above the address only if something is done: whether rCX = 0 in 32 bits clears upper halves is left open. */
    private void point(String register, long value, long count) {
        boolean noise = repeat == Repeat.ONCE || count != 0;
        if (noise) {
            one.holds(register, addressSize, value);
        } else {
            one.holds(register, value);
        }
    }

    private void expect(StringRun run, long page, long si, long di) {
        if (StringRun.usesSource(instruction)) {
            one.gives("rsi", addressSize, si + run.from() - START);
        }
        if (StringRun.usesDestination(instruction)) {
            one.gives("rdi", addressSize, di + run.to() - START);
        }
        if (repeat != Repeat.ONCE) {
            one.gives("rcx", addressSize, run.count());
        }
        if (instruction.equals("lods")) {
            one.gives("rax", 8, run.accumulator());
        }
        for (int at = 0; at < REGION; at += 8) {
            one.stores(page + DESTINATION + at, 8, run.destination(at));
        }
    }

    private String prefixes(boolean isOther) {
        String address = addressSize == mode.addressSizes().get(0) ? "" : "a%d ".formatted(8 * addressSize);
        return repeat.prefix() + address + (isOther ? "ss " : "");
    }

    private String suffix() {
        return switch (size) {
            case 1 -> "b";
            case 2 -> "w";
            case 4 -> "d";
            default -> "q";
        };
    }

    private byte[] bytes() {
        byte[] bytes = new byte[REGION];
        boolean isUniform = random.nextInt(3) == 0;
        byte fill = (byte) random.nextInt();
        for (int i = 0; i < REGION; i++) {
            bytes[i] = isUniform ? fill : (byte) random.nextInt();
        }
        return bytes;
    }

    private long element(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (bytes[at + i] & 0xFFL) << 8 * i;
        }
        return value;
    }
}
