package dev.pacifica.suite.draft.control;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import java.util.List;
import java.util.Locale;

/** XSETBV and XGETBV (SYS-25), MONITOR and MWAIT and their second pair (SYS-27). Guests put XCR0 back. */
public final class ExtendedStateDrafts {
    private static final long OSXSAVE = 1 << 18;
    private static final int XSETBV = 0x8D;

    private final Trials trials = new Trials("system-instructions");

    private ExtendedStateDrafts() {}

    public static List<Draft> all() {
        ExtendedStateDrafts drafts = new ExtendedStateDrafts();
        drafts.values();
        drafts.refusals();
        drafts.order();
        drafts.monitor();
        return drafts.trials.all();
    }

    private Draft draft(String name, Guest guest, String what, String... lines) {
        return trials.guest(name, guest, lines)
                .requires("XSAVE")
                .setBits("CR4", OSXSAVE)
                .gpr("rcx", 0)
                .gpr("rdx", 0)
                .about(what, "OSXSAVE, privilege or the value of XCR0 is not checked as it should be");
    }

    private void values() {
        Draft initial = draft("xgetbv", Guest.long64(), "XGETBV of XCR0 as it is after reset", "xgetbv");
        Trials.passes(initial.set("RAX", -1).gpr("rdx", -1), "SYS-25")
                .claimField("SYS-25", "RAX", 1)
                .claim("SYS-25", "rdx", 0);
        Draft user = draft("xgetbv-at-cpl-3", Guest.long64User(), "XGETBV at CPL 3", "xgetbv");
        Trials.passes(user, "SYS-25").claimField("SYS-25", "RAX", 1);
        Draft both = draft(
                "xsetbv-x87-and-sse",
                Guest.long64(),
                "XSETBV of x87 and SSE, and XGETBV",
                "mov eax, 3",
                "xsetbv",
                "xor eax, eax",
                "xgetbv",
                "mov ebx, eax",
                "mov eax, 1",
                "xsetbv",
                "xor eax, eax");
        Trials.passes(both, "SYS-25").claim("SYS-25", "rbx", 3);
        Draft one = draft("xsetbv-x87", Guest.long64(), "XSETBV of x87 alone", "mov eax, 1", "xsetbv", "xor eax, eax");
        Trials.passes(one, "SYS-25");
    }

    private Draft xsetbv(String name, Guest guest, long value, String what) {
        return draft(name, guest, what, "xsetbv", "mov eax, 1", "xor edx, edx", "xor ecx, ecx", "xsetbv")
                .set("RAX", value & 0xFFFF_FFFFL)
                .gpr("rdx", value >>> 32);
    }

    private void refusals() {
        long[] values = {0, 2, 5, 1L << 62 | 1, 1L << 63 | 1};
        String[] names = {"nothing", "sse-without-x87", "avx-without-sse", "bit-62", "bit-63"};
        for (int i = 0; i < values.length; i++) {
            Trials.refused(
                    xsetbv("xsetbv-" + names[i], Guest.long64(), values[i], "XSETBV of " + names[i].replace('-', ' ')),
                    "SYS-25");
        }
        Trials.refused(
                xsetbv("xsetbv-of-register-1", Guest.long64(), 1, "XSETBV with ECX = 1, which names no register")
                        .gpr("rcx", 1),
                "SYS-25");
        Trials.refused(xsetbv("xsetbv-at-cpl-3", Guest.long64User(), 1, "XSETBV at CPL 3"), "SYS-25");
        for (String name : new String[] {"xgetbv", "xsetbv"}) {
            Draft off = trials.guest(name + "-without-osxsave", Guest.long64(), name)
                    .requires("XSAVE")
                    .gpr("rcx", 0)
                    .gpr("rdx", 0)
                    .set("RAX", 1)
                    .about(name.toUpperCase(Locale.ROOT) + " with OSXSAVE clear", "OSXSAVE is not looked at");
            Trials.undefined(off, "SYS-25");
            Draft absent = trials.guest(name + "-without-xsave", Guest.long64(), name)
                    .requires("!XSAVE")
                    .about(name.toUpperCase(Locale.ROOT) + " on a processor without it", "the instruction exists");
            Trials.undefined(absent, "SYS-25");
        }
        Draft user = trials.guest("xsetbv-without-osxsave-at-cpl-3", Guest.long64User(), "xsetbv")
                .requires("XSAVE")
                .about("XSETBV at CPL 3 with OSXSAVE clear", "the privilege is checked before OSXSAVE");
        Trials.undefined(user, "SYS-25");
    }

