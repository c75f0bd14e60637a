package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.PaeTables;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What #VMEXIT makes of the host, and hosts that it cannot resume (HOST-02 to HOST-12, VMRUN-08 to VMRUN-66). */
public final class HostReloadDrafts {
    private static final long TABLE = 0x101_8000;
    private static final long TABLE_POINTER = TABLE + 0x800;
    private static final long CODE32 = 0x101_C000;
    private static final int SHORT_CODE = 0x58;
    private static final int DB = 1;
    private static final int GP = 13;
    private static final long DEBUG_ENABLED = 0x401;

    /** Copies the fixture's GDT and makes the copy the host's; RAX and RBX survive. */
    private static final List<String> COPY_TABLE = List.of(
            "mov esi, 0x%x".formatted(Fixture.GDT),
            "mov edi, 0x%x".formatted(TABLE),
            "mov ecx, 0x%x".formatted(Fixture.GDT_LIMIT + 1),
            "rep movsb",
            "mov edi, 0x%x".formatted(TABLE_POINTER),
            "lgdt [rdi]");

    private final List<Draft> drafts = new ArrayList<>();

    private HostReloadDrafts() {}

    public static List<Draft> all() {
        HostReloadDrafts host = new HostReloadDrafts();
        host.mode();
        host.registers();
        host.descriptors();
        host.directoryPointers();
        host.instructionPointer();
        host.flags();
        host.taskRegister();
        return host.drafts;
    }

    private Draft host(String name, Guest guest, String... lines) {
        Draft draft =
                new Draft("host/" + name, Level.EXIT).guest(guest, "vmmcall").host(lines);
        drafts.add(draft.unspecified(ExitMasks.PLAIN));
        return draft;
    }

    private void mode() {
        host("resumes-at-cpl-0", Guest.long64User(), "vmrun", "mov cr2, r8", "jmp end")
                .about(
                        "a guest at CPL 3, then a privileged instruction of the host",
                        "the host resumes at the guest's privilege level")
                .gpr("r8", 0x1234_5000L)
                .claim("HOST-02", "cr2", 0x1234_5000L)
                .claimEnds("HOST-02", Ended.END);
        host("resumes-outside-virtual-8086-mode", Guest.v86(), "vmrun", "jmp end")
                .about(
                        "a guest in virtual-8086 mode, then a look at the host",
                        "RFLAGS.VM or the guest's mode survives the exit")
                .claim("HOST-02", "rflags", 0x2)
                .claim("HOST-02", "cr0", 0x8001_0033L)
                .claim("HOST-02", "cs", Fixture.CODE64_SELECTOR);
        host("resumes-in-protected-mode", Guest.real(), "vmrun", "jmp end")
                .about("a guest in real mode, then a look at the host", "CR0 of the guest survives the exit")
                .claim("HOST-02", "cr0", 0x8001_0033L)
                .unspecified("code-segment-unobserved", "dpl-of-code-and-stack");
    }

    private void registers() {
        Draft draft = host("everything-saved", Guest.protected32(), "vmrun", "jmp end")
                .about(
                        "a guest whose state differs from the host's in everything that VMRUN saves",
                        "part of the host's state is not saved")
                .set("GDTR.base", 0x1111_0000L)
                .set("IDTR.base", 0x2222_0000L)
                .set("RSP", 0x3333_0000L)
                .set("RFLAGS", 0xCD7)
                .set("ES.selector", 0x40)
                .set("SS.selector", 0x40)
                .set("DS.selector", 0x40)
                .claim("VMRUN-10", "rax", Draft.VMCB)
                .claim("VMRUN-10", "rsp", Fixture.HOST_STACK_TOP)
                .claim("VMRUN-10", "rflags", 0x2);
        for (String register : new String[] {"es", "ss", "ds"}) {
            draft.claim("VMRUN-10", register, Fixture.DATA_SELECTOR);
        }
        draft.claim("VMRUN-10", "cs", Fixture.CODE64_SELECTOR)
                .claim("VMRUN-10", "gdtr.base", Fixture.GDT)
                .claim("VMRUN-10", "idtr.base", Fixture.IDT)
                .claim("VMRUN-10", "efer", 0x1D00)
                .claim("VMRUN-10", "cr0", 0x8001_0033L)
                .claim("VMRUN-10", "cr3", Fixture.PML4)
                .claim("VMRUN-10", "cr4", 0x20);
    }

