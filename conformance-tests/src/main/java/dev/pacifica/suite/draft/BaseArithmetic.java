package dev.pacifica.suite.draft;

import dev.pacifica.suite.oracle.Arithmetic;
import dev.pacifica.suite.oracle.Effect;
import dev.pacifica.suite.oracle.Effect.Target;
import dev.pacifica.suite.oracle.Effect.Write;
import dev.pacifica.suite.oracle.Operands;
import dev.pacifica.suite.vector.Vector.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** One instruction that computes, in one mode, with operands at the edges of their ranges; the oracle claims what comes of it. */
final class BaseArithmetic {
    private static final int DIVIDE_ERROR = 0x40;
    private static final long[] BYTE_EDGES = {0, 1, 2, 0x0F, 0x10, 0x55, 0x7F, 0x80, 0x81, 0x99, 0xAA, 0xFE, 0xFF};
    private static final Map<Integer, String> WORDS = Map.of(1, "byte", 2, "word", 4, "dword", 8, "qword");
    private static final Map<Integer, String> FIRST = Map.of(1, "bl", 2, "bx", 4, "ebx", 8, "rbx");
    private static final Map<Integer, String> SECOND = Map.of(1, "dl", 2, "dx", 4, "edx", 8, "rdx");
    /** The flags in the order in which the names of masks list them. */
    private static final Map<String, Long> FLAGS = new java.util.LinkedHashMap<>();

    static {
        FLAGS.put("of", Effect.OF);
        FLAGS.put("sf", Effect.SF);
        FLAGS.put("zf", Effect.ZF);
        FLAGS.put("af", Effect.AF);
        FLAGS.put("pf", Effect.PF);
        FLAGS.put("cf", Effect.CF);
    }

    private final BaseMode mode;
    private final BaseForm form;
    private final int size;
    private final SplittableRandom random;

    private long flags;
    private long rax;
    private long rbx;
    private long rcx;
    private long rdx;
    private long rsi;
    private long rdi;
    private long memory;
    private long immediate;

    private BaseArithmetic(BaseMode mode, BaseForm form, int size, SplittableRandom random) {
        this.mode = mode;
        this.form = form;
        this.size = size;
        this.random = random;
    }

    /** Whether the form exists in the mode with operands of {@code size} bytes. */
    static boolean exists(BaseMode mode, BaseForm form, int size) {
        return mode.sizes().contains(size)
                && !(form.hasVex() && !mode.isProtected())
                && !(form.feature().equals("NOT64") && mode.bits() == 64)
                && !(form.mnemonic().equals("convertToData") && size == 8 && mode.bits() != 64);
    }

    /** The draft, or nothing if its result would be undefined. */
    static Optional<Draft> draft(String id, BaseMode mode, BaseForm form, int size, SplittableRandom random) {
        return new BaseArithmetic(mode, form, size, random).draft(id);
    }

    private Optional<Draft> draft(String id) {
        choose();
        Effect effect = Arithmetic.of(form.mnemonic(), operands());
        if (effect.isResultUndefined()) {
            return Optional.empty();
        }
        String text = text();
        Draft draft = new Draft(id, Level.EXIT)
                .about(
                        "%s in %s".formatted(text.startsWith("db") ? name() : text, mode.words()),
                        "%s computes or flags something else".formatted(name()));
        if (!form.feature().isEmpty() && !form.feature().equals("NOT64")) {
            draft.requires(form.feature());
        }
        draft.gpr("rbx", rbx).gpr("rcx", rcx).gpr("rdx", rdx).gpr("rsi", rsi).gpr("rdi", rdi);
        if (mode.isHost()) {
            inHost(draft, text, effect);
        } else {
            inGuest(draft, text, effect);
        }
        if (form.takesMemory()) {
            byte[] bytes = ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(memory)
                    .array();
            draft.data(mode.dataPage() + BaseMode.DATA_OFFSET, bytes);
        }
        return Optional.of(draft);
    }

    private String name() {
        String text = text();
        return (text.startsWith("db") ? form.mnemonic() : text.split(" ")[0]).toUpperCase(Locale.ROOT);
    }

    private void choose() {
        for (long flag : FLAGS.values()) {
            flags |= random.nextBoolean() ? flag : 0;
        }
        rax = register();
        rbx = register();
        rdx = register();
        rsi = register();
        rdi = register();
        rcx = register();
        memory = edge();
        boolean narrow = form.takesCount() || form.rule().matches("GPI-0[458]|GPI-11");
        immediate = narrow ? BYTE_EDGES[random.nextInt(BYTE_EDGES.length)] : signed(edge(), Math.min(size, 4));
        if (form.rule().equals("GPI-07") && random.nextInt(3) > 0) { // quotients that fit, most of the time
            rdx = masked(random.nextBoolean() ? 0 : rax >> 63);
            rax = size == 1 ? masked(rax & ~0xFF00L) : rax;
        }
    }

