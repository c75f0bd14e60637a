package dev.pacifica.suite.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.target.ModelRunner;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import dev.pacifica.suite.verdict.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * An exit after which the host goes on with the guest changes nothing but what describes exits: a VMMCALL anywhere in a random program
 * is the same as a NOP of its length there (EXIT-09, EXIT-10, VMRUN-20).
 */
class TransparentExitPropertyTest {
    /** As long as VMMCALL. */
    private static final String NOP = "db 0x0f, 0x1f, 0x00";

    private static final int SHADOW = 0x68;
    private static final int RIP = 0x578;
    private static final int VECTOR = 0x30;
    /** Where the handler of the virtual interrupt counts. */
    static final long COUNTER = Draft.SCRATCH + 0x80;

    enum Mode {
        LONG64,
        COMPATIBILITY,
        PROTECTED32,
        REAL;

        Guest guest() {
            return switch (this) {
                case LONG64 -> Guest.long64();
                case COMPATIBILITY -> Guest.compatibility();
                case PROTECTED32 -> Guest.protected32();
                case REAL -> Guest.real();
            };
        }

        /** Where its instructions find {@link Draft#SCRATCH}. */
        long memory() {
            return this == REAL ? 0 : Draft.SCRATCH;
        }
    }

    /**
     * A guest.
     *
     * @param exits the places between instructions where it exits
     * @param interrupt whether a virtual interrupt is pending, for which the guest has a handler
     * @param records whether its branches are recorded by LBR virtualisation
     */
    record Sample(Mode mode, List<String> program, Set<Integer> exits, boolean interrupt, boolean records) {}

    @Provide
    Arbitrary<Sample> guests() {
        return samples();
    }

    static Arbitrary<Sample> samples() {
        return Arbitraries.of(Mode.values())
                .flatMap(mode -> Combinators.combine(
                                GuestPrograms.instruction(mode.memory())
                                        .list()
                                        .ofMinSize(1)
                                        .ofMaxSize(24),
                                Arbitraries.integers()
                                        .between(0, 24)
                                        .set()
                                        .ofMinSize(1)
                                        .ofMaxSize(6),
                                Arbitraries.of(true, false),
                                Arbitraries.of(true, false))
                        .as((program, exits, interrupt, records) ->
                                new Sample(mode, program, within(exits, program.size()), interrupt, records)));
    }

    private static Set<Integer> within(Set<Integer> places, int count) {
        return places.stream().map(place -> place % count).collect(Collectors.toSet());
    }

    @Property(tries = 400)
    void exit_and_entry_without_change_do_not_show(@ForAll("guests") Sample sample) {
        Observation plain = run(sample, Set.of());
        Observation exiting = run(sample, sample.exits());
        assertThat(plain.ended()).isEqualTo(Ended.END);
        assertThat(GuestView.differences(plain, exiting)).isEmpty();

        boolean taken = plain.state().qword(COUNTER) != 0;
        Statistics.label("mode").collect(sample.mode());
        Statistics.label("exits")
                .collect(sample.exits().stream()
                        .anyMatch(at -> at < sample.program().size()));
        Statistics.label("interrupt").collect(taken);
        Statistics.label("mode").coverage(seen -> {
            for (Mode mode : Mode.values()) {
                seen.check(mode).count(count -> count > 20);
            }
        });
        Statistics.label("exits").coverage(seen -> seen.check(true).percentage(percentage -> percentage > 50));
        Statistics.label("interrupt").coverage(seen -> seen.check(true).count(count -> count > 20));
    }

    @Property(tries = 60)
    void a_run_is_the_same_every_time(@ForAll("guests") Sample sample) {
        Observation first = run(sample, sample.exits());
        Observation second = run(sample, sample.exits());
        assertThat(second.ended()).isEqualTo(first.ended());
        assertThat(GuestView.differences(first, second)).isEmpty();
        Statistics.collect(sample.records());
        Statistics.coverage(seen -> seen.check(true).count(count -> count > 10));
    }

    private static Observation run(Sample sample, Set<Integer> exits) {
        return run(draft(sample, exits));
    }

    static Observation run(Draft draft) {
        return ModelRunner.run(CpuProfile.named("full"), Freedom.standard(), draft.vector(List.of()));
    }

    /** The sample as a guest that exits at these of its places, and whose host goes on with it. */
    static Draft draft(Sample sample, Set<Integer> exits) {
        List<String> lines = new ArrayList<>();
        int count = 0;
        for (int at = 0; at < sample.program().size(); at++) {
            lines.add(sample.program().get(at));
            if (sample.exits().contains(at)) {
                lines.add(exits.contains(at) ? "vmmcall" : NOP);
                count += exits.contains(at) ? 1 : 0;
            }
            lines.add("jmp next%d".formatted(at));
            lines.add("next%d:".formatted(at));
        }
        lines.add("vmmcall");
        Draft draft = new Draft("transparency/exits", Level.EXIT)
                .guest(sample.mode().guest(), lines.toArray(String[]::new))
                .host(host(count))
                .touches(Draft.SCRATCH)
                .setBits("RFLAGS", 0x200);
        if (sample.interrupt() && sample.mode() != Mode.REAL) {
            counts(draft, sample.mode(), VECTOR, GuestSystem.HANDLER, COUNTER);
            draft.set("V_IRQ", 1).set("V_IGN_TPR", 1).set("V_INTR_VECTOR", VECTOR);
            if (sample.mode() == Mode.COMPATIBILITY) {
                draft.set("RFLAGS", 2); // IRET to compatibility mode would pop another stack
            }
        }
        if (sample.records()) {
            draft.set("LBR_VIRTUALIZATION_ENABLE", 1).set("DBGCTL", 1);
        }
        return draft;
    }

    /** Gives a guest with tables a handler of {@code vector} that counts four bytes up and returns. */
    static void counts(Draft draft, Mode mode, int vector, long handler, long counter) {
        boolean isLong = mode != Mode.PROTECTED32;
        int selector = isLong ? Fixture.CODE64_SELECTOR : Fixture.CODE32_SELECTOR;
        GuestSystem.install(draft).entry(vector, 0x8E, 0, selector, handler);
        draft.code(handler, isLong ? 64 : 32, "inc dword [0x%x]".formatted(counter), isLong ? "iretq" : "iret");
    }

    /** Goes on behind VMMCALL, where a shadow of the instruction before would be over. */
    private static String[] host(int exits) {
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < exits; n++) {
            lines.add("vmrun");
            lines.add("add qword [rax+0x%x], 3".formatted(RIP));
            lines.add("and byte [rax+0x%x], 0xfe".formatted(SHADOW));
        }
        lines.add("vmrun");
        lines.add("jmp end");
        return lines.toArray(String[]::new);
    }
}
