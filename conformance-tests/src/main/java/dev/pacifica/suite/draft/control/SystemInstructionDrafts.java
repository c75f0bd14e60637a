package dev.pacifica.suite.draft.control;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Instructions for CPL 0 and what they do there (SYS-22 to SYS-24), and those on counters and time (SYS-26, SYS-28, SYS-29). */
public final class SystemInstructionDrafts {
    private static final int LSTAR = 0xC000_0082;
    private static final int MSR_PROT = 0x7C;
    private static final long MAP = 0x101_4000;
    private static final String TOO_LAX = "the instruction is not privileged";
    private static final String LOST = "a legal use is refused, or has no effect";

    private final Trials trials = new Trials("system-instructions");

    private SystemInstructionDrafts() {}

    public static List<Draft> all() {
        SystemInstructionDrafts drafts = new SystemInstructionDrafts();
        drafts.privilege();
        drafts.atCpl0();
        drafts.swapgs();
        drafts.tables();
        drafts.msrOrder();
        drafts.counters();
        drafts.time();
        drafts.userCpuid();
        drafts.inTheHost();
        return drafts.trials.all();
    }

    private void privilege() {
        String[] everywhere = {
            "invlpg [rbx]", "wbinvd", "invd", "hlt", "lgdt [rbx]", "lidt [rbx]", "clts", "mov dr0, rbx", "lmsw bx"
        };
        for (String instruction : everywhere) {
            user(Guest.long64User(), "64-bit", instruction);
            user(Guest.protected32User(), "protected", instruction.replace("rbx", "ebx"));
            user(
                    Guest.v86(),
                    "virtual-8086",
                    instruction.replace("[rbx]", "[bx]").replace("rbx", "ebx"));
        }
        for (String instruction : new String[] {"lldt bx", "ltr bx", "invlpga"}) {
            user(Guest.long64User(), "64-bit", instruction);
            user(Guest.protected32User(), "protected", instruction);
        }
        user(Guest.long64User(), "64-bit", "swapgs");
        user(Guest.long64User(), "64-bit", "mov rbx, dr7");
    }

    private void user(Guest guest, String mode, String instruction) {
        String name = instruction.split(" ")[0];
        String which = instruction.startsWith("mov") ? instruction.contains("dr7") ? "read-dr7" : "write-dr0" : name;
        Draft draft = trials.guest("%s-at-cpl-3-in-%s-mode".formatted(which, mode), guest, instruction)
                .gpr("rbx", 0x7000)
                .about("%s at CPL 3 in %s mode".formatted(instruction.toUpperCase(Locale.ROOT), mode), TOO_LAX);
        Trials.refused(draft, "SYS-23");
    }

    private void atCpl0() {
        for (String instruction : new String[] {"invlpg [rbx]", "wbinvd", "clts"}) {
            String name = instruction.split(" ")[0];
            Draft draft = trials.guest(name + "-at-cpl-0", Guest.long64(), instruction)
                    .gpr("rbx", 0x7000)
                    .about(instruction.toUpperCase(Locale.ROOT) + " at CPL 0 in 64-bit mode", LOST);
            Trials.passes(draft, "SYS-23");
            Draft real = trials.guest(name + "-in-real-mode", Guest.real(), instruction.replace("rbx", "bx"))
                    .gpr("rbx", 0x700)
                    .touches(Draft.SCRATCH)
                    .about(instruction.toUpperCase(Locale.ROOT) + " in real mode", LOST);
            Trials.inRealMode(Trials.passes(real, "SYS-23"));
        }
        Draft address = trials.guest("invlpg-not-canonical", Guest.long64(), "invlpg [rbx]")
                .gpr("rbx", 0x8000_0000_0000L)
                .about("INVLPG of an address that is not canonical", "it faults instead of doing nothing");
        Trials.passes(address, "SYS-23");
        Draft unmapped = trials.guest("invlpg-of-an-unmapped-page", Guest.long64(), "invlpg [rbx]")
                .gpr("rbx", 0x1_0000_0000L)
                .about("INVLPG of an address that is not mapped", "the address is translated");
        Trials.passes(unmapped, "SYS-23");
    }

