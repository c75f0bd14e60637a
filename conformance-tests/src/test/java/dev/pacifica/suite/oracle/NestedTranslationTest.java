package dev.pacifica.suite.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.paging.NestedControls;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Fault;
import dev.pacifica.model.state.Signal;
import dev.pacifica.suite.oracle.NestedTranslation.End;
import dev.pacifica.suite.oracle.NestedTranslation.Tables;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** The two-level walk of the model against its definition, the composition of plain walks, over trees of tables of every pair of formats. */
class NestedTranslationTest {
    private static final long RAM = 1 << 20;
    private static final long NESTED_TABLES = 0x2_0000;
    private static final long ACCESSED = 1 << 5;
    private static final long DIRTY = 1 << 6;
    private static final long RIGHTS = 6;
    private static final long GLOBAL = 1 << 8;

    /** A change to one entry: of which of the pages that the walk translates, at which level, which bit. */
    record Flip(boolean isNested, int page, int level, int bit) {}

    /**
     * An access and what it goes through.
     *
     * @param guest the guest's format; nothing without paging
     * @param pages guest-physical pages: of the guest's tables from the root on, and of what it reaches
     * @param flips bits that are not as they would be in tables that permit everything
     */
    record Setting(
            Optional<TableFormat> guest,
            TableFormat nested,
            List<Long> pages,
            long linear,
            List<Flip> flips,
            int guestControls,
            boolean hostNxe,
            int width,
            int cpl,
            Kind kind) {
        PageAccess access() {
            return PageAccess.by(cpl, kind);
        }

        PagingControls ofGuest() {
            return new PagingControls(
                    (guestControls & 1) != 0,
                    (guestControls & 2) != 0,
                    guest.isPresent() && (guestControls & 4) != 0,
                    guest.isPresent() && (guestControls & 8) != 0,
                    false,
                    (guestControls & 16) != 0,
                    true,
                    width);
        }

        PagingControls ofHost() {
            return new PagingControls(true, hostNxe, false, false, false, true, true, width);
        }

        /** The address of the probe, as the guest's tables are made for it. */
        long address() {
            return guest.isPresent() ? linear : pages.get(pages.size() - 1) | linear & 0xFFF;
        }
    }

    /** Tables in memory, and where the entries of each translated page are. */
    private static final class Image {
        private final PhysicalMemory memory = new PhysicalMemory(RAM);
        private final TreeMap<Long, Integer> entries = new TreeMap<>();
        private final List<List<Long>> nestedPaths = new ArrayList<>();
        private final List<Long> guestPath = new ArrayList<>();
        private long free = NESTED_TABLES + 0x1000;

        Image(Setting setting) {
            for (int n = 0; n < setting.pages.size(); n++) {
                nestedPaths.add(map(setting.nested, setting.pages.get(n), (n + 1) * 0x1000L));
            }
            setting.guest.ifPresent(format -> {
                for (int depth = 0; depth < format.levels().size(); depth++) {
                    Level level = format.levels().get(depth);
                    long at = (depth + 1) * 0x1000L + (long) level.index(setting.linear) * format.entrySize();
                    put(
                            at,
                            format.entrySize(),
                            setting.pages.get(depth + 1) | 1 | (format.hasRights(level) ? RIGHTS : 0));
                    guestPath.add(at);
                }
            });
            setting.flips.forEach(this::flip);
        }

        /** Makes the nested tables map a page; gives the addresses of the entries on its way. */
        private List<Long> map(TableFormat format, long gpa, long frame) {
            List<Long> path = new ArrayList<>();
            long table = NESTED_TABLES;
            for (Level level : format.levels()) {
                long at = table + (long) level.index(gpa) * format.entrySize();
                path.add(at);
                long present = 1 | (format.hasRights(level) ? RIGHTS : 0);
                if (level.lowest() == 12) {
                    put(at, format.entrySize(), frame | present);
                } else if (!entries.containsKey(at)) {
                    put(at, format.entrySize(), free | present);
                    free += 0x1000;
                }
                table = memory.read(at, format.entrySize()) & 0xF_F000;
            }
            return path;
        }

        private void put(long at, int size, long value) {
            entries.put(at, size);
            memory.write(at, size, value);
        }

