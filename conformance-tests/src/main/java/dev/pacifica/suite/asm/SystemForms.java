package dev.pacifica.suite.asm;

/** System instructions (APM3 chapter 4), SVM among them. */
final class SystemForms {
    private SystemForms() {}

    static void declare(FormList t) {
        t.form("cli", "FA");
        t.form("sti", "FB");
        t.form("hlt", "F4");
        t.form("clts", "0F 06");
        t.form("invd", "0F 08");
        t.form("wbinvd", "0F 09");
        t.form("cpuid", "0F A2");
        t.form("rdtsc", "0F 31");
        t.form("rdtscp", "0F 01 F9");
        t.form("rdmsr", "0F 32");
        t.form("wrmsr", "0F 30");
        t.form("rdpmc", "0F 33");
        t.form("rsm", "0F AA");
        t.form("syscall", "0F 05");
        t.form("sysret", "0F 07");
        t.form("sysenter", "0F 34");
        t.form("sysexit", "0F 35");
        t.form("swapgs", "only64 0F 01 F8");
        t.form("xgetbv", "0F 01 D0");
        t.form("xsetbv", "0F 01 D1");
        t.form("clac", "0F 01 CA");
        t.form("stac", "0F 01 CB");
        descriptorTables(t);
        svm(t);
        t.form("invlpg", "m", "0F 01 /7");
        t.form("invpcid", "r32,m128*", "not64 66: 0F 38 82 /r");
        t.form("invpcid", "r64,m128*", "o64 66: 0F 38 82 /r");
        t.form("clflush", "m", "0F AE /7");
        t.form("lfence", "0F AE E8");
        t.form("mfence", "0F AE F0");
        t.form("sfence", "0F AE F8");
        t.form("monitor", "0F 01 C8");
        t.form("monitor", "eax,ecx,edx", "not64 0F 01 C8");
        t.form("monitor", "rax,ecx,edx", "0F 01 C8");
        t.form("mwait", "0F 01 C9");
        t.form("mwait", "eax,ecx", "0F 01 C9");
        fsgsbase(t, "rdfsbase", "0");
        fsgsbase(t, "rdgsbase", "1");
        fsgsbase(t, "wrfsbase", "2");
        fsgsbase(t, "wrgsbase", "3");
        t.form("ud0", "0F FF");
        t.form("ud0", "rv,rmv", "0F FF /r");
        t.form("ud1", "0F B9");
        t.form("ud1", "rv,rmv", "0F B9 /r");
        t.form("ud2", "0F 0B");
    }

    private static void descriptorTables(FormList t) {
        t.form("sgdt", "m", "0F 01 /0");
        t.form("sidt", "m", "0F 01 /1");
        t.form("lgdt", "m", "0F 01 /2");
        t.form("lidt", "m", "0F 01 /3");
        t.form("sldt", "m16*", "0F 00 /0");
        t.form("sldt", "n16", "o16 0F 00 /0");
        t.form("sldt", "n32", "o32 0F 00 /0");
        t.form("sldt", "n64", "only64 0F 00 /0");
        t.form("str", "m16*", "0F 00 /1");
        t.form("str", "nv", "0F 00 /1");
        t.form("lldt", "rm16*", "0F 00 /2");
        t.form("ltr", "rm16*", "0F 00 /3");
        t.form("verr", "rm16*", "0F 00 /4");
        t.form("verw", "rm16*", "0F 00 /5");
        t.form("smsw", "m16*", "0F 01 /4");
        t.form("smsw", "nv", "0F 01 /4");
        t.form("lmsw", "rm16*", "0F 01 /6");
        t.form("lar", "rv,rm16*", "0F 02 /r");
        t.form("lar", "rv,n32", "0F 02 /r");
        t.form("lar", "rv,n64", "0F 02 /r");
        t.form("lsl", "rv,rm16*", "0F 03 /r");
        t.form("lsl", "rv,n32", "0F 03 /r");
        t.form("lsl", "rv,n64", "0F 03 /r");
        t.form("arpl", "rm16*,r16", "not64 63 /r");
    }

    /** APM3: VMRUN, VMLOAD and VMSAVE take their address from rAX; only the address-size prefix says how wide. */
    private static void svm(FormList t) {
        t.form("vmrun", "0F 01 D8");
        t.form("vmmcall", "0F 01 D9");
        t.form("vmload", "0F 01 DA");
        t.form("vmsave", "0F 01 DB");
        t.form("stgi", "0F 01 DC");
        t.form("clgi", "0F 01 DD");
        t.form("skinit", "0F 01 DE");
        t.form("invlpga", "0F 01 DF");
        t.form("invlpga", "ax,ecx", "not64 a16 0F 01 DF");
        t.form("invlpga", "eax,ecx", "a32 0F 01 DF");
        t.form("invlpga", "rax,ecx", "a64 0F 01 DF");
    }

    private static void fsgsbase(FormList t, String name, String digit) {
        t.form(name, "n32", "only64 F3: 0F AE /" + digit);
        t.form(name, "n64", "o64 F3: 0F AE /" + digit);
    }
}
