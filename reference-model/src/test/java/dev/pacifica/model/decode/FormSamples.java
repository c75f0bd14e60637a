package dev.pacifica.model.decode;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Byte strings for the decoder, and the decoder for them: that of a processor with all features. */
final class FormSamples {
    static final CpuProfile EVERYTHING = withAllFeatures();

    private static final int LENGTH = 15;
    private static final int[] PREFIXES = {
        0x66, 0x66, 0x66, 0x67, 0xF2, 0xF3, 0xF0, 0x2E, 0x36, 0x3E, 0x26, 0x64, 0x65, 0x48, 0x4F, 0x41
    };

    private FormSamples() {}

    private static CpuProfile withAllFeatures() {
        CpuProfile profile = CpuProfile.named("full");
        for (Feature feature : Feature.values()) {
            profile = profile.with(feature);
        }
        return profile;
    }

    /** The instruction at the beginning, or null if 15 bytes do not hold it. */
    static @Nullable Instruction decode(byte[] bytes, int codeSize) {
        int[] at = {0};
        try {
            return new Decoder(EVERYTHING).decode(() -> bytes[at[0]++] & 0xFF, codeSize);
        } catch (ArrayIndexOutOfBoundsException tooLong) {
            return null;
        }
    }

    /** 15 bytes: noise, with prefixes and opcode maps more often than chance would have them. */
    static byte[] random(SplittableRandom random) {
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        int at = 0;
        while (at < 4 && random.nextInt(3) == 0) {
            bytes[at++] = (byte) PREFIXES[random.nextInt(PREFIXES.length)];
        }
        switch (random.nextInt(8)) {
            case 0, 1 -> bytes[at] = 0x0F;
            case 2 -> {
                bytes[at++] = 0x0F;
                bytes[at] = (byte) (random.nextBoolean() ? 0x38 : 0x3A);
            }
            case 3 -> {
                bytes[at++] = (byte) 0xC4;
                bytes[at++] = (byte) (0xE2 | random.nextInt(2));
                bytes[at++] = (byte) (random.nextInt(256) & ~4);
                bytes[at] = (byte) (0xF0 + random.nextInt(8));
            }
            default -> {}
        }
        return bytes;
    }

    private static Stream<Form> forms() {
        return Stream.of(
                        OneByteOpcodes.FORMS,
                        X87Opcodes.FORMS,
                        TwoByteOpcodes.FORMS,
                        MediaOpcodes.FORMS,
                        ThreeByteOpcodes.FORMS_38,
                        ThreeByteOpcodes.FORMS_3A,
                        VexOpcodes.FORMS_38,
                        VexOpcodes.FORMS_3A)
                .flatMap(List::stream);
    }

    /** Every mnemonic of the table. */
    static Set<String> mnemonics() {
        return forms().flatMap(form -> form.mnemonics().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Every form with every opcode, ModRM.mod, and prefix that means something to it. */
    static List<byte[]> all(int codeSize) {
        List<byte[]> all = new ArrayList<>();
        forms().forEach(form -> samples(form, codeSize, all));
        return all;
    }

    private static void samples(Form form, int codeSize, List<byte[]> all) {
        String pattern = form.pattern();
        List<Integer> start = new ArrayList<>();
        boolean vex = pattern.startsWith("VEX.");
        String[] tokens = pattern.replaceFirst("^(NP|NFx) ", "").split(" ");
        int next = 0;
        if (vex) {
            String[] parts = tokens[next++].split("\\.");
            start.add(0xC4);
            start.add(parts[2].equals("0F38") ? 0xE2 : 0xE3);
            start.add(0x78 | List.of("NP", "66", "F3", "F2").indexOf(parts[1]));
        }
        List<Integer> opcode = new ArrayList<>();
        int run = 1;
        String selector = "";
        for (; next < tokens.length; next++) {
            String token = tokens[next];
            boolean isOpcode = token.matches("[0-9A-F]{2}(\\+[rc])?");
            boolean last = next == tokens.length - 1;
            if (isOpcode && !(last && isWholeModRm(tokens))) {
                opcode.add(Integer.parseInt(token.substring(0, 2), 16));
                run = token.endsWith("+r") ? 8 : token.endsWith("+c") ? 16 : 1;
            } else {
                selector = token;
            }
        }
        for (int i = 0; i < run; i++) {
            for (int modRm : modRms(selector)) {
                for (int[] prefixes : new int[][] {{}, {0x66}, {0x67}, {0x48}, {0xF2}, {0xF3}, {0xF0}}) {
                    if (prefixes.length == 0 || !(prefixes[0] == 0x48 && codeSize != 8 || vex)) {
                        all.add(bytes(prefixes, start, opcode, i, modRm));
                    }
                }
            }
        }
    }

    private static boolean isWholeModRm(String[] tokens) {
        String all = String.join(" ", tokens);
        return all.matches("(F2 |F3 |66 )?0F 01 [C-F][0-9A-F]") || all.matches("D[89A-F] [C-F][0-9A-F]");
    }

    private static int[] modRms(String selector) {
        if (selector.matches("/[0-7]")) {
            int reg = (selector.charAt(1) - '0') << 3;
            return new int[] {reg, reg | 0x45, reg | 0x84, reg | 0xC1};
        }
        if (selector.matches("[0-9A-F]{2}\\+i")) {
            int first = Integer.parseInt(selector.substring(0, 2), 16);
            return new int[] {first, first + 3, first + 7};
        }
        if (selector.matches("[0-9A-F]{2}")) {
            return new int[] {Integer.parseInt(selector, 16)};
        }
        return new int[] {0x08, 0x55, 0x9C, 0xD9};
    }

    private static byte[] bytes(int[] prefixes, List<Integer> start, List<Integer> opcode, int run, int modRm) {
        byte[] bytes = new byte[LENGTH];
        int at = 0;
        boolean opcodeHasPrefix = opcode.size() > 1 && (opcode.get(0) == 0x66 || (opcode.get(0) & 0xFE) == 0xF2);
        if (opcodeHasPrefix) {
            bytes[at++] = opcode.get(0).byteValue();
        }
        for (int prefix : prefixes) {
            bytes[at++] = (byte) prefix;
        }
        for (int value : start) {
            bytes[at++] = (byte) value;
        }
        for (int i = opcodeHasPrefix ? 1 : 0; i < opcode.size(); i++) {
            bytes[at++] = (byte) (opcode.get(i) + (i == opcode.size() - 1 ? run : 0));
        }
        bytes[at++] = (byte) modRm;
        for (int i = 1; at < LENGTH; i++) {
            bytes[at++] = (byte) (0x10 + i);
        }
        return bytes;
    }
}