    private void swapgs() {
        Draft draft = trials.guest("swapgs", Guest.long64(), "swapgs")
                .state("gs.base", 0x1111_2222_3333L)
                .state("kernelGsBase", 0xFFFF_8000_0000_4444L)
                .about("SWAPGS at CPL 0", "the two addresses are not exchanged");
        Trials.passes(draft, "SYS-23")
                .claim("SYS-23", "gs.base", 0xFFFF_8000_0000_4444L)
                .claim("SYS-23", "kernelGsBase", 0x1111_2222_3333L);
        Guest[] guests = {Guest.compatibility(), Guest.protected32(), Guest.protected32User(), Guest.real()};
        String[] modes = {"compatibility", "protected", "protected-user", "real"};
        for (int i = 0; i < guests.length; i++) {
            Draft missing = trials.guest("swapgs-in-%s-mode".formatted(modes[i]), guests[i], "db 0x0f, 0x01, 0xf8")
                    .about(
                            "SWAPGS outside 64-bit mode: " + modes[i],
                            "the instruction exists there, or is #GP at CPL 3");
            Trials.undefined(i == 3 ? missing.touches(Draft.SCRATCH) : missing, "SYS-23");
        }
    }

    private void tables() {
        byte[] legacy = {(byte) 0xFF, 0x0F, 0x78, 0x56, 0x34, 0x12};
        for (String table : new String[] {"gdt", "idt"}) {
            String field = table.toUpperCase(Locale.ROOT) + "R";
            load(table, "32-bit-operand", Guest.protected32(), "", legacy, 0x1234_5678L);
            load(table, "16-bit-operand", Guest.protected32(), "db 0x66", legacy, 0x34_5678L);
            Trials.inRealMode(load(table, "real-mode", Guest.real(), "", legacy, 0x34_5678L));
            Trials.inRealMode(load(table, "real-mode-with-prefix", Guest.real(), "db 0x66", legacy, 0x1234_5678L));
            byte[] canonical = {(byte) 0xFF, 0x0F, 0, 0, 0, 0, 0, (byte) 0x80, -1, -1};
            load(table, "canonical-base", Guest.long64(), "", canonical, 0xFFFF_8000_0000_0000L);
            load(table, "prefix-66-in-64-bit-mode", Guest.long64(), "db 0x66", canonical, 0xFFFF_8000_0000_0000L);
            byte[] beyond = {(byte) 0xFF, 0x0F, 0, 0, 0, 0, 0, (byte) 0x80, 0, 0};
            Draft refused = trials.guest(
                            "l%s-not-canonical".formatted(table), Guest.long64(), "l%s [rbx]".formatted(table))
                    .gpr("rbx", Draft.SCRATCH)
                    .data(Draft.SCRATCH, beyond)
                    .about(
                            "L%s of a base that is not canonical".formatted(table.toUpperCase(Locale.ROOT)),
                            "the base is accepted");
            Trials.refused(refused, "SYS-24").claimField("SYS-24", field + ".base", refused.field(field + ".base"));
        }
    }

    private Draft load(String table, String name, Guest guest, String prefix, byte[] operand, long base) {
        String register = guest.bits() == 64 ? "rbx" : guest.bits() == 32 ? "ebx" : "bx";
        String opcode = guest.bits() == 16
                ? "db 0x0f, 0x01, 0x%x".formatted(table.equals("gdt") ? 0x17 : 0x1F)
                : "l%s [%s]".formatted(table, register);
        String field = table.toUpperCase(Locale.ROOT) + "R";
        String[] lines = prefix.isEmpty() ? new String[] {opcode} : new String[] {prefix, opcode};
        Draft draft = trials.guest("l%s-%s".formatted(table, name), guest, lines)
                .gpr("rbx", guest.bits() == 16 ? 0 : Draft.SCRATCH)
                .data(Draft.SCRATCH, operand)
                .about(
                        "L%s: %s".formatted(table.toUpperCase(Locale.ROOT), name.replace('-', ' ')),
                        "the width of the base does not follow from mode and operand size");
        return Trials.passes(draft, "SYS-24")
                .claimField("SYS-24", field + ".base", base)
                .claimField("SYS-24", field + ".limit", 0xFFF);
    }

