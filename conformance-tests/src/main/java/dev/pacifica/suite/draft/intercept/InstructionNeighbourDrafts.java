package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Instructions that are not intercepted while everything else of their intercept vector is: they are executed. */
public final class InstructionNeighbourDrafts {
    private static final long TOP = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
    private static final long HANDLER = Draft.GUEST + 0x100;

    private final List<Draft> drafts = new ArrayList<>();

    private InstructionNeighbourDrafts() {}

    public static List<Draft> all() {
        InstructionNeighbourDrafts neighbours = new InstructionNeighbourDrafts();
        neighbours.withoutTrace();
        neighbours.flags();
        neighbours.tables();
        neighbours.events();
        return neighbours.drafts;
    }

    private Draft draft(String name, int code, String... instructions) {
        Draft draft = Attempt.of("instructions/" + name + "-not-intercepted", Guest.long64(), instructions)
                .about(
                        name.toUpperCase(Locale.ROOT) + " with every other intercept of its vector set",
                        "the instruction exits although its own bit is clear, or does nothing");
        drafts.add(draft);
        return Attempt.interceptAllBut(draft, code);
    }

    private void withoutTrace() {
        Draft rdtsc = draft("rdtsc", 0x6E, "rdtsc", "mov eax, 0", "mov edx, 0");
        Attempt.passes(Attempt.intercept(rdtsc, 0x87).requires("RDTSCP"), "INS-20");
        Draft rdtscp = draft("rdtscp", 0x87, "rdtscp", "mov eax, 0", "mov edx, 0", "mov ecx, 0");
        Attempt.passes(Attempt.intercept(rdtscp, 0x6E).requires("RDTSCP"), "INS-21");
        Draft rdpmc = draft("rdpmc", 0x6F, "rdpmc", "mov eax, 0", "mov edx, 0").gpr("rcx", 0);
        Attempt.passes(rdpmc, "INS-22");
        Attempt.passes(draft("pause", 0x77, "pause"), "INS-01");
        Attempt.passes(draft("wbinvd", 0x89, "wbinvd"), "INS-01");
        Attempt.passes(draft("invlpg", 0x79, "invlpg [rbx]").gpr("rbx", Draft.SCRATCH), "INS-01");
        Attempt.passes(
                draft("invlpga", 0x7A, "invlpga").set("RAX", Draft.SCRATCH).gpr("rcx", 1), "INS-01");
        Draft gif = draft("clgi-and-stgi", 0x85, "clgi", "stgi");
        Attempt.passes(gif.clearBits("INTERCEPT_4", 1 << 4), "INS-46");
        Draft rsm = draft("rsm", 0x73, "rsm");
        Attempt.faults(rsm, "INS-26", Attempt.UD);
    }

    private void flags() {
        Draft pushf = draft("pushf", 0x70, "pushf").set("RFLAGS", 0x8D7);
        Attempt.passes(pushf, "INS-01")
                .claim("CR-60", Subject.memory(TOP - 8), 0x8D7)
                .claimField("EXIT-03", "RSP", TOP - 8);
        Draft popf = draft("popf", 0x71, "popf").set("RSP", TOP - 8).data(TOP - 8, Descriptors.bytes(0x8D7));
        Attempt.passes(popf, "INS-01")
                .claimField("CR-60", "RFLAGS", ~Guest.RESUME_FLAG, 0x8D7)
                .claimField("EXIT-03", "RSP", TOP);
        Draft iret = draft("iret", 0x74, "iretq", "ud2").set("RSP", TOP - 40);
        iret.data(
                TOP - 40,
                Descriptors.bytes(iret.guestLabel("done"), Fixture.CODE64_SELECTOR, 0x8D7, TOP, Fixture.DATA_SELECTOR));
        Attempt.passes(iret, "INS-01")
                .claimField("EXIT-03", "RFLAGS", ~Guest.RESUME_FLAG, 0x8D7)
                .claimField("EXIT-03", "RSP", TOP);
    }

    private void tables() {
        long base = 0x0000_1234_5678_9ABCL;
        Draft sidt = draft("sidt", 0x66, "sidt [rbx]").set("IDTR.base", base).set("IDTR.limit", 0x5678);
        stored(sidt, base);
        Draft sgdt = draft("sgdt", 0x67, "sgdt [rbx]").set("GDTR.base", base).set("GDTR.limit", 0x5678);
        stored(sgdt, base);
        Attempt.passes(draft("sldt", 0x68, "sldt ebx"), "INS-01").claim("EXIT-16", "rbx", Slot.LDTR.initial());
        Attempt.passes(draft("str", 0x69, "str ebx"), "INS-01").claim("EXIT-16", "rbx", Slot.TR.initial());
        loaded(draft("lidt", 0x6A, "lidt [rbx]"), "IDTR", base);
        loaded(draft("lgdt", 0x6B, "lgdt [rbx]"), "GDTR", base);
    }

    private static void stored(Draft draft, long base) {
        Attempt.passes(draft.gpr("rbx", Draft.SCRATCH).touches(Draft.SCRATCH), "INS-01")
                .claim("VMRUN-20", Subject.memory(Draft.SCRATCH), 0xFFFFL, 0x5678)
                .claim("VMRUN-20", Subject.memory(Draft.SCRATCH + 2), base);
    }

    private static void loaded(Draft draft, String table, long base) {
        draft.gpr("rbx", Draft.SCRATCH).data(Draft.SCRATCH, Descriptors.bytes(0x5678 | base << 16, base >>> 48));
        Attempt.passes(draft, "INS-01")
                .claimField("EXIT-03", table + ".base", base)
                .claimField("EXIT-03", table + ".limit", 0x5678)
                .claim("HOST-01", "gdtr.base", Fixture.GDT)
                .claim("HOST-01", "idtr.base", Fixture.IDT);
    }

    /** Events that never match the exception intercepts, all of which are set, although their vectors do. */
    private void events() {
        event("intn", 0x75, "INS-28", 0x30, 2, "int 0x30");
        event("int-3-by-intn", 0x75, "EXC-06", 3, 2, "db 0xcd, 3");
        event("int-14-by-intn", 0x75, "EXC-06", 14, 2, "int 14");
        event("icebp", 0x88, "INS-29", 1, 1, "int1");
    }

    private void event(String name, int code, String rule, int vector, int length, String instruction) {
        Draft draft = new Draft("instructions/" + name + "-not-intercepted", Level.INTERCEPT)
                .about(
                        instruction.toUpperCase(Locale.ROOT)
                                + " with every other intercept of its vector and all exceptions intercepted",
                        "the event exits as an exception of its vector, or is not delivered with the next rIP")
                .guest(Guest.long64(), "nop", instruction, "ud2")
                .code(HANDLER, 64, "vmmcall")
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0xFFF)
                .data(Draft.GUEST_IDT + vector * 16L, Descriptors.gate64(HANDLER));
        drafts.add(Attempt.interceptAllBut(draft, code)
                .claimField(rule, "EXITCODE", Attempt.VMMCALL)
                .claimField(rule, "RIP", HANDLER)
                .claim("EVT-73", Subject.memory(TOP - 40), Draft.GUEST + 1 + length)
                .claimField("EVT-73", "RSP", TOP - 40)
                .unspecified(ExitMasks.PLAIN));
    }
}
