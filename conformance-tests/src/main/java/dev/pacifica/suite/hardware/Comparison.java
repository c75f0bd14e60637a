package dev.pacifica.suite.hardware;

import java.util.ArrayList;
import java.util.List;

/** What differs between two effects, in words; what is undefined or explained by a {@link VendorDifference} does not count. */
final class Comparison {
    private static final String[] NAMES = {
        "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
    };
    private static final long RF = 1 << 16;
    private static final long FETCH = 1 << 4;
    private static final int LONGEST_INSTRUCTION = 15;

    /** Linux keeps the last page of the lower half for itself too. */
    private static final long END_OF_USER = 0x7FFF_FFFF_F000L;

    private static final long END_OF_LOWER_HALF = 1L << 47;
    private static final long END_OF_SEGMENT = 1L << 32;

    private Comparison() {}

    static List<String> of(Snippet snippet, Effect processor, Effect model) {
        List<String> differences = new ArrayList<>();
        if (isOwnMemory(model)
                || isInvalid(snippet, processor, model)
                || isInvalid(snippet, model, processor)
                || (isFarReturn(snippet, processor) || isInParts(snippet, processor))
                        && processor.vector() == Effect.PF
                        && (model.vector() == Effect.GP || model.vector() == Effect.SS)
                        && processor.rip() == model.rip()) {
            return differences;
        }
        add(differences, "vector", processor.vector(), model.vector());
        if (processor.vector() == Effect.RAN_ON || !differences.isEmpty()) {
            return differences;
        }
        boolean kernels = Long.compareUnsigned(processor.address(), END_OF_USER) >= 0; // KERNEL_HALF
        long present = processor.vector() == Effect.PF && kernels ? 1 : 0;
        add(differences, "error code", processor.errorCode() | present, model.errorCode() | present);
        if (!isFarReturn(snippet, processor)) {
            add(differences, "cr2", processor.address(), model.address());
        }
        add(differences, "cs", processor.cs(), model.cs());
        add(differences, "rip", processor.rip(), model.rip());
        long compared = ~(model.undefined() | RF);
        add(differences, "rflags", processor.flags() & compared, model.flags() & compared);
        boolean withinPopa = isWithinPopa(snippet, processor);
        // Upper halves, and R8 to R15, are not kept by a change of mode.
        boolean only32 = !snippet.in64BitMode() || model.cs() != AddressSpace.CS_64;
        long width = only32 ? 0xFFFF_FFFFL : -1;
        for (int i = 0; i < (only32 ? 8 : 16); i++) {
            if (withinPopa && i != RegisterPlan.RSP) {
                continue;
            }
            add(differences, NAMES[i], processor.registers()[i] & width, model.registers()[i] & width);
        }
        for (int i = 0; i < AddressSpace.ARENA_SIZE; i++) {
            if (processor.arena()[i] != model.arena()[i]
                    && !MediaSnippets.isOpen(snippet, i)
                    && !isPushed(snippet, processor, i)) {
                add(
                        differences,
                        "byte at %X".formatted(AddressSpace.ARENA + i),
                        processor.arena()[i],
                        model.arena()[i]);
            }
        }
        return differences;
    }

    /** OWN_MEMORY. */
    private static boolean isOwnMemory(Effect model) {
        long offset = model.address() - AddressSpace.RUNNER;
        return model.vector() == Effect.PF && offset >= 0 && offset < AddressSpace.RUNNER_SIZE;
    }

    /** LENGTH_OF_INVALID. */
    private static boolean isInvalid(Snippet snippet, Effect invalid, Effect other) {
        if (invalid.vector() != Effect.UD || invalid.rip() != other.rip()) {
            return false;
        }
        if (other.vector() == Effect.GP) {
            Piece piece = snippet.pieceAt(invalid.rip());
            return piece != null && piece.length() > LONGEST_INSTRUCTION;
        }
        return other.vector() == Effect.PF
                && (other.errorCode() & FETCH) != 0
                && other.address() == AddressSpace.CODE + AddressSpace.PAGE;
    }

    /** ORDER_OF_POPS. */
    private static boolean isFarReturn(Snippet snippet, Effect effect) {
        String mnemonic = snippet.mnemonicAt(effect.rip());
        return mnemonic.equals("RET far") || mnemonic.equals("IRET");
    }

    /** PUSHES_OF_FAR_CALL: whether a byte of the arena is one of the CS that is pushed before the fault. */
    private static boolean isPushed(Snippet snippet, Effect effect, int at) {
        Piece piece = snippet.pieceAt(effect.rip());
        if (effect.vector() != Effect.PF
                || piece == null
                || !piece.form().mnemonic().equals("CALL far")) {
            return false;
        }
        long top = effect.registers()[RegisterPlan.RSP];
        long address = AddressSpace.ARENA + at;
        return address < top && address >= top - piece.operandBits() / 8;
    }

    /** EXTENDED_IN_PARTS: of ten bytes the first eight can be addressed, and the rest cannot. */
    private static boolean isInParts(Snippet snippet, Effect effect) {
        Piece piece = snippet.pieceAt(effect.rip());
        long end = snippet.in64BitMode() ? END_OF_LOWER_HALF : END_OF_SEGMENT;
        return piece != null
                && piece.form().has(Option.EXTENDED)
                && effect.address() + 8 <= end
                && effect.address() + 10 > end;
    }

    /** FAULT_WITHIN_POPA. */
    private static boolean isWithinPopa(Snippet snippet, Effect effect) {
        return effect.vector() != Effect.BP && snippet.mnemonicAt(effect.rip()).equals("POPA");
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
