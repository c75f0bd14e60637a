package dev.pacifica.model.event;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Rflags;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where the model asks what is intercepted (APM2 15.9 to 15.12). */
class InterceptionTest {
    private final LongModeFixture x = new LongModeFixture();
    private final List<String> asked = new ArrayList<>();
    private final VmExit signal = new VmExit();
    /** While set, the stop addresses of the fixture do not count. */
    private boolean guest;

    private long exitCode = -1;
    private long info1;
    private boolean fetched;
    private long eventInDelivery;

    /** Intercepts these exit codes; the first exit stops the machine. */
    private void intercept(Integer... codes) {
        Set<Integer> set = Set.of(codes);
        Interception interception = new Interception() {
            @Override
            public boolean inGuest() {
                return guest;
            }

            @Override
            public void instruction(Intercept which, long info) {
                asked.add(which.name());
                if (set.contains(which.exitCode())) {
                    throw signal.with(which.exitCode(), info, 0, x.cpu.nextRip);
                }
            }

            @Override
            public void port(int port, int size, long info) {
                if (set.contains(Intercept.IOIO_PROT.exitCode())) {
                    throw signal.with(Intercept.IOIO_PROT.exitCode(), info, x.cpu.nextRip, x.cpu.nextRip);
                }
            }

            @Override
            public void msr(int number, boolean write) {
                if (set.contains(Intercept.MSR_PROT.exitCode())) {
                    throw signal.with(Intercept.MSR_PROT.exitCode(), write ? 1 : 0, 0, x.cpu.nextRip);
                }
            }

            @Override
            public void exception(int vector, int errorCode) {
                asked.add("#" + vector);
                if (set.contains(0x40 + vector)) {
                    throw signal.with(0x40 + vector, errorCode, 0, 0);
                }
            }

            @Override
            public void pageFault(int errorCode, long address, boolean fetch) {
                if (set.contains(0x4E)) {
                    fetched = fetch;
                    throw signal.with(0x4E, errorCode, address, 0);
                }
            }

            @Override
            public void shutdown() {
                if (set.contains(Intercept.SHUTDOWN.exitCode())) {
                    throw signal.with(Intercept.SHUTDOWN.exitCode(), 0, 0, 0);
                }
            }
        };
        x.machine.execution().setInterception(interception);
        x.machine.setExitHandler(exit -> {
            exitCode = exit.exitCode();
            info1 = exit.info1();
            eventInDelivery = x.machine.execution().delivery.current().encoded();
            x.machine.requestStop("exit");
            x.cpu.rip = CODE + 0x800; // the host: nothing but NOP and HLT
            x.machine.memory().write16(CODE + 0x800, 0xF490);
        });
    }

    private void assertExit(int code) {
        assertThat(exitCode).isEqualTo(code);
    }

    @Test
    void INS_25_CPUID_is_intercepted_before_anything() {
        intercept(0x72);
        x.user();
        x.run("0FA2");
        assertExit(0x72);
    }

    @Test
    void INS_33_HLT_faults_at_CPL_3_before_the_intercept() {
        intercept(0x78);
        x.user();
        assertThat(x.vectorOf("F4")).isEqualTo(13);
        assertThat(asked).doesNotContain("HLT");
    }

    @Test
    void INS_20_TSD_comes_before_the_RDTSC_intercept() {
        intercept(0x6E);
        x.user().cpu.cr4 |= Cr4.TSD;
        assertThat(x.vectorOf("0F31")).isEqualTo(13);
    }

    @Test
    void INS_24_PUSHF_is_intercepted_before_stack_faults() {
        intercept(0x70);
        x.cpu.gpr[Cpu.RSP] = 0x40_0000_0000L;
        x.run("9C");
        assertExit(0x70);
    }

    @Test
    void INS_28_DA_05_INTn_is_intercepted_before_its_gate_is_looked_at() {
        intercept(0x75);
        x.cpu.idtr.limit = 0;
        x.run("CD13");
        assertExit(0x75);
        assertThat(info1).isEqualTo(0x13);
    }

    @Test
    void INS_11_an_illegal_CR0_value_faults_before_the_intercept() {
        intercept(0x10);
        x.cpu.gpr[Cpu.RAX] = 1L << 32 | x.cpu.cr0;
        assertThat(x.vectorOf("0F22C0")).isEqualTo(13);
    }

    @Test
    void INS_13_DA_01_the_plain_CR0_write_intercept_wins_over_the_selective_one() {
        intercept(0x10, 0x65);
        x.cpu.gpr[Cpu.RBX] = x.cpu.cr0 ^ 1 << 5;
        x.run("0F22C3");
        assertExit(0x10);
        assertThat(info1).isEqualTo(1L << 63 | Cpu.RBX);
    }

    @Test
    void CR_14_the_selective_intercept_ignores_TS_and_MP_alone() {
        intercept(0x65);
        x.cpu.gpr[Cpu.RBX] = x.cpu.cr0 ^ 0b1010;
        x.run("0F22C3 F4");
        assertThat(exitCode).isEqualTo(-1);
        assertThat(x.cpu.cr0 & 0b1010).isEqualTo(0b1010);
    }

