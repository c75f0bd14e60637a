package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.event.DeliveryDrafts;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/** What #VMEXIT writes and what it leaves alone in the control area, what it ends, and GIF afterwards. */
public final class ExitStateDrafts {
    private static final long HANDLER = Draft.GUEST + 0x100;
    private static final int VINTR = 0x64;
    private static final int SCRATCH_PORT = 0x5670;

    private final List<Draft> drafts = new ArrayList<>();

    private ExitStateDrafts() {}

    public static List<Draft> all() {
        ExitStateDrafts exits = new ExitStateDrafts();
        exits.globalInterruptFlag();
        exits.codes();
        exits.controls();
        exits.pending();
        exits.ports();
        exits.modelSpecificRegisters();
        return exits.drafts;
    }

    private Draft draft(String name, String what, String failure, String... text) {
        Draft draft =
                new Draft("exit-state/" + name, Level.EXIT).about(what, failure).guest(Guest.long64(), text);
        drafts.add(draft);
        return draft;
    }

    /** With GIF 0 a data breakpoint of the host is lost; behind STGI it traps. */
    private void globalInterruptFlag() {
        for (boolean isInvalid : new boolean[] {false, true}) {
            for (boolean sets : new boolean[] {false, true}) {
                Draft draft = draft(
                                (isInvalid ? "gif-after-an-invalid-exit" : "gif-after-an-exit")
                                        + (sets ? "-and-stgi" : ""),
                                "a data breakpoint of the host behind " + (sets ? "STGI after " : "")
                                        + (isInvalid ? "an INVALID exit" : "an exit"),
                                sets
                                        ? "STGI does not set GIF"
                                        : "the exit does not clear GIF, so that the breakpoint traps",
                                "vmmcall")
                        .state("dr0", Draft.SCRATCH)
                        .touches(Draft.SCRATCH)
                        .host(
                                "vmrun",
                                sets ? "stgi" : "nop",
                                "mov ecx, 0xd0402",
                                "mov dr7, rcx",
                                "mov ecx, 0",
                                "mov [0x%x], ecx".formatted(Draft.SCRATCH),
                                "behind: mov edx, 0x400",
                                "mov dr7, rdx",
                                "mov edx, 0",
                                "jmp end");
                if (isInvalid) {
                    draft.set("GUEST_ASID", 0).unspecified("after-invalid");
                } else {
                    draft.unspecified(ExitMasks.PLAIN);
                }
                if (sets) {
                    draft.claimException("EXIT-02", 1, 0, draft.label("behind"));
                } else {
                    draft.claim("EXIT-02", "dr6", 0xFFFF_0FF0L).claim("EXIT-02", "exception.vector", 0);
                }
            }
        }
    }

    private void codes() {
        draft(
                        "codes-of-a-page-fault",
                        "an intercepted #PF",
                        "EXITCODE, EXITINFO1 and EXITINFO2 are not those of the exit",
                        "mov [rbx], al")
                .gpr("rbx", 0x1_0000_0123L)
                .set("EXITCODE", 0x5A5A)
                .set("EXITINFO1", -1)
                .set("EXITINFO2", -1)
                .set("EXITINTINFO", -1)
                .claimField("EXIT-04", "EXITCODE", 0x4E)
                .claimField("EXIT-04", "EXITINFO1", 2)
                .claimField("EXIT-04", "EXITINFO2", 0x1_0000_0123L)
                .claimField("EXIT-05", "EXITINTINFO", 1L << 31, 0)
                .unspecified(ExitMasks.WITH_BOTH);
    }

    private void controls() {
        Draft draft = draft(
                        "controls-are-kept",
                        "an exit of a guest with intercepts, TSC offset and virtual interrupts",
                        "a control field is changed that #VMEXIT does not write, or one that it writes is not",
                        "vmmcall")
                .set("INTERCEPT_3", 0xFFFF_FFFFL)
                .set("INTERCEPT_CR_READ", 0xFFFF)
                .set("INTERCEPT_DR_WRITE", 0xFFFF)
                .set("TSC_OFFSET", 0x1234_5678_9ABCL)
                .set("GUEST_ASID", 1)
                .set("TLB_CONTROL", 1)
                .set("V_INTR_MASKING", 1)
                .set("V_TPR", 5)
                .set("EXITCODE", -1)
                .set("EXITINTINFO", 0xFFFF_FFFFL)
                .set("INTERRUPT_SHADOW", 0);
        for (String field : List.of(
                "INTERCEPT_3",
                "INTERCEPT_CR_READ",
                "INTERCEPT_DR_WRITE",
                "INTERCEPT_EXCEPTION",
                "TSC_OFFSET",
                "GUEST_ASID",
                "TLB_CONTROL",
                "V_INTR_MASKING")) {
            draft.claimField("EXIT-06", field, draft.field(field));
        }
        draft.claimField("EXIT-11", "EXITCODE", Attempt.VMMCALL)
                .claimField("EXIT-11", "EXITINTINFO", 1L << 31, 0)
                .claimField("EXIT-11", "V_TPR", 5)
                .claimField("EXIT-11", "INTERRUPT_SHADOW", 0)
                .unspecified(ExitMasks.PLAIN);
        Draft ended = draft(
                        "intercepts-end",
                        "CPUID, a read of CR0 and HLT's neighbours in the host behind a guest that intercepts them all",
                        "the intercepts of the guest are still in force in the host",
                        "vmmcall")
                .set("INTERCEPT_3", 0xFFFF_FFFFL)
                .set("INTERCEPT_CR_READ", 0xFFFF)
                .host(
                        "vmrun",
                        "mov rcx, cr0",
                        "sgdt [rsp-16]",
                        "pause",
                        "pushf",
                        "pop rcx",
                        "mov ecx, 0",
                        "mov rdx, cr3",
                        "jmp end");
        ended.claimField("EXIT-06", "EXITCODE", Attempt.VMMCALL)
                .claim("EXIT-06", "rdx", Fixture.PML4)
                .unspecified(ExitMasks.PLAIN);
    }

