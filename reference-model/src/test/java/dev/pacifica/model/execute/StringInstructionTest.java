package dev.pacifica.model.execute;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Rflags;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** APM3 chapter 3 and APM1 3.3: string instructions against the same thing done byte by byte in arrays. */
class StringInstructionTest {
    private static final int VECTOR = 0x20;
    private static final int LENGTH = 0x100;
    private static final long SOURCE = DATA;
    private static final long DESTINATION = DATA + LENGTH;
    /** What lies above a count and a pointer of 32 bits. */
    private static final long JUNK = 0x7EAD_0000_0000L;

    enum Kind {
        MOVS(0xA4, true, true),
        CMPS(0xA6, true, true),
        STOS(0xAA, false, true),
        LODS(0xAC, true, false),
        SCAS(0xAE, false, true);

        final int opcode;
        final boolean usesSource;
        final boolean usesDestination;

        Kind(int opcode, boolean usesSource, boolean usesDestination) {
            this.opcode = opcode;
            this.usesSource = usesSource;
            this.usesDestination = usesDestination;
        }
    }

    record Case(Kind kind, int size, String prefix, boolean isDown, boolean hasShortAddresses, int count, long seed) {}

    @Provide
    Arbitrary<Case> cases() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.of(1, 2, 4, 8),
                        Arbitraries.of("", "F3", "F2"),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(0, 1, 2, 3, 7),
                        Arbitraries.longs())
                .as(Case::new);
    }

    /** The state of the experiment: memory from SOURCE on, pointers and count as numbers of the address size. */
    private static final class Expected {
        final byte[] memory = new byte[2 * LENGTH];
        long rsi = SOURCE + LENGTH / 2;
        long rdi = DESTINATION + LENGTH / 2;
        long rax;
        long count;
        /** Of the last comparison: the difference in infinite precision and the operands' equality. */
        boolean isCompared;

        boolean isEqual;
        boolean isBelow;

        long read(long at, int size) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                value |= (memory[(int) (at - SOURCE) + i] & 0xFFL) << 8 * i;
            }
            return value;
        }

        void element(Case one) {
            int size = one.size;
            switch (one.kind) {
                case MOVS -> {
                    byte[] copy = new byte[size];
                    System.arraycopy(memory, (int) (rsi - SOURCE), copy, 0, size);
                    System.arraycopy(copy, 0, memory, (int) (rdi - SOURCE), size);
                }
                case STOS -> {
                    for (int i = 0; i < size; i++) {
                        memory[(int) (rdi - SOURCE) + i] = (byte) (rax >>> 8 * i);
                    }
                }
                case LODS -> {
                    long value = read(rsi, size);
                    rax = size >= 4 ? value : rax & -1L << 8 * size | value;
                }
                case SCAS -> compare(size == 8 ? rax : rax & (1L << 8 * size) - 1, read(rdi, size));
                case CMPS -> compare(read(rsi, size), read(rdi, size));
            }
            long step = one.isDown ? -size : size;
            rsi += one.kind.usesSource ? step : 0;
            rdi += one.kind.usesDestination ? step : 0;
        }

        private void compare(long a, long b) {
            isCompared = true;
            isEqual = a == b;
            isBelow = Long.compareUnsigned(a, b) < 0;
        }

        boolean ends(String prefix) {
            return isCompared && isEqual != prefix.equals("F3");
        }
    }

    /** The machine of a case before its first instruction, and what is expected of it. */
    private static final class Experiment {
        final LongModeFixture x = new LongModeFixture();
        final Expected expected = new Expected();
        final Case one;
        final long junk;
        final String code;
        int elements;

        Experiment(Case one) {
            this.one = one;
            this.junk = one.hasShortAddresses ? JUNK : 0;
            this.code = (one.hasShortAddresses ? "67" : "")
                    + (one.size == 2 ? "66" : "")
                    + one.prefix
                    + (one.size == 8 ? "48" : "")
                    + String.format(Locale.ROOT, "%02X", one.kind.opcode + (one.size > 1 ? 1 : 0));
            prepare();
            expect();
        }

        private void prepare() {
            Random random = new Random(one.seed);
            for (int i = 0; i < expected.memory.length; i++) {
                expected.memory[i] = (byte) random.nextInt(2); // few values, so that elements are often equal
            }
            x.machine.memory().load(SOURCE, expected.memory);
            expected.rax = random.nextBoolean() ? 0x0101_0101_0101_0101L : expected.read(DESTINATION + LENGTH / 2, 8);
            expected.count = one.count;
            x.cpu.gpr[Cpu.RAX] = expected.rax;
            x.cpu.gpr[Cpu.RCX] = expected.count + junk;
            x.cpu.gpr[Cpu.RSI] = expected.rsi + junk;
            x.cpu.gpr[Cpu.RDI] = expected.rdi + junk;
            x.cpu.rflags = one.isDown ? x.cpu.rflags | Rflags.DF : x.cpu.rflags & ~Rflags.DF;
        }

        private void expect() {
            if (one.prefix.isEmpty()) {
                expected.element(one);
                elements = 1;
                return;
            }
            while (expected.count > 0) {
                expected.element(one);
                expected.count--;
                elements++;
                if (expected.ends(one.prefix)) {
                    break;
                }
            }
        }

        void runsToItsEnd() {
            assertThat(x.run(code + "F4").reason()).isEqualTo(StopReason.HALTED);
            assertThat(x.cpu.gpr[Cpu.RAX]).isEqualTo(expected.rax);
            boolean counts = !one.prefix.isEmpty() && elements > 0;
            assertThat(x.cpu.gpr[Cpu.RCX]).isEqualTo(expected.count + (counts ? 0 : junk));
            boolean movesSource = elements > 0 && one.kind.usesSource;
            boolean movesDestination = elements > 0 && one.kind.usesDestination;
            assertThat(x.cpu.gpr[Cpu.RSI]).isEqualTo(expected.rsi + (movesSource ? 0 : junk));
            assertThat(x.cpu.gpr[Cpu.RDI]).isEqualTo(expected.rdi + (movesDestination ? 0 : junk));
            for (int i = 0; i < expected.memory.length; i++) {
                assertThat((byte) x.machine.memory().read8(SOURCE + i))
                        .as("byte %s", i)
                        .isEqualTo(expected.memory[i]);
            }
            if (expected.isCompared) {
                assertThat(x.cpu.isSet(Rflags.ZF)).as("ZF").isEqualTo(expected.isEqual);
                assertThat(x.cpu.isSet(Rflags.CF)).as("CF").isEqualTo(expected.isBelow);
            }
        }
    }

    @Property(tries = 600)
    void APM3_strings_move_compare_and_scan_element_by_element(@ForAll("cases") Case one) {
        new Experiment(one).runsToItsEnd();
    }

    @Property(tries = 600)
    void EVT_67_an_interrupt_between_two_elements_changes_nothing_and_pushes_RF(
            @ForAll("cases") Case one, @ForAll @IntRange(max = 7) int elementsBefore) {
        Experiment experiment = new Experiment(one);
        LongModeFixture x = experiment.x;
        int before = Math.min(elementsBefore, experiment.elements);
        x.cpu.rflags |= Rflags.IF;
        x.machine.setStopAddresses();
        x.machine.memory().load(handler(VECTOR), HexFormat.of().parseHex("48CF")); // iretq
        x.interrupts(Freedom.standard()).interruptAt(before, VECTOR);

        experiment.runsToItsEnd();

        boolean isBetween = before > 0 && before < experiment.elements;
        boolean isBehind = before > 0 && before == experiment.elements;
        int length = experiment.code.length() / 2;
        assertThat(x.quadword(STACK - 40)).as("pushed rIP").isEqualTo(isBehind ? CODE + length : CODE);
        assertThat((x.quadword(STACK - 24) & Rflags.RF) != 0).as("pushed RF").isEqualTo(isBetween);
        assertThat(x.cpu.isSet(Rflags.RF)).as("RF behind the instruction").isFalse();
    }

    @Test
    void APM3_each_iteration_is_a_step_that_an_interrupt_can_follow() {
        LongModeFixture x = new LongModeFixture();
        x.program("F3AA F4");
        x.cpu.gpr[Cpu.RDI] = DATA;
        x.cpu.gpr[Cpu.RCX] = 3;
        for (int left = 2; left > 0; left--) {
            x.machine.step();
            assertThat(x.cpu.rip).isEqualTo(CODE);
            assertThat(x.cpu.gpr[Cpu.RCX]).isEqualTo(left);
        }
        x.machine.step();
        assertThat(x.cpu.rip).isEqualTo(CODE + 2);
    }

    @Test
    void APM3_only_the_source_obeys_a_segment_override() {
        LongModeFixture x = new LongModeFixture();
        x.cpu.fs.base = 0x100;
        x.machine.memory().write8(DATA + 0x100, 0x5A);
        x.cpu.gpr[Cpu.RSI] = DATA;
        x.cpu.gpr[Cpu.RDI] = DATA + 8;
        assertThat(x.run("64A4 F4").reason()).isEqualTo(StopReason.HALTED);
        assertThat(x.machine.memory().read8(DATA + 8)).isEqualTo(0x5A);
    }
}
