package dev.pacifica.suite.draft.base;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Effect;
import dev.pacifica.suite.oracle.StackFrames;
import java.util.List;
import java.util.Locale;

/** PUSH, POP and their kin, ENTER and LEAVE, in the operand sizes of each mode. */
final class BaseStack {
    private static final String AREA = "base-stack";
    private static final String RULE = "GPI-17";
    private static final List<String> PUSHED =
            List.of("rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"); // in the order of PUSHA

    private final BaseMode mode;
    private final BaseRound round;
    private final int size;
    private final long sp;

    private BaseStack(BaseMode mode, BaseRound round, int size) {
        this.mode = mode;
        this.round = round;
        this.size = size;
        this.sp = mode.stackPointer();
    }

    static void all(BaseMode mode, BaseRound round) {
        for (int size : mode.stackSizes()) {
            BaseStack stack = new BaseStack(mode, round, size);
            stack.pushes();
            stack.pops();
            if (!mode.is64()) {
                stack.pushesAll();
                stack.popsAll();
            }
            stack.flags();
            for (int level : new int[] {0, 1, 2, 3, 31}) {
                stack.enter(level);
            }
            stack.leave();
        }
    }

    private BaseExperiment experiment(String form) {
        return round.experiment(AREA, mode, "%s-%d".formatted(form, 8 * size), RULE);
    }

    private void add(String form, BaseExperiment experiment, String text) {
        round.add(AREA, form, experiment.code(text), text, form.split("-")[0].toUpperCase(Locale.ROOT));
    }

    private String sized(String register) {
        return BaseExperiment.sized(register, size);
    }

    private long linear(long offset) {
        return mode.base("SS") + offset;
    }

    private long cell() {
        return mode.dataPage() + BaseMode.DATA_OFFSET;
    }

    private BaseExperiment pushed(BaseExperiment one, long value) {
        return one.stores(linear(sp - size), size, value).gives("rsp", 8, sp - size);
    }

    private void pushes() {
        BaseExperiment one = experiment("push-register");
        add("push-register", pushed(one, one.register("rdi")), "push " + sized("rdi"));
        add("push-stack-pointer", pushed(experiment("push-stack-pointer"), sp), "push " + sized("rsp"));
        one = experiment("push-memory");
        long value = one.random.nextLong();
        one.memory(cell(), value);
        add("push-memory", pushed(one, value), "push %s %s".formatted(BaseExperiment.word(size), mode.data()));
        add("push-byte", pushed(experiment("push-byte"), -5), "push %s -5".formatted(BaseExperiment.word(size)));
        long wide = size == 2 ? 0x8001 : 0x7654_3210;
        add(
                "push-immediate",
                pushed(experiment("push-immediate"), wide),
                "push %s 0x%x".formatted(BaseExperiment.word(size), wide));
        if (size == mode.bits() / 8) {
            one = experiment("push-segment").gives("rsp", 8, sp - size);
            long selector = Fixture.DATA_SELECTOR; // VMRUN leaves FS as the host has it
            add("push-segment", one.stores(linear(sp - size), 2, selector), "push fs");
        }
    }

    private void pops() {
        BaseExperiment one = experiment("pop-register");
        long value = one.random.nextLong();
        one.memory(linear(sp), value).gives("rsp", 8, sp + size).gives("rdi", size, value);
        add("pop-register", one, "pop " + sized("rdi"));
        one = experiment("pop-stack-pointer").memory(linear(sp), 0x1234_5678_9ABC_DEF0L);
        add("pop-stack-pointer", one.gives("rsp", size, 0x1234_5678_9ABC_DEF0L), "pop " + sized("rsp"));
        one = experiment("pop-memory").memory(linear(sp), value).gives("rsp", 8, sp + size);
        add(
                "pop-memory",
                one.stores(cell(), size, value),
                "pop %s %s".formatted(BaseExperiment.word(size), mode.data()));
        if (mode.bits() >= 32) { // the address is computed with the stack pointer after the pop
            one = experiment("pop-stack").memory(linear(sp), value).gives("rsp", 8, sp + size);
            String address = "[%s+0x20]".formatted(BaseExperiment.sized("rsp", mode.bits() / 8));
            add(
                    "pop-stack",
                    one.stores(linear(sp + size + 0x20), size, value),
                    "pop %s %s".formatted(BaseExperiment.word(size), address));
        }
    }

