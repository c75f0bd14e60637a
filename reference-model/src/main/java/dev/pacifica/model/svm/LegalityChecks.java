package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.event.EventType;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.paging.DirectoryPointers;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.MemoryTypes;
import java.util.List;
import java.util.function.Predicate;

/**
 * Legality of the state that VMRUN has just loaded (APM2 15.5.1). Order is free (CHK-42): any violation gives VMEXIT_INVALID. The
 * table is complete for a processor with nothing but nested paging of the later features that bring checks of their own.
 */
public final class LegalityChecks {
    /** What a line of the table says: the rule, what is illegal, and whether a processor may tolerate it. */
    public record Line(Rule rule, String illegal, boolean isAmbiguous) {}

    /**
     * One illegal condition.
     *
     * @param rule the rule that names it
     * @param illegal what is illegal, in words
     * @param holds whether a state is illegal in this way
     * @param isAmbiguous whether a processor may also tolerate the state
     */
    record Check(Rule rule, String illegal, Predicate<LoadedState> holds, boolean isAmbiguous) {}

    static final List<Check> CHECKS = List.of(
            check(CHK_04, "EFER.SVME is clear", s -> (s.efer & Efer.SVME) == 0),
            check(CHK_05, "CR0.NW is set and CR0.CD is clear", s -> (s.cr0 & (Cr0.CD | Cr0.NW)) == Cr0.NW),
            check(CHK_06, "DR6[63:32] is not zero", s -> high(s.dr6) != 0),
            check(CHK_07, "DR7[63:32] is not zero", s -> high(s.dr7) != 0),
            check(CHK_08, "CR0[63:32] is not zero", s -> high(s.cr0) != 0),
            check(
                    CHK_09,
                    "CR3 of a guest in long mode has a bit at or above the physical address width set",
                    s -> longPaging(s) && cr3MustBeZero(s)),
            ambiguous(
                    PG_86,
                    "CR3 of a guest outside long mode has a bit at or above the physical address width set",
                    s -> !longPaging(s) && cr3MustBeZero(s)),
            check(
                    CHK_09,
                    "CR4 has a bit set that the processor lacks",
                    s -> (s.cr4 & ~Cr4.implemented(s.profile)) != 0),
            check(
                    CHK_09,
                    "EFER has a bit set that the processor lacks",
                    s -> (s.efer & ~(Efer.implemented(s.profile) | Efer.READ_AS_ZERO)) != 0),
            check(CHK_10, "EFER.LME and CR0.PG are set and CR4.PAE is clear", s -> longPaging(s) && !pae(s)),
            check(
                    CHK_11,
                    "EFER.LME and CR0.PG are set and CR0.PE is clear",
                    s -> longPaging(s) && (s.cr0 & Cr0.PE) == 0),
            check(
                    CHK_12,
                    "EFER.LME, CR0.PG, CR4.PAE, CS.L and CS.D are all set",
                    s -> longPaging(s) && pae(s) && s.cs.isLong() && s.cs.isBig()),
            check(CHK_13, "the VMRUN intercept is clear", s -> !s.controls.intercepts(Intercept.VMRUN)),
            check(
                    CHK_14,
                    "the last byte of the MSR permission map is beyond physical memory",
                    s -> beyond(s, s.controls.msrpm, 2)),
            check(
                    CHK_14,
                    "the last byte of the I/O permission map is beyond physical memory",
                    s -> beyond(s, s.controls.iopm, 3)),
            check(CHK_15, "the injected event is illegal", LegalityChecks::illegalInjection),
            check(CHK_16, "the guest ASID is 0", s -> s.controls.asid == 0),
            check(
                    CHK_17,
                    "EFER.LMA or EFER.LME is set on a processor without long mode",
                    s -> (s.efer & (Efer.LMA | Efer.LME)) != 0 && !s.profile.has(Feature.LM)),
            ambiguous(
                    CHK_22,
                    "a present PDPE of a PAE guest without nested paging has a reserved bit set",
                    LegalityChecks::illegalPdpe),
            check(
                    CHK_31,
                    "NP_ENABLE is set and the host does not page",
                    s -> s.nestsPaging() && (s.hostCr0 & Cr0.PG) == 0),
            check(
                    CHK_32,
                    "N_CR3 has a bit at or above the physical address width set, under a host in long mode",
                    s -> nestedRootMustBeZero(s) && hostIsLong(s)),
            ambiguous(
                    NPT_05,
                    "N_CR3 has a bit at or above the physical address width set, under a host outside long mode",
                    s -> nestedRootMustBeZero(s) && !hostIsLong(s)),
            check(
                    CHK_33,
                    "NP_ENABLE is set and a field of G_PAT is no memory type",
                    s -> s.nestsPaging() && !MemoryTypes.isLegalPat(s.pat)),
            check(
                    NPX_01,
                    "the check of shadow-stack pages is enabled and NP_ENABLE is clear",
                    s -> s.checksShadowStacks() && !s.nestsPaging()),
            check(
                    NPX_36,
                    "page-modification logging is enabled and PML_BASE is beyond physical memory",
                    s -> s.logsModifications() && s.profile.isBeyondMemory(s.controls.modificationLog)));

