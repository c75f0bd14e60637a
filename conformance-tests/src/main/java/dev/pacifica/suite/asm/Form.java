package dev.pacifica.suite.asm;

import java.util.List;
import java.util.stream.Collectors;

/** One line of the instruction table: a mnemonic with one shape of operands and its encoding. */
record Form(String mnemonic, List<OperandSpec> operands, Code code) {
    static Form of(String mnemonic, String operands, String code) {
        List<OperandSpec> specs = operands.isEmpty()
                ? List.of()
                : List.of(operands.split(",")).stream().map(OperandSpec::parse).toList();
        boolean needs64 = specs.stream().anyMatch(Form::isGeneral64);
        return new Form(mnemonic, specs, Code.parse(code, needs64));
    }

    /** A 64-bit general register exists in 64-bit mode only; 64 bits of memory exist everywhere. */
    private static boolean isGeneral64(OperandSpec spec) {
        return spec.bits() == 64
                && switch (spec.kind()) {
                    case REGISTER,
                            REGISTER_IN_RM,
                            REGISTER_OR_MEMORY,
                            NOT_ACCUMULATOR,
                            FIXED,
                            SIGNED,
                            SIGNED_OR_DWORD -> true;
                    case SIGN_EXTENDED_BYTE, DIRECT_ADDRESS, IMMEDIATE, NEAR_BRANCH -> true;
                    default -> false;
                };
    }

    /** As a person would write it, for messages: {@code add rm32,r32}. */
    @Override
    public String toString() {
        String list = operands.stream().map(OperandSpec::text).collect(Collectors.joining(","));
        return list.isEmpty() ? mnemonic : mnemonic + " " + list;
    }
}
