package dev.pacifica.suite.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.state.Cpu;
import dev.pacifica.suite.oracle.Effect.Target;
import dev.pacifica.suite.oracle.IntegerEncodings.Encoding;
import dev.pacifica.suite.oracle.IntegerEncodings.Third;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** APM3 chapter 3: the oracle and the model, which know nothing of each other, agree on every integer instruction. */
class ArithmeticTest {
    private static final long[] BOUNDARIES = {
        0,
        1,
        2,
        7,
        8,
        9,
        15,
        16,
        17,
        31,
        32,
        33,
        63,
        64,
        65,
        0x7F,
        0x80,
        0x81,
        0xFF,
        0x100,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x1_0000,
        0x7FFF_FFFFL,
        0x8000_0000L,
        0xFFFF_FFFFL,
        0x1_0000_0000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -2
    };
    private static final int TRIES = 1000;

    private final IntegerMachine machine = IntegerMachine.in64BitMode();
    private int defined;

    static Stream<Encoding> encodings() {
        return IntegerEncodings.all().stream();
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void APM3_every_instruction_in_every_size_gives_the_result_and_the_flags_of_its_definition(Encoding encoding) {
        Random random = new Random(encoding.mnemonic().hashCode());
        for (int size : encoding.sizes()) {
            for (int n = 0; n < TRIES; n++) {
                long flags = 2 | random.nextLong() & Effect.ALL;
                int third = encoding.third() == Third.FIXED ? encoding.fixed() : 0;
                Operands operands = new Operands(
                        size, number(random), number(random), third, number(random), number(random), flags);
                check(encoding, withThird(encoding, operands, number(random)));
            }
        }
        assertThat(defined).as("cases with a defined result").isGreaterThan(TRIES / 4);
    }

    private static Operands withThird(Encoding encoding, Operands in, long third) {
        long value = switch (encoding.third()) {
            case NONE, FIXED -> in.third();
            case CL, REGISTER -> third;
            case IMMEDIATE8 -> third & 0xFF;
            case IMMEDIATE32 -> (int) third;
        };
        return new Operands(in.size(), in.first(), in.second(), value, in.rax(), in.rdx(), in.flags());
    }

    private static long number(Random random) {
        long boundary = BOUNDARIES[random.nextInt(BOUNDARIES.length)];
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> boundary ^ random.nextLong() << 32;
            default -> boundary;
        };
    }

    private void check(Encoding encoding, Operands in) {
        byte[] code = encoding.bytes(in.size());
        int immediate = encoding.third() == Third.IMMEDIATE8 ? 1 : encoding.third() == Third.IMMEDIATE32 ? 4 : 0;
        int length = code.length;
        int immediateBytes = immediate == 4 ? Math.min(in.size(), 4) : immediate;
        code = Arrays.copyOf(code, length + immediateBytes);
        for (int i = 0; i < immediateBytes; i++) {
            code[length + i] = (byte) (in.third() >>> 8 * i);
        }
        Cpu cpu = machine.cpu;
        cpu.gpr[Cpu.RAX] = in.rax();
        cpu.gpr[Cpu.RDX] = in.rdx();
        cpu.gpr[Cpu.RBX] = in.first();
        cpu.gpr[Cpu.RSI] = in.second();
        cpu.gpr[Cpu.RDI] = in.third();
        cpu.gpr[Cpu.RCX] = encoding.countInCl() ? in.second() : in.third();
        compare(encoding.mnemonic(), in, code, machine);
    }

