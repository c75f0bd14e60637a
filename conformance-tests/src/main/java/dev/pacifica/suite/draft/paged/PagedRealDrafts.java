package dev.pacifica.suite.draft.paged;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Paged real mode: how a guest comes into it and out of it, and how it forms addresses there. */
public final class PagedRealDrafts {
    private static final int SEEN = 0x5A;
    private static final int HIDDEN = 0x33;
    private static final long LME = 1 << 8;

    private final List<Draft> drafts = new ArrayList<>();

    private PagedRealDrafts() {}

    public static List<Draft> all() {
        PagedRealDrafts all = new PagedRealDrafts();
        for (TableFormat format : PagedReal.formats()) {
            all.entered(format);
            all.privilege(format);
            all.controlRegister(format);
            all.leaves(format);
            all.segments(format);
            all.remembered(format);
        }
        all.longModeEnabled();
        all.cannotBeEnteredByMov();
        all.missingInstructions();
        return all.drafts;
    }

    private Draft draft(PagedReal tables, String name, String what, String failure, String... lines) {
        List<String> all = new ArrayList<>(List.of("nop"));
        all.addAll(List.of(lines));
        all.add("done: vmmcall");
        Draft draft = tables.draft(PagedReal.name(tables.format()) + "-" + name, all.toArray(String[]::new))
                .about(what + ", in paged real mode", failure)
                .gpr("rcx", 0);
        drafts.add(draft);
        return draft;
    }

    private Draft passes(Draft draft, String... rules) {
        for (String rule : rules) {
            draft.claimField(rule, "EXITCODE", Attempt.VMMCALL);
        }
        return draft.claimField("EXIT-08", "RIP", draft.guestLabel("done") - Draft.GUEST)
                .unspecified(ExitMasks.PLAIN);
    }

    private void entered(TableFormat format) {
        Draft draft = draft(
                PagedReal.with(format),
                "entered",
                "a guest reads a page",
                "VMRUN refuses the mode, or linear addresses are physical ones",
                "mov cl, [0x10]");
        draft.data(Draft.SCRATCH + 0x10, new byte[] {SEEN}).data(0x7010, new byte[] {HIDDEN});
        passes(draft, "PRM-01", "PRM-02", "PRM-14")
                .claim("PRM-01", "rcx", SEEN)
                .claim("PRM-34", "rcx", SEEN)
                .claimField("PRM-09", "CR0", PagedReal.CR0)
                .claimField("PRM-09", "CPL", 0);
    }

    /** Whatever CPL the VMCB has, pages of the supervisor can be used. */
    private void privilege(TableFormat format) {
        Draft draft = draft(
                        PagedReal.with(format),
                        "cpl-3",
                        "a guest whose VMCB has CPL 3 writes a page of the supervisor",
                        "CPL is not 0 although CR0.PE is clear",
                        "mov [0x10], cl")
                .gpr("rcx", SEEN)
                .set("CPL", 3)
                .unspecified("dpl-of-code-and-stack");
        passes(draft, "PRM-13", "PRM-19")
                .claimField("PRM-13", "CPL", 0)
                .claim("PRM-19", Subject.memory(Draft.SCRATCH + 0x10), 0xFF, SEEN);
    }

    private void controlRegister(TableFormat format) {
        Draft read = draft(
                PagedReal.with(format), "reads-cr0", "MOV from CR0", "the guest does not see its CR0", "mov ecx, cr0");
        passes(read, "PRM-08").claim("PRM-08", "rcx", PagedReal.CR0);
        Draft stored =
                draft(PagedReal.with(format), "smsw", "SMSW", "the guest does not see its CR0", "db 0x66", "smsw cx");
        passes(stored, "PRM-08").claim("PRM-08", "rcx", PagedReal.CR0);
        Draft paging = draft(
                PagedReal.with(format),
                "lmsw-sets-pe",
                "LMSW that sets PE",
                "LMSW changes PG, or paging stops",
                "mov cx, 0x33",
                "lmsw cx",
                "mov ch, [0x10]");
        paging.data(Draft.SCRATCH + 0x10, new byte[] {SEEN});
        leavesForProtectedMode(paging, "PRM-06");
    }

