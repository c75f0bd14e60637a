package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * What must be forgotten of remembered translations, and when. A guest reads the probe, maps it to another frame in its own tables, does
 * what must make the processor forget, and reads again. Nothing is claimed where the old translation may still be there.
 */
public final class TlbDrafts {
    private static final int OLD = 0x11;
    private static final int NEW = 0x22;
    /** A near return, as the content of a page that is called. */
    private static final byte RET = (byte) 0xC3;

    private static final long W = ProbeTables.WRITABLE;
    private static final long PGE = 1 << 7;
    private static final String SEEN_AGAIN = "a translation is used that should have been forgotten";

    private final List<Draft> drafts = new ArrayList<>();

    private TlbDrafts() {}

    public static List<Draft> all() {
        TlbDrafts tlb = new TlbDrafts();
        for (TableFormat format : TableFormat.values()) {
            tlb.forgets(format, "invlpg", "PG-73", false, false, "invlpg [ebx]");
            tlb.forgets(format, "invlpg-end-of-page", "PG-73", false, false, "invlpg [ebx+0xfff]");
            tlb.forgets(format, "invlpg-global", "PG-73", true, true, "invlpg [ebx]");
            tlb.forgets(format, "mov-cr3-same-value", "PG-70", false, false, "mov eax, cr3", "mov cr3, eax");
            tlb.forgets(format, "mov-cr3-not-global", "PG-70", true, false, "mov eax, cr3", "mov cr3, eax");
            tlb.forgets(format, "mov-cr3-without-pge", "PG-75", false, true, "mov eax, cr3", "mov cr3, eax");
            tlb.forgets(format, "clear-pge", "PG-71", true, true, "mov eax, cr4", "and al, 0x7f", "mov cr4, eax");
            tlb.forgets(format, "set-pge", "PG-71", false, true, "mov eax, cr4", "or al, 0x80", "mov cr4, eax");
            tlb.forgets(format, "toggle-pse", "PG-71", true, true, "mov eax, cr4", "xor al, 0x10", "mov cr4, eax");
            tlb.gained(format);
        }
        tlb.forgets(
                TableFormat.LEGACY,
                "toggle-paging",
                "PG-71",
                true,
                true,
                "mov eax, cr0",
                "btr eax, 31",
                "mov cr0, eax",
                "bts eax, 31",
                "mov cr0, eax");
        tlb.largePage();
        tlb.becomesNotPresent();
        tlb.otherRoot();
        tlb.notPresentIsNotRemembered();
        tlb.illegal();
        return tlb.drafts;
    }

    private Draft draft(
            String name, TableFormat format, ProbeTables tables, List<String> lines, String what, String why) {
        List<String> widened = lines.stream().map(line -> widened(format, line)).toList();
        Draft draft = Attempt.of("paging-tlb/" + name, ProbeTables.guest(format, 0), widened.toArray(String[]::new))
                .about(what, why)
                .gpr("rbx", tables.linear())
                .gpr("rcx", 0)
                .gpr("rdi", tables.address(tables.page()))
                .data(ProbeTables.FRAME, new byte[] {name.endsWith("fetch") ? RET : OLD})
                .data(ProbeTables.FRAME + Fixture.PAGE_SIZE, new byte[] {NEW});
        tables.install(draft, false);
        drafts.add(draft);
        return draft;
    }

    /** The listing is written for 32 bits; addresses and control registers have 64 in 64-bit mode. */
    private static String widened(TableFormat format, String line) {
        if (format != TableFormat.LONG) {
            return line;
        }
        String addresses = line.replace("[ebx", "[rbx").replace("[edi", "[rdi");
        return addresses.contains("cr") ? addresses.replace("eax", "rax") : addresses;
    }

    private static ProbeTables tables(TableFormat format, long more) {
        return ProbeTables.of(format, "pte")
                .marked()
                .with("pte", ProbeTables.ACCESSED | ProbeTables.DIRTY | more)
                .reachable(W);
    }

    private void forgets(
            TableFormat format, String name, String rule, boolean hasPge, boolean isGlobal, String... forgetting) {
        List<String> lines = new ArrayList<>(List.of("mov cl, [ebx]", "xor dword [edi], 0x1000"));
        lines.addAll(List.of(forgetting));
        lines.add("mov ch, [ebx]");
        Draft draft = draft(
                "%s-%s".formatted(mode(format), name),
                format,
                tables(format, isGlobal ? ProbeTables.GLOBAL : 0),
                lines,
                "a page is mapped to another frame, and then: " + String.join("; ", forgetting),
                SEEN_AGAIN);
        if (hasPge) {
            draft.setBits("CR4", PGE);
        }
        Attempt.passes(draft, rule).claim(rule, "rcx", NEW << 8 | OLD).claim(ofSvm(rule, name), "rcx", NEW << 8 | OLD);
    }

    /** What the chapter on SVM says again. */
    private static String ofSvm(String rule, String name) {
        return switch (rule) {
            case "PG-73" -> "TLB-24";
            case "PG-71" -> name.contains("paging") ? "TLB-23" : "TLB-22";
            default -> "TLB-20";
        };
    }

    static String mode(TableFormat format) {
        return switch (format) {
            case LEGACY -> "32-bit";
            case PAE -> "pae";
            case LONG -> "long";
        };
    }

