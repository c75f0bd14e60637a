package dev.pacifica.suite.draft.control;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import java.util.List;
import java.util.Locale;

/**
 * RDMSR and WRMSR that are not intercepted (SYS-20, SYS-21, SYS-29). What the fixture does not reset between vectors the guest itself
 * puts back.
 */
public final class ModelSpecificRegisterDrafts {
    private static final int SYSENTER_CS = 0x174;
    private static final int SYSENTER_ESP = 0x175;
    private static final int SYSENTER_EIP = 0x176;
    private static final int STAR = 0xC000_0081;
    private static final int LSTAR = 0xC000_0082;
    private static final int CSTAR = 0xC000_0083;
    private static final int SFMASK = 0xC000_0084;
    private static final int FS_BASE = 0xC000_0100;
    private static final int GS_BASE = 0xC000_0101;
    private static final int KERNEL_GS_BASE = 0xC000_0102;
    private static final int TSC_AUX = 0xC000_0103;
    private static final int PAT = 0x277;
    private static final int MTRR_CAP = 0xFE;
    private static final int MTRR_PHYS_BASE_7 = 0x20E;
    private static final int MTRR_PHYS_MASK_7 = 0x20F;
    private static final String[] PUT_BACK = {
        "mov rax, r8", "mov rdx, r9", "wrmsr", "xor r8d, r8d", "xor r9d, r9d", "xor eax, eax", "xor edx, edx"
    };

    private final Trials trials = new Trials("model-specific-registers");

    private ModelSpecificRegisterDrafts() {}

    public static List<Draft> all() {
        ModelSpecificRegisterDrafts drafts = new ModelSpecificRegisterDrafts();
        drafts.privilege();
        drafts.unimplemented();
        drafts.addresses();
        drafts.plain();
        drafts.widths();
        drafts.notRecorded();
        drafts.memoryTypes();
        drafts.inTheHost();
        return drafts.trials.all();
    }

    private static Draft access(Draft draft, int msr, long value) {
        return draft.gpr("rcx", msr & 0xFFFF_FFFFL)
                .set("RAX", value & 0xFFFF_FFFFL)
                .gpr("rdx", value >>> 32);
    }

    private Draft write(String name, Guest guest, int msr, long value, String what, String failure) {
        return access(trials.guest(name, guest, "wrmsr"), msr, value).about("WRMSR: " + what, failure);
    }

    private void privilege() {
        Guest[] guests = {Guest.long64User(), Guest.protected32User(), Guest.v86()};
        String[] modes = {"64-bit", "protected", "virtual-8086"};
        for (int i = 0; i < guests.length; i++) {
            for (String name : new String[] {"rdmsr", "wrmsr"}) {
                Draft draft = access(
                                trials.guest("%s-at-cpl-3-in-%s-mode".formatted(name, modes[i]), guests[i], name),
                                STAR,
                                1)
                        .about(
                                "%s of STAR at CPL 3 in %s mode".formatted(name.toUpperCase(Locale.ROOT), modes[i]),
                                "it is not privileged");
                Trials.refused(draft, "SYS-20").claim("SYS-20", "star", 0);
            }
        }
        Draft real = access(trials.guest("wrmsr-in-real-mode", Guest.real(), "wrmsr"), STAR, 0x1234_5678_9ABCL)
                .touches(Draft.SCRATCH)
                .about("WRMSR of STAR in real mode", "real mode does not count as CPL 0");
        Trials.inRealMode(Trials.passes(real, "SYS-20")).claim("SYS-20", "star", 0x1234_5678_9ABCL);
    }

    private void unimplemented() {
        for (int msr : new int[] {0x1FFF, 0xC000_1FFF, 0xC001_1FFF, 0x2000, 0xC002_0000, 0xFFFF_FFFF}) {
            for (String name : new String[] {"rdmsr", "wrmsr"}) {
                Draft draft = access(trials.guest("%s-%08x".formatted(name, msr), Guest.long64(), name), msr, 0)
                        .about(
                                "%s of MSR %08Xh, which does not exist".formatted(name.toUpperCase(Locale.ROOT), msr),
                                "a register that does not exist reads as something, or swallows a write");
                Trials.refused(draft, "SYS-20");
            }
        }
        Draft readOnly = write(
                        "wrmsr-of-mtrrcap",
                        Guest.long64(),
                        MTRR_CAP,
                        0x508,
                        "MTRRcap, which can only be read",
                        "the write is swallowed")
                .requires("MTRR");
        Trials.refused(readOnly, "SYS-20");
    }

