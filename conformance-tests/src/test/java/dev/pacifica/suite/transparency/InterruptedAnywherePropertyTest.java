package dev.pacifica.suite.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.event.VmExit;
import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.platform.InterruptLines;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.target.ModelRunner;
import dev.pacifica.suite.transparency.TransparentExitPropertyTest.Mode;
import dev.pacifica.suite.transparency.TransparentExitPropertyTest.Sample;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.verdict.Observation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * An intercepted NMI may come at any boundary of a random program: in an interrupt shadow, between two iterations of a string
 * instruction, before the first instruction of a handler. A host that only executes VMRUN again goes on as if it had not come
 * (INT-06, EXIT-09, EXIT-14, VMRUN-20, EVT-67).
 */
class InterruptedAnywherePropertyTest {
    private static final int NMI = 1 << 1;
    private static final int VMMCALL = 0x81;
    private static final int TF = 0x100;
    private static final int DEBUG = 1;
    private static final long TRAPS = TransparentExitPropertyTest.COUNTER + 4;
    private static final String[] HOST = {"again: vmrun", "cmp dword [rax+0x70], 0x61", "je again", "jmp end"};

    /**
     * A guest and when NMIs come.
     *
     * @param guest without exits of its own
     * @param steps whether it runs in single steps, with a handler of #DB
     * @param first the first boundary in the guest at which an NMI comes
     * @param period how many boundaries later the next one comes, at least 2; with 2 there is an exit after each instruction
     * @param choice whether a shadow holds an NMI (EVT-55)
     */
    record Interrupted(Sample guest, boolean steps, int first, int period, int choice) {}

    @Provide
    Arbitrary<Interrupted> guests() {
        Arbitrary<Sample> samples = Arbitraries.of(Mode.values())
                .flatMap(mode -> Combinators.combine(
                                Arbitraries.oneOf(GuestPrograms.instruction(mode.memory()), string(mode.memory()))
                                        .list()
                                        .ofMinSize(1)
                                        .ofMaxSize(16),
                                Arbitraries.of(true, false),
                                Arbitraries.of(true, false))
                        .as((program, interrupt, records) -> new Sample(mode, program, Set.of(), interrupt, records)));
        return Combinators.combine(
                        samples,
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.of(2, 2, 3, 5, 1000),
                        Arbitraries.of(0, 1))
                .as((guest, steps, first, period, choice) ->
                        new Interrupted(guest, steps && hasHandlers(guest), first, period, choice));
    }

    /** TF needs a handler, and so a guest with tables. */
    private static boolean hasHandlers(Sample guest) {
        return guest.interrupt() && (guest.mode() == Mode.LONG64 || guest.mode() == Mode.PROTECTED32);
    }

    private static Arbitrary<String> string(long memory) {
        return Combinators.combine(
                        Arbitraries.of("rep movsb", "rep stosw", "repe cmpsb", "repne scasb", "rep lodsd", "cli\nsti"),
                        Arbitraries.integers().between(0, 9))
                .as((instruction, count) -> "mov ecx, %d\nmov esi, 0x%x\nmov edi, 0x%x\n%s"
                        .formatted(count, memory + 0x400, memory + 0x800, instruction));
    }

    @Property(tries = 400)
    void INT_06_EXIT_09_an_exit_at_any_boundary_does_not_show(@ForAll("guests") Interrupted sample) {
        Arrivals none = new Arrivals(Integer.MAX_VALUE, 1);
        Arrivals some = new Arrivals(sample.first(), sample.period());
        Observation plain = run(sample, none);
        Observation interrupted = run(sample, some);
        assertThat(plain.ended()).isEqualTo(Ended.END);
        assertThat(interrupted.ended()).isEqualTo(Ended.END);
        assertThat(plain.state().qword(Draft.VMCB + 0x70)).isEqualTo(VMMCALL);
        assertThat(interrupted.state().qword(Draft.VMCB + 0x70)).isEqualTo(VMMCALL);
        assertThat(GuestView.differences(plain, interrupted)).isEmpty();

        count("exit", some.exits > 0, 200);
        count("between two iterations", some.betweenIterations > 0, 60);
        count("in a shadow", some.inShadow > 0, 30);
        long handled = plain.state().qword(TransparentExitPropertyTest.COUNTER);
        count("virtual interrupt", some.exits > 0 && (handled & 0xFFFF_FFFFL) != 0, 40);
        count("single steps", some.exits > 0 && handled >>> 32 != 0, 20);
    }

    private static void count(String what, boolean happens, int least) {
        Statistics.label(what).collect(happens);
        Statistics.label(what).coverage(seen -> seen.check(true).count(count -> count >= least));
    }

    private static Observation run(Interrupted sample, Arrivals arrivals) {
        Draft draft = TransparentExitPropertyTest.draft(sample.guest(), Set.of())
                .host(HOST)
                .setBits("INTERCEPT_3", NMI);
        if (sample.steps()) {
            TransparentExitPropertyTest.counts(draft, sample.guest().mode(), DEBUG, GuestSystem.HANDLER + 0x40, TRAPS);
            draft.clearBits("INTERCEPT_EXCEPTION", 1 << DEBUG).setBits("RFLAGS", TF);
        }
        Choices choices = new Choices(Map.of(Rule.EVT_55, sample.choice()));
        Freedom freedom = new Freedom(new RuleTrace(), choices, Unspecified.ZEROS);
        return ModelRunner.watch(CpuProfile.named("full"), freedom, draft.vector(List.of()), (machine, budget) -> {
            arrivals.connect(machine, freedom);
            return machine.run(10 * budget); // exits take steps too
        });
    }

    /** NMIs that are gone once the guest has exited because of them. */
    private static final class Arrivals implements InterruptSource {
        private final int first;
        private final int period;
        private Machine machine = null;
        private Freedom freedom = null;
        private InterruptLines lines = null;
        private long lastStep = -1;
        private int boundaries;
        int exits;
        int betweenIterations;
        int inShadow;

        Arrivals(int first, int period) {
            this.first = first;
            this.period = period;
        }

        void connect(Machine to, Freedom with) {
            machine = to;
            freedom = with;
            acknowledge();
            to.setInterrupts(this);
        }

        private void acknowledge() {
            lines = new InterruptLines(
                    machine.cpu(), freedom, machine.execution().interception());
        }

        @Override
        public boolean isPending() {
            if (machine.execution().interception().inGuest() && machine.steps() != lastStep) {
                lastStep = machine.steps();
                if (boundaries >= first && (boundaries - first) % period == 0) {
                    lines.signalNmi();
                }
                boundaries++;
            }
            return lines.isPending();
        }

        @Override
        public void take(EventDelivery delivery) {
            betweenIterations += machine.cpu().isBetweenIterations() ? 1 : 0;
            inShadow += machine.cpu().interruptShadow ? 1 : 0;
            try {
                lines.take(delivery);
            } catch (VmExit exit) {
                exits++;
                acknowledge();
                throw exit;
            }
        }
    }
}