    private void compare(String mnemonic, Operands in, byte[] code, IntegerMachine on) {
        Cpu cpu = on.cpu;
        cpu.setRflags(in.flags());
        Effect effect = Arithmetic.of(mnemonic, in);
        Supplier<String> title =
                () -> mnemonic + " " + in + " " + HexFormat.of().formatHex(code);
        if (!effect.isDivideError()) {
            assertThat(on.undefinedFlags(code))
                    .as(() -> "undefined flags of " + title.get())
                    .isEqualTo(effect.undefined());
            assertThat(on.isResultUndefined(code)).as(title).isEqualTo(effect.isResultUndefined());
        }
        boolean divideError = on.execute(code);
        assertThat(divideError).as(() -> "#DE of " + title.get()).isEqualTo(effect.isDivideError());
        long compared = ~effect.undefined() & Effect.ALL;
        assertThat(cpu.rflags & compared)
                .as(() -> "flags of " + title.get())
                .isEqualTo(effect.flagsAfter(in.flags()) & compared);
        if (effect.isResultUndefined()) {
            return;
        }
        defined++;
        assertThat(cpu.gpr[Cpu.RBX])
                .as(() -> "first of " + title.get())
                .isEqualTo(after(effect, Target.FIRST, in.first()));
        assertThat(cpu.gpr[Cpu.RSI])
                .as(() -> "second of " + title.get())
                .isEqualTo(after(effect, Target.SECOND, in.second()));
        assertThat(cpu.gpr[Cpu.RAX]).as(() -> "rAX of " + title.get()).isEqualTo(after(effect, Target.RAX, in.rax()));
        assertThat(cpu.gpr[Cpu.RDX]).as(() -> "rDX of " + title.get()).isEqualTo(after(effect, Target.RDX, in.rdx()));
    }

    private static long after(Effect effect, Target target, long before) {
        Effect.Write write = effect.writes().get(target);
        return write == null ? before : write.inRegister(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"daa:27", "das:2F", "aaa:37", "aas:3F", "aam:D4", "aad:D5"})
    void APM3_decimal_adjustments_of_every_AL_and_flag(String form) {
        IntegerMachine real = IntegerMachine.inRealMode();
        String mnemonic = form.substring(0, 3);
        int opcode = Integer.parseInt(form.substring(4), 16);
        boolean hasBase = opcode >= 0xD4;
        for (int ax : new int[] {0, 0x100, 0x700, 0xFE00, 0xFF00}) {
            for (int al = 0; al < 0x100; al++) {
                for (long flags : new long[] {0, Effect.CF, Effect.AF, Effect.CF | Effect.AF, Effect.OF | Effect.SF}) {
                    for (int base : hasBase ? new int[] {0, 1, 10, 16, 255} : new int[] {0}) {
                        Operands in = new Operands(1, 0, base, 0, 0x1234_0000L | ax | al, 0, flags | 2);
                        real.cpu.gpr[Cpu.RAX] = in.rax();
                        real.cpu.gpr[Cpu.RBX] = 0;
                        real.cpu.gpr[Cpu.RDX] = 0;
                        real.cpu.gpr[Cpu.RSI] = base;
                        byte[] code = hasBase ? new byte[] {(byte) opcode, (byte) base} : new byte[] {(byte) opcode};
                        compare(mnemonic, in, code, real);
                    }
                }
            }
        }
    }

    @Test
    void APM3_conditions_of_SETcc_and_CMOVcc() {
        for (long flags = 0; flags < 0x1000; flags++) {
            long set = flags & Effect.ALL | 2;
            for (int condition = 0; condition < 16; condition++) {
                boolean holds = Arithmetic.condition(condition, set);
                machine.cpu.setRflags(set);
                machine.cpu.gpr[Cpu.RBX] = 0x7777;
                machine.execute(new byte[] {0x0F, (byte) (0x90 | condition), (byte) 0xC3});
                assertThat(machine.cpu.gpr[Cpu.RBX]).isEqualTo(holds ? 0x7701 : 0x7700);
                machine.cpu.gpr[Cpu.RBX] = -1;
                machine.cpu.gpr[Cpu.RSI] = 0x1_0000_0005L;
                machine.execute(new byte[] {0x0F, (byte) (0x40 | condition), (byte) 0xDE});
                assertThat(machine.cpu.gpr[Cpu.RBX]).isEqualTo(holds ? 5 : 0xFFFF_FFFFL);
                assertThat(machine.cpu.rflags).isEqualTo(set);
            }
            flags |= ~Effect.ALL & 0xFFF; // counts through the combinations of the six flags only
        }
    }

    @Test
    void every_definition_is_compared() {
        Set<String> compared = new HashSet<>(List.of("daa", "das", "aaa", "aas", "aam", "aad", "movbe"));
        encodings().forEach(encoding -> compared.add(encoding.mnemonic()));
        assertThat(compared).containsExactlyInAnyOrderElementsOf(Arithmetic.mnemonics());
    }
}
