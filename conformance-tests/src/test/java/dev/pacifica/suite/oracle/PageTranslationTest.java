package dev.pacifica.suite.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.PageWalk;
import dev.pacifica.model.paging.PagingFlags;
import dev.pacifica.model.paging.PagingFormat;
import dev.pacifica.model.paging.Translation;
import dev.pacifica.model.paging.WalkResult;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.PageTranslation.Step;
import dev.pacifica.suite.oracle.TableFormat.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** The model's walk against the rules, over tables that are one or a few bits away from permitting everything. */
class PageTranslationTest {
    private static final long TABLES = 0x1_0000;
    private static final long RAM = 1 << 20;
    /** What a walk reads beyond. */
    private static final long NOTHING_THERE = -1;

    private static final long ACCESSED = 1 << 5;
    private static final long DIRTY = 1 << 6;
    private static final long RIGHTS = 6;
    private static final long NX = 1L << 63;

    private static final Map<TableFormat, PagingFormat> FORMATS = Map.of(
            TableFormat.LEGACY,
            PagingFormat.LEGACY,
            TableFormat.PAE,
            PagingFormat.PAE,
            TableFormat.LONG,
            PagingFormat.LONG_4);

    private static final Map<PageAccess, Access> ACCESSES = Map.of(
            PageAccess.by(0, Kind.READ),
            Access.SUPERVISOR_READ,
            PageAccess.by(0, Kind.WRITE),
            Access.SUPERVISOR_WRITE,
            PageAccess.by(0, Kind.FETCH),
            Access.SUPERVISOR_FETCH,
            PageAccess.by(3, Kind.READ),
            Access.USER_READ,
            PageAccess.by(3, Kind.WRITE),
            Access.USER_WRITE,
            PageAccess.by(3, Kind.FETCH),
            Access.USER_FETCH,
            new PageAccess(Kind.READ, false, true),
            Access.IMPLICIT_READ,
            new PageAccess(Kind.WRITE, false, true),
            Access.IMPLICIT_WRITE);

    /** Tables of which the one for level n lies at a fixed place, and the entries of which are given for one linear address. */
    record Tree(TableFormat format, long linear, List<Long> entries) {
        long at(int depth) {
            Level level = format.levels().get(depth);
            return TABLES + depth * 0x1000L + (long) level.index(linear) * format.entrySize();
        }

        Map<Long, Long> content() {
            Map<Long, Long> content = new TreeMap<>();
            for (int depth = 0; depth < entries.size(); depth++) {
                content.put(at(depth), entries.get(depth));
            }
            return content;
        }

        /** With one entry's bits changed. */
        Tree with(int depth, long set, long clear) {
            List<Long> changed = new ArrayList<>(entries);
            changed.set(depth, entries.get(depth) & ~clear | set);
            return new Tree(format, linear, changed);
        }
    }

    @Property(tries = 20_000, seed = "540", edgeCases = EdgeCasesMode.NONE)
    void PG_20_to_PG_65_the_walk_gives_what_the_rules_say(
            @ForAll("trees") Tree tree,
            @ForAll("controls") PagingControls controls,
            @ForAll("accesses") PageAccess access) {
        PageTranslation expected = expected(tree, controls, access);
        PhysicalMemory memory = memory(tree);
        WalkResult result = walk(memory, tree, controls, access);

        if (expected.errorCode().isPresent()) {
            int free = expected.isFetchBitFree() ? 1 << 4 : 0;
            int code = expected.errorCode().getAsInt();
            assertThat(result)
                    .isInstanceOfSatisfying(
                            WalkResult.PageFault.class,
                            fault -> assertThat(fault.errorCode() & ~free)
                                    .as(expected.toString())
                                    .isEqualTo(code & ~free));
        } else {
            assertThat(result)
                    .isInstanceOfSatisfying(
                            WalkResult.Mapped.class,
                            mapped -> assertThat(mapped.spa())
                                    .as(expected.toString())
                                    .isEqualTo(expected.physical()));
        }
        checkMarks(memory, expected);
        String kind = expected.errorCode().isEmpty()
                ? "mapped"
                : (expected.errorCode().getAsInt() & 9) + "";
        Statistics.label("result").collect(kind);
        Statistics.label("result").coverage(coverage -> {
            coverage.check("mapped").percentage(share -> share > 20);
            coverage.check("0").percentage(share -> share > 5);
            coverage.check("1").percentage(share -> share > 10);
            coverage.check("9").percentage(share -> share > 10);
        });
    }

