package dev.pacifica.suite.oracle;

import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.oracle.GuestInstruction.Feature;
import dev.pacifica.suite.oracle.GuestInstruction.Otherwise;
import dev.pacifica.suite.oracle.GuestInstruction.Tested;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The table of instruction intercepts (APM2 15.9), as far as a guest can execute a row without further preparation. */
public final class GuestInstructions {
    private static final Otherwise COMPLETES = new Otherwise.Completes();
    private static final Otherwise UNDEFINED = new Otherwise.Raises(Event.exception(6));
    private static final int SOFTWARE = 4;

    /** DA-01: a MOV whose general register is rAX; DA-04 has no bit 63. */
    private static final long MOV_RAX = 1L << 63;

    private static final List<GuestInstruction> ALL = new ArrayList<>();

    static {
        // intercept first, at any privilege level
        any("cpuid", "cpuid", 2, COMPLETES, tested("INS-25", 0x72));
        any("pushf", "pushf", 1, COMPLETES, tested("INS-24", 0x70));
        any("popf", "popf", 1, COMPLETES, tested("INS-24", 0x71));
        any("rsm", "rsm", 2, UNDEFINED, tested("INS-26", 0x73));
        any("iret", "iret", 1, new Otherwise.Raises(Event.exception(13, 0)), tested("INS-27", 0x74));
        any("int", "int 0x80", 2, new Otherwise.Causes(software(0x80)), tested("INS-28", 0x75, rax -> 0x80));
        any("icebp", "db 0xf1", 1, new Otherwise.Causes(Event.exception(1)), tested("INS-29", 0x88));
        any("pause", "pause", 2, COMPLETES, tested("INS-32", 0x77));
        any("vmmcall", "vmmcall", 3, UNDEFINED, tested("INS-50", 0x81));
        // nothing but the exception that they raise
        any("ud2", "ud2", 2, UNDEFINED);
        any("int3", "int3", 1, new Otherwise.Raises(Event.exception(3)));
        any("xsetbv", "db 0x0f, 0x01, 0xd1", 3, UNDEFINED); // INS-44: CR4.OSXSAVE is clear
        // no privilege needed, as CR4 is in the guests
        any("rdtsc", "rdtsc", 2, COMPLETES, tested("INS-20", 0x6E));
        ifPresent("rdtscp", "rdtscp", 3, new Feature(0x8000_0001, Processor.EDX, 27), tested("INS-21", 0x87));
        any("sgdt", "sgdt [%a]", 3, COMPLETES, tested("INS-18", 0x67));
        any("sidt", "sidt [%a]", 3, COMPLETES, tested("INS-18", 0x66));
        any("sldt", "sldt eax", 3, COMPLETES, tested("INS-18", 0x68));
        any("str", "str eax", 3, COMPLETES, tested("INS-18", 0x69));
        any("smsw", "smsw eax", 3, COMPLETES, tested("INS-10", 0x00, rax -> 0));
        // privilege first
        privileged("hlt", "hlt", 1, new Otherwise.Halts(), tested("INS-33", 0x78));
        privileged("invd", "invd", 2, COMPLETES, tested("INS-30", 0x76));
        privileged("wbinvd", "wbinvd", 2, COMPLETES, tested("INS-31", 0x89));
        privileged("invlpg", "invlpg [%a]", 3, COMPLETES, tested("INS-35", 0x79, rax -> rax));
        privileged("invlpga", "invlpga", 3, COMPLETES, tested("INS-36", 0x7A));
        privileged("vmload", "vmload", 3, COMPLETES, tested("INS-45", 0x82));
        privileged("vmsave", "vmsave", 3, COMPLETES, tested("INS-45", 0x83));
        privileged("vmrun", "vmrun", 3, COMPLETES, tested("INS-45", 0x80));
        privileged("stgi", "stgi", 3, COMPLETES, tested("INS-46", 0x84));
        privileged("clgi", "clgi", 3, COMPLETES, tested("INS-46", 0x85));
        privileged("lgdt", "lgdt [%a]", 3, COMPLETES, tested("INS-18", 0x6B));
        privileged("lidt", "lidt [%a]", 3, COMPLETES, tested("INS-18", 0x6A));
        privileged("clts", "clts", 2, COMPLETES, tested("INS-11", 0x10, rax -> 0));
        privileged("lmsw", "lmsw ax", 3, COMPLETES, vmcb -> vmcb.get("CR0"), write(0x10), selective());
        controlRegisters();
        debugRegisters();
    }

