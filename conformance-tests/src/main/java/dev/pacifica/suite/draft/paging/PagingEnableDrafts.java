package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turning paging on and off, into and out of long mode, and what may not change meanwhile. */
public final class PagingEnableDrafts {
    private static final long PAGING = 0x8001_0033L;
    private static final long NO_PAGING = 0x1_0033L;
    private static final long PAE = 0x20;
    private static final long SVME = 0x1000;
    private static final long NXE = 0x800;
    private static final long LMA = 0x400;
    private static final long LME = 0x100;
    private static final String SET_CR0 = "mov cr0, edx";
    private static final int EFER = 0xC000_0080;
    private static final byte FOUND = 0x33;

    private final List<Draft> drafts = new ArrayList<>();

    private PagingEnableDrafts() {}

    public static List<Draft> all() {
        PagingEnableDrafts enable = new PagingEnableDrafts();
        enable.illegalPaging();
        enable.legalPaging();
        enable.intoLongMode();
        enable.outOfLongMode();
        enable.changesWhilePaging();
        enable.missingFeatures();
        return enable.drafts;
    }

    private Draft draft(String name, Guest guest, String what, String why, String... lines) {
        Draft draft = Attempt.of("paging-enable/" + name, guest, lines)
                .about(what, why)
                .gpr("rcx", 0)
                .gpr("rdx", 0);
        drafts.add(draft);
        return draft;
    }

    private void illegalPaging() {
        String why = "paging is turned on where it must not be";
        Attempt.faults(
                draft("paging-in-real-mode", Guest.real(), "MOV CR0 that sets PG and leaves PE clear", why, SET_CR0)
                        .gpr("rdx", 0x8000_0032L),
                "PG-80",
                Attempt.GP);
        Attempt.faults(
                draft(
                                "long-mode-without-pae",
                                Guest.protected32(),
                                "MOV CR0 that sets PG, EFER.LME set and CR4.PAE clear",
                                why,
                                SET_CR0)
                        .gpr("rdx", PAGING)
                        .set("EFER", SVME | LME),
                "PG-80",
                Attempt.GP);
        Attempt.faults(
                draft(
                                "long-mode-with-cs-l",
                                Guest.protected32(),
                                "MOV CR0 that sets PG, EFER.LME, CR4.PAE and CS.L set",
                                why,
                                SET_CR0)
                        .gpr("rdx", PAGING)
                        .set("EFER", SVME | LME)
                        .set("CR4", PAE)
                        .set("CS.attributes", 0xA9B),
                "PG-80",
                Attempt.GP);
    }

    private void legalPaging() {
        for (TableFormat format : new TableFormat[] {TableFormat.LEGACY, TableFormat.PAE}) {
            Guest guest = ProbeTables.guest(format, 0);
            guest.fields().put("CR0", NO_PAGING);
            ProbeTables tables = ProbeTables.of(format, "pte").marked().with("pte", ProbeTables.ACCESSED);
            Draft draft = draft(
                            "into-" + TlbDrafts.mode(format),
                            guest,
                            "MOV CR0 that sets PG, and a read that only paging makes possible",
                            "paging is not in force behind the instruction that turns it on",
                            SET_CR0,
                            "mov cl, [ebx]")
                    .gpr("rdx", PAGING)
                    .gpr("rbx", tables.linear())
                    .data(ProbeTables.FRAME, new byte[] {FOUND});
            tables.install(draft, false);
            Attempt.passes(draft, "PG-01").claim("PG-01", "rcx", FOUND).claimField("PG-81", "EFER", LMA, 0);
        }
        Draft off = draft(
                        "out-of-pae",
                        ProbeTables.guest(TableFormat.PAE, 0),
                        "MOV CR0 that clears PG, and a read at a physical address",
                        "paging is still in force behind the instruction that turns it off",
                        SET_CR0,
                        "mov cl, [ebx]")
                .gpr("rdx", NO_PAGING)
                .gpr("rbx", ProbeTables.FRAME)
                .data(ProbeTables.FRAME, new byte[] {FOUND});
        ProbeTables.of(TableFormat.PAE, "pte").marked().install(off, false);
        Attempt.passes(off, "PG-01").claim("PG-01", "rcx", FOUND);
    }

    private static Guest beforeLongMode() {
        Guest guest = Guest.protected32();
        guest.fields().put("EFER", SVME | NXE | LME);
        guest.fields().put("CR4", PAE);
        guest.fields().put("CR3", ProbeTables.ROOT);
        return guest;
    }