    private void order() {
        Draft illegal =
                xsetbv("xsetbv-illegal-intercepted", Guest.long64(), 0, "XSETBV of an illegal value, intercepted");
        exits(illegal);
        exits(xsetbv("xsetbv-at-cpl-3-intercepted", Guest.long64User(), 1, "XSETBV at CPL 3, intercepted"));
        Draft undefined = xsetbv(
                        "xsetbv-without-osxsave-intercepted",
                        Guest.long64(),
                        1,
                        "XSETBV with OSXSAVE clear, intercepted")
                .clearBits("CR4", OSXSAVE);
        Trials.undefined(Attempt.intercept(undefined, XSETBV), "INS-44");
    }

    private static void exits(Draft draft) {
        Attempt.exits(Attempt.intercept(draft, XSETBV), "SYS-25", XSETBV)
                .claimField("INS-44", "EXITCODE", XSETBV)
                .unspecified(ExitMasks.PLAIN);
    }

    private void monitor() {
        monitoring("monitor", "MONITOR", Guest.long64(), 0, 0, "");
        monitoring("mwait", "MONITOR", Guest.long64(), 0, 0, "");
        monitoring("monitor", "MONITOR", Guest.long64User(), 0, Attempt.UD, "-at-cpl-3");
        monitoring("mwait", "MONITOR", Guest.long64User(), 0, Attempt.UD, "-at-cpl-3");
        monitoring("monitorx", "MONITORX", Guest.long64(), 0, 0, "");
        monitoring("monitorx", "MONITORX", Guest.long64User(), 0, 0, "-at-cpl-3");
        monitoring("mwaitx", "MONITORX", Guest.long64User(), 0, 0, "-at-cpl-3");
        monitoring("monitor", "MONITOR", Guest.long64(), 1, Attempt.GP, "-with-extension-bit-0");
        monitoring("monitor", "MONITOR", Guest.long64(), 1L << 31, Attempt.GP, "-with-extension-bit-31");
        monitoring("mwait", "MONITOR", Guest.long64(), 1L << 31, Attempt.GP, "-with-extension-bit-31");
        monitoring("monitorx", "MONITORX", Guest.long64(), 1, Attempt.GP, "-with-extension-bit-0");
        monitoring("mwaitx", "MONITORX", Guest.long64(), 1L << 31, Attempt.GP, "-with-extension-bit-31");
        monitoring("monitor", "!MONITOR", Guest.long64(), 0, Attempt.UD, "-without-it");
        monitoring("monitorx", "!MONITORX", Guest.long64(), 0, Attempt.UD, "-without-it");
    }

    /** Nothing is armed before MWAIT, so that it cannot wait. */
    private void monitoring(String name, String feature, Guest guest, long extensions, int fault, String suffix) {
        String bytes = switch (name) {
            case "monitor" -> "db 0x0f, 0x01, 0xc8";
            case "mwait" -> "db 0x0f, 0x01, 0xc9";
            case "monitorx" -> "db 0x0f, 0x01, 0xfa";
            default -> "db 0x0f, 0x01, 0xfb";
        };
        Draft draft = trials.guest(name + suffix, guest, bytes)
                .requires(feature)
                .set("RAX", Draft.SCRATCH)
                .gpr("rcx", extensions)
                .gpr("rdx", 0)
                .gpr("rbx", 0)
                .touches(Draft.SCRATCH)
                .about(
                        name.toUpperCase(Locale.ROOT) + suffix.replace('-', ' '),
                        "privilege, existence or the extensions in ECX are not checked as they should be");
        if (fault == 0) {
            Trials.passes(draft, "SYS-27");
        } else {
            Attempt.faults(draft, "SYS-27", fault);
        }
    }
}
