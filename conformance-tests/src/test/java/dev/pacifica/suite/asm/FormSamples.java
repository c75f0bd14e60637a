package dev.pacifica.suite.asm;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes instructions as text from the operand words of the instruction table. Each operand takes all of its samples in turn while the
 * others cycle through theirs, so the number of lines a form gives is the largest number of samples, not their product.
 */
final class FormSamples {
    private static final List<String> ADDRESSES_16 = List.of(
            "bx",
            "bp",
            "si",
            "di",
            "bx+si",
            "bp+di+5",
            "di+bx-0x80",
            "bp+si+0x80",
            "bx+0x1234",
            "byte bx",
            "word si+1",
            "0x1234",
            "near_label",
            "bx+near_label",
            "bx+forward-near_label",
            "fs:si",
            "es:0x10");
    private static final List<String> ADDRESSES_32 = List.of(
            "eax",
            "esp",
            "ebp",
            "ebx+4",
            "ecx-0x80",
            "edx+0x80",
            "ebp+esi",
            "esi+ebp",
            "eax+esp",
            "edi*2",
            "nosplit edi*2",
            "edi*4",
            "eax+ecx*8+0x12345",
            "ebp*1+eax",
            "eax*3",
            "ebx*9+1",
            "byte esi",
            "dword esi+5",
            "esp+edx*2+8",
            "ebx+near_label",
            "ebx+forward-near_label",
            "gs:ecx",
            "nosplit eax+eax",
            "nosplit ecx*1",
            "esp*1+eax",
            "eax+eax*4",
            "ebp*2",
            "dword 0x1234",
            "ecx+0xfffffff0-0x100000000");
    private static final List<String> ADDRESSES_64 = List.of(
            "rax",
            "rsp",
            "rbp",
            "r8",
            "r12",
            "r13",
            "rbx+4",
            "r9-0x80",
            "r12+0x80",
            "rbp+rsi",
            "rsi+rbp",
            "r10+r8",
            "r8+r10",
            "rax+rsp",
            "r13*1+r12",
            "rdi*2",
            "r13*2",
            "r12*4",
            "rax+r9*8+0x12345",
            "r15*3",
            "byte r14",
            "dword rsi+5",
            "rbx+near_label",
            "rbx+forward-near_label",
            "rel near_label",
            "rel forward",
            "abs near_label",
            "rel forward+4",
            "gs:rcx",
            "fs:0x28",
            "0x1234",
            "-1",
            "near_label",
            "a32 0x1234",
            "a32 rel forward",
            "rsp+r12*2+8",
            "fs:rel near_label");

    private final Mode mode;

    FormSamples(Mode mode) {
        this.mode = mode;
    }

