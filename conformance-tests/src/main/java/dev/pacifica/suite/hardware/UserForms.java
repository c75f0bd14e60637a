package dev.pacifica.suite.hardware;

import static dev.pacifica.suite.hardware.Option.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every form of every integer instruction whose behaviour in user mode the architecture defines (APM3 chapter 3), with what the manual
 * says about its flags. Privileged instructions are there for their #GP and #UD. What is missing is in {@link LeftOut}.
 */
final class UserForms {
    private static final List<String> ARITHMETIC = List.of("ADD", "OR", "ADC", "SBB", "AND", "SUB", "XOR", "CMP");
    private static final List<String> SHIFTS = List.of("ROL", "ROR", "RCL", "RCR", "SHL", "SHR", "SHL", "SAR");

    private static final String ALL = "w:OSZAPC";
    private static final String LOGIC = "w:OSZPC u:A";
    private static final String ANY_CONDITION = "r:OSZPC";

    private final List<UserForm> forms = new ArrayList<>();

    private UserForms() {}

    static List<UserForm> all() {
        UserForms table = new UserForms();
        table.arithmetic();
        table.shifts();
        table.bits();
        table.moves();
        table.stack();
        table.branches();
        table.farTransfers();
        table.strings();
        table.flagsAndDecimals();
        table.laterIntegers();
        table.segments();
        table.privileged();
        table.nothing();
        return List.copyOf(table.forms);
    }

    private void form(String mnemonic, String encoding, String flags, Option... options) {
        forms.add(UserForm.of(mnemonic, encoding, FlagUse.of(flags), options));
    }

    private void form(String feature, String mnemonic, String encoding, String flags, Option... options) {
        forms.add(UserForm.of(mnemonic, encoding, FlagUse.of(flags), options).needing(feature));
    }

    /** The pair of an opcode for bytes and the next one for 16, 32 and 64 bits. */
    private void pair(String mnemonic, String before, int opcode, String after, String flags, Option... options) {
        Option[] withByte = Arrays.copyOf(options, options.length + 1);
        withByte[options.length] = BYTE;
        String byteAfter = after.replace("iz", "ib");
        form(mnemonic, before + hex(opcode) + byteAfter, flags, withByte);
        form(mnemonic, before + hex(opcode + 1) + after, flags, options);
    }

    private void arithmetic() {
        for (int i = 0; i < 8; i++) {
            String name = ARITHMETIC.get(i);
            String flags = switch (name) {
                case "AND", "OR", "XOR" -> LOGIC;
                case "ADC", "SBB" -> "r:C " + ALL;
                default -> ALL;
            };
            Option[] lock = name.equals("CMP") ? new Option[0] : new Option[] {LOCK};
            pair(name, "", 8 * i, " /r", flags, lock);
            pair(name, "", 8 * i + 2, " /r", flags);
            pair(name, "", 8 * i + 4, " iz", flags);
            pair(name, "", 0x80, " /" + i + " iz", flags, lock);
            form(name, "83 /" + i + " ib", flags, lock);
            Option[] alias = Arrays.copyOf(lock, lock.length + 2);
            alias[lock.length] = BYTE;
            alias[lock.length + 1] = NOT64;
            form(name, "82 /" + i + " ib", flags, alias);
        }
        pair("TEST", "", 0x84, " /r", LOGIC);
        pair("TEST", "", 0xA8, " iz", LOGIC);
        pair("TEST", "", 0xF6, " /0 iz", LOGIC);
        pair("TEST", "", 0xF6, " /1 iz", LOGIC);
        pair("NOT", "", 0xF6, " /2", "", LOCK);
        pair("NEG", "", 0xF6, " /3", ALL, LOCK);
        pair("MUL", "", 0xF6, " /4", "w:OC u:SZAP");
        pair("IMUL", "", 0xF6, " /5", "w:OC u:SZAP");
        pair("DIV", "", 0xF6, " /6", "u:OSZAPC");
        pair("IDIV", "", 0xF6, " /7", "u:OSZAPC");
        form("IMUL", "0F AF /r", "w:OC u:SZAP");
        form("IMUL", "69 /r iz", "w:OC u:SZAP");
        form("IMUL", "6B /r ib", "w:OC u:SZAP");
        pair("INC", "", 0xFE, " /0", "w:OSZAP", LOCK);
        pair("DEC", "", 0xFE, " /1", "w:OSZAP", LOCK);
        form("INC", "40+r", "w:OSZAP", NOT64);
        form("DEC", "48+r", "w:OSZAP", NOT64);
        form("CBW", "98", "");
        form("CWD", "99", "");
        pair("XADD", "0F ", 0xC0, " /r", ALL, LOCK);
        pair("CMPXCHG", "0F ", 0xB0, " /r", ALL, LOCK);
        form("CMPXCHG8B", "CMPXCHG8B", "0F C7 /1", "w:Z", LOCK, MEM_ELSE_UD, NO_REPEAT, FIXED_SIZE);
        form("CMPXCHG16B", "CMPXCHG16B", "0F C7 /1", "w:Z", LOCK, MEM_ELSE_UD, NO_REPEAT, WIDE, NO66, ONLY64);
    }