    /** A fault may mark the entries above the one that it is met at, and no other (PG-52). */
    private static void checkMarks(PhysicalMemory memory, PageTranslation expected) {
        List<Step> steps = expected.steps();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            boolean isFree = expected.errorCode().isPresent() && i < steps.size() - 1;
            if (step.at() >= RAM) {
                continue; // nothing there to be marked
            }
            int size = step.level().width() == 10 ? 4 : 8;
            assertThat(memory.read(step.at(), size) & (isFree ? ~ACCESSED : -1))
                    .as(step.toString())
                    .isEqualTo(step.after() & (isFree ? ~ACCESSED : -1));
        }
    }

    @Property(tries = 10_000, seed = "541", edgeCases = EdgeCasesMode.NONE)
    void PG_51_PG_54_marks_are_only_ever_set_and_D_only_by_a_write_that_is_permitted(
            @ForAll("trees") Tree tree,
            @ForAll("controls") PagingControls controls,
            @ForAll("accesses") PageAccess access) {
        PhysicalMemory memory = memory(tree);
        boolean isMapped = walk(memory, tree, controls, access) instanceof WalkResult.Mapped;
        long mayBeSet = ACCESSED | (isMapped && access.kind() == Kind.WRITE ? DIRTY : 0);
        int entrySize = tree.format().entrySize();
        tree.content().forEach((at, before) -> {
            long after = memory.read(at, entrySize);
            assertThat(before & ~after).as("bits cleared at 0x%x", at).isZero();
            assertThat(after & ~before & ~mayBeSet).as("bits set at 0x%x", at).isZero();
            if ((before & 1) == 0) {
                assertThat(after).as("an entry that is not present").isEqualTo(before);
            }
        });
        Statistics.label("mapped").collect(isMapped);
    }

    @Property(tries = 10_000, seed = "542", edgeCases = EdgeCasesMode.NONE)
    void PG_30_more_rights_at_one_level_never_take_an_access_away(
            @ForAll("trees") Tree tree,
            @ForAll("controls") PagingControls controls,
            @ForAll("accesses") PageAccess access,
            @ForAll("depths") int depth) {
        PagingControls lenient = new PagingControls(
                controls.wp(),
                true,
                false,
                false,
                false,
                controls.pse(),
                controls.page1Gb(),
                controls.physicalAddressBits());
        int level = depth % tree.entries().size();
        boolean hasRights = tree.format().hasRights(tree.format().levels().get(level));
        Tree richer = hasRights ? tree.with(level, RIGHTS, tree.format() == TableFormat.LEGACY ? 0 : NX) : tree;
        boolean before = walk(memory(tree), tree, lenient, access) instanceof WalkResult.Mapped;
        boolean after = walk(memory(richer), richer, lenient, access) instanceof WalkResult.Mapped;
        assertThat(!before || after).as("%s, then %s", tree, richer).isTrue();
        Statistics.label("changed").collect(before != after);
        Statistics.label("changed").coverage(coverage -> coverage.check(true).percentage(share -> share > 1));
    }

    private static PageTranslation expected(Tree tree, PagingControls controls, PageAccess access) {
        Map<Long, Long> content = tree.content();
        long nothing = NOTHING_THERE >>> 64 - 8 * tree.format().entrySize();
        return PageTranslation.of(
                tree.format(),
                TABLES,
                controls,
                access,
                tree.linear(),
                at -> content.getOrDefault(at, at < RAM ? 0 : nothing));
    }

    private static PhysicalMemory memory(Tree tree) {
        PhysicalMemory memory = new PhysicalMemory(RAM);
        tree.content().forEach((at, entry) -> memory.write(at, tree.format().entrySize(), entry));
        return memory;
    }

    private static WalkResult walk(PhysicalMemory memory, Tree tree, PagingControls controls, PageAccess access) {
        PagingFlags flags = new PagingFlags(
                controls.wp(),
                controls.nxe(),
                controls.smep(),
                controls.smap() && !controls.ac(),
                controls.smap(),
                controls.pse(),
                true,
                controls.page1Gb(),
                controls.physicalAddressBits());
        PagingFormat format = Objects.requireNonNull(FORMATS.get(tree.format()));
        Access made = Objects.requireNonNull(ACCESSES.get(access));
        return new PageWalk(memory, Freedom.standard())
                .walk(new Translation(TABLES, format, flags, 0, 0), tree.linear(), made);
    }

    @Provide
    Arbitrary<Integer> depths() {
        return Arbitraries.integers().between(0, 11);
    }

    @Provide
    Arbitrary<PageAccess> accesses() {
        return Arbitraries.of(ACCESSES.keySet().stream()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList());
    }

    @Provide
    Arbitrary<PagingControls> controls() {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 127), Arbitraries.of(32, 36, 39, 40, 48, 52), either)
                .as((bits, width, nxe) -> new PagingControls(
                        (bits & 1) != 0,
                        nxe,
                        (bits & 2) != 0,
                        (bits & 4) != 0,
                        (bits & 8) != 0,
                        (bits & 16) != 0,
                        (bits & 32) != 0,
                        width));
    }

    @Provide
    Arbitrary<Tree> trees() {
        return Arbitraries.of(TableFormat.class).flatMap(format -> {
            long highest = format == TableFormat.LONG ? 0x7FFF_FFFF_FFFFL : 0xFFFF_FFFFL;
            Arbitrary<Long> linear =
                    Arbitraries.longs().between(0, highest).withDistribution(RandomDistribution.uniform());
            Arbitrary<List<Integer>> flips = Arbitraries.frequencyOf(
                            Tuple.of(3, Arbitraries.of(0, 1, 2, 5, 6, 7, 8)),
                            Tuple.of(1, Arbitraries.integers().between(0, 63)))
                    .list()
                    .ofMaxSize(2);
            return Combinators.combine(
                            linear, flips.list().ofSize(4), Arbitraries.longs().between(0, 0xFF))
                    .as((address, all, frame) -> tree(format, address, all, frame));
        });
    }

    /** Every entry permits everything and refers to the next table, or to a page if PS is set, but for the bits that are flipped. */
    private static Tree tree(TableFormat format, long linear, List<List<Integer>> flips, long frame) {
        List<Long> entries = new ArrayList<>();
        for (Level level : format.levels()) {
            int depth = entries.size();
            List<Integer> flipped = flips.get(depth);
            boolean isPage = level.lowest() == 12 || flipped.contains(7);
            long entry = 1 | (format.hasRights(level) ? RIGHTS : 0);
            entry |= isPage ? frame << level.lowest() : TABLES + (depth + 1) * 0x1000L;
            for (int bit : flipped) {
                if (isPage || bit < 12 || bit >= 32) {
                    entry ^= 1L << bit; // tables stay where they are
                }
            }
            entries.add(format == TableFormat.LEGACY ? entry & 0xFFFF_FFFFL : entry);
        }
        return new Tree(format, linear, entries);
    }
}
