package dev.pacifica.suite.draft.segment;

import static dev.pacifica.suite.draft.segment.TableGuest.*;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.segment.TableGuest.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** SYSCALL, SYSRET, SYSENTER and SYSEXIT in guests, which execute them as they are (SYS-01 to SYS-10). */
public final class SystemCallDrafts {
    private static final long DPL = 0x60;

    private static final int UD = 6;
    private static final int GP = 13;
    private static final long SCE_SVME_LONG = 0x1D01;
    private static final long SCE_SVME = 0x1001;
    private static final long SECOND_TARGET = Draft.GUEST + 0x400;
    private static final long THIRD_TARGET = Draft.GUEST + 0x600;
    /** CPL 0 from selector 60h on, CPL 3 from 83h on: there are no such descriptors. */
    private static final long SELECTORS = 0x0083_0060L;

    private static final long FLAGS = 0x24_08D7L; // ID, AC, OF and the arithmetic flags

    private final List<Draft> drafts = new ArrayList<>();

    private SystemCallDrafts() {}

    public static List<Draft> all() {
        SystemCallDrafts calls = new SystemCallDrafts();
        calls.undefined();
        calls.syscall();
        calls.sysret();
        calls.sysenter();
        calls.sysexit();
        return calls.drafts;
    }

    private Draft draft(String name, Guest guest, String text) {
        Draft draft = loaded(TableGuest.of("system-calls/" + name, guest, text))
                .set("TR.selector", 0x48)
                .set("TR.attributes", 0x8B)
                .set("TR.limit", 0x67)
                .set("GDTR.limit", 0)
                .about(
                        text.toUpperCase(Locale.ROOT) + " in a guest: " + name.replace('-', ' '),
                        "a register is loaded from somewhere else, a descriptor is read, or the instruction exists where it must not");
        drafts.add(draft);
        return draft;
    }

    private Draft enabled(String name, Stage stage, String text) {
        return draft(name + "-" + stage.text, stage.guest(), text)
                .set("EFER", stage.isLongMode ? SCE_SVME_LONG : SCE_SVME)
                .set("STAR", SELECTORS << 32 | THIRD_TARGET)
                .set("LSTAR", TARGET)
                .set("CSTAR", SECOND_TARGET)
                .code(TARGET, 64, "vmmcall")
                .code(SECOND_TARGET, 64, "vmmcall")
                .code(THIRD_TARGET, 64, "vmmcall");
    }

    private void undefined() {
        for (Stage stage : Stage.values()) {
            for (String text : List.of("syscall", "sysret")) {
                Draft draft = draft("%s-disabled-%s".formatted(text, stage.text), stage.guest(), text)
                        .gpr("rcx", TARGET);
                faults(draft, "SYS-01", UD, 0);
            }
        }
        for (Stage stage : List.of(Stage.PROTECTED_USER, Stage.COMPATIBILITY_USER, Stage.LONG_USER)) {
            faults(enabled("sysret-privilege", stage, "sysret").gpr("rcx", TARGET), "SYS-01", GP, 0);
        }
        faults(draft("sysret-virtual-8086", Guest.v86(), "sysret").set("EFER", SCE_SVME), "SYS-01", GP, 0);
        Draft real = draft("sysret-real-mode", Guest.real(), "sysret").set("EFER", SCE_SVME);
        real.claimField("SYS-01", "EXITCODE", 0x4D)
                .claimField("SYS-01", "RIP", 1)
                .unspecified(ExitMasks.PLAIN);
        for (Stage stage : Stage.values()) {
            for (String text : List.of("sysenter", "sysexit")) {
                if (stage.isLongMode) {
                    faults(entered("%s-%s".formatted(text, stage.text), stage.guest(), text, 0x60), "SYS-08", UD, 0);
                }
            }
        }
        for (String text : List.of("sysenter", "sysexit")) {
            Draft none = draft(text + "-real-mode", Guest.real(), text).set("SYSENTER_CS", 0x60);
            none.claimField("SYS-08", "EXITCODE", 0x4D)
                    .claimField("SYS-08", "RIP", 1)
                    .unspecified(ExitMasks.PLAIN);
        }
    }

    /** Code and stack are flat whatever the tables say, which here are empty. */
    private static Draft flat(Draft draft, String rule, int cs, int attributes, int ss, int cpl) {
        draft.claimField(rule, "CS.selector", cs)
                .claimField(rule, "CS.attributes", ~DPL, attributes) // the privilege level is in the CPL field (SEG-13)
                .claimField(rule, "CS.base", 0xFFFF_FFFFL, 0)
                .claimField(rule, "CS.limit", 0xFFFF_FFFFL)
                .claimField(rule, "SS.selector", ss)
                .claimField(rule, "CPL", cpl);
        return cpl == 3 ? draft.unspecified("dpl-of-code-and-stack") : draft;
    }