    private void intoLongMode() {
        Draft compatibility = draft(
                        "into-compatibility-mode",
                        beforeLongMode(),
                        "MOV CR0 that sets PG, with EFER.LME and CR4.PAE set",
                        "EFER.LMA does not follow, or the next instruction is not of compatibility mode",
                        SET_CR0,
                        "inc eax") // a REX prefix in 64-bit mode
                .gpr("rdx", PAGING);
        ProbeTables.of(TableFormat.LONG, "pte").marked().install(compatibility, false);
        Attempt.passes(compatibility, "PG-81")
                .claimField("PG-81", "EFER", SVME | NXE | LMA | LME)
                .claimField("PG-81", "RAX", 1);
        long target = Draft.GUEST + 0x100;
        Draft long64 = draft(
                        "into-64-bit-mode",
                        beforeLongMode(),
                        "MOV CR0 that sets PG, with EFER.LME and CR4.PAE set, and a far jump to 64-bit code",
                        "64-bit mode is not reached",
                        SET_CR0,
                        "db 0xea",
                        "dd 0x%x".formatted(target),
                        "dw 8")
                .gpr("rdx", PAGING)
                .code(target, 64, "mov rcx, 0x1122334455667788", "vmmcall");
        ProbeTables.of(TableFormat.LONG, "pte").marked().install(long64, false);
        long64.claimField("PG-81", "EXITCODE", Attempt.VMMCALL)
                .claim("PG-81", "rcx", 0x1122_3344_5566_7788L)
                .claimField("PG-81", "CS.attributes", 0x200, 0x200)
                .unspecified(ExitMasks.PLAIN);
    }

    private void outOfLongMode() {
        Attempt.passes(
                        draft(
                                        "out-of-compatibility-mode",
                                        Guest.compatibility(),
                                        "MOV CR0 that clears PG, in compatibility mode",
                                        "EFER.LMA stays, or EFER.LME goes",
                                        SET_CR0)
                                .gpr("rdx", NO_PAGING),
                        "PG-82")
                .claimField("PG-82", "EFER", SVME | NXE | LME);
        Attempt.faults(
                draft(
                                "no-paging-in-64-bit-mode",
                                Guest.long64(),
                                "MOV CR0 that clears PG, in 64-bit mode",
                                "paging is turned off under 64-bit code",
                                "mov cr0, rdx")
                        .gpr("rdx", NO_PAGING),
                "PG-82",
                Attempt.GP);
    }

    private void changesWhilePaging() {
        String why = "the format of tables changes while they are in use";
        Attempt.faults(
                draft(
                        "clear-pae-in-64-bit-mode",
                        Guest.long64(),
                        "MOV CR4 that clears PAE, in 64-bit mode",
                        why,
                        "mov cr4, rdx"),
                "PG-83",
                Attempt.GP);
        Attempt.faults(
                draft(
                        "clear-pae-in-compatibility-mode",
                        Guest.compatibility(),
                        "MOV CR4 that clears PAE, in compatibility mode",
                        why,
                        "mov cr4, edx"),
                "PG-83",
                Attempt.GP);
        Draft clear =
                efer("clear-lme-in-64-bit-mode", Guest.long64(), SVME | NXE | LMA, "clears LME while CR0.PG is set");
        Attempt.faults(clear, "PG-83", Attempt.GP);
        Draft set = efer(
                "set-lme-while-paging",
                ProbeTables.guest(TableFormat.LEGACY, 0),
                SVME | LME,
                "sets LME while CR0.PG is set");
        ProbeTables.of(TableFormat.LEGACY, "pte").marked().install(set, false);
        Attempt.faults(set, "PG-83", Attempt.GP);
        Attempt.passes(
                        efer(
                                "set-lme-without-paging",
                                Guest.protected32(),
                                SVME | LME,
                                "sets LME while CR0.PG is clear"),
                        "PG-83")
                .claimField("PG-83", "EFER", SVME | LME);
    }

    private Draft efer(String name, Guest guest, long value, String what) {
        return draft(
                        name,
                        guest,
                        "WRMSR that " + what,
                        "EFER.LME changes under paging, or cannot be changed at all",
                        "wrmsr")
                .set("RAX", value)
                .gpr("rcx", EFER & 0xFFFF_FFFFL);
    }

    /** Bits that are illegal here whether or not the processor has the feature. */
    private void missingFeatures() {
        Attempt.faults(
                draft(
                                "pcide-outside-long-mode",
                                Guest.protected32(),
                                "MOV CR4 that sets PCIDE outside long mode",
                                "PCIDE is not checked",
                                "mov cr4, edx")
                        .gpr("rdx", 1 << 17),
                "PG-76",
                Attempt.GP);
        Attempt.faults(
                draft(
                                "cet-without-wp",
                                Guest.protected32(),
                                "MOV CR4 that sets CET while CR0.WP is clear",
                                "CET is not checked",
                                "mov cr4, edx")
                        .gpr("rdx", 1 << 23),
                "PG-41",
                Attempt.GP);
        for (String[] one : new String[][] {{"rdpkru", "0xee"}, {"wrpkru", "0xef"}}) {
            for (Guest guest : new Guest[] {Guest.protected32(), Guest.long64()}) {
                Attempt.faults(
                        draft(
                                "%s-without-pke-%d".formatted(one[0], guest.bits()),
                                guest,
                                "%s while CR4.PKE is clear".formatted(one[0].toUpperCase(Locale.ROOT)),
                                "the instruction is there without its control bit",
                                "db 0x0f, 0x01, " + one[1]),
                        "PG-38",
                        Attempt.UD);
            }
        }
    }
}
