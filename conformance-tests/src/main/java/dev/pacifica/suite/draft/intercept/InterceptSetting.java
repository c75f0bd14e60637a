package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.InterceptedInstruction;
import dev.pacifica.suite.oracle.Obstacle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;

/** The operands with which an instruction of the table succeeds, and the obstacles that can be put in its way. */
final class InterceptSetting {
    static final long UNMAPPED = 0x1_0000_0000L;
    private static final long IOPL = 0x3000;
    private static final long PE = 1;
    private static final long PG = 1L << 31;
    private static final long AM = 1 << 18;
    private static final long OSXSAVE = 1 << 18;
    private static final int STAR = 0xC000_0081;
    private static final int UNKNOWN = 0xC000_1FFF;

    private final InterceptedInstruction row;
    private final InterceptMode mode;

    InterceptSetting(InterceptedInstruction row, InterceptMode mode) {
        this.row = row;
        this.mode = mode;
    }

    /** Obstacles that the mode itself is. */
    Set<Obstacle> inherent() {
        Set<Obstacle> inherent = EnumSet.noneOf(Obstacle.class);
        if (!mode.hasDescriptors()) {
            inherent.add(Obstacle.MODE);
        }
        if (mode.isUser) {
            inherent.add(Obstacle.PRIVILEGE);
            inherent.add(Obstacle.USER_UNDEFINED);
        }
        if (mode == InterceptMode.VIRTUAL_8086) {
            inherent.add(Obstacle.IO_PRIVILEGE); // the map of the TSS is looked at whatever the IOPL
        }
        return inherent;
    }

    /** Whether an obstacle can be added in this mode. */
    boolean canHave(Obstacle obstacle) {
        boolean isSystem = !mode.isUser && mode.hasDescriptors();
        return switch (obstacle) {
            case MODE, PRIVILEGE, USER_UNDEFINED -> false;
            case DATA_BREAKPOINT, BREAKPOINT, OSXSAVE_CLEAR, DEBUG_EXTENSIONS, MEMORY, STACK -> true;
            case TIME_STAMP_DISABLE, UMIP -> mode.isUser;
            case IO_PRIVILEGE -> mode.isUser && mode.hasDescriptors();
            case VIRTUAL_IOPL -> mode == InterceptMode.VIRTUAL_8086;
            case GENERAL_DETECT -> !mode.isUser;
            case VALUE ->
                switch (row.name()) {
                    case "mov-to-cr3", "mov-to-cr8", "mov-to-dr6", "mov-to-dr7" -> mode == InterceptMode.LONG_64;
                    default -> !mode.isUser;
                };
            case ADDRESS, LATE_ADDRESS, SELECTOR -> isSystem;
        };
    }

    /** Registers, memory and control bits with which the instruction succeeds at CPL 0. */
    void operands(Draft draft) {
        draft.gpr("rcx", 0).gpr("rdx", 0).set("RAX", accumulator(draft));
        switch (row.name()) {
            case "xsetbv" -> draft.setBits("CR4", OSXSAVE);
            case "outs" -> draft.gpr("rdx", 0x80);
            case "rdmsr", "wrmsr" -> draft.gpr("rcx", STAR & 0xFFFF_FFFFL);
            case "invpcid" -> draft.gpr("rcx", 2);
            case "monitor" -> draft.set("RAX", mode.data());
            case "iret" -> returnFrame(draft);
            case "vmrun", "vmload", "vmsave" -> draft.touches(vmcb());
            default -> {}
        }
    }

    private long accumulator(Draft draft) {
        return switch (row.name()) {
            case "mov-to-cr0", "lmsw", "lmsw-selective" -> draft.field("CR0");
            case "mov-to-cr0-selective" -> draft.field("CR0") ^ AM;
            case "mov-to-cr3" -> draft.field("CR3");
            case "mov-to-cr4" -> draft.field("CR4");
            case "mov-to-dr7" -> 0x400;
            case "vmrun", "vmload", "vmsave" -> vmcb();
            case "xsetbv" -> 1;
            default -> 0;
        };
    }

    /** A page that rAX reaches in the width of addresses (VMRUN-01). */
    private long vmcb() {
        return mode.bits() == 16 ? Guest.V86_DATA : Draft.SECOND_VMCB;
    }

