package dev.pacifica.suite.draft.dev;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import dev.pacifica.suite.vector.Vector.Request;
import dev.pacifica.suite.vector.Vector.Stimulus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Experiments with a loader in its block that ends the vector. Its code is 32-bit code without paging; DS has a limit of FFFFh, so that
 * it uses SS.
 */
final class LoaderTrials {
    static final long BLOCK = 0x101_0000;
    static final int ENTRY = 0x40;
    static final int LENGTH = 0x100;
    static final String WRONG_STATE = "the loader does not wake up in the state that it relies upon";

    private static final long ANSWERS = 0x100_9000;

    private final List<Draft> drafts = new ArrayList<>();

    List<Draft> all() {
        return drafts;
    }

    void add(Draft draft) {
        drafts.add(draft);
    }

    Draft loader(String name, String title, String... lines) {
        return loader(BLOCK, name, title, ENTRY, LENGTH, lines);
    }

    /** A host that executes SKINIT with the block's address in EAX; the loader executes {@code lines} and ends, with EDX cleared. */
    Draft loader(long block, String name, String title, int entry, int length, String... lines) {
        List<String> code = new ArrayList<>(List.of(lines));
        code.addAll(List.of("mov edx, 0", "jmp end"));
        Draft draft = new Draft("skinit/" + name, Level.EXCEPTION)
                .about(title, WRONG_STATE)
                .requires("SKINIT")
                .host("skinit")
                .gpr("rax", block)
                .data(block, header(entry, length))
                .code(block + entry, 32, code.toArray(String[]::new));
        drafts.add(draft);
        return draft;
    }

    static byte[] header(int entry, int length) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) entry)
                .putShort((short) length)
                .array();
    }

    /** Where the loader's label {@code asked} is. */
    static long marker(Draft draft, long block) {
        return draft.guestLabel("asked", block + ENTRY);
    }

    /** A device reads when the loader in the usual block comes to {@code asked}. */
    static void asks(Draft draft, int node, long address, String rule, boolean isDenied) {
        asks(draft, BLOCK, node, address, rule, isDenied);
    }

    /** A device reads; what it gets is claimed if it is denied. */
    static void asks(Draft draft, long block, int node, long address, String rule, boolean isDenied) {
        int answers = draft.vector(List.of()).events().size();
        long into = ANSWERS + 16L * answers;
        draft.touches(ANSWERS)
                .event(new Stimulus(Request.MEMORY_READ, marker(draft, block), node, 0, 3, address, 8, 0, into))
                .claim(rule, Subject.memory(into + 8), isDenied ? 1 : 0);
        if (isDenied) {
            draft.claim(rule, Subject.memory(into), -1);
        }
    }

    static void writes(Draft draft, long address, long value, long after, String rule) {
        draft.touches(address & -0x1000L)
                .event(new Stimulus(Request.MEMORY_WRITE, marker(draft, BLOCK), 0, 0, 3, address, 8, value, 0))
                .claim(rule, Subject.memory(address), after);
    }
}