    private static void flatStack(Draft draft, String rule, int cpl) {
        draft.claimField(rule, "SS.attributes", cpl == 3 ? ~DPL : -1, 0xC93)
                .claimField(rule, "SS.base", 0xFFFF_FFFFL, 0)
                .claimField(rule, "SS.limit", 0xFFFF_FFFFL);
    }

    private void syscall() {
        for (Stage stage : List.of(Stage.LONG, Stage.LONG_USER, Stage.COMPATIBILITY, Stage.COMPATIBILITY_USER)) {
            for (long mask : new long[] {0, 0x4_0254L, 0xFFFF_FFFFL}) {
                Draft draft = enabled("syscall-sfmask-%x".formatted(mask), stage, "syscall")
                        .set("RFLAGS", FLAGS | 2)
                        .set("SFMASK", mask);
                arrives(draft, "SYS-02", stage.is64Bit() ? TARGET : SECOND_TARGET)
                        .claim("SYS-02", "rcx", draft.guestLabel("done"))
                        .claim("SYS-02", "r11", FLAGS | 2)
                        .claimField("SYS-02", "RFLAGS", ~Guest.RESUME_FLAG, FLAGS & ~mask | 2)
                        .claimField("SYS-07", "RSP", draft.field("RSP"));
                flatStack(flat(draft, "SYS-02", 0x60, 0xA9B, 0x68, 0), "SYS-02", 0);
            }
        }
        Draft resume = enabled("syscall-resume-flag", Stage.LONG, "syscall").set("RFLAGS", 0x1_0002);
        arrives(resume, "SYS-02", TARGET).claim("SYS-02", "r11", 2);
        for (Stage stage : List.of(Stage.PROTECTED, Stage.PROTECTED_USER)) {
            Draft draft = enabled("syscall", stage, "syscall")
                    .gpr("rcx", 0) // whose upper half is out of reach outside 64-bit mode
                    .set("RFLAGS", FLAGS | 2)
                    .set("SFMASK", 0xFFFF_FFFFL);
            arrives(draft, "SYS-03", THIRD_TARGET)
                    .claim("SYS-03", "rcx", draft.guestLabel("done"))
                    .claimField("SYS-03", "RFLAGS", ~Guest.RESUME_FLAG, FLAGS | 2);
            flatStack(flat(draft, "SYS-03", 0x60, 0xC9B, 0x68, 0), "SYS-03", 0);
        }
        Draft interrupts = enabled("syscall-clears-if", Stage.PROTECTED, "syscall")
                .gpr("rcx", 0)
                .set("RFLAGS", 0x202);
        arrives(interrupts, "SYS-03", THIRD_TARGET).claimField("SYS-03", "RFLAGS", ~Guest.RESUME_FLAG, 2);
    }

