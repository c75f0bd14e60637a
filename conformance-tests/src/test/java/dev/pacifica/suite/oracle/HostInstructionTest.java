package dev.pacifica.suite.oracle;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.suite.draft.Experiment;
import dev.pacifica.suite.vector.Vector.Claim;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** When the SVM instructions exist in the host, who may use them and with what address (EN-12 to EN-16, VMRUN-03, VMRUN-04, VMRUN-60). */
class HostInstructionTest {
    /** EFER of the fixture, and the same without SVME. */
    private static final long ENABLED = 0x1D00;

    private static final long DISABLED = 0xD00;

    @Property(tries = 1000, seed = "1501", edgeCases = EdgeCasesMode.NONE)
    void EN_and_VMRUN_03_order_of_checks(
            @ForAll HostInstruction instruction,
            @ForAll boolean isEnabled,
            @ForAll boolean isUser,
            @ForAll("addresses") long flipped,
            @ForAll("processors") CpuProfile profile) {
        String source = instruction.name().toLowerCase(Locale.ROOT);
        long rax = Experiment.VMCB ^ flipped;
        Experiment experiment =
                isUser ? Experiment.host(true, source, "jmp $") : Experiment.host(false, source, "jmp end");
        experiment.gpr("rax", rax).state("efer", isEnabled ? ENABLED : DISABLED);
        long rip = isUser ? experiment.label("user") : Experiment.PROGRAM;
        Optional<List<Claim>> claims =
                instruction.claims(isEnabled, isUser ? 3 : 0, rax, rip, OnModel.processor(profile));
        claims.ifPresent(these -> OnModel.run(profile, experiment.vector()).meets(these));
        String rule = claims.map(these -> these.get(0).rule()).orElse("open");
        Statistics.label("decided by").collect(instruction, rule);
        Statistics.label("decided by").coverage(decided -> {
            for (HostInstruction one : List.of(HostInstruction.VMRUN, HostInstruction.VMLOAD, HostInstruction.CLGI)) {
                decided.check(one, "EN-12").count(times -> times > 10);
                decided.check(one, "EN-15").count(times -> times > 10);
            }
            decided.check(HostInstruction.VMRUN, "VMRUN-03").count(times -> times > 10);
            decided.check(HostInstruction.VMSAVE, "VMRUN-60").count(times -> times > 10);
            decided.check(HostInstruction.STGI, "EN-13").count(times -> times > 10);
            decided.check(HostInstruction.VMMCALL, "EN-16").count(times -> times > 10);
        });
    }

    /** Bits of a good VMCB address that are flipped: none, one of the low twelve, or one at or above the end of memory. */
    @Provide
    Arbitrary<Long> addresses() {
        return Arbitraries.oneOf(
                Arbitraries.just(0L),
                Arbitraries.of(0, 1, 3, 4, 11, 40, 48, 52, 63).map(bit -> 1L << bit));
    }

    /** Widths such that no flipped bit names memory that is not there. */
    @Provide
    Arbitrary<CpuProfile> processors() {
        CpuProfile narrow = CpuProfile.named("full").withPhysicalAddressBits(40);
        return Arbitraries.of(narrow, narrow.without(Feature.SVML));
    }
}