    private void shifts() {
        for (int i = 0; i < 8; i++) {
            String name = SHIFTS.get(i);
            String flags = i < 2 ? "w:OC rotate" : i < 4 ? "r:C w:OC rotate" : "w:OSZPC u:A shift";
            pair(name, "", 0xC0, " /" + i + " ib", flags);
            pair(name, "", 0xD0, " /" + i, flags);
            pair(name, "", 0xD2, " /" + i, flags);
        }
        for (int opcode : new int[] {0xA4, 0xAC}) {
            String name = opcode == 0xA4 ? "SHLD" : "SHRD";
            form(name, "0F " + hex(opcode) + " /r ib", "w:OSZPC u:A double");
            form(name, "0F " + hex(opcode + 1) + " /r", "w:OSZPC u:A double");
        }
    }

    private void bits() {
        List<String> tests = List.of("BT", "BTS", "BTR", "BTC");
        for (int i = 0; i < 4; i++) {
            Option[] lock = i == 0 ? new Option[0] : new Option[] {LOCK};
            form(tests.get(i), "0F " + hex(0xA3 + 8 * i) + " /r", "w:C u:OSZAP", lock);
            form(tests.get(i), "0F BA /" + (4 + i) + " ib", "w:C u:OSZAP", lock);
        }
        form("BSF", "0F BC /r", "w:Z u:OSAPC", NO_REPEAT);
        form("BSR", "0F BD /r", "w:Z u:OSAPC", NO_REPEAT);
        form("BSWAP", "0F C8+r", "", NO66);
        form("SETcc", "0F 90+c /0", ANY_CONDITION, BYTE);
        form("SETcc", "0F 90+c /5", ANY_CONDITION, BYTE);
    }

    private void moves() {
        pair("MOV", "", 0x88, " /r", "");
        pair("MOV", "", 0x8A, " /r", "");
        pair("MOV", "", 0xC6, " /0 iz", "");
        pair("MOV", "", 0xA0, " moffs", "");
        pair("MOV", "", 0xA2, " moffs", "");
        form("MOV", "B0+r ib", "", BYTE);
        form("MOV", "B8+r iv", "");
        form("MOVZX", "0F B6 /r", "");
        form("MOVZX", "0F B7 /r", "");
        form("MOVSX", "0F BE /r", "");
        form("MOVSX", "0F BF /r", "");
        form("MOVSXD", "63 /r", "", ONLY64);
        form("CMOVcc", "0F 40+c /r", ANY_CONDITION);
        form("LEA", "8D /r", "", MEM_ELSE_UD);
        pair("XCHG", "", 0x86, " /r", "", LOCK);
        form("XCHG", "90+r", "", NO_REPEAT);
        form("XLAT", "D7", "", BYTE, STRING);
        form("NOP", "0F 1F /0", "");
        form("NOP", "0F 0D /r", "", MEM);
        form("NOP", "0F 18 /0", "", MEM);
        form("NOP", "0F 18 /3", "", MEM);
        form("NOP", "0F 19 /r", "");
        form("NOP", "0F 1C /7", "", REG);
        form("NOP", "0F 1D /r", "");
        form("PAUSE", "F3: 90", "");
        form("LFENCE", "0F AE E8", "", NO66, NO_REPEAT);
        form("MFENCE", "0F AE F0", "", NO66, NO_REPEAT);
        form("SFENCE", "0F AE F8", "", NO66, NO_REPEAT);
    }

