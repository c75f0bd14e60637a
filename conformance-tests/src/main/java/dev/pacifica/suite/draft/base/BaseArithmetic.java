package dev.pacifica.suite.draft.base;

import dev.pacifica.suite.oracle.Arithmetic;
import dev.pacifica.suite.oracle.Effect;
import dev.pacifica.suite.oracle.Effect.Target;
import dev.pacifica.suite.oracle.Effect.Write;
import dev.pacifica.suite.oracle.Operands;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** One instruction that computes, in one mode, with operands at the edges of their ranges; the oracle claims what comes of it. */
final class BaseArithmetic {
    private static final int DIVIDE_ERROR = 0;
    private static final int INVALID_OPCODE = 6;
    private static final long[] BYTE_EDGES = {0, 1, 2, 0x0F, 0x10, 0x55, 0x7F, 0x80, 0x81, 0x99, 0xAA, 0xFE, 0xFF};
    private static final Map<Integer, String> WORDS = Map.of(1, "byte", 2, "word", 4, "dword", 8, "qword");
    private static final Map<Integer, String> FIRST = Map.of(1, "bl", 2, "bx", 4, "ebx", 8, "rbx");
    private static final Map<Integer, String> SECOND = Map.of(1, "dl", 2, "dx", 4, "edx", 8, "rdx");

    private final BaseMode mode;
    private final BaseForm form;
    private final int size;
    private final BaseExperiment experiment;
    private final SplittableRandom random;

    private long memory;
    private long immediate;

    private BaseArithmetic(BaseForm form, int size, BaseExperiment experiment) {
        this.mode = experiment.mode;
        this.form = form;
        this.size = size;
        this.experiment = experiment;
        this.random = experiment.random;
    }

    /** All forms in all their sizes in {@code mode}. */
    static void all(BaseMode mode, BaseRound round) {
        for (BaseForm form : BaseForm.all()) {
            for (int size : form.sizes()) {
                if (exists(mode, form, size)) {
                    String name = form.label() + "-" + form.name();
                    BaseExperiment experiment =
                            round.experiment(form.area(), mode, "%s-%d".formatted(name, 8 * size), form.rule());
                    BaseArithmetic made = new BaseArithmetic(form, size, experiment);
                    if (made.isDefined()) {
                        round.add(form.area(), name, experiment, made.title(), made.name());
                    }
                }
            }
        }
    }

    private static boolean exists(BaseMode mode, BaseForm form, int size) {
        return mode.sizes().contains(size)
                && !(form.feature().equals("NOT64") && mode.is64())
                && !(form.mnemonic().equals("convertToData") && size == 8 && !mode.is64());
    }

    /** Makes the experiment; says no if its result would be undefined. */
    private boolean isDefined() {
        choose();
        if (!form.feature().isEmpty() && !form.feature().equals("NOT64")) {
            experiment.needs(form.feature());
        }
        if (form.takesMemory()) {
            experiment.memory(cell(), memory);
        }
        experiment.code(text());
        if (form.hasVex() && !mode.isProtected()) {
            experiment.raises(INVALID_OPCODE);
            return true;
        }
        Effect effect = effect();
        if (effect.isDivideError()) {
            experiment.raises(DIVIDE_ERROR);
            return true;
        }
        experiment.leaves(effect.flagsAfter(experiment.flags()), effect.undefined());
        effect.writes().forEach(this::expect);
        return !effect.isResultUndefined();
    }

    private Effect effect() {
        String[] conditional = form.mnemonic().split(":");
        return switch (conditional[0]) {
            case "cmov" -> Arithmetic.conditionalMove(Integer.parseInt(conditional[1]), operands());
            case "set" -> Arithmetic.conditionalByte(Integer.parseInt(conditional[1]), operands());
            default -> Arithmetic.of(form.mnemonic(), operands());
        };
    }

    private void expect(Target target, Write write) {
        if (target == Target.FIRST && form.firstIsMemory()) {
            experiment.stores(cell(), size, write.value());
        } else {
            experiment.gives(form.registerOf(target), write.size(), write.value());
        }
    }

    private long cell() {
        return mode.dataPage() + BaseMode.DATA_OFFSET;
    }

    private String name() {
        return form.assemblerName().toUpperCase(Locale.ROOT);
    }

    private String title() {
        String text = text();
        return text.startsWith("db") ? name() : text;
    }

    private void choose() {
        for (String register : new String[] {"rax", "rbx", "rcx", "rdx", "rsi", "rdi"}) {
            experiment.holds(register, size, edge(size));
        }
        memory = edge(size);
        if (form.mnemonic().matches("bs[fr]") && size == 4) {
            // Whether a destination that is left as it is loses its upper half differs from processor to processor.
            experiment.holds("rbx", experiment.register("rbx") & 0xFFFF_FFFFL);
        }
        boolean narrow = form.takesCount()
                || form.mnemonic().startsWith("bt")
                || form.rule().matches("GPI-0[45]|GPI-1[01]");
        immediate = narrow
                ? BYTE_EDGES[random.nextInt(BYTE_EDGES.length)]
                : signed(edge(Math.min(size, 4)), Math.min(size, 4));
        if (form.rule().equals("GPI-07") && random.nextInt(3) > 0) { // quotients that fit, most of the time
            long rax = experiment.register("rax");
            experiment.holds("rdx", random.nextBoolean() ? 0 : rax >> 63);
            experiment.holds("rax", size == 1 ? rax & ~0xFF00L : rax);
        }
    }

    private long edge(int bytes) {
        int last = 8 * bytes - 1;
        long value = switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> -1;
            case 3 -> 1L << last;
            case 4 -> (1L << last) - 1;
            case 5 -> BYTE_EDGES[random.nextInt(BYTE_EDGES.length)];
            default -> random.nextLong();
        };
        return value & -1L >>> 63 - last;
    }

    private static long signed(long value, int bytes) {
        return value << 64 - 8 * bytes >> 64 - 8 * bytes;
    }

    private Operands operands() {
        long rdx = experiment.register("rdx");
        long first = form.firstIsMemory() ? memory : experiment.register("rbx");
        long second = experiment.register(form.registerOf(Target.SECOND));
        if (form.takesMemory() && !form.firstIsMemory()) {
            second = memory;
        }
        long third = form.sourceSize() != 0 ? form.sourceSize() : experiment.register("rdi");
        boolean hasSecond = form.hasSecond();
        if (form.takesCount()) {
            third = experiment.register("rcx");
            second = hasSecond ? second : third;
        } else if (form.takesImmediate()) {
            third = immediate;
            second = hasSecond ? second : immediate;
        }
        return new Operands(size, first, second, third, experiment.register("rax"), rdx, experiment.flags());
    }

    private String text() {
        String text = form.text().apply(size);
        if (text.startsWith("db")) {
            return text.replaceAll("\\bI\\b", "0x%02x".formatted(immediate & 0xFF));
        }
        return text.replaceAll("\\bA\\b", FIRST.getOrDefault(size, ""))
                .replaceAll("\\bB\\b", SECOND.getOrDefault(size, ""))
                .replaceAll("\\bM\\b", WORDS.get(size) + " " + mode.data())
                .replaceAll("\\bI\\b", Long.toString(immediate));
    }
}