    /** Whether the descriptor is read at all is the processor's affair (HOST-04); it never causes an exception that the host would see. */
    private void descriptors() {
        List<String> lines = new ArrayList<>(COPY_TABLE);
        lines.addAll(List.of("mov byte [0x%x], 0x13".formatted(TABLE + Fixture.DATA_SELECTOR + 5), "vmrun", "jmp end"));
        withTable(host("data-segment-not-present", Guest.long64(), lines.toArray(String[]::new)), Fixture.GDT_LIMIT)
                .about(
                        "a host that marks the descriptor of its data segments as not present before VMRUN",
                        "#VMEXIT delivers an exception while it reloads the host's segments")
                .claim("HOST-06", "exception.vector", 0)
                .claim("HOST-06", "exception.rip", 0);
    }

    private static Draft withTable(Draft draft, int limit) {
        ByteBuffer pointer = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        pointer.putShort((short) limit).putLong(TABLE);
        return draft.data(TABLE_POINTER, pointer.array()).touches(TABLE);
    }

    /** If the entries are checked only when used, the fetch behind VMRUN faults, and so does everything that follows. */
    private void directoryPointers() {
        Draft draft = host(
                        "illegal-directory-pointers",
                        Guest.long64(),
                        "push 0x%x".formatted(Fixture.CODE32_SELECTOR),
                        "push 0x%x".formatted(CODE32),
                        "retfq")
                .about(
                        "a host in PAE paging that makes its page-directory pointers illegal before VMRUN",
                        "the host goes on with page-directory pointers that are illegal, or the guest's shutdown intercept applies")
                .code(
                        CODE32,
                        32,
                        "mov eax, 0x10033",
                        "mov cr0, eax",
                        "mov ecx, 0xc0000080",
                        "mov eax, 0x1800",
                        "mov edx, 0",
                        "wrmsr",
                        "mov eax, 0x%x".formatted(PaeTables.POINTERS),
                        "mov cr3, eax",
                        "mov eax, 0x80010033",
                        "mov cr0, eax",
                        "mov eax, 0x%x".formatted(PaeTables.POINTERS),
                        "mov dword [eax+4], 0x40000000",
                        "mov dword [eax+12], 0x40000000",
                        "mov dword [eax+20], 0x40000000",
                        "mov dword [eax+28], 0x40000000",
                        "mov eax, 0x%x".formatted(Draft.VMCB),
                        "vmrun",
                        // not reached; a host that does go on finds its way back to long mode
                        "mov eax, 0x10033",
                        "mov cr0, eax",
                        "mov ecx, 0xc0000080",
                        "mov eax, 0x1900",
                        "mov edx, 0",
                        "wrmsr",
                        "mov eax, 0x%x".formatted(Fixture.PML4),
                        "mov cr3, eax",
                        "mov eax, 0x80010033",
                        "mov cr0, eax",
                        "jmp 0x%x:end".formatted(Fixture.CODE64_SELECTOR));
        PaeTables.install(draft).claimEnds("HOST-07", Ended.SHUTDOWN).claimEnds("HOST-11", Ended.SHUTDOWN);
    }

    /** VMRUN is the last instruction within the limit of a code segment. */
    private void instructionPointer() {
        List<String> lines = new ArrayList<>(COPY_TABLE);
        lines.addAll(List.of("push 0x%x".formatted(SHORT_CODE), "push 0", "retfq"));
        long base = CODE32;
        long descriptor = 7 | (base & 0xFF_FFFF) << 16 | 0x9BL << 40 | 0x4L << 52 | base >>> 24 << 56;
        withTable(host("rip-beyond-limit", Guest.long64(), lines.toArray(String[]::new)), SHORT_CODE + 7)
                .about(
                        "a host whose VMRUN is the last instruction within the limit of its code segment",
                        "the processor shuts down or goes on where it must raise #GP")
                .data(TABLE + SHORT_CODE, Descriptors.bytes(descriptor))
                .code(CODE32, 32, "mov eax, 0x%x".formatted(Draft.VMCB), "vmrun", "ud2")
                .claimException("HOST-09", GP, 0, 8)
                .claim("HOST-09", "cs", SHORT_CODE);
    }

