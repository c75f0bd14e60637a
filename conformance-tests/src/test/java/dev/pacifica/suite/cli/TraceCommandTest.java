package dev.pacifica.suite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.explain.Samples;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code pacifica trace}. */
class TraceCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void traceOfAVectorOfOnesOwnFile() {
        assertThat(pacifica("trace", "sample/asid-0", "--file", Samples.file().toString(), "--rules"))
                .isZero();
        assertThat(out.toString().lines()).containsExactlyElementsOf(Samples.approved("asid-0.trace.txt"));
    }

    @Test
    void profileAndFormAreChosen() {
        assertThat(pacifica("trace", "checks/asid-0", "--profile", "barcelona", "--json"))
                .isZero();
        assertThat(out.toString())
                .startsWith("{\"format\":1,\"vector\":\"checks/asid-0\",\"profile\":\"barcelona\"}")
                .doesNotContain("\"rules\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trace checks/asid0 | no vector is called 'checks/asid0'; did you mean 'checks/asid-0'?",
                "trace checks/asid-0 --profile nonsense | There is no profile 'nonsense'",
                "trace exceptions/bp-next-rip --profile opteron-f | profile opteron-f cannot meet",
                "trace checks/asid-0 --file /no/such.json | /no/such.json: cannot be read",
                "trace | Missing required parameter: 'VECTOR'",
            })
    void unusableInputSaysWhatToDo(String arguments, String message) {
        assertThat(pacifica(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    private int pacifica(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
