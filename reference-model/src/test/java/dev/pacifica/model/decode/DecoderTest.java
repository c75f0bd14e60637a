package dev.pacifica.model.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class DecoderTest {
    private static final CpuProfile FULL = CpuProfile.named("full");
    private static final CpuProfile EVERYTHING = withAllFeatures();

    private static CpuProfile withAllFeatures() {
        CpuProfile profile = FULL;
        for (Feature feature : Feature.values()) {
            profile = profile.with(feature);
        }
        return profile;
    }

    private static Instruction decode(String hex, int codeSize) {
        return decode(hex, codeSize, EVERYTHING);
    }

    private static Instruction decode(String hex, int codeSize, CpuProfile profile) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        int[] at = {0};
        return new Decoder(profile).decode(() -> at[0] < bytes.length ? bytes[at[0]++] & 0xFF : 0x90, codeSize);
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
        assertThat(new Decoder(FULL.without(Feature.ALT_MOV_CR8))
                        .decode(() -> bytes[at[0]++] & 0xFF, 4)
                        .operation())
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
    void INS_04_an_instruction_of_a_feature_that_the_profile_lacks_is_invalid() {
        for (String hex :
                new String[] {"660F388200", "0F01FA", "0F01FB", "0F01D0", "F30FB8C0", "0F38F000", "C4E278F2C0"}) {
            assertThat(decode(hex, 8).operation()).as(hex).isNotEqualTo(Operation.INVALID);
            CpuProfile profile = EVERYTHING;
            for (Feature feature : new Feature[] {
                Feature.INVPCID, Feature.MONITORX, Feature.XSAVE, Feature.POPCNT, Feature.MOVBE, Feature.BMI1
            }) {
                profile = profile.without(feature);
            }
            assertThat(decode(hex, 8, profile).operation()).as(hex).isEqualTo(Operation.INVALID);
        }
    }

    @Test
    void without_LZCNT_and_TZCNT_the_prefix_F3_leaves_BSR_and_BSF() {
        CpuProfile profile = EVERYTHING.without(Feature.ABM).without(Feature.BMI1);
        assertThat(decode("F3 0FBDC1", 4).operation()).isEqualTo(Operation.LZCNT);
        assertThat(decode("F3 0FBCC1", 4).operation()).isEqualTo(Operation.TZCNT);
        assertThat(decode("F3 0FBDC1", 4, profile).operation()).isEqualTo(Operation.BSR);
        assertThat(decode("F3 0FBCC1", 4, profile).operation()).isEqualTo(Operation.BSF);
    }

    @Test
    void a_prefix_that_belongs_to_the_opcode_selects_the_form_and_leaves_the_operand_size() {
        assertThat(decode("66 0F38F6C1", 4).operation()).isEqualTo(Operation.ADCX);
        assertThat(decode("66 0F38F6C1", 4).operandSize()).isEqualTo(4);
        assertThat(decode("66 0F38F000", 4).operation()).isEqualTo(Operation.MOVBE);
        assertThat(decode("66 0F38F000", 4).operandSize()).isEqualTo(2);
        assertThat(decode("66 F2 0F38F1C1", 4).operation()).isEqualTo(Operation.CRC32);
        assertThat(decode("66 F2 0F38F1C1", 4).secondSize()).isEqualTo(2);
        assertThat(decode("66 F3 0F6F00", 4).operation()).isEqualTo(Operation.MOVDQU);
    }

    @Test
    void a_VEX_prefix_needs_64_bit_mode_or_what_would_be_a_register_operand() {
        Instruction andn = decode("C4 E2 70 F2 C2", 4); // andn eax, ecx, edx
        assertThat(andn.operation()).isEqualTo(Operation.ANDN);
        assertThat(List.of(andn.first(), andn.second(), andn.third(), andn.operandSize()))
                .containsExactly(0, 1, 2, 4);
        assertThat(decode("C4 62 F0 F2 C2", 8).first()).isEqualTo(8);
        assertThat(decode("C4 62 F0 F2 C2", 8).operandSize()).isEqualTo(8);
        assertThat(decode("C4 22", 4).operation()).isEqualTo(Operation.LES);
        assertThat(decode("C4 E2 74 F2 C2", 4).operation()).isEqualTo(Operation.INVALID); // VEX.L
        assertThat(decode("66 C4 E2 70 F2 C2", 4).operation()).isEqualTo(Operation.INVALID);
        assertThat(decode("48 C4 E2 70 F2 C2", 8).operation()).isEqualTo(Operation.INVALID);
    }

    @Test
    void what_is_not_modelled_has_a_name() {
        assertThat(decode("0F58C1", 8).operation()).isEqualTo(Operation.NOT_MODELLED_SSE);
        assertThat(decode("0F58C1", 8).mnemonic()).isEqualTo("addps");
        assertThat(decode("D9FA", 8).mnemonic()).isEqualTo("fsqrt");
        assertThat(decode("0F8400000000", 4).mnemonic()).isEqualTo("je");
        assertThat(decode("4898", 8).mnemonic()).isEqualTo("cdqe");
    }

    @Test
    void D6_which_processors_execute_and_manuals_pass_over_is_not_modelled() {
        assertThat(decode("D6", 4).operation()).isEqualTo(Operation.NOT_MODELLED);
        assertThat(decode("D6", 8).operation()).isEqualTo(Operation.INVALID);
    }

    @Test
    void undefined_opcodes_are_invalid() {
        for (String hex : new String[] {"0F04", "0F24C0", "FFF8", "8FC8", "0F01C0", "FEF0"}) {
            assertThat(decode(hex, 8).operation()).as(hex).isEqualTo(Operation.INVALID);
        }
    }
}
