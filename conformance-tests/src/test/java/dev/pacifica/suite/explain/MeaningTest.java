package dev.pacifica.suite.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.suite.vector.Names;
import dev.pacifica.suite.vector.VmcbField;
import dev.pacifica.suite.vector.VmcbLayout;
import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What values mean, and that the published names are those of the model. */
class MeaningTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "EXITCODE | 7b | IOIO_PROT",
                "EXITCODE | 400 | NPF",
                "EXITCODE | ffffffffffffffff | INVALID",
                "EXITCODE | 3ff | unassigned",
                "INTERCEPT_4 | 3 | VMRUN VMMCALL",
                "INTERCEPT_5 | 80000001 | INVLPGB bit31",
                "CR0 | 80010033 | PE MP ET NE WP PG",
                "cr0 | 1 | PE",
                "EFER | 1d00 | LME LMA NXE SVME",
                "RFLAGS | 2 | ''",
                "rflags | 3247 | CF PF ZF IF IOPL=3",
                "DR6 | ffff4ff0 | BS",
                "DR7 | 2400 | GD",
                "CS.attributes | a9b | code, readable, DPL 0, present, L: 64-bit, G",
                "SS.attributes | cf2 | data, writable, not accessed, DPL 3, present, B: 32-bit, G",
                "TR.attributes | 8b | system type 11, DPL 0, present",
                "DS.attributes | 0 | null: not present",
                "EVENTINJ | 0 | none",
                "EVENTINJ | 120 | none: V is clear",
                "EVENTINJ | 80000120 | reserved type 1, vector 32",
                "EXITINTINFO | 3300000080000b0d | exception #GP, error code 0x33000000",
                "EXITINTINFO | 80000420 | software interrupt 32",
                "EXITINTINFO | 80000202 | NMI",
                "TLB_CONTROL | 1 | flush all address spaces",
                "GUEST_ASID | 1 | ''",
            })
    void valuesAreNamed(String name, String value, String meaning) {
        assertThat(Meaning.of(name, Long.parseUnsignedLong(value, 16))).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10 | 8000000000000003 | MOV with rbx",
                "10 | 0 | ''",
                "4e | 6 | RW US",
                "75 | 80 | vector 128",
                "7b | 3f80140 | OUT port 0x3f8, 32-bit, address size 32",
                "7b | 600110 | OUT port 0x60, 8-bit, address size 32",
                "7b | 60021d | REP INS port 0x60, 8-bit, address size 64, ES",
                "7c | 1 | WRMSR",
                "7c | 0 | RDMSR",
                "72 | 1234 | ''",
            })
    void exitInformationIsReadByExitCode(String exitCode, String info, String meaning) {
        assertThat(Meaning.exitInfo1(Long.parseLong(exitCode, 16), Long.parseUnsignedLong(info, 16)))
                .isEqualTo(meaning);
    }

    /** The bit of every intercept, and through it the name of every exit code below C0h (INS-01). */
    @ParameterizedTest
    @EnumSource(Intercept.class)
    void interceptsHaveTheNamesOfTheModel(Intercept intercept) {
        assertThat(Names.published().value("EXITCODE", intercept.exitCode())).contains(intercept.name());
    }

    @Test
    void noOtherInterceptBitHasAName() {
        long named = VmcbLayout.published().fields().stream()
                .map(VmcbField::name)
                .filter(name -> name.startsWith("INTERCEPT_"))
                .mapToLong(name -> Names.published().bits(name).size())
                .sum();
        assertThat(named).isEqualTo(Intercept.values().length);
    }

    @ParameterizedTest
    @CsvSource({"CR0", "CR4", "EFER", "RFLAGS"})
    void registerBitsHaveTheNamesOfTheModel(String register) throws IllegalAccessException {
        Class<?> constants = switch (register) {
            case "CR0" -> Cr0.class;
            case "CR4" -> Cr4.class;
            case "EFER" -> Efer.class;
            default -> Rflags.class;
        };
        for (Field field : constants.getFields()) {
            long bits = field.getLong(null);
            if (Long.bitCount(bits) == 1 && !field.getName().equals("FIXED_ONE")) {
                assertThat(Names.published().set(register, bits)).containsExactly(field.getName());
            }
        }
    }
}
