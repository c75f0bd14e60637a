package dev.pacifica.suite.oracle;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.suite.draft.Experiment;
import dev.pacifica.suite.draft.Experiment.Mode;
import dev.pacifica.suite.vector.Vector.Claim;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Random descriptors, gates and selectors: the model does with them what the oracle says (SEGM-23 to SEGM-27, SEGM-51 to SEGM-57). */
class SegmentationTest {
    private static final int PROBE = 0x58;
    private static final int SECOND = 0x68;
    private static final long GDT = Experiment.SCRATCH;
    private static final long POINTER = Experiment.SCRATCH + 0x800;
    private static final long TARGET = Experiment.GUEST + 0x200;
    private static final int VMMCALL = 0x81;
    private static final byte[] VMMCALL_BYTES = {0x0F, 0x01, (byte) 0xD9};
    private static final String DPLS_OPEN = "dpl-of-code-and-stack";
    private static final int GATE_16 = 4;
    private static final int GATE_32 = 0xC;

    @Property(tries = 1500, seed = "4120", edgeCases = EdgeCasesMode.NONE)
    void SEGM_23_to_SEGM_27_loads_of_data_and_stack_segments(
            @ForAll Mode mode,
            @ForAll("descriptors") long descriptor,
            @ForAll("privileges") int rpl,
            @ForAll boolean isStack) {
        int selector = PROBE | rpl;
        Experiment experiment = Experiment.guest(mode, isStack ? "mov ss, bx" : "mov ds, bx", "vmmcall")
                .gpr("rbx", selector)
                .qwords(GDT + PROBE, List.of(descriptor));
        Optional<Refusal> refusal = isStack
                ? SegmentLoads.stack(mode.cpl, selector, descriptor)
                : SegmentLoads.data(mode.cpl, selector, descriptor);
        // MOV with a segment register has two bytes in 32-bit and in 64-bit code
        judge(experiment, mode, refusal, Experiment.GUEST + 2);
        Statistics.label("ends in").collect(rule(refusal));
        Statistics.label("ends in")
                .coverage(ends -> List.of("SEGM-23", "SEGM-24", "SEGM-25", "SEGM-26", "none")
                        .forEach(rule -> ends.check(rule).count(times -> times > 15)));
    }

    @Property(tries = 1500, seed = "4151", edgeCases = EdgeCasesMode.NONE)
    void SEGM_51_to_SEGM_53_direct_far_jumps(
            @ForAll Mode mode, @ForAll("code") long code, @ForAll("privileges") int rpl) {
        if (isGateOrTask(mode, code)) {
            return;
        }
        int selector = PROBE | rpl;
        Optional<Refusal> refusal = FarTargets.direct(isLongMode(mode), mode.cpl, selector, code, TARGET);
        judge(far(mode, "jmp", selector).qwords(GDT + PROBE, List.of(code, 0L)), mode, refusal, TARGET);
        Statistics.label("ends in").collect(rule(refusal));
        Statistics.label("ends in")
                .coverage(ends -> List.of("SEGM-51", "SEGM-52", "SEGM-53", "none")
                        .forEach(rule -> ends.check(rule).count(times -> times > 10)));
    }

    @Property(tries = 6000, seed = "4154", edgeCases = EdgeCasesMode.NONE)
    void SEGM_54_SEGM_56_far_transfers_through_call_gates(
            @ForAll Mode mode,
            @ForAll boolean isCall,
            @ForAll("gates") long gate,
            @ForAll("code") long code,
            @ForAll("privileges") int rpl) {
        int selector = PROBE | rpl;
        boolean is16Bit = DescriptorBits.kind(gate) == GATE_16;
        Optional<Refusal> refusal = FarTargets.gate(isLongMode(mode), isCall, mode.cpl, selector, gate, code, TARGET);
        boolean switchesStack = isCall && !DescriptorBits.isConforming(code) && DescriptorBits.dpl(code) != mode.cpl;
        if (refusal.isEmpty() && (switchesStack || is16Bit)) {
            return; // there is no TSS, and no memory at the low 16 bits of the target
        }
        Experiment experiment =
                far(mode, isCall ? "call" : "jmp", selector).qwords(GDT + PROBE, List.of(gate, 0L, code, 0L));
        judge(experiment, mode, refusal, TARGET);
        Statistics.label("ends in").collect(rule(refusal));
        Statistics.label("ends in")
                .coverage(ends -> List.of("SEGM-51", "SEGM-54", "SEGM-56", "none")
                        .forEach(rule -> ends.check(rule).count(times -> times > 10)));
    }

