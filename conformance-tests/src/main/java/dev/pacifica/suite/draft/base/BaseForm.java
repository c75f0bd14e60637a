package dev.pacifica.suite.draft.base;

import dev.pacifica.suite.oracle.Effect.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * One form of an instruction that only computes. The first operand is in rBX, the second in rDX (rSI behind a VEX prefix), the third in
 * rDI, the count in CL; in the text, {@code A}, {@code B} and {@code M} stand for first, second and memory operand, {@code I} for an
 * immediate.
 *
 * @param mnemonic as the oracle calls it
 * @param rule what says what it does
 * @param name of the form, for identifiers
 * @param feature without which it does not exist, or ""
 * @param sizes operand sizes in bytes
 * @param sourceSize of forms whose source has a size of its own: bytes; else 0
 * @param text assembly for an operand size
 */
record BaseForm(
        String mnemonic,
        String rule,
        String name,
        String feature,
        List<Integer> sizes,
        int sourceSize,
        IntFunction<String> text) {
    private static final List<Integer> ALL = List.of(1, 2, 4, 8);
    private static final List<Integer> WORDS = List.of(2, 4, 8);
    private static final List<Integer> WIDE = List.of(4, 8);

    /** How the operands are taken. */
    boolean takesMemory() {
        return template().contains("M");
    }

    boolean firstIsMemory() {
        return takesMemory() && !template().contains(", M");
    }

    boolean takesImmediate() {
        return template().endsWith("I");
    }

    boolean takesCount() {
        return template().endsWith("cl");
    }

    /** Whether there is a second operand besides a count or an immediate. */
    boolean hasSecond() {
        return template().contains("B") || template().startsWith("db");
    }

    /** The area in which it is published. */
    String area() {
        return switch (rule) {
            case "GPI-12", "GPI-15", "GPI-16" -> "base-moves";
            case "GPI-04", "GPI-05", "GPI-08", "GPI-09", "GPI-10" -> "base-bits";
            default -> "base-arithmetic";
        };
    }

    /** The mnemonic as the assembler spells it. */
    String assemblerName() {
        return template().startsWith("db")
                ? mnemonic
                : template().replaceFirst("^lock ", "").split(" ")[0];
    }

    boolean hasVex() {
        return template().contains("0xc4");
    }

    private String template() {
        return text.apply(sizes.get(0));
    }

    /** The register with an operand that is not in memory: rBX, rDX or rSI. */
    String registerOf(Target target) {
        return switch (target) {
            case FIRST -> "rbx";
            case SECOND -> hasVex() ? "rsi" : "rdx";
            case RAX -> "rax";
            case RDX -> "rdx";
        };
    }

    /** The mnemonic as it stands in identifiers. */
    String label() {
        return switch (mnemonic) {
            case "convertInAccumulator" -> "cbw";
            case "convertToData" -> "cwd";
            case "imul2", "imul3" -> "imul";
            default -> assemblerName();
        };
    }

    static List<BaseForm> all() {
        List<BaseForm> all = new ArrayList<>();
        for (String name : List.of("add", "adc", "sub", "sbb", "cmp")) {
            add(all, name, "GPI-02", ALL, "A, B", "A, M", "M, B", "A, I");
        }
        for (String name : List.of("and", "or", "xor")) {
            add(all, name, "GPI-03", ALL, "A, B", "A, M", "M, B", "A, I");
        }
        add(all, "test", "GPI-03", ALL, "A, B", "M, B", "A, I");
        add(all, "mov", "GPI-12", ALL, "A, B", "A, M", "M, B", "A, I");
        add(all, "xchg", "GPI-12", ALL, "A, B", "M, B");
        add(all, "xadd", "GPI-02", ALL, "A, B", "M, B");
        add(all, "cmpxchg", "GPI-02", ALL, "A, B", "M, B");
        for (String name : List.of("neg", "inc", "dec")) {
            add(all, name, "GPI-02", ALL, "A", "M");
        }
        add(all, "not", "GPI-03", ALL, "A", "M");
        add(all, "mul", "GPI-06", ALL, "A", "M");
        add(all, "imul", "GPI-06", ALL, "A", "M");
        add(all, "div", "GPI-07", ALL, "A", "M");
        add(all, "idiv", "GPI-07", ALL, "A", "M");
        for (String name : List.of("rol", "ror", "rcl", "rcr", "shl", "shr", "sar")) {
            add(all, name, "GPI-04", ALL, "A, cl", "M, cl", "A, I");
        }
        add(all, "shld", "GPI-05", WORDS, "A, B, cl", "M, B, I");
        add(all, "shrd", "GPI-05", WORDS, "A, B, cl", "M, B, I");
        for (String name : List.of("bt", "bts", "btr", "btc")) {
            add(all, name, "GPI-08", WORDS, "A, B", "A, I", "M, I");
        }
        add(all, "bsf", "GPI-09", WORDS, "A, B", "A, M");
        add(all, "bsr", "GPI-09", WORDS, "A, B", "A, M");
        needing(all, "popcnt", "GPI-09", "POPCNT", "A, B", "A, M");
        needing(all, "tzcnt", "GPI-09", "BMI1", "A, B", "A, M");
        needing(all, "lzcnt", "GPI-09", "ABM", "A, B", "A, M");
        all.add(new BaseForm("imul2", "GPI-06", "register-register", "", WORDS, 0, size -> "imul A, B"));
        all.add(new BaseForm("imul2", "GPI-06", "register-memory", "", WORDS, 0, size -> "imul A, M"));
        all.add(new BaseForm("imul3", "GPI-06", "register-register-immediate", "", WORDS, 0, size -> "imul A, B, I"));
        all.add(new BaseForm("bswap", "GPI-12", "register", "", WIDE, 0, size -> "bswap A"));
        all.add(new BaseForm("movbe", "GPI-12", "load", "MOVBE", WORDS, 0, size -> "movbe A, M"));
        all.add(new BaseForm("movbe", "GPI-12", "store", "MOVBE", WORDS, 0, size -> "movbe M, B"));
        for (String name : List.of("adcx", "adox")) {
            all.add(new BaseForm(name, "GPI-13", "register", "ADX", WIDE, 0, size -> name + " A, B"));
            all.add(new BaseForm(name, "GPI-13", "memory", "ADX", WIDE, 0, size -> name + " A, M"));
        }
        checksums(all);
        conditional(all);
        locked(all);
        extensions(all);
        accumulator(all);
        bytes(all);
        return all;
    }

    private static void add(List<BaseForm> all, String name, String rule, List<Integer> sizes, String... shapes) {
        for (String shape : shapes) {
            all.add(new BaseForm(name, rule, label(shape), "", sizes, 0, size -> name + " " + shape));
        }
    }

    private static void needing(List<BaseForm> all, String name, String rule, String feature, String... shapes) {
        for (String shape : shapes) {
            all.add(new BaseForm(name, rule, label(shape), feature, WORDS, 0, size -> name + " " + shape));
        }
    }

    private static String label(String shape) {
        return shape.toLowerCase(java.util.Locale.ROOT)
                .replace("cl", "count")
                .replaceAll("\\b[ab]\\b", "register")
                .replaceAll("\\bm\\b", "memory")
                .replaceAll("\\bi\\b", "immediate")
                .replace(", ", "-");
    }

    private static void checksums(List<BaseForm> all) {
        List<Integer> one = List.of(4);
        all.add(new BaseForm("crc32", "GPI-14", "byte", "SSE42", one, 1, size -> "crc32 A, dl"));
        all.add(new BaseForm("crc32", "GPI-14", "word", "SSE42", one, 2, size -> "crc32 A, dx"));
        all.add(new BaseForm("crc32", "GPI-14", "doubleword", "SSE42", one, 4, size -> "crc32 A, edx"));
        all.add(new BaseForm("crc32", "GPI-14", "quadword", "SSE42", List.of(8), 8, size -> "crc32 A, B"));
    }

    /** The condition's number stands behind the mnemonic. */
    private static void conditional(List<BaseForm> all) {
        String[] conditions = "o no b nb e ne be a s ns p np l nl le g".split(" ");
        for (int i = 0; i < conditions.length; i++) {
            String move = "cmov" + conditions[i];
            String set = "set" + conditions[i];
            String source = i % 2 == 0 ? "A, B" : "A, M";
            all.add(new BaseForm("cmov:" + i, "GPI-16", label(source), "", WORDS, 0, size -> move + " " + source));
            String target = i % 2 == 0 ? "M" : "A";
            all.add(new BaseForm("set:" + i, "GPI-16", label(target), "", List.of(1), 0, size -> set + " " + target));
        }
    }

    private static void locked(List<BaseForm> all) {
        for (String name : List.of("add", "adc", "and", "or", "sbb", "sub", "xor", "xchg", "xadd", "cmpxchg")) {
            all.add(new BaseForm(name, "GPI-21", "locked", "", ALL, 0, size -> "lock " + name + " M, B"));
        }
        for (String name : List.of("btc", "btr", "bts")) {
            all.add(new BaseForm(name, "GPI-21", "locked", "", WORDS, 0, size -> "lock " + name + " M, I"));
        }
        for (String name : List.of("inc", "dec", "neg", "not")) {
            all.add(new BaseForm(name, "GPI-21", "locked", "", ALL, 0, size -> "lock " + name + " M"));
        }
    }

    private static void extensions(List<BaseForm> all) {
        for (String name : List.of("movzx", "movsx")) {
            all.add(new BaseForm(name, "GPI-12", "byte", "", WORDS, 1, size -> name + " A, dl"));
            all.add(new BaseForm(name, "GPI-12", "word", "", WIDE, 2, size -> name + " A, dx"));
        }
        all.add(new BaseForm("movsx", "GPI-12", "doubleword", "", List.of(8), 4, size -> "movsxd A, edx"));
    }

    private static void accumulator(List<BaseForm> all) {
        Map<Integer, String> accumulator = Map.of(2, "cbw", 4, "cwde", 8, "cdqe");
        Map<Integer, String> data = Map.of(2, "cwd", 4, "cdq", 8, "cqo");
        all.add(new BaseForm(
                "convertInAccumulator", "GPI-12", "implied", "", WORDS, 0, size -> accumulator.getOrDefault(size, "")));
        all.add(new BaseForm("convertToData", "GPI-12", "implied", "", WORDS, 0, size -> data.getOrDefault(size, "")));
        all.add(new BaseForm("lahf", "GPI-15", "implied", "", List.of(1), 0, size -> "lahf"));
        all.add(new BaseForm("sahf", "GPI-15", "implied", "", List.of(1), 0, size -> "sahf"));
        for (String name : List.of("daa", "das", "aaa", "aas")) {
            all.add(new BaseForm(name, "GPI-11", "implied", "NOT64", List.of(1), 0, size -> name));
        }
        for (String name : List.of("aam", "aad")) {
            all.add(new BaseForm(name, "GPI-11", "implied", "NOT64", List.of(1), 0, size -> name + " I"));
        }
    }

    /** Forms that the assembler does not have, as bytes. */
    private static void bytes(List<BaseForm> all) {
        vex(all, "andn", "BMI1", 2, 0, 0xF2, 3, 7, 6);
        vex(all, "blsr", "BMI1", 2, 0, 0xF3, 1, 6, 3);
        vex(all, "blsmsk", "BMI1", 2, 0, 0xF3, 2, 6, 3);
        vex(all, "blsi", "BMI1", 2, 0, 0xF3, 3, 6, 3);
        vex(all, "bextr", "BMI1", 2, 0, 0xF7, 3, 6, 7);
        vex(all, "bzhi", "BMI2", 2, 0, 0xF5, 3, 6, 7);
        vex(all, "pext", "BMI2", 2, 2, 0xF5, 3, 7, 6);
        vex(all, "pdep", "BMI2", 2, 3, 0xF5, 3, 7, 6);
        vex(all, "mulx", "BMI2", 2, 3, 0xF6, 3, 7, 6);
        all.add(new BaseForm(
                "rorx",
                "GPI-10",
                "register",
                "BMI2",
                WIDE,
                0,
                size -> "db 0xc4, 0xe3, 0x%02x, 0xf0, 0xde, I".formatted(size == 8 ? 0xFB : 0x7B)));
        vex(all, "shlx", "BMI2", 2, 1, 0xF7, 3, 6, 7);
        vex(all, "sarx", "BMI2", 2, 2, 0xF7, 3, 6, 7);
        vex(all, "shrx", "BMI2", 2, 3, 0xF7, 3, 6, 7);
    }

    private static void vex(
            List<BaseForm> all, String name, String feature, int map, int pp, int opcode, int reg, int rm, int vvvv) {
        String rule = name.equals("mulx") ? "GPI-06" : "GPI-10";
        all.add(new BaseForm(
                name,
                rule,
                "register",
                feature,
                WIDE,
                0,
                size -> "db 0xc4, 0x%02x, 0x%02x, 0x%02x, 0x%02x"
                        .formatted(
                                0xE0 | map,
                                (size == 8 ? 0x80 : 0) | (~vvvv & 0xF) << 3 | pp,
                                opcode,
                                0xC0 | reg << 3 | rm)));
    }
}
