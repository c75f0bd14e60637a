package dev.pacifica.suite.draft.debug;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/** RFLAGS.TF: after which instructions of a guest, and of the host, a single-step trap is taken. */
public final class SingleStepDrafts {
    private static final long STACK = Draft.GUEST_STACK + 0x800;
    private static final long TF = DebugExits.TF;
    private static final long WATCHED = Draft.SCRATCH + 0x40;

    private final List<Draft> drafts = new ArrayList<>();

    private SingleStepDrafts() {}

    public static List<Draft> all() {
        SingleStepDrafts steps = new SingleStepDrafts();
        steps.plain();
        steps.flags();
        steps.events();
        steps.strings();
        steps.held();
        steps.ofTheHost();
        steps.handled();
        return steps.drafts;
    }

    /** A guest that begins with these lines; {@code flags} is its RFLAGS besides bit 1. */
    private Draft draft(String name, Guest guest, long flags, String what, String failure, String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("done: vmmcall");
        Draft draft = new Draft("debug/step-" + name, Level.INTERCEPT)
                .about(what, failure)
                .guest(guest, all.toArray(String[]::new));
        drafts.add(draft);
        return draft.setBits("RFLAGS", flags);
    }

    private Draft step(String name, Guest guest, int length, String... lines) {
        Draft draft = draft(
                name,
                guest,
                TF,
                lines[0] + " as the first instruction of a guest with TF set",
                "there is no single-step trap, or not directly behind this instruction",
                lines);
        return DebugExits.exits(draft, "DBG-08", length, DebugExits.BS);
    }

    private void plain() {
        step("nop", Guest.long64(), 1, "nop", "nop").claimField("DBG-13", "RIP", Draft.GUEST + 1);
        step("in-compatibility-mode", Guest.compatibility(), 1, "nop", "nop");
        step("in-protected-mode", Guest.protected32(), 1, "nop", "nop");
        step("in-real-mode", Guest.real(), 1, "nop", "nop");
        step("in-virtual-8086-mode", Guest.v86(), 1, "nop", "nop");
        step("at-cpl-3", Guest.long64User(), 1, "nop", "nop");
        step("jmp", Guest.long64(), 4, "jmp $+4", "nop", "nop", "nop");
        step("jcc-not-taken", Guest.long64(), 2, "jz $+4", "nop", "nop");
        step("hlt", Guest.long64(), 1, "hlt", "nop");
        step("write-cr8", Guest.long64(), 4, "mov cr8, rbx", "nop").gpr("rbx", 0);
        step("store", Guest.long64(), 2, "mov [rbx], al", "nop")
                .gpr("rbx", WATCHED)
                .set("RAX", 0x77)
                .touches(Draft.SCRATCH)
                .claim("DBG-08", Subject.memory(WATCHED), 0xFF, 0x77);
        Draft off = draft(
                "tf-clear",
                Guest.long64(),
                0,
                "a guest with TF clear",
                "there is a single-step trap without TF",
                "nop",
                "nop");
        DebugExits.passes(off, "DBG-08", 2);
        Draft fault = draft(
                "not-after-a-fault",
                Guest.long64(),
                TF,
                "UD2 as the first instruction of a guest with TF set",
                "a single step is reported for an instruction that faulted",
                "ud2");
        fault.claimField("DBG-08", "EXITCODE", Attempt.UD)
                .claimField("DBG-08", "DR6", DebugExits.DR6)
                .claimField("EXC-03", "RIP", Draft.GUEST)
                .unspecified(ExitMasks.PLAIN);
        Draft intercepted = draft(
                        "not-after-an-intercepted-instruction",
                        Guest.long64(),
                        TF,
                        "an intercepted CPUID as the first instruction of a guest with TF set",
                        "a single step is reported for an instruction that was not executed",
                        "cpuid")
                .setBits("INTERCEPT_3", Guest.CPUID);
        intercepted
                .claimField("DBG-13", "EXITCODE", 0x72)
                .claimField("DBG-08", "DR6", DebugExits.DR6)
                .claimField("INS-06", "RIP", Draft.GUEST)
                .unspecified(ExitMasks.PLAIN);
    }