    @Property(tries = 1500, seed = "4157", edgeCases = EdgeCasesMode.NONE)
    void SEGM_57_far_returns_without_a_change_of_privilege(
            @ForAll Mode mode, @ForAll("code") long code, @ForAll("privileges") int rpl) {
        int selector = PROBE | rpl;
        Optional<Refusal> refusal = FarTargets.returning(isLongMode(mode), mode.cpl, selector, code, TARGET);
        if (rpl > mode.cpl && refusal.isEmpty()) {
            return;
        }
        Experiment experiment = Experiment.guest(mode, "retfd")
                .set("RSP", POINTER)
                .qwords(POINTER, List.of(TARGET | (long) selector << 32, 0L))
                .qwords(GDT + PROBE, List.of(code))
                .data(TARGET, VMMCALL_BYTES);
        judge(experiment, mode, refusal, TARGET);
        Statistics.label("ends in").collect(rule(refusal));
        Statistics.label("ends in")
                .coverage(ends -> List.of("SEGM-57", "SEGM-53", "none")
                        .forEach(rule -> ends.check(rule).count(times -> times > 10)));
    }

    private static Experiment far(Mode mode, String instruction, int selector) {
        String pointer = mode.bits == 64 ? "[rsi]" : "[esi]";
        return Experiment.guest(mode, instruction + " far dword " + pointer)
                .gpr("rsi", POINTER)
                .qwords(POINTER, List.of(TARGET | (long) selector << 32))
                .data(TARGET, VMMCALL_BYTES);
    }

    private static void judge(Experiment experiment, Mode mode, Optional<Refusal> refusal, long arrival) {
        experiment.set("GDTR.base", GDT).set("GDTR.limit", 0xFF).unspecified(DPLS_OPEN);
        ClaimList claims = new ClaimList(Experiment.VMCB);
        if (refusal.isPresent()) {
            Refusal demanded = refusal.get();
            claims.field(demanded.rule(), "EXITCODE", 0x40 + demanded.vector())
                    .field(demanded.rule(), "EXITINFO1", demanded.errorCode())
                    .field(demanded.rule(), "RIP", Experiment.GUEST)
                    .field(demanded.rule(), "RSP", experiment.get("RSP"));
        } else {
            claims.field("SEGM-52", "EXITCODE", VMMCALL)
                    .field("SEGM-52", "RIP", arrival)
                    .field("SEGM-02", "CPL", mode.cpl);
        }
        List<Claim> all = claims.list();
        OnModel.run(CpuProfile.named("full"), experiment.vector()).meets(all);
    }

    private static String rule(Optional<Refusal> refusal) {
        return refusal.map(Refusal::rule).orElse("none");
    }

    private static boolean isLongMode(Mode mode) {
        return mode != Mode.PROTECTED32;
    }

    private static boolean isGateOrTask(Mode mode, long descriptor) {
        int kind = DescriptorBits.kind(descriptor);
        return isLongMode(mode) ? kind == GATE_32 : kind < 16 && kind != 0 && kind != 2;
    }

    @Provide
    Arbitrary<Integer> privileges() {
        return Arbitraries.of(0, 0, 1, 2, 3, 3);
    }

    /** Any access byte; base 0 and all limits, so that what follows has a place to be. */
    @Provide
    Arbitrary<Long> descriptors() {
        return Combinators.combine(Arbitraries.integers().between(0, 255), Arbitraries.of(0xC, 0xA, 0x4, 0xE))
                .as(SegmentationTest::flat);
    }

    /** Mostly code, mostly present. */
    @Provide
    Arbitrary<Long> code() {
        Arbitrary<Integer> access = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 255),
                Arbitraries.integers().between(0, 31).map(bits -> 0x98 | bits & 7 | (bits & 0x18) << 2),
                Arbitraries.of(0x9A, 0xFA, 0x9E, 0xFE));
        return Combinators.combine(access, Arbitraries.of(0xC, 0xC, 0xA, 0xA, 0xE, 0x4, 0x8))
                .as(SegmentationTest::flat);
    }

    @Provide
    Arbitrary<Long> gates() {
        return Combinators.combine(
                        Arbitraries.of(GATE_32, GATE_32, GATE_32, GATE_16),
                        Arbitraries.of(0, 1, 2, 3, 3),
                        Arbitraries.of(8, 8, 8, 0))
                .as((type, dpl, present) -> TARGET & 0xFFFF
                        | (long) SECOND << 16
                        | (long) (type | dpl << 5 | present << 4) << 40
                        | (TARGET & 0xFFFF_0000L) << 32);
    }

    private static long flat(int access, int flags) {
        return 0xFFFFL | (long) access << 40 | 0xFL << 48 | (long) flags << 52;
    }
}
