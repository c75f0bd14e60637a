package dev.pacifica.model.execute;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;
import org.junit.jupiter.api.Test;

/** Compare and exchange: pairs, alignment, and the write that always happens (APM3 chapter 3). */
class ExchangeTest {
    private static final int GP = ExceptionVector.GP.number();
    private static final int SS = ExceptionVector.SS.number();
    private static final int PF = ExceptionVector.PF.number();
    private static final long UNMAPPED = 0x40_0000;
    private static final long SECOND_PAGE = 0x20_0000;

    private LongModeFixture x = new LongModeFixture();

    private long[] gpr() {
        return x.cpu.gpr;
    }

    @Test
    void APM3_CMPXCHG8B_and_CMPXCHG16B_exchange_pairs() {
        gpr()[Cpu.RBP] = DATA;
        x.machine.memory().write64(DATA, 0x1111_1111_2222_2222L);
        gpr()[Cpu.RAX] = 0xFFFF_FFFF_2222_2222L;
        gpr()[Cpu.RDX] = 0x1111_1111L;
        gpr()[Cpu.RBX] = 0x33;
        gpr()[Cpu.RCX] = 0x44;
        x.cpu.rflags &= ~Rflags.ARITHMETIC;
        x.halts("0FC74D00");
        assertThat(x.quadword(DATA)).isEqualTo(0x44_0000_0033L);
        assertThat(x.cpu.rflags & Rflags.ARITHMETIC).isEqualTo(Rflags.ZF);
        x.cpu.rflags |= Rflags.ARITHMETIC;
        x.halts("0FC74D00");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0x33);
        assertThat(gpr()[Cpu.RDX]).isEqualTo(0x44);
        assertThat(x.cpu.rflags & Rflags.ARITHMETIC).isEqualTo(Rflags.ARITHMETIC & ~Rflags.ZF);
        x.machine.memory().write64(DATA + 8, -5);
        x.halts("480FC74D00");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0x44_0000_0033L);
        assertThat(gpr()[Cpu.RDX]).isEqualTo(-5);
        x.halts("F0480FC74D00");
        assertThat(x.quadword(DATA)).isEqualTo(0x33);
        assertThat(x.quadword(DATA + 8)).isEqualTo(0x44);
    }

    @Test
    void APM3_CMPXCHG16B_checks_the_alignment_of_the_linear_address_before_the_page() {
        gpr()[Cpu.RBP] = UNMAPPED + 8;
        assertThat(x.vectorOfAnew("480FC74D00")).isEqualTo(GP);
        x = new LongModeFixture();
        x.cpu.fs.base = 8;
        gpr()[Cpu.RBP] = DATA + 8;
        x.halts("64480FC74D00");
        gpr()[Cpu.RBP] = DATA;
        assertThat(x.vectorOfAnew("64480FC74D00")).isEqualTo(GP);
    }

    @Test
    void APM3_CMPXCHG16B_checks_the_alignment_before_the_canonical_form() {
        gpr()[Cpu.RBP] = 1L << 62;
        assertThat(x.vectorOfAnew("480FC74D00")).isEqualTo(SS);
        x = new LongModeFixture();
        gpr()[Cpu.RBP] = (1L << 62) + 8;
        assertThat(x.vectorOfAnew("480FC74D00")).isEqualTo(GP);
    }

    @Test
    void APM3_CMPXCHG8B_needs_all_eight_bytes_inside_the_limit() {
        x.compatibility();
        x.cpu.ds.limit = (int) DATA + 7;
        gpr()[Cpu.RBX] = DATA;
        x.halts("0FC70B");
        gpr()[Cpu.RBX] = DATA + 1;
        assertThat(x.vectorOfAnew("0FC70B")).isEqualTo(GP);
    }

    @Test
    void APM3_CMPXCHG_writes_its_destination_even_if_it_does_not_change() {
        for (String hex : new String[] {"0FB10B", "0FC70B", "0FC10B", "870B"}) {
            for (long entry : new long[] {0x20_0000 | 0x85, 0x20_0000 | 0x86}) { // read-only, not present
                LongModeFixture each = new LongModeFixture();
                each.machine.memory().write64(PD + 8, entry);
                each.cpu.gpr[Cpu.RBX] = SECOND_PAGE;
                each.cpu.gpr[Cpu.RAX] = 5;
                assertThat(each.vectorOf(hex)).as(hex).isEqualTo(PF);
                assertThat(each.stack(0) & 2).as("a write").isEqualTo(2);
                assertThat(each.cpu.gpr[Cpu.RAX]).isEqualTo(5);
            }
        }
    }
}