    /** Instructions that load TF. */
    private void flags() {
        Draft set = draft(
                "popf-sets-tf",
                Guest.long64(),
                0,
                "POPF that sets TF",
                "the trap comes behind POPF itself, or one instruction late",
                "push 0x102",
                "popfq",
                "nop",
                "nop");
        DebugExits.exits(set, "DBG-08", 7, DebugExits.BS);
        Draft cleared = draft(
                        "popf-clears-tf",
                        Guest.long64(),
                        TF,
                        "POPF that clears TF",
                        "POPF is not followed by a last trap",
                        "popfq",
                        "nop")
                .set("RSP", STACK);
        DebugExits.exits(cleared, "DBG-08", 1, DebugExits.BS).claimField("DBG-08", "RFLAGS", TF, 0);
        for (long flag : new long[] {TF, 0}) {
            Draft iret = draft(
                            "iret-%s-tf".formatted(flag == 0 ? "clears" : "sets"),
                            Guest.long64(),
                            flag ^ TF,
                            "IRET that %s TF".formatted(flag == 0 ? "clears" : "sets"),
                            "the trap does not come behind the instruction that began with TF set",
                            "iretq",
                            "nop",
                            "target: nop",
                            "nop")
                    .set("RSP", STACK)
                    .data(STACK, interruptFrame(Draft.GUEST + 3, 2 | flag));
            DebugExits.exits(iret, "DBG-08", flag == 0 ? 3 : 4, DebugExits.BS).claimField("DBG-08", "RFLAGS", TF, flag);
        }
        Draft sysret = draft(
                        "sysret-sets-tf",
                        Guest.long64(),
                        0,
                        "SYSRET that sets TF",
                        "the trap comes behind the target of SYSRET",
                        "db 0x48, 0x0f, 0x07",
                        "nop",
                        "target: nop",
                        "nop")
                .state("star", 0x0023L << 48)
                .gpr("rcx", Draft.GUEST + 4)
                .gpr("r11", 2 | TF)
                .setBits("EFER", 1)
                .unspecified("dpl-of-code-and-stack");
        DebugExits.exits(sysret, "DBG-08", 4, DebugExits.BS);
        Draft resumes = draft(
                        "iret-sets-rf",
                        Guest.long64(),
                        0,
                        "IRET that sets RF, to an instruction with a breakpoint in a loop",
                        "RF is lost before its instruction, or it outlasts it",
                        "iretq",
                        "target: inc rcx",
                        "cmp rcx, 2",
                        "jb target")
                .gpr("rcx", 0)
                .set("RSP", STACK)
                .data(STACK, interruptFrame(Draft.GUEST + 2, 2 | DebugExits.RF));
        DebugExits.breakpoint(resumes, Draft.GUEST + 2, 0);
        DebugExits.exits(resumes, "DBG-05", 2, 1).claim("CR-64", "rcx", 1);
    }

    private static byte[] interruptFrame(long rip, long flags) {
        return Descriptors.bytes(rip, 0x08, flags, Draft.GUEST_STACK + 0xF00, 0x10);
    }

    /** INTn clears TF before anything can trap; what raises nothing steps as any other instruction. */
    private void events() {
        Draft interrupt = draft(
                "not-after-int",
                Guest.long64(),
                TF,
                "INT 1 as the first instruction of a guest with TF set, through its own IDT",
                "a single step is reported behind INTn, or TF is not cleared by it",
                "int 1");
        DebugExits.handled(interrupt, "nop", "vmmcall")
                .claimField("DBG-08", "EXITCODE", Attempt.VMMCALL)
                .claimField("DBG-08", "RIP", DebugExits.HANDLER + 1)
                .claimField("DBG-08", "DR6", DebugExits.DR6)
                .claim("DBG-08", DebugExits.frame(2), 2 | TF)
                .unspecified(ExitMasks.PLAIN);
        step("into-without-overflow", Guest.protected32(), 1, "into", "nop");
        Draft bound = draft(
                        "with-a-breakpoint",
                        Guest.long64(),
                        TF,
                        "a write at a breakpoint with TF set",
                        "one of two reasons for the same #DB is missing in DR6",
                        "mov [rbx], al",
                        "nop")
                .gpr("rbx", WATCHED)
                .touches(Draft.SCRATCH);
        DebugExits.breakpoint(bound, WATCHED, 1 << 16);
        DebugExits.exits(bound, "DBG-10", 2, DebugExits.BS | 1);
    }

    private void strings() {
        for (int count : new int[] {2, 1, 0}) {
            step("rep-stosb-" + count, Guest.long64(), count == 2 ? 0 : 2, "rep stosb", "nop")
                    .gpr("rcx", count)
                    .gpr("rdi", WATCHED)
                    .touches(Draft.SCRATCH)
                    .claim("DBG-08", "rcx", Math.max(0, count - 1));
        }
        step("repe-cmpsb-that-differs", Guest.long64(), 2, "repe cmpsb", "nop")
                .gpr("rcx", 3)
                .gpr("rsi", WATCHED)
                .gpr("rdi", WATCHED + 8)
                .data(WATCHED, new byte[] {1})
                .claim("DBG-08", "rcx", 2);
    }

