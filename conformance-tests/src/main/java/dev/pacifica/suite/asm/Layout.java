package dev.pacifica.suite.asm;

import dev.pacifica.suite.words.Spelling;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives every statement its address and its bytes. Sizes depend on labels and labels on sizes, so the whole program is
 * encoded again and again, first on the hope that everything is near, until a pass moves no label.
 */
final class Layout {
    private static final int MOST_PASSES = 500;
    private static final long LARGEST_OUTPUT = 1L << 28;

    private final Program program;
    private final Problems problems;
    private final StatementEncoder encoder;
    private final Map<String, Value> predefined = new HashMap<>();
    private final Map<String, Value> symbols = new HashMap<>();
    private final int[] lengths;

    @SuppressWarnings("NullAway.Init") // set before each pass
    private Problems passProblems;

    private boolean firstPass = true;
    private @Nullable SourceLine moved;
    private long origin;

    Layout(Program program, Map<String, Long> predefined, InstructionTable table, Problems problems) {
        this.program = program;
        this.problems = problems;
        this.lengths = new int[program.statements().size()];
        this.encoder = new StatementEncoder(new FormMatcher(table));
        predefined.forEach((name, value) -> this.predefined.put(name, Value.number(value)));
    }

    Assembly run() {
        origin = origin();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Assembly.Line> listing = new ArrayList<>();
        int passes = 0;
        do {
            out.reset();
            listing.clear();
            passProblems = problems.empty();
            moved = null;
            pass(out, listing);
            if (firstPass && moved == null && !program.statements().isEmpty()) {
                moved = program.statements().get(0).line();
            }
            firstPass = false;
        } while (moved != null && ++passes < MOST_PASSES);
        problems.addAll(passProblems);
        if (moved != null) {
            problems.add(
                    moved,
                    "addresses still move after " + MOST_PASSES
                            + " passes: expected sizes that settle; write short or near at the jumps around this line");
        }
        SortedMap<String, Long> values = new TreeMap<>();
        symbols.forEach((symbol, value) -> {
            if (!symbol.startsWith("..@")) {
                values.put(symbol, value.number());
            }
        });
        return new Assembly(origin, out.toByteArray(), values, List.copyOf(listing));
    }

    private long origin() {
        if (program.origin() == null || program.originLine() == null) {
            return 0;
        }
        try {
            Evaluator evaluator = new Evaluator(this::valueOf, Value.UNKNOWN, Value.UNKNOWN);
            return evaluator.constant(program.origin(), "org");
        } catch (SourceError e) {
            problems.add(program.originLine(), e.getMessage());
            return 0;
        }
    }

    private void pass(ByteArrayOutputStream out, List<Assembly.Line> listing) {
        for (int i = 0; i < lengths.length; i++) {
            Statement statement = program.statements().get(i);
            long address = origin + out.size();
            byte[] bytes;
            try {
                bytes = statement(statement, address);
            } catch (SourceError e) {
                passProblems.add(statement.line(), e.getMessage());
                // What is out of reach in this pass may be in reach in the next one, so it keeps its place.
                bytes = new byte[lengths[i]];
            }
            lengths[i] = bytes.length;
            boolean label = statement.label() != null && !(statement.action() instanceof Statement.Equ);
            if (bytes.length > 0 || label) {
                listing.add(new Assembly.Line(
                        statement.line().number(),
                        address,
                        bytes,
                        statement.line().text()));
            }
            out.writeBytes(bytes);
        }
    }

    private byte[] statement(Statement statement, long address) {
        Value here = Value.address(address);
        Evaluator evaluator = new Evaluator(this::valueOf, here, Value.address(origin));
        if (statement.action() instanceof Statement.Equ equ) {
            define(equ.name(), statement.line(), evaluator.evaluate(equ.value()));
            return new byte[0];
        }
        if (statement.label() != null) {
            define(statement.label(), statement.line(), here);
        }
        if (statement.action() instanceof Statement.Align align) {
            return align(statement, align, evaluator);
        }
        long times = 1;
        if (statement.times() != null) {
            times = critical(statement, statement.times(), evaluator, "times");
        }
        if (statement.action() instanceof Statement.Reserve reserve) {
            long unit =
                    critical(statement, reserve.count(), evaluator, "the count of " + reserve.bytes() + "-byte units");
            return new byte[checkedLength(times, checkedLength(unit, reserve.bytes()))];
        }
        checkedLength(times, 1);
        return encoder.encode(statement.action(), evaluator, times);
    }

    private byte[] align(Statement statement, Statement.Align align, Evaluator evaluator) {
        long boundary = critical(statement, align.boundary(), evaluator, "align");
        if (boundary <= 0 || Long.bitCount(boundary) != 1) {
            throw new SourceError("align " + boundary + ": expected a power of two");
        }
        if (Long.remainderUnsigned(origin, boundary) != 0) {
            // NASM would move the start of the program up to a multiple and fill the gap before it.
            throw new SourceError("align %d in a program with org %Xh: expected an org that is a multiple of it"
                    .formatted(boundary, origin));
        }
        long gap = -(evaluator.here().number() - origin) & boundary - 1;
        checkedLength(gap, 1);
        return encoder.encode(align.filler(), evaluator, gap);
    }

    private static int checkedLength(long count, long size) {
        if (count < 0) {
            throw new SourceError(
                    "count " + count + ": expected 0 or more; if it fills up to a fixed place, what comes before is "
                            + -count + " too long");
        }
        if (count > LARGEST_OUTPUT || count * size > LARGEST_OUTPUT) {
            throw new SourceError("more than " + LARGEST_OUTPUT + " bytes");
        }
        return (int) (count * size);
    }

    /** A number on which addresses depend directly: it must not need a label that comes later. */
    private long critical(Statement statement, Expression expression, Evaluator evaluator, String what) {
        try {
            return evaluator.constant(expression, what);
        } catch (SourceError e) {
            if (firstPass && evaluator.evaluate(expression).unknown()) {
                problems.add(statement.line(), e.getMessage());
            }
            throw e;
        }
    }

    @SuppressWarnings("OrphanedFormatString") // %define is a directive
    private void define(String name, SourceLine line, Value value) {
        if (value.hasRegisters()) {
            throw new SourceError("equ of a register: expected a number or an address; use %define");
        }
        Value before = symbols.put(name, value);
        if (!value.equals(before)) {
            moved = line;
        } else if (value.unknown()) {
            throw new SourceError("'" + name + "' depends on itself");
        }
    }

    private Value valueOf(String name) {
        Value value = predefined.get(name);
        value = value != null ? value : symbols.get(name);
        if (value != null) {
            return value;
        }
        if (!program.names().contains(name)) {
            throw new SourceError("undefined label '" + name + "'" + Spelling.suggestion(name, program.names()));
        }
        return Value.UNKNOWN;
    }
}
