package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where each intercept bit lies (VMCB-10 to VMCB-17): the event in question with its bit alone set in its vector, and with its bit alone
 * clear. A bit that an implementation looks for in another place shows in one of the two.
 */
public final class InterceptBitDrafts {
    /** Bits of the fourth vector that later features use, or none. */
    private static final long LAST_OF_4 = 0x3FFF;

    private static final long DOUBLEWORD = 0xFFFF_FFFFL;
    private static final long HALF = 0xFFFF;
    private static final long EXCEPTIONS = 0x400F_7DFBL;
    private static final int NOT_TRIED = -1;
    private static final int VMMCALL = 0x81;
    private static final int GP = 0x4D;
    private static final int UD = 0x46;

    private final List<Draft> drafts = new ArrayList<>();

    private InterceptBitDrafts() {}

    public static List<Draft> all() {
        InterceptBitDrafts bits = new InterceptBitDrafts();
        bits.controlAndDebugRegisters();
        bits.exceptions();
        bits.third();
        bits.fourth();
        bits.shutdown();
        return bits.drafts;
    }

    private void controlAndDebugRegisters() {
        long[] control = {0x8001_0033L, 0, 0, Fixture.PML4, 0x20, 0, 0, 0, 0};
        for (int number : new int[] {0, 2, 3, 4, 8}) {
            register("INTERCEPT_CR_READ", "VMCB-10", number, number, "mov rcx, cr" + number, 0);
            register(
                    "INTERCEPT_CR_WRITE",
                    "VMCB-11",
                    number,
                    0x10 + number,
                    "mov cr" + number + ", rcx",
                    control[number]);
        }
        long[] debug = {0, 0, 0, 0, 0xFFFF_0FF0L, 0x400, 0xFFFF_0FF0L, 0x400};
        for (int number = 0; number < 8; number++) {
            register("INTERCEPT_DR_READ", "VMCB-12", number, 0x20 + number, "mov rcx, dr" + number, 0);
            register(
                    "INTERCEPT_DR_WRITE", "VMCB-13", number, 0x30 + number, "mov dr" + number + ", rcx", debug[number]);
        }
    }

    private void register(String field, String rule, int bit, int code, String line, long rcx) {
        both(field, HALF, rule, bit, code, VMMCALL, draft -> draft.gpr("rcx", rcx), line);
    }

    /** Without its own intercept an exception meets no gate; the #GP of that is intercepted, or of a #GP the #DF. */
    private void exceptions() {
        exception(0, GP, draft -> {}, "mov edx, 0", "mov ecx, 0", "div ecx");
        exception(1, GP, draft -> draft.setBits("RFLAGS", 1 << 8), "nop");
        exception(3, GP, draft -> {}, "int3");
        exception(6, GP, draft -> {}, "ud2");
        exception(7, GP, draft -> draft.setBits("CR0", 1 << 3), "fninit");
        exception(8, NOT_TRIED, draft -> {}, "ud2");
        exception(12, GP, draft -> draft.gpr("rbp", 1L << 47), "mov rcx, [rbp]");
        exception(13, 0x48, draft -> draft.gpr("rbx", 1L << 47), "mov rcx, [rbx]");
        exception(14, GP, draft -> draft.gpr("rbx", 1L << 32), "mov rcx, [rbx]");
    }

    private void exception(int vector, int otherwise, Consumer<Draft> setting, String... lines) {
        both("INTERCEPT_EXCEPTION", EXCEPTIONS, "VMCB-14", vector, 0x40 + vector, otherwise, setting, lines);
    }

    private void third() {
        Consumer<Draft> scratch = draft -> draft.gpr("rbx", Draft.SCRATCH).touches(Draft.SCRATCH);
        third(
                4,
                GP,
                draft -> draft.set("V_IRQ", 1)
                        .set("V_IGN_TPR", 1)
                        .set("V_INTR_PRIO", 1)
                        .set("V_INTR_VECTOR", 0x20)
                        .setBits("RFLAGS", 1 << 9),
                "nop");
        third(5, VMMCALL, draft -> draft.gpr("rcx", 0x8005_0033L), "mov cr0, rcx");
        third(6, VMMCALL, scratch, "sidt [rbx]");
        third(7, VMMCALL, scratch, "sgdt [rbx]");
        third(8, VMMCALL, draft -> {}, "sldt ecx");
        third(9, VMMCALL, draft -> {}, "str ecx");
        third(10, VMMCALL, scratch, "lidt [rbx]");
        third(11, VMMCALL, scratch, "lgdt [rbx]");
        third(12, VMMCALL, draft -> draft.gpr("rcx", 0), "lldt cx");
        third(13, GP, draft -> draft.gpr("rcx", 0), "ltr cx");
        third(14, VMMCALL, draft -> {}, "rdtsc", "mov eax, 0", "mov edx, 0");
        third(15, NOT_TRIED, draft -> draft.gpr("rcx", 0), "rdpmc");
        third(16, VMMCALL, draft -> {}, "pushf");
        third(17, VMMCALL, draft -> {}, "push 2", "popf");
        third(18, VMMCALL, draft -> {}, "cpuid", "mov eax, 0", "mov ebx, 0", "mov ecx, 0", "mov edx, 0");
        third(19, UD, draft -> {}, "rsm");
        third(20, GP, draft -> {}, "push 0", "push 0", "push 0", "push 0", "push 0", "iretq");
        third(21, GP, draft -> {}, "int 0x30");
        third(22, NOT_TRIED, draft -> {}, "invd");
        third(23, VMMCALL, draft -> {}, "pause");
        third(24, NOT_TRIED, draft -> {}, "hlt");
        third(25, VMMCALL, scratch, "invlpg [rbx]");
        third(26, VMMCALL, draft -> draft.gpr("rcx", 1), "invlpga");
        third(27, VMMCALL, draft -> draft.data(draft.field("IOPM_BASE_PA") + 0x10, new byte[] {1}), "out 0x80, al");
        third(
                28,
                VMMCALL,
                draft -> draft.gpr("rcx", 0xC000_0080L).data(draft.field("MSRPM_BASE_PA") + 0x820, new byte[] {1}),
                "rdmsr");
    }

