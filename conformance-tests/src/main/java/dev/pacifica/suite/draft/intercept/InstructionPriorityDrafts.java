package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.intercept.InstructionDrafts.Intercepted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Instructions that are intercepted and would fault: which of the two comes first. */
public final class InstructionPriorityDrafts {
    private static final long UNMAPPED = 0x1_0000_0000L;

    private final List<Draft> drafts = new ArrayList<>();

    private InstructionPriorityDrafts() {}

    public static List<Draft> all() {
        InstructionPriorityDrafts priorities = new InstructionPriorityDrafts();
        priorities.beforeMemory();
        priorities.beforeStackAndGates();
        priorities.afterControlBits();
        priorities.afterOperands();
        return priorities.drafts;
    }

    private static Intercepted intercepted(String name) {
        return InstructionDrafts.INTERCEPTED.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Draft draft(String suffix, Guest guest, Intercepted intercepted, String text) {
        Draft draft = InstructionDrafts.draft(intercepted.name() + suffix, guest, intercepted, text);
        drafts.add(draft);
        return draft;
    }

    private void beforeMemory() {
        for (String name : new String[] {"sidt", "sgdt", "lidt", "lgdt"}) {
            memory(name, intercepted(name).text64());
        }
        memory("sldt", "sldt [rbx]");
        memory("str", "str [rbx]");
        memory("lldt", "lldt [rbx]");
        memory("ltr", "ltr [rbx]");
        for (String name : new String[] {"lldt", "ltr"}) {
            Draft draft = draft("-of-a-selector-beyond-the-gdt", Guest.long64(), intercepted(name), name + " bx")
                    .gpr("rbx", 0x1000)
                    .about(
                            "intercepted " + name.toUpperCase(Locale.ROOT)
                                    + " of a selector beyond the limit of the GDT",
                            "the descriptor is read before the exit");
            InstructionDrafts.exits(draft, intercepted(name));
        }
        Draft invlpg = draft("-of-a-non-canonical-address", Guest.long64(), intercepted("invlpg"), "invlpg [rbx]")
                .gpr("rbx", 0x0000_8000_0000_0000L)
                .about(
                        "intercepted INVLPG of an address that is not canonical",
                        "the address is checked before the exit");
        InstructionDrafts.exits(invlpg, intercepted("invlpg"));
    }

    private void memory(String name, String text) {
        Draft draft = draft("-of-unmapped-memory", Guest.long64(), intercepted(name), text)
                .gpr("rbx", UNMAPPED)
                .about(
                        "intercepted " + text.toUpperCase(Locale.ROOT) + " with an operand that is not mapped",
                        "the page fault comes before the exit");
        InstructionDrafts.exits(draft, intercepted(name));
    }

    private void beforeStackAndGates() {
        for (String name : new String[] {"pushf", "popf", "iret"}) {
            Draft draft = draft(
                            "-with-unmapped-stack",
                            Guest.long64(),
                            intercepted(name),
                            intercepted(name).text64())
                    .set("RSP", UNMAPPED + 0x800)
                    .about(
                            "intercepted " + intercepted(name).text64().toUpperCase(Locale.ROOT)
                                    + " with a stack that is not mapped",
                            "the page fault comes before the exit");
            InstructionDrafts.exits(draft, intercepted(name));
        }
        for (String name : new String[] {"intn", "icebp"}) {
            Draft draft = draft(
                            "-without-idt",
                            Guest.long64(),
                            intercepted(name),
                            intercepted(name).text64())
                    .set("IDTR.limit", 0)
                    .about(
                            "intercepted " + intercepted(name).text64().toUpperCase(Locale.ROOT)
                                    + " with an IDT that is too short",
                            "the gate is looked at before the exit");
            InstructionDrafts.exits(draft, intercepted(name));
        }
        Draft user = draft("-of-a-gate-for-cpl-0", Guest.long64User(), intercepted("intn"), "int 0x0e")
                .about(
                        "intercepted INT 0Eh at CPL 3",
                        "the DPL of the gate is checked before the exit, or the vector counts as a page fault");
        InstructionDrafts.exits(user, intercepted("intn"));
    }

    private void afterControlBits() {
        for (String name : new String[] {"rdtsc", "rdtscp"}) {
            Draft denied = draft("-at-cpl-3-with-tsd", Guest.long64User(), intercepted(name), name)
                    .setBits("CR4", 1 << 2)
                    .about(
                            name.toUpperCase(Locale.ROOT) + " at CPL 3 with CR4.TSD set, intercepted",
                            "the exit comes before the #GP of TSD");
            Attempt.faults(denied, intercepted(name).rule(), Attempt.GP);
            Draft permitted = draft("-at-cpl-0-with-tsd", Guest.long64(), intercepted(name), name)
                    .setBits("CR4", 1 << 2)
                    .about(
                            name.toUpperCase(Locale.ROOT) + " at CPL 0 with CR4.TSD set, intercepted",
                            "TSD is taken to hold at CPL 0");
            InstructionDrafts.exits(permitted, intercepted(name));
        }
        Draft counters = draft("-at-cpl-3-with-pce", Guest.long64User(), intercepted("rdpmc"), "rdpmc")
                .setBits("CR4", 1 << 8)
                .about(
                        "RDPMC at CPL 3 with CR4.PCE set, intercepted",
                        "RDPMC is treated as privileged although PCE permits it");
        InstructionDrafts.exits(counters, intercepted("rdpmc"));
        for (String name : new String[] {"sidt", "sgdt", "sldt", "str"}) {
            Draft draft = draft(
                            "-at-cpl-3-with-umip",
                            Guest.long64User(),
                            intercepted(name),
                            intercepted(name).text64())
                    .requires("UMIP")
                    .setBits("CR4", 1 << 11)
                    .about(
                            intercepted(name).text64().toUpperCase(Locale.ROOT)
                                    + " at CPL 3 with CR4.UMIP set, intercepted",
                            "the exit comes before the #GP of UMIP");
            Attempt.faults(draft, "INS-18", Attempt.GP);
        }
    }

    private void afterOperands() {
        Draft counter = draft("-of-a-missing-counter", Guest.long64(), intercepted("rdpmc"), "rdpmc")
                .gpr("rcx", 0x7FFF_FFFF)
                .about("intercepted RDPMC of a counter that does not exist", "the exit comes before the #GP");
        Attempt.faults(counter, "INS-22", Attempt.GP);
        Draft monitor = draft("-of-unmapped-memory", Guest.long64(), intercepted("monitor"), "monitor")
                .set("RAX", UNMAPPED)
                .about("intercepted MONITOR of an address that is not mapped", "the exit comes before the page fault");
        monitor.claimField("INS-42", "EXITCODE", Attempt.PF)
                .claimField("EXC-24", "EXITINFO1", 0)
                .claimField("EXC-24", "EXITINFO2", UNMAPPED)
                .claimField("EXC-03", "RIP", Draft.GUEST + 1)
                .unspecified(ExitMasks.WITH_BOTH);
        Draft armed = Attempt.of("instructions/mwait-with-armed-monitor", Guest.long64(), "monitor", "mwait")
                .requires("MONITOR")
                .gpr("rcx", 0)
                .gpr("rdx", 0)
                .set("RAX", Draft.SCRATCH)
                .touches(Draft.SCRATCH)
                .about(
                        "MONITOR, then MWAIT with both of its intercepts set",
                        "neither intercept of MWAIT is taken, or the exit code is neither of the two");
        Attempt.intercept(Attempt.intercept(armed, 0x8B), 0x8C)
                .claimField("INS-43", "EXITCODE", ~7L, 0x88)
                .claimField("INS-06", "RIP", Draft.GUEST + 4)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(armed);
        Draft unarmed = draft("-without-monitor", Guest.long64(), intercepted("mwait"), "mwait")
                .about(
                        "MWAIT without MONITOR with both of its intercepts set",
                        "the conditional intercept is taken although nothing is armed");
        InstructionDrafts.exits(Attempt.intercept(unarmed, 0x8C), intercepted("mwait"));
    }
}
