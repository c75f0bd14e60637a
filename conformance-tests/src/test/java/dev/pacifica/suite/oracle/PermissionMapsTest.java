package dev.pacifica.suite.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.suite.draft.Experiment;
import dev.pacifica.suite.draft.Experiment.Mode;
import dev.pacifica.suite.oracle.PermissionMaps.Bit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.statistics.Statistics;

/** Which bit of a permission map decides, found by setting or clearing exactly the bits around it (IOIO-01 to IOIO-12, MSR-01 to MSR-08). */
class PermissionMapsTest {
    private static final long IOIO = 1L << 27;
    private static final long MSR = 1L << 28;
    private static final int[] EFER_AND_SVM = {0xC000_0080, 0xC001_0114, 0xC001_0117, 0xC001_0118};

    /** Which bits of a map are set. */
    enum Filling {
        NONE,
        ALL,
        /** The first of those that decide, and no other. */
        FIRST,
        /** The last of those that decide, and no other. */
        LAST,
        /** The bits before and behind those that decide. */
        NEIGHBOURS,
        /** All but those that decide. */
        OTHERS
    }

    private final CpuProfile profile = CpuProfile.named("full");

    @Property(tries = 1500, seed = "1510", edgeCases = EdgeCasesMode.NONE)
    void IOIO_an_access_exits_exactly_if_one_of_its_bits_is_set(
            @ForAll("accesses") PortAccess access, @ForAll Filling filling, @ForAll("guests") Mode mode) {
        byte[] map = filled(PermissionMaps.IOPM_SIZE, PermissionMaps.ofPort(access.port(), access.size()), filling);
        String source = source(access);
        Experiment experiment = Experiment.guest(mode, source, "vmmcall")
                .data(Experiment.IOPM, map)
                .set("INTERCEPT_3", IOIO)
                .set("RFLAGS", 0x3002) // IOPL 3
                .gpr("rdx", 0xABCD_0000L | access.port())
                .gpr("rcx", 1)
                .gpr("rsi", Experiment.SCRATCH)
                .gpr("rdi", Experiment.SCRATCH);
        OnModel model = OnModel.run(profile, experiment.vector());
        boolean isIntercepted = access.isIntercepted(map);
        if (isIntercepted) {
            PortAccess here = new PortAccess(
                    access.port(),
                    access.size(),
                    access.isInput(),
                    access.isString(),
                    access.isRepeated(),
                    mode.bits / 8,
                    access.segment());
            model.meets(here.exitClaims(Experiment.VMCB, Experiment.GUEST, length(access)));
        } else {
            model.meets(GuestInstructions.named("vmmcall")
                    .claims(Site.on(
                            OnModel.processor(profile),
                            Experiment.VMCB,
                            new VmcbFields(experiment.fields()),
                            mode.cpl,
                            Experiment.GUEST + length(access),
                            3)));
        }
        Statistics.label("map").collect(filling, isIntercepted);
        Statistics.label("map").coverage(maps -> {
            for (Filling one : List.of(Filling.NONE, Filling.NEIGHBOURS, Filling.OTHERS)) {
                maps.check(one, false).count(times -> times > 50);
            }
            for (Filling one : List.of(Filling.ALL, Filling.FIRST, Filling.LAST)) {
                maps.check(one, true).count(times -> times > 50);
            }
        });
        boolean isBeyond = access.port() + access.size() > 0x1_0000;
        Statistics.label("beyond the last port").collect(isBeyond);
        Statistics.label("beyond the last port")
                .coverage(ports -> ports.check(true).count(times -> times > 20));
    }

