package dev.pacifica.suite.draft.nested;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.oracle.NestedTranslation;
import dev.pacifica.suite.oracle.NestedTranslation.End;
import dev.pacifica.suite.oracle.PageAccess;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.PagingControls;
import dev.pacifica.suite.vector.Subject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A guest that makes one access through two levels of page tables, and what the rules say of it: the exit, the data, and every entry on the
 * way of both levels.
 */
final class NestedProbe {
    static final int NPF = 0x400;
    /** What is at the probe: VMMCALL, for a fetch to end the guest; a read gives its first byte. */
    private static final byte[] CONTENT = {0x0F, 0x01, (byte) 0xD9};

    private static final int WRITTEN = 0x5A;
    private static final long OLD_CR2 = 0x5555_6000;
    private static final long WP = 1 << 16;
    private static final long NXE = 1 << 11;
    private static final long SMEP = 1 << 20;
    private static final long SMAP = 1 << 21;

    private final NestedTables tables;
    private final int cpl;
    private final Kind kind;
    private final Draft draft;
    private int physicalAddressBits = 52;
    private boolean hostNxe = true;
    private boolean isDetailed;

    private NestedProbe(String id, NestedTables tables, int cpl, Kind kind) {
        this.tables = tables;
        this.cpl = cpl;
        this.kind = kind;
        boolean isLong =
                !tables.guestPath().isEmpty() && tables.guestPath().get(0).equals("pml4e");
        draft = Attempt.of(id, tables.guest(cpl), instruction(isLong, kind)).requires("NP");
        if (tables.nestedPath().get(tables.nestedPath().size() - 1).equals("pdpe")) {
            draft.requires("Page1GB");
        }
    }

    /** One access at a privilege level. */
    static NestedProbe of(String id, NestedTables tables, int cpl, Kind kind) {
        return new NestedProbe(id, tables, cpl, kind);
    }

    private static String instruction(boolean isLong, Kind kind) {
        String register = isLong ? "rsi" : "esi";
        return switch (kind) {
            case READ -> "mov bl, [" + register + "]";
            case WRITE -> "mov [" + register + "], bl";
            case FETCH -> "jmp " + register;
        };
    }

    Draft draft() {
        return draft;
    }

    /** On processors with this width of physical addresses only. */
    NestedProbe width(int bits) {
        physicalAddressBits = bits;
        draft.requires("PhysAddrSize=" + bits);
        return this;
    }

    /** Without EFER.NXE in the host. */
    NestedProbe withoutHostNxe() {
        hostNxe = false;
        return this;
    }

    NestedProbe withoutWp() {
        draft.clearBits("CR0", WP);
        return this;
    }

    /** Without EFER.NXE in the guest. */
    NestedProbe withoutNxe() {
        draft.clearBits("EFER", NXE);
        return this;
    }

    /** With claims about RIP and CR2. */
    NestedProbe detailed() {
        isDetailed = true;
        return this;
    }

    private PagingControls guestControls() {
        return new PagingControls(
                (draft.field("CR0") & WP) != 0,
                (draft.field("EFER") & NXE) != 0,
                (draft.field("CR4") & SMEP) != 0,
                (draft.field("CR4") & SMAP) != 0,
                false,
                true,
                true,
                physicalAddressBits);
    }

    private PagingControls hostControls() {
        return new PagingControls(true, hostNxe, false, false, false, true, true, physicalAddressBits);
    }

    private NestedTranslation translation(boolean isFirstFetch) {
        return NestedTranslation.of(
                tables.guestTables(guestControls()),
                tables.nestedTables(hostControls()),
                PageAccess.by(cpl, isFirstFetch ? Kind.FETCH : kind),
                isFirstFetch ? Draft.GUEST : tables.linear(),
                tables::memory);
    }