    private void addresses() {
        int[] registers = {LSTAR, CSTAR, FS_BASE, GS_BASE, KERNEL_GS_BASE};
        String[] names = {"lstar", "cstar", "fs.base", "gs.base", "kernelGsBase"};
        for (int i = 0; i < registers.length; i++) {
            String name = names[i].replace(".", "-").toLowerCase(Locale.ROOT);
            for (long value : new long[] {0x7FFF_FFFF_FFFFL, 0xFFFF_8000_0000_0000L}) {
                Draft draft = write(
                        "%s-%x".formatted(name, value),
                        Guest.long64(),
                        registers[i],
                        value,
                        "%s gets %016Xh, the last canonical address on its side".formatted(names[i], value),
                        "a canonical address is refused or changed");
                Trials.passes(draft, "SYS-20").claim("SYS-20", names[i], value);
            }
            for (long value : new long[] {0x8000_0000_0000L, 0xFFFF_7FFF_FFFF_FFFFL, 1L << 63}) {
                Draft draft = write(
                        "%s-%x".formatted(name, value),
                        Guest.long64(),
                        registers[i],
                        value,
                        "%s gets %016Xh, which is not canonical".formatted(names[i], value),
                        "the address is accepted");
                Trials.refused(draft, "SYS-20").claim("SYS-20", names[i], 0);
            }
            Draft legacy = write(
                    name + "-not-canonical-in-protected-mode",
                    Guest.protected32(),
                    registers[i],
                    0x8000_0000_0000L,
                    "%s gets an address that is not canonical, in protected mode".formatted(names[i]),
                    "addresses are checked in long mode only");
            Trials.refused(legacy, "SYS-20").claim("SYS-20", names[i], 0);
        }
    }

    /** RDMSR zero-extends in 64-bit mode; what is written is read. */
    private void plain() {
        long star = 0x0023_0008_1234_5678L;
        Draft read = trials.guest("rdmsr-zero-extends", Guest.long64(), "rdmsr")
                .gpr("rcx", STAR & 0xFFFF_FFFFL)
                .set("RAX", -1)
                .gpr("rdx", -1)
                .state("star", star)
                .about(
                        "RDMSR in 64-bit mode with all bits of RAX and RDX set",
                        "the upper halves of RAX and RDX are kept");
        Trials.passes(read, "SYS-20")
                .claimField("SYS-20", "RAX", star & 0xFFFF_FFFFL)
                .claim("SYS-20", "rdx", star >>> 32);
        Draft number = trials.guest("rdmsr-ignores-rcx-high", Guest.long64(), "rdmsr")
                .gpr("rcx", 0x1234_5678_0000_0000L | STAR & 0xFFFF_FFFFL)
                .state("star", star)
                .about("RDMSR with garbage in RCX[63:32]", "the number is taken from all of RCX");
        Trials.passes(number, "SYS-20").claim("SYS-20", "rdx", star >>> 32);
        Draft value = write(
                        "wrmsr-ignores-rax-high",
                        Guest.long64(),
                        STAR,
                        star,
                        "garbage in RAX[63:32] and RDX[63:32]",
                        "the value is not that of EDX:EAX")
                .set("RAX", 0xDEAD_BEEF_0000_0000L | star & 0xFFFF_FFFFL)
                .gpr("rdx", 0xDEAD_BEEF_0000_0000L | star >>> 32);
        Trials.passes(value, "SYS-20").claim("SYS-20", "star", star);
        for (long any : new long[] {-1L, 0x8000_0000_0000L}) {
            Draft all = write(
                    "star-%x".formatted(any),
                    Guest.long64(),
                    STAR,
                    any,
                    "STAR gets %016Xh".formatted(any),
                    "STAR does not take every value");
            Trials.passes(all, "SYS-21").claim("SYS-21", "star", any);
        }
    }

    private void widths() {
        Draft mask = write("sfmask", Guest.long64(), SFMASK, 0xFFFF_FFFFL, "SFMASK gets 32 ones", "bits are lost");
        Trials.passes(mask, "SYS-21").claim("SYS-21", "sfmask", 0xFFFF_FFFFL);
        int[] registers = {SYSENTER_CS, SYSENTER_ESP, SYSENTER_EIP};
        String[] names = {"sysenter.cs", "sysenter.esp", "sysenter.eip"};
        long[] values = {0xFFFB, 0xFFFF_FFFFL, 0x8000_0001L};
        for (int i = 0; i < registers.length; i++) {
            Draft draft = write(
                    names[i].replace('.', '-'),
                    Guest.long64(),
                    registers[i],
                    values[i],
                    "%s gets %Xh".formatted(names[i], values[i]),
                    "bits are lost");
            Trials.passes(draft, "SYS-21").claim("SYS-21", names[i], values[i]);
            if (i > 0) {
                Draft wide = write(
                        names[i].replace('.', '-') + "-beyond-32-bits",
                        Guest.long64(),
                        registers[i],
                        0x7FFF_0000_0000L | values[i],
                        "%s gets a value of more than 32 bits".formatted(names[i]),
                        "the write faults, or the lower half is lost");
                Trials.passes(wide, "SYS-21").claim("SYS-21", names[i], 0xFFFF_FFFFL, values[i]);
            }
        }
    }