    private void stack() {
        form("PUSH", "50+r", "", D64);
        form("PUSH", "FF /6", "", D64);
        form("PUSH", "68 iz", "", D64);
        form("PUSH", "6A ib", "", D64);
        form("POP", "58+r", "", D64);
        form("POP", "8F /0", "", D64);
        form("PUSHA", "60", "", NOT64);
        form("POPA", "61", "", NOT64);
        form("PUSHF", "9C", "r:OSZAPCD", D64);
        form("POPF", "9D", "w:OSZAPCD", D64, LAST);
        form("ENTER", "C8 iw ib", "", D64);
        form("LEAVE", "C9", "", D64);
    }

    private void branches() {
        form("Jcc", "70+c cb", ANY_CONDITION, D64, BRANCH);
        form("Jcc", "0F 80+c cz", ANY_CONDITION, D64, BRANCH);
        form("JMP", "EB cb", "", D64, BRANCH);
        form("JMP", "E9 cz", "", D64, BRANCH);
        form("JMP", "FF /4", "", D64, BRANCH, CODE_POINTER);
        form("CALL", "E8 cz", "", D64, BRANCH);
        form("CALL", "FF /2", "", D64, BRANCH, CODE_POINTER);
        form("RET", "C3", "", D64, BRANCH, CODE_POINTER);
        form("RET", "C2 iw", "", D64, BRANCH, CODE_POINTER);
        form("LOOPNE", "E0 cb", "r:Z", D64, BRANCH, NO_REPEAT);
        form("LOOPE", "E1 cb", "r:Z", D64, BRANCH, NO_REPEAT);
        form("LOOP", "E2 cb", "", D64, BRANCH);
        form("JrCXZ", "E3 cb", "", D64, BRANCH);
        form("INT3", "CC", "", BRANCH);
        form("INTO", "CE", "r:O", NOT64, BRANCH);
        form("BOUND", "62 /r", "", NOT64, MEM);
    }

    /** From one of the user's code segments to the other, or to #GP. */
    private void farTransfers() {
        form("JMP far", "FF /5", "", MEM, LAST);
        form("CALL far", "FF /3", "", MEM, LAST);
        form("JMP far", "EA far", "", NOT64, LAST);
        form("CALL far", "9A far", "", NOT64, LAST);
        form("RET far", "CB", "", LAST);
        form("RET far", "CA iw", "", LAST);
        form("IRET", "CF", "w:OSZAPCD", LAST);
    }

    private void strings() {
        pair("MOVS", "", 0xA4, "", "repeat", STRING);
        pair("CMPS", "", 0xA6, "", ALL + " repeat", STRING);
        pair("STOS", "", 0xAA, "", "repeat", STRING);
        pair("LODS", "", 0xAC, "", "repeat", STRING);
        pair("SCAS", "", 0xAE, "", ALL + " repeat", STRING);
    }

    private void flagsAndDecimals() {
        form("CLC", "F8", "w:C");
        form("STC", "F9", "w:C");
        form("CMC", "F5", "r:C w:C");
        form("CLD", "FC", "w:D");
        form("STD", "FD", "w:D");
        form("LAHF_SAHF", "LAHF", "9F", "r:SZAPC");
        form("LAHF_SAHF", "SAHF", "9E", "w:SZAPC");
        form("DAA", "27", "r:AC w:SZAPC u:O", NOT64, BYTE);
        form("DAS", "2F", "r:AC w:SZAPC u:O", NOT64, BYTE);
        form("AAA", "37", "r:A w:AC u:OSZP", NOT64, BYTE);
        form("AAS", "3F", "r:A w:AC u:OSZP", NOT64, BYTE);
        form("AAM", "D4 ib", "w:SZP u:OAC", NOT64, BYTE);
        form("AAD", "D5 ib", "w:SZP u:OAC", NOT64, BYTE);
    }

