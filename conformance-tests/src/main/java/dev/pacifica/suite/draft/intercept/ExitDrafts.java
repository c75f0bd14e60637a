package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Intercepted CPUID, HLT, VMMCALL and VMRUN: priority against exceptions, and what the exit reports. */
public final class ExitDrafts {
    private static final Map<String, Guest> MODES =
            Map.of("64-bit", Guest.long64(), "compatibility", Guest.compatibility(), "protected", Guest.protected32());

    private static final int GP_EXIT = 0x4D;

    private ExitDrafts() {}

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        MODES.forEach((mode, guest) -> {
            drafts.add(intercepted("cpuid", mode, guest).setBits("INTERCEPT_3", Guest.CPUID));
            drafts.add(intercepted("hlt", mode, guest).setBits("INTERCEPT_3", Guest.HLT));
            drafts.add(intercepted("vmmcall", mode, guest));
            drafts.add(intercepted("vmrun", mode, guest)
                    .set("RAX", Draft.SECOND_VMCB)
                    .claimField("VMRUN-07", "EXITCODE", 0x80));
        });
        privilege(drafts);
        notIntercepted(drafts);
        nextRip(drafts);
        nothingCommitted(drafts);
        return drafts;
    }

    private static Draft intercepted(String instruction, String mode, Guest guest) {
        return new Draft("exits/" + instruction + "-in-" + mode + "-mode", Level.INTERCEPT)
                .about(
                        "intercepted " + instruction.toUpperCase(Locale.ROOT) + " at CPL 0 in " + mode + " mode",
                        "the intercept is missed, its exit code is wrong, or rIP is not at the instruction")
                .guest(guest, "nop", instruction, "nop")
                .claimInstruction(instruction, Draft.GUEST + 1)
                .claimEnds("EXIT-01", Ended.END)
                .unspecified(ExitMasks.PLAIN);
    }

    private static void privilege(List<Draft> drafts) {
        drafts.add(user("cpuid")
                .about(
                        "intercepted CPUID at CPL 3",
                        "CPUID is treated as privileged, or the intercept depends on the privilege level")
                .setBits("INTERCEPT_3", Guest.CPUID));
        drafts.add(user("vmmcall")
                .about("intercepted VMMCALL at CPL 3", "VMMCALL is treated as privileged; the intercept comes first")
                .claimField("EN-16", "EXITCODE", 0x81));
        drafts.add(user("hlt")
                .about(
                        "HLT at CPL 3 with HLT and #GP intercepted",
                        "the HLT intercept is taken before the privilege check")
                .setBits("INTERCEPT_3", Guest.HLT)
                .claimField("INS-33", "EXITCODE", GP_EXIT)
                .claimField("EXC-23", "EXITINFO1", 0));
        drafts.add(user("vmrun")
                .about(
                        "VMRUN at CPL 3 with VMRUN and #GP intercepted",
                        "the VMRUN intercept is taken before the privilege check")
                .set("RAX", Draft.SECOND_VMCB)
                .claimField("INS-45", "EXITCODE", GP_EXIT)
                .claimField("EXC-23", "EXITINFO1", 0));
    }

    private static Draft user(String instruction) {
        boolean reports = !instruction.equals("hlt") && !instruction.equals("vmrun");
        return new Draft("exits/" + instruction + "-at-cpl-3", Level.INTERCEPT)
                .guest(Guest.long64User(), "nop", instruction, "nop")
                .claimInstruction(instruction, Draft.GUEST + 1)
                .claimField("SEG-13", "CPL", 3)
                .unspecified(reports ? ExitMasks.PLAIN : ExitMasks.WITH_INFO_1);
    }

    private static void notIntercepted(List<Draft> drafts) {
        drafts.add(new Draft("exits/vmmcall-not-intercepted", Level.INTERCEPT)
                .about(
                        "VMMCALL in a guest whose VMMCALL intercept is clear",
                        "VMMCALL exits or is ignored although it is not intercepted; it raises #UD")
                .guest(Guest.long64(), "nop", "vmmcall", "nop")
                .clearBits("INTERCEPT_4", Guest.VMMCALL)
                .claimField("INS-50", "EXITCODE", 0x46)
                .claimInstruction("vmmcall", Draft.GUEST + 1)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(new Draft("exits/cpuid-not-intercepted", Level.INTERCEPT)
                .about(
                        "CPUID in a guest whose CPUID intercept is clear, then VMMCALL",
                        "CPUID exits although it is not intercepted")
                .guest(
                        Guest.long64(),
                        "mov eax, 0x8000000a",
                        "cpuid",
                        "mov eax, 0",
                        "mov ebx, 0",
                        "mov ecx, 0",
                        "mov edx, 0",
                        "vmmcall")
                .claimField("EXIT-01", "EXITCODE", 0x81)
                .claimField("INS-06", "RIP", Draft.GUEST + 5 + 2 + 4 * 5)
                .unspecified(ExitMasks.PLAIN));
    }

    private static void nextRip(List<Draft> drafts) {
        drafts.add(nextRip("cpuid", 2, "cpuid").setBits("INTERCEPT_3", Guest.CPUID));
        drafts.add(nextRip("hlt", 1, "hlt").setBits("INTERCEPT_3", Guest.HLT));
        drafts.add(nextRip("vmmcall", 3, "vmmcall"));
        drafts.add(nextRip("cpuid-with-prefixes", 5, "db 0x3e, 0x66, 0x67", "cpuid")
                .setBits("INTERCEPT_3", Guest.CPUID));
        drafts.add(new Draft("exits/nrip-of-a-fault", Level.EXIT)
                .about("an intercepted #UD", "nRIP is written as if the exit were an instruction intercept; it is 0")
                .requires("NRIPS")
                .guest(Guest.long64(), "ud2")
                .set("NRIP", 0x1234_5678L)
                .claimField("EXIT-32", "NRIP", 0)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(new Draft("exits/nrip-not-supported", Level.EXIT)
                .about(
                        "an intercepted CPUID on a processor without NRIPS",
                        "the field is written although CPUID does not report the feature")
                .requires("!NRIPS")
                .guest(Guest.long64(), "cpuid")
                .setBits("INTERCEPT_3", Guest.CPUID)
                .set("NRIP", 0x1234_5678L)
                .claimField("EXIT-30", "NRIP", 0x1234_5678L)
                .unspecified(ExitMasks.PLAIN));
    }

    private static Draft nextRip(String name, int length, String... instruction) {
        return new Draft("exits/nrip-of-" + name, Level.EXIT)
                .about(
                        "nRIP of an intercepted " + name.toUpperCase(Locale.ROOT),
                        "nRIP is not the address of the next instruction, prefixes included")
                .requires("NRIPS")
                .guest(Guest.long64(), instruction)
                .claimField("EXIT-33", "NRIP", Draft.GUEST + length)
                .claimField("EXIT-08", "RIP", Draft.GUEST)
                .unspecified(ExitMasks.PLAIN);
    }

    private static void nothingCommitted(List<Draft> drafts) {
        drafts.add(new Draft("exits/intercepted-cpuid-commits-nothing", Level.EXIT)
                .about(
                        "an intercepted CPUID, then a look at the registers that it would write",
                        "the instruction's results are visible although the intercept came first")
                .guest(Guest.long64(), "cpuid")
                .setBits("INTERCEPT_3", Guest.CPUID)
                .set("RAX", 0x1234_5678_9ABC_DEF0L)
                .claimField("EXIT-08", "RAX", 0x1234_5678_9ABC_DEF0L)
                .claim("EXIT-08", "rbx", Slot.RBX.initial())
                .claim("EXIT-08", "rcx", Slot.RCX.initial())
                .claim("EXIT-08", "rdx", Slot.RDX.initial())
                .unspecified(ExitMasks.PLAIN));
        drafts.add(new Draft("exits/guest-state-saved", Level.EXIT)
                .about(
                        "a guest that changes RAX, RSP, RFLAGS and CR2 before it exits",
                        "a register of the guest is not saved at #VMEXIT, or not its latest value")
                .guest(
                        Guest.long64(),
                        "mov rax, 0x123456789abcdef0",
                        "mov cr2, rax",
                        "mov esp, 0x1004800",
                        "std",
                        "stc",
                        "vmmcall")
                .claimField("EXIT-03", "RAX", 0x1234_5678_9ABC_DEF0L)
                .claimField("EXIT-03", "CR2", 0x1234_5678_9ABC_DEF0L)
                .claimField("EXIT-03", "RSP", 0x100_4800)
                .claimField("EXIT-03", "RFLAGS", ~Guest.RESUME_FLAG, 0x403)
                .unspecified(ExitMasks.PLAIN));
        Draft lowered = new Draft("exits/cpl-saved", Level.EXIT)
                .about(
                        "a guest that lowers its privilege from CPL 0 to CPL 3 before it exits",
                        "the CPL field is not written at #VMEXIT, or not with the current privilege level")
                .guest(
                        Guest.long64(),
                        "push 0x2b",
                        "push 0x1004800",
                        "push 2",
                        "push 0x33",
                        "push 0x%x".formatted(Draft.GUEST + 18),
                        "iretq",
                        "nop",
                        "vmmcall");
        for (String segment : new String[] {"DS", "ES"}) {
            Guest.segment(lowered.fields(), segment, Fixture.USER_DATA_SELECTOR, 0xCF3);
        }
        drafts.add(lowered.claimField("EXIT-01", "EXITCODE", 0x81)
                .claimField("SEG-13", "CPL", 3)
                .claimField("EXIT-03", "CS.selector", 0x33)
                .claimField("EXIT-03", "RSP", 0x100_4800)
                .unspecified(ExitMasks.PLAIN));
        drafts.add(new Draft("exits/run-twice", Level.EXIT)
                .about(
                        "VMRUN twice: the host moves rIP behind the intercepted instruction in between",
                        "the second VMRUN does not resume the guest where the host put it")
                .guest(Guest.long64(), "cpuid", "mov ebx, 0x77", "vmmcall")
                .setBits("INTERCEPT_3", Guest.CPUID)
                .host("vmrun", "add qword [rax+0x578], 2", "vmrun", "jmp end")
                .claim("EXIT-09", "rbx", 0x77)
                .claimField("EXIT-09", "EXITCODE", 0x81)
                .claimField("EXIT-09", "RIP", Draft.GUEST + 7)
                .claim("HOST-01", "rsp", Fixture.HOST_STACK_TOP)
                .unspecified(ExitMasks.PLAIN));
    }
}
