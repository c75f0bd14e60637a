package dev.pacifica.suite.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssemblerTest {
    private static String hex(String source) {
        return HexFormat.of()
                .formatHex(Assembler.assemble("t", source, Map.of()).bytes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "1 + 2 * 3               => 7",
                "(1 + 2) * 3             => 9",
                "10 - 3 - 2              => 5",
                "1 << 4 | 1              => 17",
                "0xF0 & 0x3C ^ 1         => 49",
                "-7 / 2                  => 9223372036854775804",
                "-7 // 2                 => -3",
                "-7 % 4                  => 1",
                "-1 >> 63                => 1",
                "1 << 64                 => 0",
                "~0                      => -1",
                "-(-5)                   => 5",
                "0FFh + 0b11 + 101b      => 263",
                "17o + 0o17 + 1_000      => 1030",
                "0xFFFFFFFFFFFFFFFF      => -1",
                "'ab'                    => 25185",
                "'a' + 1                 => 98",
                "end - start             => 8",
                "$ - $$                  => 0",
                "BIG + 1                 => -9223372036854775808",
            })
    void expressionsAreUnsignedAndSixtyFourBitsWide(String expression, long value) {
        Assembly assembly = Assembler.assemble(
                "t", "start: dq " + expression + "\nend:\nx equ " + expression, Map.of("BIG", Long.MAX_VALUE));
        long found = 0;
        for (int i = 7; i >= 0; i--) {
            found = found << 8 | assembly.bytes()[i] & 0xff;
        }
        assertThat(found).isEqualTo(value);
    }

    @Test
    void jumpsAreShortAsLongAsTheTargetIsNear() {
        assertThat(hex("bits 64\njmp end\ntimes 127 nop\nend:"))
                .startsWith("eb7f90")
                .hasSize(2 * 129);
        assertThat(hex("bits 64\njmp end\ntimes 128 nop\nend:"))
                .startsWith("e98000000090")
                .hasSize(2 * 133);
        assertThat(hex("bits 16\nje end\ntimes 128 nop\nend:")).startsWith("0f84800090");
    }

    @Test
    void aJumpThatGrowsPushesAnotherOneOutOfReach() {
        // The first jump only just reaches; the second one does not, and grows inside the reach of the first.
        String source = "bits 64\njmp a\ntimes 120 nop\njmp b\ntimes 5 nop\na: times 130 nop\nb:";
        String bytes = hex(source);
        assertThat(bytes).startsWith("e9");
        assertThat(bytes.length() / 2).isEqualTo(5 + 120 + 5 + 5 + 130);
    }

    @Test
    void aJumpToAPlainNumberIsNear() {
        assertThat(hex("bits 32\njmp 5")).isEqualTo("e900000000");
    }

    @Test
    void aTargetOutOfReachOnlyUntilAddressesSettleIsInReach() {
        // Before y and z are known each of the nine instructions is three bytes longer.
        String source = "bits 32\njmp short t\ntimes 90 nop\ntimes 9 mov eax, [ebx + z - y]\nt:\ny: nop\nz:";
        assertThat(hex(source)).startsWith("eb7590").endsWith("8b430190");
    }

    @Test
    void anEquIsNoFullLabel() {
        assertThat(hex("a: nop\ny equ 7\n.x: db a.x")).isEqualTo("9001");
    }

    @Test
    void anAddressIsNeverAShortImmediateButADifferenceIs() {
        assertThat(hex("bits 32\nadd ebx, end\nend:")).isEqualTo("81c306000000");
        assertThat(hex("bits 32\nadd ebx, end-$$\nend:")).isEqualTo("83c303");
    }

    @Test
    void predefinedSymbolsArePlainNumbers() {
        byte[] bytes = Assembler.assemble("t", "bits 64\nadd rax, N\nmov rbx, BASE", Map.of("N", 5L, "BASE", -1L))
                .bytes();
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("4883c00548c7c3ffffffff");
    }

    @Test
    void localLabelsBelongToTheLastFullLabel() {
        Assembly assembly = Assembler.assemble("t", "a: nop\n.x: nop\nb: nop\n.x: db .x, a.x", Map.of());
        assertThat(assembly.symbols())
                .containsOnly(Map.entry("a", 0L), Map.entry("a.x", 1L), Map.entry("b", 2L), Map.entry("b.x", 3L));
        assertThat(assembly.symbol("b.x")).isEqualTo(3);
        assertThatThrownBy(() -> assembly.symbol("b.y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean 'b.x'?");
    }

    @Test
    void macrosHaveParametersDefaultsAndLabelsOfTheirOwn() {
        assertThat(hex("%macro m 1-2 7\n%%l: db %1, %2, %0, %%l - $$\n%endmacro\nm 1\nm 2, 3"))
                .isEqualTo("0107020002030204");
        assertThat(hex("%macro m 1\ndb %1\n%endmacro\nm {1, 2}\nm 'a,b'")).isEqualTo("0102612c62");
        assertThat(hex("%macro m 0\ndb 1\n%endmacro\n%macro m 1\ndb %1\n%endmacro\nm\nm 2"))
                .isEqualTo("0102");
    }

    @Test
    void definesAreTextAndAssignsAreNumbers() {
        assertThat(hex("%define a 1 + 1\ndb a * 3")).isEqualTo("04");
        assertThat(hex("%assign a 1 + 1\ndb a * 3\n%assign a a - 3\ndb a")).isEqualTo("06ff");
        assertThat(hex("%define a b\nb: db 'a', a - $$")).isEqualTo("6100");
        assertThat(hex("%assign i 0\n%rep 3\ndb i\n%assign i i + 1\n%endrep")).isEqualTo("000102");
    }

    @Test
    void theListingHasALineForEachThatProducedBytesOrALabel() {
        Assembly assembly = Assembler.assemble(
                "t",
                "; nothing\norg 0x100\nstart:\n  mov al, 5 ; five\n%macro two 0\nnop\ncli\n%endmacro\n two\nx equ 5\n",
                Map.of());
        assertThat(assembly.origin()).isEqualTo(0x100);
        assertThat(assembly.listing())
                .containsExactly(
                        new Assembly.Line(3, 0x100, new byte[0], "start:"),
                        new Assembly.Line(4, 0x100, new byte[] {(byte) 0xb0, 5}, "mov al, 5"),
                        new Assembly.Line(9, 0x102, new byte[] {(byte) 0x90}, "nop"),
                        new Assembly.Line(9, 0x103, new byte[] {(byte) 0xfa}, "cli"));
    }

    @Test
    void equalSourcesGiveEqualAssemblies() {
        Assembly one = Assembler.assemble("t", "a: mov ax, 1", Map.of());
        assertThat(one).isEqualTo(Assembler.assemble("u", "a: mov ax, 1", Map.of()));
        assertThat(one).hasSameHashCodeAs(Assembler.assemble("u", "a: mov ax, 1", Map.of()));
        assertThat(one).isNotEqualTo(Assembler.assemble("t", "a: mov ax, 2", Map.of()));
    }

    @Test
    void skinitExistsOutsideSixtyFourBitModeToo() {
        assertThat(hex("bits 32\nskinit")).isEqualTo("0f01de");
    }
}
