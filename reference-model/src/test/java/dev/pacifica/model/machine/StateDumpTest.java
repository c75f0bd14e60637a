package dev.pacifica.model.machine;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.state.Cpu;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One screen for each way in which a run can end badly. */
class StateDumpTest {
    private final LongModeFixture x = new LongModeFixture();

    private List<String> dump(String program, long budget, long quietSteps) {
        x.program(program);
        LastInstructions last = new LastInstructions(quietSteps);
        RunResult result = last.run(x.machine, budget);
        assertThat(StateDump.isWorthwhile(result.reason())).isTrue();
        List<String> lines = StateDump.lines(x.machine, result, last);
        assertThat(lines).hasSizeBetween(15, 40).allMatch(line -> line.length() <= 100);
        return lines;
    }

    @Test
    void a_triple_fault_shows_the_events_that_led_to_it() {
        x.cpu.idtr.set(IDT, 0);
        List<String> lines = dump("90 0F0B", 100, 0);
        assertThat(lines.get(0)).endsWith("the processor has shut down");
        assertThat(lines.get(1))
                .isEqualTo("events of the last step: #UD, #GP(33h), #GP(6Bh), double fault, #GP(43h), shutdown");
        assertThat(lines).contains("host, 64-bit, CPL 0, ASID 0");
        assertThat(lines.get(lines.size() - 1))
                .isEqualTo("  host  64-bit        0008:0000000000010001 0F0B                           ud2");
    }

    @Test
    void HLT_with_nothing_pending() {
        List<String> lines = dump("B805000000 F4", 100, 0);
        assertThat(lines.get(0)).isEqualTo("ended after 2 steps: HLT, and nothing is pending that could end it");
        assertThat(lines).anyMatch(line -> line.startsWith("RAX 0000000000000005 RCX "));
        assertThat(lines).anyMatch(line -> line.startsWith("RIP 0000000000010006 RFLAGS 00000002"));
        assertThat(lines).anyMatch(line -> line.endsWith("CS   0008 A9B FFFFFFFF 0000000000000000"));
        assertThat(lines.subList(lines.size() - 3, lines.size()))
                .containsExactly(
                        "last instructions:",
                        "  host  64-bit        0008:0000000000010000 B805000000                     mov",
                        "  host  64-bit        0008:0000000000010005 F4                             hlt");
    }

    @Test
    void a_spent_budget_shows_the_last_16_instructions() {
        List<String> lines = dump("48FFC0 EBFB", 1001, 0);
        assertThat(lines.get(0)).isEqualTo("ended after 1001 steps: no more steps were allowed");
        assertThat(lines.subList(lines.size() - 17, lines.size() - 16)).containsExactly("last instructions:");
        assertThat(lines.get(lines.size() - 1)).endsWith("48FFC0                         inc");
        assertThat(lines.get(lines.size() - 2)).endsWith("EBFB                           jmp");
        assertThat(lines).anyMatch(line -> line.startsWith("RAX 00000000000001F5 "));
    }

    @Test
    void quiet_steps_change_nothing_but_what_is_remembered() {
        List<String> all = dump("48FFC0 EBFB", 1001, 0);
        LongModeFixture other = new LongModeFixture();
        other.program("48FFC0 EBFB");
        LastInstructions last = new LastInstructions(980);
        RunResult result = last.run(other.machine, 1001);
        assertThat(StateDump.lines(other.machine, result, last)).isEqualTo(all);
    }

    @Test
    void an_instruction_that_is_not_modelled_is_the_last_one() {
        x.cpu.gpr[Cpu.RBX] = -1;
        List<String> lines = dump("90 D9FA F4", 100, 0);
        assertThat(lines.get(0))
                .startsWith("ended after 1 step: the model does not have ")
                .contains("fsqrt");
        assertThat(lines.get(lines.size() - 1)).contains("0008:0000000000010001 D9FA");
        assertThat(lines.get(0).strip() + " " + lines.get(1).strip()).contains("d9 fa f4");
        assertThat(lines).anyMatch(line -> line.contains("RBX FFFFFFFFFFFFFFFF"));
    }
}
