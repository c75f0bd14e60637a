package dev.pacifica.suite.oracle;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Register forms in 64-bit mode of the instructions that {@link Arithmetic} knows. The first operand is rBX, the second rSI, the third rDI,
 * CL or an immediate that the caller puts behind.
 */
final class IntegerEncodings {
    private static final int FIRST = 3;
    private static final int SECOND = 6;
    private static final int THIRD = 7;
    private static final List<Integer> ALL_SIZES = List.of(1, 2, 4, 8);
    private static final List<Integer> NO_BYTES = List.of(2, 4, 8);
    private static final List<Integer> WIDE = List.of(4, 8);

    /** What comes third. */
    enum Third {
        NONE,
        CL,
        /** In rDI. */
        REGISTER,
        IMMEDIATE8,
        IMMEDIATE32,
        /** A property of the form: the bytes of the source. */
        FIXED
    }

    /**
     * One form.
     *
     * @param countInCl whether the second operand is CL
     * @param fixed the third operand if it is {@link Third#FIXED}
     */
    record Encoding(
            String mnemonic, List<Integer> sizes, Third third, boolean countInCl, int fixed, IntFunction<String> code) {
        byte[] bytes(int size) {
            return HexFormat.of().parseHex(code.apply(size).replace(" ", ""));
        }
    }

    private IntegerEncodings() {}

    static List<Encoding> all() {
        List<Encoding> all = new ArrayList<>();
        String[] sums = {"add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"};
        for (int i = 0; i < sums.length; i++) {
            all.add(registerFirst(sums[i], "", 8 * i));
        }
        all.add(registerFirst("test", "", 0x84));
        all.add(registerFirst("xchg", "", 0x86));
        all.add(registerFirst("mov", "", 0x88));
        all.add(registerFirst("xadd", "0F", 0xC0));
        all.add(registerFirst("cmpxchg", "0F", 0xB0));
        Map<String, Integer> tests = new TreeMap<>(Map.of("bt", 0xA3, "bts", 0xAB, "btr", 0xB3, "btc", 0xBB));
        tests.forEach((name, opcode) -> all.add(two(name, NO_BYTES, "", "0F%02X".formatted(opcode), SECOND, FIRST)));
        group(all, 0xF6, Map.of("not", 2, "neg", 3, "mul", 4, "imul", 5, "div", 6, "idiv", 7), false);
        group(all, 0xFE, Map.of("inc", 0, "dec", 1), false);
        group(all, 0xD2, Map.of("rol", 0, "ror", 1, "rcl", 2, "rcr", 3, "shl", 4, "shr", 5, "sar", 7), true);
        all.add(third("shld", "0FA5", Third.CL));
        all.add(third("shrd", "0FAD", Third.CL));
        all.add(third("shld", "0FA4", Third.IMMEDIATE8));
        all.add(third("shrd", "0FAC", Third.IMMEDIATE8));
        all.add(new Encoding(
                "imul3", NO_BYTES, Third.IMMEDIATE32, false, 0, size -> legacy("", size, "69", FIRST, SECOND)));
        all.add(two("imul2", NO_BYTES, "", "0FAF", FIRST, SECOND));
        all.add(two("bsf", NO_BYTES, "", "0FBC", FIRST, SECOND));
        all.add(two("bsr", NO_BYTES, "", "0FBD", FIRST, SECOND));
        all.add(two("popcnt", NO_BYTES, "F3", "0FB8", FIRST, SECOND));
        all.add(two("tzcnt", NO_BYTES, "F3", "0FBC", FIRST, SECOND));
        all.add(two("lzcnt", NO_BYTES, "F3", "0FBD", FIRST, SECOND));
        all.add(two("adcx", WIDE, "66", "0F38F6", FIRST, SECOND));
        all.add(two("adox", WIDE, "F3", "0F38F6", FIRST, SECOND));
        all.add(fixed("movzx", NO_BYTES, "", "0FB6", 1));
        all.add(fixed("movzx", NO_BYTES, "", "0FB7", 2));
        all.add(fixed("movsx", NO_BYTES, "", "0FBE", 1));
        all.add(fixed("movsx", NO_BYTES, "", "0FBF", 2));
        all.add(fixed("movsx", WIDE, "", "63", 4));
        all.add(fixed("crc32", WIDE, "F2", "0F38F0", 1));
        all.add(fixed("crc32", List.of(8), "F2", "0F38F1", 8));
        all.add(fixed("crc32", List.of(4), "F2", "0F38F1", 4));
        all.add(fixed("crc32", List.of(4), "66F2", "0F38F1", 2));
        all.add(plain("convertInAccumulator", NO_BYTES, "98"));
        all.add(plain("convertToData", NO_BYTES, "99"));
        all.add(plain("lahf", List.of(4), "9F"));
        all.add(plain("sahf", List.of(4), "9E"));
        all.add(plain("bswap", WIDE, "0FCB"));
        all.add(vex("andn", 2, 0, "F2", FIRST, THIRD, SECOND));
        all.add(vex("blsr", 2, 0, "F3", 1, SECOND, FIRST));
        all.add(vex("blsmsk", 2, 0, "F3", 2, SECOND, FIRST));
        all.add(vex("blsi", 2, 0, "F3", 3, SECOND, FIRST));
        all.add(vex("bzhi", 2, 0, "F5", FIRST, SECOND, THIRD));
        all.add(vex("pext", 2, 2, "F5", FIRST, THIRD, SECOND));
        all.add(vex("pdep", 2, 3, "F5", FIRST, THIRD, SECOND));
        all.add(vex("mulx", 2, 3, "F6", FIRST, THIRD, SECOND));
        all.add(vex("bextr", 2, 0, "F7", FIRST, SECOND, THIRD));
        all.add(vex("shlx", 2, 1, "F7", FIRST, SECOND, THIRD));
        all.add(vex("sarx", 2, 2, "F7", FIRST, SECOND, THIRD));
        all.add(vex("shrx", 2, 3, "F7", FIRST, SECOND, THIRD));
        all.add(new Encoding(
                "rorx", WIDE, Third.IMMEDIATE8, false, 0, size -> vexCode(3, 3, size, "F0", FIRST, SECOND, 0)));
        return all;
    }