    /** Loads of SS hold the trap; what STI does is not stated (EVT-55). */
    private void held() {
        Draft mov =
                step("mov-ss", Guest.long64(), 3, "mov ss, bx", "nop", "nop").gpr("rbx", 0x10);
        mov.claimField("DBG-12", "RIP", Draft.GUEST + 3);
        Draft pop = step("pop-ss", Guest.protected32(), 2, "pop ss", "nop", "nop");
        pop.set("RSP", STACK).data(STACK, new byte[] {0x10}).claimField("DBG-12", "RIP", Draft.GUEST + 2);
        Draft twice = step("mov-ss-twice", Guest.long64(), 4, "mov ss, bx", "mov ss, bx", "nop", "nop")
                .gpr("rbx", 0x10);
        twice.claimField("DBG-12", "EXITCODE", DebugExits.DB);
        Draft data = draft(
                        "mov-ss-from-a-breakpoint",
                        Guest.long64(),
                        0,
                        "MOV SS from memory with a breakpoint",
                        "the breakpoint is reported between MOV SS and the next instruction",
                        "mov ss, [rbx]",
                        "nop",
                        "nop",
                        "nop")
                .gpr("rbx", WATCHED)
                .data(WATCHED, new byte[] {0x10});
        DebugExits.breakpoint(data, WATCHED, 3 << 16);
        data.claimField("DBG-12", "RIP", 0xFFFF_FFFF_FFFF_FFF8L, Draft.GUEST).unspecified(ExitMasks.PLAIN);
        Draft load = step("mov-ds", Guest.long64(), 2, "mov ds, bx", "nop", "nop");
        load.gpr("rbx", 0x10);
    }

    private void ofTheHost() {
        Draft exit = new Draft("debug/step-over-vmrun", Level.VMRUN)
                .about(
                        "VMRUN by a host with TF set",
                        "the host is not stepped behind VMRUN, or the trap is taken in the guest")
                .host("push 0x102", "popfq", "vmrun", "behind: nop", "jmp end")
                .guest(Guest.long64(), "nop", "vmmcall");
        drafts.add(exit);
        exit.claimException("DBG-13", 1, 0, exit.label("behind"))
                .claim("DBG-13", "dr6", DebugExits.DR6 | DebugExits.BS)
                .claimField("DBG-13", "EXITCODE", Attempt.VMMCALL)
                .claimField("DBG-13", "RFLAGS", TF, 0)
                .unspecified(ExitMasks.PLAIN);
        Draft invalid = new Draft("debug/step-over-vmrun-that-fails", Level.VMRUN)
                .about(
                        "VMRUN of an illegal guest by a host with TF set",
                        "the host is not stepped behind a VMRUN that fails")
                .host("push 0x102", "popfq", "vmrun", "behind: nop", "jmp end")
                .guest(Guest.long64(), "vmmcall")
                .set("GUEST_ASID", 0)
                .unspecified("after-invalid");
        drafts.add(invalid);
        invalid.claimException("DBG-13", 1, 0, invalid.label("behind"));
        Draft breakpoints = new Draft("debug/host-breakpoints-after-exit", Level.VMRUN)
                .about(
                        "#VMEXIT to a host whose next instruction had a breakpoint before VMRUN",
                        "#VMEXIT does not disable the host's breakpoints")
                .host("vmrun", "behind: nop", "jmp end")
                .guest(Guest.long64(), "vmmcall")
                .state("dr7", 0x401)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(breakpoints);
        breakpoints
                .state("dr0", breakpoints.label("behind"))
                .claim("DBG-13", "dr7", DebugExits.DR7)
                .claim("DBG-13", "dr6", DebugExits.DR6);
        withoutGif();
    }

    /** Behind #VMEXIT GIF is 0. */
    private void withoutGif() {
        for (boolean gif : new boolean[] {false, true}) {
            Draft draft = new Draft("debug/host-breakpoint-with-gif-" + (gif ? 1 : 0), Level.VMRUN)
                    .about(
                            "a host that enables a breakpoint behind #VMEXIT, %s STGI"
                                    .formatted(gif ? "behind" : "before"),
                            "GIF does not decide whether breakpoints of the host are reported")
                    .host(
                            "vmrun",
                            gif ? "stgi" : "nop",
                            "mov ecx, 0x401",
                            "mov dr7, rcx",
                            "at: nop",
                            "mov ecx, 0x400",
                            "mov dr7, rcx",
                            "stgi",
                            "jmp end")
                    .guest(Guest.long64(), "vmmcall")
                    .unspecified(ExitMasks.PLAIN);
            drafts.add(draft);
            draft.state("dr0", draft.label("at"));
            if (gif) {
                draft.claimException("DBG-14", 1, 0, draft.label("at")).claim("DBG-14", "dr6", DebugExits.DR6 | 1);
            } else {
                draft.claim("DBG-14", "dr6", DebugExits.DR6);
            }
        }
    }

    private void handled() {
        Draft step = draft(
                "handled-by-the-guest",
                Guest.long64(),
                TF,
                "a single step, with a handler of the guest that reads DR6 and its flags",
                "TF is still set in the handler, or not in its frame",
                "nop",
                "nop");
        DebugExits.handled(step, "mov rsi, dr6", "pushfq", "pop rdi", "vmmcall")
                .claimField("DBG-08", "EXITCODE", Attempt.VMMCALL)
                .claim("DBG-11", "rsi", DebugExits.DR6 | DebugExits.BS)
                .claim("DBG-08", "rdi", TF, 0)
                .claim("DBG-08", DebugExits.frame(0), Draft.GUEST + 1)
                .claim("DBG-08", DebugExits.frame(2), 2 | TF)
                .unspecified(ExitMasks.PLAIN);
    }
}
