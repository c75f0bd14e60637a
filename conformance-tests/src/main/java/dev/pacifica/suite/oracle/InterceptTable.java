package dev.pacifica.suite.oracle;

import static dev.pacifica.suite.oracle.Obstacle.*;

import dev.pacifica.suite.oracle.InterceptedInstruction.Otherwise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The instructions that have intercepts, with the exceptions before and after each (APM2 15.9 to 15.11; INS-10 to INS-50). */
public final class InterceptTable {
    private static final List<Obstacle> NONE = List.of();
    private static final List<Obstacle> PRIVILEGED = List.of(PRIVILEGE);
    private static final List<Obstacle> SVM = List.of(MODE, PRIVILEGE);

    private static final List<InterceptedInstruction> ALL = new ArrayList<>();

    static {
        controlRegisters();
        debugRegisters();
        descriptorTables();
        counters();
        flagsAndInterrupts();
        system();
        virtualMachines();
        portsAndRegisters();
    }

    private InterceptTable() {}

    /** All rows. */
    public static List<InterceptedInstruction> all() {
        return List.copyOf(ALL);
    }

    private static void controlRegisters() {
        for (int number : new int[] {0, 2, 3, 4}) {
            String rule = number == 0 ? "INS-10" : number == 3 ? "INS-14" : "INS-15";
            add("mov-from-cr" + number, "mov %b, cr" + number, rule, number, PRIVILEGED, NONE);
        }
        List<Obstacle> value = List.of(PRIVILEGE, VALUE);
        add("mov-to-cr0", "mov cr0, %a", "INS-11", 0x10, value, NONE);
        add("mov-to-cr0-selective", "mov cr0, %a", "INS-12", 0x65, value, NONE);
        add("mov-to-cr2", "mov cr2, %a", "INS-15", 0x12, PRIVILEGED, NONE);
        add("mov-to-cr3", "mov cr3, %a", "INS-14", 0x13, value, NONE);
        add("mov-to-cr4", "mov cr4, %a", "INS-15", 0x14, value, NONE);
        add("mov-from-cr8", "mov rbx, cr8", "INS-15", 8, PRIVILEGED, NONE);
        add("mov-to-cr8", "mov cr8, rax", "INS-15", 0x18, value, NONE);
        add("smsw", "smsw bx", "INS-10", 0, List.of(UMIP), NONE);
        add("smsw-memory", "smsw %m", "INS-10", 0, List.of(UMIP), List.of(MEMORY));
        add("lmsw", "lmsw ax", "INS-11", 0x10, PRIVILEGED, NONE);
        add("lmsw-memory", "lmsw %m", "INS-11", 0x10, PRIVILEGED, List.of(MEMORY));
        add("lmsw-selective", "lmsw ax", "INS-12", 0x65, PRIVILEGED, NONE);
        add("clts", "clts", "INS-11", 0x10, PRIVILEGED, NONE);
    }

    private static void debugRegisters() {
        for (int number = 0; number < 8; number++) {
            boolean isAlias = number == 4 || number == 5;
            String rule = isAlias ? "INS-17" : "INS-16";
            List<Obstacle> before =
                    isAlias ? List.of(DEBUG_EXTENSIONS, PRIVILEGE, GENERAL_DETECT) : List.of(PRIVILEGE, GENERAL_DETECT);
            add("mov-from-dr" + number, "mov %b, dr" + number, rule, 0x20 + number, before, NONE);
            List<Obstacle> write = new ArrayList<>(before);
            if (number == 6 || number == 7) {
                write.add(VALUE);
            }
            add("mov-to-dr" + number, "mov dr%d, %%a".formatted(number), rule, 0x30 + number, write, NONE);
        }
    }

    private static void descriptorTables() {
        add("sidt", "sidt %m", "INS-18", 0x66, List.of(UMIP), List.of(MEMORY));
        add("sgdt", "sgdt %m", "INS-18", 0x67, List.of(UMIP), List.of(MEMORY));
        add("sldt", "sldt bx", "INS-18", 0x68, List.of(MODE, UMIP), NONE);
        add("sldt-memory", "sldt %m", "INS-18", 0x68, List.of(MODE, UMIP), List.of(MEMORY));
        add("str", "str bx", "INS-18", 0x69, List.of(MODE, UMIP), NONE);
        add("str-memory", "str %m", "INS-18", 0x69, List.of(MODE, UMIP), List.of(MEMORY));
        add("lidt", "lidt %m", "INS-18", 0x6A, PRIVILEGED, List.of(MEMORY));
        add("lgdt", "lgdt %m", "INS-18", 0x6B, PRIVILEGED, List.of(MEMORY));
        add("lldt", "lldt cx", "INS-18", 0x6C, SVM, List.of(SELECTOR));
        add("lldt-memory", "lldt %m", "INS-18", 0x6C, SVM, List.of(MEMORY));
        add("ltr", "ltr cx", "INS-18", 0x6D, SVM, List.of(SELECTOR), Otherwise.UNTRIED);
        add("ltr-memory", "ltr %m", "INS-18", 0x6D, SVM, List.of(MEMORY), Otherwise.UNTRIED);
    }

