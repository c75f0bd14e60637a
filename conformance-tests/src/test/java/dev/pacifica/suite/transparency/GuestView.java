package dev.pacifica.suite.transparency;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.VmcbField;
import dev.pacifica.suite.vector.VmcbLayout;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.VectorState;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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

    private GuestView() {}

    static SortedMap<String, Long> of(Observation seen) {
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
            if (page != Draft.PROGRAM && page != Draft.VMCB && page != Draft.GUEST) {
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
