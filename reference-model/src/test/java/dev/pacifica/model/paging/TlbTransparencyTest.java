package dev.pacifica.model.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Choices.Pick;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.model.state.Cpu;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

/** Software that flushes as it must cannot tell whether there is a TLB; software that does not may see either translation. */
class TlbTransparencyTest {
    private static final long DIRECTORY = 0x1000;
    private static final long TABLE = 0x2000;
    private static final long FRAMES = 0x10_0000;
    private static final long CR4_PGE = 1 << 7;
    private static final int USED = 0x67;
    private static final int GLOBAL = 0x100;

    enum Flush {
        ONE_PAGE,
        NOT_GLOBAL,
        ALL_OF_THE_ASID,
        EVERYTHING
    }

    /** A page is mapped to a frame, what must be flushed is, and it is read under an ASID. */
    record Step(int asid, int page, int frame, boolean isGlobal, boolean isWrite, Flush flush) {}

    private final PhysicalMemory memory = new PhysicalMemory(4 << 20);
    private final Cpu cpu = new Cpu(CpuProfile.named("full"));

    private LinearMemory paged(Choices choices) {
        memory.write32(DIRECTORY, (int) TABLE | USED);
        cpu.cr0 = 0x8001_0011L;
        cpu.cr3 = DIRECTORY;
        cpu.cr4 = CR4_PGE;
        return new LinearMemory(cpu, memory, new Freedom(new RuleTrace(), choices, Unspecified.ZEROS));
    }

    private void select(int asid) {
        cpu.asid = asid;
        cpu.updateMode();
    }

    private void map(int page, int frame, int more) {
        memory.write32(TABLE + 4L * page, (int) frame(frame) | USED | more);
    }

    private static long frame(int number) {
        return FRAMES + 0x1000L * number;
    }

