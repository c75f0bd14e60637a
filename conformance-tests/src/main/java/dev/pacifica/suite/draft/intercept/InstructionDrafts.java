package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every instruction with an intercept of its own, intercepted: at CPL 0 in 64-bit and protected mode, and at CPL 3. */
public final class InstructionDrafts {
    /**
     * An instruction and its intercept.
     *
     * @param rule the rule that says what comes before the intercept
     * @param code the exit code
     * @param atCpl3 what it exits with at CPL 3: the code again, or that of an exception that comes first
     * @param text64 how it is written in 64-bit code
     * @param text32 how it is written in 32-bit code
     */
    record Intercepted(String name, String rule, int code, int atCpl3, String text64, String text32) {
        Intercepted(String name, String rule, int code, int atCpl3) {
            this(name, rule, code, atCpl3, name, name);
        }
    }

    static final List<Intercepted> INTERCEPTED = List.of(
            new Intercepted("sidt", "INS-18", 0x66, 0x66, "sidt [rbx]", "sidt [ebx]"),
            new Intercepted("sgdt", "INS-18", 0x67, 0x67, "sgdt [rbx]", "sgdt [ebx]"),
            new Intercepted("sldt", "INS-18", 0x68, 0x68, "sldt ebx", "sldt ebx"),
            new Intercepted("str", "INS-18", 0x69, 0x69, "str ebx", "str ebx"),
            new Intercepted("lidt", "INS-18", 0x6A, Attempt.GP, "lidt [rbx]", "lidt [ebx]"),
            new Intercepted("lgdt", "INS-18", 0x6B, Attempt.GP, "lgdt [rbx]", "lgdt [ebx]"),
            new Intercepted("lldt", "INS-18", 0x6C, Attempt.GP, "lldt cx", "lldt cx"),
            new Intercepted("ltr", "INS-18", 0x6D, Attempt.GP, "ltr dx", "ltr dx"),
            new Intercepted("rdtsc", "INS-20", 0x6E, 0x6E),
            new Intercepted("rdpmc", "INS-22", 0x6F, Attempt.GP),
            new Intercepted("pushf", "INS-24", 0x70, 0x70),
            new Intercepted("popf", "INS-24", 0x71, 0x71),
            new Intercepted("rsm", "INS-26", 0x73, 0x73),
            new Intercepted("iret", "INS-27", 0x74, 0x74, "iretq", "iret"),
            new Intercepted("intn", "INS-28", 0x75, 0x75, "int 0x30", "int 0x30"),
            new Intercepted("invd", "INS-30", 0x76, Attempt.GP),
            new Intercepted("pause", "INS-32", 0x77, 0x77),
            new Intercepted("invlpg", "INS-35", 0x79, Attempt.GP, "invlpg [rbx]", "invlpg [ebx]"),
            new Intercepted("invlpga", "INS-36", 0x7A, Attempt.GP),
            new Intercepted("vmload", "INS-45", 0x82, Attempt.GP),
            new Intercepted("vmsave", "INS-45", 0x83, Attempt.GP),
            new Intercepted("stgi", "INS-46", 0x84, Attempt.GP),
            new Intercepted("clgi", "INS-46", 0x85, Attempt.GP),
            new Intercepted("rdtscp", "INS-21", 0x87, 0x87),
            new Intercepted("icebp", "INS-29", 0x88, 0x88, "int1", "int1"),
            new Intercepted("wbinvd", "INS-31", 0x89, Attempt.GP),
            new Intercepted("monitor", "INS-42", 0x8A, Attempt.UD),
            new Intercepted("mwait", "INS-43", 0x8B, Attempt.UD));

    private static final long POISON = 0x1234_5678_9ABC_D000L;

    private final List<Draft> drafts = new ArrayList<>();

    private InstructionDrafts() {}

    public static List<Draft> all() {
        InstructionDrafts instructions = new InstructionDrafts();
        for (Intercepted intercepted : INTERCEPTED) {
            instructions.intercepted("64-bit", Guest.long64(), intercepted, intercepted.text64());
            instructions.intercepted("protected", Guest.protected32(), intercepted, intercepted.text32());
            instructions.user("64-bit", Guest.long64User(), intercepted, intercepted.text64());
        }
        for (Intercepted intercepted : INTERCEPTED) {
            if (List.of("rdpmc", "lgdt", "invlpg", "clgi", "pushf").contains(intercepted.name())) {
                instructions.user("protected", Guest.protected32User(), intercepted, intercepted.text32());
            }
        }
        instructions.decoded();
        return instructions.drafts;
    }

