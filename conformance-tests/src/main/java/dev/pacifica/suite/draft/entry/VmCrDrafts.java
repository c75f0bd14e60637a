package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * How SVM is found, enabled, disabled and locked, and the host save area (EN-01 to EN-32). A host that changes VM_CR puts it back: its
 * own handler catches #GP, counts it in R15 and goes on behind the instruction.
 */
public final class VmCrDrafts {
    private static final int VM_CR = 0xC001_0114;
    private static final int VM_HSAVE_PA = 0xC001_0117;
    private static final int SVM_KEY = 0xC001_0118;
    private static final int EFER = 0xC000_0080;
    private static final int GP = 13;
    private static final int SVMDIS = 0x10;
    private static final int LOCK = 0x8;
    private static final long WITHOUT_SVME = 0xD00;
    private static final long OTHER_SAVE_AREA = 0x10A_0000;

    private final List<Draft> drafts = new ArrayList<>();

    private VmCrDrafts() {}

    public static List<Draft> all() {
        VmCrDrafts enable = new VmCrDrafts();
        enable.cpuid();
        enable.svme();
        enable.layout();
        enable.disabling();
        enable.locking();
        enable.saveArea();
        return enable.drafts;
    }

    private Draft host(String name, String... lines) {
        List<String> program = new ArrayList<>(List.of(lines));
        program.add("jmp end");
        Draft draft = new Draft("enable/" + name, Level.EN).host(program.toArray(String[]::new));
        drafts.add(draft);
        return draft;
    }

    /** A host whose #GP costs it only the instruction, each of which has two bytes: RDMSR and WRMSR. */
    private Draft resuming(String name, String... lines) {
        List<String> program = new ArrayList<>(List.of("mov r15d, 0"));
        program.addAll(List.of(lines));
        program.addAll(List.of(
                "mov eax, 0",
                "mov ecx, 0",
                "mov edx, 0",
                "jmp end",
                "handler: lea rsp, [rsp+8]",
                "pop rbp",
                "lea rbp, [rbp+2]",
                "push rbp",
                "lea r15, [r15+1]",
                "iretq"));
        Draft draft = host(name, program.toArray(String[]::new));
        long handler = draft.label("handler");
        ByteBuffer gate = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        gate.putLong(handler & 0xFFFF | 0x08 << 16 | 0x8E00L << 32 | (handler >>> 16 & 0xFFFF) << 48);
        gate.putLong(handler >>> 32);
        return draft.data(Draft.GUEST_IDT + 16 * GP, gate.array())
                .state("idtr.base", Draft.GUEST_IDT)
                .gpr("rbp", 0)
                .gpr("r15", 0);
    }

    private static String[] concatenated(String[]... parts) {
        List<String> all = new ArrayList<>();
        for (String[] part : parts) {
            all.addAll(List.of(part));
        }
        return all.toArray(String[]::new);
    }

    private static String[] write(int msr, long value) {
        return new String[] {
            "mov ecx, 0x%x".formatted(msr),
            "mov eax, 0x%x".formatted(value & 0xFFFF_FFFFL),
            "mov edx, 0x%x".formatted(value >>> 32),
            "wrmsr"
        };
    }

    private static String[] read(int msr, String into) {
        return new String[] {"mov ecx, 0x%x".formatted(msr), "rdmsr", "mov %s, eax".formatted(into)};
    }

    private void cpuid() {
        String[] zero = {"mov eax, 0", "mov ebx, 0", "mov ecx, 0", "mov edx, 0"};
        host(
                        "cpuid-reports-svm",
                        concatenated(
                                new String[] {
                                    "mov eax, 0x80000001",
                                    "cpuid",
                                    "mov r8d, ecx",
                                    "shr r8d, 2",
                                    "movzx r8d, r8b",
                                    "shl r8d, 31",
                                    "cmp eax, eax"
                                },
                                zero))
                .about("CPUID Fn8000_0001 on a processor with SVM", "the SVM bit is not reported")
                .claim("EN-01", "r8", 0x8000_0000L);
        resuming(
                        "cpuid-reports-svm-while-disabled",
                        concatenated(
                                write(VM_CR, SVMDIS),
                                new String[] {
                                    "mov eax, 0x80000001", "cpuid", "mov r8d, ecx", "shl r8d, 29", "mov r9d, 0x80000000"
                                },
                                new String[] {"mov ebx, 0", "shr r8d, 31", "cmp r9d, r9d"},
                                write(VM_CR, 0)))
                .about("CPUID Fn8000_0001 while VM_CR.SVMDIS is set", "SVMDIS hides the SVM bit")
                .requires("SVML")
                .state("efer", WITHOUT_SVME)
                .claim("EN-01", "r8", 1)
                .claim("EN-01", "r15", 0);
        host(
                        "cpuid-svm-revision",
                        concatenated(
                                new String[] {
                                    "mov eax, 0x8000000a",
                                    "cpuid",
                                    "movzx r8d, al",
                                    "cmp ebx, 2",
                                    "mov r9d, 0",
                                    "adc r9d, 0",
                                    "mov r10d, edx",
                                    "bt r10d, 9",
                                    "adc r9d, 0",
                                    "bt r10d, 11",
                                    "adc r9d, 0",
                                    "bt r10d, 14",
                                    "adc r9d, 0",
                                    "bt r10d, 22",
                                    "adc r9d, 0",
                                    "mov r10d, 0",
                                    "cmp eax, eax"
                                },
                                zero))
                .about(
                        "CPUID Fn8000_000A: revision, number of ASIDs, reserved bits of EDX",
                        "the leaf does not describe SVM")
                .claim("EN-03", "r8", 1)
                .claim("EN-03", "r9", 0)
                .claim("EN-06", "r9", 0);
    }

