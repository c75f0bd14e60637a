package dev.pacifica.model.decode;

import java.util.ArrayList;
import java.util.List;

/** The forms, indexed by opcode. The order of the table decides between forms of one opcode. */
final class OpcodeMap {
    private static final int FULL_MODRM = 0x100;

    static final OpcodeMap ONE_BYTE = new OpcodeMap(OneByteOpcodes.FORMS, 0);
    static final OpcodeMap TWO_BYTE = new OpcodeMap(TwoByteOpcodes.FORMS, 1);

    /** A form with its pattern taken apart. */
    static final class Entry {
        final Form form;
        final Operation operation;
        /** -1 none; 0 to 7 the value of ModRM.reg; 100h + the whole ModRM byte. */
        final int select;

        final boolean hasModRm;
        final OperandKind[] operands;

        private Entry(Form form, int select, boolean hasModRm) {
            this.form = form;
            this.operation = form.operation();
            this.select = select;
            this.hasModRm = hasModRm;
            this.operands = form.operands().toArray(OperandKind[]::new);
        }

        boolean accepts(boolean in64BitMode, boolean prefixF3) {
            return !form.has(in64BitMode ? Trait.NOT64 : Trait.ONLY64) && (prefixF3 || !form.has(Trait.F3));
        }

        boolean accepts(int modRm) {
            boolean register = modRm >= 0xC0;
            if (form.has(Trait.REG) && !register || form.has(Trait.MEM) && register) {
                return false;
            }
            if (select >= FULL_MODRM) {
                return modRm == (select & 0xFF);
            }
            return select < 0 || (modRm >> 3 & 7) == select;
        }
    }

    private final Entry[][] byOpcode = new Entry[256][0];

    private OpcodeMap(List<Form> forms, int escapeBytes) {
        List<List<Entry>> lists = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            lists.add(new ArrayList<>());
        }
        for (Form form : forms) {
            String[] tokens = form.pattern().split(" ");
            String opcode = tokens[escapeBytes];
            int count = opcode.endsWith("+r") ? 8 : opcode.endsWith("+c") ? 16 : 1;
            int first = Integer.parseInt(opcode.substring(0, 2), 16);
            String selector = tokens.length > escapeBytes + 1 ? tokens[escapeBytes + 1] : "";
            Entry entry = entry(form, selector);
            for (int i = 0; i < count; i++) {
                lists.get(first + i).add(entry);
            }
        }
        for (int i = 0; i < 256; i++) {
            byOpcode[i] = lists.get(i).toArray(Entry[]::new);
        }
    }

    private static Entry entry(Form form, String selector) {
        int select = -1;
        if (selector.matches("/[0-7]")) {
            select = selector.charAt(1) - '0';
        } else if (selector.matches("[0-9A-F]{2}")) {
            select = FULL_MODRM + Integer.parseInt(selector, 16);
        }
        boolean hasModRm = !selector.isEmpty()
                || form.has(Trait.MODRM)
                || form.operands().stream().anyMatch(OperandKind::usesModRm);
        return new Entry(form, select, hasModRm);
    }

    Entry[] entries(int opcode) {
        return byOpcode[opcode];
    }
}
