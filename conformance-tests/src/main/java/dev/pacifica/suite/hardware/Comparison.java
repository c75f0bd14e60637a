package dev.pacifica.suite.hardware;

import java.util.ArrayList;
import java.util.List;

/** What differs between two effects, in words; what is undefined or explained by a {@link VendorDifference} does not count. */
final class Comparison {
    private static final String[] NAMES = {
        "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
    };
    private static final long RF = 1 << 16;

    private Comparison() {}

    static List<String> of(Effect processor, Effect model) {
        List<String> differences = new ArrayList<>();
        add(differences, "vector", processor.vector(), model.vector());
        if (processor.vector() == Effect.RAN_ON || !differences.isEmpty()) {
            return differences;
        }
        // KERNEL_HALF
        long present = processor.vector() == Effect.PF && processor.address() < 0 ? 1 : 0;
        add(differences, "error code", processor.errorCode() | present, model.errorCode() | present);
        add(differences, "cr2", processor.address(), model.address());
        add(differences, "rip", processor.rip(), model.rip());
        long compared = ~(model.undefined() | RF);
        add(differences, "rflags", processor.flags() & compared, model.flags() & compared);
        for (int i = 0; i < NAMES.length; i++) {
            add(differences, NAMES[i], processor.registers()[i], model.registers()[i]);
        }
        for (int i = 0; i < AddressSpace.ARENA_SIZE; i++) {
            if (processor.arena()[i] != model.arena()[i]) {
                add(
                        differences,
                        "byte at %X".formatted(AddressSpace.ARENA + i),
                        processor.arena()[i],
                        model.arena()[i]);
            }
        }
        return differences;
    }

    private static void add(List<String> differences, String what, long processor, long model) {
        if (processor != model) {
            differences.add("%s: processor %X, model %X".formatted(what, processor, model));
        }
    }

    static String register(int number) {
        return NAMES[number];
    }
}