        private void flip(Flip flip) {
            List<Long> path = flip.isNested ? nestedPaths.get(flip.page % nestedPaths.size()) : guestPath;
            if (path.isEmpty()) {
                return;
            }
            long at = path.get(flip.level % path.size());
            int size = entries.get(at);
            memory.write(at, size, memory.read(at, size) ^ 1L << flip.bit % (8 * size));
        }

        long entry(long at) {
            return memory.read(at, 4) & 0xFFFF_FFFFL | memory.read(at + 4, 4) << 32;
        }
    }

    /** A nested page fault of the model. */
    private static final class NestedFault extends Signal {
        private final long information;
        private final long gpa;

        NestedFault(long information, long gpa) {
            this.information = information;
            this.gpa = gpa;
        }
    }

    private record Seen(End end, long value, long gpa) {}

    private static NestedTranslation expected(Setting setting, Image image) {
        return NestedTranslation.of(
                setting.guest.map(format -> new Tables(format, setting.pages.get(0), setting.ofGuest())),
                new Tables(setting.nested, NESTED_TABLES, setting.ofHost()),
                setting.access(),
                setting.address(),
                image::entry);
    }

    private static Seen run(Setting setting, Image image) {
        Cpu cpu = new Cpu(CpuProfile.named("full").withPhysicalAddressBits(setting.width));
        LinearMemory linear = new LinearMemory(cpu, image.memory, Freedom.standard());
        linear.setNestedFaults((information, gpa, fetch) -> new NestedFault(information, gpa));
        load(cpu, Optional.of(setting.nested), setting.ofHost());
        linear.nest(new NestedControls(NESTED_TABLES, false, false, false), 1);
        cpu.asid = 1;
        cpu.cr3 = setting.pages.get(0);
        load(cpu, setting.guest, setting.ofGuest());
        try {
            return new Seen(End.MAPPED, linear.translate(setting.address(), access(setting)), 0);
        } catch (Fault fault) {
            return new Seen(End.PAGE_FAULT, fault.errorCode(), 0);
        } catch (NestedFault fault) {
            return new Seen(End.NESTED_FAULT, fault.information, fault.gpa);
        }
    }

    private static void load(Cpu cpu, Optional<TableFormat> format, PagingControls controls) {
        boolean isLong = format.equals(Optional.of(TableFormat.LONG));
        boolean isPae = isLong || format.equals(Optional.of(TableFormat.PAE));
        cpu.cr0 = 0x33 | (format.isPresent() ? 1L << 31 : 0) | (controls.wp() ? 1 << 16 : 0);
        cpu.cr4 = (isPae ? 0x20 : 0)
                | (controls.pse() ? 0x10 : 0)
                | (controls.smep() ? 1L << 20 : 0)
                | (controls.smap() ? 1L << 21 : 0);
        cpu.efer = 0x1000 | (isLong ? 0x500 : 0) | (controls.nxe() ? 0x800 : 0);
        cpu.updateMode();
    }

    private static Access access(Setting setting) {
        return switch (setting.kind) {
            case READ -> Access.read(setting.cpl);
            case WRITE -> Access.write(setting.cpl);
            case FETCH -> Access.fetch(setting.cpl);
        };
    }

    /** A large page can lay one table over another, whose marks then are entries of another kind. */
    private static void assumeApart(NestedTranslation translation) {
        translation.marks().forEach((at, mark) -> Assume.that(at >= RAM || mark.isNested() == at >= NESTED_TABLES));
    }

    @Property(tries = 20_000, seed = "650", edgeCases = EdgeCasesMode.NONE)
    void NPT_21_to_NPT_55_a_nested_walk_is_the_composition_of_plain_walks(@ForAll("settings") Setting setting) {
        Image image = new Image(setting);
        NestedTranslation expected = expected(setting, image);
        assumeApart(expected);
        Seen seen = run(setting, image);

        assertThat(seen.end).as(expected.toString()).isEqualTo(expected.end());
        long free = expected.isFetchBitFree() ? 1 << 4 : 0;
        long value = expected.end() == End.MAPPED ? expected.physical() : expected.code();
        assertThat(seen.value & ~free).as(expected.toString()).isEqualTo(value & ~free);
        assertThat(seen.gpa).as(expected.toString()).isEqualTo(expected.gpa());
        expected.marks().forEach((at, mark) -> {
            if (at < RAM) {
                long mask = mark.isFree() ? ~ACCESSED : -1;
                long size = mark.size() == 4 ? 0xFFFF_FFFFL : -1;
                assertThat(image.entry(at) & mask & size)
                        .as("%s at 0x%x, %s", mark, at, expected)
                        .isEqualTo(mark.after() & mask & size);
            }
        });
        String end = expected.end() == End.NESTED_FAULT
                ? (expected.code() >>> 32 == 1 ? "final " : "table ") + (expected.code() & 9)
                : expected.end().toString();
        Statistics.label("end").collect(end);
        Statistics.label("end").coverage(coverage -> {
            coverage.check("MAPPED").percentage(share -> share > 10);
            coverage.check("PAGE_FAULT").percentage(share -> share > 5);
            for (String one : new String[] {"final 0", "final 1", "final 9", "table 0", "table 1", "table 9"}) {
                coverage.check(one).percentage(share -> share > 1);
            }
        });
    }

