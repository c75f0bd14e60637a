package dev.pacifica.suite.asm;

/** The few x87 and media instructions that guests need to load, save and touch that state (APM4, APM5). */
final class MediaForms {
    private MediaForms() {}

    static void declare(FormList t) {
        t.form("wait", "9B");
        t.form("fwait", "9B");
        t.form("fninit", "DB E3");
        t.form("finit", "wait: DB E3");
        t.form("fnclex", "DB E2");
        t.form("fclex", "wait: DB E2");
        t.form("fnstcw", "m16*", "D9 /7");
        t.form("fstcw", "m16*", "wait: D9 /7");
        t.form("fldcw", "m16*", "D9 /5");
        t.form("fnstsw", "m16*", "DD /7");
        t.form("fnstsw", "ax", "DF E0");
        t.form("fld1", "D9 E8");
        t.form("fldz", "D9 EE");
        t.form("fxsave", "m", "0F AE /0");
        t.form("fxsave64", "m", "o64 0F AE /0");
        t.form("fxrstor", "m", "0F AE /1");
        t.form("fxrstor64", "m", "o64 0F AE /1");
        t.form("ldmxcsr", "m32*", "0F AE /2");
        t.form("stmxcsr", "m32*", "0F AE /3");
        t.form("xsave", "m", "0F AE /4");
        t.form("xsave64", "m", "o64 0F AE /4");
        t.form("xrstor", "m", "0F AE /5");
        t.form("xrstor64", "m", "o64 0F AE /5");
        t.form("emms", "0F 77");
        t.form("movd", "q,n32", "0F 6E /r");
        t.form("movd", "q,m32*", "0F 6E /r");
        t.form("movd", "n32,q", "0F 7E /r");
        t.form("movd", "m32*,q", "0F 7E /r");
        t.form("movd", "x,n32", "66: 0F 6E /r");
        t.form("movd", "x,m32*", "66: 0F 6E /r");
        t.form("movd", "n32,x", "66: 0F 7E /r");
        t.form("movd", "m32*,x", "66: 0F 7E /r");
        t.form("movq", "q,qm64", "0F 6F /r");
        t.form("movq", "qm64,q", "0F 7F /r");
        t.form("movq", "q,n64", "o64 0F 6E /r");
        t.form("movq", "n64,q", "o64 0F 7E /r");
        t.form("movq", "x,xm64", "F3: 0F 7E /r");
        t.form("movq", "xm64,x", "66: 0F D6 /r");
        t.form("movq", "x,n64", "o64 66: 0F 6E /r");
        t.form("movq", "n64,x", "o64 66: 0F 7E /r");
        load(t, "movdqa", "66: 0F 6F /r", "66: 0F 7F /r");
        load(t, "movdqu", "F3: 0F 6F /r", "F3: 0F 7F /r");
        load(t, "movaps", "0F 28 /r", "0F 29 /r");
        load(t, "movups", "0F 10 /r", "0F 11 /r");
        packed(t);
        t.form("xorps", "x,xm128", "0F 57 /r");
        t.form("ucomiss", "x,xm32", "0F 2E /r");
        t.form("comiss", "x,xm32", "0F 2F /r");
        t.form("ucomisd", "x,xm64", "66: 0F 2E /r");
        t.form("comisd", "x,xm64", "66: 0F 2F /r");
    }

    /** Mnemonic and opcode behind 0Fh of the packed integer instructions; 66h makes XMM registers of MMX registers. */
    private static final String[][] PACKED = {
        {"punpcklbw", "60"},
        {"punpcklwd", "61"},
        {"punpckldq", "62"},
        {"packsswb", "63"},
        {"pcmpgtb", "64"},
        {"pcmpgtw", "65"},
        {"pcmpgtd", "66"},
        {"packuswb", "67"},
        {"punpckhbw", "68"},
        {"punpckhwd", "69"},
        {"punpckhdq", "6A"},
        {"packssdw", "6B"},
        {"pcmpeqb", "74"},
        {"pcmpeqw", "75"},
        {"pcmpeqd", "76"},
        {"psrlw", "D1"},
        {"psrld", "D2"},
        {"psrlq", "D3"},
        {"paddq", "D4"},
        {"pmullw", "D5"},
        {"psubusb", "D8"},
        {"psubusw", "D9"},
        {"pminub", "DA"},
        {"pand", "DB"},
        {"paddusb", "DC"},
        {"paddusw", "DD"},
        {"pmaxub", "DE"},
        {"pandn", "DF"},
        {"pavgb", "E0"},
        {"psraw", "E1"},
        {"psrad", "E2"},
        {"pavgw", "E3"},
        {"pmulhuw", "E4"},
        {"pmulhw", "E5"},
        {"psubsb", "E8"},
        {"psubsw", "E9"},
        {"pminsw", "EA"},
        {"por", "EB"},
        {"paddsb", "EC"},
        {"paddsw", "ED"},
        {"pmaxsw", "EE"},
        {"pxor", "EF"},
        {"psllw", "F1"},
        {"pslld", "F2"},
        {"psllq", "F3"},
        {"pmuludq", "F4"},
        {"pmaddwd", "F5"},
        {"psadbw", "F6"},
        {"psubb", "F8"},
        {"psubw", "F9"},
        {"psubd", "FA"},
        {"psubq", "FB"},
        {"paddb", "FC"},
        {"paddw", "FD"},
        {"paddd", "FE"}
    };

    private static void packed(FormList t) {
        for (String[] form : PACKED) {
            t.form(form[0], "q,qm64", "0F " + form[1] + " /r");
            t.form(form[0], "x,xm128", "66: 0F " + form[1] + " /r");
        }
    }

    private static void load(FormList t, String name, String load, String store) {
        t.form(name, "x,xm128", load);
        t.form(name, "xm128,x", store);
    }
}
