package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.oracle.PageAccess;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.PageTranslation;
import dev.pacifica.suite.oracle.PageTranslation.Step;
import dev.pacifica.suite.oracle.PagingControls;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Subject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A guest that makes one access through page tables of its own, and what the rules say of it: the fault or the exit behind the access,
 * the data, and every entry on the way. Entries that are present start as accessed
 * where the access faults (PG-52 leaves open whether they become so), and unmarked where it does not; the D bit is always clear, so that one
 * set or lost wrongly shows.
 */
final class Probe {
    /** What is at the probe: VMMCALL, for a fetch to end the guest; a read gives its first byte. */
    private static final byte[] CONTENT = {0x0F, 0x01, (byte) 0xD9};

    private static final int WRITTEN = 0x5A;
    private static final long OLD_CR2 = 0x5555_6000;
    private static final long WP = 1 << 16;
    private static final long NXE = 1 << 11;
    private static final long PSE = 1 << 4;
    private static final long SMEP = 1 << 20;
    private static final long SMAP = 1 << 21;
    private static final long AC = 1 << 18;

    private final TableFormat format;
    private final ProbeTables tables;
    private final int cpl;
    private final Kind kind;
    private final Draft draft;
    private int physicalAddressBits = 52;
    private boolean has1GbytePages = true;
    private boolean isMemory = true;

    private Probe(String id, ProbeTables tables, int cpl, Kind kind, String... instructions) {
        this.format = tables.format();
        this.tables = tables;
        this.cpl = cpl;
        this.kind = kind;
        draft = Attempt.of(id, ProbeTables.guest(format, cpl), instructions);
        draft.touches(ProbeTables.FRAME);
        if (format == TableFormat.LONG && tables.page().equals("pdpe")) {
            draft.requires("Page1GB");
        }
        if (format == TableFormat.LEGACY && tables.page().equals("pde")) {
            draft.setBits("CR4", PSE);
        }
    }

    /** One access at a privilege level. */
    static Probe of(String id, ProbeTables tables, int cpl, Kind kind) {
        return new Probe(id, tables, cpl, kind, instruction(tables.format(), kind));
    }

    /** A read at CPL 0 of a page that lies where there need be no memory: what is read does not matter. */
    static Draft passesWithoutMemory(String id, ProbeTables tables, int physicalAddressBits, String rule) {
        String[] instructions = {instruction(tables.format(), Kind.READ), "mov cl, 0x%x".formatted(WRITTEN)};
        Probe probe = new Probe(id, tables, 0, Kind.READ, instructions).width(physicalAddressBits);
        probe.isMemory = false;
        return probe.passes(rule);
    }

    /** The instruction that makes the access. */
    static String instruction(TableFormat format, Kind kind) {
        String register = format == TableFormat.LONG ? "rbx" : "ebx";
        return switch (kind) {
            case READ -> "mov cl, [" + register + "]";
            case WRITE -> "mov [" + register + "], cl";
            case FETCH -> "jmp " + register;
        };
    }

    Draft draft() {
        return draft;
    }

    long linear() {
        return tables.linear();
    }

    /** On processors with this width of physical addresses only. */
    Probe width(int bits) {
        physicalAddressBits = bits;
        draft.requires("PhysAddrSize=" + bits);
        return this;
    }

    Probe without1GbytePages() {
        draft.requires("!Page1GB");
        has1GbytePages = false;
        return this;
    }

    Probe withoutWp() {
        draft.clearBits("CR0", WP);
        return this;
    }

    Probe withoutNxe() {
        draft.clearBits("EFER", NXE);
        return this;
    }

    Probe withoutPse() {
        draft.clearBits("CR4", PSE);
        return this;
    }

    Probe withPse() {
        draft.setBits("CR4", PSE);
        return this;
    }

    Probe withSmep() {
        draft.requires("SMEP").setBits("CR4", SMEP);
        return this;
    }

    Probe withSmap() {
        draft.requires("SMAP").setBits("CR4", SMAP);
        return this;
    }

