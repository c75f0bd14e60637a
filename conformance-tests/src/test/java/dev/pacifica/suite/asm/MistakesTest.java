package dev.pacifica.suite.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake is named with its line, what was wrong and what was expected. */
class MistakesTest {
    private static List<String> problems(String source) {
        AssemblyException thrown = catchThrowableOfType(
                AssemblyException.class, () -> Assembler.assemble("t.asm", source, Map.of("GIVEN", 1L)));
        assertThat(thrown).as("'%s' has a mistake", source).isNotNull();
        assertThat(thrown.getMessage()).isEqualTo(String.join("\n", thrown.problems()));
        return thrown.problems();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "64 | moov eax, 5            | unknown instruction 'moov'; did you mean 'mov'?",
                "64 | begin_here                | unknown instruction 'begin_here' (a label needs a colon)",
                "64 | add eax, bx            | no form of 'add' has these operands (eax, bx); accepted: add rm32,r32",
                "64 | add eax, word 5        | no form of 'add' has these operands (eax, 16-bit number); accepted: add rm32,sb32",
                "64 | add [rbx], 5           | operation size not specified: expected byte, word, dword or qword",
                "64 | movzx eax, [rbx]       | operation size not specified",
                "64 | push eax               | 'push' with these operands does not exist in 64-bit mode; accepted: push r16",
                "32 | mov rax, rbx           | 'mov' with these operands does not exist in 32-bit mode",
                "32 | mov r9d, ebx           | 'r9d' does not exist in 32-bit mode",
                "32 | mov sil, bl            | 'sil' does not exist in 32-bit mode",
                "32 | o64 nop                | this needs 64-bit mode, the code is 32-bit",
                "64 | mov ah, r8b            | ah, bh, ch and dh cannot stand in an instruction with a REX prefix",
                "64 | mov al, 256            | operand 256 (100h) does not fit: expected -128 to 255",
                "64 | int 256                | operand 256 (100h) does not fit: expected 0 to 255",
                "64 | add rax, 0xffffffff    | operand 4294967295 (FFFFFFFFh) does not fit: expected -2147483648 to 2147483647",
                "64 | push byte 200          | operand 200 (C8h) does not fit: expected -128 to 127",
                "64 | db -129                | value -129 (FFFFFFFFFFFFFF7Fh) does not fit: expected -128 to 255",
                "64 | mov eax, [rax+ebx]     | address mixes 32-bit and 64-bit parts",
                "64 | mov eax, [bx]          | 16-bit addressing does not exist in 64-bit mode",
                "64 | mov eax, [rax*6]       | scale 6 of 'rax': expected 1, 2, 4 or 8",
                "64 | mov eax, [rsp*2]       | 'rsp' as index",
                "64 | mov eax, [rax+rbx+rcx] | address with 3 registers: expected at most base and index",
                "16 | mov ax, [bx+cx]        | 16-bit address: expected at most one of bx, bp plus at most one of si, di",
                "16 | mov ax, [bx+bp]        | 16-bit address: expected at most one of bx, bp plus at most one of si, di",
                "64 | mov eax, [rax+0x80000000] | address or displacement 80000000h: expected 32 bits, sign-extended",
                "64 | mov eax, [byte rax+128] | displacement 128 in [byte ...]: expected -128 to 127",
                "64 | mov eax, [rel 0x100]   | rel with a plain number: expected a label",
                "64 | mov eax, [rax          | expected ']' after the address, found the end of the line",
                "64 | mov eax, ebx ecx       | expected the end of the line, found 'ecx'",
                "64 | jmp nowhere            | undefined label 'nowhere'",
                "64 | jmp short $ + 130      | branch target is 128 bytes away: expected -128 to 127",
                "64 | loop $ - 127           | branch target is -129 bytes away",
                "64 | o16 mov eax, ebx       | o16 contradicts the 32-bit operand size of 'mov rm32,r32'",
                "64 | fs mov eax, [gs:rax]   | segment overrides 'fs' and 'gs' contradict each other",
                "64 | rep repne movsb        | two repeat prefixes before one instruction",
                "64 | db 'abc                | string without its closing '",
                "64 | db 0x1G                | number '0x1G': expected",
                "64 | db 1 / 0               | division by zero",
                "64 | db $ * 2               | operand",
                "64 | bits 8                 | bits 8: expected 16, 32 or 64",
                "64 | align 3                | align 3: expected a power of two",
                "64 | times -1 nop           | count -1: expected 0 or more",
                "64 | times later nop        | times depends on a label that is defined later",
                "64 | loop: nop              | label 'loop': expected a name that is no instruction, directive or register",
                "64 | GIVEN: nop             | 'GIVEN' is a predefined symbol",
                "64 | %include 'x'           | '%include': expected %define, %assign",
                "64 | %endrep                | '%endrep': expected",
                "64 | %rep 3                 | %rep without its %endrep",
                "64 | %rep later             | %rep without its %endrep",
                "64 | %macro m               | %macro without its %endmacro",
                "64 | { nop                  | character '{' has no meaning here",
            })
    void isNamedWithItsLine(int bits, String line, String message) {
        List<String> problems = problems("bits " + bits + "\n" + line.strip() + "\nlater equ $ - $$\n");
        String expected = message.equals("operand") ? "data that is a register or a sum of labels" : message;
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0)).startsWith("t.asm:2: ").contains(expected);
    }

    @Test
    void allMistakesAreNamedInTheOrderOfTheirLines() {
        assertThat(problems("jmp nowhere\nfoo eax\nmov al, 300\n%undef x\nx: x:\nx: nop"))
                .extracting(problem -> problem.substring(0, 8))
                .containsExactly("t.asm:1:", "t.asm:2:", "t.asm:3:", "t.asm:4:", "t.asm:5:", "t.asm:6:");
    }

    @Test
    void aMisspeltLabelGetsASuggestion() {
        assertThat(problems("finish: jmp finsh"))
                .containsExactly("t.asm:1: undefined label 'finsh'; did you mean 'finish'?");
    }

    @Test
    void aMistakeInAMacroNamesTheCallAndTheLineOfTheMacro() {
        assertThat(problems("%macro m 1\nmov al, %1\n%endmacro\nnop\nm 300"))
                .singleElement()
                .asString()
                .startsWith("t.asm:5: operand 300")
                .endsWith("(macro 'm', line 2)");
        assertThat(problems("%macro m 1\n%endmacro\nm 1, 2"))
                .containsExactly("t.asm:3: macro 'm' with 2 arguments: expected 1");
    }

    @Test
    void aMacroThatCallsItselfForEverIsStopped() {
        assertThat(problems("%macro m 0\nm\n%endmacro\nm"))
                .singleElement()
                .asString()
                .contains("more than 100 deep");
    }

    @Test
    void anEquThatDependsOnItselfIsNoNumber() {
        assertThat(problems("a equ b + 1\nb equ a\n"))
                .isNotEmpty()
                .allMatch(problem -> problem.contains("depends on itself"));
    }

    @Test
    void aProgramWhoseSizesNeverSettleIsGivenUp() {
        // Short, the instruction makes its operand 128, which does not fit; long, 125, which does.
        assertThat(problems("bits 32\ns: add ebx, 131 - (e - s)\ne:"))
                .singleElement()
                .asString()
                .contains("addresses still move after 500 passes");
    }

    @Test
    void anAlignmentThatTheOriginDoesNotHaveIsRefused() {
        assertThat(problems("org 0x7c08\nalign 16"))
                .containsExactly(
                        "t.asm:2: align 16 in a program with org 7C08h: expected an org that is a multiple of it");
    }
}
