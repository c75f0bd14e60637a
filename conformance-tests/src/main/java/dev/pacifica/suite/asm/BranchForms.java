package dev.pacifica.suite.asm;

import java.util.List;

/** Branches, calls, returns and software interrupts (APM3 chapter 3). */
final class BranchForms {
    private BranchForms() {}

    static void declare(FormList t) {
        t.form("jmp", "rel8?", "EB cb");
        near(t, "jmp", "E9", "4");
        far(t, "jmp", "EA", "5");
        near(t, "call", "E8", "2");
        far(t, "call", "9A", "3");
        t.form("jcc", "rel8?", "70+cc cb");
        t.form("jcc", "rel", "0F 80+cc cz");
        t.form("jcxz", "rel8", "not64 a16 E3 cb");
        t.form("jecxz", "rel8", "a32 E3 cb");
        t.form("jrcxz", "rel8", "a64 E3 cb");
        List<List<String>> loops = List.of(List.of("loopne", "loopnz"), List.of("loope", "loopz"), List.of("loop"));
        for (int i = 0; i < loops.size(); i++) {
            for (String name : loops.get(i)) {
                String code = "E" + i + " cb";
                t.form(name, "rel8", code);
                t.form(name, "rel8,cx", "not64 a16 " + code);
                t.form(name, "rel8,ecx", "a32 " + code);
                t.form(name, "rel8,rcx", "a64 " + code);
            }
        }
        returns(t, "ret", "C3", "C2");
        returns(t, "retn", "C3", "C2");
        returns(t, "retf", "CB", "CA");
        t.form("retw", "o16 C3");
        t.form("retd", "not64 o32 C3");
        t.form("retq", "only64 C3");
        t.form("retfw", "o16 CB");
        t.form("retfd", "o32 CB");
        t.form("retfq", "o64 CB");
        t.form("int", "uimm8", "CD ib");
        t.form("int3", "CC");
        t.form("int1", "F1");
        t.form("int01", "F1");
        t.form("icebp", "F1");
        t.form("into", "not64 CE");
        t.form("iret", "CF");
        t.form("iretw", "o16 CF");
        t.form("iretd", "o32 CF");
        t.form("iretq", "o64 CF");
    }

    private static void near(FormList t, String name, String code, String digit) {
        t.form(name, "rel", code + " cz");
        t.form(name, "rel16", "not64 o16 " + code + " cw");
        t.form(name, "rel32", "not64 o32 " + code + " cd");
        t.form(name, "rel64", "only64 " + code + " cd");
        t.form(name, "n16", "not64 o16 FF /" + digit);
        t.form(name, "n32", "not64 o32 FF /" + digit);
        t.form(name, "n64", "d64 FF /" + digit);
        t.form(name, "m", "FF /" + digit);
        t.form(name, "m16", "not64 o16 FF /" + digit);
        t.form(name, "m32", "not64 o32 FF /" + digit);
        t.form(name, "m64", "d64 FF /" + digit);
    }

    private static void far(FormList t, String name, String code, String digit) {
        t.form(name, "ptr", "not64 " + code + " pz");
        t.form(name, "ptr16", "not64 o16 " + code + " pw");
        t.form(name, "ptr32", "not64 o32 " + code + " pd");
        t.form(name, "far", "not64 FF /" + digit);
        t.form(name, "far", "o64 FF /" + digit);
        t.form(name, "far16", "o16 FF /" + digit);
        t.form(name, "far32", "o32 FF /" + digit);
        t.form(name, "far64", "o64 FF /" + digit);
    }

    private static void returns(FormList t, String name, String plain, String popping) {
        t.form(name, plain);
        t.form(name, "imm16", popping + " iw");
    }
}