    private static void counters() {
        List<Obstacle> time = List.of(TIME_STAMP_DISABLE);
        add("rdtsc", "rdtsc", "INS-20", 0x6E, time, NONE);
        later("rdtscp", "rdtscp", "INS-21", 0x87, time, NONE, "RDTSCP");
        later("rdpru", "db 0x0f, 0x01, 0xfd", "INS-23", 0x8E, time, NONE, "RDPRU");
        add("rdpmc", "rdpmc", "INS-22", 0x6F, List.of(PRIVILEGE, VALUE), NONE);
    }

    private static void flagsAndInterrupts() {
        List<Obstacle> stack = List.of(VIRTUAL_IOPL, STACK);
        add("pushf", "pushf", "INS-24", 0x70, NONE, stack);
        add("popf", "popf", "INS-24", 0x71, NONE, stack);
        add("cpuid", "cpuid", "INS-25", 0x72, NONE, NONE);
        add("rsm", "rsm", "INS-26", 0x73, NONE, NONE, Otherwise.UNDEFINED);
        add("iret", "%i", "INS-27", 0x74, NONE, stack);
        add("int-n", "int 0xa5", "INS-28", 0x75, NONE, List.of(VIRTUAL_IOPL), Otherwise.INTERRUPTS);
        add("int1", "db 0xf1", "INS-29", 0x88, NONE, NONE, Otherwise.TRAPS);
    }

    private static void system() {
        add("invd", "invd", "INS-30", 0x76, PRIVILEGED, NONE, Otherwise.UNTRIED);
        add("wbinvd", "wbinvd", "INS-31", 0x89, PRIVILEGED, NONE);
        later("wbnoinvd", "db 0xf3, 0x0f, 0x09", "INS-31", 0x89, PRIVILEGED, NONE, "WBNOINVD");
        add("pause", "pause", "INS-32", 0x77, NONE, NONE);
        add("hlt", "hlt", "INS-33", 0x78, PRIVILEGED, NONE, Otherwise.HALTS);
        later("hlt-idle", "hlt", "INS-34", 0xA6, PRIVILEGED, NONE, "IdleHltIntercept", Otherwise.HALTS);
        add("invlpg", "invlpg %m", "INS-35", 0x79, PRIVILEGED, NONE);
        later("invpcid", "invpcid %c, %m", "INS-37", 0xA2, PRIVILEGED, List.of(VALUE, MEMORY), "INVPCID");
        List<Obstacle> monitor = List.of(USER_UNDEFINED, VALUE);
        later("monitor", "monitor", "INS-42", 0x8A, monitor, NONE, "MONITOR");
        later("mwait", "mwait", "INS-43", 0x8B, monitor, NONE, "MONITOR");
        List<Obstacle> after = List.of(PRIVILEGE, VALUE);
        later("xsetbv", "xsetbv", "INS-44", 0x8D, List.of(OSXSAVE_CLEAR), after, "XSAVE");
    }

    private static void virtualMachines() {
        List<Obstacle> early = List.of(MODE, PRIVILEGE, ADDRESS);
        List<Obstacle> late = List.of(LATE_ADDRESS);
        add("vmrun", "vmrun", "INS-45", 0x80, early, late, Otherwise.UNTRIED);
        add("vmload", "vmload", "INS-45", 0x82, early, late);
        add("vmsave", "vmsave", "INS-45", 0x83, early, late);
        add("stgi", "stgi", "INS-46", 0x84, SVM, NONE);
        add("clgi", "clgi", "INS-46", 0x85, SVM, NONE);
        add("invlpga", "invlpga", "INS-36", 0x7A, SVM, NONE);
        add("vmmcall", "vmmcall", "INS-50", 0x81, NONE, NONE, Otherwise.UNDEFINED);
    }

    private static void portsAndRegisters() {
        List<Obstacle> ports = List.of(IO_PRIVILEGE);
        add("in", "in al, 0x80", "IOIO-05", 0x7B, ports, NONE);
        add("out", "out 0x80, al", "IOIO-05", 0x7B, ports, NONE);
        add("outs", "outsb", "IOIO-05", 0x7B, ports, List.of(MEMORY));
        add("rdmsr", "rdmsr", "MSR-07", 0x7C, PRIVILEGED, List.of(VALUE));
        add("wrmsr", "wrmsr", "MSR-07", 0x7C, PRIVILEGED, List.of(VALUE));
    }

    private static void add(
            String name, String source, String rule, int exitCode, List<Obstacle> before, List<Obstacle> after) {
        add(name, source, rule, exitCode, before, after, Otherwise.COMPLETES);
    }

    private static void add(
            String name,
            String source,
            String rule,
            int exitCode,
            List<Obstacle> before,
            List<Obstacle> after,
            Otherwise otherwise) {
        ALL.add(new InterceptedInstruction(name, source, rule, exitCode, before, after, otherwise, Optional.empty()));
    }

    private static void later(
            String name,
            String source,
            String rule,
            int exitCode,
            List<Obstacle> before,
            List<Obstacle> after,
            String feature) {
        later(name, source, rule, exitCode, before, after, feature, Otherwise.COMPLETES);
    }

    private static void later(
            String name,
            String source,
            String rule,
            int exitCode,
            List<Obstacle> before,
            List<Obstacle> after,
            String feature,
            Otherwise otherwise) {
        ALL.add(new InterceptedInstruction(
                name, source, rule, exitCode, before, after, otherwise, Optional.of(feature)));
    }
}