    /** The instruction with operands for which it would succeed, as far as that can be. */
    static Draft draft(String name, Guest guest, Intercepted intercepted, String text) {
        Draft draft = Attempt.of("instructions/" + name, guest, lines(intercepted, text))
                .gpr("rbx", Draft.SCRATCH)
                .gpr("rcx", 0)
                .gpr("rdx", Fixture.TSS_SELECTOR)
                .set("RAX", Draft.SECOND_VMCB)
                .touches(Draft.SCRATCH)
                .touches(Draft.SECOND_VMCB);
        if (intercepted.name().equals("rdtscp")) {
            draft.requires("RDTSCP");
        }
        if (intercepted.name().equals("monitor") || intercepted.name().equals("mwait")) {
            draft.requires("MONITOR");
        }
        return Attempt.intercept(draft, intercepted.code());
    }

    /** Where an instruction that should exit is executed instead, no time shows: what is seen must be the same in every run. */
    private static String[] lines(Intercepted intercepted, String text) {
        return intercepted.name().startsWith("rdtsc")
                ? new String[] {text, "mov eax, 0", "mov edx, 0"}
                : new String[] {text};
    }

    /** An exit before anything of the instruction has happened. */
    static Draft exits(Draft draft, Intercepted intercepted) {
        Attempt.exits(draft, intercepted.rule(), intercepted.code())
                .claimField("EXIT-08", "RAX", draft.field("RAX"))
                .claimField("EXIT-08", "RSP", draft.field("RSP"))
                .claimField("EXIT-08", "RFLAGS", ~Guest.RESUME_FLAG, draft.field("RFLAGS"));
        boolean isDecoded =
                intercepted.name().equals("intn") || intercepted.name().equals("invlpg");
        return isDecoded
                ? draft.unspecified(ExitMasks.WITH_INFO_1).unspecifiedWithout("DecodeAssists", "exit-information-1")
                : draft.unspecified(ExitMasks.PLAIN);
    }

    private void intercepted(String mode, Guest guest, Intercepted intercepted, String text) {
        Draft draft = draft("%s-in-%s-mode".formatted(intercepted.name(), mode), guest, intercepted, text)
                .about(
                        "intercepted %s at CPL 0 in %s mode".formatted(text.toUpperCase(Locale.ROOT), mode),
                        "the intercept is missed, its exit code is wrong, or part of the instruction has happened");
        exits(draft, intercepted)
                .claim("EXIT-08", "rbx", Draft.SCRATCH)
                .claim("EXIT-08", "rdx", Fixture.TSS_SELECTOR)
                .claim("EXIT-08", "tr", Slot.TR.initial())
                .claim("EXIT-08", Subject.memory(Draft.SCRATCH), 0);
        drafts.add(draft);
    }

    private void user(String mode, Guest guest, Intercepted intercepted, String text) {
        String suffix = mode.equals("64-bit") ? "" : "-in-" + mode + "-mode";
        Draft draft = draft(intercepted.name() + "-at-cpl-3" + suffix, guest, intercepted, text);
        if (intercepted.atCpl3() == intercepted.code()) {
            draft.about(
                    "intercepted %s at CPL 3 in %s mode".formatted(text.toUpperCase(Locale.ROOT), mode),
                    "the intercept depends on the privilege level");
            exits(draft, intercepted).claimField("SEG-13", "CPL", 3);
        } else {
            draft.about(
                    "%s at CPL 3 in %s mode, with the instruction and the exception intercepted"
                            .formatted(text.toUpperCase(Locale.ROOT), mode),
                    "the instruction's intercept is taken before the privilege check");
            Attempt.faults(draft, intercepted.rule(), intercepted.atCpl3()).claimField("SEG-13", "CPL", 3);
        }
        drafts.add(draft);
    }

    private void decoded() {
        decoded("intn-vector", "DA-05", 0x75, Guest.long64(), 0x80, "int 0x80");
        decoded("intn-vector-3", "DA-05", 0x75, Guest.protected32(), 3, "db 0xcd, 3");
        decoded("invlpg-address", "DA-06", 0x79, Guest.long64(), 0x1234_5678_9ABC_D810L, "invlpg [rbp+rsi*8+0x10]");
        decoded("invlpg-address-a32", "DA-06", 0x79, Guest.long64(), 0x9ABC_D810L, "invlpg [ebp+esi*8+0x10]");
        decoded("invlpg-address-with-base", "DA-06", 0x79, Guest.protected32(), 0x9ABD_E800L, "invlpg [ds:ebp+esi*8]")
                .set("DS.base", 0x1_1000);
    }

    private Draft decoded(String name, String rule, int code, Guest guest, long info, String text) {
        Draft draft = Attempt.of("instructions/" + name, guest, text)
                .requires("DecodeAssists", "NRIPS")
                .gpr("rbp", POISON)
                .gpr("rsi", 0x100)
                .about(
                        text.toUpperCase(Locale.ROOT) + " with decode assists",
                        "EXITINFO1 does not hold the operand, or nRIP is not behind the instruction");
        drafts.add(draft);
        return Attempt.exits(Attempt.intercept(draft, code), rule, code)
                .claimField(rule, "EXITINFO1", info)
                .claimField("EXIT-33", "NRIP", draft.guestLabel("done"))
                .unspecified(ExitMasks.WITH_INFO_1);
    }
}