    /** The permission map lies between the privilege and what the register itself demands. */
    private void msrOrder() {
        long at = MAP + 0x800 + (LSTAR & 0x1FFF) / 4;
        byte[] writes = {(byte) (2 << 2 * (LSTAR & 3))};
        Guest[] guests = {Guest.long64User(), Guest.long64(), Guest.long64()};
        String[] names = {"wrmsr-at-cpl-3-intercepted", "wrmsr-not-canonical-intercepted", "wrmsr-not-canonical-passed"
        };
        for (int i = 0; i < guests.length; i++) {
            Draft draft = trials.guest(names[i], guests[i], "wrmsr")
                    .gpr("rcx", LSTAR & 0xFFFF_FFFFL)
                    .set("RAX", 0)
                    .gpr("rdx", 0x8000)
                    .touches(MAP)
                    .touches(MAP + Fixture.PAGE_SIZE)
                    .data(at, i < 2 ? writes : new byte[] {(byte) (1 << 2 * (LSTAR & 3))})
                    .about(
                            "WRMSR of an address that is not canonical to LSTAR: " + names[i].replace('-', ' '),
                            "privilege, permission map and the register's own demands are not tested in this order");
            Attempt.intercept(draft, MSR_PROT);
            if (i == 1) {
                Attempt.exits(draft, "SYS-22", MSR_PROT)
                        .claimField("MSR-08", "EXITINFO1", 1)
                        .unspecified(ExitMasks.WITH_INFO_1);
            } else {
                Trials.refused(draft, "SYS-22");
            }
        }
    }

    private void counters() {
        String[] clear = {"rdpmc", "xor eax, eax", "xor edx, edx"};
        for (int index : new int[] {0, 3}) {
            Draft draft = trials.guest("rdpmc-%d".formatted(index), Guest.long64(), clear)
                    .gpr("rcx", index)
                    .about("RDPMC of counter %d at CPL 0".formatted(index), "the counter does not exist");
            Trials.passes(draft, "SYS-26");
        }
        Draft missing = trials.guest("rdpmc-missing", Guest.long64(), "rdpmc")
                .gpr("rcx", 0x7FFF_FFFF)
                .about("RDPMC of a counter that does not exist", "any number will do");
        Trials.refused(missing, "SYS-26");
        Draft user = trials.guest("rdpmc-at-cpl-3", Guest.long64User(), "rdpmc")
                .gpr("rcx", 0)
                .about("RDPMC at CPL 3 with PCE clear", "PCE is not looked at");
        Trials.refused(user, "SYS-26");
        Draft allowed = trials.guest("rdpmc-at-cpl-3-with-pce", Guest.long64User(), clear)
                .gpr("rcx", 0)
                .setBits("CR4", 1 << 8)
                .about("RDPMC at CPL 3 with PCE set", "PCE is not looked at");
        Trials.passes(allowed, "SYS-26");
    }

    private void time() {
        String[] clear = {"xor eax, eax", "xor ecx, ecx", "xor edx, edx", "xor esi, esi", "xor edi, edi"};
        String[] combine = {"shl rdx, 32", "mov eax, eax", "or rax, rdx"};
        Draft advances = trials.guest(
                        "rdtsc-reads-the-tsc",
                        Guest.long64(),
                        joined(
                                new String[] {"rdtsc"},
                                combine,
                                new String[] {"mov rsi, rax", "mov ecx, 0x10", "rdmsr"},
                                combine,
                                new String[] {"mov rdi, rax", "rdtsc"},
                                combine,
                                new String[] {"cmp rdi, rsi", "setae bl", "cmp rax, rdi", "setae bh"},
                                clear,
                                new String[] {"cmp eax, eax"}))
                .gpr("rbx", 0)
                .about(
                        "RDTSC, RDMSR of the TSC and RDTSC in a row",
                        "the two do not read the same counter, or it runs backwards");
        Trials.passes(advances, "SYS-29").claim("SYS-29", "rbx", 0x101);
        Draft aux = trials.guest(
                        "rdtscp-reads-tsc-aux",
                        Guest.long64(),
                        joined(
                                new String[] {
                                    "mov ecx, 0xc0000103",
                                    "mov eax, 0x89abcdef",
                                    "xor edx, edx",
                                    "wrmsr",
                                    "mov rcx, -1",
                                    "rdtscp",
                                    "mov rbx, rcx",
                                    "mov ecx, 0xc0000103",
                                    "xor eax, eax",
                                    "xor edx, edx",
                                    "wrmsr"
                                },
                                clear))
                .requires("RDTSCP")
                .about("RDTSCP after a write of TSC_AUX", "ECX does not receive TSC_AUX, zero-extended");
        Trials.passes(aux, "SYS-29").claim("SYS-29", "rbx", 0x89AB_CDEFL);
        Draft extended = trials.guest(
                        "rdtsc-zero-extends", Guest.long64(), "rdtsc", "shr rax, 32", "shr rdx, 32", "cmp eax, eax")
                .set("RAX", -1)
                .gpr("rdx", -1)
                .about("RDTSC with all bits of RAX and RDX set", "the upper halves of RAX and RDX are kept");
        Trials.passes(extended, "SYS-29").claimField("SYS-29", "RAX", 0).claim("SYS-29", "rdx", 0);
    }