    private void svme() {
        host("svme-set-and-used", concatenated(write(EFER, 0x1D00), new String[] {"clgi", "stgi"}))
                .about("EFER.SVME set by WRMSR, then SVM instructions", "setting SVME does not enable SVM")
                .state("efer", WITHOUT_SVME)
                .claimEnds("EN-10", Ended.END)
                .claim("EN-10", "efer", 0x1D00);
        Draft cleared = host("svme-cleared", concatenated(write(EFER, WITHOUT_SVME), new String[] {"gone: clgi"}))
                .about("EFER.SVME cleared by WRMSR, then CLGI", "clearing SVME does not disable SVM");
        cleared.claimException("EN-10", 6, 0, cleared.label("gone"));
        Draft held = host(
                        "gif-survives-svme",
                        concatenated(
                                new String[] {"clgi"}, write(EFER, WITHOUT_SVME), write(EFER, 0x1D00), new String[] {
                                    "here: nop", "stgi"
                                }))
                .about(
                        "GIF cleared, SVME cleared and set again, then an instruction breakpoint",
                        "changing SVME sets GIF: the breakpoint hits")
                .claimEnds("EN-18", Ended.END);
        held.state("dr0", held.label("here")).state("dr7", 0x401);
    }

    private void layout() {
        host("vm-cr-low-bits", concatenated(write(VM_CR, 7), read(VM_CR, "r8d"), write(VM_CR, 0), read(VM_CR, "r9d")))
                .about("VM_CR bits 2:0 written and read back", "a bit of VM_CR is not there")
                .claim("EN-20", "r8", 7, 7)
                .claim("EN-20", "r9", 7, 0);
        for (int bit : new int[] {5, 6, 7, 8, 15, 31, 32, 47, 63}) {
            Draft draft = host(
                            "vm-cr-bit-" + bit,
                            concatenated(
                                    new String[] {"mov ecx, 0x%x".formatted(VM_CR)},
                                    new String[] {"mov eax, 0x%x".formatted(bit < 32 ? 1L << bit : 0)},
                                    new String[] {"mov edx, 0x%x".formatted(bit < 32 ? 0 : 1L << bit - 32)},
                                    new String[] {"trial: wrmsr"}))
                    .about("a write of reserved bit " + bit + " of VM_CR", "a must-be-zero bit can be set");
            draft.claimException("EN-20", GP, 0, draft.label("trial"));
        }
        Draft enabled = host(
                        "svmdis-under-svme",
                        "mov ecx, 0x%x".formatted(VM_CR),
                        "mov eax, 0x10",
                        "mov edx, 0",
                        "trial: wrmsr")
                .about("VM_CR.SVMDIS set while EFER.SVME is set", "SVM can be disabled while it is in use")
                .requires("SVML");
        enabled.claimException("EN-25", GP, 0, enabled.label("trial"));
    }