    private void third(int bit, int otherwise, Consumer<Draft> setting, String... lines) {
        both("INTERCEPT_3", DOUBLEWORD, "VMCB-15." + bit, bit, 0x60 + bit, otherwise, setting, lines);
    }

    private void fourth() {
        Consumer<Draft> vmcb = draft -> draft.set("RAX", Draft.SECOND_VMCB).touches(Draft.SECOND_VMCB);
        fourth(0, NOT_TRIED, vmcb, "vmrun");
        fourth(1, UD, draft -> {}, "vmmcall");
        fourth(2, NOT_TRIED, vmcb, "vmload");
        fourth(3, NOT_TRIED, vmcb, "vmsave");
        fourth(4, VMMCALL, draft -> {}, "stgi");
        fourth(5, VMMCALL, draft -> {}, "clgi");
        fourth(7, VMMCALL, draft -> draft.requires("RDTSCP"), "rdtscp", "mov eax, 0", "mov ecx, 0", "mov edx, 0");
        fourth(8, GP, draft -> {}, "int1");
        fourth(9, VMMCALL, draft -> {}, "wbinvd");
        fourth(
                10,
                VMMCALL,
                draft -> draft.requires("MONITOR").set("RAX", Draft.GUEST).gpr("rcx", 0),
                "monitor");
        fourth(11, NOT_TRIED, draft -> draft.requires("MONITOR").gpr("rcx", 0), "mwait");
        fourth(
                13,
                VMMCALL,
                draft -> draft.requires("XSAVE")
                        .setBits("CR4", 1 << 18)
                        .set("RAX", 1)
                        .gpr("rcx", 0)
                        .gpr("rdx", 0),
                "xsetbv");
        both(
                "INTERCEPT_5",
                4,
                "VMCB-17.2",
                2,
                0xA2,
                VMMCALL,
                draft -> draft.requires("INVPCID")
                        .gpr("rcx", 2)
                        .gpr("rbx", Draft.SCRATCH)
                        .touches(Draft.SCRATCH),
                "invpcid rcx, [rbx]");
    }

    private void fourth(int bit, int otherwise, Consumer<Draft> setting, String... lines) {
        both("INTERCEPT_4", LAST_OF_4, "VMCB-16." + bit, bit, 0x80 + bit, otherwise, setting, lines);
    }

    /**
     * The two drafts of a bit.
     *
     * @param all the bits of the vector that are set when only the one is clear
     * @param otherwise what the guest exits with then
     */
    private void both(
            String field,
            long all,
            String rule,
            int bit,
            int code,
            int otherwise,
            Consumer<Draft> setting,
            String... lines) {
        String name = "vmcb/%s-bit-%d"
                .formatted(field.toLowerCase(java.util.Locale.ROOT).replace('_', '-'), bit);
        String what = "%s with bit %d of %s alone ".formatted(String.join("; ", lines), bit, field);
        Draft alone = draft(name + "-alone-set", lines);
        setting.accept(alone);
        alone.set(field, needed(field) | 1L << bit);
        alone.claimField("VMRUN-21", "EXITCODE", code);
        drafts.add(exits(alone, rule, code).about(what + "set", "the intercept is looked for in another place"));
        if (otherwise != NOT_TRIED) {
            Draft others = draft(name + "-alone-clear", lines);
            setting.accept(others);
            others.set(field, all & ~(1L << bit));
            drafts.add(exits(others, rule, otherwise).about(what + "clear", "another bit acts as the intercept"));
        }
    }

    private static Draft draft(String name, String... lines) {
        List<String> program = new ArrayList<>(List.of(lines));
        program.add("vmmcall");
        return new Draft(name, Level.INTERCEPT).guest(Guest.long64(), program.toArray(String[]::new));
    }

    /** What no guest of these drafts can do without. */
    private static long needed(String field) {
        return field.equals("INTERCEPT_4") ? Guest.VMRUN | Guest.VMMCALL : 0;
    }

    private static Draft exits(Draft draft, String rule, int code) {
        return draft.claimField(rule, "EXITCODE", code)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("event-error-code", "event-before-double-fault");
    }

    private void shutdown() {
        drafts.add(triple("vmcb/intercept-3-bit-31-alone-set")
                .set("INTERCEPT_3", Guest.SHUTDOWN)
                .claimField("VMCB-15.31", "EXITCODE", 0x7F)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("after-shutdown", "event-before-shutdown", "event-error-code")
                .about(
                        "a triple fault with bit 31 of INTERCEPT_3 alone set",
                        "the intercept is looked for in another place"));
        drafts.add(triple("vmcb/intercept-3-bit-31-alone-clear")
                .set("INTERCEPT_3", DOUBLEWORD & ~Guest.SHUTDOWN)
                .claimEnds("VMCB-15.31", Ended.SHUTDOWN)
                .about("a triple fault with bit 31 of INTERCEPT_3 alone clear", "another bit acts as the intercept"));
    }

    private static Draft triple(String name) {
        return draft(name, "ud2").set("INTERCEPT_EXCEPTION", 0);
    }
}