    private GuestInstructions() {}

    /** All rows. */
    public static List<GuestInstruction> all() {
        return List.copyOf(ALL);
    }

    /**
     * The row of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static GuestInstruction named(String name) {
        return ALL.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The oracle knows no instruction '" + name + "'."));
    }

    private static void controlRegisters() {
        long alignmentMask = 1L << 18;
        long monitorAndTaskSwitched = 1 << 1 ^ 1 << 3;
        for (int number : new int[] {0, 2, 3, 4}) {
            String rule = number == 0 ? "INS-10" : number == 3 ? "INS-14" : "INS-15";
            privileged(
                    "mov-from-cr" + number, "mov %a, cr" + number, 3, COMPLETES, tested(rule, number, rax -> MOV_RAX));
        }
        privileged("mov-to-cr0-same", "mov cr0, %a", 3, COMPLETES, vmcb -> vmcb.get("CR0"), write(0x10));
        privileged(
                "mov-to-cr0-ts-mp",
                "mov cr0, %a",
                3,
                COMPLETES,
                vmcb -> vmcb.get("CR0") ^ monitorAndTaskSwitched,
                write(0x10));
        privileged(
                "mov-to-cr0-am",
                "mov cr0, %a",
                3,
                COMPLETES,
                vmcb -> vmcb.get("CR0") ^ alignmentMask,
                write(0x10),
                selective());
        privileged("mov-to-cr2", "mov cr2, %a", 3, COMPLETES, tested("INS-15", 0x12, rax -> MOV_RAX));
        privileged(
                "mov-to-cr3",
                "mov cr3, %a",
                3,
                COMPLETES,
                vmcb -> vmcb.get("CR3"),
                tested("INS-14", 0x13, rax -> MOV_RAX));
        privileged(
                "mov-to-cr4",
                "mov cr4, %a",
                3,
                COMPLETES,
                vmcb -> vmcb.get("CR4"),
                tested("INS-15", 0x14, rax -> MOV_RAX));
    }

    private static void debugRegisters() {
        for (int number = 0; number < 8; number++) {
            String rule = number == 4 || number == 5 ? "INS-17" : "INS-16";
            privileged(
                    "mov-from-dr" + number, "mov %a, dr" + number, 3, COMPLETES, tested(rule, 0x20 + number, rax -> 0));
            privileged(
                    "mov-to-dr" + number,
                    "mov dr" + number + ", %a",
                    3,
                    COMPLETES,
                    vmcb -> 0,
                    tested(rule, 0x30 + number, rax -> 0));
        }
    }

    /** MOV to CR0 and LMSW: the unconditional intercept wins (INS-13). LMSW differs in its EXITINFO1, which is not looked at. */
    private static Tested write(int exitCode) {
        return tested("INS-11", exitCode);
    }

    private static Tested selective() {
        return tested("INS-12", 0x65);
    }

    private static Event software(int vector) {
        return new Event(SOFTWARE, vector, Optional.empty());
    }

    private static Tested tested(String rule, int exitCode) {
        return new Tested(rule, exitCode, Optional.empty());
    }

    private static Tested tested(String rule, int exitCode, ToLongFunction<Long> information) {
        return new Tested(rule, exitCode, Optional.of(information));
    }

    private static void any(String name, String source, int length, Otherwise otherwise, Tested... tested) {
        ALL.add(new GuestInstruction(
                name,
                source,
                length,
                Optional.empty(),
                false,
                true,
                List.of(tested),
                GuestInstructions::scratch,
                otherwise));
    }

    private static void ifPresent(String name, String source, int length, Feature feature, Tested... tested) {
        ALL.add(new GuestInstruction(
                name,
                source,
                length,
                Optional.of(feature),
                false,
                true,
                List.of(tested),
                GuestInstructions::scratch,
                COMPLETES));
    }

    private static void privileged(String name, String source, int length, Otherwise otherwise, Tested... tested) {
        privileged(name, source, length, otherwise, GuestInstructions::scratch, tested);
    }

    private static void privileged(
            String name,
            String source,
            int length,
            Otherwise otherwise,
            ToLongFunction<VmcbFields> accumulator,
            Tested... tested) {
        ALL.add(new GuestInstruction(
                name, source, length, Optional.empty(), true, false, List.of(tested), accumulator, otherwise));
    }

    /** A page that the guest may write, and that a VMCB may lie in: what the draft put into rAX. */
    private static long scratch(VmcbFields vmcb) {
        return vmcb.get("RAX");
    }
}
