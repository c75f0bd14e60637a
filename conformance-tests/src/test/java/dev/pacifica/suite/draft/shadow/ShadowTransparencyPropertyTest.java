package dev.pacifica.suite.draft.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.target.ModelRunner;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.verdict.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * A guest that edits its own page tables, and invalidates what it must, cannot tell shadow paging, nested paging and paging apart: registers, memory, page
 * faults, accessed and dirty bits are the same (EXC-24, INS-10, INS-11, INS-35, PG-50, PG-51, PG-73).
 */
class ShadowTransparencyPropertyTest {
    private static final int PAGE_FAULTS = 8;
    private static final int RAX = 0x5F8;
    private static final int RSP = 0x5D8;
    private static final int RFLAGS = 0x570;
    private static final int CR2 = 0x640;
    private static final int EXITCODE = 0x70;

    private static String map(int page, long frame, int rights) {
        return "mov edi, 0x%x\nmov ecx, 0x%x\nmov [edi], ecx\nmov eax, 0x%x\ninvlpg [eax]"
                .formatted(ShadowGuest.TABLE + 4L * (0x20 + page), frame | rights, 0x2_0000 + 0x1000 * page);
    }

    /** What the guest may do with four pages, which are mapped to one of three frames, or not at first. */
    @Provide
    Arbitrary<List<String>> programs() {
        Arbitrary<Integer> pages = Arbitraries.integers().between(0, 3);
        Arbitrary<String> maps = Combinators.combine(
                        pages,
                        Arbitraries.of(ShadowGuest.FIRST, ShadowGuest.SECOND, ShadowGuest.THIRD),
                        Arbitraries.of(0, 1, 3, 3))
                .as(ShadowTransparencyPropertyTest::map);
        Arbitrary<String> reads = pages.map("add ebp, [0x2%d000]"::formatted);
        Arbitrary<String> writes = Combinators.combine(
                        pages, Arbitraries.integers().between(0, 0x7FFF))
                .as("mov dword [0x2%d000], 0x%x"::formatted);
        Arbitrary<String> flushes = Arbitraries.of("mov eax, cr3\nmov cr3, eax", "mov eax, 0\nmov cr4, eax");
        return Arbitraries.oneOf(maps, maps, reads, writes, flushes)
                .list()
                .ofMinSize(1)
                .ofMaxSize(24);
    }

    @Property(tries = 150)
    void EXC_24_INS_11_INS_35_NPT_21_shadow_paging_and_nested_paging_are_transparent(
            @ForAll("programs") List<String> program) {
        String[] lines = String.join("\n", program).split("\n");
        Map<String, Long> shadowed = seen(ShadowGuest.shadowed("shadowed", lines), ShadowHypervisor.MEMORY);
        Map<String, Long> alone = seen(ShadowGuest.alone("alone", lines), 0);
        assertThat(shadowed).isEqualTo(alone);
        assertThat(seen(ShadowGuest.nested("nested", lines), ShadowHypervisor.MEMORY))
                .as("under nested paging (NPT-21, NPT-29, NPT-35)")
                .isEqualTo(alone);
        assertThat(seen(ShadowGuest.nestedIdentically("identical", lines), 0))
                .as("on nested tables that map everything to itself (NPT-21, NPT-36)")
                .isEqualTo(alone);
        long faults = (alone.getOrDefault("rsi", 0L) - ShadowGuest.RESULTS) / 8;
        Statistics.collect(faults == 0 ? "no page fault" : faults < PAGE_FAULTS ? "some" : "as many as it takes");
        Statistics.coverage(coverage -> coverage.check("some").percentage(p -> p > 25));
    }

    private static Map<String, Long> seen(Draft draft, long memory) {
        Observation seen = ModelRunner.run(
                CpuProfile.named("full"),
                Freedom.standard(),
                draft.gpr("rbp", 0).touches(memory + ShadowGuest.THIRD).vector(List.of()));
        assertThat(seen.ended()).isEqualTo(Ended.END);
        Map<String, Long> state = new LinkedHashMap<>();
        for (String register : List.of("rbx", "rcx", "rdx", "rsi", "rdi", "rbp")) {
            state.put(register, seen.state().slot(Slot.of(register)));
        }
        for (int field : new int[] {RAX, RSP, RFLAGS, CR2, EXITCODE}) {
            state.put("VMCB %x".formatted(field), seen.state().qword(Draft.VMCB + field));
        }
        List<Long> pages = new ArrayList<>(List.of(ShadowGuest.STACK_TOP - 0x1000));
        for (long page = ShadowGuest.DIRECTORY; page <= ShadowGuest.RESULTS; page += 0x1000) {
            pages.add(page);
        }
        for (long page : pages) {
            for (int offset = 0; offset < 0x1000; offset += 8) {
                state.put("%x".formatted(page + offset), seen.state().qword(memory + page + offset));
            }
        }
        return state;
    }
}