    private void flags() {
        host("interrupt-flag-set", Guest.long64(), "push 0x202", "popfq", "vmrun", "cli", "jmp end")
                .about("VMRUN with GIF and the host's IF set", "VMRUN asks for GIF or IF to be clear")
                .claimEnds("VMRUN-08", Ended.END)
                .claimField("VMRUN-08", "EXITCODE", 0x81);
        Draft trap = host("single-step", Guest.long64(), "push 0x102", "popfq", "vmrun", "after: jmp end")
                .about("VMRUN under TF", "the single-step trap is lost, comes before the guest, or is the guest's");
        trap.claimException("VMRUN-41", DB, 0, trap.label("after")).claimField("VMRUN-41", "EXITCODE", 0x81);
        Draft breakpoint = host("breakpoint-on-vmrun", Guest.long64(), "nop", "here: vmrun", "jmp end")
                .about("an instruction breakpoint on VMRUN", "the breakpoint does not hit, or only after the guest");
        breakpoint
                .state("dr0", breakpoint.label("here"))
                .state("dr7", DEBUG_ENABLED)
                .claimException("VMRUN-40", DB, 0, breakpoint.label("here"));
        Draft resumed = host(
                        "breakpoint-on-vmrun-resumed",
                        Guest.long64(),
                        "push 0x%x".formatted(Fixture.DATA_SELECTOR),
                        "push rsp",
                        "push 0x10002",
                        "push 0x%x".formatted(Fixture.CODE64_SELECTOR),
                        "push here",
                        "iretq",
                        "here: vmrun",
                        "jmp end")
                .about(
                        "an instruction breakpoint on VMRUN under RF",
                        "RF does not cover VMRUN, or is still set behind it");
        resumed.state("dr0", resumed.label("here"))
                .state("dr7", DEBUG_ENABLED)
                .claimEnds("VMRUN-40", Ended.END)
                .claim("VMRUN-40", "rflags", 0x1_0000, 0);
        Draft apart = new Draft("host/flags-do-not-reach-the-guest", Level.EXIT)
                .guest(Guest.long64(), "pushfq", "pop rdx", "mov ecx, 0x8d5", "push rcx", "popfq", "vmmcall")
                .host("std", "stc", "vmrun", "jmp end")
                .unspecified(ExitMasks.PLAIN)
                .about(
                        "a host and a guest with different flags",
                        "flags of the host reach the guest, or the guest's the host")
                .claim("VMRUN-44", "rdx", 0x2)
                .claim("VMRUN-44", "rflags", 0x403)
                .claimField("VMRUN-44", "RFLAGS", 0xED5, 0x8D5);
        drafts.add(apart);
        for (boolean isResumed : new boolean[] {false, true}) {
            Draft guest = host("guest-breakpoint" + (isResumed ? "-resumed" : ""), Guest.long64(), "vmrun", "jmp end")
                    .about(
                            "an instruction breakpoint on the first instruction of a guest",
                            "RF of the guest is lost, or covers what it must not")
                    .state("dr0", Draft.GUEST)
                    .set("DR7", DEBUG_ENABLED)
                    .set("RFLAGS", isResumed ? 0x1_0002 : 2);
            guest.claimField("VMRUN-42", "EXITCODE", isResumed ? 0x81 : 0x41);
        }
        host("illegal-with-event", Guest.long64(), "vmrun", "jmp end")
                .about(
                        "an event to be injected into a guest whose state is illegal in three ways",
                        "something happens before the checks, or they do not combine")
                .set("EVENTINJ", 0x8000_0306L)
                .set("GUEST_ASID", 0)
                .clearBits("EFER", 1 << 12)
                .setBits("CR0", 1L << 32)
                .unspecified("after-invalid")
                .claimField("VMRUN-50", "EXITCODE", -1)
                .claimField("CHK-42", "EXITCODE", -1)
                .claimField("VMRUN-50", "CLEAN", 0)
                .claimEnds("CHK-42", Ended.END);
    }

    private void taskRegister() {
        List<String> lines = new ArrayList<>(COPY_TABLE);
        lines.addAll(List.of("mov byte [0x%x], 0x89".formatted(TABLE + Fixture.TSS_SELECTOR + 5), "vmload", "jmp end"));
        withTable(
                        host("task-register-without-descriptor", Guest.long64(), lines.toArray(String[]::new)),
                        Fixture.GDT_LIMIT)
                .about(
                        "VMLOAD of a task register whose descriptor is not busy",
                        "VMLOAD looks at the TSS descriptor or marks it busy")
                .set("TR.selector", Fixture.TSS_SELECTOR)
                .set("TR.attributes", 0x8B)
                .set("TR.limit", Fixture.TSS_LIMIT)
                .set("TR.base", Fixture.TSS)
                .claim("VMRUN-66", "tr", Fixture.TSS_SELECTOR)
                .claim("VMRUN-66", Subject.memory(TABLE + Fixture.TSS_SELECTOR), 0xFFL << 40, 0x89L << 40);
    }
}