    /** Each belongs to a feature of its own (CPUID). */
    private void laterIntegers() {
        form("POPCNT", "POPCNT", "F3: 0F B8 /r", ALL, NO_REPEAT);
        form("ABM", "LZCNT", "F3: 0F BD /r", "w:ZC u:OSAP", NO_REPEAT);
        form("BMI1", "TZCNT", "F3: 0F BC /r", "w:ZC u:OSAP", NO_REPEAT);
        form("MOVBE", "MOVBE", "0F 38 F0 /r", "", MEM, NO_REPEAT);
        form("MOVBE", "MOVBE", "0F 38 F1 /r", "", MEM, NO_REPEAT);
        form("SSE4_2", "CRC32", "F2: 0F 38 F0 /r", "", BYTE, NO_REPEAT);
        form("SSE4_2", "CRC32", "F2: 0F 38 F1 /r", "", NO_REPEAT);
        form("ADX", "ADCX", "66: 0F 38 F6 /r", "r:C w:C", NO66, NO_REPEAT);
        form("ADX", "ADOX", "F3: 0F 38 F6 /r", "r:O w:O", NO66, NO_REPEAT);
        form("BMI1", "ANDN", "VEX.NP.0F38 F2 /r", "w:OSZC u:AP");
        form("BMI1", "BEXTR", "VEX.NP.0F38 F7 /r", "w:OZC u:SAP");
        form("BMI1", "BLSR", "VEX.NP.0F38 F3 /1", "w:OSZC u:AP");
        form("BMI1", "BLSMSK", "VEX.NP.0F38 F3 /2", "w:OSZC u:AP");
        form("BMI1", "BLSI", "VEX.NP.0F38 F3 /3", "w:OSZC u:AP");
        form("BMI2", "BZHI", "VEX.NP.0F38 F5 /r", "w:OSZC u:AP");
        form("BMI2", "PEXT", "VEX.F3.0F38 F5 /r", "");
        form("BMI2", "PDEP", "VEX.F2.0F38 F5 /r", "");
        form("BMI2", "MULX", "VEX.F2.0F38 F6 /r", "");
        form("BMI2", "SHLX", "VEX.66.0F38 F7 /r", "");
        form("BMI2", "SARX", "VEX.F3.0F38 F7 /r", "");
        form("BMI2", "SHRX", "VEX.F2.0F38 F7 /r", "");
        form("BMI2", "RORX", "VEX.F2.0F3A F0 /r ib", "");
        form("SSE2", "MOVNTI", "0F C3 /r", "", MEM, NO66, NO_REPEAT);
        form("INVPCID", "INVPCID", "66: 0F 38 82 /r", "", MEM, NO66, NO_REPEAT);
        form("CLFLUSH", "CLFLUSH", "0F AE /7", "", MEM, NO66, NO_REPEAT);
        form("CLFLUSHOPT", "CLFLUSHOPT", "66: 0F AE /7", "", MEM, NO66, NO_REPEAT);
        form("CLWB", "CLWB", "66: 0F AE /6", "", MEM, NO66, NO_REPEAT);
    }

