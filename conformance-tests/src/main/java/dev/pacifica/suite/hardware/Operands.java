package dev.pacifica.suite.hardware;

import java.io.ByteArrayOutputStream;

/** The ModRM byte, what follows it, and the bits of REX that belong to it. */
final class Operands {
    private static final int DISPLACEMENT_32 = 4;

    private final UserForm form;
    private final Values values;
    private final RegisterPlan plan;
    private final boolean in64BitMode;
    private final int addressBytes;

    private boolean present;
    private int mod;
    private int reg;
    private int rm;
    private int sib = -1;
    private int displacementSize;
    private long displacement;
    private boolean relative;
    private int rexBits;

    Operands(UserForm form, Values values, RegisterPlan plan, boolean in64BitMode, boolean addressSize) {
        this.form = form;
        this.values = values;
        this.plan = plan;
        this.in64BitMode = in64BitMode;
        addressBytes = in64BitMode ? addressSize ? 4 : 8 : addressSize ? 2 : 4;
    }

    int addressBytes() {
        return addressBytes;
    }

    int rexBits() {
        return rexBits;
    }

    /** The register in the low bits of the opcode. */
    void inOpcode(int register) {
        rexBits |= register >> 3;
    }

    /** A direct address. */
    long offset() {
        return values.perMille(900) ? target() : values.operand();
    }

    private long target() {
        return values.perMille(50) ? AddressSpace.CONSTANT + values.below(AddressSpace.PAGE) : values.arenaAddress();
    }

    /** Chooses operands; {@code digit} is the value of ModRM.reg, or {@code r} for a register. */
    void choose(String digit) {
        present = true;
        int register = digit.equals("r") ? plan.any() : Integer.parseInt(digit);
        reg = register & 7;
        if (digit.equals("r") || values.perMille(20) && !form.mnemonic().endsWith("segment")) {
            rexBits |= (digit.equals("r") ? register >> 3 : in64BitMode ? 1 : 0) << 2;
        }
        boolean memory = form.has(Option.MEM) || values.perMille(550);
        if (form.has(Option.MEM_ELSE_UD)) {
            memory = !values.perMille(30);
        }
        if (form.has(Option.SELECTOR)) {
            memory = values.perMille(150);
        }
        if (form.has(Option.REG)) {
            memory = false;
        }
        if (!memory) {
            mod = 3;
            int number = form.has(Option.SELECTOR)
                    ? plan.register(Role.SELECTOR)
                    : form.has(Option.CODE_POINTER) && values.perMille(700) ? plan.register(Role.CODE) : plan.any();
            useRm(number);
        } else if (addressBytes == 2) {
            address16();
        } else {
            address();
        }
    }

    private void useRm(int number) {
        rm = number & 7;
        rexBits |= number >> 3;
    }

    /** All of these lie in the first 64 KByte, where nothing is mapped: the address shows in CR2, or in LEA's result. */
    private void address16() {
        mod = values.below(3);
        rm = values.below(8);
        displacementSize = mod == 0 && rm == 6 ? 2 : mod;
        displacement = values.operand();
    }

    private void address() {
        int kind = form.has(Option.ALIGNED) && values.perMille(800) ? values.below(6) : values.below(10);
        if (kind == 0) { // relative to rIP, or an address alone
            mod = 0;
            rm = 5;
            displacementSize = DISPLACEMENT_32;
            relative = in64BitMode;
            displacement = target();
            return;
        }
        int base = values.perMille(920) ? plan.register(Role.POINTER) : plan.any();
        if (kind < 6 && (base & 7) != 4) {
            useRm(base);
            displacement(base);
            return;
        }
        rm = 4;
        if (kind == 9) { // index and address alone
            mod = 0;
            displacementSize = DISPLACEMENT_32;
            displacement = target();
            int index = index();
            sib = values.below(4) << 6 | (index & 7) << 3 | 5;
            rexBits |= index >> 3 << 1;
            return;
        }
        int index = index();
        sib = values.below(4) << 6 | (index & 7) << 3 | base & 7;
        rexBits |= index >> 3 << 1 | base >> 3;
        displacement(base);
    }

    /** 4 means none. */
    private int index() {
        return values.perMille(300) ? 4 : values.perMille(800) ? plan.register(Role.SMALL) : plan.any();
    }

    private void displacement(int base) {
        mod = values.below(3);
        if (mod == 0 && (base & 7) == 5) {
            mod = 1;
        }
        displacementSize = mod == 2 ? DISPLACEMENT_32 : mod;
        displacement = values.perMille(900) ? values.between(-64, 64) : values.operand();
        if (form.has(Option.ALIGNED)) {
            displacement &= -16;
        }
    }

    /** @param at the address of the instruction, of which {@code code} holds what comes before; {@code tail} bytes follow */
    void write(ByteArrayOutputStream code, long at, int tail) {
        if (!present) {
            return;
        }
        code.write(mod << 6 | reg << 3 | rm);
        if (sib >= 0) {
            code.write(sib);
        }
        long value = displacement;
        if (relative) {
            value -= at + code.size() + displacementSize + tail;
        }
        Encoding.little(code, value, displacementSize);
    }
}
