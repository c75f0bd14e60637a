package dev.pacifica.suite.verdict;

import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Mask;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import dev.pacifica.suite.vector.VmcbField;
import dev.pacifica.suite.vector.VmcbLayout;
import java.util.Arrays;

/** The complete states that a vector speaks of: the one it starts from and those that its outcomes permit. */
public final class States {
    private States() {}

    /** What {@code vector} starts from. */
    public static VectorState initial(Vector vector) {
        VectorState state = new VectorState(vector.footprint());
        for (Slot slot : Slot.values()) {
            state.setSlot(slot, slot.initial());
        }
        state.setSlot(Slot.RIP, vector.program().at());
        vector.gpr().forEach(state::setSlot);
        vector.state().forEach(state::setSlot);
        state.write(vector.program().at(), vector.program().bytes().toArray());
        vector.vmcbs().forEach(vmcb -> apply(state, vmcb));
        for (MemoryContent memory : vector.memory()) {
            state.write(memory.at(), memory.bytes().toArray());
        }
        return state;
    }

    /** What {@code outcome} permits: every bit, of which those outside {@link #compared} do not matter. */
    public static VectorState permitted(Vector vector, Outcome outcome) {
        VectorState state = initial(vector);
        state.setSlot(Slot.ENDED, endedCode(outcome.ended()));
        outcome.registers().forEach(state::setSlot);
        outcome.vmcbs().forEach(vmcb -> apply(state, vmcb));
        for (MemoryContent memory : outcome.memory()) {
            state.write(memory.at(), memory.bytes().toArray());
        }
        return state;
    }

    /** Which bits of {@link #permitted} are compared: 1 where they are, 0 where a mask leaves them unspecified. */
    public static VectorState compared(Vector vector, Outcome outcome) {
        VectorState state = new VectorState(vector.footprint());
        state.pages().values().forEach(page -> Arrays.fill(page, (byte) -1));
        for (String name : outcome.unspecified()) {
            Mask mask = Mask.of(name);
            for (VmcbContent vmcb : vector.vmcbs()) {
                mask.vmcb().forEach((fieldName, bits) -> {
                    VmcbField field = VmcbLayout.published().field(fieldName);
                    state.merge(vmcb.at() + field.qword(), (bits & field.maximum()) << field.shift(), 0);
                });
            }
        }
        return state;
    }

    /** The value of {@link Slot#ENDED} for the endings that a harness can record, -1 for the others. */
    public static long endedCode(Ended ended) {
        return switch (ended) {
            case END -> 1;
            case EXCEPTION -> 2;
            default -> -1;
        };
    }

    private static void apply(VectorState state, VmcbContent vmcb) {
        vmcb.fields().forEach((name, value) -> {
            VmcbField field = VmcbLayout.published().field(name);
            state.merge(vmcb.at() + field.qword(), field.mask(), value << field.shift());
        });
    }
}
