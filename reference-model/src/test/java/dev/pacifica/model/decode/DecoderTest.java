package dev.pacifica.model.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class DecoderTest {
    private static Instruction decode(String hex, int codeSize) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        int[] at = {0};
        return new Decoder(true).decode(() -> at[0] < bytes.length ? bytes[at[0]++] & 0xFF : 0x90, codeSize);
    }

    /** Random byte strings; the lengths are those that objdump gives, "-" stands for an encoding that is none. */
    @ParameterizedTest
    @CsvFileSource(resources = "/dev/pacifica/model/decode/lengths.csv", numLinesToSkip = 1)
    void instructions_have_the_length_that_a_disassembler_gives(int codeSize, String hex, String length) {
        Instruction instruction = decode(hex, codeSize);
        if (length.equals("-")) {
            assertThat(instruction.operation()).isEqualTo(Operation.INVALID);
        } else {
            assertThat(instruction.operation()).isNotEqualTo(Operation.INVALID);
            assertThat(instruction.length()).isEqualTo(Integer.parseInt(length));
        }
    }

    @Test
    void the_SVM_instructions_are_0F_01_D8_to_DF() {
        Operation[] expected = {
            Operation.VMRUN, Operation.VMMCALL, Operation.VMLOAD, Operation.VMSAVE,
            Operation.STGI, Operation.CLGI, Operation.SKINIT, Operation.INVLPGA
        };
        for (int i = 0; i < expected.length; i++) {
            for (int codeSize : new int[] {2, 4, 8}) {
                assertThat(decode("0F01" + Integer.toHexString(0xD8 + i), codeSize)
                                .operation())
                        .isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void address_size_of_VMRUN_follows_the_prefix_67h() {
        assertThat(decode("0F01D8", 8).addressSize()).isEqualTo(8);
        assertThat(decode("67 0F01D8", 8).addressSize()).isEqualTo(4);
        assertThat(decode("67 0F01D8", 4).addressSize()).isEqualTo(2);
    }

    @Test
    void LOCK_needs_a_lockable_instruction_with_a_memory_destination() {
        assertThat(decode("F0 0100", 8).operation()).isEqualTo(Operation.ADD);
        assertThat(decode("F0 01C0", 8).operation()).isEqualTo(Operation.INVALID);
        assertThat(decode("F0 0300", 8).operation()).isEqualTo(Operation.INVALID);
        assertThat(decode("F0 3900", 8).operation()).isEqualTo(Operation.INVALID);
        assertThat(decode("F0 90", 8).operation()).isEqualTo(Operation.INVALID);
    }

    @Test
    void CR_01_LOCK_MOV_CR0_is_MOV_CR8_where_the_processor_has_it() {
        assertThat(decode("F0 0F20C1", 4).second()).isEqualTo(8);
        assertThat(decode("F0 0F22C1", 4).first()).isEqualTo(8);
        assertThat(decode("F0 0F20D9", 4).operation()).isEqualTo(Operation.INVALID);
        byte[] bytes = {(byte) 0xF0, 0x0F, 0x20, (byte) 0xC1};
        int[] at = {0};
        assertThat(new Decoder(false).decode(() -> bytes[at[0]++] & 0xFF, 4).operation())
                .isEqualTo(Operation.INVALID);
    }

    @Test
    void a_REX_prefix_counts_only_immediately_before_the_opcode() {
        assertThat(decode("48 01C0", 8).operandSize()).isEqualTo(8);
        assertThat(decode("48 66 01C0", 8).operandSize()).isEqualTo(2);
    }

    @Test
    void byte_registers_4_to_7_are_high_halves_without_REX() {
        assertThat(decode("88E0", 8).second()).isEqualTo(Instruction.HIGH_BYTE);
        assertThat(decode("40 88E0", 8).second()).isEqualTo(4);
    }

    @Test
    void in_64_bit_mode_the_overrides_of_ES_CS_SS_and_DS_are_ignored() {
        assertThat(decode("2E 8B00", 8).segment()).isEqualTo(3);
        assertThat(decode("2E 8B00", 4).segment()).isEqualTo(1);
        assertThat(decode("64 2E 8B00", 8).segment()).isEqualTo(4);
        assertThat(decode("8B45 00", 8).segment()).isEqualTo(2);
    }

    @Test
    void INS_04_instructions_of_features_that_no_profile_has_are_invalid() {
        // INVPCID, RDPRU, MCOMMIT, INVLPGB, TLBSYNC, MONITORX, MWAITX, XGETBV, CLZERO
        for (String hex : new String[] {
            "660F388200", "0F01FD", "F30F01FA", "0F01FE", "0F01FF", "0F01FA", "0F01FB", "0F01D0", "0F01FC"
        }) {
            assertThat(decode(hex, 8).operation()).as(hex).isEqualTo(Operation.INVALID);
        }
        assertThat(decode("660F380000", 8).operation()).isEqualTo(Operation.NOT_MODELLED);
    }

    @Test
    void undefined_opcodes_are_invalid() {
        for (String hex :
                new String[] {"0F0B", "0FB9C0", "0FFFC0", "0F04", "0F24C0", "FFF8", "8FC8", "0F01C0", "FEF0"}) {
            assertThat(decode(hex, 8).operation()).as(hex).isEqualTo(Operation.INVALID);
        }
    }
}