    Probe withAc() {
        draft.setBits("RFLAGS", AC);
        return this;
    }

    private PagingControls controls() {
        return new PagingControls(
                (draft.field("CR0") & WP) != 0,
                (draft.field("EFER") & NXE) != 0,
                (draft.field("CR4") & SMEP) != 0,
                (draft.field("CR4") & SMAP) != 0,
                (draft.field("RFLAGS") & AC) != 0,
                (draft.field("CR4") & PSE) != 0,
                has1GbytePages,
                physicalAddressBits);
    }

    private PageTranslation translation(Map<Long, Long> entries) {
        return PageTranslation.of(
                format,
                ProbeTables.ROOT,
                controls(),
                PageAccess.by(cpl, kind),
                tables.linear(),
                at -> entries.getOrDefault(at, 0L));
    }

    /** The draft, whose access must fault for the rule if it is a fault; the other rules are cited as well. */
    Draft faults(String... alsoRules) {
        PageTranslation faulting = translation(tables.marked().entries());
        if (faulting.errorCode().isEmpty()) {
            throw new IllegalStateException("the access is permitted: " + draft.id());
        }
        tables.marked().install(draft, cpl == 3);
        claimFault(faulting, alsoRules);
        claimEntries(faulting);
        return draft;
    }

    /** The draft, whose access must be permitted. */
    Draft passes(String... rules) {
        PageTranslation passing = translation(tables.entries());
        if (passing.errorCode().isPresent()) {
            throw new IllegalStateException("the access faults by " + passing.rules() + ": " + draft.id());
        }
        tables.install(draft, cpl == 3);
        for (String rule : rules) {
            draft.claimField(rule, "EXITCODE", Attempt.VMMCALL);
        }
        claimSuccess(passing);
        claimEntries(passing);
        return draft;
    }

    private void claimFault(PageTranslation faulting, String... alsoRules) {
        draft.gpr("rbx", tables.linear()).gpr("rcx", WRITTEN).set("CR2", OLD_CR2);
        long free = faulting.isFetchBitFree() ? 1 << 4 : 0;
        long code = faulting.errorCode().getAsInt();
        draft.claimField("EXC-24", "EXITCODE", Attempt.PF).claimField("PG-60", "EXITINFO1", ~free, code);
        Set<String> rules = new LinkedHashSet<>(faulting.rules());
        rules.addAll(List.of(alsoRules));
        rules.forEach(rule -> draft.claimField(rule, "EXITINFO1", ~free, code));
        draft.claimField("EXC-24", "EXITINFO2", tables.linear())
                .claimField("PG-61", "CR2", OLD_CR2)
                .claimField("EXC-03", "RIP", kind == Kind.FETCH ? tables.linear() : Draft.GUEST + 1)
                .unspecified(ExitMasks.WITH_BOTH);
    }

    private void claimSuccess(PageTranslation passing) {
        draft.gpr("rbx", tables.linear()).gpr("rcx", WRITTEN).unspecified(ExitMasks.PLAIN);
        draft.claimField("EXIT-08", "RIP", kind == Kind.FETCH ? tables.linear() : draft.guestLabel("done"));
        if (!isMemory) {
            return;
        }
        draft.data(passing.physical(), CONTENT);
        if (kind == Kind.WRITE) {
            draft.claim("PG-03", Subject.memory(passing.physical()), 0xFF, WRITTEN);
        } else if (kind == Kind.READ) {
            draft.claim("PG-03", "rcx", CONTENT[0]);
        }
    }

    private void claimEntries(PageTranslation translation) {
        List<Step> steps = translation.steps();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            boolean isLast = i == steps.size() - 1;
            boolean isFault = translation.errorCode().isPresent();
            String rule = isFault ? "PG-52" : isLast ? kind == Kind.WRITE ? "PG-51" : "PG-55" : "PG-50";
            long mask = format == TableFormat.LEGACY ? 0xFFFF_FFFFL : -1;
            draft.claim(rule, Subject.memory(step.at()), mask, step.after() & mask);
        }
    }
}
