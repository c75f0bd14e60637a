package dev.pacifica.suite.asm;

import java.util.List;

/** General-purpose instructions (APM3 chapter 3) but for branches. The first form that fits is taken. */
final class IntegerForms {
    private static final List<String> ARITHMETIC = List.of("add", "or", "adc", "sbb", "and", "sub", "xor", "cmp");
    private static final List<String> SHIFTS = List.of("rol", "ror", "rcl", "rcr", "shl", "shr", "", "sar");

    private IntegerForms() {}

    static void declare(FormList t) {
        moves(t);
        stack(t);
        arithmetic(t);
        bits(t);
        strings(t);
        flagsAndAdjust(t);
    }

    private static void moves(FormList t) {
        t.form("mov", "al,moffs8", "A0 ob");
        t.form("mov", "av,moffsv", "A1 ob");
        t.form("mov", "moffs8,al", "A2 ob");
        t.form("mov", "moffsv,av", "A3 ob");
        t.form("mov", "m16*,sreg", "8C /r");
        t.form("mov", "m64,sreg", "o64 8C /r");
        t.form("mov", "n16,sreg", "o16 8C /r");
        t.form("mov", "n32,sreg", "o32 8C /r");
        t.form("mov", "n64,sreg", "only64 8C /r");
        t.form("mov", "sreg,m16*", "8E /r");
        t.form("mov", "sreg,m64", "o64 8E /r");
        t.form("mov", "sreg,n16", "8E /r");
        t.form("mov", "sreg,n32", "8E /r");
        t.form("mov", "sreg,n64", "only64 8E /r");
        t.form("mov", "n32,creg8", "not64 lock: 0F 20 /r");
        t.form("mov", "n32,creg", "not64 0F 20 /r");
        t.form("mov", "n64,creg", "0F 20 /r");
        t.form("mov", "creg8,n32", "not64 lock: 0F 22 /r");
        t.form("mov", "creg,n32", "not64 0F 22 /r");
        t.form("mov", "creg,n64", "0F 22 /r");
        t.form("mov", "n32,dreg", "not64 0F 21 /r");
        t.form("mov", "n64,dreg", "0F 21 /r");
        t.form("mov", "dreg,n32", "not64 0F 23 /r");
        t.form("mov", "dreg,n64", "0F 23 /r");
        t.form("mov", "rm8,r8", "88 /r");
        t.form("mov", "rmv,rv", "89 /r");
        t.form("mov", "r8,rm8", "8A /r");
        t.form("mov", "rv,rmv", "8B /r");
        t.form("mov", "r8,imm8", "B0+r ib");
        t.form("mov", "r16,imm16", "o16 B8+r iw");
        t.form("mov", "r32,imm32", "o32 B8+r id");
        t.form("mov", "r64,uimm32", "d64 B8+r id");
        t.form("mov", "n64,fimm32", "o64 C7 /0 id");
        t.form("mov", "r64,imm64", "o64 B8+r iq");
        t.form("mov", "rm8,imm8", "C6 /0 ib");
        t.form("mov", "rm16,imm16", "o16 C7 /0 iw");
        t.form("mov", "rm32,imm32", "o32 C7 /0 id");
        t.form("mov", "rm64,simm32d", "o64 C7 /0 id");
        for (String name : List.of("movzx", "movsx")) {
            String code = name.equals("movzx") ? "B6" : "BE";
            t.form(name, "rv,rm8", "0F " + code + " /r");
            String wide = name.equals("movzx") ? "B7" : "BF";
            t.form(name, "r32,rm16", "o32 0F " + wide + " /r");
            t.form(name, "r64,rm16", "o64 0F " + wide + " /r");
        }
        t.form("movsx", "r64,rm32", "o64 63 /r");
        t.form("movsxd", "r64,rm32", "o64 63 /r");
        t.form("lea", "rv,m*", "8D /r");
        t.form("xchg", "ax,r16", "o16 90+r");
        t.form("xchg", "eax,eax!", "o32 90+r");
        t.form("xchg", "eax,eax", "not64 o32 90");
        t.form("xchg", "rax,r64", "o64 90+r");
        t.form("xchg", "r16,ax", "o16 90+r");
        t.form("xchg", "eax!,eax", "o32 90+r");
        t.form("xchg", "r64,rax", "o64 90+r");
        t.form("xchg", "r8,rm8", "86 /r");
        t.form("xchg", "rv,rmv", "87 /r");
        t.form("xchg", "rm8,r8", "86 /r");
        t.form("xchg", "rmv,rv", "87 /r");
        t.form("movbe", "rv,mv", "0F 38 F0 /r");
        t.form("movbe", "mv,rv", "0F 38 F1 /r");
        t.form("bswap", "r32", "o32 0F C8+r");
        t.form("bswap", "r64", "o64 0F C8+r");
        t.form("cmovcc", "rv,rmv", "0F 40+cc /r");
        t.form("xlatb", "D7");
        t.form("xlat", "D7");
    }

