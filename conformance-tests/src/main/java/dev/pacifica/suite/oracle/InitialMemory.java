package dev.pacifica.suite.oracle;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.MemoryRun;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.States;
import dev.pacifica.suite.verdict.VectorState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/** Memory as a vector finds it: its own footprint, and what the fixture initialises. */
final class InitialMemory {
    private final VectorState state;

    InitialMemory(Vector vector) {
        state = States.initial(vector);
    }

    /** The aligned qword at an address, or nothing if neither vector nor fixture says what is there. */
    OptionalLong qword(long address) {
        if (state.covers(address)) {
            return OptionalLong.of(state.qword(address));
        }
        for (MemoryRun run : Fixture.memory()) {
            long offset = address - run.at();
            if (offset >= 0 && offset + 8 <= run.bytes().length) {
                return OptionalLong.of(ByteBuffer.wrap(run.bytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getLong((int) offset));
            }
        }
        return OptionalLong.empty();
    }

    VmcbFields vmcb(long at) {
        return VmcbFields.in(state, at);
    }
}
