package dev.pacifica.suite.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every form of the instruction table in every mode, and every prefix, against NASM. */
class NasmComparisonTest {
    private static final int PROGRAM_LINES = 2000;
    private static final int LEAST_LINES = 10_000;

    @TempDir
    Path directory;

    @BeforeAll
    static void nasmIsInstalled() {
        Nasm.require();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void everyFormHasTheBytesThatNasmGivesIt(Mode mode) throws Exception {
        FormSamples samples = new FormSamples(mode);
        List<String> lines = new ArrayList<>();
        List<Form> withoutSample = new ArrayList<>();
        Set<String> mnemonics = new TreeSet<>(InstructionTable.AMD64.mnemonics());
        if (mode != Mode.BITS64) {
            // NASM has it in 64-bit mode only; the processor has it wherever protected mode is on (APM3, SKINIT).
            mnemonics.remove("skinit");
        }
        for (String mnemonic : mnemonics) {
            for (Form form : InstructionTable.AMD64.forms(mnemonic)) {
                List<String> ofForm = samples.lines(form);
                if (ofForm.isEmpty() && form.code().existsIn(mode)) {
                    withoutSample.add(form);
                }
                // NASM knows no size for the memory operand of these two, and takes a size that is named for a wrong
                // one
                lines.addAll(ofForm.stream()
                        .map(line -> line.matches("(pmuludq|psubq) mm.*") ? line.replace("qword ", "") : line)
                        .toList());
            }
        }
        assertThat(withoutSample).as("forms without a sample in " + mode).isEmpty();
        // Short programs: with 16-bit addresses a label must lie below 64 KiB.
        for (int start = 0; start < lines.size(); start += PROGRAM_LINES) {
            compare(mode, lines.subList(start, Math.min(lines.size(), start + PROGRAM_LINES)));
        }
        System.out.println(mode + ": " + lines.size() + " instructions equal NASM's");
        assertThat(lines).hasSizeGreaterThan(LEAST_LINES);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void prefixesHaveTheOrderAndTheBytesThatNasmGivesThem(Mode mode) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String body :
                List.of("movsb", "cmpsw", "lodsd", "stosb", "insb", "outsd", "xlatb", "vmrun", "vmload", "invlpga")) {
            for (String prefix : List.of(
                    "",
                    "rep ",
                    "repe ",
                    "repz ",
                    "repne ",
                    "repnz ",
                    "fs ",
                    "es ",
                    "rep fs ",
                    "cs rep ",
                    "a32 ",
                    "rep a32 gs ")) {
                lines.add(prefix + body);
            }
        }
        for (String body : List.of(
                "add [ebx], ecx", "xchg [ebx+4], cl", "inc dword [esi]", "cmpxchg8b [edi]", "bts dword [ebx], 5")) {
            for (String prefix : List.of("lock ", "fs lock ", "lock a32 gs ", "ss ")) {
                lines.add(prefix + body);
            }
        }
        for (String body : List.of(
                "ret",
                "retf",
                "iret",
                "pushf",
                "popf",
                "leave",
                "push fs",
                "lgdt [ebx]",
                "sidt [esi]",
                "nop",
                "retf 8")) {
            lines.add("o16 " + body);
            lines.add("o32 " + body);
            if (mode == Mode.BITS64) {
                lines.add("o64 " + body);
            }
        }
        for (String body : List.of("loop $", "loope $", "jmp short $", "mov ecx, [0x1234]", "lodsb")) {
            lines.add("a32 " + body);
            lines.add((mode == Mode.BITS64 ? "a64 " : "a16 ") + body);
        }
        if (mode == Mode.BITS64) {
            lines.addAll(List.of(
                    "o64 sysret",
                    "o64 sysexit",
                    "o64 fxsave [rbx]",
                    "o64 fxrstor [r9]",
                    "o64 push rax",
                    "o64 jmp [rbx]",
                    "o64 call far [rbx]",
                    "o64 jmp rax",
                    "o64 mov rax, rbx",
                    "o64 xsave [rdi]"));
        }
        lines.addAll(List.of("rep", "lock", "fs", "o16", "a32"));
        compare(mode, lines);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void keywordsChooseTheSizesThatNasmChooses(Mode mode) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String operation : List.of("add", "cmp", "xor")) {
            for (String target : List.of("al", "ax", "eax", "cl", "cx", "ecx")) {
                lines.add(operation + " " + target + ", 5");
                lines.add(operation + " " + target + ", strict 5");
                lines.add(operation + " " + target + ", 0x7f");
                lines.add(operation + " " + target + ", 0x80");
                lines.add(operation + " " + target + ", near_label-$$");
                lines.add(operation + " " + target + ", forward-near_label");
            }
            for (String size : List.of("byte", "word", "dword")) {
                lines.add(operation + " [ebx], " + size + " 5");
                lines.add(operation + " [ebx], strict " + size + " 5");
                lines.add(operation + " " + size + " [ebx], " + size + " 5");
                lines.add(operation + " " + size + " [ebx], strict " + size + " 5");
            }
            lines.addAll(
                    List.of(operation + " eax, 0xffffffff", operation + " ax, 0xff80", operation + " eax, 0xffffff7f"));
        }
        lines.addAll(List.of(
                "push byte 5",
                "push 5",
                "push 0x80",
                "push strict 5",
                "push word 5",
                "push dword 5",
                "push strict word 5",
                "push strict dword 5",
                "push word 0x1234",
                "push dword 0x12345",
                "push -1",
                "shl eax, byte 1",
                "shl eax, 1",
                "shl eax, strict byte 1",
                "test [ebx], dword 5",
                "mov [ebx], word 5",
                "mov eax, near_label",
                "add eax, $",
                "add eax, $-$$",
                "movzx ax, [ebx]",
                "setz [ebx]",
                "lar eax, [ebx]"));
        compare(mode, lines);
    }

    @Test
    void defaultRelHasTheBytesThatNasmGivesIt() throws Exception {
        List<String> lines = new ArrayList<>(List.of("default rel"));
        for (String address : List.of(
                "near_label",
                "forward+4",
                "abs forward",
                "fs:forward",
                "es:forward",
                "gs:0x10",
                "0x1234",
                "forward+rbx",
                "rel forward",
                "fs:rel forward",
                "dword forward",
                "$",
                "forward-near_label")) {
            lines.add("mov ecx, [" + address + "]");
            lines.add("mov eax, [" + address + "]");
            lines.add("add dword [" + address + "], 0x1234");
            lines.add("lea rdx, [" + address + "]");
        }
        compare(Mode.BITS64, lines);
    }

    /** Assembles all lines in one program; on a difference the listing tells which line it is. */
    private void compare(Mode mode, List<String> lines) throws Exception {
        String source = "bits " + mode.bits + "\norg 0x7000\nnear_label:\n"
                + lines.stream().collect(Collectors.joining("\n"))
                + "\ntimes 3 db 0\nforward: db 0\n";
        // A label 70 bytes further is needed where an operand is a small distance.
        String program = source.replace("forward-near_label", "small_end-small").replace("forward: db 0", """
                small: times 70 db 0
                small_end:
                forward: db 0""");
        Assembly ours = Assembler.assemble("program.asm", program, Map.of());
        byte[] expected = Nasm.assemble(directory, program, Map.of());
        if (!Arrays.equals(ours.bytes(), expected)) {
            assertThat(firstDifference(ours, expected)).isNull();
        }
        assertThat(ours.bytes()).isEqualTo(expected);
    }

    private static String firstDifference(Assembly ours, byte[] expected) {
        int at = Arrays.mismatch(ours.bytes(), expected);
        Assembly.Line found = ours.listing().get(0);
        for (Assembly.Line line : ours.listing()) {
            if (line.address() - ours.origin() <= at) {
                found = line;
            }
        }
        int start = (int) (found.address() - ours.origin());
        int end = Math.min(expected.length, start + 16);
        return found + " but nasm: " + HexFormat.of().withUpperCase().formatHex(expected, start, end);
    }
}
