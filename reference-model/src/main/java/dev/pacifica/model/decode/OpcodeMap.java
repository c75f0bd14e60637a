package dev.pacifica.model.decode;

import dev.pacifica.model.profile.CpuProfile;
import java.util.ArrayList;
import java.util.List;

/** The forms of one opcode map, indexed by opcode. The order of the table decides between forms of one opcode. */
final class OpcodeMap {
    static final OpcodeMap ONE_BYTE = new OpcodeMap("", OneByteOpcodes.FORMS, X87Opcodes.FORMS);
    static final OpcodeMap TWO_BYTE = new OpcodeMap("0F", TwoByteOpcodes.FORMS, MediaOpcodes.FORMS);
    static final OpcodeMap THREE_BYTE_38 = new OpcodeMap("0F 38", ThreeByteOpcodes.FORMS_38);
    static final OpcodeMap THREE_BYTE_3A = new OpcodeMap("0F 3A", ThreeByteOpcodes.FORMS_3A);
    static final OpcodeMap VEX_38 = new OpcodeMap("VEX.0F38", VexOpcodes.FORMS_38);
    static final OpcodeMap VEX_3A = new OpcodeMap("VEX.0F3A", VexOpcodes.FORMS_3A);

    private static final int ANY = -1;
    private static final int NOT_REPEAT = -2;

    /** A form with its pattern taken apart. */
    static final class Entry {
        final Form form;
        final Operation operation;
        final boolean hasModRm;
        final OperandKind[] operands;

        /** The prefix that belongs to the opcode, 0 for none, {@link #ANY} or {@link #NOT_REPEAT}. */
        private final int prefix;
        /** The ModRM bytes that select the form: the masked byte equals the value. */
        private final int modRmMask;

        private final int modRmValue;

        private Entry(Form form, int prefix, String selector) {
            this.form = form;
            this.operation = form.operation();
            this.operands = form.operands().toArray(OperandKind[]::new);
            this.prefix = prefix;
            if (selector.matches("/[0-7]")) {
                modRmMask = 0x38;
                modRmValue = (selector.charAt(1) - '0') << 3;
            } else if (selector.matches("[0-9A-F]{2}(\\+i)?")) {
                modRmMask = selector.endsWith("+i") ? 0xF8 : 0xFF;
                modRmValue = Integer.parseInt(selector.substring(0, 2), 16);
            } else {
                modRmMask = modRmValue = 0;
            }
            hasModRm = !selector.isEmpty()
                    || form.has(Trait.MODRM)
                    || form.operands().stream().anyMatch(OperandKind::usesModRm);
        }

        /** Whether 66h belongs to the opcode and so says nothing about the operand size. */
        boolean takesOperandPrefix() {
            return prefix == 0x66;
        }

        boolean accepts(Prefixes prefixes, CpuProfile profile) {
            if (!form.needs().isEmpty() && !profile.features().containsAll(form.needs())) {
                return false;
            }
            if (form.has(prefixes.codeSize == 8 ? Trait.NOT64 : Trait.ONLY64)) {
                return false;
            }
            if (prefixes.vex && prefixes.vexRegister != 0 && !form.operands().contains(OperandKind.V)) {
                return false;
            }
            if (form.has(Trait.W1) && !prefixes.isWide() || form.has(Trait.W0) && prefixes.isWide()) {
                return false;
            }
            if (form.has(Trait.B0) && prefixes.extend(0, 1) != 0) {
                return false;
            }
            return switch (prefix) {
                case ANY -> true;
                case NOT_REPEAT -> prefixes.repeat == 0;
                default -> prefixes.selecting() == prefix;
            };
        }

        boolean accepts(int modRm) {
            boolean register = modRm >= 0xC0;
            if (form.has(Trait.REG) && !register || form.has(Trait.MEM) && register) {
                return false;
            }
            return (modRm & modRmMask) == modRmValue;
        }
    }

    private final Entry[][] byOpcode = new Entry[256][];

    /** @param escape what stands between prefix and opcode: nothing, {@code "0F"}, {@code "0F 38"}, or {@code "VEX.0F38"} */
    @SafeVarargs
    private OpcodeMap(String escape, List<Form>... tables) {
        List<List<Entry>> lists = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            lists.add(new ArrayList<>());
        }
        for (List<Form> forms : tables) {
            forms.forEach(form -> add(form, escape, lists));
        }
        for (int i = 0; i < 256; i++) {
            byOpcode[i] = lists.get(i).toArray(Entry[]::new);
        }
    }

    private static void add(Form form, String escape, List<List<Entry>> lists) {
        String pattern = form.pattern();
        int prefix = ANY;
        if (pattern.startsWith("VEX.")) {
            String[] parts = pattern.split("[. ]", 4); // VEX, pp, map, the rest
            prefix = prefix(parts[1]);
            pattern = "VEX." + parts[2] + " " + parts[3];
        } else if (pattern.matches("(NP|NFx|66|F2|F3) .*")) {
            prefix = prefix(pattern.substring(0, pattern.indexOf(' ')));
            pattern = pattern.substring(pattern.indexOf(' ') + 1);
        }
        if (!pattern.startsWith(escape)) {
            throw new IllegalArgumentException("'" + form.pattern() + "' is in the table of " + escape + ".");
        }
        String[] tokens = pattern.substring(escape.length()).strip().split(" ");
        String opcode = tokens[0];
        int count = opcode.endsWith("+r") ? 8 : opcode.endsWith("+c") ? 16 : 1;
        int first = Integer.parseInt(opcode.substring(0, 2), 16);
        Entry entry = new Entry(form, prefix, tokens.length > 1 ? tokens[1] : "");
        for (int i = 0; i < count; i++) {
            lists.get(first + i).add(entry);
        }
    }

    private static int prefix(String token) {
        return switch (token) {
            case "NP" -> 0;
            case "NFx" -> NOT_REPEAT;
            default -> Integer.parseInt(token, 16);
        };
    }

    Entry[] entries(int opcode) {
        return byOpcode[opcode];
    }
}
