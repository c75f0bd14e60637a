package dev.pacifica.suite.draft.base;

import dev.pacifica.suite.asm.Assembler;
import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Effect;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A few instructions tried in one mode: what registers, flags and memory hold before, and what a rule says of them afterwards. The
 * code ends at the label {@code done}, or at {@code taken} if it jumps there. All operands come from a source of its own, so that
 * experiments do not depend on their order.
 */
final class BaseExperiment {
    /** The flags that instructions compute, and DF; by the names of the masks that leave them out. */
    static final Map<String, Long> FLAGS = new LinkedHashMap<>();

    static final long DF = 1L << 10;
    private static final long STATUS = Effect.ALL;
    /** VM and RF, which PUSHF does not show. */
    private static final long HIDDEN = 0x3_0000;
    /** Where the host program keeps the flags that it has read: in its stack page, far from what is tried. */
    private static final long HOST_FLAGS = Fixture.HOST_STACK_TOP - 0x800;

    static {
        FLAGS.put("cf", Effect.CF);
        FLAGS.put("pf", Effect.PF);
        FLAGS.put("af", Effect.AF);
        FLAGS.put("zf", Effect.ZF);
        FLAGS.put("sf", Effect.SF);
        FLAGS.put("of", Effect.OF);
    }

    final BaseMode mode;
    final SplittableRandom random;
    private final String id;
    private final String rule;
    private final List<String> features = new ArrayList<>();
    private final SortedMap<String, Long> registers = new TreeMap<>();
    private final SortedMap<Long, byte[]> data = new TreeMap<>();
    private final SortedMap<String, Long> results = new TreeMap<>();
    private final SortedMap<String, Integer> resultSizes = new TreeMap<>();
    private final SortedMap<Long, long[]> stored = new TreeMap<>();
    private List<String> code = List.of();
    private long flags;
    private long claimedFlags;
    private long flagsAfter;
    private long undefined;
    private String ends = "done";
    private int exception = -1;
    private boolean isBranch;

    BaseExperiment(String id, BaseMode mode, String rule, SplittableRandom random) {
        this.id = id;
        this.mode = mode;
        this.rule = rule;
        this.random = random;
        for (String name : List.of("rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp")) {
            registers.put(name, mode.masked(random.nextLong()));
        }
        registers.put("rsp", mode.stackPointer());
        flags = random.nextLong() & STATUS;
        keepsFlags();
    }

    /** A size as the assembler wants it before a memory operand. */
    static String word(int size) {
        return switch (size) {
            case 1 -> "byte";
            case 2 -> "word";
            case 4 -> "dword";
            default -> "qword";
        };
    }

    /** The name of {@code size} bytes of a register such as rBX. */
    static String sized(String register, int size) {
        String stem = register.substring(1);
        return switch (size) {
            case 1 -> stem.charAt(0) + "l";
            case 2 -> stem;
            case 4 -> "e" + stem;
            default -> register;
        };
    }

    BaseExperiment needs(String feature) {
        features.add(feature);
        return this;
    }

    /** A register before; above its {@code size} lower bytes noise, as far as registers go in this mode. */
    BaseExperiment holds(String register, int size, long value) {
        long upper = size == 8 ? 0 : -1L << 8 * size;
        return holds(register, value & ~upper | register(register) & upper);
    }

    /** A whole register before. */
    BaseExperiment holds(String register, long value) {
        registers.put(register, mode.masked(value));
        return this;
    }

    long register(String name) {
        Long value = registers.get(name);
        if (value == null) {
            throw new IllegalArgumentException(id + " gives no value to " + name);
        }
        return value;
    }

    /** The status flags before, and DF. */
    BaseExperiment flags(long value) {
        flags = value;
        return keepsFlags();
    }

    long flags() {
        return flags;
    }

    /** RFLAGS before as PUSHF shows it. */
    long flagsImage() {
        return (mode.fixedFlags() | flags) & ~HIDDEN;
    }

    /** Eight bytes of memory before, at a linear address. */
    BaseExperiment memory(long linear, long value) {
        return memory(linear, Descriptors.bytes(value));
    }

    BaseExperiment memory(long linear, byte[] bytes) {
        data.put(linear, bytes.clone());
        return this;
    }

    /** What is tried. */
    BaseExperiment code(String... lines) {
        code = new ArrayList<>(List.of(lines));
        code.set(0, "op: " + code.get(0));
        return this;
    }

    /** A branch, to the label {@code taken} or, if it is not taken, on to {@code done}. */
    BaseExperiment branch(String line) {
        isBranch = true;
        return code(line);
    }

    /** The linear address of a label of the program. */
    long label(String name) {
        String source =
                "bits %d\norg 0x%x\n%s\n".formatted(mode.bits(), mode.codeAddress(), String.join("\n", program()));
        return Assembler.assemble(id, source, Map.of("end", Fixture.END)).symbol(name);
    }

    /** The offset of a label in CS. */
    long offset(String label) {
        return mode.offset(label(label), "CS");
    }