    private void sysret() {
        Draft wide = enabled("sysret-64-bit", Stage.LONG, "db 0x48, 0x0f, 0x07")
                .gpr("rcx", TARGET)
                .gpr("r11", FLAGS | 0x3_8001L)
                .set("SS.limit", 0x7777_7777L);
        arrives(wide, "SYS-04", TARGET)
                .claimField("SYS-04", "RFLAGS", ~Guest.RESUME_FLAG, FLAGS | 3)
                .claimField("SYS-04", "SS.limit", 0x7777_7777L);
        flat(wide, "SYS-04", 0x93, 0xA9B, 0x8B, 3);
        for (Stage stage : List.of(Stage.LONG, Stage.COMPATIBILITY)) {
            Draft draft = enabled("sysret-32-bit", stage, "sysret")
                    .gpr("rcx", TARGET | 0x1234_5678_0000_0000L)
                    .gpr("r11", FLAGS | 0x202);
            if (!stage.is64Bit()) {
                draft.set("RFLAGS", FLAGS | 2); // in compatibility mode r11 and setting IF alone give the same
            }
            arrives(draft, "SYS-04", TARGET).claimField("SYS-04", "RFLAGS", ~Guest.RESUME_FLAG, FLAGS | 0x202);
            flat(draft, "SYS-04", 0x83, 0xC9B, 0x8B, 3);
        }
        Draft legacy =
                enabled("sysret", Stage.PROTECTED, "sysret").gpr("rcx", TARGET).set("RFLAGS", FLAGS | 2);
        arrives(legacy, "SYS-04", TARGET).claimField("SYS-04", "RFLAGS", ~Guest.RESUME_FLAG, FLAGS | 0x202);
        flat(legacy, "SYS-04", 0x83, 0xC9B, 0x8B, 3);
        long hole = 0x8000_0000_0000L;
        Draft nowhere = enabled("sysret-non-canonical", Stage.LONG, "db 0x48, 0x0f, 0x07")
                .gpr("rcx", hole)
                .gpr("r11", 2);
        nowhere.claimField("SYS-05", "EXITCODE", 0x4D)
                .claimField("SYS-05", "EXITINFO1", 0)
                .claimField("SYS-05", "RIP", hole)
                .claimField("SYS-05", "CPL", 3)
                .unspecified("dpl-of-code-and-stack")
                .unspecified(ExitMasks.WITH_INFO_1);
        Draft step = enabled("sysret-trap-flag", Stage.LONG, "db 0x48, 0x0f, 0x07")
                .gpr("rcx", TARGET)
                .gpr("r11", 0x102);
        step.claimField("SYS-06", "EXITCODE", 0x41)
                .claimField("SYS-06", "RIP", TARGET)
                .claimField("SYS-06", "DR6", 0x4000, 0x4000)
                .unspecified("dpl-of-code-and-stack")
                .unspecified(ExitMasks.PLAIN);
    }

    private Draft entered(String name, Guest guest, String text, int selector) {
        return draft(name, guest, text)
                .set("SYSENTER_CS", selector)
                .set("SYSENTER_EIP", TARGET)
                .set("SYSENTER_ESP", Draft.GUEST_STACK + 0x80)
                .gpr("rdx", SECOND_TARGET)
                .gpr("rcx", Draft.GUEST_STACK + 0x40)
                .code(TARGET, 64, "vmmcall")
                .code(SECOND_TARGET, 64, "vmmcall");
    }

    private void sysenter() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.PROTECTED_USER)) {
            for (int selector : new int[] {0x60, 0x63}) {
                Draft draft = entered(
                                "sysenter-cs-%x-%s".formatted(selector, stage.text),
                                stage.guest(),
                                "sysenter",
                                selector)
                        .set("RFLAGS", FLAGS | 0x202);
                arrives(draft, "SYS-09", TARGET)
                        .claimField("SYS-09", "RSP", Draft.GUEST_STACK + 0x80)
                        .claimField("SYS-09", "RFLAGS", ~Guest.RESUME_FLAG, FLAGS | 2);
                flatStack(flat(draft, "SYS-09", 0x60, 0xC9B, 0x68, 0), "SYS-09", 0);
            }
            for (int selector : new int[] {0, 3}) {
                faults(
                        entered(
                                "sysenter-cs-%x-%s".formatted(selector, stage.text),
                                stage.guest(),
                                "sysenter",
                                selector),
                        "SYS-09",
                        GP,
                        0);
            }
        }
        Draft v86 = entered("sysenter-virtual-8086", Guest.v86(), "sysenter", 0x60);
        arrives(v86, "SYS-09", TARGET).claimField("SYS-09", "RFLAGS", ~Guest.RESUME_FLAG, 0x3002);
        flatStack(flat(v86, "SYS-09", 0x60, 0xC9B, 0x68, 0), "SYS-09", 0);
    }

    private void sysexit() {
        for (int selector : new int[] {0x60, 0x63}) {
            Draft draft = entered("sysexit-cs-%x".formatted(selector), Guest.protected32(), "sysexit", selector)
                    .set("RFLAGS", FLAGS | 2);
            arrives(draft, "SYS-10", SECOND_TARGET)
                    .claimField("SYS-10", "RSP", Draft.GUEST_STACK + 0x40)
                    .claimField("SYS-10", "RFLAGS", ~Guest.RESUME_FLAG, FLAGS | 2);
            flatStack(flat(draft, "SYS-10", 0x73, 0xC9B, 0x7B, 3), "SYS-10", 3);
        }
        faults(entered("sysexit-cs-0", Guest.protected32(), "sysexit", 0), "SYS-10", GP, 0);
        faults(entered("sysexit-privilege", Guest.protected32User(), "sysexit", 0x60), "SYS-10", GP, 0);
        faults(entered("sysexit-virtual-8086", Guest.v86(), "sysexit", 0x60), "SYS-10", GP, 0);
    }
}
