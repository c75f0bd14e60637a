package dev.pacifica.suite.image;

import dev.pacifica.suite.asm.Assembler;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Bytes;
import dev.pacifica.suite.vector.Condition;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Code;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.HostMode;
import dev.pacifica.suite.vector.Vector.Level;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A vector made by hand. Its program lies at {@link #CODE}, one page behind the stack; {@code jmp END} ends it. */
public final class SampleVector {
    /** Where the program lies. */
    public static final long CODE = Fixture.ARENA + 0x1000;

    private final String id;
    private final Code program;
    private final SortedMap<Slot, Long> gpr = new TreeMap<>();
    private final SortedMap<Slot, Long> state = new TreeMap<>();
    private final List<VmcbContent> vmcbs = new ArrayList<>();
    private final List<MemoryContent> memory = new ArrayList<>();
    private final List<Condition> requires = new ArrayList<>();
    private final TreeSet<Long> footprint = new TreeSet<>(List.of(Fixture.ARENA, CODE));
    private final List<Case> cases = new ArrayList<>();

    private SampleVector(String id, String program) {
        this.id = id;
        this.program = code(CODE, program);
    }

    /** Starts a vector that runs {@code program}, which may use the name END. */
    public static SampleVector of(String id, String program) {
        return new SampleVector(id, program);
    }

    public SampleVector gpr(Slot slot, long value) {
        gpr.put(slot, value);
        return this;
    }

    public SampleVector state(Slot slot, long value) {
        state.put(slot, value);
        return this;
    }

    public SampleVector requires(String condition) {
        requires.add(Condition.parse(condition));
        return this;
    }

    /** Adds the page at {@code page} to the footprint. */
    public SampleVector page(long page) {
        footprint.add(page);
        return this;
    }

    public SampleVector vmcb(long at, Map<String, Long> fields) {
        vmcbs.add(new VmcbContent(at, new TreeMap<>(fields)));
        return page(at);
    }

    /** Adds initial memory. */
    public SampleVector memory(MemoryContent content) {
        memory.add(content);
        return page(content.at() & -Fixture.PAGE_SIZE);
    }

    /** Adds 64-bit code at the start of a page. */
    public SampleVector guest(long at, String source) {
        Code code = code(at, source);
        memory.add(new MemoryContent(at, code.bytes(), code.bits(), code.listing()));
        return page(at);
    }

    /** Adds an outcome to the last case, or to one without guard. */
    public SampleVector outcome(Ended ended, Map<Slot, Long> registers) {
        return outcome(ended, registers, List.of(), List.of(), List.of());
    }

    /** Adds an outcome to the last case, or to one without guard. */
    public SampleVector outcome(
            Ended ended,
            Map<Slot, Long> registers,
            List<VmcbContent> changedVmcbs,
            List<MemoryContent> changedMemory,
            List<String> unspecified) {
        if (cases.isEmpty()) {
            cases.add(new Case(List.of(), new ArrayList<>()));
        }
        cases.get(cases.size() - 1)
                .outcomes()
                .add(new Outcome(ended, new TreeMap<>(registers), changedVmcbs, changedMemory, List.of(), unspecified));
        return this;
    }

    /** Starts another case. */
    public SampleVector when(String... conditions) {
        cases.add(new Case(List.of(conditions).stream().map(Condition::parse).toList(), new ArrayList<>()));
        return this;
    }

    public Vector build() {
        return new Vector(
                id,
                List.of(),
                id,
                "",
                Level.EN,
                requires,
                HostMode.LONG,
                program,
                gpr,
                state,
                vmcbs,
                memory,
                List.of(),
                1000,
                List.copyOf(footprint),
                List.of(),
                cases,
                List.of());
    }

    /** Eight bytes of memory, little-endian. */
    public static MemoryContent qword(long at, long value) {
        return new MemoryContent(at, Bytes.of(new LittleEndianBytes().u64(value).toArray()), 0, List.of());
    }

    private static Code code(long at, String source) {
        String text = "bits 64\norg 0x%x\n%s\n".formatted(at, source);
        return new Code(
                at,
                64,
                Bytes.of(Assembler.assemble("program", text, Map.of("END", Fixture.END))
                        .bytes()),
                source.lines().toList());
    }
}