    /** A value at an edge of the range of the operand size, above it noise as far as the mode's registers go. */
    private long register() {
        long edge = edge();
        long noise = random.nextLong() & (size == 8 ? 0 : -1L << 8 * size);
        return masked(edge | noise);
    }

    private long masked(long value) {
        return mode.bits() == 64 ? value : value & 0xFFFF_FFFFL;
    }

    private long edge() {
        int last = 8 * size - 1;
        long value = switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> -1;
            case 3 -> 1L << last;
            case 4 -> (1L << last) - 1;
            case 5 -> BYTE_EDGES[random.nextInt(BYTE_EDGES.length)];
            default -> random.nextLong();
        };
        return value & -1L >>> 63 - last;
    }

    private static long signed(long value, int bytes) {
        return value << 64 - 8 * bytes >> 64 - 8 * bytes;
    }

    private Operands operands() {
        long first = form.firstIsMemory() ? memory : rbx;
        long second = form.registerOf(Target.SECOND).equals("rsi") ? rsi : rdx;
        if (form.takesMemory() && !form.firstIsMemory()) {
            second = memory;
        }
        long third = form.sourceSize() != 0 ? form.sourceSize() : rdi;
        String shape = form.text().apply(size);
        if (shape.endsWith("cl")) {
            second = shape.contains("B") ? second : rcx;
            third = rcx;
        } else if (shape.endsWith("I")) {
            second = shape.contains("B") ? second : immediate;
            third = immediate;
        }
        return new Operands(size, first, second, third, rax, rdx, flags);
    }

    private String text() {
        String text = form.text().apply(size);
        if (text.startsWith("db")) {
            return text;
        }
        return text.replaceAll("\\bA\\b", FIRST.getOrDefault(size, ""))
                .replaceAll("\\bB\\b", SECOND.getOrDefault(size, ""))
                .replaceAll("\\bM\\b", WORDS.get(size) + " " + mode.data())
                .replaceAll("\\bI\\b", Long.toString(immediate));
    }

    private void inGuest(Draft draft, String text, Effect effect) {
        draft.guest(mode.guest(), text, "done: vmmcall");
        draft.set("RAX", rax).setBits("RFLAGS", flags).unspecified(ExitDrafts.PLAIN);
        if (form.takesMemory()) {
            draft.touches(mode.dataPage());
        }
        if (effect.isDivideError()) {
            draft.claimField(form.rule(), "EXITCODE", DIVIDE_ERROR).claimField("EXC-03", "RIP", draft.field("RIP"));
            return;
        }
        long length = draft.guestLabel("done") - mode.guest().codeAddress();
        draft.claimField("EN-16", "EXITCODE", Attempt.VMMCALL)
                .claimField("EXIT-08", "RIP", draft.field("RIP") + length)
                .claimField(form.rule(), "RFLAGS", Effect.ALL & ~effect.undefined(), effect.flagsAfter(flags));
        if (effect.undefined() != 0) {
            draft.unspecified(mask(effect.undefined()));
        }
        effect.writes().forEach((target, write) -> {
            if (target == Target.RAX) {
                draft.claimField(form.rule(), "RAX", write.inRegister(rax));
            } else {
                claim(draft, target, write);
            }
        });
    }

    private void inHost(Draft draft, String text, Effect effect) {
        long defined = Effect.ALL & ~effect.undefined();
        draft.gpr("rax", rax)
                .host(
                        "push 0x%x".formatted(flags | 2),
                        "popfq",
                        "op: " + text,
                        "pushfq",
                        "pop r8",
                        "and r8d, 0x%x".formatted(defined),
                        "push 2", // over the flags on the stack, of which some are undefined
                        "popfq",
                        "jmp end");
        if (form.takesMemory()) {
            draft.touches(mode.dataPage());
        }
        if (effect.isDivideError()) {
            draft.claimException(form.rule(), 0, 0, draft.label("op"));
            return;
        }
        draft.claim(form.rule(), "r8", effect.flagsAfter(flags) & defined);
        effect.writes().forEach((target, write) -> {
            if (target == Target.RAX) {
                draft.claim(form.rule(), "rax", write.inRegister(rax));
            } else {
                claim(draft, target, write);
            }
        });
    }

    private void claim(Draft draft, Target target, Write write) {
        if (target == Target.FIRST && form.firstIsMemory()) {
            long mask = -1L >>> 64 - 8 * size;
            draft.claim(
                    form.rule(),
                    "memory@0x%x".formatted(mode.dataPage() + BaseMode.DATA_OFFSET),
                    mask,
                    write.value() & mask);
            return;
        }
        String register = form.registerOf(target);
        long before = switch (register) {
            case "rbx" -> rbx;
            case "rsi" -> rsi;
            default -> rdx;
        };
        draft.claim(form.rule(), register, write.inRegister(before));
    }

    /** The name of the mask for these flags. */
    private static String mask(long undefined) {
        List<String> names = new ArrayList<>();
        FLAGS.forEach((name, bit) -> {
            if ((undefined & bit) != 0) {
                names.add(name);
            }
        });
        return "undefined-" + String.join("-", names);
    }
}
