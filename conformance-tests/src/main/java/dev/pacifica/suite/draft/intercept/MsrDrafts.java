package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** RDMSR and WRMSR of guests: the MSR permission map, what comes before it and what after it. */
public final class MsrDrafts {
    private static final int MSR_PROT = 0x7C;
    private static final long MAP = 0x101_4000;
    private static final int STAR = 0xC000_0081;
    private static final int LSTAR = 0xC000_0082;
    private static final int EFER = 0xC000_0080;
    private static final int KERNEL_GS_BASE = 0xC000_0102;
    private static final int VM_HSAVE_PA = 0xC001_0117;
    private static final int SYSENTER_CS = 0x174;
    private static final int TSC = 0x10;
    private static final long VALUE = 0x0023_0008_1234_5678L;

    private final List<Draft> drafts = new ArrayList<>();

    private MsrDrafts() {}

    public static List<Draft> all() {
        MsrDrafts msrs = new MsrDrafts();
        msrs.ranges();
        msrs.beyondTheMap();
        msrs.neighbours();
        msrs.priorities();
        msrs.otherWays();
        return msrs.drafts;
    }

    private Draft draft(String name, Guest guest, String... instruction) {
        Draft draft =
                Attempt.of("msrs/" + name, guest, instruction).touches(MAP).touches(MAP + Fixture.PAGE_SIZE);
        drafts.add(draft);
        return Attempt.intercept(draft, MSR_PROT);
    }

    private static Draft access(Draft draft, int msr, long value) {
        return draft.gpr("rcx", msr & 0xFFFF_FFFFL)
                .set("RAX", value & 0xFFFF_FFFFL)
                .gpr("rdx", value >>> 32);
    }

    /** The byte of the map that holds the bits of a register (MSR-04, MSR-05). */
    private static long byteOf(int msr) {
        int range = msr >>> 16 == 0 ? 0 : msr >>> 16 == 0xC000 ? 0x800 : 0x1000;
        return MAP + range + (msr & 0x1FFF) / 4;
    }

    private static int bitOf(int msr, boolean write) {
        return 1 << 2 * (msr & 3) + (write ? 1 : 0);
    }

    /** Sets one bit of the map. */
    private static Draft only(Draft draft, int msr, boolean write) {
        return draft.data(byteOf(msr), new byte[] {(byte) bitOf(msr, write)});
    }

    /** Sets all bits of the register's byte and of its neighbours in the map, but the one. */
    private static Draft allBut(Draft draft, int msr, boolean write) {
        return draft.data(byteOf(msr) - 1, new byte[] {-1, (byte) ~bitOf(msr, write), -1});
    }

    private static Draft exits(Draft draft, String rule, boolean write) {
        return Attempt.exits(draft, rule, MSR_PROT)
                .claimField("MSR-08", "EXITINFO1", write ? 1 : 0)
                .unspecified(ExitMasks.WITH_INFO_1);
    }

    /** The first and the last register of each range, and one in the middle of a byte. */
    private void ranges() {
        int[] registers = {0, 1, 0x1FFF, 0xC000_0000, 0xC000_0002, 0xC000_1FFF, 0xC001_0000, 0xC001_0003, 0xC001_1FFF};
        for (int msr : registers) {
            for (boolean write : new boolean[] {false, true}) {
                String instruction = write ? "wrmsr" : "rdmsr";
                Draft draft = access(
                                draft("%s-%08x".formatted(instruction, msr), Guest.long64(), instruction), msr, VALUE)
                        .about(
                                "%s of MSR %08Xh with only its %s bit set in the map"
                                        .formatted(instruction.toUpperCase(Locale.ROOT), msr, write ? "write" : "read"),
                                "the place of the bit in the map is computed wrongly, or a register is looked for before the map");
                exits(only(draft, msr, write), "MSR-05", write)
                        .claimField("EXIT-08", "RAX", VALUE & 0xFFFF_FFFFL)
                        .claim("EXIT-08", "rdx", VALUE >>> 32);
            }
        }
        for (boolean write : new boolean[] {false, true}) {
            String instruction = write ? "wrmsr" : "rdmsr";
            Draft draft = access(
                            draft(instruction + "-in-protected-mode", Guest.protected32(), instruction), STAR, VALUE)
                    .about(
                            "intercepted " + instruction.toUpperCase(Locale.ROOT) + " in protected mode",
                            "the intercept is missed outside long mode");
            exits(only(draft, STAR, write), "MSR-03", write).claim("EXIT-08", "star", 0);
        }
    }

