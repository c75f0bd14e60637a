package dev.pacifica.suite.explain;

import dev.pacifica.suite.asm.Assembly;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Condition;
import dev.pacifica.suite.vector.GuestState;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a vector is, for a person whose implementation departs from it: text of at most {@link Wrap#WIDTH} columns. */
public final class VectorExplanation {
    private final Vector vector;
    private final Function<String, Optional<String>> statements;
    private final FieldLines fields;
    private final List<String> lines = new ArrayList<>();

    private VectorExplanation(Vector vector, Function<String, Optional<String>> statements) {
        this.vector = vector;
        this.statements = statements;
        this.fields = new FieldLines(new Places(vector));
    }

    /** The explanation of {@code vector}, without what its rules say. */
    public static List<String> lines(Vector vector) {
        return lines(vector, rule -> Optional.empty());
    }

    /**
     * The explanation of {@code vector}.
     *
     * @param statements what a rule says, by its ID
     */
    public static List<String> lines(Vector vector, Function<String, Optional<String>> statements) {
        VectorExplanation explanation = new VectorExplanation(vector, statements);
        explanation.write();
        return explanation.lines;
    }

    /** What one of the outcomes of {@code vector} changes, and what it does not compare. */
    public static List<String> changes(Vector vector, Outcome outcome) {
        Outcome alone = new Outcome(
                outcome.ended(),
                outcome.registers(),
                outcome.vmcbs(),
                outcome.memory(),
                List.of(),
                outcome.unspecified());
        FieldLines fields = new FieldLines(new Places(vector));
        return new OutcomeLines(vector, fields).of(new Case(List.of(), List.of(alone)));
    }

    private void write() {
        heading();
        setup();
        code(
                "Host program, 64-bit",
                vector.program().at(),
                vector.program().bits(),
                vector.program().listing());
        for (MemoryContent memory : vector.memory()) {
            if (memory.bits() != 0) {
                code("Guest code, %d-bit".formatted(memory.bits()), memory.at(), memory.bits(), memory.listing());
            }
        }
        if (!vector.events().isEmpty()) {
            section("From outside, when the program first comes to the address");
            vector.events().forEach(event -> lines.addAll(Wrap.after("  ", EventLines.of(event))));
        }
        claims();
        for (Case one : vector.cases()) {
            String when = conditions(one.when(), "");
            section("Permitted" + (when.isEmpty() ? "" : " with " + when) + "; what is not listed must not change");
            lines.addAll(new OutcomeLines(vector, fields).of(one));
        }
        section("Rules that decide on the reference model, profile full");
        lines.addAll(DecidedRules.lines(vector));
        lines.add("");
        lines.add("Confirmed on: "
                + (vector.confirmedBy().isEmpty()
                        ? "nothing but the reference model"
                        : String.join(", ", vector.confirmedBy())));
    }

    private void heading() {
        lines.add(vector.id());
        lines.addAll(Wrap.after("  ", vector.title()));
        lines.addAll(Wrap.after("  if it fails:  ", vector.why()));
        lines.add("  level:        " + vector.level().name().toLowerCase(Locale.ROOT));
        lines.addAll(Wrap.after("  requires:     ", conditions(vector.requires(), "nothing")));
        lines.addAll(Wrap.after("  rules:        ", String.join(" ", vector.rules())));
        for (String rule : vector.rules()) {
            statements
                    .apply(rule)
                    .ifPresent(statement -> lines.addAll(Wrap.after("    %-12s".formatted(rule), statement)));
        }
        lines.add("  budget:       %d steps".formatted(vector.budget()));
    }

    private void setup() {
        section("Setup");
        SortedMap<Slot, Long> registers = new TreeMap<>(vector.gpr());
        registers.putAll(vector.state());
        if (registers.isEmpty()) {
            lines.add("  all registers are the fixture's");
        } else {
            lines.add("  registers that differ from the fixture's");
            lines.addAll(fields.registers("    ", Slot::initial, registers));
        }
        for (VmcbContent vmcb : vector.vmcbs()) {
            vmcb(vmcb);
        }
        for (MemoryContent memory : vector.memory()) {
            if (memory.bits() == 0) {
                lines.add("  memory at 0x%x, %d bytes"
                        .formatted(memory.at(), memory.bytes().length()));
                lines.addAll(fields.memory("    ", memory.at(), memory.bytes()));
            }
        }
        lines.addAll(Wrap.after(
                "  pages that it may touch: ",
                vector.footprint().stream().map("0x%x"::formatted).collect(Collectors.joining(" "))));
    }

    private void vmcb(VmcbContent vmcb) {
        String start = "  VMCB at 0x%x; ".formatted(vmcb.at());
        SortedMap<String, Long> named = new TreeMap<>(vmcb.fields());
        GuestState guest = GuestState.nearest(vmcb.fields());
        if (guest != null) {
            SortedMap<String, Long> differences = guest.differences(vmcb.fields());
            String but = differences.isEmpty() ? "" : " but for " + String.join(" ", differences.keySet());
            lines.addAll(Wrap.after(start, "as the guest " + guest.name() + but));
            named.putAll(differences);
            start = "    ";
        }
        lines.add(start + "fields that are not named are zero");
        lines.addAll(fields.vmcb("    ", named));
    }

    private void code(String what, long at, int bits, List<String> source) {
        section(what);
        for (Assembly.Line line : Listing.of(at, bits, source)) {
            lines.addAll(Wrap.after(
                    "  %08x  %-22s  ".formatted(line.address(), Listing.bytes(line)),
                    line.text().strip()));
        }
    }

    private void claims() {
        section("Claims: what the rules by themselves say");
        for (Claim claim : vector.claims()) {
            String mask = claim.mask() == -1 ? "" : " under mask 0x%x".formatted(claim.mask());
            lines.addAll(Wrap.after(
                    "  %-10s".formatted(claim.rule()), "%s = %s%s".formatted(claim.subject(), claimed(claim), mask)));
        }
    }

    private String claimed(Claim claim) {
        if (claim.subject() instanceof Subject.HowItEnded) {
            return name(Ended.values()[(int) claim.value()]);
        }
        if (claim.subject() instanceof Subject.Field field) {
            return fields.value(field.field().name(), claim.value(), exitCode());
        }
        return fields.value(claim.subject().toString(), claim.value(), -1);
    }

    /** The exit code that the vector claims, for the meaning of other claims; -1 if none. */
    private long exitCode() {
        return vector.claims().stream()
                .filter(claim -> claim.subject() instanceof Subject.Field field
                        && field.field().name().equals("EXITCODE"))
                .mapToLong(Claim::value)
                .findFirst()
                .orElse(-1);
    }

    private void section(String title) {
        lines.add("");
        lines.add(title);
    }

    private static String conditions(List<Condition> conditions, String none) {
        return conditions.isEmpty()
                ? none
                : conditions.stream().map(Condition::toString).collect(Collectors.joining(", "));
    }

    static String name(Ended ended) {
        return ended.name().toLowerCase(Locale.ROOT);
    }
}
