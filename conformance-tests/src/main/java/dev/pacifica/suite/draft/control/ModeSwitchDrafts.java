package dev.pacifica.suite.draft.control;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.PaeTables;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/** Guests that go from real mode to 64-bit mode and back, as an operating system does (CR-11, CR-12, CR-52; APM2 14.4, 14.6). */
public final class ModeSwitchDrafts {
    private static final long EFER = 0x1000;
    private static final long REAL = 0x32;
    private static final long PG = 1L << 31;
    private static final String FAILS = "the mode does not follow from PE, PG, LME and the code segment";

    /** 16-bit code, below 64 KBytes so that it can also run in real mode. */
    private static final String[] TO_PROTECTED = {"mov eax, cr0", "or al, 1", "mov cr0, eax"};

    private static final String[] TO_LONG = {
        "mov ecx, 0xc0000080",
        "rdmsr",
        "or eax, 0x100",
        "wrmsr",
        "mov eax, cr4",
        "or eax, 0x20",
        "mov cr4, eax",
        "mov eax, 0x%x".formatted(Fixture.PML4),
        "mov cr3, eax",
        "mov eax, cr0",
        "or eax, 0x80000000",
        "mov cr0, eax"
    };

    /** What RDMSR says of EFER, in EBX. */
    private static final String[] LOOK = {"mov ecx, 0xc0000080", "rdmsr", "mov ebx, eax"};

    private static final String[] CLEAN = {"xor eax, eax", "xor ecx, ecx", "xor edx, edx", "cmp eax, eax"};

    private final List<Draft> drafts = new ArrayList<>();

    private ModeSwitchDrafts() {}

    public static List<Draft> all() {
        ModeSwitchDrafts switches = new ModeSwitchDrafts();
        switches.towardsLongMode();
        switches.andBack();
        switches.bigRealMode();
        switches.pagingAndProtectionAtOnce();
        switches.inTheHost();
        return switches.drafts;
    }

    /** A guest in real mode whose code and stack have selectors that mean the same in real mode and in protected mode. */
    private Draft draft(String name, String what, List<String> lines) {
        Guest guest = Guest.real();
        String[] segments = {"CS", "SS", "DS", "ES"};
        long[] bases = {Guest.V86_CODE, Guest.V86_STACK, Guest.V86_DATA, Guest.V86_DATA};
        for (int i = 0; i < segments.length; i++) {
            guest.fields().put(segments[i] + ".base", bases[i]);
            guest.fields().put(segments[i] + ".selector", bases[i] >> 4);
        }
        List<String> program = new ArrayList<>(lines);
        program.add("done: vmmcall");
        Draft draft = new Draft("mode-switches/" + name, Level.INTERCEPT)
                .guest(guest, program.toArray(String[]::new))
                .about(what, FAILS);
        drafts.add(draft);
        return draft;
    }

    private static List<String> joined(String[]... parts) {
        List<String> lines = new ArrayList<>();
        for (String[] part : parts) {
            lines.addAll(List.of(part));
        }
        return lines;
    }

    /** A far jump from code of {@code bits} bits to the next line, which has {@code to} bits. */
    private static String[] jump(int bits, int selector, String label, int to) {
        String opcode = bits == 16 ? "db 0x66, 0xea" : "db 0xea";
        return new String[] {opcode, "dd " + label, "dw 0x%x".formatted(selector), "bits " + to, label + ":"};
    }

    private static Draft ends(Draft draft, String rule, long efer, long cr0) {
        return draft.claimField(rule, "EXITCODE", Attempt.VMMCALL)
                .claimField("CR-52", "EFER", efer)
                .claimField(rule, "CR0", cr0)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("code-segment-unobserved", "dpl-of-code-and-stack");
    }

    private void towardsLongMode() {
        ends(
                        draft(
                                "real-to-protected",
                                "from real mode to 16-bit protected mode, without a far transfer",
                                joined(TO_PROTECTED, new String[] {"xor eax, eax"})),
                        "CR-11",
                        EFER,
                        REAL | 1)
                .claimField("CR-11", "CPL", 0)
                .claimField("CR-11", "CS.base", Guest.V86_CODE);
        ends(
                        draft(
                                "real-to-32-bit",
                                "from real mode to 32-bit code in protected mode",
                                joined(TO_PROTECTED, jump(16, Fixture.CODE32_SELECTOR, "flat", 32), new String[] {
                                    "mov eax, 0x12345678", "mov ebx, eax", "xor eax, eax"
                                })),
                        "CR-11",
                        EFER,
                        REAL | 1)
                .claim("CR-11", "rbx", 0x1234_5678);
        ends(
                        draft(
                                "real-to-compatibility",
                                "from real mode to compatibility mode: long mode is active as soon as paging is on",
                                joined(
                                        TO_PROTECTED,
                                        jump(16, Fixture.CODE32_SELECTOR, "flat", 32),
                                        TO_LONG,
                                        LOOK,
                                        CLEAN)),
                        "CR-12",
                        EFER | 0x500,
                        REAL | 1 | PG)
                .claim("CR-52", "rbx", EFER | 0x500);
        ends(
                        draft(
                                "real-to-64-bit",
                                "from real mode to 64-bit mode",
                                joined(
                                        TO_PROTECTED,
                                        jump(16, Fixture.CODE32_SELECTOR, "flat", 32),
                                        TO_LONG,
                                        jump(32, Fixture.CODE64_SELECTOR, "long", 64),
                                        new String[] {"mov rbx, 0x123456789abcdef0"},
                                        CLEAN)),
                        "CR-12",
                        EFER | 0x500,
                        REAL | 1 | PG)
                .claim("CR-12", "rbx", 0x1234_5678_9ABC_DEF0L);
    }