    private void disabling() {
        resuming(
                        "svmdis-forbids-svme",
                        concatenated(
                                write(VM_CR, SVMDIS),
                                read(VM_CR, "r8d"),
                                write(EFER, 0x1D00),
                                read(EFER, "r9d"),
                                write(VM_CR, 0)))
                .about("EFER.SVME set while VM_CR.SVMDIS is set", "SVM can be enabled although it is disabled")
                .requires("SVML")
                .state("efer", WITHOUT_SVME)
                .claim("EN-11", "r8", SVMDIS, SVMDIS)
                .claim("EN-11", "r15", 1)
                .claim("EN-11", "r9", 0x1000, 0)
                .claim("EN-25", "r15", 1);
        resuming("svmdis-read-only-without-lock", concatenated(write(VM_CR, SVMDIS | LOCK), read(VM_CR, "r8d")))
                .about(
                        "VM_CR.SVMDIS and LOCK written on a processor without SVM lock",
                        "SVM can be disabled where nothing could enable it")
                .requires("!SVML")
                .state("efer", WITHOUT_SVME)
                .claim("EN-27", "r8", SVMDIS, 0);
    }

    private void locking() {
        resuming(
                        "lock-and-key",
                        concatenated(
                                write(SVM_KEY, 0x1234_5678_9ABC_DEF0L),
                                write(VM_CR, LOCK),
                                write(VM_CR, SVMDIS | 2),
                                read(VM_CR, "r8d"),
                                write(SVM_KEY, 0x1234_5678_9ABC_DEF1L),
                                read(VM_CR, "r9d"),
                                read(SVM_KEY, "r10d"),
                                write(SVM_KEY, 0x1234_5678_9ABC_DEF0L),
                                read(VM_CR, "r11d"),
                                write(VM_CR, SVMDIS),
                                read(VM_CR, "r12d"),
                                write(VM_CR, 0),
                                write(SVM_KEY, 0)))
                .about(
                        "VM_CR locked, written, and unlocked with a wrong and with the right key",
                        "LOCK does not hold, holds too much, or opens to a wrong key")
                .requires("SVML")
                .state("efer", WITHOUT_SVME)
                .claim("EN-24", "r8", LOCK | SVMDIS | 2, LOCK | 2)
                .claim("EN-28", "r9", LOCK, LOCK)
                .claim("EN-28", "r10", 0)
                .claim("EN-28", "r11", LOCK, 0)
                .claim("EN-24", "r12", SVMDIS, SVMDIS)
                .claim("EN-28", "r15", 0);
        resuming(
                        "svmdis-under-svme-while-locked",
                        concatenated(
                                write(SVM_KEY, 1),
                                write(VM_CR, LOCK),
                                write(VM_CR, SVMDIS | LOCK),
                                write(SVM_KEY, 1),
                                write(VM_CR, 0),
                                write(SVM_KEY, 0)))
                .about("VM_CR.SVMDIS set under EFER.SVME while LOCK is set", "LOCK hides the fault")
                .requires("SVML")
                .claim("EN-25", "r15", 1);
    }

    private void saveArea() {
        host("save-area-moved", concatenated(write(VM_HSAVE_PA, OTHER_SAVE_AREA), read(VM_HSAVE_PA, "r8d")))
                .about("VM_HSAVE_PA written and read back", "VM_HSAVE_PA does not keep what is written")
                .claim("EN-30", "r8", OTHER_SAVE_AREA)
                .claim("EN-30", "vmHsavePa", OTHER_SAVE_AREA);
        for (int bit : new int[] {0, 11}) {
            refusedSaveArea("unaligned-by-bit-" + bit, OTHER_SAVE_AREA | 1L << bit);
        }
        for (int bits : new int[] {40, 48, 52}) {
            refusedSaveArea("beyond-" + bits + "-bits", 1L << bits).requires("PhysAddrSize=" + bits);
            long last = (1L << bits) - 0x1000;
            host("save-area-last-below-" + bits + "-bits", write(VM_HSAVE_PA, last))
                    .about("VM_HSAVE_PA written with the last page of the address space", "a legal address is refused")
                    .requires("PhysAddrSize=" + bits)
                    .claimEnds("EN-31", Ended.END)
                    .claim("EN-31", "vmHsavePa", last);
        }
        Draft without = new Draft("enable/vmrun-without-save-area", Level.EN)
                .guest(Guest.long64(), "vmmcall")
                .host("vmrun", "jmp end")
                .about("VMRUN with VM_HSAVE_PA = 0", "something else happens than #GP(0) or a run")
                .state("vmHsavePa", 0)
                .claim("EN-32", "exception.errorCode", 0)
                .claim("EN-32", "vmHsavePa", 0)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(without);
    }

    private Draft refusedSaveArea(String name, long value) {
        String[] lines = write(VM_HSAVE_PA, value);
        lines[3] = "trial: wrmsr";
        Draft draft = host("save-area-" + name, lines)
                .about(
                        "VM_HSAVE_PA written with 0x%x".formatted(value),
                        "an address that is not a page of memory is accepted");
        return draft.claimException("EN-31", GP, 0, draft.label("trial"));
    }
}