    @Property(tries = 10_000, seed = "651", edgeCases = EdgeCasesMode.NONE)
    void NPT_25_NPT_29_marks_are_only_ever_set_and_D_only_in_what_maps_a_page(@ForAll("settings") Setting setting) {
        Image before = new Image(setting);
        Image image = new Image(setting);
        assumeApart(expected(setting, before));
        run(setting, image);
        image.entries.forEach((at, size) -> {
            long was = before.memory.read(at, size);
            long is = image.memory.read(at, size);
            assertThat(was & ~is).as("bits cleared at 0x%x", at).isZero();
            assertThat(is & ~was & ~(ACCESSED | DIRTY))
                    .as("bits set at 0x%x", at)
                    .isZero();
            if ((was & 1) == 0) {
                assertThat(is).as("an entry that is not present, at 0x%x", at).isEqualTo(was);
            }
        });
    }

    @Property(tries = 10_000, seed = "654", edgeCases = EdgeCasesMode.NONE)
    void NPT_25_NPT_29_only_entries_on_the_way_are_marked_and_D_of_the_guest_by_writes_alone(
            @ForAll("settings") Setting setting) {
        Image before = new Image(setting);
        Image image = new Image(setting);
        NestedTranslation expected = expected(setting, before);
        assumeApart(expected);
        run(setting, image);
        Set<String> dirtied = new TreeSet<>();
        image.entries.forEach((at, size) -> {
            long set = image.memory.read(at, size) & ~before.memory.read(at, size);
            NestedTranslation.Mark mark = expected.marks().get(at);
            // PG-52: entries of the guest above one that could not be had may be marked
            boolean isFree =
                    mark == null ? expected.end() == End.NESTED_FAULT && image.guestPath.contains(at) : mark.isFree();
            long due = (mark == null ? 0 : mark.after() & ~mark.before()) | (isFree ? ACCESSED : 0);
            assertThat(set & ~due)
                    .as("marks that are not due at 0x%x, %s", at, expected)
                    .isZero();
            if ((set & DIRTY) != 0) {
                boolean isNested = at >= NESTED_TABLES;
                assertThat(isNested || setting.kind == Kind.WRITE)
                        .as("D of the guest by a %s", setting.kind)
                        .isTrue();
                dirtied.add(isNested ? "nested" : "own");
            }
        });
        Statistics.label("dirtied").collect(dirtied.toString());
        Statistics.label("dirtied").coverage(coverage -> {
            coverage.check("[]").percentage(share -> share > 5);
            coverage.check("[nested]").percentage(share -> share > 5);
            coverage.check("[nested, own]").percentage(share -> share > 5);
        });
    }

