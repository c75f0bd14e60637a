package dev.pacifica.suite.transparency;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.VmcbField;
import dev.pacifica.suite.vector.VmcbLayout;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.VectorState;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a guest leaves behind: its registers and its memory, without what only describes exits. */
final class GuestView {
    /** What #VMEXIT writes about itself, and what a host tells the next VMRUN. */
    private static final Set<String> OF_EXITS = Set.of(
            "EXITCODE",
            "EXITINFO1",
            "EXITINFO2",
            "EXITINTINFO",
            "EVENTINJ",
            "NRIP",
            "INSTRUCTION_BYTE_COUNT",
            "INSTRUCTION_BYTES_1_TO_7",
            "INSTRUCTION_BYTES_8_TO_15");

    /** The host's own: how it ended, and flags and scratch registers of its loop. */
    private static final Set<Slot> OF_HOST = Set.of(Slot.RFLAGS, Slot.RAX, Slot.RCX, Slot.RDX);

    /** What the host changes or is made of, and the guest's code and tables, which the host may have mended. */
    private static final Set<Long> OF_HOST_PAGES = Set.of(
            Fixture.RECORD,
            Draft.PROGRAM,
            Draft.VMCB,
            Draft.GUEST,
            Draft.GUEST_IDT,
            ReinjectionPropertyTest.STACK_TABLE);

    private GuestView() {}

    /** Each thing that is not the same in both, with what it is there. */
    static List<String> differences(Observation expected, Observation seen) {
        SortedMap<String, Long> before = of(expected);
        SortedMap<String, Long> after = of(seen);
        SortedSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .filter(name -> !before.getOrDefault(name, 0L).equals(after.getOrDefault(name, 0L)))
                .map(name ->
                        "%s: %x, not %x".formatted(name, after.getOrDefault(name, 0L), before.getOrDefault(name, 0L)))
                .toList();
    }

    private static SortedMap<String, Long> of(Observation seen) {
        SortedMap<String, Long> view = new TreeMap<>();
        VectorState state = seen.state();
        for (Slot slot : Slot.values()) {
            if (!OF_HOST.contains(slot)) {
                view.put(slot.registerName(), state.slot(slot));
            }
        }
        for (VmcbField field : VmcbLayout.published().fields()) {
            if (!OF_EXITS.contains(field.name())) {
                long qword = state.qword(Draft.VMCB + field.qword());
                view.put("VMCB." + field.name(), qword >>> field.shift() & field.maximum());
            }
        }
        state.pages().forEach((page, bytes) -> {
            if (!OF_HOST_PAGES.contains(page)) {
                for (int offset = 0; offset < bytes.length; offset += 8) {
                    long value = state.qword(page + offset);
                    if (value != 0) {
                        view.put("memory %x".formatted(page + offset), value);
                    }
                }
            }
        });
        return view;
    }
}
