package dev.pacifica.suite.draft.base;

import dev.pacifica.suite.oracle.Effect;
import java.util.List;
import java.util.Locale;

/** Moves that are not between two operands of ModRM, exchanges of more than a register, and single flags. */
final class BaseMoves {
    private static final String AREA = "base-moves";
    private static final String MOVES = "GPI-12";

    private final BaseMode mode;
    private final BaseRound round;

    private BaseMoves(BaseMode mode, BaseRound round) {
        this.mode = mode;
        this.round = round;
    }

    static void all(BaseMode mode, BaseRound round) {
        BaseMoves moves = new BaseMoves(mode, round);
        moves.accumulator();
        moves.highBytes();
        moves.selectors();
        moves.translations();
        moves.wideExchanges();
        moves.flags();
        moves.bitStrings();
        if (mode.is64()) {
            moves.wideImmediate();
        }
    }

    private BaseExperiment experiment(String name, String rule) {
        return round.experiment(AREA, mode, name, rule);
    }

    private void add(String form, BaseExperiment one, String text, String what) {
        round.add(AREA, form, one.code(text), text, what.toUpperCase(Locale.ROOT));
    }

    private long cell() {
        return mode.dataPage() + BaseMode.DATA_OFFSET;
    }

    private void accumulator() {
        for (int size : mode.sizes()) {
            String register = BaseExperiment.sized("rax", size);
            BaseExperiment one = experiment("load-accumulator-%d".formatted(8 * size), MOVES);
            long value = one.random.nextLong();
            add(
                    "load-accumulator",
                    one.memory(cell(), value).gives("rax", size, value),
                    "mov %s, %s".formatted(register, mode.data()),
                    "mov");
            one = experiment("store-accumulator-%d".formatted(8 * size), MOVES);
            one.memory(cell(), value).stores(cell(), size, one.register("rax"));
            add("store-accumulator", one, "mov %s, %s".formatted(mode.data(), register), "mov");
            if (size > 1) {
                one = experiment("exchange-accumulator-%d".formatted(8 * size), MOVES);
                one.gives("rax", size, one.register("rdi")).gives("rdi", size, one.register("rax"));
                String text = "xchg %s, %s".formatted(register, BaseExperiment.sized("rdi", size));
                add("exchange-accumulator", one, text, "xchg");
            }
        }
    }

    private void highBytes() {
        BaseExperiment one = experiment("to-high-byte", MOVES);
        long rax = one.register("rax");
        long dl = one.register("rdx") & 0xFF;
        add("to-high-byte", one.gives("rax", 2, rax & 0xFF | dl << 8), "mov ah, dl", "mov");
        one = experiment("from-high-byte", MOVES);
        add("from-high-byte", one.gives("rbx", 1, one.register("rdx") >>> 8), "mov bl, dh", "mov");
        one = experiment("exchange-high-bytes", MOVES);
        long ah = one.register("rax") >>> 8 & 0xFF;
        long bh = one.register("rbx") >>> 8 & 0xFF;
        one.gives("rax", 2, one.register("rax") & 0xFF | bh << 8);
        one.gives("rbx", 2, one.register("rbx") & 0xFF | ah << 8);
        add("exchange-high-bytes", one, "xchg ah, bh", "xchg");
    }

    private void selectors() {
        for (String segment : List.of("DS", "ES", "SS")) {
            String name = segment.toLowerCase(Locale.ROOT);
            for (int size : mode.sizes()) {
                if (size > 1) {
                    BaseExperiment one = experiment("read-%s-%d".formatted(name, 8 * size), MOVES);
                    one.gives("rdi", size, mode.selector(segment));
                    add("read-" + name, one, "mov %s, %s".formatted(BaseExperiment.sized("rdi", size), name), "mov");
                }
            }
            BaseExperiment one = experiment("store-" + name, MOVES);
            long before = one.random.nextLong();
            one.memory(cell(), before).stores(cell(), 8, before & ~0xFFFFL | mode.selector(segment));
            add("store-" + name, one, "mov %s, %s".formatted(mode.data(), name), "mov");
        }
    }

