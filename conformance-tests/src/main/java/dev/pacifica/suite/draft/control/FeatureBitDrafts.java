package dev.pacifica.suite.draft.control;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.vector.Subject;
import java.util.List;
import java.util.Locale;

/** Instructions that bits of CR4 allow or forbid (CR-33, CR-34): TSD, PCE, UMIP, DE, FSGSBASE, OSXSAVE. */
public final class FeatureBitDrafts {
    private static final long TSD = 1 << 2;
    private static final long DE = 1 << 3;
    private static final long PCE = 1 << 8;
    private static final long UMIP = 1 << 11;
    private static final long FSGSBASE = 1 << 16;
    private static final long OSXSAVE = 1 << 18;
    private static final String[] CLEAR = {"xor eax, eax", "xor edx, edx"};
    private static final String TOO_LAX = "the bit of CR4 is not looked at";
    private static final String TOO_STRICT = "the instruction is refused where it is allowed";

    private final Trials trials = new Trials("control-registers");

    private FeatureBitDrafts() {}

    public static List<Draft> all() {
        FeatureBitDrafts drafts = new FeatureBitDrafts();
        drafts.timeStamps();
        drafts.counters();
        drafts.umip();
        drafts.debugRegisters();
        drafts.bases();
        drafts.osxsave();
        return drafts.trials.all();
    }

    private void timeStamps() {
        for (String name : new String[] {"rdtsc", "rdtscp"}) {
            allowed(name + "-at-cpl-3", Guest.long64User(), 0, "TSD clear at CPL 3", name, "xor ecx, ecx");
            allowed(name + "-with-tsd", Guest.long64(), TSD, "TSD set at CPL 0", name, "xor ecx, ecx");
            refused(name + "-at-cpl-3-with-tsd", Guest.long64User(), TSD, "TSD set at CPL 3", name);
        }
        refused("rdtsc-at-cpl-3-with-tsd-in-protected-mode", Guest.protected32User(), TSD, "TSD set at CPL 3", "rdtsc");
        refused("rdtsc-with-tsd-in-virtual-8086-mode", Guest.v86(), TSD, "TSD set in virtual-8086 mode", "rdtsc");
    }

    private void counters() {
        allowed("rdpmc-at-cpl-3-with-pce", Guest.long64User(), PCE, "PCE set at CPL 3", "rdpmc")
                .gpr("rcx", 0);
        allowed("rdpmc-at-cpl-0", Guest.long64(), 0, "PCE clear at CPL 0", "rdpmc")
                .gpr("rcx", 0);
        refused("rdpmc-at-cpl-3", Guest.long64User(), 0, "PCE clear at CPL 3", "rdpmc")
                .gpr("rcx", 0);
    }

    private Draft allowed(String name, Guest guest, long cr4, String what, String instruction, String... more) {
        String[] lines = new String[1 + CLEAR.length + more.length];
        lines[0] = instruction;
        System.arraycopy(CLEAR, 0, lines, 1, CLEAR.length);
        System.arraycopy(more, 0, lines, 1 + CLEAR.length, more.length);
        Draft draft = trials.guest(name, guest, lines)
                .setBits("CR4", cr4)
                .about(instruction.toUpperCase(Locale.ROOT) + " with " + what, TOO_STRICT);
        if (instruction.equals("rdtscp")) {
            draft.requires("RDTSCP");
        }
        return Trials.passes(draft, "CR-34");
    }

    private Draft refused(String name, Guest guest, long cr4, String what, String instruction) {
        Draft draft = trials.guest(name, guest, instruction)
                .setBits("CR4", cr4)
                .about(instruction.toUpperCase(Locale.ROOT) + " with " + what, TOO_LAX);
        if (instruction.equals("rdtscp")) {
            draft.requires("RDTSCP");
        }
        return Trials.refused(draft, "CR-34");
    }

    private void umip() {
        for (String name : new String[] {"sgdt", "sidt", "sldt", "str", "smsw"}) {
            boolean isTable = name.charAt(0) == 's' && name.endsWith("dt") && !name.equals("sldt");
            String instruction = name + (isTable ? " [rbx]" : " ebx");
            umip(name + "-at-cpl-3-with-umip", Guest.long64User(), instruction, UMIP, true);
            umip(name + "-at-cpl-3-without-umip", Guest.long64User(), instruction, 0, false);
            umip(name + "-at-cpl-0-with-umip", Guest.long64(), instruction, UMIP, false);
        }
    }

    private void umip(String name, Guest guest, String instruction, long cr4, boolean refused) {
        Draft draft = trials.guest(name, guest, instruction, "mov ebx, 0")
                .setBits("CR4", cr4)
                .gpr("rbx", Draft.SCRATCH)
                .touches(Draft.SCRATCH)
                .about(
                        "%s at CPL %d with UMIP %s"
                                .formatted(
                                        instruction.toUpperCase(Locale.ROOT),
                                        guest.fields().getOrDefault("CPL", 0L),
                                        cr4 == 0 ? "clear" : "set"),
                        refused ? TOO_LAX : TOO_STRICT);
        if (cr4 != 0) {
            draft.requires("UMIP");
        }
        if (refused) {
            Trials.refused(draft, "CR-34").claim("CR-34", Subject.memory(Draft.SCRATCH), 0);
        } else {
            Trials.passes(draft, "CR-34");
        }
    }

