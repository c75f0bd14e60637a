package dev.pacifica.model.paging;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;

/** The bits of EXITINFO1 of a nested page fault beside those that it shares with the page-fault error code (NPT-52). */
final class NestedFaultCode {
    /** The fault was met while translating the final guest-physical address. */
    static final long FINAL = 1L << 32;
    /** The fault was met while translating the address of an entry of the guest's tables. */
    static final long TABLE = 1L << 33;
    /** The page is one of a supervisor shadow stack. */
    static final long SHADOW_STACK_PAGE = 1L << 37;

    private NestedFaultCode() {}

    /** Bit 4, I/D, of a fetch (NPT-55): where the host has neither NXE nor SMEP, and for a page that is absent, it is not settled. */
    static int fetch(PagingFormat format, boolean nxe, boolean smep, Freedom freedom) {
        if (nxe && format != PagingFormat.LEGACY) {
            return PageFaultCode.ID;
        }
        boolean isSet = nxe || smep
                ? freedom.pick(
                                NPT_55,
                                Scope.IMPLEMENTATION,
                                "NXE or SMEP sets I/D",
                                "I/D is 0 where entries have no NX")
                        == 0
                : freedom.pick(NPT_55, Scope.IMPLEMENTATION, "I/D is 0 without NXE and SMEP", "I/D is set even so")
                        == 1;
        return isSet ? PageFaultCode.ID : 0;
    }

    /** Bit 2, U/S: a nested access is a user access (NPT-23), but with GMET the guest's privilege shows, or does not (GMET-03). */
    static int user(boolean gmet, boolean isGuestUser, Freedom freedom) {
        boolean isHidden = gmet
                && !isGuestUser
                && freedom.pick(GMET_03, Scope.IMPLEMENTATION, "U/S is the guest's privilege", "U/S is set") == 0;
        return isHidden ? 0 : PageFaultCode.US;
    }
}
