package dev.pacifica.suite.hardware;

import static dev.pacifica.suite.hardware.Option.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The x87, MMX and SSE2 instructions of media snippets: moves, state, and everything packed that works with integers. MASKMOVQ and
 * MASKMOVDQU are not among them: whether they fault on bytes that they do not store is the implementation's business.
 */
final class MediaUserForms {
    /** Opcode behind 0Fh: with MMX registers, and with XMM registers behind 66h. */
    private static final String[] PACKED = {
        "60 61 62 63 64 65 66 67 68 69 6A 6B 74 75 76 D1 D2 D3 D4 D5 D8 D9 DA DB DC DD DE DF",
        "E0 E1 E2 E3 E4 E5 E8 E9 EA EB EC ED EE EF F1 F2 F3 F4 F5 F6 F8 F9 FA FB FC FD FE"
    };

    private final List<UserForm> forms = new ArrayList<>();

    private MediaUserForms() {}

    static List<UserForm> all() {
        MediaUserForms table = new MediaUserForms();
        table.packed();
        table.moves();
        table.x87();
        table.compares();
        return List.copyOf(table.forms);
    }

    private void form(String mnemonic, String encoding, Option... options) {
        Option[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = FIXED_SIZE;
        forms.add(UserForm.of(mnemonic, encoding, FlagUse.NONE, all));
    }

    private void packed() {
        for (String opcode : String.join(" ", PACKED).split(" ", -1)) {
            form("packed " + opcode + " MMX", "0F " + opcode + " /r");
            form("packed " + opcode + " XMM", "66: 0F " + opcode + " /r", ALIGNED);
        }
        form("PUNPCKLQDQ", "66: 0F 6C /r", ALIGNED);
        form("PUNPCKHQDQ", "66: 0F 6D /r", ALIGNED);
        for (String opcode : new String[] {"71 /2", "71 /4", "71 /6", "72 /2", "72 /4", "72 /6", "73 /2", "73 /6"}) {
            form("shift " + opcode + " MMX", "0F " + opcode + " ib", REG);
            form("shift " + opcode + " XMM", "66: 0F " + opcode + " ib", REG);
        }
        form("PSRLDQ", "66: 0F 73 /3 ib", REG);
        form("PSLLDQ", "66: 0F 73 /7 ib", REG);
        form("PSHUFW", "0F 70 /r ib");
        form("PSHUFD", "66: 0F 70 /r ib", ALIGNED);
        form("PSHUFHW", "F3: 0F 70 /r ib", ALIGNED);
        form("PSHUFLW", "F2: 0F 70 /r ib", ALIGNED);
        for (String opcode : new String[] {"14", "15", "54", "55", "56", "57"}) {
            form("packed " + opcode + " PS", "0F " + opcode + " /r", ALIGNED);
            form("packed " + opcode + " PD", "66: 0F " + opcode + " /r", ALIGNED);
        }
        form("SHUFPS", "0F C6 /r ib", ALIGNED);
        form("SHUFPD", "66: 0F C6 /r ib", ALIGNED);
        for (String prefix : new String[] {"", "66: "}) {
            form("PMOVMSKB", prefix + "0F D7 /r", REG);
            form("PINSRW", prefix + "0F C4 /r ib");
            form("PEXTRW", prefix + "0F C5 /r ib", REG);
            form("MOVMSK", prefix + "0F 50 /r", REG);
        }
    }

    private void moves() {
        for (String opcode : new String[] {"10", "11"}) {
            form("MOVUPS", "0F " + opcode + " /r");
            form("MOVUPD", "66: 0F " + opcode + " /r");
            form("MOVSS", "F3: 0F " + opcode + " /r");
            form("MOVSD", "F2: 0F " + opcode + " /r");
        }
        for (String opcode : new String[] {"28", "29"}) {
            form("MOVAPS", "0F " + opcode + " /r", ALIGNED);
            form("MOVAPD", "66: 0F " + opcode + " /r", ALIGNED);
        }
        for (String opcode : new String[] {"12", "16"}) {
            form("MOVLPS, MOVHPS", "0F " + opcode + " /r");
            form("MOVLPD, MOVHPD", "66: 0F " + opcode + " /r", MEM);
        }
        for (String opcode : new String[] {"13", "17"}) {
            form("MOVLPS, MOVHPS", "0F " + opcode + " /r", MEM);
            form("MOVLPD, MOVHPD", "66: 0F " + opcode + " /r", MEM);
        }
        for (String opcode : new String[] {"6F", "7F"}) {
            form("MOVQ", "0F " + opcode + " /r");
            form("MOVDQA", "66: 0F " + opcode + " /r", ALIGNED);
            form("MOVDQU", "F3: 0F " + opcode + " /r");
        }
        for (String opcode : new String[] {"6E", "7E"}) {
            forms.add(UserForm.of("MOVD", "0F " + opcode + " /r", FlagUse.NONE, NO66));
            forms.add(UserForm.of("MOVD", "66: 0F " + opcode + " /r", FlagUse.NONE, NO66));
        }
        form("MOVQ", "F3: 0F 7E /r");
        form("MOVQ", "66: 0F D6 /r");
        form("MOVQ2DQ", "F3: 0F D6 /r", REG);
        form("MOVDQ2Q", "F2: 0F D6 /r", REG);
        form("MOVNTQ", "0F E7 /r", MEM);
        form("MOVNTDQ", "66: 0F E7 /r", MEM, ALIGNED);
        form("MOVNTPS", "0F 2B /r", MEM, ALIGNED);
        form("STMXCSR", "0F AE /3", MEM);
        form("EMMS", "0F 77");
    }

    /** The only ones that raise what MXCSR does not mask: which it masks is random. */
    private void compares() {
        for (String name : new String[] {"UCOMISS 0F 2E", "COMISS 0F 2F", "UCOMISD 66: 0F 2E", "COMISD 66: 0F 2F"}) {
            String[] parts = name.split(" ", 2);
            forms.add(UserForm.of(parts[0], parts[1] + " /r", FlagUse.of("w:CPAZSO"), FIXED_SIZE));
        }
    }

    private void x87() {
        form("FLD", "DB /5", MEM, NO_REPEAT, EXTENDED);
        form("FSTP", "DB /7", MEM, NO_REPEAT, EXTENDED);
        form("FLDCW", "D9 /5", MEM, NO_REPEAT);
        form("FNSTCW", "D9 /7", MEM, NO_REPEAT);
        form("FNSTSW", "DD /7", MEM, NO_REPEAT);
        form("FNSTSW", "DF E0", NO_REPEAT);
        String[] stack = {"FLD D9 C0", "FXCH D9 C8", "FFREE DD C0", "FST DD D0", "FSTP DD D8", "FSTP D9 D8"};
        for (String each : stack) {
            String[] parts = each.split(" ", -1);
            form(parts[0], parts[1] + " " + parts[2] + "+r", NO_REPEAT);
        }
        String[] alone = {
            "FNOP D9 D0", "FLD1 D9 E8", "FLDZ D9 EE", "FDECSTP D9 F6", "FINCSTP D9 F7", "FNCLEX DB E2", "FNINIT DB E3"
        };
        for (String each : alone) {
            String[] parts = each.split(" ", -1);
            form(parts[0], parts[1] + " " + parts[2], NO_REPEAT);
        }
        form("WAIT", "9B", NO_REPEAT);
    }
}