    /** What IRET finds, so that it goes to the instruction behind it. */
    private void returnFrame(Draft draft) {
        int size = mode.bits() / 8;
        int count = mode.is64() ? 5 : 3;
        long top = draft.field("RSP");
        long at = top - (long) size * count;
        long behind = draft.guestLabel("behind", draft.field("CS.base") + draft.field("RIP"));
        long[] frame = {
            behind - draft.field("CS.base"),
            draft.field("CS.selector"),
            draft.field("RFLAGS"),
            top,
            draft.field("SS.selector")
        };
        ByteBuffer bytes = ByteBuffer.allocate(size * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int n = 0; n < count; n++) {
            switch (size) {
                case 2 -> bytes.putShort((short) frame[n]);
                case 4 -> bytes.putInt((int) frame[n]);
                default -> bytes.putLong(frame[n]);
            }
        }
        draft.set("RSP", at).data(draft.field("SS.base") + at, bytes.array());
    }

    /** Puts an obstacle in the way. */
    void put(Draft draft, Obstacle obstacle, long linear) {
        switch (obstacle) {
            case DATA_BREAKPOINT -> draft.state("dr0", mode.dataPage()).set("DR7", 0x1_0402);
            case BREAKPOINT -> draft.state("dr0", linear).set("DR7", 0x402);
            case OSXSAVE_CLEAR -> draft.clearBits("CR4", OSXSAVE);
            case DEBUG_EXTENSIONS -> draft.setBits("CR4", 1 << 3);
            case TIME_STAMP_DISABLE -> draft.setBits("CR4", 1 << 2);
            case UMIP -> draft.requires("UMIP").setBits("CR4", 1 << 11);
            case IO_PRIVILEGE, VIRTUAL_IOPL -> draft.clearBits("RFLAGS", IOPL);
            case GENERAL_DETECT -> draft.set("DR7", 0x2400);
            case VALUE -> value(draft);
            case ADDRESS -> draft.requires("!NestedVirtVmcbAddrChk").set("RAX", vmcb() + 8);
            case LATE_ADDRESS -> draft.requires("NestedVirtVmcbAddrChk").set("RAX", vmcb() + 8);
            case SELECTOR -> draft.gpr("rcx", 0x1000);
            case MEMORY -> memory(draft);
            case STACK -> stack(draft);
            case MODE, PRIVILEGE, USER_UNDEFINED ->
                throw new IllegalArgumentException(obstacle + " comes with the mode");
        }
    }

    private void value(Draft draft) {
        switch (row.name()) {
            case "mov-to-cr0", "mov-to-cr0-selective" -> draft.set("RAX", (draft.field("CR0") | PG) & ~PE);
            case "mov-to-cr3" -> draft.set("RAX", 1L << 62);
            case "mov-to-cr4" -> draft.set("RAX", draft.field("CR4") | 1L << 31);
            case "mov-to-cr8" -> draft.set("RAX", 0x10);
            case "mov-to-dr6", "mov-to-dr7" -> draft.set("RAX", 1L << 32);
            case "rdpmc" -> draft.gpr("rcx", 0x7FFF_FFFF);
            case "monitor", "mwait" -> draft.gpr("rcx", 1);
            case "xsetbv" -> draft.set("RAX", 0);
            case "invpcid" -> draft.gpr("rcx", 4);
            case "rdmsr", "wrmsr" -> draft.gpr("rcx", UNKNOWN & 0xFFFF_FFFFL);
            default -> throw new IllegalArgumentException(row + " has no value that it refuses");
        }
    }

    private void memory(Draft draft) {
        if (mode.is64()) {
            draft.gpr("rbx", UNMAPPED).gpr("rsi", UNMAPPED);
        } else {
            draft.set("DS.limit", 0).gpr("rbx", mode.data() + 0x10).gpr("rsi", mode.data() + 0x10);
        }
    }

    private void stack(Draft draft) {
        if (mode.is64()) {
            draft.set("RSP", UNMAPPED + Fixture.PAGE_SIZE / 2);
        } else {
            draft.set("SS.limit", 0);
        }
    }
}