    private static void leavesForProtectedMode(Draft draft, String rule) {
        draft.claimField(rule, "EXITCODE", Attempt.VMMCALL)
                .claimField(rule, "CR0", PagedReal.CR0 | PagedReal.PE)
                .claimField(rule, "CPL", 0)
                .claim(rule, "rcx", 0xFF00, SEEN << 8)
                .claimField("EXIT-08", "RIP", draft.guestLabel("done") - Draft.GUEST)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("code-segment-unobserved", "dpl-of-code-and-stack");
    }

    private void leaves(TableFormat format) {
        Draft paging = draft(
                PagedReal.with(format),
                "mov-cr0-sets-pe",
                "MOV to CR0 that sets PE and leaves PG set",
                "paging stops, or segments change",
                "mov ecx, cr0",
                "or cl, 1",
                "mov cr0, ecx",
                "mov ch, [0x10]");
        paging.data(Draft.SCRATCH + 0x10, new byte[] {SEEN});
        leavesForProtectedMode(paging, "PRM-07");
        String[] lines = {"mov ecx, cr0", "btr ecx, 31", "mov cr0, ecx", "mov cl, [0x10]", "test cl, cl"};
        Draft real = draft(
                PagedReal.with(format),
                "mov-cr0-clears-pg",
                "MOV to CR0 that clears PG; from then on linear addresses are physical ones",
                "paging goes on",
                lines);
        List<String> twin = new ArrayList<>(List.of("nop"));
        twin.addAll(List.of(lines));
        twin.add("vmmcall");
        real.code(0x3000, 16, twin.toArray(String[]::new))
                .data(Draft.SCRATCH + 0x10, new byte[] {HIDDEN})
                .data(0x7010, new byte[] {SEEN});
        passes(real, "PRM-07")
                .claimField("PRM-07", "CR0", PagedReal.CR0 & ~PagedReal.PG)
                .claim("PRM-07", "rcx", 0xFF, SEEN);
    }

    private void segments(TableFormat format) {
        Draft loaded = draft(
                PagedReal.with(format),
                "loads-a-segment",
                "DS is loaded and used",
                "a segment base is not sixteen times the selector",
                "mov dx, 0x712",
                "mov ds, dx",
                "mov cl, [4]");
        loaded.gpr("rdx", 0).data(Draft.SCRATCH + 0x124, new byte[] {SEEN});
        passes(loaded, "PRM-15").claim("PRM-15", "rcx", SEEN).claimField("PRM-15", "DS.base", 0x7120);
        Draft above = draft(
                PagedReal.with(format),
                "above-1-mb",
                "segment FFFFh reaches the page at 100000h",
                "addresses wrap at 1 MB",
                "mov dx, 0xffff",
                "mov ds, dx",
                "mov cl, [0x10]");
        above.gpr("rdx", 0)
                .data(PagedReal.ABOVE_1MB_FRAME, new byte[] {SEEN})
                .data(PagedReal.VECTORS_FRAME, new byte[] {HIDDEN});
        passes(above, "PRM-16").claim("PRM-16", "rcx", SEEN);
        PagedReal wrapping =
                PagedReal.with(format).map(PagedReal.ABOVE_1MB, PagedReal.VECTORS_FRAME | PagedReal.P | PagedReal.A);
        Draft wraps = draft(
                wrapping,
                "wraps-at-1-mb",
                "the page at 100000h is mapped to that of address 0, as if A20 were masked",
                "addresses above 1 MB are not translated",
                "mov dx, 0xffff",
                "mov ds, dx",
                "mov cl, [0x10]");
        wraps.gpr("rdx", 0).data(PagedReal.VECTORS_FRAME, new byte[] {SEEN});
        passes(wraps, "PRM-22").claim("PRM-22", "rcx", SEEN);
        high(format);
    }

