package dev.pacifica.suite.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.transparency.TransparentExitPropertyTest.Sample;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.verdict.Observation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * A guest cannot tell that it runs on nested tables which map everything to itself, nor that its host keeps a log of the pages it writes, whatever
 * its program and however often it exits (NPT-21, NPT-36, NPX-31, NPX-32). The tables show what it did: A where it has been, D where it wrote.
 */
class NestedTransparencyPropertyTest {
    private static final long ROOT = 0x10C_0000;
    private static final long DIRECTORY = ROOT + 0x2000;
    private static final long TABLE = ROOT + 0x3000;
    private static final long LOG = ROOT + 0x4000;
    /** The 2 MBytes of the arena where guests have what they write. */
    private static final long ARENA = 0x100_0000;

    private static final long ALL = 7; // present, writable, user
    private static final long LARGE = 0x80;
    private static final long ACCESSED = 0x20;
    private static final long DIRTY = 0x40;
    private static final Set<String> OF_NESTING = Set.of("VMCB.NP_ENABLE", "VMCB.PML_ENABLE", "VMCB.PML_INDEX");
    /** How many pages are logged before the host has to empty the log. */
    private static final int SLOTS = 1;

    @Provide
    Arbitrary<Sample> guests() {
        return TransparentExitPropertyTest.samples();
    }

    /** With nested tables in memory, whether they are used or not: 2 MBytes that hold the fixture's tables, and 512 pages. No entry is marked. */
    private static Draft withTables(Draft draft) {
        ByteBuffer table = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);
        for (int page = 0; page < 512; page++) {
            table.putLong(ARENA + page * 0x1000L | ALL);
        }
        return draft.data(ROOT, entry(DIRECTORY - 0x1000 | ALL))
                .data(DIRECTORY - 0x1000, entry(DIRECTORY | ALL))
                .data(DIRECTORY, entry(ALL | LARGE))
                .data(DIRECTORY + 8 * (ARENA >>> 21), entry(TABLE | ALL))
                .data(TABLE, table.array())
                .touches(LOG)
                .set("N_CR3", ROOT)
                .set("PML_BASE", LOG)
                .set("G_PAT", 0x0007_0406_0007_0406L);
    }

    private static byte[] entry(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static Observation plain(Sample sample) {
        return TransparentExitPropertyTest.run(withTables(TransparentExitPropertyTest.draft(sample, Set.of())));
    }

    private static Draft nested(Sample sample, Set<Integer> exits) {
        return withTables(TransparentExitPropertyTest.draft(sample, exits)).set("NP_ENABLE", 1);
    }

    @Property(tries = 200)
    void NPT_21_NPT_36_a_guest_on_identical_nested_tables_is_as_without(@ForAll("guests") Sample sample) {
        Observation plain = plain(sample);
        Observation nested = TransparentExitPropertyTest.run(nested(sample, sample.exits()));
        assertThat(plain.ended()).isEqualTo(Ended.END);
        assertThat(differences(plain, nested)).isEmpty();
        Set<Long> written = dirtyPages(plain, nested);
        Statistics.label("mode").collect(sample.mode());
        Statistics.label("written").collect(written.size());
        Statistics.label("written").coverage(seen -> {
            seen.check(0).count(count -> count > 5);
            seen.check(1).count(count -> count > 20);
            seen.check(2).count(count -> count > 20);
        });
    }

    /** The host empties the log whenever it is full, and delivers again what was being delivered. */
    @Property(tries = 200)
    void NPX_31_NPX_32_a_guest_whose_writes_are_logged_is_as_without(@ForAll("guests") Sample sample) {
        Observation plain = plain(sample);
        Draft logged = nested(sample, Set.of()).set("PML_ENABLE", 1).set("PML_INDEX", 0x200);
        logged.host(
                "again: vmrun",
                "cmp qword [rax+0x70], 0x407",
                "jne over",
                "inc rdx",
                "mov rcx, [rax+0x88]",
                "mov [rax+0xa8], rcx",
                "mov qword [rax+0x1d0], %d".formatted(SLOTS - 1),
                "jmp again",
                "over: jmp end");
        Observation seen = TransparentExitPropertyTest.run(logged);
        assertThat(plain.ended()).isEqualTo(Ended.END);
        assertThat(differences(plain, seen)).isEmpty();
        int written = dirtyPages(plain, seen).size();
        long exits = seen.state().slot(Slot.of("rdx")) - plain.state().slot(Slot.of("rdx"));
        long tables = (seen.state().qword(DIRECTORY) & DIRTY) == 0 ? 0 : 1;
        assertThat(exits).as("a full log for each clean page").isEqualTo(written + tables);
        Statistics.label("exits").collect(exits);
        Statistics.label("exits").coverage(coverage -> {
            coverage.check(1L).count(count -> count > 10);
            coverage.check(3L).count(count -> count > 10);
        });
    }

    /** All that a guest leaves behind is the same, but for what the tables and the log are for. */
    private static List<String> differences(Observation plain, Observation nested) {
        List<String> others = new ArrayList<>();
        for (String difference : GuestView.differences(plain, nested)) {
            String what = difference.substring(0, difference.indexOf(':'));
            boolean isOfTables =
                    what.startsWith("memory ") && (Long.parseLong(what.substring(7), 16) & -0x8000) == ROOT;
            if (!isOfTables && !OF_NESTING.contains(what)) {
                others.add(difference);
            }
        }
        return others;
    }

    /**
     * The pages that are marked as dirty. Marks are only ever set (NPT-25); D is set where something was written, and nowhere else than in the two
     * pages that the programs write to and in what has changed.
     */
    private static Set<Long> dirtyPages(Observation before, Observation after) {
        Set<Long> dirty = new HashSet<>();
        for (int n = 0; n < 512; n++) {
            long page = ARENA + n * 0x1000L;
            long was = before.state().qword(TABLE + 8L * n);
            long is = after.state().qword(TABLE + 8L * n);
            assertThat(was).as("a table that is not used").isEqualTo(page | ALL);
            assertThat(is & ~(ACCESSED | DIRTY)).as("page %x", page).isEqualTo(was);
            if ((is & DIRTY) != 0) {
                assertThat(is & ACCESSED).as("page %x", page).isNotZero();
                assertThat(page).isIn(Draft.SCRATCH, Draft.GUEST_STACK);
                dirty.add(page);
            }
        }
        assertThat(after.state().qword(TABLE + (Draft.GUEST - ARENA >>> 12) * 8))
                .as("the guest's code")
                .isEqualTo(Draft.GUEST | ALL | ACCESSED);
        assertThat(after.state().qword(TABLE + (Draft.VMCB - ARENA >>> 12) * 8))
                .as("what the guest does not know of")
                .isEqualTo(Draft.VMCB | ALL);
        return dirty;
    }
}