    private static void stack(FormList t) {
        t.form("push", "r16", "o16 50+r");
        t.form("push", "r32", "not64 o32 50+r");
        t.form("push", "r64", "d64 50+r");
        t.form("push", "rm16", "o16 FF /6");
        t.form("push", "rm32", "not64 o32 FF /6");
        t.form("push", "rm64", "d64 FF /6");
        t.form("push", "es", "not64 06");
        t.form("push", "cs", "not64 0E");
        t.form("push", "ss", "not64 16");
        t.form("push", "ds", "not64 1E");
        t.form("push", "fs", "0F A0");
        t.form("push", "gs", "0F A8");
        t.form("push", "sb16", "only16 6A ib");
        t.form("push", "sb32", "only32 6A ib");
        t.form("push", "sb64", "only64 6A ib");
        t.form("push", "sb32", "only64 6A ib");
        t.form("push", "imm16", "only16 68 iw");
        t.form("push", "imm32", "only32 68 id");
        t.form("push", "simm32d", "only64 68 id");
        t.form("push", "sb16", "o16 6A ib");
        t.form("push", "imm16", "o16 68 iw");
        t.form("push", "sb32", "only16 o32 6A ib");
        t.form("push", "imm32", "only16 o32 68 id");
        t.form("pop", "r16", "o16 58+r");
        t.form("pop", "r32", "not64 o32 58+r");
        t.form("pop", "r64", "d64 58+r");
        t.form("pop", "rm16", "o16 8F /0");
        t.form("pop", "rm32", "not64 o32 8F /0");
        t.form("pop", "rm64", "d64 8F /0");
        t.form("pop", "es", "not64 07");
        t.form("pop", "ss", "not64 17");
        t.form("pop", "ds", "not64 1F");
        t.form("pop", "fs", "0F A1");
        t.form("pop", "gs", "0F A9");
        t.form("pusha", "not64 60");
        t.form("pushaw", "not64 o16 60");
        t.form("pushad", "not64 o32 60");
        t.form("popa", "not64 61");
        t.form("popaw", "not64 o16 61");
        t.form("popad", "not64 o32 61");
        t.form("pushf", "9C");
        t.form("pushfw", "o16 9C");
        t.form("pushfd", "not64 o32 9C");
        t.form("pushfq", "only64 9C");
        t.form("popf", "9D");
        t.form("popfw", "o16 9D");
        t.form("popfd", "not64 o32 9D");
        t.form("popfq", "only64 9D");
        t.form("enter", "uimm16,uimm8", "C8 iw ib");
        t.form("leave", "C9");
    }