    private LegalityChecks() {}

    /** The table in words, in its order. */
    public static List<Line> lines() {
        return CHECKS.stream()
                .map(check -> new Line(check.rule, check.illegal, check.isAmbiguous))
                .toList();
    }

    /** Whether any check finds the state illegal; every check is decided, so that both sides of each are seen. */
    static boolean anyFails(LoadedState state, Freedom freedom) {
        boolean illegal = false;
        for (Check check : CHECKS) {
            boolean holds = freedom.decide(check.rule, check.holds.test(state));
            if (holds) {
                boolean isTolerated = check.isAmbiguous && isTolerated(check, freedom);
                freedom.log().add(new WorldSwitchEntry.Illegal(check.rule, check.illegal, isTolerated));
                illegal |= !isTolerated;
            }
        }
        return illegal;
    }

    private static Check check(Rule rule, String illegal, Predicate<LoadedState> holds) {
        return new Check(rule, illegal, holds, false);
    }

    private static Check ambiguous(Rule rule, String illegal, Predicate<LoadedState> holds) {
        return new Check(rule, illegal, holds, true);
    }

    private static boolean isTolerated(Check check, Freedom freedom) {
        return freedom.pick(check.rule, Scope.IMPLEMENTATION, "VMEXIT_INVALID", "tolerated") == 1;
    }

    /** Bits 63:52 and those at or above the physical address width; the low bits that paging does not use never matter. */
    private static boolean cr3MustBeZero(LoadedState s) {
        return s.profile.isBeyondMemory(s.cr3);
    }

    /** CHK-22, VMRUN-25: the four entries at CR3[31:5] of a guest in PAE paging; reserved bits as in PG-12. */
    private static boolean illegalPdpe(LoadedState s) {
        boolean paePaging = (s.cr0 & Cr0.PG) != 0 && pae(s) && (s.efer & Efer.LME) == 0 && !s.nestsPaging(); // NPT-70
        return paePaging && DirectoryPointers.areIllegal(s.memory, s.cr3, s.profile.physicalAddressBits());
    }

    private static boolean nestedRootMustBeZero(LoadedState s) {
        return s.nestsPaging() && s.profile.isBeyondMemory(s.controls.nestedRoot);
    }

    private static boolean hostIsLong(LoadedState s) {
        return (s.hostEfer & Efer.LMA) != 0;
    }

    private static boolean longPaging(LoadedState s) {
        return (s.efer & Efer.LME) != 0 && (s.cr0 & Cr0.PG) != 0;
    }

    private static boolean pae(LoadedState s) {
        return (s.cr4 & Cr4.PAE) != 0;
    }

    /** CHK-14: the table of {@code pages} pages at {@code base} must end at or below the limit (VMCB-22, VMCB-23). */
    private static boolean beyond(LoadedState s, long base, int pages) {
        long last = base + pages * 0x1000L - 1;
        return s.profile.isBeyondMemory(base) || s.profile.isBeyondMemory(last);
    }

    /** CHK-15: a reserved TYPE (INJ-07), or TYPE 3 with what is no exception (INJ-08) or cannot occur here (INJ-09). */
    private static boolean illegalInjection(LoadedState s) {
        EventInjection event = new EventInjection(s.controls.eventInjection);
        if (!event.isValid()) {
            return false; // INJ-04
        }
        boolean is64Bit = longPaging(s) && s.cs.isLong();
        return event.type() == null || event.type() == EventType.EXCEPTION && !event.isException(s.profile, is64Bit);
    }

    private static int high(long value) {
        return (int) (value >>> 32);
    }
}
