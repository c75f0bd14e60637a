package dev.pacifica.suite.oracle;

import java.util.Optional;

/**
 * Where a guest is when something happens to it.
 *
 * @param vmcbAddress address of its VMCB
 * @param vmcb what VMRUN found there
 * @param cpl the guest's privilege level
 * @param rip offset of the instruction that it is at
 * @param length of that instruction in bytes, prefixes included
 * @param processor what it runs on; if nothing, only what holds on every processor is claimed
 */
public record Site(long vmcbAddress, VmcbFields vmcb, int cpl, long rip, int length, Optional<Processor> processor) {
    /** A guest on a known processor. */
    public static Site on(Processor processor, long vmcbAddress, VmcbFields vmcb, int cpl, long rip, int length) {
        return new Site(vmcbAddress, vmcb, cpl, rip, length, Optional.of(processor));
    }

    /** The next instruction (EXIT-33). */
    Site next(int lengthOfNext) {
        return new Site(vmcbAddress, vmcb, cpl, rip + length, lengthOfNext, processor);
    }

    ClaimList claims() {
        return new ClaimList(vmcbAddress);
    }

    /** EXIT-30 to EXIT-33: what an exit leaves in the nRIP field. */
    ClaimList claimNextRip(ClaimList claims, int exitCode) {
        if (processor.isEmpty()) {
            return claims;
        }
        if (!processor.get().savesNextRip()) {
            return claims.field("EXIT-30", "NRIP", vmcb.get("NRIP"));
        }
        return Intercepts.hasNextRip(exitCode)
                ? claims.field("EXIT-33", "NRIP", rip + length)
                : claims.field("EXIT-32", "NRIP", 0);
    }
}
