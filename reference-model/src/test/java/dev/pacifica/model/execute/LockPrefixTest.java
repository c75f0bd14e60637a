package dev.pacifica.model.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.decode.Decoder;
import dev.pacifica.model.decode.Operation;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** APM3 1.2.5: every opcode with LOCK, with a register and with memory, against the list of those that permit it. */
class LockPrefixTest {
    private static final List<Integer> WITH_REGISTER =
            List.of(0x00, 0x01, 0x08, 0x09, 0x10, 0x11, 0x18, 0x19, 0x20, 0x21, 0x28, 0x29, 0x30, 0x31, 0x86, 0x87);
    /** BTS, CMPXCHG, BTR, BTC, XADD. */
    private static final List<Integer> WITH_REGISTER_0F = List.of(0xAB, 0xB0, 0xB1, 0xB3, 0xBB, 0xC0, 0xC1);

    private final Decoder decoder = new Decoder(CpuProfile.named("full").without(Feature.ALT_MOV_CR8));

    private static boolean isAllowed(boolean isTwoByte, int opcode, int reg, int codeSize) {
        if (isTwoByte) {
            return WITH_REGISTER_0F.contains(opcode) || opcode == 0xBA && reg >= 5 || opcode == 0xC7 && reg == 1;
        }
        return switch (opcode) {
            case 0x80, 0x81, 0x83 -> reg < 7; // not CMP
            case 0x82 -> reg < 7 && codeSize < 8;
            case 0xF6, 0xF7 -> reg == 2 || reg == 3;
            case 0xFE, 0xFF -> reg <= 1;
            default -> WITH_REGISTER.contains(opcode);
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void APM3_1_2_5_LOCK_is_UD_except_with_a_destination_in_memory_that_is_read_and_written(int codeSize) {
        int allowed = 0;
        int refused = 0;
        for (int opcode = 0; opcode < 0x200; opcode++) {
            boolean isTwoByte = opcode >= 0x100;
            if (isTwoByte ? (opcode & 0xFE) == 0x38 : isPrefix(opcode & 0xFF, codeSize)) {
                continue;
            }
            for (int modRm = 0; modRm < 0x100; modRm++) {
                boolean isMemory = modRm < 0xC0;
                int reg = modRm >> 3 & 7;
                boolean expected = isMemory && isAllowed(isTwoByte, opcode & 0xFF, reg, codeSize);
                Operation plain = decode(codeSize, isTwoByte, opcode, modRm, false);
                Operation locked = decode(codeSize, isTwoByte, opcode, modRm, true);
                assertThat(locked)
                        .as("LOCK, opcode %x, ModRM %x", opcode, modRm)
                        .isEqualTo(expected ? plain : Operation.INVALID);
                allowed += expected ? 1 : 0;
                refused += plain != Operation.INVALID && !expected ? 1 : 0;
            }
        }
        assertThat(allowed).isGreaterThan(5000);
        assertThat(refused).isGreaterThan(20000);
    }

    /** Prefixes, and the escape byte; C4h and C5h are VEX prefixes if a register follows. */
    private static boolean isPrefix(int opcode, int codeSize) {
        return opcode == 0x0F
                || List.of(0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65, 0x66, 0x67, 0xF0, 0xF2, 0xF3)
                        .contains(opcode)
                || codeSize == 8 && (opcode & 0xF0) == 0x40;
    }

    private Operation decode(int codeSize, boolean isTwoByte, int opcode, int modRm, boolean isLocked) {
        byte[] code = new byte[15];
        int at = 0;
        if (isLocked) {
            code[at++] = (byte) 0xF0;
        }
        if (isTwoByte) {
            code[at++] = 0x0F;
        }
        code[at++] = (byte) opcode;
        code[at] = (byte) modRm;
        byte[] rest = Arrays.copyOf(code, 16);
        int[] next = {0};
        return decoder.decode(() -> rest[next[0]++] & 0xFF, codeSize).operation();
    }
}
