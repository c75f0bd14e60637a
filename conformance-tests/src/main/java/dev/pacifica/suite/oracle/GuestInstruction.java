package dev.pacifica.suite.oracle;

import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * An instruction as guests execute it: which intercepts it tests, when, and what it does if none of them is on (APM2 15.9). In the
 * source {@code %a} stands for the accumulator at the width of the code.
 *
 * @param name how the table names it
 * @param source in the assembler's syntax
 * @param length in bytes
 * @param feature the feature without which it is undefined; none if every processor with SVM has it
 * @param isPrivileged whether it raises #GP(0) at CPL 3
 * @param isInterceptFirst whether the intercepts come before that
 * @param intercepts the intercepts that it tests, in order
 * @param accumulator what the guest's rAX must hold
 * @param otherwise what it does when it is not intercepted
 */
public record GuestInstruction(
        String name,
        String source,
        int length,
        Optional<Feature> feature,
        boolean isPrivileged,
        boolean isInterceptFirst,
        List<Tested> intercepts,
        ToLongFunction<VmcbFields> accumulator,
        Otherwise otherwise) {
    private static final int UD = 6;
    private static final int GP = 13;

    /** A bit of CPUID. */
    record Feature(int leaf, int register, int bit) {
        boolean isOf(Processor processor) {
            return processor.reports(leaf, register, bit);
        }
    }

    /**
     * An intercept.
     *
     * @param rule the row of the intercept table
     * @param exitCode its exit code
     * @param information EXITINFO1 with decode assists, from the guest's rAX; none if it is undefined
     */
    public record Tested(String rule, int exitCode, Optional<ToLongFunction<Long>> information) {}

    /** What an instruction does. */
    sealed interface Otherwise {
        /** It completes, and the next one is executed. */
        record Completes() implements Otherwise {}

        /** It halts, and nothing wakes the processor. */
        record Halts() implements Otherwise {}

        /** It raises an exception, which may be intercepted. */
        record Raises(Event exception) implements Otherwise {}

        /** It causes an event that exception intercepts do not see (XII-22). */
        record Causes(Event event) implements Otherwise {}
    }

    @Override
    public String toString() {
        return name;
    }

    /** Its source for code of 32 or 64 bits. */
    public String source(int bits) {
        return source.replace("%a", bits == 64 ? "rax" : "eax");
    }

    /**
     * What comes of a guest that executes it at {@code site}, followed by VMMCALL, with an IDT that holds nothing.
     *
     * @return claims about the first exit, or about how the vector ends without one
     */
    public List<Claim> claims(Site site) {
        boolean exists = feature.isEmpty()
                || site.processor().isEmpty() // a draft requires the features that it uses
                || feature.get().isOf(site.processor().get());
        if (!exists) {
            return Delivery.raised(Event.exception(UD), site); // INS-04
        }
        boolean mayNot = isPrivileged && site.cpl() != 0;
        if (mayNot && !isInterceptFirst) {
            return Delivery.raised(Event.exception(GP, 0), site);
        }
        for (Tested tested : intercepts) {
            if (site.vmcb().intercepts(tested.exitCode)) {
                return exit(tested, site);
            }
        }
        if (mayNot) {
            return Delivery.raised(Event.exception(GP, 0), site);
        }
        if (otherwise instanceof Otherwise.Raises raises) {
            return Delivery.raised(raises.exception(), site);
        }
        if (otherwise instanceof Otherwise.Causes causes) {
            return Delivery.attempted(causes.event(), site);
        }
        if (otherwise instanceof Otherwise.Halts) {
            return site.claims().ended("INS-33", Ended.HALTED).list();
        }
        GuestInstruction vmmcall = GuestInstructions.named("vmmcall");
        return vmmcall.claims(site.next(vmmcall.length));
    }

    private static List<Claim> exit(Tested tested, Site site) {
        ClaimList claims = site.claims()
                .field(tested.rule, "EXITCODE", tested.exitCode)
                .field("INS-06", "RIP", site.rip())
                .field("XII-01", "EXITINTINFO", 1L << 31, 0);
        boolean hasInformation =
                site.processor().map(Processor::assistsDecoding).orElse(false);
        if (tested.information.isPresent() && hasInformation) {
            long rax = site.vmcb().get("RAX");
            claims.field(tested.rule, "EXITINFO1", tested.information.get().applyAsLong(rax));
        }
        return site.claimNextRip(claims, tested.exitCode).list();
    }
}