    /** Reads, writes, reads again into R11:R10, and puts back what was there. */
    private Draft writtenAndRead(String name, int msr, long value, String what) {
        String[] lines = new String[9 + PUT_BACK.length];
        String[] first = {
            "rdmsr",
            "mov r8, rax",
            "mov r9, rdx",
            "mov eax, 0x%x".formatted(value & 0xFFFF_FFFFL),
            "mov edx, 0x%x".formatted(value >>> 32),
            "wrmsr",
            "rdmsr",
            "mov r10, rax",
            "mov r11, rdx"
        };
        System.arraycopy(first, 0, lines, 0, 9);
        System.arraycopy(PUT_BACK, 0, lines, 9, PUT_BACK.length);
        Draft draft = trials.guest(name, Guest.long64(), lines)
                .gpr("rcx", msr & 0xFFFF_FFFFL)
                .about("WRMSR and RDMSR: " + what, "a legal value is refused or changed");
        return Trials.passes(draft, "SYS-20")
                .claim("SYS-20", "r10", value & 0xFFFF_FFFFL)
                .claim("SYS-20", "r11", value >>> 32);
    }

    /** Should the value be accepted after all, the guest puts back what was there. */
    private Draft writtenInVain(String name, int msr, long value, String what) {
        String[] lines = new String[6 + PUT_BACK.length];
        String[] first = {
            "rdmsr",
            "mov r8, rax",
            "mov r9, rdx",
            "mov eax, 0x%x".formatted(value & 0xFFFF_FFFFL),
            "mov edx, 0x%x".formatted(value >>> 32),
            "trial: wrmsr"
        };
        System.arraycopy(first, 0, lines, 0, 6);
        System.arraycopy(PUT_BACK, 0, lines, 6, PUT_BACK.length);
        return trials.guest(name, Guest.long64(), lines)
                .gpr("rcx", msr & 0xFFFF_FFFFL)
                .about("WRMSR: " + what, "the value is accepted");
    }

    private void notRecorded() {
        writtenAndRead("pat-all-types", PAT, 0x0706_0504_0100_0706L, "PAT gets every type there is");
        for (int type : new int[] {2, 3, 8, 0x80}) {
            for (int entry : new int[] {0, 7}) {
                long value = 0x0007_0406_0007_0406L & ~(0xFFL << 8 * entry) | (long) type << 8 * entry;
                // the reset value is what is there, so R8 and R9 are known
                Draft draft = writtenInVain(
                        "pat-type-%x-in-entry-%d".formatted(type, entry),
                        PAT,
                        value,
                        "PAT gets the type %d, which does not exist, in entry %d".formatted(type, entry));
                Trials.refusedAt(draft, "SYS-20", "trial")
                        .claim("SYS-20", "r8", 0x0007_0406)
                        .claim("SYS-20", "r9", 0x0007_0406);
            }
        }
        writtenAndRead("tsc-aux", TSC_AUX, 0x89AB_CDEFL, "TSC_AUX gets 32 bits").requires("RDTSCP");
        Draft missing = trials.guest("tsc-aux-without-rdtscp", Guest.long64(), "rdmsr")
                .requires("!RDTSCP")
                .gpr("rcx", TSC_AUX & 0xFFFF_FFFFL)
                .about("RDMSR of TSC_AUX on a processor without RDTSCP", "the register exists all the same");
        Trials.refused(missing, "SYS-20");
    }

    private void memoryTypes() {
        writtenAndRead(
                        "mtrr-variable-base",
                        MTRR_PHYS_BASE_7,
                        0x8000_0006L,
                        "MTRRphysBase7 gets a base and the type WB")
                .requires("MTRR");
        writtenAndRead("mtrr-variable-mask", MTRR_PHYS_MASK_7, 0xF_F000_0000L, "MTRRphysMask7 gets a mask")
                .requires("MTRR");
    }

    private void inTheHost() {
        int[] registers = {LSTAR, KERNEL_GS_BASE, 0xC000_1FFF};
        for (int msr : registers) {
            Draft draft = trials.host("host-wrmsr-%08x".formatted(msr), "trial: wrmsr")
                    .gpr("rcx", msr & 0xFFFF_FFFFL)
                    .gpr("rax", 0)
                    .gpr("rdx", 0x8000)
                    .about(
                            "WRMSR of MSR %08Xh in the host: an address that is not canonical, or a register that does not exist"
                                    .formatted(msr),
                            "the value is accepted");
            Trials.hostRefused(draft, "SYS-20");
        }
    }
}
