package dev.pacifica.suite.expectation;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Difference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** A small expectation file about golden vectors, and results to hold against it. */
final class Samples {
    static final List<Vector> VECTORS = GoldenVectors.published();

    static final String ASID = "checks/asid-0";
    static final String BIT_32 = "checks/cr0-bit-32";
    static final String WITHOUT_PE = "checks/long-mode-without-pe";
    static final Difference SHORT_CODE = new Difference("vmcb@0x1002000.EXITCODE", "0xffffffffffffffff", "0xffffffff");
    static final Difference LOW_BIT = new Difference("rbx", "0x5a", "0x5b");

    static final String FILE = """
            {"format":1,"target":"toy","versions":["7.2"],"findings":[
            {"id":"TOY-01","title":"Short codes","rules":["CODE-02"],"does":"It writes 32 bits.","demands":"Write 64.","smallest":"checks/asid-0","signatures":[{"subject":"vmcb@*.EXITCODE","permitted":"0xffffffffffffffff","seen":"0xffffffff"}]},
            {"id":"TOY-02","title":"A low bit","rules":["CHK-05","CHK-16"],"does":"It sets bit 0.","demands":"Leave it.","smallest":"checks/asid-0","signatures":[{"vectors":["checks/a*"],"subject":"rbx","bits":"0x1"}]},
            {"id":"TOY-03","title":"Panic","rules":["CHK-11"],"does":"It dies.","demands":"Live.","smallest":"checks/long-mode-without-pe","signatures":[{"verdict":"crashed","says":"PANIC"}]}
            ],"known":[
            {"vector":"checks/asid-0","verdict":"diverging","findings":["TOY-01","TOY-02"],"differs":["rbx: permitted 0x5a, seen 0x5b","vmcb@0x1002000.EXITCODE: permitted 0xffffffffffffffff, seen 0xffffffff"]},
            {"vector":"checks/cr0-bit-32","verdict":"diverging","findings":["TOY-01"],"differs":["vmcb@0x1002000.EXITCODE: permitted 0xffffffffffffffff, seen 0xffffffff"]},
            {"vector":"checks/long-mode-without-pe","verdict":"crashed","findings":["TOY-03"],"differs":[]}
            ]}
            """;

    private Samples() {}

    static ExpectationFile read(String content) {
        return ExpectationReader.read("toy.json", content.getBytes(StandardCharsets.UTF_8), VECTORS);
    }

    static ExpectationFile file() {
        return read(FILE);
    }

    static Vector vector(String id) {
        return VECTORS.stream()
                .filter(vector -> vector.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    static Result conforming(String id) {
        return new Result(vector(id), Verdict.CONFORMING, "", List.of());
    }

    static Result diverging(String id, Difference... differences) {
        return new Result(vector(id), Verdict.DIVERGING, differences[0].toString(), List.of(differences));
    }

    static Result crashed(String id, String reason) {
        return Result.lost(vector(id), Verdict.CRASHED, reason);
    }

    /** Exactly what {@link #FILE} expects. */
    static List<Result> asKnown() {
        return Stream.of(
                        diverging(ASID, LOW_BIT, SHORT_CODE),
                        diverging(BIT_32, SHORT_CODE),
                        crashed(WITHOUT_PE, "it said: 0042 PANIC at the switch"))
                .toList();
    }
}
