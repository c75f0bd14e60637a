package dev.pacifica.suite.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.draft.GuestTables;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.target.ModelRunner;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import dev.pacifica.suite.verdict.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * A guest whose events cannot be delivered at first, because their gates are absent or its stack is not mapped, ends as one in which
 * nothing was amiss: the host mends what the exit names and copies EXITINTINFO to EVENTINJ (INJ-46).
 */
class ReinjectionPropertyTest {
    private static final long PRESENT = GuestTables.PRESENT | GuestTables.WRITABLE | GuestTables.USER;
    static final long STACK_TABLE = 0x108_3000;
    private static final long STACK_ENTRY = STACK_TABLE + 8 * (GuestTables.PROBE >>> 12 & 0x1FF);
    private static final long COUNTERS = Draft.GUEST_STACK;
    private static final long MENDED = COUNTERS + 0x100;

    /** An event, the vector that it comes through, and the size of its instruction. */
    enum Source {
        INT_30(0x30, "int 0x30", false),
        INT_31(0x31, "int 0x31", false),
        UNDEFINED(6, "ud2", false),
        BREAKPOINT(3, "int3", false),
        PROTECTION(13, "mov ds, bx", true),
        INTERRUPT(0x32, "sti", false);

        final int vector;
        final String instruction;
        final boolean hasErrorCode;

        Source(int vector, String instruction, boolean hasErrorCode) {
            this.vector = vector;
            this.instruction = instruction;
            this.hasErrorCode = hasErrorCode;
        }

        /** Faults return to their instruction, which is two bytes long. */
        private boolean isFault() {
            return this == UNDEFINED || this == PROTECTION;
        }

        long handler() {
            return GuestSystem.HANDLER + 0x40L * ordinal();
        }

        String[] handlerLines() {
            List<String> lines = new ArrayList<>();
            if (hasErrorCode) {
                lines.add("add dword [0x%x], 1".formatted(COUNTERS + 0x40));
                lines.add("lea rsp, [rsp+8]");
            }
            lines.add("add dword [0x%x], 1".formatted(COUNTERS + 8L * ordinal()));
            if (isFault()) {
                lines.add("add qword [rsp], 2");
            }
            lines.add("iretq");
            return lines.toArray(String[]::new);
        }
    }

    record Sample(List<Source> events, Set<Source> absent, boolean stackAbsent) {}

    @Provide
    Arbitrary<Sample> guests() {
        return Combinators.combine(
                        Arbitraries.of(Source.values()).list().ofMinSize(1).ofMaxSize(8),
                        Arbitraries.of(Source.values()).set(),
                        Arbitraries.of(true, false))
                .as(Sample::new);
    }

    @Property(tries = 300)
    void an_event_injected_again_is_as_if_it_had_been_delivered_at_once(@ForAll("guests") Sample sample) {
        Observation smooth = run(sample, Set.of(), false);
        Observation mended = run(sample, sample.absent(), sample.stackAbsent());
        assertThat(smooth.ended()).isEqualTo(Ended.END);
        assertThat(mended.ended()).isEqualTo(Ended.END);
        long mends = mended.state().qword(MENDED);
        mended.state().setQword(MENDED, 0);
        assertThat(smooth.state().qword(MENDED)).isZero();
        assertThat(GuestView.differences(smooth, mended)).isEmpty();

        Statistics.label("mended").collect(mends > 0);
        Statistics.label("mended").coverage(seen -> seen.check(true).percentage(share -> share > 50));
        for (Source source : Source.values()) {
            boolean hit = sample.events().contains(source) && sample.absent().contains(source);
            Statistics.label(source.name()).collect(hit);
            Statistics.label(source.name()).coverage(seen -> seen.check(true).count(count -> count > 15));
        }
    }

    private static Observation run(Sample sample, Set<Source> absent, boolean stackAbsent) {
        List<String> lines = new ArrayList<>();
        sample.events().forEach(event -> {
            lines.add(event.instruction);
            lines.add("nop");
            lines.add("cli");
        });
        lines.add("mov rbx, cr2");
        lines.add("vmmcall");
        Draft draft = new Draft("transparency/reinjection", Level.EXCEPTION)
                .guest(Guest.long64(), lines.toArray(String[]::new))
                .set("INTERCEPT_EXCEPTION", 1 << 11 | 1 << 14)
                .set("RSP", GuestTables.PROBE + 0x800)
                .gpr("rbx", 0x1003)
                .set("CR2", 0x1234_5000)
                .set("V_IRQ", 1)
                .set("V_IGN_TPR", 1)
                .set("V_INTR_VECTOR", 0x32)
                .host(HOST);
        GuestTables.install(draft, stackAbsent ? 0 : PRESENT);
        GuestSystem system = GuestSystem.install(draft);
        draft.set("GDTR.base", Fixture.GDT).set("GDTR.limit", Fixture.GDT_LIMIT); // the tables map no other
        for (Source source : Source.values()) {
            int access = absent.contains(source) ? 0x0E : 0x8E;
            system.entry(source.vector, access, 0, Fixture.CODE64_SELECTOR, source.handler());
            draft.code(source.handler(), 64, source.handlerLines());
        }
        return ModelRunner.run(CpuProfile.named("full"), Freedom.standard(), draft.vector(List.of()));
    }

    /** Until the guest's own VMMCALL: mends the gate that #NP names, or the page of the stack, and injects again. */
    private static final String[] HOST = {
        "again: vmrun",
        "mov ecx, [rax+0x70]",
        "cmp ecx, 0x81",
        "je done",
        "add dword [0x%x], 1".formatted(MENDED),
        "cmp ecx, 0x4e",
        "je stack",
        "mov ecx, [rax+0x78]", // the selector error code of the gate
        "and ecx, 0xfff8",
        "add ecx, ecx",
        "mov byte [rcx+0x%x], 0x8e".formatted(Draft.GUEST_IDT + 5),
        "jmp inject",
        "stack: or dword [0x%x], 7".formatted(STACK_ENTRY),
        "inject: mov rcx, [rax+0x88]",
        "mov [rax+0xa8], rcx",
        "mov edx, ecx",
        "and edx, 0x7ff",
        "mov ecx, 1", // the length of INT3
        "cmp edx, 0x303",
        "je next",
        "mov ecx, 2",
        "next: add rcx, [rax+0x578]",
        "mov [rax+0xc8], rcx",
        "jmp again",
        "done: jmp end"
    };
}