    /** Outside the three ranges no bit is looked at. */
    private void beyondTheMap() {
        for (int msr : new int[] {0x2000, 0xBFFF_FFFF, 0xC000_2000, 0xC000_FFFF, 0xC001_2000, 0xFFFF_FFFF}) {
            beyond(msr, false);
        }
        for (int msr : new int[] {0x2000, 0xC000_2000, 0xC001_2000}) {
            beyond(msr, true);
        }
    }

    private void beyond(int msr, boolean write) {
        String instruction = write ? "wrmsr" : "rdmsr";
        Draft draft = access(
                        draft("%s-%08x-outside".formatted(instruction, msr), Guest.long64(), instruction), msr, VALUE)
                .about(
                        "%s of MSR %08Xh, which lies outside the map; no bit is set"
                                .formatted(instruction.toUpperCase(Locale.ROOT), msr),
                        "a register outside the map is not intercepted, or wraps to another one's bit");
        exits(draft, "MSR-06", write);
    }

    private void neighbours() {
        read("rdmsr-star-not-intercepted", STAR, VALUE).state("star", VALUE);
        read("rdmsr-sysenter-cs-not-intercepted", SYSENTER_CS, 0x38).state("sysenter.cs", 0x38);
        read("rdmsr-vm-hsave-pa-not-intercepted", VM_HSAVE_PA, Fixture.HOST_SAVE_AREA);
        write("wrmsr-star-not-intercepted", STAR, "star", VALUE);
        write("wrmsr-kernel-gs-base-not-intercepted", KERNEL_GS_BASE, "kernelGsBase", 0x0000_1234_5678_9000L);
        Draft off = access(draft("protection-off", Guest.long64(), "rdmsr"), STAR, 0)
                .about(
                        "RDMSR with its bit set in the map, but MSR_PROT clear",
                        "the map is consulted although the intercept is off")
                .state("star", VALUE)
                .clearBits("INTERCEPT_3", 1 << 28)
                .data(byteOf(STAR) - 1, new byte[] {-1, -1, -1});
        Attempt.passes(off, "MSR-01")
                .claimField("SYS-20", "RAX", VALUE & 0xFFFF_FFFFL)
                .claim("SYS-20", "rdx", VALUE >>> 32);
        Draft high = draft("rcx-upper-half", Guest.long64(), "rdmsr")
                .gpr("rcx", 0xDEAD_BEEF_0000_0000L | STAR & 0xFFFF_FFFFL)
                .about(
                        "intercepted RDMSR with garbage in RCX[63:32]",
                        "the register is selected by RCX instead of ECX");
        exits(only(high, STAR, false), "MSR-12", false);
        Draft ignored = draft("rcx-upper-half-not-intercepted", Guest.long64(), "rdmsr")
                .gpr("rcx", 0xDEAD_BEEF_0000_0000L | STAR & 0xFFFF_FFFFL)
                .state("star", VALUE)
                .about(
                        "RDMSR with garbage in RCX[63:32] while no bit is set",
                        "the register is selected by RCX instead of ECX, and lies outside the map");
        Attempt.passes(ignored, "MSR-12").claimField("MSR-12", "RAX", VALUE & 0xFFFF_FFFFL);
        Draft low = access(draft("map-address-low-bits", Guest.long64(), "rdmsr"), STAR, 0)
                .setBits("MSRPM_BASE_PA", 0xFFF)
                .about(
                        "intercepted RDMSR with bits 11:0 of the map's address set",
                        "the low bits of the map's address are used");
        exits(only(low, STAR, false), "MSR-02", false);
    }