    private void debugRegisters() {
        for (int number : new int[] {4, 5}) {
            Draft set = trials.guest("read-dr%d-with-de".formatted(number), Guest.long64(), "mov rbx, dr" + number)
                    .setBits("CR4", DE)
                    .about("MOV from DR%d with DE set".formatted(number), TOO_LAX);
            Trials.undefined(set, "CR-34");
            Draft clear = trials.guest("read-dr%d-without-de".formatted(number), Guest.long64(), "mov rbx, dr" + number)
                    .about(
                            "MOV from DR%d with DE clear, which means DR%d".formatted(number, number + 2),
                            "the register does not exist, or is another one");
            Trials.passes(clear, "CR-34").claim("CR-34", "rbx", number == 4 ? 0xFFFF_0FF0L : 0x400);
        }
    }

    private void bases() {
        for (String name : new String[] {"rdfsbase", "rdgsbase", "wrfsbase", "wrgsbase"}) {
            Draft absent = trials.guest(name + "-without-fsgsbase", Guest.long64(), name + " rbx")
                    .gpr("rbx", 0x1000)
                    .about(name.toUpperCase(Locale.ROOT) + " with FSGSBASE clear", TOO_LAX);
            Trials.undefined(absent, "CR-34");
            for (boolean user : new boolean[] {false, true}) {
                for (String register : new String[] {"rbx", "ebx"}) {
                    base(name, user, register);
                }
            }
            String opcode = "0xf3, 0x0f, 0xae, 0x%x"
                    .formatted(0xC3
                            | List.of("rdfsbase", "rdgsbase", "wrfsbase", "wrgsbase")
                                            .indexOf(name)
                                    << 3);
            Draft compatibility = trials.guest(name + "-in-compatibility-mode", Guest.compatibility(), "db " + opcode)
                    .requires("FSGSBASE")
                    .setBits("CR4", FSGSBASE)
                    .gpr("rbx", 0x1000)
                    .about(
                            name.toUpperCase(Locale.ROOT) + " in compatibility mode with FSGSBASE set",
                            "the instruction exists outside 64-bit mode");
            Trials.undefined(compatibility, "CR-34");
            if (name.startsWith("wr")) {
                Draft refused = trials.guest(name + "-not-canonical", Guest.long64(), name + " rbx")
                        .requires("FSGSBASE")
                        .setBits("CR4", FSGSBASE)
                        .gpr("rbx", 0x8000_0000_0000L)
                        .about(
                                name.toUpperCase(Locale.ROOT) + " of an address that is not canonical",
                                "the address is accepted");
                Trials.refused(refused, "CR-34").claim("CR-34", name.substring(2, 4) + ".base", 0);
            }
        }
    }

    private void base(String name, boolean user, String register) {
        long value = 0x7FFF_8765_4321L;
        boolean write = name.startsWith("wr");
        String base = name.substring(2, 4) + ".base";
        Draft draft = trials.guest(
                        "%s-%s%s".formatted(name, register, user ? "-at-cpl-3" : ""),
                        user ? Guest.long64User() : Guest.long64(),
                        name + " " + register)
                .requires("FSGSBASE")
                .setBits("CR4", FSGSBASE)
                .about(
                        "%s %s at CPL %d with FSGSBASE set"
                                .formatted(
                                        name.toUpperCase(Locale.ROOT), register.toUpperCase(Locale.ROOT), user ? 3 : 0),
                        "the instruction is refused, or moves another number of bits");
        long moved = register.equals("ebx") ? value & 0xFFFF_FFFFL : value;
        if (write) {
            Trials.passes(draft.gpr("rbx", value).state(base, 0x123), "CR-34").claim("CR-34", base, moved);
        } else {
            Trials.passes(draft.state(base, value), "CR-34").claim("CR-34", "rbx", moved);
        }
    }

    /** The other results of CPUID are not the vector's business. */
    private void osxsave() {
        String[] cpuid = {
            "mov eax, 1",
            "xor ecx, ecx",
            "cpuid",
            "and ecx, 0x8000000",
            "mov esi, ecx",
            "xor eax, eax",
            "xor ebx, ebx",
            "xor ecx, ecx",
            "xor edx, edx",
            "cmp eax, eax"
        };
        for (boolean set : new boolean[] {false, true}) {
            Draft draft = trials.guest(set ? "cpuid-with-osxsave" : "cpuid-without-osxsave", Guest.long64(), cpuid)
                    .requires("XSAVE")
                    .setBits("CR4", set ? OSXSAVE : 0)
                    .about(
                            "CPUID function 1 in a guest with OSXSAVE " + (set ? "set" : "clear"),
                            "OSXSAVE is that of the host, or always the same");
            Trials.passes(draft, "CR-33").claim("CR-33", "rsi", set ? 0x800_0000 : 0);
        }
        String[] host = new String[cpuid.length + 1];
        host[0] = "vmrun";
        System.arraycopy(cpuid, 0, host, 1, cpuid.length);
        Draft after = trials.guest("cpuid-in-the-host-after-a-guest-with-osxsave", Guest.long64(), "nop")
                .requires("XSAVE")
                .setBits("CR4", OSXSAVE)
                .about("CPUID function 1 in the host after a guest with OSXSAVE set", "OSXSAVE stays the guest's");
        String[] program = new String[host.length + 1];
        System.arraycopy(host, 0, program, 0, host.length);
        program[host.length] = "jmp end";
        Trials.passes(after.host(program), "CR-33").claim("CR-33", "rsi", 0);
    }
}
