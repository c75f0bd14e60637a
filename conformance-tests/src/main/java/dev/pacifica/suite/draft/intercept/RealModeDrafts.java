package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Guests in real mode without paging: what does not exist there, and intercepts that do not depend on the mode. */
public final class RealModeDrafts {
    /** D, L, P and R. */
    private static final long OBSERVED_OF_CS = 0x682;

    private static final long MSR_MAP = 0x101_4000;
    private static final int STAR = 0xC000_0081;

    private final List<Draft> drafts = new ArrayList<>();

    private RealModeDrafts() {}

    public static List<Draft> all() {
        RealModeDrafts real = new RealModeDrafts();
        real.missingInstructions();
        real.intercepts();
        real.permissionMaps();
        real.codeSegment();
        return real.drafts;
    }

    private Draft draft(String name, String text, String failure) {
        Draft draft = Attempt.of("real-mode/" + name, Guest.real(), text)
                .gpr("rbx", 0)
                .gpr("rcx", 0)
                .touches(Draft.SCRATCH)
                .about(text.toUpperCase(Locale.ROOT) + " in real mode, intercepted", failure);
        drafts.add(draft);
        return draft;
    }

    private void missingInstructions() {
        String failure = "the intercept is taken although the instruction does not exist in real mode";
        missing("sldt", 0x68, "sldt bx", "INS-18", failure);
        missing("str", 0x69, "str bx", "INS-18", failure);
        missing("lldt", 0x6C, "lldt bx", "INS-18", failure);
        missing("ltr", 0x6D, "ltr bx", "INS-18", failure);
        missing("invlpga", 0x7A, "invlpga", "EN-14", failure);
        missing("vmrun", 0x80, "vmrun", "EN-14", failure);
        missing("vmload", 0x82, "vmload", "EN-14", failure);
        missing("vmsave", 0x83, "vmsave", "EN-14", failure);
        missing("stgi", 0x84, "stgi", "EN-14", failure);
        missing("clgi", 0x85, "clgi", "EN-14", failure);
    }

    private void missing(String name, int code, String text, String rule, String failure) {
        Attempt.faults(Attempt.intercept(draft(name, text, failure), code), rule, Attempt.UD);
    }

    private void intercepts() {
        exits("read-cr0", 0x00, "mov ebx, cr0", "INS-10");
        exits("sidt", 0x66, "sidt [bx]", "INS-18");
        exits("lgdt", 0x6B, "lgdt [bx]", "INS-18");
        exits("rdtsc", 0x6E, "rdtsc", "INS-20");
        exits("pushf", 0x70, "pushf", "INS-24");
        exits("popf", 0x71, "popf", "INS-24");
        exits("cpuid", 0x72, "cpuid", "INS-25");
        exits("iret", 0x74, "iret", "INS-27");
        exits("intn", 0x75, "int 0x30", "INS-28");
        exits("pause", 0x77, "pause", "INS-32");
        exits("hlt", 0x78, "hlt", "INS-33");
        exits("vmmcall", 0x81, "vmmcall", "EN-16");
    }

    private void exits(String name, int code, String text, String rule) {
        Draft draft = draft(name, text, "the intercept is missed in real mode, or rIP is not the offset in CS");
        Attempt.exits(Attempt.intercept(draft, code), rule, code)
                .claimField("EXIT-08", "RSP", draft.field("RSP"))
                .unspecified(code == 0x00 || code == 0x75 ? ExitMasks.WITH_INFO_1 : ExitMasks.PLAIN);
        if (code == 0x00 || code == 0x75) {
            draft.unspecifiedWithout("DecodeAssists", "exit-information-1");
        }
    }

    private void permissionMaps() {
        Draft read = draft("rdmsr", "rdmsr", "the permission map is not consulted in real mode")
                .gpr("rcx", STAR & 0xFFFF_FFFFL)
                .touches(MSR_MAP + 0x1000)
                .data(MSR_MAP + 0x800 + (STAR & 0x1FFF) / 4, new byte[] {1 << 2 * (STAR & 3)});
        Attempt.exits(Attempt.intercept(read, 0x7C), "MSR-03", 0x7C)
                .claimField("MSR-08", "EXITINFO1", 0)
                .unspecified(ExitMasks.WITH_INFO_1);
        Draft out = PortDrafts.accessing("real-mode/out", Guest.real(), "out 0x80, al")
                .about("OUT in real mode, intercepted", "the permission map is not consulted in real mode");
        drafts.add(out);
        Attempt.exits(PortDrafts.intercepting(out, 0x80), "IOIO-03", PortDrafts.IOIO_PROT)
                .claimField("IOIO-10", "EXITINFO1", PortDrafts.DESCRIBED, 0x80_0010)
                .claimField("IOIO-08", "EXITINFO2", 3)
                .unspecified(ExitMasks.WITH_BOTH)
                .unspecified("io-address-size", "io-reserved", "io-segment-without-string");
        Draft outs = PortDrafts.accessing("real-mode/outsw", Guest.real(), "outsw")
                .about(
                        "OUTSW in real mode, intercepted",
                        "the address size of real mode is not reported, or the access was made first")
                .gpr("rdx", 0x80)
                .gpr("rsi", 0)
                .touches(Draft.SCRATCH);
        drafts.add(outs);
        Attempt.exits(PortDrafts.intercepting(outs, 0x80), "IOIO-05", PortDrafts.IOIO_PROT)
                .claimField("IOIO-10", "EXITINFO1", PortDrafts.DESCRIBED | 0x380, 0x80_00A4)
                .claimField("IOIO-08", "EXITINFO2", 2)
                .claim("IOIO-06", "rsi", 0)
                .unspecified(ExitMasks.WITH_BOTH)
                .unspecified("io-reserved")
                .unspecifiedWithout("DecodeAssists", "io-segment");
    }

    /** SEG-06: of the attributes of CS the processor observes D, L, P and R; what becomes of the others in real mode is open. */
    private void codeSegment() {
        Draft draft = draft("code-segment-attributes", "nop", "")
                .about(
                        "a real-mode guest whose CS has the attributes of a code segment",
                        "#VMEXIT saves D, L, P or R of CS otherwise than VMRUN loaded it")
                .set("CS.attributes", 0x9B)
                .unspecified("code-segment-unobserved");
        Attempt.passes(draft, "EXIT-03").claimField("EXIT-03", "CS.attributes", OBSERVED_OF_CS, 0x82);
    }
}
