package dev.pacifica.suite.draft;

import dev.pacifica.suite.asm.Assembler;
import dev.pacifica.suite.asm.Assembly;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.oracle.Delivery;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.oracle.GuestInstruction;
import dev.pacifica.suite.oracle.GuestInstructions;
import dev.pacifica.suite.oracle.HandlerEntry;
import dev.pacifica.suite.oracle.HandlerEntry.Arrival;
import dev.pacifica.suite.oracle.HandlerEntry.Gate;
import dev.pacifica.suite.oracle.Site;
import dev.pacifica.suite.oracle.VmcbFields;
import dev.pacifica.suite.vector.Bytes;
import dev.pacifica.suite.vector.Condition;
import dev.pacifica.suite.vector.GuestState;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Code;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.HostMode;
import dev.pacifica.suite.vector.Vector.Level;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A vector in the making: everything but its outcomes. By default the host program runs one guest, whose VMCB is at {@link #VMCB}.
 * The rules that the vector cites are those of its claims, no more and no fewer.
 */
public final class Draft {
    public static final long PROGRAM = 0x100_1000;
    public static final long VMCB = 0x100_2000;
    public static final long GUEST = 0x100_3000;
    /** The guest's stack page; RSP starts at its end. */
    public static final long GUEST_STACK = 0x100_4000;

    public static final long GUEST_IDT = 0x100_5000;
    public static final long SECOND_VMCB = 0x100_6000;
    public static final long SCRATCH = 0x100_7000;

    private final String id;
    private long budget = Vector.DEFAULT_BUDGET;
    private String title = "";
    private String why = "";
    private final Level level;
    private final List<Condition> requires = new ArrayList<>(List.of(Condition.parse("SVM")));
    private List<String> program = List.of("vmrun", "jmp end");
    private final SortedMap<Slot, Long> gpr = new TreeMap<>();
    private final SortedMap<Slot, Long> state = new TreeMap<>();
    private final SortedMap<Long, SortedMap<String, Long>> vmcbs = new TreeMap<>();
    private final List<MemoryContent> memory = new ArrayList<>();
    private final SortedSet<Long> footprint =
            new TreeSet<>(List.of(Fixture.HOST_STACK_TOP - Fixture.PAGE_SIZE, PROGRAM));
    private final List<dev.pacifica.suite.vector.Event> events = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    /** Claims that the oracle computes from what the draft is in the end. */
    private final List<Supplier<List<Claim>>> computed = new ArrayList<>();

    private long guestCode = GUEST;
    private final List<String> masks = new ArrayList<>();
    private final SortedMap<String, List<String>> masksWithout = new TreeMap<>();

    public Draft(String id, Level level) {
        this.id = id;
        this.level = level;
    }

    public String id() {
        return id;
    }

    /** A phrase that says what is done, and one that says what an implementation that fails this got wrong. */
    public Draft about(String whatIsDone, String whatFailsIt) {
        title = whatIsDone;
        why = whatFailsIt;
        return this;
    }

    public Draft requires(String... conditions) {
        for (String condition : conditions) {
            requires.add(Condition.parse(condition));
        }
        return this;
    }

    /** The most steps that the vector may take, if the usual thousand are not enough. */
    public Draft budget(long steps) {
        budget = steps;
        return this;
    }

    /** The host program; {@code end} is where it ends. */
    public Draft host(String... lines) {
        program = List.of(lines);
        return this;
    }

    /** A host program that goes to privilege level 3, where it executes {@code lines}; label {@code user} is the first of them. */
    public Draft hostAtCpl3(String... lines) {
        program = new ArrayList<>(List.of(
                "push 0x%x".formatted(Fixture.USER_DATA_SELECTOR),
                "push 0x1000800",
                "push 2",
                "push 0x%x".formatted(Fixture.USER_CODE64_SELECTOR),
                "push user",
                "iretq",
                "user:"));
        program.addAll(List.of(lines));
        return this;
    }

    public Draft gpr(String register, long value) {
        gpr.put(Slot.of(register), value);
        return this;
    }

    public Draft state(String register, long value) {
        state.put(Slot.of(register), value);
        return this;
    }

    /** The guest: its VMCB, and its program, which starts where the template's RIP points. */
    public Draft guest(Guest template, String... lines) {
        vmcb(VMCB, template.fields());
        gpr.putIfAbsent(Slot.RAX, VMCB);
        footprint.add(template.stackPage());
        guestCode = template.codeAddress();
        return code(guestCode, template.bits(), lines);
    }

    /** Code at an address of the arena. */
    public Draft code(long at, int bits, String... lines) {
        memory.add(new MemoryContent(
                at, Bytes.of(assemble(at, bits, List.of(lines)).bytes()), bits, List.of(lines)));
        footprint.add(at & -Fixture.PAGE_SIZE);
        return this;
    }

    /** Data at an address of the arena. */
    public Draft data(long at, byte[] bytes) {
        memory.add(new MemoryContent(at, Bytes.of(bytes), 0, List.of()));
        long first = at & -Fixture.PAGE_SIZE;
        for (long page = first; page < at + bytes.length; page += Fixture.PAGE_SIZE) {
            footprint.add(page);
        }
        return this;
    }

    /** Comes from outside when a program comes to the event's marker. */
    public Draft event(dev.pacifica.suite.vector.Event event) {
        events.add(event);
        return this;
    }

    /** Another page that the vector may touch. */
    public Draft touches(long page) {
        if (page % Fixture.PAGE_SIZE != 0) {
            throw new IllegalArgumentException("a footprint is made of pages of 4 KiB: 0x%x".formatted(page));
        }
        footprint.add(page);
        return this;
    }

    public Draft vmcb(long at, Map<String, Long> fields) {
        vmcbs.put(at, new TreeMap<>(fields));
        footprint.add(at);
        return this;
    }

    /** Sets a field of the guest's VMCB. */
    public Draft set(String field, long value) {
        fields().put(field, value);
        return this;
    }

    /** Changes bits of a field of the guest's VMCB. */
    public Draft setBits(String field, long bits) {
        fields().merge(field, bits, (before, more) -> before | more);
        return this;
    }

    public Draft clearBits(String field, long bits) {
        fields().computeIfPresent(field, (name, before) -> before & ~bits);
        return this;
    }

    /** The fields of the guest's VMCB, to be changed. */
    public Map<String, Long> fields() {
        SortedMap<String, Long> fields = vmcbs.get(VMCB);
        if (fields == null) {
            throw new IllegalStateException(id + " has no guest yet: call guest() or vmcb() first");
        }
        return fields;
    }

    /** The value that a field of the guest's VMCB has so far; what is not set is zero. */
    public long field(String name) {
        return fields().getOrDefault(name, 0L);
    }

    /** What is left unspecified: names of masks. */
    public Draft unspecified(String... names) {
        masks.addAll(List.of(names));
        return this;
    }

    /** What an exit of this kind leaves open. */
    public Draft unspecified(ExitMasks open) {
        masks.addAll(open.names());
        return this;
    }

    /** What is left unspecified on processors that lack a feature. */
    public Draft unspecifiedWithout(String feature, String... names) {
        masksWithout.computeIfAbsent(feature, any -> new ArrayList<>()).addAll(List.of(names));
        return this;
    }

    public Draft claim(String rule, String subject, long value) {
        return claim(rule, subject, -1, value);
    }

    public Draft claim(String rule, String subject, long mask, long value) {
        claims.add(new Claim(rule, Subject.parse(subject), mask, value));
        return this;
    }

    public Draft claimEnds(String rule, Ended ended) {
        return claim(rule, "ended", ended.ordinal());
    }

    /** Claims a field of the guest's VMCB. */
    public Draft claimField(String rule, String field, long value) {
        return claimField(rule, field, -1, value);
    }

    /** Claims the bits {@code mask} of a field of the guest's VMCB. */
    public Draft claimField(String rule, String field, long mask, long value) {
        return claim(rule, Subject.field(VMCB, field), mask, value);
    }

    /** Claims that the host takes an exception at {@code rip}. */
    public Draft claimException(String rule, int vector, long errorCode, long rip) {
        return claimEnds(rule, Ended.EXCEPTION)
                .claim(rule, "exception.vector", vector)
                .claim(rule, "exception.errorCode", errorCode)
                .claim(rule, "exception.rip", rip);
    }

    /** Claims what the oracle says of the guest's instruction at {@code rip}, under the intercepts that the VMCB has in the end. */
    public Draft claimInstruction(String name, long rip) {
        GuestInstruction instruction = GuestInstructions.named(name);
        computed.add(() -> instruction.claims(site(rip, instruction.length())));
        return this;
    }

    /** Claims what the oracle says of an exception that the guest's instruction at {@code rip} raises. */
    public Draft claimRaised(Event exception, long rip) {
        computed.add(() -> Delivery.raised(exception, site(rip, 0)));
        return this;
    }

    /** Claims what the oracle says of an event whose own intercept is not looked at and for which the guest's IDT has no gate. */
    public Draft claimAttempted(Event event, long rip) {
        computed.add(() -> Delivery.attempted(event, site(rip, 0)));
        return this;
    }

    /** Claims what the oracle says of an event that the guest's handler behind {@code gate} receives. */
    public Draft claimHandler(Gate gate, Arrival arrival) {
        computed.add(() -> HandlerEntry.claims(VMCB, new VmcbFields(fields()), gate, arrival));
        return this;
    }

    private Site site(long rip, int length) {
        VmcbFields fields = new VmcbFields(fields());
        return new Site(VMCB, fields, (int) fields.get("CPL"), rip, length, Optional.empty());
    }

    /** The eight bytes at an address where {@link #data} has put something. */
    public long quadword(long at) {
        for (MemoryContent content : memory) {
            long offset = at - content.at();
            if (offset >= 0 && offset + 8 <= content.bytes().length()) {
                return ByteBuffer.wrap(content.bytes().toArray())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getLong((int) offset);
            }
        }
        throw new IllegalStateException("%s has no data at 0x%x".formatted(id, at));
    }

    /** The address of a label of the host program. */
    public long label(String name) {
        return assemble(PROGRAM, 64, program).symbol(name);
    }

    /** The address of a label of the guest's program. */
    public long guestLabel(String name) {
        return guestLabel(name, guestCode);
    }

    /** As {@link #guestLabel(String)}, for a program that starts elsewhere. */
    public long guestLabel(String name, long at) {
        MemoryContent code = memory.stream()
                .filter(one -> one.at() == at)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(id + ": there is no guest program yet"));
        return assemble(at, code.bits(), code.listing()).symbol(name);
    }

    /** Masks that apply only where a feature is lacking, by the name of the feature's condition. */
    public Map<String, List<String>> masksWithout() {
        return Map.copyOf(masksWithout);
    }

    /** Names of the masks for what the vector leaves unspecified. */
    public List<String> masks() {
        return List.copyOf(masks);
    }

    /** The vector with these cases; its outcomes are computed from the one with none. */
    public Vector vector(List<Case> cases) {
        List<VmcbContent> contents = new ArrayList<>();
        vmcbs.forEach((at, fields) -> contents.add(new VmcbContent(at, GuestState.withoutZeros(fields))));
        List<Claim> all = new ArrayList<>(claims);
        computed.forEach(some -> all.addAll(some.get()));
        SortedSet<String> rules = new TreeSet<>();
        all.forEach(claim -> rules.add(claim.rule()));
        return new Vector(
                id,
                List.copyOf(rules),
                title,
                why,
                level,
                List.copyOf(requires),
                HostMode.LONG,
                new Code(PROGRAM, 64, Bytes.of(assemble(PROGRAM, 64, program).bytes()), program),
                gpr,
                state,
                contents,
                List.copyOf(memory),
                List.copyOf(events),
                budget,
                List.copyOf(footprint),
                List.copyOf(all),
                cases,
                List.of());
    }

    private Assembly assemble(long at, int bits, List<String> lines) {
        String source = "bits %d\norg 0x%x\n%s\n".formatted(bits, at, String.join("\n", lines));
        return Assembler.assemble(id, source, Map.of("end", Fixture.END));
    }
}