    /** Bases and limits that no selector gives, as VMRUN loaded them. */
    private void high(TableFormat format) {
        Draft based = draft(
                        PagedReal.with(format),
                        "high-base",
                        "the base of DS is far above 1 MB",
                        "the base is not used as VMRUN loaded it",
                        "mov cl, [0x10]")
                .set("DS.base", PagedReal.HIGH)
                .data(PagedReal.HIGH_FRAME + 0x10, new byte[] {SEEN});
        passes(based, "PRM-15").claim("PRM-15", "rcx", SEEN).claim("PRM-18", "rcx", SEEN);
        Draft limited = draft(
                        PagedReal.with(format),
                        "high-offset",
                        "the limit of DS is 4 GBytes and the offset far above 1 MB",
                        "the limit is not used as VMRUN loaded it",
                        "mov cl, [ebx]")
                .gpr("rbx", PagedReal.HIGH + 0x10 - (PagedReal.DATA << 4))
                .set("DS.limit", 0xFFFF_FFFFL)
                .data(PagedReal.HIGH_FRAME + 0x10, new byte[] {SEEN});
        passes(limited, "PRM-15", "PRM-16").claim("PRM-16", "rcx", SEEN);
        Draft wrapping = draft(
                        PagedReal.with(format),
                        "wraps-at-4-gb",
                        "base and offset add up to more than 32 bits",
                        "the linear address has more than 32 bits",
                        "mov cl, [0x1020]")
                .set("DS.base", 0xFFFF_F000L)
                .data(PagedReal.VECTORS_FRAME + 0x20, new byte[] {SEEN});
        passes(wrapping, "PRM-16").claim("PRM-16", "rcx", SEEN);
    }

    /** The guest maps the probe to another frame through its window on the table, and makes the processor forget. */
    private void remembered(TableFormat format) {
        int offset = (int) (PagedReal.with(format).at("pte", PagedReal.PROBE << 4) & 0xFFF);
        for (String[] forgetting : new String[][] {{"invlpg [es:0]"}, {"mov edx, cr3", "mov cr3, edx"}}) {
            List<String> lines = new ArrayList<>(List.of(
                    "mov cl, [es:0]",
                    "mov dx, 0x%x".formatted(PagedReal.WINDOW),
                    "mov ds, dx",
                    "add dword [0x%x], 0x1000".formatted(offset)));
            lines.addAll(List.of(forgetting));
            lines.add("mov ch, [es:0]");
            Draft draft = draft(
                    PagedReal.with(format),
                    forgetting.length == 1 ? "invlpg" : "mov-cr3",
                    "a page is mapped to another frame, and then: " + String.join("; ", forgetting),
                    "a translation is used that should have been forgotten",
                    lines.toArray(String[]::new));
            draft.gpr("rdx", 0)
                    .data(PagedReal.PROBE_FRAME, new byte[] {HIDDEN})
                    .data(PagedReal.PROBE_FRAME + 0x1000, new byte[] {SEEN});
            passes(draft, "PRM-23").claim("PRM-23", "rcx", SEEN << 8 | HIDDEN);
        }
    }

    private void longModeEnabled() {
        Draft draft = draft(
                        PagedReal.with(TableFormat.PAE),
                        "long-mode-enabled",
                        "VMRUN of a guest with EFER.LME set",
                        "long mode with paging and without protected mode is accepted")
                .setBits("EFER", LME)
                .claimField("PRM-03", "EXITCODE", -1)
                .unspecified("after-invalid");
        draft.claim("CHK-40", "rcx", 0);
    }

    private void cannotBeEnteredByMov() {
        Draft draft = Attempt.of("paged-real/entered-by-mov-cr0", Guest.real(), "db 0x66", "mov cr0, ecx")
                .about(
                        "MOV to CR0 that sets PG in real mode, intercepted",
                        "a guest comes into paged real mode by itself")
                .gpr("rcx", PagedReal.CR0);
        drafts.add(draft);
        Attempt.faults(Attempt.intercept(draft, 0x10), "PRM-05", Attempt.GP).claimField("PRM-05", "CR0", 0x32);
    }

    private void missingInstructions() {
        String[] protectedMode = {"lldt bx", "ltr bx", "sldt bx", "str bx", "arpl bx, cx", "lar bx, cx", "verr bx"};
        for (String text : protectedMode) {
            missing(text, "PRM-30");
        }
        for (String text : new String[] {"vmrun", "vmload", "vmsave", "stgi", "clgi", "invlpga", "skinit"}) {
            missing(text, "PRM-31");
        }
    }

    private void missing(String text, String rule) {
        String name = text.contains(" ") ? text.substring(0, text.indexOf(' ')) : text;
        Draft draft = draft(
                        PagedReal.with(TableFormat.PAE),
                        name,
                        name.toUpperCase(Locale.ROOT),
                        "an instruction that needs protected mode exists because paging is on",
                        text)
                .gpr("rbx", 0);
        Attempt.faults(draft, rule, Attempt.UD);
    }
}