    private Draft read(String name, int msr, long value) {
        Draft draft = access(draft(name, Guest.long64(), "rdmsr"), msr, -1)
                .about(
                        "RDMSR of MSR %08Xh with all bits around its read bit set".formatted(msr),
                        "the write bit, or that of another register, intercepts the read");
        return Attempt.passes(allBut(draft, msr, false), "MSR-03")
                .claimField("SYS-20", "RAX", value & 0xFFFF_FFFFL)
                .claim("SYS-20", "rdx", value >>> 32);
    }

    private void write(String name, int msr, String register, long value) {
        Draft draft = access(draft(name, Guest.long64(), "wrmsr"), msr, value)
                .about(
                        "WRMSR of MSR %08Xh with all bits around its write bit set".formatted(msr),
                        "the read bit, or that of another register, intercepts the write");
        Attempt.passes(allBut(draft, msr, true), "MSR-03").claim("EXIT-16", register, value);
    }

    private void priorities() {
        for (boolean write : new boolean[] {false, true}) {
            String instruction = write ? "wrmsr" : "rdmsr";
            Draft user = access(draft(instruction + "-at-cpl-3", Guest.long64User(), instruction), STAR, VALUE)
                    .about(
                            "intercepted " + instruction.toUpperCase(Locale.ROOT) + " at CPL 3",
                            "the map is consulted before the privilege level");
            Attempt.faults(only(user, STAR, write), "MSR-07", Attempt.GP);
            Draft outside = access(
                            draft(instruction + "-outside-at-cpl-3", Guest.long64User(), instruction), 0x2000, VALUE)
                    .about(
                            instruction.toUpperCase(Locale.ROOT) + " at CPL 3 of a register outside the map",
                            "the exit for registers outside the map comes before the privilege level");
            Attempt.faults(outside, "MSR-07", Attempt.GP);
        }
        reserved("wrmsr-efer-reserved-bit", EFER, 0x1F00L, "EFER with its reserved bit 9 set");
        reserved("wrmsr-lstar-not-canonical", LSTAR, 0x0000_8000_0000_0000L, "a non-canonical address to LSTAR");
    }

    /** A value that the register refuses: intercepted, and not. */
    private void reserved(String name, int msr, long value, String what) {
        Draft intercepted = access(draft(name, Guest.long64(), "wrmsr"), msr, value)
                .about("intercepted WRMSR of " + what, "the value is checked before the map");
        exits(only(intercepted, msr, true), "MSR-07", true);
        Draft not = access(draft(name + "-not-intercepted", Guest.long64(), "wrmsr"), msr, value)
                .about("WRMSR of " + what + ", all bits around its write bit set", "the illegal value is accepted");
        Attempt.faults(allBut(not, msr, true), "SYS-20", Attempt.GP);
        if (msr == LSTAR) {
            not.claim("SYS-20", "lstar", Slot.LSTAR.initial());
        } else {
            not.claimField("CR-50", "EFER", 0x1D00);
        }
    }

    /** Instructions that reach the same state in other ways do not consult the map. */
    private void otherWays() {
        Draft rdtsc = draft("rdtsc-and-the-map", Guest.long64(), "rdtsc", "mov eax, 0", "mov edx, 0")
                .about("RDTSC while reads of the TSC register are intercepted", "RDTSC consults the permission map");
        Attempt.passes(only(rdtsc, TSC, false), "MSR-09");
        Draft swapgs = draft("swapgs-and-the-map", Guest.long64(), "swapgs")
                .state("kernelGsBase", 0x1234_5000L)
                .data(byteOf(KERNEL_GS_BASE), new byte[] {-1})
                .about(
                        "SWAPGS while all accesses to KernelGsBase are intercepted",
                        "SWAPGS consults the permission map");
        Attempt.passes(swapgs, "MSR-09").claim("MSR-09", "gs.base", 0x1234_5000L);
    }
}
