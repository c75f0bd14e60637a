package dev.pacifica.suite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code pacifica explore}. */
class ExploreCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyOutcomeIsShownWithTheWaysToIt() {
        assertThat(pacifica("explore", "tlb/host-without-flush")).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "  2 ways on the reference model, profile full",
                        "Outcome 1 of 2: 1 way",
                        "  by TLB-19, time 1: the remembered translation is used",
                        "Outcome 2 of 2: 1 way",
                        "  by TLB-19, time 1: the tables are walked",
                        "    rdx     0x0 -> 0x1111",
                        "    rdx     0x0 -> 0x1311");
    }

    @Test
    void aVectorWithoutFreedomSaysSo() {
        assertThat(pacifica("explore", "checks/asid-0", "--profile", "barcelona"))
                .isZero();
        assertThat(out.toString()).contains("1 way on the reference model, profile barcelona", "by nothing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "explore checks/asid0 | no vector is called 'checks/asid0'; did you mean 'checks/asid-0'?",
                "explore checks/asid-0 --profile nonsense | There is no profile 'nonsense'",
                "explore exceptions/bp-next-rip --profile opteron-f | profile opteron-f cannot meet",
                "explore | Missing required parameter: 'VECTOR'",
            })
    void unusableInputSaysWhatToDo(String arguments, String message) {
        assertThat(pacifica(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    private int pacifica(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
