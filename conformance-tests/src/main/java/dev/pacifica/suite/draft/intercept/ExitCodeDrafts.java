package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Intercepts;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A vector for each row of the table of exit codes that a guest can bring about: the code and rIP; and another, for processors
 * with nRIP and decode assists, with nRIP and what is defined of EXITINFO1 and EXITINFO2.
 */
public final class ExitCodeDrafts {
    private static final String DETAILED = "-in-detail";
    private static final long MOVE = 1L << 63;
    private static final int RBX = 3;
    private static final String[] GENERAL = {
        "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
    };
    private static final int[] CONTROL = {0, 2, 3, 4, 8};
    private static final int OSXSAVE = 1 << 18;

    private final List<Draft> drafts = new ArrayList<>();

    private final boolean isDetailed;

    private ExitCodeDrafts(boolean isDetailed) {
        this.isDetailed = isDetailed;
    }

    public static List<Draft> all() {
        List<Draft> all = new ArrayList<>();
        for (boolean isDetailed : new boolean[] {false, true}) {
            ExitCodeDrafts codes = new ExitCodeDrafts(isDetailed);
            codes.registers();
            codes.table();
            codes.system();
            codes.later();
            codes.sharedCodes();
            codes.ports();
            codes.modelSpecificRegisters();
            all.addAll(codes.drafts);
            all.addAll(ExitCodeEvents.all(isDetailed));
        }
        all.add(invalid());
        return all;
    }

    private void registers() {
        for (int number : CONTROL) {
            info(exits(100, number, "mov-from-cr" + number, "mov rbx, cr" + number), "CODE-100", MOVE | RBX);
            Draft write = exits(101, 0x10 + number, "mov-to-cr" + number, "mov cr%d, rbx".formatted(number));
            long value = number == 2 || number == 8 ? 0 : write.field("CR" + number);
            info(write.gpr("rbx", value), "CODE-101", MOVE | RBX);
        }
        for (int number = 0; number < 8; number++) {
            info(exits(102, 0x20 + number, "mov-from-dr" + number, "mov rbx, dr" + number), "CODE-102", RBX);
            Draft write = exits(103, 0x30 + number, "mov-to-dr" + number, "mov dr%d, rbx".formatted(number));
            info(write.gpr("rbx", number == 7 ? 0x400 : 0), "CODE-103", RBX);
        }
        for (int number = 0; isDetailed && number < GENERAL.length; number++) {
            Draft draft = exits(100, 2, "mov-from-cr2-to-" + GENERAL[number], "mov %s, cr2".formatted(GENERAL[number]));
            info(draft, "CODE-18", MOVE | number);
        }
        info(exits(100, 0, "smsw", "smsw ebx"), "CODE-100", MOVE, 0);
        info(exits(101, 0x10, "lmsw", "lmsw bx").gpr("rbx", 0x33), "CODE-101", MOVE, 0);
        info(exits(101, 0x10, "clts", "clts"), "CODE-101", MOVE, 0);
        plain(136, 0x65, "mov-to-cr0-selective", "mov cr0, rbx").gpr("rbx", 0x8005_0033L);
        plain(136, 0x65, "lmsw-selective", "lmsw bx").gpr("rbx", 0x33);
    }

    /** Those that need nothing but a page at rBX and another at rAX. */
    private void table() {
        plain(137, 0x66, "sidt", "sidt [rbx]");
        plain(138, 0x67, "sgdt", "sgdt [rbx]");
        plain(139, 0x68, "sldt", "sldt ebx");
        plain(140, 0x69, "str", "str ebx");
        plain(141, 0x6A, "lidt", "lidt [rbx]");
        plain(142, 0x6B, "lgdt", "lgdt [rbx]");
        plain(143, 0x6C, "lldt", "lldt cx");
        plain(144, 0x6D, "ltr", "ltr dx").gpr("rdx", Fixture.TSS_SELECTOR);
        plain(145, 0x6E, "rdtsc", "rdtsc", "mov eax, 0", "mov edx, 0");
        plain(146, 0x6F, "rdpmc", "rdpmc", "mov eax, 0", "mov edx, 0");
        plain(147, 0x70, "pushf", "pushf");
        plain(148, 0x71, "popf", "popf");
        plain(149, 0x72, "cpuid", "cpuid", "mov eax, 0", "mov ebx, 0", "mov ecx, 0", "mov edx, 0");
        plain(150, 0x73, "rsm", "rsm");
        plain(151, 0x74, "iret", "iretq");
        info(exits(152, 0x75, "int-n", "int 0xa5"), "CODE-152", 0xA5);
        plain(153, 0x76, "invd", "invd");
        plain(154, 0x77, "pause", "pause");
        plain(155, 0x78, "hlt", "hlt");
        info(exits(156, 0x79, "invlpg", "invlpg [rbx+0x123]"), "CODE-156", Draft.SCRATCH + 0x123);
        plain(157, 0x7A, "invlpga", "invlpga");
    }