    @Test
    void INS_12_LMSW_hits_the_selective_intercept_whatever_the_value() {
        intercept(0x65);
        x.run("0F01F0");
        assertExit(0x65);
    }

    @Test
    void INS_18_LGDT_is_intercepted_before_its_operand_is_read() {
        intercept(0x6B);
        x.cpu.gpr[Cpu.RAX] = 0x40_0000;
        x.run("0F0110");
        assertExit(0x6B);
    }

    @Test
    void INS_35_DA_06_INVLPG_reports_the_linear_address() {
        intercept(0x79);
        x.cpu.gs.base = 0x1000;
        x.cpu.gpr[Cpu.RAX] = 0x234;
        x.run("65 0F0178 01");
        assertExit(0x79);
        assertThat(info1).isEqualTo(0x1235);
    }

    @Test
    void MSR_07_the_permission_map_comes_before_the_checks_of_the_register() {
        intercept(0x7C);
        x.cpu.gpr[Cpu.RCX] = 0x1234_5678;
        x.run("0F30");
        assertExit(0x7C);
        assertThat(info1).isEqualTo(1);
    }

    @Test
    void MSR_07_CPL_comes_before_the_permission_map() {
        intercept(0x7C);
        x.user();
        assertThat(x.vectorOf("0F32")).isEqualTo(13);
    }

    @Test
    void IOIO_10_the_exit_information_describes_an_OUT() {
        intercept(0x7B);
        guest = true;
        x.cpu.gpr[Cpu.RDX] = 0x3F8;
        x.run("EF"); // out dx, eax
        assertExit(0x7B);
        assertThat(info1).isEqualTo(0x3F8L << 16 | 1 << 9 | 1 << 6);
    }

    @Test
    void IOIO_10_IOIO_12_the_exit_information_describes_a_repeated_OUTS_from_FS() {
        intercept(0x7B);
        guest = true;
        x.cpu.gpr[Cpu.RDX] = 0x80;
        x.cpu.gpr[Cpu.RCX] = 3;
        x.run("F3 64 66 67 6F"); // rep outsw fs:[esi]
        assertExit(0x7B);
        assertThat(info1).isEqualTo(0x80L << 16 | Cpu.FS << 10 | 1 << 8 | 1 << 5 | 1 << 3 | 1 << 2);
        assertThat(x.cpu.gpr[Cpu.RCX]).isEqualTo(3); // IOIO-06
    }

    @Test
    void IOIO_05_the_TSS_permission_map_comes_before_the_intercept() {
        intercept(0x7B);
        guest = true;
        x.user();
        x.machine.memory().write8(handler(13), 0xF4); // HLT
        assertThat(x.run("EE").rip()).isEqualTo(handler(13) + 1);
        assertThat(exitCode).isEqualTo(-1);
    }

    @Test
    void XII_21_EXC_24_a_page_fault_is_intercepted_before_CR2_is_written() {
        intercept(0x4E);
        x.run("A1 0000400000000000");
        assertExit(0x4E);
        assertThat(x.cpu.cr2).isZero();
        assertThat(info1).isZero();
    }

    @Test
    void DA_11_the_hypervisor_is_told_whether_a_page_fault_was_a_fetch() {
        intercept(0x4E);
        x.run("A1 0000400000000000");
        assertThat(fetched).isFalse();
        x.cpu.gpr[Cpu.RAX] = 0x4000_0000L;
        x.cpu.rip = CODE;
        x.run("FFE0");
        assertExit(0x4E);
        assertThat(fetched).isTrue();
    }

    @Test
    void EXC_11_general_detect_is_clear_in_DR7_when_the_intercept_of_DB_is_tested() {
        intercept(0x41);
        x.cpu.dr7 |= 1 << 13;
        x.run("0F21C0");
        assertExit(0x41);
        assertThat(x.cpu.dr7 & 1 << 13).isZero();
        assertThat(x.cpu.dr6 & 1 << 13).isNotZero();
    }

    @Test
    void INS_42_MONITOR_reads_its_address_before_the_intercept() {
        intercept(0x8A);
        x.cpu.gpr[Cpu.RCX] = 0;
        x.cpu.gpr[Cpu.RAX] = 0x4000_0000L;
        assertThat(x.vectorOf("0F01C8")).isEqualTo(14);
        x.cpu.rip = CODE;
        x.cpu.gpr[Cpu.RAX] = DATA;
        x.run("0F01C8");
        assertExit(0x8A);
    }

    @Test
    void INS_43_the_conditional_MWAIT_intercept_comes_first_if_the_monitor_is_armed() {
        intercept(0x8B, 0x8C);
        x.cpu.gpr[Cpu.RCX] = 0;
        x.cpu.gpr[Cpu.RAX] = DATA;
        x.run("0F01C8 0F01C9");
        assertExit(0x8C);
    }

    @Test
    void INS_43_an_MWAIT_without_MONITOR_is_intercepted_unconditionally_only() {
        intercept(0x8B, 0x8C);
        x.cpu.gpr[Cpu.RCX] = 0;
        x.run("0F01C9");
        assertExit(0x8B);
    }

