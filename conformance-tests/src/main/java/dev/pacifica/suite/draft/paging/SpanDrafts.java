package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;

/** Accesses that span two pages: both are checked before anything is written (PG-42). */
public final class SpanDrafts {
    private static final long ALL = ProbeTables.PRESENT | ProbeTables.WRITABLE | ProbeTables.USER;
    private static final long MARKED = ProbeTables.ACCESSED | ProbeTables.DIRTY;
    /** The two bytes at the end of the lower page, and what the access holds or finds. */
    private static final long INTO_PAGE = 0xFFE;

    private static final long VALUE = 0x4433_2211;
    private static final byte[] LOWER = {0x01, 0x02};
    private static final byte[] UPPER = {0x03, 0x04};

    private final TableFormat format;
    private final String prefix;
    private final List<Draft> drafts = new ArrayList<>();

    private SpanDrafts(TableFormat format, String mode) {
        this.format = format;
        prefix = "paging-permissions/span-" + mode + "-";
    }

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        drafts.addAll(new SpanDrafts(TableFormat.LEGACY, "32-bit").drafts());
        drafts.addAll(new SpanDrafts(TableFormat.PAE, "pae").drafts());
        drafts.addAll(new SpanDrafts(TableFormat.LONG, "long").drafts());
        return drafts;
    }

    private List<Draft> drafts() {
        permitted();
        for (boolean isWrite : new boolean[] {false, true}) {
            fault("upper-not-present", isWrite, ALL, 0, Fixture.PAGE_SIZE, 0);
            fault("lower-not-present", isWrite, 0, ALL, INTO_PAGE, 0);
        }
        fault("upper-read-only", true, ALL, ALL & ~ProbeTables.WRITABLE, Fixture.PAGE_SIZE, 1);
        fault("lower-read-only", true, ALL & ~ProbeTables.WRITABLE, ALL, INTO_PAGE, 1);
        both();
        return drafts;
    }

    private Draft draft(String name, boolean isWrite, long lower, long upper, String what, String why) {
        String register = format == TableFormat.LONG ? "rbx" : "ebx";
        String instruction = isWrite ? "mov [%s], ecx".formatted(register) : "mov ecx, [%s]".formatted(register);
        ProbeTables tables =
                ProbeTables.of(format, "pte").marked().without("pte", ALL).with("pte", lower | MARKED);
        Draft draft = Attempt.of(
                        prefix + name + (isWrite ? "-write" : "-read"), ProbeTables.guest(format, 0), instruction)
                .about(
                        "a %s of four bytes, two in each of two pages: %s".formatted(isWrite ? "write" : "read", what),
                        why)
                .gpr("rbx", tables.linear() + INTO_PAGE)
                .gpr("rcx", VALUE)
                .data(ProbeTables.FRAME + INTO_PAGE, LOWER)
                .data(ProbeTables.FRAME + Fixture.PAGE_SIZE, UPPER);
        tables.install(draft, false);
        tables.installNext(draft, upper | MARKED);
        drafts.add(draft);
        return draft;
    }

    private static String memory(long offset) {
        return Subject.memory(ProbeTables.FRAME + offset);
    }

    private void permitted() {
        String why = "bytes are taken from or put into the wrong page";
        Attempt.passes(draft("permitted", false, ALL, ALL, "both permit it", why), "PG-42")
                .claim("PG-42", "rcx", 0x0403_0201);
        Attempt.passes(draft("permitted", true, ALL, ALL, "both permit it", why), "PG-42")
                .claim("PG-42", memory(INTO_PAGE - 6), 0x2211L << 48)
                .claim("PG-42", memory(Fixture.PAGE_SIZE), 0x4433);
    }

    private void fault(String name, boolean isWrite, long lower, long upper, long offset, int present) {
        Draft draft = draft(
                name,
                isWrite,
                lower,
                upper,
                name.replace('-', ' '),
                "part of the access is done before the fault, or the address is not that of the first byte in the page");
        draft.claimField("EXC-24", "EXITCODE", Attempt.PF)
                .claimField("PG-60", "EXITINFO1", (isWrite ? 2 : 0) | present)
                .claimField("PG-42", "EXITINFO2", ProbeTables.of(format, "pte").linear() + offset)
                .claim("PG-42", memory(INTO_PAGE - 6), 0x0201L << 48)
                .claim("PG-42", memory(Fixture.PAGE_SIZE), 0x0403)
                .claim("PG-42", "rcx", VALUE)
                .unspecified(ExitMasks.WITH_BOTH);
    }

    private void both() {
        Draft draft = draft(
                "both-not-present",
                true,
                0,
                0,
                "neither page is present",
                "another address than one of the two is reported");
        draft.claimField("EXC-24", "EXITCODE", Attempt.PF)
                .claimField("PG-60", "EXITINFO1", 2)
                .claimField(
                        "PG-42",
                        "EXITINFO2",
                        ~0x1FFFL,
                        ProbeTables.of(format, "pte").linear())
                .unspecified(ExitMasks.WITH_BOTH);
    }
}