    /** The lines of one form; empty if it does not exist in the mode. */
    List<String> lines(Form form) {
        if (!form.code().existsIn(mode)) {
            return List.of();
        }
        List<List<String>> samples =
                form.operands().stream().map(spec -> samples(spec, form)).toList();
        int count = samples.stream().mapToInt(List::size).max().orElse(1);
        Set<String> lines = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            int row = i;
            String operands =
                    samples.stream().map(list -> list.get(row % list.size())).collect(Collectors.joining(", "));
            String line = (form.mnemonic() + " " + operands).strip();
            lines.add(line);
            if (registerSettlesSize(form)) {
                lines.add(line.replaceFirst("\\b(byte|word|dword|qword) \\[", "["));
            }
        }
        return lines.stream().filter(this::isEncodable).toList();
    }

    private static boolean registerSettlesSize(Form form) {
        return form.operands().stream()
                .anyMatch(memory -> memory.mayBeMemory()
                        && form.operands().stream()
                                .anyMatch(register -> register.kind() == OperandSpec.Kind.REGISTER
                                        && register.bits() == memory.bits()));
    }

    /** A high byte register cannot stand beside anything that needs REX: neither assembler takes such a line. */
    private boolean isEncodable(String line) {
        return !(line.matches(".*\\b[abcd]h\\b.*")
                && line.matches(".*\\b(r\\d+[bwd]?|r[a-ds][ixp]|spl|bpl|sil|dil)\\b.*"));
    }

    private List<String> samples(OperandSpec spec, Form form) {
        int bits = spec.bits();
        return switch (spec.kind()) {
            case REGISTER, REGISTER_IN_RM -> registers(bits);
            case REGISTER_OR_MEMORY -> interleave(registers(bits), memory(bits, spec.mayOmitSize()));
            case MEMORY -> memory(bits, spec.mayOmitSize());
            case FIXED -> List.of(spec.fixed().name());
            case NOT_ACCUMULATOR ->
                registers(bits).stream()
                        .filter(name -> !name.equals(spec.fixed().name()))
                        .toList();
            case SEGMENT -> List.of("es", "ss", "ds", "fs", "gs");
            case CONTROL -> bits == 8 || mode == Mode.BITS64 && bits != 0 ? List.of("cr8") : controlRegisters();
            case DEBUG -> List.of("dr0", "dr1", "dr2", "dr3", "dr6", "dr7");
            case XMM, XMM_IN_RM -> mediaRegisters();
            case XMM_OR_MEMORY -> interleave(mediaRegisters(), memory(bits, true));
            case MMX, MMX_IN_RM -> List.of("mm0", "mm3", "mm7");
            case MMX_OR_MEMORY -> interleave(List.of("mm0", "mm5", "mm7"), memory(bits, true));
            case IMMEDIATE ->
                form.mnemonic().equals("push") && bits != mode.bits
                        ? List.of(name(bits) + " 0x1234", name(bits) + " near_label", "strict " + name(bits) + " 5")
                        : immediates(spec);
            case UNSIGNED, SIGNED, SIGNED_OR_DWORD, SIGNED_IF_FITS -> immediates(spec);
            case SIGN_EXTENDED_BYTE ->
                List.of(
                        "0",
                        "1",
                        "5",
                        "-1",
                        "127",
                        "-128",
                        "byte 9",
                        "forward-near_label",
                        "strict byte 3",
                        name(bits) + " 6");
            case ONE -> List.of("1");
            case DIRECT_ADDRESS -> directAddresses();
            case SHORT_BRANCH -> List.of("$", "$+129", "$-100", "$+20");
            case SHORT_BRANCH_IF_FITS -> List.of("$", "$+0x7f", "$+0x81", "$+0x83", "$-0x7e", "$-0x80", "short $+20");
            case NEAR_BRANCH -> nearTargets(bits);
            case FAR_POINTER ->
                List.of(
                        (bits == 0 ? "" : name(bits) + " ") + "8:near_label",
                        (bits == 0 ? "" : name(bits) + " ") + "0x10:0x1234");
            case FAR_IN_MEMORY -> farMemory(bits);
        };
    }

    private static String name(int bits) {
        return switch (bits) {
            case 8 -> "byte";
            case 16 -> "word";
            case 32 -> "dword";
            case 64 -> "qword";
            default -> "oword";
        };
    }

    private static List<String> interleave(List<String> a, List<String> b) {
        List<String> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private List<String> registers(int bits) {
        boolean is64 = mode == Mode.BITS64;
        return switch (bits) {
            case 8 ->
                is64
                        ? List.of("al", "cl", "bl", "ah", "spl", "dil", "r8b", "r15b", "bh", "dl")
                        : List.of("al", "cl", "bl", "ah", "dh", "ch", "bh", "dl");
            case 16 -> is64 ? List.of("ax", "cx", "sp", "di", "r9w", "r13w") : List.of("ax", "cx", "bx", "sp", "di");
            case 32 ->
                is64 ? List.of("eax", "ecx", "esp", "edi", "r8d", "r12d") : List.of("eax", "ecx", "ebx", "ebp", "esi");
            default -> List.of("rax", "rcx", "rsp", "rdi", "r8", "r13", "r15");
        };
    }

    private List<String> controlRegisters() {
        return mode == Mode.BITS64 ? List.of("cr0", "cr2", "cr3", "cr4", "cr8") : List.of("cr0", "cr2", "cr3", "cr4");
    }

    private List<String> mediaRegisters() {
        return mode == Mode.BITS64 ? List.of("xmm0", "xmm3", "xmm8", "xmm15", "xmm7") : List.of("xmm0", "xmm3", "xmm7");
    }

    private List<String> addresses() {
        List<String> all = new ArrayList<>(ADDRESSES_32);
        all.addAll(mode == Mode.BITS64 ? ADDRESSES_64 : ADDRESSES_16);
        return all;
    }

    private List<String> memory(int bits, boolean mayOmitSize) {
        List<String> all = new ArrayList<>();
        int i = 0;
        for (String address : addresses()) {
            boolean sized = bits != 0 && (!mayOmitSize || i++ % 2 == 0);
            all.add((sized ? name(bits) + " " : "") + "[" + address + "]");
        }
        return all;
    }

    private static List<String> farMemory(int bits) {
        String size = bits == 0 ? "" : " " + name(bits);
        return List.of("far" + size + " [ebx]", "far" + size + " [near_label]", "far" + size + " [fs:esi+ecx*4+8]");
    }

    private List<String> directAddresses() {
        return mode == Mode.BITS64
                ? List.of("[qword 0x123456789ab]", "[qword near_label]", "[fs:qword 0x1234]", "[a32 0x1234]")
                : List.of("[0x1234]", "[near_label]", "[es:forward]", "[dword 0x1234]", "[word 0x1234]");
    }

    private List<String> nearTargets(int bits) {
        String size = bits == 0 ? "near " : name(bits) + " ";
        return bits == 0
                ? List.of("near $", "near near_label", "near forward", "$+0x1000", "strict near $+5", "0x1000")
                : List.of(size + "$", size + "near_label", size + "forward", "near " + size + "$-0x1000");
    }

    private List<String> immediates(OperandSpec spec) {
        boolean unsigned = spec.kind() == OperandSpec.Kind.UNSIGNED;
        List<String> all = new ArrayList<>(List.of("0", "1", "5", "127"));
        int bits = spec.kind() == OperandSpec.Kind.IMMEDIATE || unsigned ? spec.bits() : 64;
        if (!unsigned) {
            all.addAll(List.of("-1", "-128", "-0x80+1"));
        }
        if (spec.bits() == 8) {
            all.addAll(List.of("0x80", "255", "forward-near_label"));
            return all;
        }
        all.addAll(List.of("0x80", "0x1234", "0x7fff", "forward-near_label"));
        if (!unsigned) {
            all.addAll(List.of("-0x81", "near_label", "forward", "strict " + name(bits) + " 3", name(bits) + " 4"));
        }
        if (spec.bits() == 16) {
            all.add("0xffff");
        } else {
            all.addAll(List.of("0x12345678", "0x7fffffff"));
        }
        if (spec.kind() == OperandSpec.Kind.IMMEDIATE && spec.bits() >= 32 || unsigned && spec.bits() == 32) {
            all.addAll(List.of("0x80000000", "0xffffffff"));
        }
        if (spec.kind() == OperandSpec.Kind.IMMEDIATE && spec.bits() == 64) {
            all.addAll(List.of("0x123456789abcdef0", "-0x80000001", "0xffffffff00000000"));
        }
        if (spec.kind() == OperandSpec.Kind.SIGNED_OR_DWORD || spec.kind() == OperandSpec.Kind.SIGNED_IF_FITS) {
            all.addAll(List.of("dword 5", "strict dword -5", "-0x80000000"));
        }
        return all;
    }
}