    /** The guest's rights as the nested ones: R/W and U/S cleared or NX set never make an access succeed. */
    @Property(tries = 10_000, seed = "655", edgeCases = EdgeCasesMode.NONE)
    void NPT_38_NPT_41_taking_one_right_away_never_makes_an_access_succeed(
            @ForAll("settings") Setting setting, @ForAll("rights") Flip where) {
        TableFormat format = where.isNested ? setting.nested : setting.guest.orElse(TableFormat.LONG);
        Assume.that(where.isNested || setting.guest.isPresent());
        Image rich = new Image(setting);
        List<Long> path = where.isNested ? rich.nestedPaths.get(where.page % rich.nestedPaths.size()) : rich.guestPath;
        int depth = where.level % path.size();
        boolean hasRights = format.hasRights(format.levels().get(depth));
        Assume.that(hasRights);
        long at = path.get(depth);
        int size = Objects.requireNonNull(rich.entries.get(at));
        boolean hasExecute = format != TableFormat.LEGACY;
        PagingControls controls = where.isNested ? setting.ofHost() : setting.ofGuest();
        // SMEP and SMAP turn U/S round, without NXE bit 63 is reserved, and a guest's supervisor writes where it cannot
        // read only without WP
        Assume.that(!controls.smep() && !controls.smap());
        int bit = new int[] {1, 2, hasExecute && controls.nxe() ? 63 : 1}[where.bit];
        long entry = rich.memory.read(at, size);
        Image poor = new Image(setting);
        poor.memory.write(at, size, bit == 63 ? entry | 1L << 63 : entry & ~(1L << bit));
        boolean isMapped = run(setting, rich).end == End.MAPPED;
        boolean isStillMapped = run(setting, poor).end == End.MAPPED;
        assertThat(isMapped || !isStillMapped)
                .as("bit %d of the entry 0x%x at 0x%x taken away", bit, entry, at)
                .isTrue();
        Statistics.label("changed").collect(isMapped != isStillMapped);
        Statistics.label("changed").coverage(coverage -> coverage.check(true).percentage(share -> share > 1));
    }

    @Property(tries = 10_000, seed = "652", edgeCases = EdgeCasesMode.NONE)
    void NPT_38_NPT_41_more_rights_at_the_nested_level_never_take_an_access_away(@ForAll("settings") Setting setting) {
        List<Flip> fewer = setting.flips.stream()
                .filter(flip -> !(flip.isNested && isRight(setting.nested, flip.bit)))
                .toList();
        Setting richer = new Setting(
                setting.guest,
                setting.nested,
                setting.pages,
                setting.linear,
                fewer,
                setting.guestControls,
                setting.hostNxe,
                setting.width,
                setting.cpl,
                setting.kind);
        boolean isMapped = run(setting, new Image(setting)).end == End.MAPPED;
        boolean isStillMapped = run(richer, new Image(richer)).end == End.MAPPED;
        assertThat(!isMapped || isStillMapped).isTrue();
        Statistics.label("changed").collect(isMapped != isStillMapped);
        Statistics.label("changed").coverage(coverage -> coverage.check(true).percentage(share -> share > 1));
    }

    /** R/W, U/S and NX; 32-bit entries have no NX. */
    private static boolean isRight(TableFormat format, int bit) {
        int place = format == TableFormat.LEGACY ? bit % 32 : bit;
        return place == 1 || place == 2 || place == 63;
    }

    @Property(tries = 10_000, seed = "653", edgeCases = EdgeCasesMode.NONE)
    void NPT_36_nested_tables_that_map_everything_to_itself_change_nothing(@ForAll("settings") Setting setting) {
        Assume.that(setting.guest.isPresent());
        // what lies beyond the reach of the nested tables need not be mapped to itself (NPT-71, NPT-72)
        List<Flip> own = setting.flips.stream()
                .filter(flip -> !flip.isNested && (flip.bit < 12 || flip.bit > 51))
                .filter(flip -> setting.guest.get() != TableFormat.LEGACY || flip.bit < 12)
                .toList();
        List<Long> pages = new ArrayList<>();
        for (int n = 0; n < setting.pages.size(); n++) {
            pages.add((n + 1) * 0x1000L);
        }
        Setting identity = new Setting(
                setting.guest,
                setting.nested,
                pages,
                setting.linear,
                own,
                setting.guestControls,
                setting.hostNxe,
                setting.width,
                setting.cpl,
                setting.kind);
        Image nested = new Image(identity);
        NestedTranslation expected = expected(identity, nested);
        Assume.that(expected.end() != End.NESTED_FAULT); // an entry that was changed points to where nothing is mapped
        Seen seen = run(identity, nested);
        Image plain = new Image(identity);
        Cpu cpu = new Cpu(CpuProfile.named("full").withPhysicalAddressBits(identity.width));
        LinearMemory linear = new LinearMemory(cpu, plain.memory, Freedom.standard());
        cpu.cr3 = pages.get(0);
        load(cpu, identity.guest, identity.ofGuest());
        Seen alone;
        try {
            alone = new Seen(End.MAPPED, linear.translate(identity.linear, access(identity)), 0);
        } catch (Fault fault) {
            alone = new Seen(End.PAGE_FAULT, fault.errorCode(), 0);
        }
        assertThat(seen).isEqualTo(alone);
        for (long at : plain.guestPath) {
            assertThat(nested.entry(at)).isEqualTo(plain.entry(at));
        }
        Statistics.label("end").collect(seen.end);
        Statistics.label("end").coverage(coverage -> {
            coverage.check(End.MAPPED).percentage(share -> share > 10);
            coverage.check(End.PAGE_FAULT).percentage(share -> share > 10);
        });
    }

