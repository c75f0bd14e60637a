package dev.pacifica.model.decode;

import java.util.Set;
import java.util.regex.Pattern;

/** Extensions for which the model has no feature, and what objdump calls their instructions. */
enum Extensions {
    /** AVX, AVX2, AVX-512, FMA, F16C, FMA4: VEX and EVEX on vector and mask registers. */
    VECTORS("v(?!m(call|launch|resume|xo|clear|ptr|read|write|func)).+|k[a-z]+[bwdq]?"),
    /** XOP, TBM and LWP, behind 8Fh. */
    XOP("bextr|bl(ci|cs|sfill|sic).*|blc(fill|ic|msk)|t1mskc|tzmsk|llwpcb|slwpcb|lwpval|lwpins"),
    TILES("tile.*|ldtilecfg|sttilecfg|tdp.*"),
    AMD_3DNOW("femms|pavgusb|pf.*|pi2f[dw]|pmulhrw|pswapd"),
    SHA("sha(1|256).*"),
    GALOIS_FIELD("gf2p8.*"),
    KEY_LOCKER("aes(enc|dec)(wide)?(128|256)kl|encodekey(128|256)|loadiwkey"),
    PADLOCK("xcrypt-.*|xsha(1|256)|xstore-rng|montmul"),
    OTHER_VIRTUALIZATION(
            "vmcall|vmlaunch|vmresume|vmxoff|vmxon|vmclear|vmptrld|vmptrst|vmread|vmwrite|vmfunc|invept|invvpid"),
    TRUSTED_EXECUTION("getsec|encl[suv]|pconfig|seam.*|tdcall"),
    TRANSACTIONS("xabort|xbegin|xend|xtest|xsusldtrk|xresldtrk"),
    SHADOW_STACKS("clrssbsy|setssbsy|incssp[dq]|rdssp[dq]|rstorssp|saveprevssp|wru?ss[dq]"),
    PROTECTION_KEYS("rdpkru|wrpkru"),
    USER_INTERRUPTS("clui|stui|testui|uiret|senduipi"),
    STORES_AND_WAITS("movdiri|movdir64b|enqcmds?|serialize|tpause|umonitor|umwait|hreset|ptwrite|clzero|cldemote"),
    ATOMICS("aadd|aand|aor|axor"),
    EXTENDED_STATE("xsaveopt(64)?|xsavec(64)?|xsaves(64)?|xrstors(64)?"),
    AMD_SYSTEM("invlpgb|tlbsync|mcommit|rdpru|pvalidate|psmash|rmpupdate|rmpadjust|rmpquery"),
    MACHINE_REGISTERS("wrmsrns|rdmsrlist|wrmsrlist|prefetchit[01]");

    /** What the patterns must not hide: instructions that the model has. */
    private static final Set<String> OURS = FormSamples.mnemonics();

    private final Pattern mnemonics;

    Extensions(String mnemonics) {
        this.mnemonics = Pattern.compile(mnemonics);
    }

    static boolean contain(String mnemonic) {
        for (Extensions extension : values()) {
            if (extension.mnemonics.matcher(mnemonic).matches()) {
                return !OURS.contains(mnemonic) || mnemonic.equals("bextr");
            }
        }
        return false;
    }
}
