package dev.pacifica.suite.oracle;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.suite.draft.Experiment;
import dev.pacifica.suite.draft.Experiment.Mode;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.verdict.States;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.statistics.Statistics;

/** A guest that only exits, with random state on both sides: what is saved, what is restored, what is left alone (VMRUN-10 to EXIT-16). */
class WorldSwitchTest {
    private static final long FLAGS = 0x24_0CD5; // ID, AC, OF, DF, SF, ZF, AF, PF, CF; neither TF nor IF

    @Property(tries = 600, seed = "1506", edgeCases = EdgeCasesMode.NONE)
    void EXIT_10_and_HOST_01_states_are_kept_apart(
            @ForAll("guests") Mode mode,
            @ForAll("numbers") List<Long> numbers,
            @ForAll("hosts") Map<String, Long> host) {
        Experiment experiment = Experiment.guest(mode, "vmmcall");
        ClaimList guest = new ClaimList(Experiment.VMCB);
        keep(experiment, guest, "RAX", numbers.get(0));
        keep(experiment, guest, "RSP", numbers.get(1));
        keep(experiment, guest, "CR2", numbers.get(2));
        keep(experiment, guest, "RFLAGS", numbers.get(3) & FLAGS | 2);
        keep(experiment, guest, "DR6", numbers.get(4) & 0xE00F | 0xFFFF_0FF0L);
        keep(experiment, guest, "DR7", numbers.get(4) >>> 16 & 0x3FF | 0x400);
        keep(experiment, guest, "GDTR.base", canonical(numbers.get(5)));
        keep(experiment, guest, "GDTR.limit", numbers.get(5) >>> 48);
        keep(experiment, guest, "IDTR.base", canonical(numbers.get(6)));
        keep(experiment, guest, "IDTR.limit", numbers.get(6) >>> 48);
        for (String field : new String[] {"DS", "ES"}) {
            keep(experiment, guest, field + ".selector", numbers.get(7) & 0xFFFF);
            keep(experiment, guest, field + ".base", numbers.get(8) & 0xFFFF_FFFFL);
            keep(experiment, guest, field + ".limit", numbers.get(9) & 0xFFFF_FFFFL);
        }
        // control fields and the rest of the save area: #VMEXIT writes none of them (checked for every vector)
        experiment.set("TSC_OFFSET", numbers.get(0)).set("PAUSE_FILTER_COUNT", numbers.get(1) & 0xFFFF);
        experiment.set("FS.base", numbers.get(2)).set("LSTAR", numbers.get(3)).set("KernelGsBase", numbers.get(4));
        experiment.set("GUEST_ASID", 1 + (numbers.get(5) & 0xF)).set("G_PAT", numbers.get(6));
        host.forEach((register, value) -> {
            if (Slot.named(register).kind() == Slot.Kind.GENERAL) {
                experiment.gpr(register, value);
            } else {
                experiment.state(register, value);
            }
        });
        Vector vector = experiment.vector();
        List<Claim> claims = new ArrayList<>(guest.list());
        claims.addAll(HostState.notSwitched(States.initial(vector)));
        OnModel.run(CpuProfile.named("full"), vector).meets(claims);
        Statistics.label("guest").collect(mode);
        Statistics.label("guest").coverage(modes -> {
            for (Mode one : Mode.values()) {
                modes.check(one).count(times -> times > 50);
            }
        });
    }

    private static void keep(Experiment experiment, ClaimList claims, String field, long value) {
        experiment.set(field, value);
        claims.field("EXIT-10", field, value);
    }

    private static long canonical(long base) {
        return base << 16 >> 16;
    }

    @Provide
    Arbitrary<Mode> guests() {
        return Arbitraries.of(Mode.class);
    }

    @Provide
    Arbitrary<List<Long>> numbers() {
        return number().list().ofSize(10);
    }

    /** Host registers that VMRUN saves, and some that it leaves alone. */
    @Provide
    Arbitrary<Map<String, Long>> hosts() {
        return number().list()
                .ofSize(6)
                .map(numbers -> Map.of(
                        "rbx",
                        numbers.get(0),
                        "rflags",
                        numbers.get(1) & FLAGS | 2,
                        "rsp",
                        numbers.get(2) & 0xFF8 | 0x100_0000,
                        "dr0",
                        numbers.get(3),
                        "lstar",
                        canonical(numbers.get(4)),
                        "gs.base",
                        canonical(numbers.get(5)),
                        "cr8",
                        numbers.get(0) & 0xF,
                        "dr7",
                        numbers.get(1) & 0xFF | 0x400,
                        "idtr.limit",
                        numbers.get(2) & 0xFFF | 0x800));
    }

    private static Arbitrary<Long> number() {
        return Arbitraries.longs().withDistribution(RandomDistribution.uniform());
    }
}