    private void translations() {
        for (int addressSize : mode.addressSizes()) {
            BaseExperiment one = experiment("xlat-a%d".formatted(8 * addressSize), "GPI-19");
            long table = mode.dataPage(addressSize) + 0x400;
            long al = one.register("rax") & 0xFF;
            long found = one.random.nextInt(256);
            one.holds("rbx", addressSize, mode.offset(table, "DS")).memory(table + al, new byte[] {(byte) found});
            one.gives("rax", 1, found);
            String prefix = addressSize == mode.addressSizes().get(0) ? "" : "a%d ".formatted(8 * addressSize);
            add("xlat", one, prefix + "xlatb", "xlat");
        }
    }

    private void wideExchanges() {
        for (int half : mode.is64() ? new int[] {4, 8} : new int[] {4}) {
            for (boolean isEqual : new boolean[] {true, false}) {
                String form = "cmpxchg%db".formatted(2 * half);
                BaseExperiment one = experiment(form + (isEqual ? "-equal" : "-different"), "GPI-02");
                long mask = -1L >>> 64 - 8 * half;
                long low = one.register("rax") & mask ^ (isEqual ? 0 : 1L << one.random.nextInt(8 * half));
                long high = one.register("rdx") & mask;
                if (half == 8) {
                    one.needs("CX16").memory(cell(), low).memory(cell() + 8, high);
                } else {
                    one.memory(cell(), low | high << 32);
                }
                if (isEqual) {
                    one.stores(cell(), half, one.register("rbx")).stores(cell() + half, half, one.register("rcx"));
                    one.leaves(one.flags() | Effect.ZF, 0);
                } else {
                    one.gives("rax", half, low).gives("rdx", half, high).leaves(one.flags() & ~Effect.ZF, 0);
                }
                add(form, one, "%s %s".formatted(form, mode.data()), form);
            }
        }
    }

    private void flags() {
        for (String name : List.of("clc", "stc", "cmc", "cld", "std")) {
            BaseExperiment one = experiment(name, "GPI-15");
            long before = one.flags() | (one.random.nextBoolean() ? BaseExperiment.DF : 0);
            one.flags(before);
            long after = switch (name) {
                case "clc" -> before & ~Effect.CF;
                case "stc" -> before | Effect.CF;
                case "cmc" -> before ^ Effect.CF;
                case "cld" -> before & ~BaseExperiment.DF;
                default -> before | BaseExperiment.DF;
            };
            add(name, one.leaves(after, 0), name, name);
        }
    }

    /** A bit number in a register reaches beyond the memory operand, both ways (APM3, BT). */
    private void bitStrings() {
        for (String name : List.of("bt", "bts", "btr", "btc")) {
            for (int size : mode.sizes()) {
                if (size > 1) {
                    BaseExperiment one =
                            round.experiment("base-bits", mode, "%s-string-%d".formatted(name, 8 * size), "GPI-08");
                    int bit = one.random.nextInt(-0x200, 0x200);
                    long cell = mode.dataPage() + 0x400;
                    long at = cell + Math.floorDiv(bit, 8 * size) * (long) size;
                    long chosen = 1L << Math.floorMod(bit, 8 * size);
                    long before = one.random.nextLong();
                    one.holds("rdx", size, bit).memory(at, before);
                    one.leaves(
                            (before & chosen) != 0 ? one.flags() | Effect.CF : one.flags() & ~Effect.CF,
                            Effect.OF | Effect.SF | Effect.AF | Effect.PF | Effect.ZF);
                    long after = switch (name) {
                        case "bts" -> before | chosen;
                        case "btr" -> before & ~chosen;
                        case "btc" -> before ^ chosen;
                        default -> before;
                    };
                    String text =
                            "%s [0x%x], %s".formatted(name, mode.offset(cell, "DS"), BaseExperiment.sized("rdx", size));
                    round.add(
                            "base-bits",
                            name + "-string",
                            one.stores(at, 8, after).code(text),
                            text,
                            name);
                }
            }
        }
    }

    private void wideImmediate() {
        BaseExperiment one = experiment("wide-immediate", MOVES);
        long value = one.random.nextLong();
        add("wide-immediate", one.gives("rdi", 8, value), "mov rdi, 0x%x".formatted(value), "mov");
    }
}