    /** Whoever gains a right need not tell the processor (PG-74). */
    private void gained(TableFormat format) {
        Draft write = draft(
                mode(format) + "-gained-write",
                format,
                tables(format, 0).without("pte", W),
                List.of("mov cl, [ebx]", "or dword [edi], 2", "mov [ebx], cl"),
                "a page is read, becomes writable, and is written without invalidation",
                "a fault is reported of a translation that is out of date");
        Attempt.passes(write, "PG-74");
        if (format != TableFormat.LEGACY) {
            Draft fetch = draft(
                    mode(format) + "-gained-fetch",
                    format,
                    tables(format, ProbeTables.NO_EXECUTE),
                    List.of(
                            "mov cl, [ebx]",
                            "and dword [edi+4], 0x7fffffff",
                            format == TableFormat.LONG ? "call rbx" : "call ebx"),
                    "a page is read, loses NX, and is executed without invalidation",
                    "a fault is reported of a translation that is out of date");
            Attempt.passes(fetch, "PG-74");
        }
    }

    private void largePage() {
        for (TableFormat format : TableFormat.values()) {
            ProbeTables tables = ProbeTables.of(format, "pde")
                    .marked()
                    .with("pde", ProbeTables.ACCESSED | ProbeTables.DIRTY)
                    .reachable(W);
            long size = format == TableFormat.LEGACY ? 0x40_0000 : 0x20_0000;
            for (long offset : new long[] {0, size - 1}) {
                Draft draft = draft(
                        "%s-invlpg-large-page-%s".formatted(mode(format), offset == 0 ? "start" : "end"),
                        format,
                        tables,
                        List.of(
                                "mov cl, [ebx]",
                                "and dword [edi], -2",
                                "invlpg [esi]".replace("esi", format == TableFormat.LONG ? "rsi" : "esi"),
                                "mov ch, [ebx]"),
                        "a large page becomes not present, and is invalidated by its %s address"
                                .formatted(offset == 0 ? "first" : "last"),
                        "INVLPG forgets 4 KBytes of a larger page");
                if (format == TableFormat.LEGACY) {
                    draft.setBits("CR4", 1 << 4);
                }
                draft.gpr("rsi", (tables.linear() & -size) + offset);
                faults(draft, tables.linear(), 0, "PG-73");
            }
        }
    }

    private static Draft faults(Draft draft, long linear, long errorCode, String rule) {
        return draft.claimField(rule, "EXITCODE", Attempt.PF)
                .claimField("PG-60", "EXITINFO1", errorCode)
                .claimField(rule, "EXITINFO2", linear)
                .claim(rule, "rcx", OLD)
                .unspecified(ExitMasks.WITH_BOTH);
    }

    private void becomesNotPresent() {
        for (TableFormat format : TableFormat.values()) {
            ProbeTables tables = tables(format, 0);
            Draft draft = draft(
                    mode(format) + "-invlpg-not-present",
                    format,
                    tables,
                    List.of("mov cl, [ebx]", "and dword [edi], -2", "invlpg [ebx]", "mov ch, [ebx]"),
                    "a page becomes not present and is invalidated",
                    SEEN_AGAIN);
            faults(draft, tables.linear(), 0, "PG-73");
        }
    }

    /** The guest's other root maps the probe nowhere. */
    private void otherRoot() {
        for (TableFormat format : new TableFormat[] {TableFormat.LEGACY, TableFormat.LONG}) {
            ProbeTables tables = tables(format, 0);
            long root = ProbeTables.ROOT + 0xF000;
            Draft draft = draft(
                    mode(format) + "-mov-cr3-other-root",
                    format,
                    tables,
                    List.of("mov cl, [ebx]", "mov eax, 0x%x".formatted(root), "mov cr3, eax", "mov ch, [ebx]"),
                    "CR3 is given other tables, in which the page is not mapped",
                    SEEN_AGAIN);
            tables.installRoot(draft, root);
            faults(draft, tables.linear(), 0, "PG-70");
        }
    }

    /** The guest's own handler makes the page present and returns, without invalidation: the access must succeed. */
    private void notPresentIsNotRemembered() {
        ProbeTables tables = tables(TableFormat.LONG, 0).without("pte", ProbeTables.PRESENT);
        long handler = Draft.GUEST + 0x100;
        Draft draft = draft(
                "long-made-present",
                TableFormat.LONG,
                tables,
                List.of("mov cl, [ebx]"),
                "a #PF handler makes the page present and returns",
                "that a page is not present is remembered");
        draft.code(handler, 64, "or dword [rdi], 1", "add rsp, 8", "iretq")
                .clearBits("INTERCEPT_EXCEPTION", 1 << 14)
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0xFFF)
                .data(Draft.GUEST_IDT + 14 * 16, Descriptors.gate64(handler));
        Attempt.passes(draft, "PG-74").claim("PG-74", "rcx", OLD).claimField("PG-61", "CR2", tables.linear());
    }

    private void illegal() {
        Draft far = draft(
                "long-invlpg-not-canonical",
                TableFormat.LONG,
                tables(TableFormat.LONG, 0),
                List.of("invlpg [rsi]"),
                "INVLPG of an address that is not canonical",
                "INVLPG faults where it has nothing to do");
        Attempt.passes(far.gpr("rsi", 0x8000_0000_0000L), "PG-73");
        for (TableFormat format : TableFormat.values()) {
            String operand = format == TableFormat.LONG ? "rbx" : "ebx";
            ProbeTables tables = tables(format, 0);
            Draft draft = Attempt.of(
                            "paging-tlb/%s-invlpg-user".formatted(mode(format)),
                            ProbeTables.guest(format, 3),
                            "invlpg [%s]".formatted(operand))
                    .about("INVLPG at CPL 3", "INVLPG is not privileged")
                    .gpr("rbx", tables.linear());
            tables.install(draft, true);
            drafts.add(Attempt.faults(draft, "PG-73", Attempt.GP));
        }
    }
}