    private static Encoding registerFirst(String mnemonic, String map, int opcode) {
        return two(mnemonic, ALL_SIZES, "", map + "%02X".formatted(opcode), SECOND, FIRST);
    }

    private static Encoding two(String mnemonic, List<Integer> sizes, String prefix, String opcode, int reg, int rm) {
        return new Encoding(mnemonic, sizes, Third.NONE, false, 0, size -> legacy(prefix, size, opcode, reg, rm));
    }

    private static Encoding third(String mnemonic, String opcode, Third third) {
        return new Encoding(mnemonic, NO_BYTES, third, false, 0, size -> legacy("", size, opcode, SECOND, FIRST));
    }

    private static Encoding fixed(String mnemonic, List<Integer> sizes, String prefix, String opcode, int bytes) {
        return new Encoding(
                mnemonic, sizes, Third.FIXED, false, bytes, size -> legacy(prefix, size, opcode, FIRST, SECOND));
    }

    private static Encoding plain(String mnemonic, List<Integer> sizes, String opcode) {
        return new Encoding(mnemonic, sizes, Third.NONE, false, 0, size -> prefixes("", size) + opcode);
    }

    private static void group(List<Encoding> all, int opcode, Map<String, Integer> codes, boolean countInCl) {
        new TreeMap<>(codes)
                .forEach((name, code) -> all.add(new Encoding(
                        name,
                        ALL_SIZES,
                        Third.NONE,
                        countInCl,
                        0,
                        size -> legacy("", size, "%02X".formatted(opcode), code, FIRST))));
    }

    /** The opcode is that of the byte form where its last bit is the size. */
    private static String legacy(String prefix, int size, String opcode, int reg, int rm) {
        boolean hasByteForm = opcode.matches("[0-3][08]|8[468]|FE|F6|D2|0FC0|0FB0");
        int number = Integer.parseInt(opcode, 16) + (hasByteForm && size > 1 ? 1 : 0);
        String width = "%0" + opcode.length() + "X";
        return prefixes(prefix, size) + width.formatted(number) + "%02X".formatted(0xC0 | reg << 3 | rm);
    }

    /** REX is always there, so that a byte of rSI is SIL. */
    private static String prefixes(String prefix, int size) {
        return (size == 2 ? "66" : "") + prefix + (size == 8 ? "48" : "40");
    }

    /** @param vvvv the register in the prefix */
    private static Encoding vex(String mnemonic, int map, int pp, String opcode, int reg, int rm, int vvvv) {
        return new Encoding(
                mnemonic, WIDE, Third.REGISTER, false, 0, size -> vexCode(map, pp, size, opcode, reg, rm, vvvv));
    }

    private static String vexCode(int map, int pp, int size, String opcode, int reg, int rm, int vvvv) {
        int last = (size == 8 ? 0x80 : 0) | (~vvvv & 0xF) << 3 | pp;
        return "C4%02X%02X%s%02X".formatted(0xE0 | map, last, opcode, 0xC0 | reg << 3 | rm);
    }
}
