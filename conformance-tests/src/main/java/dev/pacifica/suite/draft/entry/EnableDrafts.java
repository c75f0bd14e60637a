package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** When the SVM instructions exist, and who may use them (EN-12 to EN-15). */
public final class EnableDrafts {
    private static final int UD = 6;
    private static final int GP = 13;
    /** The fixture's EFER with SVME clear. */
    private static final long WITHOUT_SVME = 0xD00;

    private EnableDrafts() {}

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        for (String name : new String[] {"vmrun", "vmload", "vmsave", "clgi", "vmmcall", "invlpga"}) {
            drafts.add(new Draft("enable/" + name + "-without-svme", Level.EN)
                    .about(
                            name.toUpperCase(Locale.ROOT) + " in the host while EFER.SVME is clear",
                            "the instruction is recognised although SVM is not enabled")
                    .state("efer", WITHOUT_SVME)
                    .gpr("rax", Draft.VMCB)
                    .touches(Draft.VMCB)
                    .host(name, "jmp end")
                    .claimException("EN-12", UD, 0, Draft.PROGRAM));
        }
        for (String name : new String[] {"vmrun", "vmload", "vmsave", "stgi", "clgi", "invlpga"}) {
            Draft draft = new Draft("enable/" + name + "-at-cpl-3", Level.EN)
                    .about(
                            name.toUpperCase(Locale.ROOT) + " at privilege level 3",
                            "the instruction is not privileged, or reports something other than #GP(0)")
                    .gpr("rax", Draft.VMCB)
                    .touches(Draft.VMCB)
                    .hostAtCpl3(name, "jmp $");
            drafts.add(draft.claimException("EN-15", GP, 0, draft.label("user")).claim("EN-15", "cs", 0x33));
        }
        Draft both = new Draft("enable/ud-before-privilege", Level.EN)
                .about(
                        "CLGI at privilege level 3 while EFER.SVME is clear",
                        "the privilege level is checked before the reasons for #UD")
                .state("efer", WITHOUT_SVME)
                .hostAtCpl3("clgi");
        drafts.add(both.claimException("EN-12", UD, 0, both.label("user")).claim("EN-15", "exception.vector", UD));
        drafts.add(new Draft("enable/vmmcall-in-host", Level.EN)
                .about(
                        "VMMCALL in the host while SVM is enabled",
                        "VMMCALL does something outside a guest, where nothing can intercept it")
                .host("vmmcall", "jmp end")
                .claimEnds("INS-05", Ended.EXCEPTION)
                .claimException("EN-16", UD, 0, Draft.PROGRAM));
        drafts.add(new Draft("enable/stgi-and-clgi-in-host", Level.EN)
                .about("CLGI and STGI in the host", "they change something that software can see, or fault")
                .host("clgi", "stgi", "jmp end")
                .claimEnds("GIF-03", Ended.END)
                .claim("GIF-17", "rflags", 0x2));
        return drafts;
    }
}