    /** The draft, whose access must end in a nested page fault; for these rules as well. */
    Draft exits(String... alsoRules) {
        boolean isFirstFetch = tables.isRootAliased();
        NestedTranslation faulting = translation(isFirstFetch);
        require(faulting, End.NESTED_FAULT);
        install();
        long free = faulting.isFetchBitFree() ? 1 << 4 : 0;
        draft.claimField("NPT-51", "EXITCODE", NPF).claimField("NPT-51", "EXITINFO2", faulting.gpa());
        Set<String> rules = new LinkedHashSet<>(List.of("NPT-52"));
        rules.addAll(List.of(alsoRules));
        rules.forEach(rule -> draft.claimField(rule, "EXITINFO1", ~free, faulting.code()));
        claimMarks(faulting);
        draft.unspecified(ExitMasks.WITH_BOTH);
        if (!isDetailed) {
            return draft;
        }
        long rip = isFirstFetch ? Draft.GUEST : kind == Kind.FETCH ? tables.linear() : Draft.GUEST + 1;
        long where = 3L << 32;
        return draft.set("CR2", OLD_CR2)
                .claimField("NPT-33", "EXITINFO1", ~free, faulting.code())
                .claimField("NPT-53", "EXITINFO1", where, faulting.code() & where)
                .claimField("NPT-57", "CR2", OLD_CR2)
                .claimField("NPT-61", "RIP", rip);
    }

    /** The draft, whose access must raise #PF in the guest, which is intercepted. */
    Draft faults(String... alsoRules) {
        NestedTranslation faulting = translation(false);
        require(faulting, End.PAGE_FAULT);
        install();
        draft.set("CR2", OLD_CR2);
        long free = faulting.isFetchBitFree() ? 1 << 4 : 0;
        draft.claimField("NPT-35", "EXITCODE", Attempt.PF).claimField("NPT-35", "EXITINFO2", tables.linear());
        Set<String> rules = new LinkedHashSet<>(List.of("NPT-33"));
        rules.addAll(faulting.rules());
        rules.addAll(List.of(alsoRules));
        rules.forEach(rule -> draft.claimField(rule, "EXITINFO1", ~free, faulting.code()));
        draft.claimField("PG-61", "CR2", OLD_CR2)
                .claimField("EXC-03", "RIP", kind == Kind.FETCH ? tables.linear() : Draft.GUEST + 1)
                .unspecified(ExitMasks.WITH_BOTH);
        claimMarks(faulting);
        return draft;
    }

    /** The draft, whose access must be permitted. */
    Draft passes(String... rules) {
        NestedTranslation passing = translation(false);
        require(passing, End.MAPPED);
        install();
        for (String rule : rules) {
            draft.claimField(rule, "EXITCODE", Attempt.VMMCALL);
        }
        draft.claimField("EXIT-08", "RIP", kind == Kind.FETCH ? tables.linear() : draft.guestLabel("done"))
                .data(passing.physical(), CONTENT)
                .unspecified(ExitMasks.PLAIN);
        if (kind == Kind.WRITE) {
            draft.claim("NPT-21", Subject.memory(passing.physical()), 0xFF, WRITTEN);
        } else if (kind == Kind.READ) {
            draft.claim("NPT-21", "rbx", CONTENT[0]);
        }
        claimMarks(passing);
        return draft;
    }

    private void require(NestedTranslation translation, End end) {
        if (translation.end() != end) {
            throw new IllegalStateException("%s: the rules say %s".formatted(draft.id(), translation));
        }
    }

    private void install() {
        draft.gpr("rsi", tables.linear()).gpr("rbx", WRITTEN).touches(NestedTables.FRAME);
        NestedHost.install(tables.install(draft), tables.nestedFormat(), hostNxe);
    }

    private void claimMarks(NestedTranslation translation) {
        boolean isFault = translation.end() != End.MAPPED;
        translation.marks().forEach((at, mark) -> {
            long all = mark.size() == 4 ? 0xFFFF_FFFFL : -1;
            long mask = mark.isFree() ? all & ~NestedTables.ACCESSED : all;
            if (mark.before() != mark.after() || isFault && at == tables.aliasLeaf()) {
                String rule = mark.isNested() ? isFault ? "NPT-37" : "NPT-25" : isFault ? "PG-52" : "NPT-29";
                draft.claim(rule, Subject.memory(at & -8), mask << shift(at), (mark.after() & mask) << shift(at));
            }
        });
    }

    /** Subjects are eight bytes. */
    private static int shift(long at) {
        return (at & 4) == 0 ? 0 : 32;
    }

    static String suffix(int cpl, Kind kind) {
        return (cpl == 3 ? "user-" : "") + kind.name().toLowerCase(Locale.ROOT);
    }
}
