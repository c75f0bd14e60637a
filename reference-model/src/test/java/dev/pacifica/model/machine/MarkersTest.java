package dev.pacifica.model.machine;

import static dev.pacifica.model.LongModeFixture.CODE;
import static dev.pacifica.model.LongModeFixture.handler;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.event.Interception;
import dev.pacifica.model.platform.InterruptLines;
import dev.pacifica.model.platform.Markers;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Rflags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a script of markers brings about in a 64-bit program of the host, and what the lines do with it. */
class MarkersTest {
    private static final int FIRST = 0x20;
    private static final int SECOND = 0x21;
    private static final String NOPS = "90909090";

    private final LongModeFixture x = new LongModeFixture();
    private final Interception interception = x.machine.execution().interception();
    private final InterruptLines lines = new InterruptLines(x.cpu, Freedom.standard(), interception);
    private final Markers markers = new Markers(x.cpu, interception::inGuest, lines);

    @BeforeEach
    void connect() {
        x.machine.setInterrupts(markers);
        x.cpu.rflags |= Rflags.IF;
    }

    private void interruptAt(long offset, int vector) {
        markers.at(CODE + offset, () -> lines.signalInterrupt(vector));
    }

    @Test
    void anEventHappensBeforeTheInstructionAtItsMarker() {
        interruptAt(2, FIRST);
        x.run(NOPS);
        assertThat(x.cpu.rip).isEqualTo(handler(FIRST));
        assertThat(x.stack(0) - CODE).isEqualTo(2);
    }

    @Test
    void anEventHappensOnce() {
        int[] times = {0};
        markers.at(CODE, () -> times[0]++);
        x.run("EBFE"); // jmp $
        assertThat(times[0]).isOne();
    }

    @Test
    void interruptsWaitInTheOrderInWhichTheyCame() {
        interruptAt(1, SECOND);
        interruptAt(1, FIRST);
        x.run(NOPS);
        assertThat(x.cpu.rip).isEqualTo(handler(SECOND));
        assertThat(lines.waiting()).isOne();
    }

    @Test
    void aMarkerOfAGuestDoesNotCountInTheHost() {
        markers.inGuestAt(CODE + 1, () -> lines.signalInterrupt(FIRST));
        interruptAt(3, SECOND);
        x.run(NOPS);
        assertThat(x.cpu.rip).isEqualTo(handler(SECOND));
    }

    @Test
    void aHaltedProcessorStandsAtTheInstructionBehindHlt() {
        interruptAt(1, FIRST);
        x.run("F4 90");
        assertThat(x.cpu.rip).isEqualTo(handler(FIRST));
        assertThat(x.stack(0) - CODE).isEqualTo(1);
    }

    @Test
    void anSmiThatNobodyInterceptsIsNotModelled() {
        markers.at(CODE + 1, lines::signalSmi);
        RunResult result = x.run(NOPS);
        assertThat(result.reason()).isEqualTo(StopReason.NOT_MODELLED);
        assertThat(result.detail()).contains("system management mode");
        assertThat(x.cpu.rip - CODE).isEqualTo(1);
    }

    @Test
    void GIF_25_an_SMI_is_held_while_GIF_is_0() {
        x.cpu.gif = false;
        markers.at(CODE + 1, lines::signalSmi);
        x.run("90 90 F4");
        assertThat(x.cpu.halted).isTrue();
    }
}