    /** A virtual interrupt that exits is pending still: the next VMRUN, without the intercept, takes it. */
    private void pending() {
        Draft draft = DeliveryDrafts.interrupting(draft(
                        "event-stays-pending",
                        "VMRUN with an intercepted virtual interrupt, and again without its intercept",
                        "the event that was intercepted is lost",
                        "nop",
                        "ud2"))
                .set("RFLAGS", 0x202)
                .code(HANDLER, 64, "vmmcall")
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0xFFF)
                .host("vmrun", "mov rcx, [rax+0x70]", "mov dword [rax+0xc], 0", "vmrun", "jmp end");
        ExitCodeDrafts.intercept(draft, VINTR)
                .data(Draft.GUEST_IDT + 16 * draft.field("V_INTR_VECTOR"), Descriptors.gate64(HANDLER))
                .claim("EXIT-18", "rcx", VINTR)
                .claimField("EXIT-18", "EXITCODE", Attempt.VMMCALL)
                .claimField("EXIT-18", "RIP", HANDLER)
                .claimField("EXIT-18", "V_IRQ", 0)
                .unspecified(ExitMasks.PLAIN);
    }

    /** Size and segment of string accesses. */
    private void ports() {
        String[][] forms = {
            {"outsb"}, {"outsw"}, {"outsd"}, {"db 0x67", "outsb"}, {"db 0x67", "insd"}, {"insw"}, {"db 0x48", "outsd"}
        };
        int[] sizes = {
            1 << 4 | 1 << 9,
            1 << 5 | 1 << 9,
            1 << 6 | 1 << 9,
            1 << 4 | 1 << 8,
            1 << 6 | 1 << 8,
            1 << 5 | 1 << 9,
            1 << 6 | 1 << 9
        };
        for (int n = 0; n < forms.length; n++) {
            string("io-size-" + n, Guest.long64(), String.join(", ", forms[n]), forms[n])
                    .claimField("IOIO-11", "EXITCODE", PortDrafts.IOIO_PROT)
                    .claimField("IOIO-11", "EXITINFO1", 0x3F0, sizes[n]);
        }
        String[] prefixes = {"0x26", "0x2e", "0x36", "0x3e", "0x64", "0x65"};
        for (int segment = 0; segment < prefixes.length; segment++) {
            string(
                            "io-segment-" + segment,
                            Guest.protected32(),
                            "OUTSB with segment prefix " + prefixes[segment],
                            "db " + prefixes[segment],
                            "outsb")
                    .requires("DecodeAssists")
                    .claimField("IOIO-13", "EXITCODE", PortDrafts.IOIO_PROT)
                    .claimField("IOIO-13", "EXITINFO1", 0x1C00, segment << 10);
        }
    }

    private Draft string(String name, Guest guest, String what, String... text) {
        Draft draft = PortDrafts.intercepting(
                PortDrafts.accessing("exit-state/" + name, guest, text), SCRATCH_PORT, SCRATCH_PORT + 1);
        drafts.add(draft.about("intercepted string I/O: " + what, "EXITINFO1 does not describe the access")
                .gpr("rdx", SCRATCH_PORT)
                .gpr("rsi", Draft.SCRATCH)
                .gpr("rdi", Draft.SCRATCH)
                .touches(Draft.SCRATCH)
                .unspecified(ExitMasks.WITH_BOTH)
                .unspecified("io-reserved")
                .unspecifiedWithout("DecodeAssists", "io-segment"));
        return draft;
    }

    /** The first and the last register of each range, with no bit set but its own, and next to it with all bits but its own. */
    private void modelSpecificRegisters() {
        int[] registers = {0, 0x1FFF, 0xC000_0000, 0xC000_1FFF, 0xC001_0000, 0xC001_1FFF};
        int[] bytes = {0, 0x7FF, 0x800, 0xFFF, 0x1000, 0x17FF};
        for (int n = 0; n < registers.length; n++) {
            Draft draft = Attempt.of("exit-state/msr-%08x".formatted(registers[n]), Guest.long64(), "rdmsr")
                    .gpr("rcx", registers[n] & 0xFFFF_FFFFL)
                    .about(
                            "RDMSR of the register at an end of a range of the map, with only its bit set",
                            "the range is looked up elsewhere")
                    .data(0x101_4000 + bytes[n], new byte[] {(byte) (1 << 2 * (registers[n] & 3))})
                    .touches(0x101_4000)
                    .touches(0x101_5000);
            drafts.add(draft);
            Attempt.exits(Attempt.intercept(draft, 0x7C), "MSR-04", 0x7C)
                    .claimField("MSR-08", "EXITINFO1", 0)
                    .unspecified(ExitMasks.WITH_INFO_1);
        }
    }
}