    private void system() {
        plain(163, 0x80, "vmrun", "vmrun");
        plain(164, 0x81, "vmmcall", "vmmcall");
        plain(165, 0x82, "vmload", "vmload");
        plain(166, 0x83, "vmsave", "vmsave");
        plain(167, 0x84, "stgi", "stgi");
        plain(168, 0x85, "clgi", "clgi");
        plain(170, 0x87, "rdtscp", "rdtscp", "mov eax, 0", "mov edx, 0").requires("RDTSCP");
        plain(171, 0x88, "int1", "int1");
        plain(172, 0x89, "wbinvd", "wbinvd");
        plain(173, 0x8A, "monitor", "monitor").requires("MONITOR");
        plain(174, 0x8B, "mwait", "mwait").requires("MONITOR");
        plain(176, 0x8D, "xsetbv", "xsetbv").requires("XSAVE").setBits("CR4", OSXSAVE);
        Draft armed = draft("mwait-armed", 0x8C, Guest.long64(), "monitor", "mwait")
                .requires("MONITOR")
                .about(
                        "MONITOR, then MWAIT with both of its intercepts set",
                        "neither intercept of MWAIT is taken, or the exit code is neither of the two");
        intercept(armed, 0x8B)
                .claimField("CODE-175", "EXITCODE", ~7L, 0x88)
                .claimField("CODE-175", "RIP", Draft.GUEST + 4)
                .unspecified(ExitMasks.PLAIN);
    }

    /** Intercepts of later processors. */
    private void later() {
        plain(177, 0x8E, "rdpru", "db 0x0f, 0x01, 0xfd").requires("RDPRU");
        plain(182, 0xA2, "invpcid", "invpcid rcx, [rbx]").requires("INVPCID");
        plain(186, 0xA6, "hlt-idle", "hlt").requires("IdleHltIntercept");
    }

    private void sharedCodes() {
        shared("wbnoinvd", 0x89, "db 0xf3, 0x0f, 0x09").requires("WBNOINVD");
        shared("monitorx", 0x8A, "db 0x0f, 0x01, 0xfa").requires("MONITORX");
        shared("mwaitx", 0x8B, "db 0x0f, 0x01, 0xfb").requires("MONITORX");
        for (String prefix : new String[] {"f2", "f3"}) {
            Draft draft = draft(
                            "vmgexit-" + prefix, 0x81, Guest.long64(), "db 0x%s, 0x0f, 0x01, 0xd9".formatted(prefix))
                    .about(
                            "VMMCALL with prefix %sh, the opcode of VMGEXIT, without SEV-ES"
                                    .formatted(prefix.toUpperCase(Locale.ROOT)),
                            "it exits as VMGEXIT, or is undefined");
            claims(draft, "CODE-42", 0x81, 1, 1 + 4).unspecified(ExitMasks.PLAIN);
        }
    }

    private Draft shared(String name, int code, String text) {
        Draft draft = draft(name, code, Guest.long64(), text)
                .about(
                        "intercepted " + name.toUpperCase(Locale.ROOT),
                        "the exit code is not that of the instruction with which it shares one");
        return claims(draft, "CODE-43", code, 1, draft.guestLabel("done") - Draft.GUEST)
                .unspecified(ExitMasks.PLAIN);
    }

    private void ports() {
        Draft out = PortDrafts.intercepting(
                PortDrafts.accessing(id("out", isDetailed), Guest.long64(), "out 0x80, al"), 0x80);
        port(out, "OUT", 1 << 4 | 1 << 9);
        Draft in = PortDrafts.intercepting(
                PortDrafts.accessing(id("in", isDetailed), Guest.long64(), "in eax, 0x80"), 0x81);
        port(in, "IN", 1 | 1 << 6 | 1 << 9);
    }

    private void port(Draft draft, String name, long information) {
        drafts.add(detailed(draft)
                .about("intercepted " + name, "the exit code is wrong, or EXITINFO1, EXITINFO2 or nRIP"));
        claims(draft, "CODE-158", 0x7B, 1, 3)
                .claimField("CODE-158", "EXITINFO1", PortDrafts.DESCRIBED, 0x80L << 16 | information)
                .claimField("CODE-158", "EXITINFO2", Draft.GUEST + 3)
                .unspecified(ExitMasks.WITH_BOTH)
                .unspecified("io-address-size", "io-reserved", "io-segment-without-string");
    }