    private void segments() {
        form("MOV from segment", "8C /0", "");
        form("MOV from segment", "8C /1", "");
        form("MOV from segment", "8C /2", "");
        form("MOV from segment", "8C /3", "");
        form("MOV from segment", "8C /4", "");
        form("MOV from segment", "8C /5", "");
        form("MOV from segment", "8C /6", "");
        form("PUSH segment", "06", "", NOT64);
        form("PUSH segment", "0E", "", NOT64);
        form("PUSH segment", "16", "", NOT64);
        form("PUSH segment", "1E", "", NOT64);
        form("PUSH segment", "0F A0", "", D64);
        form("PUSH segment", "0F A8", "", D64);
        for (int register : new int[] {0, 2, 3, 4, 5}) {
            form("MOV to segment", "8E /" + register, "", SELECTOR);
        }
        form("MOV to segment", "8E /1", "", SELECTOR);
        form("POP segment", "07", "", NOT64, SELECTOR);
        form("POP segment", "17", "", NOT64, SELECTOR);
        form("POP segment", "1F", "", NOT64, SELECTOR);
        form("POP segment", "0F A1", "", D64, SELECTOR);
        form("POP segment", "0F A9", "", D64, SELECTOR);
        form("LES", "C4 /r", "", NOT64, MEM);
        form("LDS", "C5 /r", "", NOT64, MEM);
        form("LSS", "0F B2 /r", "", MEM);
        form("LFS", "0F B4 /r", "", MEM);
        form("LGS", "0F B5 /r", "", MEM);
        form("LAR", "0F 02 /r", "w:Z", SELECTOR);
        form("LSL", "0F 03 /r", "w:Z", SELECTOR);
        form("VERR", "0F 00 /4", "w:Z", SELECTOR);
        form("VERW", "0F 00 /5", "w:Z", SELECTOR, NO_LOCK);
        form("ARPL", "63 /r", "w:Z", NOT64, SELECTOR);
    }

    /** In user mode these give #GP or #UD; which of them, and ahead of what, is what is compared. */
    private void privileged() {
        form("CLI", "FA", "");
        form("STI", "FB", "");
        form("HLT", "F4", "");
        form("CLTS", "0F 06", "");
        form("INVD", "0F 08", "");
        form("WBINVD", "0F 09", "", NO_REPEAT);
        form("RDMSR", "0F 32", "");
        form("WRMSR", "0F 30", "");
        form("RSM", "0F AA", "");
        form("SYSRET", "0F 07", "");
        form("SWAPGS", "0F 01 F8", "", ONLY64);
        form("CLAC", "0F 01 CA", "", NO66, NO_REPEAT);
        form("STAC", "0F 01 CB", "", NO66, NO_REPEAT);
        form("MONITOR", "0F 01 C8", "", NO66, NO_REPEAT);
        form("MWAIT", "0F 01 C9", "", NO66, NO_REPEAT);
        form("INVLPG", "0F 01 /7", "", MEM);
        form("LGDT", "0F 01 /2", "", MEM);
        form("LIDT", "0F 01 /3", "", MEM);
        form("LMSW", "0F 01 /6", "");
        form("LLDT", "0F 00 /2", "");
        form("LTR", "0F 00 /3", "");
        form("MOV CR", "0F 20 /0", "", REG);
        form("MOV CR", "0F 20 /2", "", REG);
        form("MOV CR", "0F 22 /3", "", REG);
        form("MOV CR", "0F 22 /4", "", REG);
        form("MOV DR", "0F 21 /7", "", REG);
        form("MOV DR", "0F 23 /0", "", REG);
        form("IN", "E4 ib", "", BYTE);
        form("IN", "E5 ib", "");
        form("IN", "EC", "", BYTE);
        form("IN", "ED", "");
        form("OUT", "E6 ib", "", BYTE);
        form("OUT", "E7 ib", "");
        form("OUT", "EE", "", BYTE);
        form("OUT", "EF", "");
        pair("INS", "", 0x6C, "", "repeat", STRING);
        pair("OUTS", "", 0x6E, "", "repeat", STRING);
    }

    private void nothing() {
        form("UD2", "0F 0B", "");
        form("UD1", "0F B9 /r", "");
        form("UD0", "0F FF /r", "");
        form("invalid", "06", "", ONLY64);
        form("invalid", "27", "", ONLY64);
        form("invalid", "37", "", ONLY64);
        form("invalid", "60", "", ONLY64);
        form("invalid", "CE", "", ONLY64);
        form("invalid", "D4 ib", "", ONLY64);
        form("invalid", "C6 /1 ib", "", REG, BYTE);
        form("invalid", "FE /4", "", BYTE);
        form("invalid", "FF /7", "");
        form("invalid", "0F BA /0 ib", "");
    }

    private static String hex(int value) {
        return "%02X".formatted(value);
    }
}
