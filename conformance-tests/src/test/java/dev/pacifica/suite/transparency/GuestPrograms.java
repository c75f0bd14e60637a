package dev.pacifica.suite.transparency;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random programs without loops, in 64-bit, 32-bit and 16-bit code alike; RCX and RDX are the host's. */
final class GuestPrograms {
    private static final List<String> REGISTERS = List.of("eax", "ebx", "esi", "edi", "ebp");

    private GuestPrograms() {}

    /**
     * One instruction, or a few that belong together.
     *
     * @param memory a displacement that the guest may write 64 bytes from
     */
    static Arbitrary<String> instruction(long memory) {
        Arbitrary<String> register = Arbitraries.of(REGISTERS);
        Arbitrary<Integer> number = Arbitraries.integers();
        Arbitrary<String> cell = Arbitraries.integers().between(0, 15).map(n -> "[0x%x]".formatted(memory + 4L * n));
        Arbitrary<String> operation = Arbitraries.of("add", "sub", "adc", "sbb", "and", "or", "xor", "cmp", "mov");
        return Arbitraries.oneOf(
                register.flatMap(to -> number.map(value -> "mov %s, 0x%x".formatted(to, value))),
                operation.flatMap(what ->
                        register.flatMap(to -> register.map(from -> "%s %s, %s".formatted(what, to, from)))),
                operation.flatMap(what ->
                        register.flatMap(to -> cell.map(from -> "%s %s, %s".formatted(what, to, from)))),
                operation.flatMap(what ->
                        cell.flatMap(to -> register.map(from -> "%s dword %s, %s".formatted(what, to, from)))),
                Arbitraries.of("stc", "clc", "cmc", "std", "cld", "sti", "cli", "lahf", "cwde", "nop"),
                register.map("inc %s"::formatted),
                register.map("neg %s"::formatted),
                Arbitraries.of("pushf", "push ax", "push si"),
                Arbitraries.of("seto al", "setc bl", "setz ah", "sets bh"));
    }
}