    private static String[] joined(String[]... parts) {
        return Arrays.stream(parts).flatMap(Arrays::stream).toArray(String[]::new);
    }

    /** The host sets HWCR.CpuidUserDis, which only it can, and puts back what was there. */
    private void userCpuid() {
        for (boolean disabled : new boolean[] {true, false}) {
            for (boolean user : new boolean[] {true, false}) {
                String[] cpuid = {"cpuid", "xor eax, eax", "xor ebx, ebx", "xor ecx, ecx", "xor edx, edx"};
                Draft draft = trials.guest(
                                "cpuid-at-cpl-%d-%s-user-disable"
                                        .formatted(user ? 3 : 0, disabled ? "with" : "without"),
                                user ? Guest.long64User() : Guest.long64(),
                                cpuid)
                        .requires("CpuidUserDis")
                        .about(
                                "CPUID at CPL %d with HWCR.CpuidUserDis %s"
                                        .formatted(user ? 3 : 0, disabled ? "set" : "clear"),
                                "CPUID does not follow CpuidUserDis, or follows it at CPL 0");
                if (disabled) {
                    draft.host(
                            "mov rsi, rax",
                            "mov ecx, 0xc0010015",
                            "rdmsr",
                            "mov r8, rax",
                            "mov r9, rdx",
                            "or edx, 8",
                            "wrmsr",
                            "mov rax, rsi",
                            "vmrun",
                            "mov ecx, 0xc0010015",
                            "mov rax, r8",
                            "mov rdx, r9",
                            "wrmsr",
                            "xor eax, eax",
                            "xor edx, edx",
                            "xor r8d, r8d",
                            "xor r9d, r9d",
                            "cmp eax, eax",
                            "jmp end");
                }
                if (disabled && user) {
                    Trials.refused(draft, "SYS-28");
                } else {
                    Trials.passes(draft, "SYS-28");
                }
            }
        }
    }

    private void inTheHost() {
        for (String instruction : new String[] {"wbinvd", "clts", "invlpg [rbx]"}) {
            Draft draft = trials.host("host-" + instruction.split(" ")[0], instruction)
                    .gpr("rbx", 0x7000)
                    .about(instruction.toUpperCase(Locale.ROOT) + " in the host", LOST);
            Trials.hostPasses(draft, "SYS-23");
        }
        for (String instruction : new String[] {"wbinvd", "clts", "hlt", "swapgs", "mov cr3, rbx", "rdmsr"}) {
            String name = instruction.replace(' ', '-').replace(",", "");
            Draft draft = new Draft("system-instructions/host-%s-at-cpl-3".formatted(name), Level.EXCEPTION)
                    .about(instruction.toUpperCase(Locale.ROOT) + " in the host at CPL 3", TOO_LAX)
                    .hostAtCpl3(instruction, "jmp $");
            trials.all().add(draft);
            String rule = name.startsWith("mov") ? "CR-02" : name.equals("rdmsr") ? "SYS-20" : "SYS-23";
            draft.claimException(rule, 13, 0, draft.label("user"));
        }
    }
}