    @Property(tries = 1000, seed = "1511", edgeCases = EdgeCasesMode.NONE)
    void MSR_an_access_exits_exactly_if_its_bit_is_set(
            @ForAll("registers") int msr,
            @ForAll boolean isWrite,
            @ForAll Filling filling,
            @ForAll("guests") Mode mode) {
        boolean isDangerous = isWrite && Arrays.stream(EFER_AND_SVM).anyMatch(one -> one == msr);
        MsrAccess access = new MsrAccess(msr, isWrite && !isDangerous);
        Optional<Bit> bit = PermissionMaps.ofMsr(msr, access.isWrite());
        byte[] map = filled(PermissionMaps.MSRPM_SIZE, bit.stream().toList(), filling);
        Experiment experiment = Experiment.guest(mode, access.isWrite() ? "wrmsr" : "rdmsr", "vmmcall")
                .data(Experiment.MSRPM, map)
                .set("INTERCEPT_3", MSR)
                .gpr("rcx", 0xABCD_EF01L << 32 | msr & 0xFFFF_FFFFL) // MSR-12: the upper half does not count
                .gpr("rdx", 0);
        OnModel model = OnModel.run(profile, experiment.vector());
        Site site = Site.on(
                OnModel.processor(profile),
                Experiment.VMCB,
                new VmcbFields(experiment.fields()),
                mode.cpl,
                Experiment.GUEST,
                MsrAccess.LENGTH);
        String standing =
                mode.cpl != 0 ? "not privileged" : access.isIntercepted(map) ? "intercepted" : "not intercepted";
        switch (standing) {
            case "not privileged" -> model.meets(Delivery.raised(Delivery.Event.exception(13, 0), site)); // MSR-07
            case "intercepted" -> model.meets(access.exitClaims(Experiment.VMCB, Experiment.GUEST));
            default -> {
                model.meets(List.of());
                // MSR-07: what belongs to the register itself, and may be #GP, comes behind the map
                assertThat(exitCode(model)).isIn(0x81L, 0x4DL);
            }
        }
        Statistics.label("map").collect(standing, bit.isPresent() ? filling : "no bit");
        Statistics.label("map").coverage(maps -> {
            maps.check("intercepted", "no bit").count(times -> times > 20);
            maps.check("intercepted", Filling.FIRST).count(times -> times > 20);
            maps.check("not intercepted", Filling.NEIGHBOURS).count(times -> times > 20);
            maps.check("not intercepted", Filling.OTHERS).count(times -> times > 20);
        });
    }

    private static long exitCode(OnModel model) {
        return VmcbFields.in(model.seen.state(), Experiment.VMCB).get("EXITCODE");
    }

    private static byte[] filled(int size, List<Bit> deciding, Filling filling) {
        byte[] map = new byte[size];
        boolean isInverted = filling == Filling.ALL || filling == Filling.OTHERS;
        if (isInverted) {
            Arrays.fill(map, (byte) 0xFF);
        }
        if (deciding.isEmpty()) {
            return map;
        }
        List<Integer> numbers = new ArrayList<>();
        deciding.forEach(bit -> numbers.add(bit.offset() * 8 + bit.bit()));
        int first = numbers.get(0);
        int last = numbers.get(numbers.size() - 1);
        List<Integer> changed = switch (filling) {
            case NONE, ALL -> List.of();
            case FIRST -> List.of(first);
            case LAST -> List.of(last);
            case NEIGHBOURS -> List.of(Math.max(first - 1, 0) == first ? last + 1 : first - 1, last + 1);
            case OTHERS -> numbers;
        };
        for (int number :
                changed.stream().distinct().filter(n -> n >= 0 && n < 8 * size).toList()) {
            map[number / 8] ^= (byte) (1 << number % 8);
        }
        return map;
    }

    private static String source(PortAccess access) {
        String accumulator = access.size() == 1 ? "al" : access.size() == 2 ? "ax" : "eax";
        if (access.isString()) {
            String width = access.size() == 1 ? "b" : access.size() == 2 ? "w" : "d";
            return (access.isRepeated() ? "rep " : "") + (access.isInput() ? "ins" : "outs") + width;
        }
        return access.isInput() ? "in " + accumulator + ", dx" : "out dx, " + accumulator;
    }

    private static int length(PortAccess access) {
        return 1 + (access.size() == 2 ? 1 : 0) + (access.isRepeated() ? 1 : 0);
    }

    @Provide
    Arbitrary<PortAccess> accesses() {
        Arbitrary<Integer> ports = Arbitraries.oneOf(
                Arbitraries.of(0, 1, 7, 8, 0x7FFC, 0x7FFF, 0x8000, 0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF),
                Arbitraries.integers().between(0, 0xFFFF).withDistribution(RandomDistribution.uniform()));
        return Combinators.combine(
                        ports,
                        Arbitraries.of(1, 2, 4),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((port, size, isInput, isString, isRepeated) -> new PortAccess(
                        port, size, isInput, isString, isString && isRepeated, 8, isString && !isInput ? 3 : 0));
    }

    /** The ends of the three ranges, what lies just outside, and anything in between. */
    @Provide
    Arbitrary<Integer> registers() {
        Arbitrary<Integer> bases = Arbitraries.of(0, 0xC000_0000, 0xC001_0000);
        Arbitrary<Integer> offsets = Arbitraries.oneOf(
                Arbitraries.of(-1, 0, 1, 3, 4, 0x1FFF, 0x2000),
                Arbitraries.integers().between(0, 0x1FFF).withDistribution(RandomDistribution.uniform()));
        return Combinators.combine(bases, offsets).as(Integer::sum);
    }

    @Provide
    Arbitrary<Mode> guests() {
        return Arbitraries.of(Mode.class);
    }
}
