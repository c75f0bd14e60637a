package dev.pacifica.suite.draft.control;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** CLFLUSH, WBNOINVD and INVPCID: who may use them, on what memory, and where the intercept stands (INS-04, INS-31, INS-37). */
public final class CacheDrafts {
    private static final long UNMAPPED = 0x1_0000_0000L;
    private static final long PCIDE = 1 << 17;
    private static final int WBINVD = 0x89;
    private static final int INVPCID = 0xA2;
    private static final long INVPCID_BIT = 1 << 2;
    private static final String FAILS = "privilege, type and descriptor are not checked, or not after the intercept";

    private final Trials trials = new Trials("system-instructions");

    private CacheDrafts() {}

    public static List<Draft> all() {
        CacheDrafts drafts = new CacheDrafts();
        drafts.lines();
        drafts.wbnoinvd();
        drafts.invpcid();
        drafts.invpcidIntercepted();
        return drafts.trials.all();
    }

    private void lines() {
        Draft user = trials.guest("clflush-at-cpl-3", Guest.long64User(), "clflush [rbx]")
                .requires("CLFLUSH")
                .gpr("rbx", Draft.SCRATCH)
                .touches(Draft.SCRATCH)
                .about("CLFLUSH at CPL 3", "CLFLUSH is privileged");
        Trials.passes(user, "SYS-23");
        Draft unmapped = trials.guest("clflush-of-unmapped-memory", Guest.long64(), "clflush [rbx]")
                .requires("CLFLUSH")
                .gpr("rbx", UNMAPPED)
                .about(
                        "CLFLUSH of a line that is not mapped",
                        "the address is not translated, or not as that of a read");
        unmapped.claimField("EXC-24", "EXITCODE", Attempt.PF)
                .claimField("EXC-24", "EXITINFO1", 0)
                .claimField("EXC-24", "EXITINFO2", UNMAPPED)
                .unspecified(ExitMasks.WITH_BOTH)
                .unspecified("instruction-bytes-not-fetched");
        Draft nonCanonical = trials.guest("clflush-not-canonical", Guest.long64(), "clflush [rbx]")
                .requires("CLFLUSH")
                .gpr("rbx", 0x8000_0000_0000L)
                .about("CLFLUSH of an address that is not canonical", "the address is not checked");
        Trials.refused(nonCanonical, "EXC-23");
    }

    /** The prefix has no meaning on processors without the instruction: there it is WBINVD. */
    private void wbnoinvd() {
        for (String feature : new String[] {"WBNOINVD", "!WBNOINVD"}) {
            String suffix = feature.startsWith("!") ? "-where-it-is-wbinvd" : "";
            Draft plain = trials.guest("wbnoinvd" + suffix, Guest.long64(), "db 0xf3, 0x0f, 0x09")
                    .requires(feature)
                    .about("WBNOINVD at CPL 0", "the prefix F3h makes WBINVD undefined");
            Trials.passes(plain, "SYS-23");
            Draft user = trials.guest("wbnoinvd-at-cpl-3" + suffix, Guest.long64User(), "db 0xf3, 0x0f, 0x09")
                    .requires(feature)
                    .about("WBNOINVD at CPL 3", "the instruction is not privileged");
            Trials.refused(Attempt.intercept(user, WBINVD), "SYS-23");
            Draft exits = trials.guest("wbnoinvd-intercepted" + suffix, Guest.long64(), "db 0xf3, 0x0f, 0x09")
                    .requires(feature)
                    .about(
                            "WBNOINVD with the intercept of WBINVD set",
                            "the intercept is missed because of the prefix");
            Attempt.exits(Attempt.intercept(exits, WBINVD), "INS-31", WBINVD).unspecified(ExitMasks.PLAIN);
        }
    }

    private Draft invpcid(String name, Guest guest, long type, long pcid, long linear, String what) {
        String instruction = guest.bits() == 64 ? "invpcid rbx, [rdi]" : "invpcid ebx, [edi]";
        return trials.guest(name, guest, instruction)
                .requires("INVPCID")
                .gpr("rbx", type)
                .gpr("rdi", Draft.SCRATCH)
                .data(
                        Draft.SCRATCH,
                        ByteBuffer.allocate(16)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(pcid)
                                .putLong(linear)
                                .array())
                .about("INVPCID " + what, FAILS);
    }

