package dev.pacifica.suite.report;

import dev.pacifica.suite.asm.AssemblyException;
import dev.pacifica.suite.explain.EventLines;
import dev.pacifica.suite.explain.Listing;
import dev.pacifica.suite.report.Report.CodeLine;
import dev.pacifica.suite.report.Report.CodeListing;
import dev.pacifica.suite.report.Report.Details;
import dev.pacifica.suite.report.Report.MemorySetup;
import dev.pacifica.suite.report.Report.PermittedOutcome;
import dev.pacifica.suite.report.Report.Setting;
import dev.pacifica.suite.report.Report.VmcbSetup;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.vector.Bytes;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.walk.WalkPictures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tells one experiment in full. */
final class DetailsReader {
    /** Code that is listed. */
    private record Source(long at, int bits, List<String> lines) {}

    /** Listings made so far: vectors share most of their code, and the assembler is not for free. */
    private final Map<Source, List<CodeLine>> listings = new HashMap<>();

    Details details(Result result) {
        Vector vector = result.vector();
        return new Details(
                vector.id(),
                vector.why(),
                texts(vector.requires()),
                registers(vector),
                vector.vmcbs().stream()
                        .map(vmcb -> new VmcbSetup(
                                hex(vmcb.at()),
                                vmcb.fields().entrySet().stream()
                                        .filter(field -> field.getValue() != 0)
                                        .map(field -> new Setting(field.getKey(), hex(field.getValue())))
                                        .toList()))
                        .toList(),
                vector.memory().stream()
                        .filter(memory -> memory.listing().isEmpty())
                        .map(memory ->
                                new MemorySetup(hex(memory.at()), memory.bytes().toString()))
                        .toList(),
                vector.events().stream().map(event -> EventLines.of(event)).toList(),
                code(vector),
                permitted(result),
                alternatives(result),
                WalkPictures.of(vector).stream().toList());
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static List<Setting> registers(Vector vector) {
        return Stream.concat(vector.gpr().entrySet().stream(), vector.state().entrySet().stream())
                .map(register -> new Setting(register.getKey().registerName(), hex(register.getValue())))
                .toList();
    }

    private List<CodeListing> code(Vector vector) {
        List<CodeListing> code = new ArrayList<>();
        Vector.Code program = vector.program();
        code.add(listing("host program", program.at(), program.bits(), program.bytes(), program.listing()));
        for (MemoryContent memory : vector.memory()) {
            if (!memory.listing().isEmpty()) {
                code.add(listing("code in memory", memory.at(), memory.bits(), memory.bytes(), memory.listing()));
            }
        }
        return code;
    }

    private CodeListing listing(String role, long at, int bits, Bytes bytes, List<String> source) {
        return new CodeListing(
                role,
                bits,
                listings.computeIfAbsent(new Source(at, bits, source), key -> lines(at, bits, bytes, source)));
    }

    /** Line by line; as one line, if the source of somebody's own vector is none that the assembler knows. */
    private static List<CodeLine> lines(long at, int bits, Bytes bytes, List<String> source) {
        try {
            return Listing.of(at, bits, source).stream()
                    .map(line -> new CodeLine(hex(line.address()), Listing.bytes(line), line.text()))
                    .toList();
        } catch (AssemblyException e) {
            return List.of(new CodeLine(hex(at), bytes.toString(), String.join("\n", source)));
        }
    }

    /** The outcome that was missed by least; where nothing was seen, each that would have been permitted. */
    private static List<PermittedOutcome> permitted(Result result) {
        Vector vector = result.vector();
        return vector.cases().stream()
                .flatMap(one -> outcomes(result, one).map(outcome -> OutcomeReader.read(result, one, outcome)))
                .toList();
    }

    private static Stream<Outcome> outcomes(Result result, Case one) {
        return one.outcomes().stream()
                .filter(outcome ->
                        result.nearest().isEmpty() || result.nearest().contains(outcome));
    }

    private static int alternatives(Result result) {
        return result.nearest().stream()
                .flatMap(nearest -> result.vector().cases().stream()
                        .filter(one -> one.outcomes().contains(nearest)))
                .findFirst()
                .map(one -> one.outcomes().size() - 1)
                .orElse(0);
    }

    static List<String> texts(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }
}