    private void andBack() {
        String[] toCompatibility = {
            "mov esp, 0x%x".formatted(Guest.V86_STACK + Fixture.PAGE_SIZE),
            "push 0x%x".formatted(Fixture.CODE32_SELECTOR),
            "push back",
            "db 0x48, 0xcb",
            "bits 32",
            "back:"
        };
        String[] pagingOff = {"mov eax, cr0", "and eax, 0x7fffffff", "mov cr0, eax"};
        String[] lmeOff = {"mov ecx, 0xc0000080", "rdmsr", "and eax, 0xfffffeff", "wrmsr"};
        List<String> through = joined(
                TO_PROTECTED,
                jump(16, Fixture.CODE32_SELECTOR, "flat", 32),
                TO_LONG,
                jump(32, Fixture.CODE64_SELECTOR, "long", 64),
                toCompatibility,
                pagingOff,
                LOOK);
        List<String> toProtected = new ArrayList<>(through);
        toProtected.addAll(List.of(CLEAN));
        ends(
                        draft(
                                "64-bit-to-protected",
                                "from real mode to 64-bit mode and back to protected mode",
                                toProtected),
                        "CR-12",
                        EFER | 0x100,
                        REAL | 1)
                .claim("CR-52", "rbx", EFER | 0x100);
        List<String> toReal = new ArrayList<>(through);
        toReal.addAll(List.of(lmeOff));
        toReal.addAll(List.of(jump(32, Fixture.CODE16_SELECTOR, "narrow", 16)));
        toReal.addAll(List.of("mov eax, cr0", "and al, 0xfe", "mov cr0, eax"));
        toReal.addAll(List.of(
                "db 0xea", "dw real - 0x%x".formatted(Guest.V86_CODE), "dw 0x%x".formatted(Guest.V86_CODE >> 4)));
        toReal.add("real:");
        toReal.addAll(List.of(CLEAN));
        ends(draft("64-bit-to-real", "from real mode to 64-bit mode and all the way back", toReal), "CR-11", EFER, REAL)
                .claimField("CR-11", "CS.base", Guest.V86_CODE)
                .claimField("CR-11", "CPL", 0);
    }

    /** CR-11: what a segment register has been loaded with in protected mode stays in force in real mode. */
    private void bigRealMode() {
        List<String> lines = joined(TO_PROTECTED, jump(16, Fixture.CODE32_SELECTOR, "flat", 32), new String[] {
            "mov ax, 0x%x".formatted(Fixture.DATA_SELECTOR),
            "mov ds, ax",
            "mov eax, cr0",
            "and al, 0xfe",
            "mov cr0, eax",
            "mov ebx, [0x%x]".formatted(Draft.SCRATCH),
            "xor eax, eax"
        });
        Draft draft = draft(
                        "real-mode-with-flat-segments",
                        "back in real mode without a far transfer: 32-bit code and a segment of 4 GBytes",
                        lines)
                .data(Draft.SCRATCH, new byte[] {0x78, 0x56, 0x34, 0x12});
        ends(draft, "CR-11", EFER, REAL).claim("CR-11", "rbx", 0x1234_5678).claimField("CR-11", "CS.base", 0);
    }

    private void pagingAndProtectionAtOnce() {
        List<String> lines = new ArrayList<>();
        lines.addAll(List.of("mov eax, cr0", "or eax, 0x80000001", "mov cr0, eax", "xor eax, eax"));
        Draft draft = draft("real-to-paged-protected", "PE and PG set at once in real mode", lines);
        draft.set("CR4", 0x20);
        PaeTables.guest(new Guest(16, draft.fields()));
        ends(PaeTables.install(draft), "CR-10", EFER, REAL | 1 | PG);
    }

    /** The host leaves long mode and comes back; only its own last words count. */
    private void inTheHost() {
        Draft draft = new Draft("mode-switches/host-64-bit-to-protected-and-back", Level.EXCEPTION)
                .about("the host leaves long mode for protected mode without paging, and comes back", FAILS)
                .gpr("rbx", 0)
                .host(joined(
                                new String[] {
                                    "push 0x%x".formatted(Fixture.CODE32_SELECTOR),
                                    "push legacy",
                                    "db 0x48, 0xcb",
                                    "bits 32",
                                    "legacy:",
                                    "mov eax, cr0",
                                    "and eax, 0x7fffffff",
                                    "mov cr0, eax",
                                    "mov ecx, 0xc0000080",
                                    "rdmsr",
                                    "mov ebx, eax",
                                    "mov eax, cr0",
                                    "or eax, 0x80000000",
                                    "mov cr0, eax"
                                },
                                jump(32, Fixture.CODE64_SELECTOR, "long", 64),
                                CLEAN,
                                new String[] {"jmp end"})
                        .toArray(String[]::new));
        drafts.add(Trials.hostPasses(draft, "CR-12")
                .claim("CR-52", "rbx", 0x1900)
                .claim("CR-12", "efer", 0x1D00)
                .claim("CR-12", "cs", Fixture.CODE64_SELECTOR));
    }
}