    /** What a result of {@code size} bytes leaves in a register. */
    BaseExperiment gives(String register, int size, long value) {
        long upper = size == 8 ? 0 : -1L << 8 * size;
        long before = results.getOrDefault(register, register(register));
        results.put(register, size >= 4 ? value & ~upper : before & upper | value & ~upper);
        resultSizes.merge(register, size, Math::max);
        return this;
    }

    /** What is in memory afterwards, at a linear address. */
    BaseExperiment stores(long linear, int size, long value) {
        long mask = -1L >>> 64 - 8 * size;
        stored.put(linear, new long[] {mask, value & mask});
        return this;
    }

    /** No flag changes. */
    private BaseExperiment keepsFlags() {
        return leaves(flags, 0);
    }

    /** The status flags and DF afterwards, but for some undefined ones. */
    BaseExperiment leaves(long after, long undefinedFlags) {
        claimedFlags = (STATUS | DF) & ~undefinedFlags;
        flagsAfter = after & claimedFlags;
        undefined = undefinedFlags;
        return this;
    }

    /** It is refused with this exception, which has no error code. */
    BaseExperiment raises(int vector) {
        exception = vector;
        return this;
    }

    /** It goes to the label {@code taken}. */
    BaseExperiment jumps(boolean isTaken) {
        ends = isTaken ? "taken" : "done";
        return this;
    }

    /**
     * The draft.
     *
     * @param text what is tried, in assembly
     * @param failure what an implementation got wrong
     */
    Draft draft(String text, String failure) {
        Draft draft = new Draft(id, Level.EXIT).about("%s in %s".formatted(text, mode.words()), failure);
        features.forEach(draft::requires);
        String[] program = program().toArray(String[]::new);
        if (mode.isHost()) {
            draft.host(program);
            registers.forEach(draft::gpr);
        } else {
            draft.guest(mode.guest(), program).setBits("RFLAGS", flags).unspecified(ExitMasks.PLAIN);
            registers.forEach((name, value) -> {
                if (isInVmcb(name)) {
                    draft.set(name.toUpperCase(Locale.ROOT), value);
                } else {
                    draft.gpr(name, value);
                }
            });
        }
        data.forEach(draft::data);
        stored.keySet().forEach(linear -> draft.touches(linear & -Fixture.PAGE_SIZE));
        if (exception >= 0) {
            claimException(draft);
        } else {
            claim(draft);
        }
        return draft;
    }

    private static boolean isInVmcb(String register) {
        return register.equals("rax") || register.equals("rsp");
    }

    private List<String> program() {
        List<String> lines = new ArrayList<>();
        if (!mode.isHost()) {
            lines.addAll(code);
            lines.add("done: vmmcall");
            if (isBranch) {
                lines.add("taken: vmmcall");
            }
            return lines;
        }
        lines.add("mov r9, rsp");
        lines.add("mov rsp, 0x%x".formatted(HOST_FLAGS));
        lines.add("push 0x%x".formatted(flags | 2));
        lines.add("popfq");
        lines.add("mov rsp, r9");
        lines.addAll(code);
        if (isBranch) {
            lines.addAll(List.of("done: mov r10d, 1", "jmp tail", "taken: mov r10d, 2"));
        } else {
            lines.add("done:");
        }
        lines.addAll(List.of(
                "tail: mov r9, rsp",
                "mov rsp, 0x%x".formatted(HOST_FLAGS),
                "pushfq",
                "pop r8",
                "and r8d, 0x%x".formatted(claimedFlags),
                "push 2", // over the flags on the stack, of which some are undefined
                "popfq",
                "mov rsp, r9",
                "jmp end"));
        return lines;
    }

    private void claimException(Draft draft) {
        if (mode.isHost()) {
            draft.claimException(rule, exception, 0, label("op"));
        } else {
            draft.claimField(rule, "EXITCODE", 0x40 + exception).claimField("EXC-03", "RIP", offset("op"));
        }
    }

    private void claim(Draft draft) {
        if (mode.isHost()) {
            draft.claim(rule, "r8", flagsAfter);
            if (isBranch) {
                draft.claim(rule, "r10", ends.equals("taken") ? 2 : 1);
            }
        } else {
            draft.claimField("EN-16", "EXITCODE", Attempt.VMMCALL)
                    .claimField(isBranch ? rule : "EXIT-08", "RIP", offset(ends))
                    .claimField(rule, "RFLAGS", claimedFlags, flagsAfter);
            FLAGS.forEach((name, bit) -> {
                if ((undefined & bit) != 0) {
                    draft.unspecified("undefined-" + name);
                }
            });
        }
        results.forEach((register, value) -> {
            claim(draft, rule, register, -1, value);
            int size = resultSizes.getOrDefault(register, 8);
            if (size < 4 || size == 4 && mode.is64()) {
                claim(draft, "GPI-01", register, -1L << 8 * size, value & -1L << 8 * size);
            }
        });
        stored.forEach((linear, cell) -> draft.claim(rule, Subject.memory(linear), cell[0], cell[1]));
    }

    private void claim(Draft draft, String which, String register, long mask, long value) {
        if (!mode.isHost() && isInVmcb(register)) {
            draft.claimField(which, register.toUpperCase(Locale.ROOT), mask, value);
        } else {
            draft.claim(which, register, mask, value);
        }
    }
}