    private static long read(LinearMemory linear, int page) {
        return linear.translate(0x1000L * page, Access.SUPERVISOR_READ);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(0, 15),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(Flush.values()))
                .as(Step::new)
                .list()
                .ofMinSize(2)
                .ofMaxSize(40);
    }

    /** Each ASID that may have used the page is flushed of it, by one of the ways that suffice for what the entry was. */
    private static void flush(LinearMemory linear, Step step, boolean wasGlobal) {
        for (int asid = 0; asid <= 2; asid++) {
            if (step.flush == Flush.EVERYTHING) {
                linear.tlb().flushAll();
            } else if (step.flush == Flush.ALL_OF_THE_ASID) {
                linear.tlb().flush(asid);
            } else if (step.flush == Flush.NOT_GLOBAL && !wasGlobal) {
                linear.tlb().flushNonGlobal(asid);
            } else {
                linear.tlb().invalidate(0x1000L * step.page + 0xABC, asid);
            }
        }
    }

    private void run(LinearMemory linear, List<Step> steps) {
        boolean[] isGlobal = new boolean[5];
        for (Step step : steps) {
            map(step.page, step.frame, step.isGlobal ? GLOBAL : 0);
            flush(linear, step, isGlobal[step.page]);
            isGlobal[step.page] = step.isGlobal;
            select(step.asid);
            Access access = step.isWrite ? Access.SUPERVISOR_WRITE : Access.SUPERVISOR_READ;
            assertThat(linear.translate(0x1000L * step.page + 5, access)).isEqualTo(frame(step.frame) + 5);
        }
    }

    @Property(tries = 300)
    void TLB_03_TLB_20_TLB_26_programs_that_flush_as_required_see_their_tables(@ForAll("steps") List<Step> steps) {
        run(paged(new Choices()), steps);
        long again = steps.stream().map(Step::page).distinct().count();
        Statistics.collect(again < steps.size() ? "a page is mapped twice" : "once");
        Statistics.coverage(coverage -> coverage.check("a page is mapped twice").percentage(p -> p > 50));
    }

    @Property(tries = 300)
    void TLB_19_programs_that_flush_as_required_leave_nothing_open(@ForAll("steps") List<Step> steps) {
        Choices choices = Choices.exploring(List.of());
        run(paged(choices), steps);
        assertThat(choices.picks()).isEmpty();
    }

    @Test
    void TLB_19_a_translation_that_was_not_flushed_may_be_used_or_not_each_time_anew() {
        for (List<Integer> answers : List.of(List.of(0, 0), List.of(0, 1), List.of(1))) {
            Choices choices = Choices.exploring(answers);
            LinearMemory linear = paged(choices);
            linear.tlb().flushAll();
            map(1, 0, 0);
            select(1);
            assertThat(read(linear, 1)).isEqualTo(frame(0));
            map(1, 1, 0);
            assertThat(read(linear, 1)).isEqualTo(frame(answers.get(0)));
            int second = answers.get(answers.size() - 1);
            assertThat(read(linear, 1)).isEqualTo(frame(second));
            assertThat(choices.picks())
                    .extracting(Pick::rule)
                    .containsOnly(Rule.TLB_19)
                    .hasSize(answers.size());
        }
    }

    @Test
    void TLB_05_what_lingers_under_one_ASID_is_no_question_under_another() {
        Choices choices = Choices.exploring(List.of());
        LinearMemory linear = paged(choices);
        map(1, 0, GLOBAL);
        select(1);
        read(linear, 1);
        map(1, 1, GLOBAL);
        select(2);
        assertThat(read(linear, 1)).isEqualTo(frame(1));
        assertThat(choices.picks()).isEmpty();
        select(1);
        assertThat(read(linear, 1)).isEqualTo(frame(0));
        assertThat(choices.picks()).hasSize(1);
    }

    @Test
    void TLB_19_a_global_page_may_outlive_what_spares_global_pages_and_nothing_else() {
        Choices choices = Choices.exploring(List.of());
        LinearMemory linear = paged(choices);
        map(1, 0, GLOBAL);
        map(2, 0, 0);
        select(1);
        read(linear, 1);
        read(linear, 2);
        map(1, 1, GLOBAL);
        map(2, 1, 0);
        linear.tlb().flushNonGlobal(1);
        assertThat(read(linear, 2)).isEqualTo(frame(1));
        assertThat(choices.picks()).isEmpty();
        read(linear, 1);
        assertThat(choices.picks()).hasSize(1);
    }

    @Test
    void TLB_06_other_tables_without_a_flush_leave_it_open_which_are_used() {
        Choices choices = Choices.exploring(List.of(1));
        LinearMemory linear = paged(choices);
        map(1, 0, 0);
        select(1);
        read(linear, 1);
        memory.write32(0x3000, 0x4000 | USED);
        memory.write32(0x4004, (int) frame(7) | USED);
        cpu.cr3 = 0x3000;
        cpu.updateMode();
        assertThat(read(linear, 1)).isEqualTo(frame(7));
        assertThat(choices.picks()).hasSize(1);
    }

    @Test
    void TLB_19_a_mark_that_another_part_of_a_large_page_came_by_is_no_question() {
        Choices choices = Choices.exploring(List.of());
        LinearMemory linear = paged(choices);
        cpu.cr4 |= 1 << 4; // PSE
        memory.write32(DIRECTORY + 4, 0x87);
        select(1);
        linear.translate(0x40_0000, Access.SUPERVISOR_READ);
        linear.translate(0x40_1000, Access.SUPERVISOR_WRITE);
        assertThat(memory.read32(DIRECTORY + 4)).isEqualTo(0xE7);
        assertThat(linear.translate(0x40_0005, Access.SUPERVISOR_READ)).isEqualTo(5);
        assertThat(choices.picks()).isEmpty();
    }

    @Test
    void TLB_19_marks_that_came_since_are_no_question_and_those_that_went_are() {
        Choices choices = Choices.exploring(List.of());
        LinearMemory linear = paged(choices);
        memory.write32(TABLE + 4, (int) frame(0) | 7);
        select(1);
        read(linear, 1);
        linear.translate(0x1000, Access.SUPERVISOR_WRITE);
        read(linear, 1);
        assertThat(choices.picks()).isEmpty();
        memory.write32(TABLE + 4, (int) frame(0) | 0x27);
        linear.translate(0x1000, Access.SUPERVISOR_WRITE);
        assertThat(choices.picks()).hasSize(1);
    }
}