    private void modelSpecificRegisters() {
        for (String text : new String[] {"rdmsr", "wrmsr"}) {
            Draft draft = draft(text, 0x7C, Guest.long64(), text)
                    .gpr("rcx", 0x1_0000)
                    .about(
                            text.toUpperCase(Locale.ROOT) + " of an MSR outside the ranges of the map",
                            "the exit code is wrong, or EXITINFO1 or nRIP");
            claims(draft, "CODE-159", 0x7C, 1, 3)
                    .claimField("CODE-159", "EXITINFO1", text.equals("wrmsr") ? 1 : 0)
                    .unspecified(ExitMasks.WITH_INFO_1);
        }
    }

    private static Draft invalid() {
        return new Draft("exit-codes/invalid", Level.CHK)
                .about("VMRUN with ASID 0", "EXITCODE is not -1 in all of its 64 bits")
                .guest(Guest.long64(), "vmmcall")
                .set("GUEST_ASID", 0)
                .claimField("CODE-02", "EXITCODE", -1)
                .claimField("CODE-193", "EXITCODE", -1)
                .unspecified("after-invalid");
    }

    /** An exit of an instruction, behind a NOP, that defines no EXITINFO. */
    private Draft plain(int rule, int code, String name, String... text) {
        return exits(rule, code, name, text).unspecified(ExitMasks.PLAIN);
    }

    private Draft exits(int rule, int code, String name, String... text) {
        String instruction = text[0].toUpperCase(Locale.ROOT);
        Draft draft = draft(name, code, Guest.long64(), text)
                .about(
                        "an intercepted instruction: " + instruction,
                        "the exit code is wrong, or nRIP is not behind the instruction");
        // what cleans up behind an instruction that was not intercepted counts for nothing
        String alone = text[0];
        long length = new Draft("length", Level.INTERCEPT)
                        .guest(Guest.long64(), alone, "done: nop")
                        .guestLabel("done")
                - Draft.GUEST;
        claims(draft, "CODE-" + rule, code, 1, 1 + length);
        if (Intercepts.bit(code) == 0 || Intercepts.bit(code) == 31) {
            draft.claimField("CODE-01", "EXITCODE", code);
        }
        return draft;
    }

    /** An exit whose EXITINFO1 decode assists define. */
    private Draft info(Draft draft, String rule, long information) {
        return info(draft, rule, -1, information);
    }

    private Draft info(Draft draft, String rule, long mask, long information) {
        draft.unspecified(ExitMasks.WITH_INFO_1);
        if (isDetailed) {
            draft.requires("DecodeAssists").claimField(rule, "EXITINFO1", mask, information);
        } else {
            draft.unspecifiedWithout("DecodeAssists", "exit-information-1");
        }
        return mask == -1 ? draft : draft.unspecified("no-register-operand");
    }

    private Draft draft(String name, int code, Guest guest, String... text) {
        Draft draft = detailed(Attempt.of(id(name, isDetailed), guest, text))
                .set("RAX", Draft.SECOND_VMCB)
                .gpr("rbx", Draft.SCRATCH)
                .gpr("rcx", 0)
                .gpr("rdx", 0)
                .touches(Draft.SCRATCH)
                .touches(Draft.SECOND_VMCB);
        drafts.add(draft);
        return intercept(draft, code);
    }

    static Draft intercept(Draft draft, int code) {
        return draft.setBits(Intercepts.field(code), 1L << Intercepts.bit(code));
    }

    static String id(String name, boolean isDetailed) {
        return "exit-codes/" + name + (isDetailed ? DETAILED : "");
    }

    /** What is claimed in detail needs a processor that shows it. */
    static Draft detailed(Draft draft) {
        return draft.id().endsWith(DETAILED) ? draft.requires("NRIPS") : draft;
    }

    /** Code and rIP, and nRIP where it is claimed, as distances from the guest's start. */
    static Draft claims(Draft draft, String rule, int code, long from, long next) {
        long start = draft.field("RIP");
        draft.claimField(rule, "EXITCODE", code).claimField(rule, "RIP", start + from);
        return nextRip(draft, rule, next == 0 ? 0 : start + next);
    }

    static Draft nextRip(Draft draft, String rule, long value) {
        return draft.id().endsWith(DETAILED) ? draft.claimField(rule, "NRIP", value) : draft;
    }
}