    private static void arithmetic(FormList t) {
        for (int i = 0; i < ARITHMETIC.size(); i++) {
            String name = ARITHMETIC.get(i);
            String digit = " /" + i;
            t.form(name, "rm8,r8", hex(i * 8) + " /r");
            t.form(name, "rmv,rv", hex(i * 8 + 1) + " /r");
            t.form(name, "r8,rm8", hex(i * 8 + 2) + " /r");
            t.form(name, "rv,rmv", hex(i * 8 + 3) + " /r");
            t.form(name, "al,imm8", hex(i * 8 + 4) + " ib");
            t.form(name, "rm8,imm8", "80" + digit + " ib");
            t.form(name, "rmv,sbv", "83" + digit + " ib");
            t.form(name, "av,immz", hex(i * 8 + 5) + " iz");
            t.form(name, "rmv,immz", "81" + digit + " iz");
        }
        t.form("test", "rm8,r8", "84 /r");
        t.form("test", "rmv,rv", "85 /r");
        t.form("test", "r8,m8", "84 /r");
        t.form("test", "rv,mv", "85 /r");
        t.form("test", "al,imm8", "A8 ib");
        t.form("test", "av,immz", "A9 iz");
        t.form("test", "rm8,imm8", "F6 /0 ib");
        t.form("test", "rmv,immz", "F7 /0 iz");
        oneOperand(t, "not", "F6 /2", "F7 /2");
        oneOperand(t, "neg", "F6 /3", "F7 /3");
        oneOperand(t, "mul", "F6 /4", "F7 /4");
        oneOperand(t, "imul", "F6 /5", "F7 /5");
        oneOperand(t, "div", "F6 /6", "F7 /6");
        oneOperand(t, "idiv", "F6 /7", "F7 /7");
        t.form("imul", "rv,rmv", "0F AF /r");
        t.form("imul", "rv,rmv,sbv", "6B /r ib");
        t.form("imul", "r16,rm16,imm16", "o16 69 /r iw");
        t.form("imul", "r32,rm32,imm32", "o32 69 /r id");
        t.form("imul", "r64,rm64,simm32d", "o64 69 /r id");
        t.form("imul", "rv,sbv", "6B /r ib");
        t.form("imul", "r16,imm16", "o16 69 /r iw");
        t.form("imul", "r32,imm32", "o32 69 /r id");
        t.form("imul", "r64,simm32d", "o64 69 /r id");
        t.form("inc", "r16", "not64 o16 40+r");
        t.form("inc", "r32", "not64 o32 40+r");
        oneOperand(t, "inc", "FE /0", "FF /0");
        t.form("dec", "r16", "not64 o16 48+r");
        t.form("dec", "r32", "not64 o32 48+r");
        oneOperand(t, "dec", "FE /1", "FF /1");
        for (String name : List.of("rol", "ror", "rcl", "rcr", "shl", "sal", "shr", "sar")) {
            int digit = SHIFTS.indexOf(name.equals("sal") ? "shl" : name);
            t.form(name, "rm8,1", "D0 /" + digit);
            t.form(name, "rm8,cl", "D2 /" + digit);
            t.form(name, "rm8,uimm8", "C0 /" + digit + " ib");
            t.form(name, "rmv,1", "D1 /" + digit);
            t.form(name, "rmv,cl", "D3 /" + digit);
            t.form(name, "rmv,uimm8", "C1 /" + digit + " ib");
        }
        t.form("cmpxchg", "rm8,r8", "0F B0 /r");
        t.form("cmpxchg", "rmv,rv", "0F B1 /r");
        t.form("cmpxchg8b", "m64*", "0F C7 /1");
        t.form("cmpxchg16b", "m128*", "o64 0F C7 /1");
        t.form("xadd", "rm8,r8", "0F C0 /r");
        t.form("xadd", "rmv,rv", "0F C1 /r");
        t.form("bound", "r16,m", "not64 o16 62 /r");
        t.form("bound", "r32,m", "not64 o32 62 /r");
    }

    private static void oneOperand(FormList t, String name, String byteCode, String code) {
        t.form(name, "rm8", byteCode);
        t.form(name, "rmv", code);
    }

