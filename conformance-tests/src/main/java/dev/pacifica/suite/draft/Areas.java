package dev.pacifica.suite.draft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** All drafts, by the area whose file their vectors are published in; areas in the order of study. */
public final class Areas {
    private static final Map<String, Supplier<List<Draft>>> ALL = new LinkedHashMap<>();
    /** Not published yet: on the emulators their divergences are not all sorted out. The model conforms to every claim in them. */
    private static final Map<String, Supplier<List<Draft>>> WAITING = new LinkedHashMap<>();

    static {
        ALL.put("enable", EnableDrafts::all);
        ALL.put("vmrun", VmrunDrafts::all);
        ALL.put("checks", CheckDrafts::all);
        ALL.put("exits", () -> joined(ExitDrafts.all(), SavedStateDrafts.all()));
        ALL.put(
                "exceptions",
                () -> joined(
                        ExceptionDrafts.all(),
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
        ALL.put("real-mode", RealModeDrafts::all);
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
        ALL.put("paging-tlb", TlbDrafts::all);
        ALL.put("paging-enable", () -> joined(PagingEnableDrafts.all(), PatDrafts.all()));
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
                        PackedIntegerDrafts.all()));
        WAITING.put("debug", () -> joined(BreakpointDrafts.all(), SingleStepDrafts.all(), DebugControlDrafts.all()));
        WAITING.put("alignment", AlignmentDrafts::all);
        WAITING.put("segments", () -> joined(SegmentLoadDrafts.all(), SegmentLimitDrafts.all(), SelectorDrafts.all()));
        WAITING.put(
                "transfers", () -> joined(FarTransferDrafts.all(), CallGateDrafts.all(), InterruptReturnDrafts.all()));
        WAITING.put("system-calls", SystemCallDrafts::all);
        WAITING.put("delivery", () -> joined(DeliveryDrafts.all(), FailedDeliveryDrafts.all()));
        WAITING.put("double-faults", DoubleFaultDrafts::all);
        WAITING.put("priorities", PriorityDrafts::all);
        WAITING.put("shadows", ShadowDrafts::all);
        WAITING.put(
                "tasks",
                () -> joined(
                        TaskSwitchDrafts.all(), TaskCheckDrafts.all(), NewTaskDrafts.all(), TaskPagingDrafts.all()));
        WAITING.put("io-map", IoMapDrafts::all);
        WAITING.put("virtual-8086", Virtual8086Drafts::all);
        WAITING.put("flags", FlagDrafts::all);
    }

    /** Not published yet either: QEMU 7.2 hangs in each, which costs a run its limit of silence. */
    private static final Set<String> HANGING = Set.of(
            "control-registers/host-cr0-pg-clear",
            "control-registers/host-cr0-pg-without-pe",
            "system-instructions/mwait");

    private Areas() {}

    /** The names of the areas. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** The names of the areas that are not published yet. */
    public static List<String> waiting() {
        return List.copyOf(WAITING.keySet());
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
        Supplier<List<Draft>> drafts = ALL.getOrDefault(area, WAITING.get(area));
        if (drafts == null) {
            throw new IllegalArgumentException("There is no area '" + area + "': expected one of " + names() + ".");
        }
        return drafts.get().stream()
                .filter(draft -> !HANGING.contains(draft.id()))
                .toList();
    }
}
