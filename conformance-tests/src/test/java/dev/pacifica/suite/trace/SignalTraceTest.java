package dev.pacifica.suite.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.explain.EventLines;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the platform signals is shown, in a trace where it happens and in an explanation where it will. */
class SignalTraceTest {
    @ParameterizedTest
    @CsvSource({
        "interrupt-exits/intr-while-running-long64,signal: INTR with vector 0x50,at 0x1003001 in the guest: INTR is signalled with vector 0x50",
        "interrupt-exits/nmi-while-running-long64,signal: NMI,at 0x1003001 in the guest: NMI is signalled",
        "interrupt-exits/smi-at-entry-long64,signal: SMI,at 0x1001003: SMI is signalled",
        "interrupt-exits/init-at-entry-long64,signal: INIT,at 0x1001003: INIT is signalled",
    })
    void aSignalIsShown(String id, String traced, String explained) {
        Vector vector = GoldenVectors.published().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(VectorTrace.of(vector, "full").text(false))
                .filteredOn(line -> line.contains("signal"))
                .singleElement()
                .asString()
                .endsWith(traced);
        assertThat(vector.events().stream().map(EventLines::of)).containsExactly(explained);
    }
}
