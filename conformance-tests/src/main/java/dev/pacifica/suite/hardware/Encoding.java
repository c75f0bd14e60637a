package dev.pacifica.suite.hardware;

import java.io.ByteArrayOutputStream;

/** Encodes one instruction with operands at random. */
final class Encoding {
    private final UserForm form;
    private final Values values;
    private final RegisterPlan plan;
    private final Prefixes prefixes;
    private final boolean in64BitMode;
    private final Operands operands;
    private int branchSize;
    private int count = 1;

    Encoding(UserForm form, Values values, RegisterPlan plan, Prefixes prefixes, boolean in64BitMode) {
        this.form = form;
        this.values = values;
        this.plan = plan;
        this.prefixes = prefixes;
        this.in64BitMode = in64BitMode;
        operands = new Operands(form, values, plan, in64BitMode, prefixes.addressSize());
    }

    /** The bytes of the displacement of a branch, which are the last ones; 0 if it is none. */
    int branchSize() {
        return branchSize;
    }

    /** The shift count in the instruction, -1 if it is in CL, 1 if it is implied. */
    int count() {
        return count;
    }

    /** All ones in the address size. */
    long addressMask() {
        return -1L >>> 64 - 8 * operands.addressBytes();
    }

    byte[] bytes(long at) {
        ByteArrayOutputStream opcode = new ByteArrayOutputStream();
        ByteArrayOutputStream immediates = new ByteArrayOutputStream();
        for (String token : form.encoding()) {
            switch (token.charAt(0)) {
                case '/' -> operands.choose(token.substring(1));
                case 'i', 'c', 'm', 'f' -> immediate(token, immediates);
                case 'V' -> {}
                default -> opcode(token, opcode);
            }
        }
        if (form.flags().count() != FlagUse.Count.NONE && isByCl(opcode.toByteArray())) {
            count = -1;
        }
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        prefixes.bytes().forEach(code::write);
        if (form.isVex()) {
            vex(code);
            code.writeBytes(opcode.toByteArray());
        } else {
            if (in64BitMode) {
                rex(code);
            }
            code.writeBytes(opcode.toByteArray());
        }
        int tail = immediates.size();
        operands.write(code, at, tail);
        code.writeBytes(immediates.toByteArray());
        return code.toByteArray();
    }

    private static boolean isByCl(byte[] opcode) {
        int last = opcode[opcode.length - 1] & 0xFF;
        return opcode.length == 1 ? last == 0xD2 || last == 0xD3 : last == 0xA5 || last == 0xAD;
    }

    private void opcode(String token, ByteArrayOutputStream opcode) {
        if (token.endsWith(":")) {
            return; // among the prefixes
        }
        int value = Integer.parseInt(token.substring(0, 2), 16);
        if (token.endsWith("+r")) {
            int register = plan.any();
            operands.inOpcode(register);
            value += register & 7;
        } else if (token.endsWith("+c")) {
            value += values.below(16);
        }
        opcode.write(value);
    }

    private void immediate(String token, ByteArrayOutputStream to) {
        int bits = prefixes.operandBits();
        switch (token) {
            case "ib" -> {
                long value = values.operand();
                if (form.flags().count() == FlagUse.Count.DOUBLE_SHIFT) {
                    value = values.below(bits == 16 ? 17 : 256); // more than the operand has bits: no defined result
                }
                count = (int) value & 0xFF;
                little(to, value, 1);
            }
            case "iw" -> little(to, form.mnemonic().equals("ENTER") ? values.below(64) : values.operand() & 0x1FF, 2);
            case "iz" -> little(to, values.operand(), form.has(Option.BYTE) ? 1 : bits == 16 ? 2 : 4);
            case "iv" -> little(to, values.operand(), bits / 8);
            case "cb" -> branch(to, 1);
            case "cz" -> branch(to, bits == 16 ? 2 : 4);
            case "far" -> {
                little(to, values.operand(), bits == 16 ? 2 : 4);
                little(to, values.selector(), 2);
            }
            case "moffs" -> little(to, operands.offset(), operands.addressBytes());
            default -> throw new IllegalStateException("encoding '" + token + "' of " + form);
        }
    }

    private void branch(ByteArrayOutputStream to, int size) {
        branchSize = size;
        little(to, 0, size);
    }

    static void little(ByteArrayOutputStream to, long value, int size) {
        for (int i = 0; i < size; i++) {
            to.write((int) (value >>> 8 * i));
        }
    }

    private void rex(ByteArrayOutputStream code) {
        int rex = (prefixes.wide() ? 8 : 0) | operands.rexBits();
        if (rex != 0 || values.perMille(100)) {
            code.write(0x40 | rex);
        }
    }

    /** The three-byte form: the two-byte one cannot name the maps of these instructions. */
    private void vex(ByteArrayOutputStream code) {
        String[] parts = form.encoding().get(0).split("\\.", -1);
        int prefix = switch (parts[1]) {
            case "66" -> 1;
            case "F3" -> 2;
            case "F2" -> 3;
            default -> 0;
        };
        int map = switch (parts[2]) {
            case "0F38" -> 2;
            case "0F3A" -> 3;
            default -> 1;
        };
        int vector = form.mnemonic().equals("RORX") ? 0 : plan.any();
        int inverted = ~operands.rexBits() & 7;
        code.write(0xC4);
        code.write(inverted << 5 | map);
        code.write((prefixes.wide() ? 0x80 : 0) | (~vector & 15) << 3 | (values.perMille(20) ? 4 : 0) | prefix);
    }
}