    private void invpcid() {
        for (int type = 0; type < 4; type++) {
            Trials.passes(
                    invpcid("invpcid-type-" + type, Guest.long64(), type, 0, 0x7000, "of type " + type), "SYS-23");
            Draft tagged = invpcid(
                            "invpcid-type-%d-of-a-pcid".formatted(type),
                            Guest.long64(),
                            type,
                            0xFFF,
                            0x7000,
                            "of type %d with a PCID, PCIDE set".formatted(type))
                    .requires("PCID")
                    .setBits("CR4", PCIDE);
            Trials.passes(tagged, "SYS-23");
            Draft beyond = invpcid(
                    "invpcid-type-%d-with-bit-12".formatted(type),
                    Guest.long64(),
                    type,
                    0x1000,
                    0x7000,
                    "of type %d with bit 12 of the descriptor set".formatted(type));
            Trials.refused(beyond, "INS-37");
        }
        Trials.refused(
                invpcid("invpcid-type-4", Guest.long64(), 4, 0, 0x7000, "of type 4, which does not exist"), "INS-37");
        Trials.refused(
                invpcid("invpcid-type-bit-32", Guest.long64(), 1L << 32, 0, 0x7000, "with bit 32 of the type set"),
                "INS-37");
        Trials.passes(
                invpcid(
                        "invpcid-type-in-32-bits",
                        Guest.protected32(),
                        1L << 32,
                        0,
                        0x7000,
                        "with garbage above a type of 32 bits"),
                "SYS-23");
        Trials.refused(
                invpcid(
                        "invpcid-type-0-not-canonical",
                        Guest.long64(),
                        0,
                        0,
                        0x8000_0000_0000L,
                        "of an address that is not canonical"),
                "INS-37");
        Trials.passes(
                invpcid(
                        "invpcid-type-1-not-canonical",
                        Guest.long64(),
                        1,
                        0,
                        0x8000_0000_0000L,
                        "of type 1, for which the address does not count"),
                "SYS-23");
        for (int type = 0; type < 2; type++) {
            Draft untagged = invpcid(
                    "invpcid-type-%d-without-pcide".formatted(type),
                    Guest.long64(),
                    type,
                    1,
                    0x7000,
                    "of type %d with a PCID, PCIDE clear".formatted(type));
            Trials.refused(untagged, "INS-37");
        }
        Trials.refused(invpcid("invpcid-at-cpl-3", Guest.long64User(), 2, 0, 0, "at CPL 3"), "INS-37");
        Draft absent = trials.guest("invpcid-without-it", Guest.long64(), "invpcid rbx, [rdi]")
                .requires("!INVPCID")
                .set("INTERCEPT_5", INVPCID_BIT)
                .gpr("rdi", Draft.SCRATCH)
                .touches(Draft.SCRATCH)
                .about(
                        "INVPCID, intercepted, on a processor without it",
                        "the intercept is taken although there is no such instruction");
        Trials.undefined(absent, "INS-04");
    }

    private void invpcidIntercepted() {
        Guest guest = Guest.long64();
        exits(invpcid("invpcid-intercepted", guest, 0, 0, 0x7000, "intercepted"));
        exits(invpcid("invpcid-type-4-intercepted", guest, 4, 0, 0x7000, "of type 4, intercepted"));
        exits(invpcid("invpcid-bad-descriptor-intercepted", guest, 0, -1, 0x7000, "of a bad descriptor, intercepted"));
        exits(invpcid(
                        "invpcid-unmapped-intercepted",
                        guest,
                        0,
                        0,
                        0x7000,
                        "of a descriptor that is not mapped, intercepted")
                .gpr("rdi", UNMAPPED));
        Draft user = invpcid("invpcid-at-cpl-3-intercepted", Guest.long64User(), 2, 0, 0, "at CPL 3, intercepted")
                .set("INTERCEPT_5", INVPCID_BIT);
        Trials.refused(user, "INS-37");
        Draft neighbours = invpcid("invpcid-neighbours-intercepted", guest, 2, 0, 0, "with its intercept alone clear")
                .set("INTERCEPT_5", 0xB);
        Trials.passes(neighbours, "INS-37");
    }

    private static void exits(Draft draft) {
        Attempt.exits(draft.set("INTERCEPT_5", INVPCID_BIT), "INS-37", INVPCID).unspecified(ExitMasks.PLAIN);
    }
}
