package dev.pacifica.suite.area;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.base.BaseVectors;
import dev.pacifica.suite.draft.control.CacheDrafts;
import dev.pacifica.suite.draft.control.Cr0Drafts;
import dev.pacifica.suite.draft.control.Cr3Drafts;
import dev.pacifica.suite.draft.control.Cr4Drafts;
import dev.pacifica.suite.draft.control.CrAccessDrafts;
import dev.pacifica.suite.draft.control.EferDrafts;
import dev.pacifica.suite.draft.control.ExtendedStateDrafts;
import dev.pacifica.suite.draft.control.FeatureBitDrafts;
import dev.pacifica.suite.draft.control.MachineStatusDrafts;
import dev.pacifica.suite.draft.control.ModeSwitchDrafts;
import dev.pacifica.suite.draft.control.ModelSpecificRegisterDrafts;
import dev.pacifica.suite.draft.control.SystemInstructionDrafts;
import dev.pacifica.suite.draft.debug.BreakpointSettingDrafts;
import dev.pacifica.suite.draft.debug.DataBreakpointDrafts;
import dev.pacifica.suite.draft.debug.DebugControlDrafts;
import dev.pacifica.suite.draft.debug.DebugStatusDrafts;
import dev.pacifica.suite.draft.debug.InstructionBreakpointDrafts;
import dev.pacifica.suite.draft.debug.PortBreakpointDrafts;
import dev.pacifica.suite.draft.debug.SingleStepDrafts;
import dev.pacifica.suite.draft.dev.AddressBitDrafts;
import dev.pacifica.suite.draft.dev.CoverageDrafts;
import dev.pacifica.suite.draft.dev.DeviceAccessDrafts;
import dev.pacifica.suite.draft.dev.DeviceMapDrafts;
import dev.pacifica.suite.draft.dev.DeviceMapFieldDrafts;
import dev.pacifica.suite.draft.dev.ErrorDrafts;
import dev.pacifica.suite.draft.dev.ErrorSequenceDrafts;
import dev.pacifica.suite.draft.dev.LoaderBlockDrafts;
import dev.pacifica.suite.draft.dev.LoaderStateDrafts;
import dev.pacifica.suite.draft.dev.NodeDrafts;
import dev.pacifica.suite.draft.dev.OtherSpaceDrafts;
import dev.pacifica.suite.draft.dev.RedirectedInitDrafts;
import dev.pacifica.suite.draft.dev.RegisterBitDrafts;
import dev.pacifica.suite.draft.dev.RegisterDrafts;
import dev.pacifica.suite.draft.dev.SecureLaunchDrafts;
import dev.pacifica.suite.draft.dev.SecureLoaderDrafts;
import dev.pacifica.suite.draft.dev.VectorCacheDrafts;
import dev.pacifica.suite.draft.entry.CheckCube;
import dev.pacifica.suite.draft.entry.CheckDrafts;
import dev.pacifica.suite.draft.entry.CleanBitDrafts;
import dev.pacifica.suite.draft.entry.EnableDrafts;
import dev.pacifica.suite.draft.entry.HostReloadDrafts;
import dev.pacifica.suite.draft.entry.InterceptBitDrafts;
import dev.pacifica.suite.draft.entry.PrivilegeDrafts;
import dev.pacifica.suite.draft.entry.ReservedFieldDrafts;
import dev.pacifica.suite.draft.entry.SegmentStateDrafts;
import dev.pacifica.suite.draft.entry.UserCheckDrafts;
import dev.pacifica.suite.draft.entry.VmCrDrafts;
import dev.pacifica.suite.draft.entry.VmcbFieldDrafts;
import dev.pacifica.suite.draft.entry.VmrunDrafts;
import dev.pacifica.suite.draft.event.AlignmentDrafts;
import dev.pacifica.suite.draft.event.DeliveryDrafts;
import dev.pacifica.suite.draft.event.DoubleFaultDrafts;
import dev.pacifica.suite.draft.event.FailedDeliveryDrafts;
import dev.pacifica.suite.draft.event.PriorityDrafts;
import dev.pacifica.suite.draft.event.ShadowDrafts;
import dev.pacifica.suite.draft.feature.BranchRecordDrafts;
import dev.pacifica.suite.draft.feature.BranchSwitchDrafts;
import dev.pacifica.suite.draft.feature.BusLockDrafts;
import dev.pacifica.suite.draft.feature.IdentificationDrafts;
import dev.pacifica.suite.draft.feature.InterruptExitDrafts;
import dev.pacifica.suite.draft.feature.PauseDrafts;
import dev.pacifica.suite.draft.feature.StateMoveDrafts;
import dev.pacifica.suite.draft.feature.SvmRegisterDrafts;
import dev.pacifica.suite.draft.feature.SystemManagementDrafts;
import dev.pacifica.suite.draft.feature.TimeStampDrafts;
import dev.pacifica.suite.draft.injection.InjectedDeliveryDrafts;
import dev.pacifica.suite.draft.injection.InjectedOverflowDrafts;
import dev.pacifica.suite.draft.injection.InjectionDrafts;
import dev.pacifica.suite.draft.injection.InjectionEffectDrafts;
import dev.pacifica.suite.draft.injection.InjectionLegalityDrafts;
import dev.pacifica.suite.draft.injection.InterruptedInjectionDrafts;
import dev.pacifica.suite.draft.injection.ReinjectionDrafts;
import dev.pacifica.suite.draft.intercept.ControlRegisterDrafts;
import dev.pacifica.suite.draft.intercept.DebugRegisterDrafts;
import dev.pacifica.suite.draft.intercept.EventCube;
import dev.pacifica.suite.draft.intercept.EventInformationDrafts;
import dev.pacifica.suite.draft.intercept.ExceptionDrafts;
import dev.pacifica.suite.draft.intercept.ExitBoundaryDrafts;
import dev.pacifica.suite.draft.intercept.ExitCodeDrafts;
import dev.pacifica.suite.draft.intercept.ExitDrafts;
import dev.pacifica.suite.draft.intercept.ExitStateDrafts;
import dev.pacifica.suite.draft.intercept.InstructionDrafts;
import dev.pacifica.suite.draft.intercept.InstructionNeighbourDrafts;
import dev.pacifica.suite.draft.intercept.InstructionPriorityDrafts;
import dev.pacifica.suite.draft.intercept.InterceptCube;
import dev.pacifica.suite.draft.intercept.InterceptDetailDrafts;
import dev.pacifica.suite.draft.intercept.MoreExceptionDrafts;
import dev.pacifica.suite.draft.intercept.MsrDrafts;
import dev.pacifica.suite.draft.intercept.OperandDrafts;
import dev.pacifica.suite.draft.intercept.PageFaultDrafts;
import dev.pacifica.suite.draft.intercept.PortDrafts;
import dev.pacifica.suite.draft.intercept.RealModeDrafts;
import dev.pacifica.suite.draft.intercept.SavedStateDrafts;
import dev.pacifica.suite.draft.intercept.StringPortDrafts;
import dev.pacifica.suite.draft.intercept.VmmcallDrafts;
import dev.pacifica.suite.draft.interrupt.BlockedNmiDrafts;
import dev.pacifica.suite.draft.interrupt.EntryDrafts;
import dev.pacifica.suite.draft.interrupt.HaltDrafts;
import dev.pacifica.suite.draft.interrupt.InitDrafts;
import dev.pacifica.suite.draft.interrupt.MaskingDrafts;
import dev.pacifica.suite.draft.interrupt.PendingDrafts;
import dev.pacifica.suite.draft.interrupt.SimultaneousDrafts;
import dev.pacifica.suite.draft.interrupt.SmmControlDrafts;
import dev.pacifica.suite.draft.interrupt.TakenDrafts;
import dev.pacifica.suite.draft.interrupt.WindowDrafts;
import dev.pacifica.suite.draft.media.ExtendedSaveDrafts;
import dev.pacifica.suite.draft.media.FloatingPointExceptionDrafts;
import dev.pacifica.suite.draft.media.MediaAvailabilityDrafts;
import dev.pacifica.suite.draft.media.MediaMoveDrafts;
import dev.pacifica.suite.draft.media.OrderedCompareDrafts;
import dev.pacifica.suite.draft.media.PackedIntegerDrafts;
import dev.pacifica.suite.draft.media.ShuffleDrafts;
import dev.pacifica.suite.draft.media.StateSaveDrafts;
import dev.pacifica.suite.draft.media.X87Drafts;
import dev.pacifica.suite.draft.media.X87EnvironmentDrafts;
import dev.pacifica.suite.draft.nested.ModificationLogDrafts;
import dev.pacifica.suite.draft.nested.NestedEntryDrafts;
import dev.pacifica.suite.draft.nested.NestedEventDrafts;
import dev.pacifica.suite.draft.nested.NestedFeatureDrafts;
import dev.pacifica.suite.draft.nested.OrderDrafts;
import dev.pacifica.suite.draft.nested.PositionDrafts;
import dev.pacifica.suite.draft.paged.PagedRealDrafts;
import dev.pacifica.suite.draft.paged.PagedRealEventDrafts;
import dev.pacifica.suite.draft.paged.PagedRealFaultDrafts;
import dev.pacifica.suite.draft.paged.PagedRealNestedDrafts;
import dev.pacifica.suite.draft.paging.AsidDrafts;
import dev.pacifica.suite.draft.paging.FlushDrafts;
import dev.pacifica.suite.draft.paging.ImplicitAccessDrafts;
import dev.pacifica.suite.draft.paging.InvlpgaDrafts;
import dev.pacifica.suite.draft.paging.LegacyPagingDrafts;
import dev.pacifica.suite.draft.paging.LingeringDrafts;
import dev.pacifica.suite.draft.paging.LongPagingDrafts;
import dev.pacifica.suite.draft.paging.NestedTlbDrafts;
import dev.pacifica.suite.draft.paging.PaePagingDrafts;
import dev.pacifica.suite.draft.paging.PagingEnableDrafts;
import dev.pacifica.suite.draft.paging.PatDrafts;
import dev.pacifica.suite.draft.paging.RightsDrafts;
import dev.pacifica.suite.draft.paging.SpanDrafts;
import dev.pacifica.suite.draft.paging.TlbControlDrafts;
import dev.pacifica.suite.draft.paging.TlbDrafts;
import dev.pacifica.suite.draft.segment.CallGateDrafts;
import dev.pacifica.suite.draft.segment.FarTransferDrafts;
import dev.pacifica.suite.draft.segment.InterruptReturnDrafts;
import dev.pacifica.suite.draft.segment.NearTransferDrafts;
import dev.pacifica.suite.draft.segment.SegmentLimitDrafts;
import dev.pacifica.suite.draft.segment.SegmentLoadDrafts;
import dev.pacifica.suite.draft.segment.SelectorDrafts;
import dev.pacifica.suite.draft.segment.SystemCallDrafts;
import dev.pacifica.suite.draft.shadow.ShadowAspectDrafts;
import dev.pacifica.suite.draft.shadow.ShadowPagingDrafts;
import dev.pacifica.suite.draft.task.FlagDrafts;
import dev.pacifica.suite.draft.task.IoMapDrafts;
import dev.pacifica.suite.draft.task.NewTaskDrafts;
import dev.pacifica.suite.draft.task.TaskCheckDrafts;
import dev.pacifica.suite.draft.task.TaskCube;
import dev.pacifica.suite.draft.task.TaskExitDrafts;
import dev.pacifica.suite.draft.task.TaskPagingDrafts;
import dev.pacifica.suite.draft.task.TaskSwitchDrafts;
import dev.pacifica.suite.draft.task.Virtual8086Drafts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All drafts, by the area whose file their vectors are published in; areas in the order of study. */
public final class Areas {
    private static final Map<String, Supplier<List<Draft>>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("enable", () -> joined(EnableDrafts.all(), VmCrDrafts.all()));
        ALL.put("vmrun", VmrunDrafts::all);
        ALL.put("checks", () -> joined(CheckDrafts.all(), UserCheckDrafts.all()));
        ALL.put(CheckCube.AREA, CheckCube::sample);
        ALL.put("clean-bits", CleanBitDrafts::all);
        ALL.put("host", HostReloadDrafts::all);
        ALL.put("vmcb", () -> joined(InterceptBitDrafts.all(), VmcbFieldDrafts.all(), ReservedFieldDrafts.all()));
        ALL.put("segment-state", SegmentStateDrafts::all);
        ALL.put("exits", () -> joined(ExitDrafts.all(), SavedStateDrafts.all(), ExitBoundaryDrafts.all()));
        ALL.put(
                "exceptions",
                () -> joined(
                        ExceptionDrafts.all(),
                        PrivilegeDrafts.all(),
                        InjectedOverflowDrafts.all(),
                        MoreExceptionDrafts.all(),
                        PageFaultDrafts.all(),
                        InjectionDrafts.all()));
        ALL.put("registers", () -> joined(ControlRegisterDrafts.all(), DebugRegisterDrafts.all()));
        ALL.put("msrs", MsrDrafts::all);
        ALL.put("ports", () -> joined(PortDrafts.all(), StringPortDrafts.all()));
        ALL.put(
                "instructions",
                () -> joined(
                        InstructionDrafts.all(), InstructionPriorityDrafts.all(), InstructionNeighbourDrafts.all()));
        ALL.put("operands", OperandDrafts::all);
        ALL.put("exit-codes", ExitCodeDrafts::all);
        ALL.put("exit-state", ExitStateDrafts::all);
        ALL.put("event-information", EventInformationDrafts::all);
        ALL.put("intercepts", InterceptDetailDrafts::all);
        ALL.put("vmmcall", VmmcallDrafts::all);
        ALL.put(InterceptCube.AREA, () -> joined(InterceptCube.sample(), EventCube.sample(), TaskCube.sample()));
        ALL.put("real-mode", RealModeDrafts::all);
        ALL.put(
                "paged-real",
                () -> joined(
                        PagedRealDrafts.all(),
                        PagedRealFaultDrafts.all(),
                        PagedRealEventDrafts.all(),
                        PagedRealNestedDrafts.all()));
        for (String area : BaseVectors.AREAS) {
            ALL.put(area, () -> BaseVectors.sample(area));
        }
        ALL.put(
                "control-registers",
                () -> joined(
                        CrAccessDrafts.all(),
                        Cr0Drafts.all(),
                        MachineStatusDrafts.all(),
                        Cr3Drafts.all(),
                        Cr4Drafts.all(),
                        FeatureBitDrafts.all()));
        ALL.put("efer", EferDrafts::all);
        ALL.put("mode-switches", ModeSwitchDrafts::all);
        ALL.put("model-specific-registers", ModelSpecificRegisterDrafts::all);
        ALL.put(
                "system-instructions",
                () -> joined(SystemInstructionDrafts.all(), ExtendedStateDrafts.all(), CacheDrafts.all()));
        ALL.put("paging-32", LegacyPagingDrafts::all);
        ALL.put("paging-pae", PaePagingDrafts::all);
        ALL.put("paging-long", LongPagingDrafts::all);
        ALL.put("paging-permissions", () -> joined(RightsDrafts.all(), SpanDrafts.all(), ImplicitAccessDrafts.all()));
        ALL.put("paging-tlb", () -> joined(TlbDrafts.all(), TlbControlDrafts.all()));
        ALL.put(
                "tlb",
                () -> joined(
                        AsidDrafts.all(),
                        FlushDrafts.all(),
                        InvlpgaDrafts.all(),
                        LingeringDrafts.all(),
                        NestedTlbDrafts.all()));
        ALL.put("shadow-paging", () -> joined(ShadowAspectDrafts.all(), ShadowPagingDrafts.all()));
        ALL.put("paging-enable", () -> joined(PagingEnableDrafts.all(), PatDrafts.all()));
        ALL.put(
                "debug",
                () -> joined(
                        DataBreakpointDrafts.all(),
                        InstructionBreakpointDrafts.all(),
                        PortBreakpointDrafts.all(),
                        BreakpointSettingDrafts.all(),
                        DebugStatusDrafts.all(),
                        SingleStepDrafts.all(),
                        DebugControlDrafts.all()));
        ALL.put("alignment", AlignmentDrafts::all);
        ALL.put("segments", () -> joined(SegmentLoadDrafts.all(), SegmentLimitDrafts.all(), SelectorDrafts.all()));
        ALL.put(
                "transfers",
                () -> joined(
                        NearTransferDrafts.all(),
                        FarTransferDrafts.all(),
                        CallGateDrafts.all(),
                        InterruptReturnDrafts.all()));
        ALL.put("system-calls", SystemCallDrafts::all);
        ALL.put("delivery", () -> joined(DeliveryDrafts.all(), FailedDeliveryDrafts.all()));
        ALL.put("double-faults", DoubleFaultDrafts::all);
        ALL.put("priorities", PriorityDrafts::all);
        ALL.put("shadows", ShadowDrafts::all);
        ALL.put(
                "media",
                () -> joined(
                        MediaAvailabilityDrafts.all(),
                        X87Drafts.all(),
                        X87EnvironmentDrafts.all(),
                        StateSaveDrafts.all(),
                        ExtendedSaveDrafts.all(),
                        MediaMoveDrafts.all(),
                        ShuffleDrafts.all(),
                        PackedIntegerDrafts.all(),
                        OrderedCompareDrafts.all(),
                        FloatingPointExceptionDrafts.all()));
        ALL.put(
                "tasks",
                () -> joined(
                        TaskSwitchDrafts.all(),
                        TaskCheckDrafts.all(),
                        NewTaskDrafts.all(),
                        TaskPagingDrafts.all(),
                        TaskExitDrafts.all()));
        ALL.put("io-map", IoMapDrafts::all);
        ALL.put("virtual-8086", Virtual8086Drafts::all);
        ALL.put("flags", FlagDrafts::all);
        ALL.put(
                "injection",
                () -> joined(
                        InjectedDeliveryDrafts.all(),
                        InjectionLegalityDrafts.all(),
                        InterruptedInjectionDrafts.all(),
                        InjectionEffectDrafts.all(),
                        ReinjectionDrafts.all()));
        ALL.put("branch-records", () -> joined(BranchRecordDrafts.all(), BranchSwitchDrafts.all()));
        ALL.put("pause", PauseDrafts::all);
        ALL.put("bus-locks", BusLockDrafts::all);
        ALL.put("time-stamp", TimeStampDrafts::all);
        ALL.put("vmload-vmsave", StateMoveDrafts::all);
        ALL.put("interrupts", InterruptExitDrafts::all);
        ALL.put(
                "interrupt-exits",
                () -> joined(
                        EntryDrafts.all(),
                        TakenDrafts.all(),
                        MaskingDrafts.all(),
                        WindowDrafts.all(),
                        HaltDrafts.all(),
                        PendingDrafts.all(),
                        SimultaneousDrafts.all(),
                        BlockedNmiDrafts.all(),
                        InitDrafts.all(),
                        SmmControlDrafts.all()));
        ALL.put("identification", IdentificationDrafts::all);
        ALL.put("svm-registers", () -> joined(SvmRegisterDrafts.all(), SystemManagementDrafts.all()));
        ALL.put(PositionDrafts.AREA, PositionDrafts::sample);
        ALL.put("nested-rules", OrderDrafts::all);
        ALL.put("nested-entry", NestedEntryDrafts::all);
        ALL.put("nested-events", NestedEventDrafts::all);
        ALL.put("nested-features", NestedFeatureDrafts::all);
        ALL.put("modification-log", ModificationLogDrafts::all);
        ALL.put("redirected-init", RedirectedInitDrafts::all);
        ALL.put(
                "skinit",
                () -> joined(
                        SecureLaunchDrafts.all(),
                        SecureLoaderDrafts.all(),
                        LoaderBlockDrafts.all(),
                        LoaderStateDrafts.all()));
        ALL.put(
                "dev",
                () -> joined(
                        RegisterDrafts.all(),
                        RegisterBitDrafts.all(),
                        DeviceAccessDrafts.all(),
                        DeviceMapDrafts.all(),
                        DeviceMapFieldDrafts.all(),
                        CoverageDrafts.all(),
                        AddressBitDrafts.all(),
                        ErrorDrafts.all(),
                        ErrorSequenceDrafts.all(),
                        OtherSpaceDrafts.all(),
                        NodeDrafts.all(),
                        VectorCacheDrafts.all()));
    }

    private Areas() {}

    /** The names of the areas. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    @SafeVarargs
    private static List<Draft> joined(List<Draft> first, List<Draft>... others) {
        List<Draft> all = new ArrayList<>(first);
        for (List<Draft> more : others) {
            all.addAll(more);
        }
        return all;
    }

    /**
     * The drafts of an area.
     *
     * @throws IllegalArgumentException if there is no such area
     */
    public static List<Draft> drafts(String area) {
        return of(area).filter(draft -> !HeldBack.contains(draft)).toList();
    }

    /** The drafts of an area that are held back: the model conforms to every claim in them all the same. */
    public static List<Draft> heldBack(String area) {
        return of(area).filter(HeldBack::contains).toList();
    }

    private static Stream<Draft> of(String area) {
        Supplier<List<Draft>> drafts = ALL.get(area);
        if (drafts == null) {
            throw new IllegalArgumentException("There is no area '" + area + "': expected one of " + names() + ".");
        }
        return drafts.get().stream();
    }
}