    @Test
    void SYS_27_MONITOR_and_MWAIT_are_a_UD_at_CPL_3_before_the_intercept() {
        intercept(0x8A, 0x8B, 0x8C);
        x.cpu.gpr[Cpu.RCX] = 0;
        x.cpu.gpr[Cpu.RAX] = DATA;
        assertThat(x.user().vectorOf("0F01C8")).isEqualTo(6);
        x.cpu.rip = CODE;
        assertThat(x.user().vectorOf("0F01C9")).isEqualTo(6);
    }

    @Test
    void VIRQ_20_VIRQ_21_MOV_CR8_writes_the_task_priority_unless_virtual_interrupts_are_masked() {
        intercept();
        x.cpu.gpr[Cpu.RBX] = 5;
        x.run("440F22C3 F4");
        assertThat(x.cpu.cr8).isEqualTo(5);
        assertThat(x.cpu.virtualTpr).isEqualTo(5);
        x.cpu.virtualInterruptMasking = true;
        x.cpu.halted = false;
        x.cpu.gpr[Cpu.RBX] = 7;
        x.cpu.rip = CODE;
        x.run("440F22C3 440F20C0 F4");
        assertThat(x.cpu.cr8).isEqualTo(5);
        assertThat(x.cpu.virtualTpr).isEqualTo(7);
        assertThat(x.cpu.gpr[Cpu.RAX]).isEqualTo(7);
    }

    @Test
    void XII_09_the_second_exception_is_tested_before_the_combination() {
        intercept(0x4B, 0x48);
        x.gate(13, CODE64, 0x0E, 0); // #GP cannot be delivered: #NP
        x.run("B8FF0F0000 8ED8");
        assertExit(0x4B);
        assertThat(eventInDelivery).isEqualTo(0xFFCL << 32 | 1L << 31 | 1 << 11 | 3 << 8 | 13);
    }

    @Test
    void XII_10_at_an_intercepted_double_fault_the_first_event_is_still_in_delivery() {
        intercept(0x48);
        x.gate(13, CODE64, 0x0E, 0);
        x.run("B8FF0F0000 8ED8");
        assertExit(0x48);
        assertThat(eventInDelivery & 0xFF).isEqualTo(13);
    }

    @Test
    void XII_11_at_an_intercepted_shutdown_the_double_fault_is_in_delivery() {
        intercept(0x7F);
        x.gate(13, CODE64, 0x0E, 0);
        x.gate(8, CODE64, 0x0E, 0);
        x.run("B8FF0F0000 8ED8");
        assertExit(0x7F);
        assertThat(eventInDelivery).isEqualTo(1L << 31 | 1 << 11 | 3 << 8 | 8);
    }

    @Test
    void XII_22_INTn_and_ICEBP_do_not_test_the_exception_intercepts() {
        intercept(0x41, 0x43);
        assertThat(x.vectorOf("F1")).isEqualTo(1);
        x.cpu.rip = CODE;
        assertThat(x.vectorOf("CD03")).isEqualTo(3);
        assertThat(asked).noneMatch(name -> name.startsWith("#"));
    }

    @Test
    void XII_22_INT3_tests_the_breakpoint_intercept_and_rIP_stays_at_it() {
        intercept(0x43);
        long[] ripAtExit = new long[1];
        x.machine.setExitHandler(exit -> {
            ripAtExit[0] = x.cpu.rip;
            exitCode = exit.exitCode();
            x.machine.requestStop("exit");
            x.cpu.rip = CODE + 1;
        });
        x.run("CC F4");
        assertExit(0x43);
        assertThat(ripAtExit[0]).isEqualTo(CODE);
    }

    @Test
    void XII_23_an_injected_event_is_not_tested_but_its_secondary_exceptions_are() {
        intercept(0x46, 0x4B);
        x.machine.execution().delivery.inject(EventType.EXCEPTION, 6, false, 0, CODE + 7);
        assertThat(x.cpu.rip).isEqualTo(handler(6));
        assertThat(x.stack(0)).isEqualTo(CODE + 7);
        assertThat(x.machine.execution().delivery.current().isValid()).isFalse();

        x.gate(6, CODE64, 0x0E, 0);
        assertThatThrownBy(() -> x.machine.execution().delivery.inject(EventType.EXCEPTION, 6, false, 0, CODE))
                .isSameAs(signal);
        assertThat(signal.exitCode()).isEqualTo(0x4B);
        assertThat(x.machine.execution().delivery.current().encoded()).isEqualTo(1L << 31 | 3 << 8 | 6);
    }

    @Test
    void INJ_24_an_injected_INTn_respects_the_DPL_of_the_gate() {
        x.user();
        x.machine.execution().delivery.inject(EventType.SOFTWARE, 0x20, false, 0, CODE);
        assertThat(x.cpu.rip).isEqualTo(handler(13));
        x.user();
        x.cpu.setRflags(Rflags.IF);
        x.machine.execution().delivery.inject(EventType.INTERRUPT, 0x20, false, 0, CODE);
        assertThat(x.cpu.rip).isEqualTo(handler(0x20));
    }
}
