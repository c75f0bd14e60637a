package dev.pacifica.suite.asm;

import dev.pacifica.suite.words.Spelling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All forms of all instructions, by mnemonic, in the order in which they are tried. */
final class InstructionTable {
    static final InstructionTable AMD64 = new InstructionTable();

    private final Map<String, List<Form>> byMnemonic = new LinkedHashMap<>();

    private InstructionTable() {
        FormList list = new FormList();
        IntegerForms.declare(list);
        BranchForms.declare(list);
        SystemForms.declare(list);
        MediaForms.declare(list);
        for (Form form : list.forms()) {
            byMnemonic
                    .computeIfAbsent(form.mnemonic(), name -> new ArrayList<>())
                    .add(form);
        }
    }

    /** The forms of a mnemonic (lower case). */
    List<Form> forms(String mnemonic) {
        List<Form> forms = byMnemonic.get(mnemonic);
        if (forms == null) {
            throw new SourceError(
                    "unknown instruction '" + mnemonic + "'" + Spelling.suggestion(mnemonic, byMnemonic.keySet()));
        }
        return forms;
    }

    boolean knows(String mnemonic) {
        return byMnemonic.containsKey(mnemonic);
    }

    Set<String> mnemonics() {
        return Collections.unmodifiableSet(byMnemonic.keySet());
    }
}
