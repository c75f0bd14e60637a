package dev.pacifica.model.paging;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.paging.WalkResult.LogFull;
import dev.pacifica.model.paging.WalkResult.Mapped;
import dev.pacifica.model.paging.WalkResult.NestedFault;
import dev.pacifica.model.rule.Freedom;
import java.util.ArrayList;
import java.util.List;

/**
 * The walk of a guest with nested paging (APM2 15.25.5, 15.25.6). Its own tables are walked as ever, but each entry lies at a
 * guest-physical address, which the nested tables translate first; so is, at the end, the address that the guest's tables give. Faults come in that
 * order (NPT-33): a nested fault for an entry, #PF of that entry, #PF of the guest's rights, a nested fault for the page.
 */
final class NestedWalk implements TableAddresses {
    private final Freedom freedom;
    private final PageWalk guest;
    private final PageWalk nested;

    private NestedControls controls = new NestedControls(0, false, false, false);
    /** The host's paging, with the root of the nested tables. */
    private Translation tables;
    /** The same for what GMET makes of a fetch below CPL 3: it must not come from a user page. */
    private Translation trapping;

    private boolean hostSmep;
    private boolean findsShadowStacks;
    /** The nested entries that the walk in progress has read, for exploration. */
    private final List<PagingEntry.Visit> visits = new ArrayList<>();

    private final boolean exploring;
    /** Of the walk for an entry of the guest's tables that faulted last. */
    private WalkResult fault = new NestedFault(0, 0, false);

    NestedWalk(PhysicalMemory memory, Freedom freedom, ModificationLog log) {
        this.freedom = freedom;
        this.exploring = freedom.choices().isExploring();
        this.guest = new PageWalk(memory, freedom, this, FirstWrites.FREE, WalkStage.GUEST);
        this.nested = new PageWalk(memory, freedom, SYSTEM_PHYSICAL, log::admits, WalkStage.NESTED);
        PagingFlags none = new PagingFlags(true, false, false, false, false, false, false, false, 52);
        this.tables = new Translation(0, PagingFormat.LEGACY, none, 0, 0);
        this.trapping = tables;
    }

    /**
     * VMRUN with nested paging.
     *
     * @param host the host's paging as it is at VMRUN: its format and controls govern the nested tables (NPT-13, NPT-14)
     * @param asid that of the guest, for the log
     */
    void start(NestedControls nestedControls, Translation host, int asid) {
        controls = nestedControls;
        PagingFlags flags = host.flags();
        hostSmep = flags.smep();
        // NPX-02
        findsShadowStacks = nestedControls.shadowStackCheck() && flags.nxe() && host.format() != PagingFormat.LEGACY;
        tables = new Translation(nestedControls.root(), host.format(), nestedFlags(flags, false), asid, 0);
        trapping = new Translation(nestedControls.root(), host.format(), nestedFlags(flags, true), asid, 0);
    }

    /** Read-only is read-only whatever CR0.WP (NPT-39, NPT-40); SMEP and SMAP of the host mean nothing here (NPT-49), nor does G (NPT-46). */
    private static PagingFlags nestedFlags(PagingFlags host, boolean smep) {
        return new PagingFlags(
                true, host.nxe(), smep, false, false, host.pse(), false, host.page1Gb(), host.physicalAddressBits());
    }

    /**
     * Translates one address for one access.
     *
     * @param translation the guest's paging
     * @param isPaging CR0.PG of the guest; without it the linear address is the guest-physical one (NPT-28)
     */
    WalkResult walk(Translation translation, boolean isPaging, long linear, Access access) {
        visits.clear();
        if (!freedom.decide(NPT_28, !isPaging)) {
            WalkResult result = guest.walk(translation, linear, access);
            return result instanceof Mapped page ? walk(page, access) : result;
        }
        return walk(new Mapped(linear, 0, true, true, false, true, false), access);
    }

    /** The nested tables, as the guest that runs has them. */
    Translation tables() {
        return tables;
    }

    /** Under exploration, the entries of all tables that the last walk of a guest read. */
    List<PagingEntry.Visit> visits() {
        List<PagingEntry.Visit> all = new ArrayList<>(visits);
        all.addAll(guest.visits());
        return all;
    }

    /** The last step: from the guest-physical address to the system-physical one (NPT-26). */
    private WalkResult walk(Mapped page, Access access) {
        WalkResult result = translate(page.spa(), access);
        if (!(result instanceof Mapped frame)) {
            return refused(result, page.spa(), access, NestedFaultCode.FINAL);
        }
        return new Mapped(
                frame.spa(),
                page.pageShift() == 0 ? frame.pageShift() : page.pageShift(), // INVLPG is about the guest's page
                page.user(), // NPT-44
                page.writable(),
                page.noExecute() || frame.noExecute() || controls.gmet(), // NPT-41; with GMET every fetch is looked at
                page.dirty() && frame.dirty() && frame.writable(), // NPT-38: another write can do without a walk
                page.global()); // NPT-46
    }

    /** A nested walk on behalf of code of the guest, or of the processor in its name. */
    WalkResult translate(long gpa, Access access) {
        if (!freedom.decide(GMET_02, controls.gmet())) {
            return walkNested(tables, gpa, access.byUser()); // NPT-23
        }
        // GMET-04: U/S decides about fetches only; a supervisor page can be reached by any of them
        boolean isTrapped = access.isFetch() && !access.isUser();
        return walkNested(isTrapped ? trapping : tables, gpa, access.bySupervisor());
    }

    private WalkResult walkNested(Translation translation, long gpa, Access access) {
        WalkResult result = nested.walk(translation, gpa, access);
        if (exploring) {
            visits.addAll(nested.visits());
        }
        return result;
    }

    /** What a nested walk that found no frame means: a nested page fault, unless a page was only not to be written yet. */
    private WalkResult refused(WalkResult result, long gpa, Access access, long where) {
        return result instanceof LogFull ? result : faultOf(result, gpa, access, where);
    }

    /** NPT-52. */
    NestedFault faultOf(WalkResult result, long gpa, Access access, long where) {
        long information = where | ((WalkResult.PageFault) result).errorCode();
        information |= NestedFaultCode.user(controls.gmet(), access.isUser(), freedom);
        if (access.isFetch()) {
            information |= NestedFaultCode.fetch(tables.format(), tables.flags().nxe(), hostSmep, freedom);
        }
        if (findsShadowStacks && nested.endsAtShadowStack()) {
            information |= NestedFaultCode.SHADOW_STACK_PAGE; // NPX-07
        }
        return new NestedFault(information, gpa, access.isFetch());
    }

    /** NPT-24: a write, whatever the guest does, so that A and D are set in the nested tables (NPT-25). */
    @Override
    public long find(long address) {
        boolean reads = freedom.decide(NPX_21, controls.readOnlyTables());
        return find(address, reads ? Access.USER_READ : Access.USER_WRITE);
    }

    @Override
    public boolean mayMark(long address) {
        return !controls.readOnlyTables() || find(address, Access.USER_WRITE) != NOT_MAPPED; // NPX-22
    }

    private long find(long address, Access access) {
        WalkResult result = translate(address, access);
        if (result instanceof Mapped entry) {
            return entry.spa();
        }
        fault = refused(result, address, access, NestedFaultCode.TABLE);
        return NOT_MAPPED;
    }

    @Override
    public WalkResult fault() {
        return fault;
    }
}