    private void pushesAll() {
        BaseExperiment one = experiment("pusha").gives("rsp", 8, sp - 8L * size);
        for (int i = 0; i < PUSHED.size(); i++) {
            one.stores(linear(sp - (i + 1L) * size), size, one.register(PUSHED.get(i)));
        }
        add("pusha", one, size == 2 ? "pushaw" : "pushad");
    }

    private void popsAll() {
        BaseExperiment one = experiment("popa").gives("rsp", 8, sp + 8L * size);
        for (int i = 0; i < PUSHED.size(); i++) {
            long value = one.random.nextLong() & -1L >>> 64 - 8 * size;
            byte[] bytes = new byte[size];
            for (int b = 0; b < size; b++) {
                bytes[b] = (byte) (value >>> 8 * b);
            }
            one.memory(linear(sp + (7L - i) * size), bytes);
            if (i != 4) {
                one.gives(PUSHED.get(i), size, value);
            }
        }
        add("popa", one, size == 2 ? "popaw" : "popad");
    }

    private void flags() {
        String suffix = size == 2 ? "w" : size == 4 ? "d" : "q";
        BaseExperiment one = experiment("pushf");
        add("pushf", pushed(one, one.flagsImage()), "pushf" + suffix);
        one = experiment("popf");
        long after = one.random.nextLong() & Effect.ALL | (one.random.nextBoolean() ? BaseExperiment.DF : 0);
        long image = one.flagsImage() & ~(Effect.ALL | BaseExperiment.DF) | after;
        one.memory(linear(sp), image).gives("rsp", 8, sp + size).leaves(after, 0);
        add("popf", one, "popf" + suffix);
    }

    /** The caller's frame pointers lie below rBP; ENTER copies those of the outer levels. */
    private void enter(int level) {
        BaseExperiment one = experiment("enter-" + level);
        int locals = one.random.nextInt(0, 0x40);
        long frame = sp + 0xF0;
        one.holds("rbp", frame);
        long[] outer = new long[Math.max(0, level - 1)];
        byte[] display = new byte[outer.length * size];
        for (int i = 0; i < outer.length; i++) { // the first lies highest
            outer[i] = one.random.nextLong() & -1L >>> 64 - 8 * size;
            for (int b = 0; b < size; b++) {
                display[(outer.length - 1 - i) * size + b] = (byte) (outer[i] >>> 8 * b);
            }
        }
        if (display.length > 0) {
            one.memory(linear(frame - display.length), display);
        }
        StackFrames.Entered entered = StackFrames.enter(size, sp, frame, locals, outer, level);
        entered.pushed().forEach((offset, value) -> one.stores(linear(offset), size, value));
        one.gives("rsp", 8, entered.stackPointer()).gives("rbp", size, entered.framePointer());
        String prefix = size == mode.bits() / 8 ? "" : size == 2 ? "o16 " : "o32 ";
        add("enter-" + level, one, "%senter 0x%x, %d".formatted(prefix, locals, level));
    }

    private void leave() {
        BaseExperiment one = experiment("leave");
        long frame = sp + 0x40;
        long value = one.random.nextLong();
        one.holds("rbp", frame).memory(linear(frame), value).gives("rsp", 8, frame + size);
        one.gives("rbp", size, value);
        String prefix = size == mode.bits() / 8 ? "" : size == 2 ? "o16 " : "o32 ";
        add("leave", one, prefix + "leave");
    }
}