    private static void bits(FormList t) {
        t.form("shld", "rmv,rv,uimm8", "0F A4 /r ib");
        t.form("shld", "rmv,rv,cl", "0F A5 /r");
        t.form("shrd", "rmv,rv,uimm8", "0F AC /r ib");
        t.form("shrd", "rmv,rv,cl", "0F AD /r");
        List<String> tests = List.of("bt", "bts", "btr", "btc");
        for (int i = 0; i < 4; i++) {
            t.form(tests.get(i), "rmv,rv", "0F " + hex(0xa3 + 8 * i) + " /r");
            t.form(tests.get(i), "rmv,uimm8", "0F BA /" + (4 + i) + " ib");
        }
        t.form("bsf", "rv,rmv", "0F BC /r");
        t.form("bsr", "rv,rmv", "0F BD /r");
        t.form("popcnt", "rv,rmv", "F3: 0F B8 /r");
        t.form("tzcnt", "rv,rmv", "F3: 0F BC /r");
        t.form("lzcnt", "rv,rmv", "F3: 0F BD /r");
        t.form("crc32", "r32,n8", "F2: 0F 38 F0 /r");
        t.form("crc32", "r64,n8", "o64 F2: 0F 38 F0 /r");
        t.form("crc32", "r32,n16", "o16 F2: 0F 38 F1 /r");
        t.form("crc32", "r32,n32", "o32 F2: 0F 38 F1 /r");
        t.form("crc32", "r64,n64", "o64 F2: 0F 38 F1 /r");
        t.form("adcx", "r32,rm32", "66: 0F 38 F6 /r");
        t.form("adcx", "r64,rm64", "o64 66: 0F 38 F6 /r");
        t.form("adox", "r32,rm32", "F3: 0F 38 F6 /r");
        t.form("adox", "r64,rm64", "o64 F3: 0F 38 F6 /r");
        t.form("setcc", "rm8*", "0F 90+cc /0");
    }

    private static void strings(FormList t) {
        string(t, "movs", 0xa4);
        string(t, "cmps", 0xa6);
        string(t, "stos", 0xaa);
        string(t, "lods", 0xac);
        string(t, "scas", 0xae);
        t.form("insb", "6C");
        t.form("insw", "o16 6D");
        t.form("insd", "o32 6D");
        t.form("outsb", "6E");
        t.form("outsw", "o16 6F");
        t.form("outsd", "o32 6F");
        t.form("in", "al,uimm8", "E4 ib");
        t.form("in", "ax,uimm8", "o16 E5 ib");
        t.form("in", "eax,uimm8", "o32 E5 ib");
        t.form("in", "al,dx", "EC");
        t.form("in", "ax,dx", "o16 ED");
        t.form("in", "eax,dx", "o32 ED");
        t.form("out", "uimm8,al", "E6 ib");
        t.form("out", "uimm8,ax", "o16 E7 ib");
        t.form("out", "uimm8,eax", "o32 E7 ib");
        t.form("out", "dx,al", "EE");
        t.form("out", "dx,ax", "o16 EF");
        t.form("out", "dx,eax", "o32 EF");
    }

    private static void string(FormList t, String stem, int code) {
        t.form(stem + "b", hex(code));
        t.form(stem + "w", "o16 " + hex(code + 1));
        t.form(stem + "d", "o32 " + hex(code + 1));
        t.form(stem + "q", "o64 " + hex(code + 1));
    }

    private static void flagsAndAdjust(FormList t) {
        t.form("cbw", "o16 98");
        t.form("cwde", "o32 98");
        t.form("cdqe", "o64 98");
        t.form("cwd", "o16 99");
        t.form("cdq", "o32 99");
        t.form("cqo", "o64 99");
        t.form("cmc", "F5");
        t.form("clc", "F8");
        t.form("stc", "F9");
        t.form("cld", "FC");
        t.form("std", "FD");
        t.form("lahf", "9F");
        t.form("sahf", "9E");
        t.form("daa", "not64 27");
        t.form("das", "not64 2F");
        t.form("aaa", "not64 37");
        t.form("aas", "not64 3F");
        t.form("aam", "not64 D4 0A");
        t.form("aam", "uimm8", "not64 D4 ib");
        t.form("aad", "not64 D5 0A");
        t.form("aad", "uimm8", "not64 D5 ib");
        t.form("nop", "90");
        t.form("nop", "rmv", "0F 1F /0");
        t.form("pause", "F3: 90");
    }

    private static String hex(int code) {
        return "%02X".formatted(code);
    }
}
