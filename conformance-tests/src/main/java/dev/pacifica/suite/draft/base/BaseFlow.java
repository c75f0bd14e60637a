package dev.pacifica.suite.draft.base;

import dev.pacifica.suite.oracle.Arithmetic;
import dev.pacifica.suite.oracle.Effect;
import java.util.List;
import java.util.Locale;

/** Near branches: conditional ones, loops, jumps, calls and returns. */
final class BaseFlow {
    private static final String AREA = "base-flow";
    private static final String[] CONDITIONS = "o no b nb e ne be a s ns p np l nl le g".split(" ");

    private final BaseMode mode;
    private final BaseRound round;
    private final int size;
    private final long sp;

    private BaseFlow(BaseMode mode, BaseRound round) {
        this.mode = mode;
        this.round = round;
        this.size = mode.bits() / 8;
        this.sp = mode.stackPointer();
    }

    static void all(BaseMode mode, BaseRound round) {
        BaseFlow flow = new BaseFlow(mode, round);
        flow.conditional();
        flow.loops();
        flow.jumps();
        flow.calls();
        flow.returns();
    }

    private BaseExperiment experiment(String name, String rule) {
        return round.experiment(AREA, mode, name, rule);
    }

    private void add(String form, BaseExperiment experiment, String text) {
        round.add(AREA, form, experiment, text, form.split("-")[0].toUpperCase(Locale.ROOT));
    }

    private void conditional() {
        for (int i = 0; i < CONDITIONS.length; i++) {
            String form = "j" + CONDITIONS[i];
            for (String reach : List.of("short", "near")) {
                BaseExperiment one = experiment(form + "-" + reach, "GPI-16");
                String text = "%s %s taken".formatted(form, reach);
                one.branch(text).jumps(Arithmetic.condition(i, one.flags()));
                add(form + "-" + reach, one, text);
            }
        }
    }

    /** Counts of 0 and 1 and many, in a register above whose address size there is noise. */
    private void loops() {
        for (int bytes : mode.addressSizes()) {
            String counter = BaseExperiment.sized("rcx", bytes);
            for (String form : List.of("loop", "loope", "loopne")) {
                for (int before : new int[] {0, 1, 2}) {
                    BaseExperiment one = experiment("%s-%d-from-%d".formatted(form, 8 * bytes, before), "GPI-16");
                    boolean zero = (one.flags() & Effect.ZF) != 0;
                    boolean holds = form.equals("loop") || zero == form.equals("loope");
                    one.holds("rcx", bytes, before).gives("rcx", bytes, before - 1L);
                    String text = "%s taken, %s".formatted(form, counter);
                    add(form, one.branch(text).jumps(before != 1 && holds), text);
                }
            }
            for (int before : new int[] {0, 1}) {
                BaseExperiment one = experiment("jcxz-%d-at-%d".formatted(8 * bytes, before), "GPI-16");
                String text = "j%sz taken".formatted(counter);
                add("jcxz", one.holds("rcx", bytes, before).branch(text).jumps(before == 0), text);
            }
        }
    }

    private void jumps() {
        for (String reach : List.of("short", "near")) {
            BaseExperiment one = experiment("jmp-" + reach, "GPI-22");
            String text = reach.equals("short") ? "jmp short taken" : "jmp near taken";
            add("jmp-" + reach, one.branch(text).jumps(true), text);
        }
        BaseExperiment one = experiment("jmp-register", "GPI-22");
        String text = "jmp " + BaseExperiment.sized("rdi", size);
        one.branch(text).jumps(true);
        add("jmp-register", one.holds("rdi", size, one.offset("taken")), text);
        one = experiment("jmp-memory", "GPI-22");
        text = "jmp %s %s".formatted(BaseExperiment.word(size), mode.data());
        one.branch(text).jumps(true);
        add("jmp-memory", one.memory(cell(), upperNoise(one, one.offset("taken"))), text);
        if (mode.bits() == 16) { // a 32-bit operand in 16-bit code
            one = experiment("jmp-wide", "GPI-22");
            one.branch("jmp edi").jumps(true);
            add("jmp-wide", one.holds("rdi", one.offset("taken")), "jmp edi");
        }
    }

    private long cell() {
        return mode.dataPage() + BaseMode.DATA_OFFSET;
    }

    /** The operand in eight bytes of memory, of which only the lower ones count. */
    private long upperNoise(BaseExperiment one, long value) {
        return size == 8 ? value : value | one.random.nextLong() << 8 * size;
    }

    private void calls() {
        BaseExperiment one = experiment("call-relative", "GPI-22").branch("call taken");
        add("call-relative", called(one, size), "call taken");
        one = experiment("call-register", "GPI-22");
        String text = "call " + BaseExperiment.sized("rdi", size);
        one.branch(text);
        add("call-register", called(one.holds("rdi", size, one.offset("taken")), size), text);
        one = experiment("call-memory", "GPI-22");
        text = "call %s %s".formatted(BaseExperiment.word(size), mode.data());
        one.branch(text);
        add("call-memory", called(one.memory(cell(), upperNoise(one, one.offset("taken"))), size), text);
        one = experiment("call-stack-pointer", "GPI-22");
        text = "call %s [%s]"
                .formatted(
                        BaseExperiment.word(size),
                        mode.bits() == 16 ? "bp" : BaseExperiment.sized("rsp", mode.bits() / 8));
        one.branch(text);
        one.holds("rbp", 2, sp).memory(mode.base("SS") + sp, one.offset("taken"));
        add("call-stack-pointer", called(one, size), text);
        if (mode.bits() == 16) {
            one = experiment("call-wide", "GPI-22");
            one.branch("call edi");
            add("call-wide", called(one.holds("rdi", one.offset("taken")), 4), "call edi");
        }
    }

    private BaseExperiment called(BaseExperiment one, int bytes) {
        return one.jumps(true)
                .gives("rsp", 8, sp - bytes)
                .stores(mode.base("SS") + sp - bytes, bytes, one.offset("done"));
    }

    private void returns() {
        BaseExperiment one = experiment("ret", "GPI-22");
        one.branch("ret").jumps(true).gives("rsp", 8, sp + size);
        add("ret", one.memory(mode.base("SS") + sp, upperNoise(one, one.offset("taken"))), "ret");
        for (int extra : new int[] {0, 8, 0x24}) {
            one = experiment("ret-popping-" + extra, "GPI-22");
            String text = "ret 0x%x".formatted(extra);
            one.branch(text).jumps(true).gives("rsp", 8, sp + size + extra);
            one.memory(mode.base("SS") + sp, upperNoise(one, one.offset("taken")));
            add("ret-popping", one, text);
        }
    }
}
