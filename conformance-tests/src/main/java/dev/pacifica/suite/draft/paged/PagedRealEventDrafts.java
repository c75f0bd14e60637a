package dev.pacifica.suite.draft.paged;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;

/** Events in paged real mode: they go through the interrupt table, which is where paging says, and can fault on the way. */
public final class PagedRealEventDrafts {
    private static final int HANDLER = 0x200;
    private static final int FLAGS = 0x46;
    private static final long EXCEPTIONS_BUT_PF = 1 << 14;
    private static final long VALID = 1L << 31;

    /** How an event comes about: what the guest executes, where it returns to, its TYPE and vector. */
    private record Source(String name, String line, int returnsTo, int type, int vector) {}

    private static final List<Source> SOURCES = List.of(
            new Source("int", "int 0x21", 3, 4, 0x21),
            new Source("ud", "ud2", 1, 3, 6),
            new Source("gp", "mov cx, [0xffff]", 1, 3, 13),
            new Source("ss", "mov cx, [ss:0xffff]", 1, 3, 12),
            new Source("injected-interrupt", "nop", 0, 0, 0x40),
            new Source("injected-nmi", "nop", 0, 2, 2));

    private final List<Draft> drafts = new ArrayList<>();

    private PagedRealEventDrafts() {}

    public static List<Draft> all() {
        PagedRealEventDrafts all = new PagedRealEventDrafts();
        for (Source source : SOURCES) {
            all.delivered(source);
            all.tableNotPresent(source);
            all.stackNotPresent(source);
        }
        all.intercepted();
        return all.drafts;
    }

    private Draft draft(Source source, String name, PagedReal tables, String what, String failure) {
        Draft draft = tables.draft(
                        "%s-%s-%s".formatted(PagedReal.name(tables.format()), source.name, name),
                        "nop",
                        source.line,
                        "vmmcall",
                        "times 0x%x - ($ - $$) nop".formatted(HANDLER),
                        "handler: mov cl, 0x77",
                        "vmmcall")
                .about("%s in paged real mode: %s".formatted(source.line, what), failure)
                .gpr("rcx", 0)
                .set("INTERCEPT_EXCEPTION", EXCEPTIONS_BUT_PF)
                .set("RFLAGS", FLAGS);
        if (source.name.startsWith("injected")) {
            draft.set("EVENTINJ", VALID | source.type << 8 | source.vector).unspecified("event-injection-consumed");
        }
        drafts.add(draft);
        return PagedReal.vector(draft, source.vector, PagedReal.CODE, HANDLER);
    }

    private void delivered(Source source) {
        Draft draft = draft(
                source,
                "delivered",
                PagedReal.with(TableFormat.PAE),
                "the handler runs",
                "the interrupt table or the stack is looked for at its linear address, or an error code is pushed");
        long frame = (long) FLAGS << 32 | (long) PagedReal.CODE << 16 | source.returnsTo;
        draft.claimField("PRM-20", "EXITCODE", Attempt.VMMCALL)
                .claimField("PRM-20", "RIP", draft.guestLabel("handler") + 2 - Draft.GUEST)
                .claim("PRM-20", "rcx", 0x77)
                .claimField("PRM-29", "RSP", 0x1000 - 6)
                .claim("PRM-29", Subject.memory(PagedReal.stackTop() - 8), -1L << 16, frame << 16)
                .unspecified(ExitMasks.PLAIN);
    }

    private Draft faults(Draft draft, Source source, long errorCode, long linear) {
        return draft.claimField("PRM-24", "EXITCODE", Attempt.PF)
                .claimField("PRM-26", "EXITINFO1", errorCode)
                .claimField("PRM-27", "EXITINFO2", linear)
                .claimField("PRM-28", "EXITINTINFO", VALID | 0x7FF, VALID | source.type << 8 | source.vector)
                .claim("PRM-28", "rcx", 0)
                .unspecified("event-error-code", "guest-interrupt-mask", "instruction-bytes", "resume-flag");
    }

    private void tableNotPresent(Source source) {
        // whether the frame has been written when the table cannot be read is not stated
        PagedReal tables = PagedReal.with(TableFormat.PAE)
                .change("pte", 0, PagedReal.P, 0)
                .map(PagedReal.STACK << 4, Fixture.EXCEPTION_STACK | 0x63);
        Draft draft = draft(
                source,
                "without-table",
                tables,
                "the page of the interrupt table is not present",
                "the fault is not reported, or not with the event that was delivered");
        faults(draft, source, 0, 4L * source.vector);
    }

    private void stackNotPresent(Source source) {
        PagedReal tables = PagedReal.with(TableFormat.PAE).change("pte", PagedReal.STACK << 4, PagedReal.P, 0);
        Draft draft = draft(
                source,
                "without-stack",
                tables,
                "the page of the stack is not present",
                "the fault is not reported, or not with the event that was delivered");
        faults(draft, source, 2, (PagedReal.STACK << 4) + 0xFFE);
    }

    /** An intercepted exception says what it would say in protected mode; an error code is 0. */
    private void intercepted() {
        for (TableFormat format : PagedReal.formats()) {
            for (String[] one : new String[][] {{"gp", "mov cx, [0xffff]"}, {"ss", "mov cx, [ss:0xffff]"}}) {
                Draft draft = PagedReal.with(format)
                        .draft("%s-%s-intercepted".formatted(PagedReal.name(format), one[0]), "nop", one[1], "vmmcall")
                        .about(one[1] + " in paged real mode, beyond the limit", "limits do not count in real mode")
                        .gpr("rcx", 0);
                drafts.add(draft);
                Attempt.faults(draft, "PRM-29", one[0].equals("gp") ? Attempt.GP : 0x4C);
            }
        }
    }
}