    /** One right of one entry, whatever else is changed. */
    @Provide
    Arbitrary<Flip> rights() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 2))
                .as(Flip::new);
    }

    @Provide
    Arbitrary<Setting> settings() {
        Arbitrary<Optional<TableFormat>> guests =
                Arbitraries.of(TableFormat.class).optional(0.85);
        return Combinators.combine(guests, Arbitraries.of(TableFormat.class)).flatAs((guest, nested) -> {
            long highest = nested == TableFormat.LONG && !guest.equals(Optional.of(TableFormat.LEGACY))
                    ? 0xFF_FFFFL
                    : 0xF_FFFFL;
            int count = guest.map(format -> format.levels().size()).orElse(0) + 1;
            Arbitrary<List<Long>> pages = Arbitraries.longs()
                    .between(1, highest)
                    .list()
                    .uniqueElements()
                    .ofSize(count);
            long top = guest.equals(Optional.of(TableFormat.LONG)) ? 0x7FFF_FFFF_FFFFL : 0xFFFF_FFFFL;
            Arbitrary<Flip> flips = Combinators.combine(
                            Arbitraries.frequency(Tuple.of(3, true), Tuple.of(2, false)),
                            Arbitraries.integers().between(0, count - 1),
                            Arbitraries.integers().between(0, 3),
                            Arbitraries.frequencyOf(
                                    Tuple.of(4, Arbitraries.of(0, 1, 2, 63)),
                                    Tuple.of(2, Arbitraries.of(5, 6, 7, 8)),
                                    Tuple.of(1, Arbitraries.integers().between(48, 63))))
                    .as(Flip::new);
            return Combinators.combine(
                            pages,
                            Arbitraries.longs().between(0, top),
                            flips.list().ofMaxSize(2),
                            Arbitraries.integers().between(0, 31),
                            Arbitraries.of(true, true, false),
                            Arbitraries.of(40, 48, 52),
                            Arbitraries.of(0, 3),
                            Arbitraries.of(Kind.class))
                    .as((numbers, linear, changes, controls, nxe, width, cpl, kind) ->
                            setting(guest, nested, numbers, linear, changes, controls, nxe, width, cpl, kind));
        });
    }

    /** The root of a guest outside long mode lies below 4 GBytes. */
    private static Setting setting(
            Optional<TableFormat> guest,
            TableFormat nested,
            List<Long> numbers,
            long linear,
            List<Flip> flips,
            int controls,
            boolean nxe,
            int width,
            int cpl,
            Kind kind) {
        List<Long> pages = new ArrayList<>();
        for (long number : numbers) {
            boolean isNarrow = pages.isEmpty() && !guest.equals(Optional.of(TableFormat.LONG));
            pages.add((isNarrow ? number & 0xF_FFFF : number) << 12);
        }
        return new Setting(guest, nested, pages, linear, flips, controls, nxe, width, cpl, kind);
    }

    /** What is in no test of its own: bits that mean nothing at the nested level. */
    @Property(tries = 2_000, seed = "654", edgeCases = EdgeCasesMode.NONE)
    void NPT_46_NPT_50_G_and_available_bits_of_nested_leaves_mean_nothing(@ForAll("settings") Setting setting) {
        Image image = new Image(setting);
        Seen plain = run(setting, new Image(setting));
        Map<Long, Integer> leaves = new TreeMap<>();
        image.nestedPaths.forEach(path -> leaves.put(path.get(path.size() - 1), 0));
        leaves.keySet()
                .forEach(at -> image.memory.write(
                        at,
                        setting.nested.entrySize(),
                        image.memory.read(at, setting.nested.entrySize()) | GLOBAL | 0xE00));
        assertThat(run(setting, image)).isEqualTo(plain);
    }
}
