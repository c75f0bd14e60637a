package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bytes and bits of the VMCB that mean nothing, or nothing on this processor: the guest runs whatever they hold, and #VMEXIT leaves them
 * as they were (VMCB-04, VMCB-06, VMRUN-30). The host fills them, looks at them afterwards, and clears them again.
 */
public final class ReservedFieldDrafts {
    /** Bytes that no field covers. */
    private record Bytes(String rule, int from, int to) {}

    /** Bits of a quadword. */
    private record Bits(String rule, int at, long bits) {}

    private static final List<Bytes> BYTES = List.of(
            new Bytes("VMCB-18", 0x018, 0x03C),
            new Bytes("VMCB-85", 0x100, 0x108),
            new Bytes("VMCB-90", 0x128, 0x134),
            new Bytes("VMCB-95", 0x148, 0x150),
            new Bytes("VMCB-97", 0x170, 0x1C8),
            new Bytes("VMCB-97", 0x1D8, 0x3E0),
            new Bytes("VMCB-98", 0x3E0, 0x400),
            new Bytes("VMCB-130", 0x4A0, 0x4CB),
            new Bytes("VMCB-132", 0x4CC, 0x4D0),
            new Bytes("VMCB-134", 0x4D8, 0x4E0),
            new Bytes("VMCB-136", 0x540, 0x548),
            new Bytes("VMCB-144", 0x580, 0x5C0),
            new Bytes("VMCB-162", 0x648, 0x668),
            new Bytes("VMCB-170", 0x6A0, 0x6E0),
            new Bytes("VMCB-172", 0x6E8, 0xA70),
            new Bytes("VMCB-176", 0xBC8, 0x1000));

    private static final List<Bits> BITS = List.of(
            new Bits("VMCB-17.7", 0x010, -1L << 39),
            new Bits("VMCB-29", 0x058, -1L << 42),
            new Bits("VMCB-33", 0x060, 1L << 10),
            new Bits("VMCB-36", 0x060, 7L << 13),
            new Bits("VMCB-39", 0x060, 7L << 21),
            new Bits("VMCB-43", 0x060, 7L << 27),
            new Bits("VMCB-47", 0x060, -1L << 40),
            new Bits("VMCB-50", 0x068, -1L << 2),
            new Bits("VMCB-64", 0x090, 7L << 8 | -1L << 12),
            new Bits("VMCB-211", 0x018, 0xFFFF_FFFFL));

    /** Enable bits and the condition without which they mean nothing. */
    private static final String[][] ABSENT = {
        {"NP_ENABLE", "!NP"},
        {"GMET_ENABLE", "!GMET"},
        {"SSS_CHECK_ENABLE", "!SSSCheck"},
        {"ROGPT_ENABLE", "!ROGPT"},
        {"INVLPGB_TLBSYNC_ENABLE", "!TlbiCtl"},
        {"PML_ENABLE", "!PML"},
        {"VGIF_ENABLE", "!VGIF"},
        {"V_NMI_ENABLE", "!VNMI"},
        {"AVIC_ENABLE", "!AVIC"},
        {"X2AVIC_ENABLE", "!x2AVIC"},
        {"LBR_VIRTUALIZATION_ENABLE", "!LbrVirt"},
        {"VMSAVE_VIRTUALIZATION_ENABLE", "!VMSAVEvirt"},
        {"IBS_VIRTUALIZATION_ENABLE", "!IbsVirt"},
        {"PMC_VIRTUALIZATION_ENABLE", "!PmcVirt"}
    };

    private final List<Draft> drafts = new ArrayList<>();

    private ReservedFieldDrafts() {}

    public static List<Draft> all() {
        ReservedFieldDrafts reserved = new ReservedFieldDrafts();
        BYTES.forEach(reserved::bytes);
        BITS.forEach(reserved::bits);
        for (String[] one : ABSENT) {
            reserved.absent(one[0], one[1]);
        }
        reserved.controlsKept();
        return reserved.drafts;
    }

    private Draft guest(String name, String... host) {
        Draft draft = new Draft("vmcb/" + name, Level.VMRUN)
                .guest(Guest.long64(), "vmmcall")
                .host(host)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(draft);
        return draft;
    }

    private void bytes(Bytes range) {
        int size = (range.to - range.from) % 8 == 0 ? 8 : 1; // of a step: each takes one of the vector's budget
        String unit = size == 8 ? "q" : "b";
        int count = (range.to - range.from) / size;
        long at = Draft.VMCB + range.from;
        Draft draft = guest(
                        "reserved-%03x".formatted(range.from),
                        "mov rbx, rax",
                        "mov rax, -1",
                        "mov edi, 0x%x".formatted(at),
                        "mov ecx, 0x%x".formatted(count),
                        "rep stos" + unit,
                        "mov rax, rbx",
                        "vmrun",
                        "mov rax, -1",
                        "mov edi, 0x%x".formatted(at),
                        "mov ecx, 0x%x".formatted(count),
                        "repe scas" + unit,
                        "sete r8b",
                        "mov rax, 0",
                        "mov edi, 0x%x".formatted(at),
                        "mov ecx, 0x%x".formatted(count),
                        "rep stos" + unit,
                        "mov rax, rbx",
                        "jmp end")
                .about(
                        "bytes %03Xh to %03Xh of the VMCB full of ones".formatted(range.from, range.to - 1),
                        "reserved bytes are checked, used or written")
                .gpr("r8", 0);
        ran(draft, range.rule).claim(range.rule, "r8", 1);
    }

    private void bits(Bits reserved) {
        Draft draft = guest(
                        "reserved-bits-of-%03x-by-%s"
                                .formatted(
                                        reserved.at,
                                        reserved.rule.toLowerCase(Locale.ROOT).replace('.', '-')),
                        "or [rax+0x%x], r9".formatted(reserved.at),
                        "vmrun",
                        "not r9",
                        "and [rax+0x%x], r9".formatted(reserved.at),
                        "mov ebx, 0",
                        "cmp rax, rax",
                        "jmp end")
                .about(
                        "bits 0x%x of the quadword at %03Xh of the VMCB set".formatted(reserved.bits, reserved.at),
                        "reserved bits are checked or used")
                .gpr("r9", reserved.bits);
        ran(draft, reserved.rule); // whether #VMEXIT keeps reserved bits beside those that it writes is not stated
    }

    private static Draft ran(Draft draft, String rule) {
        return draft.claimEnds(rule, Ended.END)
                .claimField(rule, "EXITCODE", 0x81)
                .claimField("VMCB-06", "EXITCODE", 0x81);
    }

    private void absent(String field, String condition) {
        Draft draft = guest(field.toLowerCase(Locale.ROOT).replace('_', '-') + "-without-feature", "vmrun", "jmp end")
                .about(field + " set on a processor without the feature", "the bit is refused, obeyed or written")
                .requires(condition)
                .set(field, 1);
        draft.claimField("VMRUN-30", "EXITCODE", 0x81)
                .claimField("VMCB-06", "EXITCODE", 0x81)
                .claimField("VMRUN-30", field, 1);
    }

    /** Every control field that #VMEXIT does not write, with a value of its own. */
    private void controlsKept() {
        Draft draft = guest("controls-kept", "vmrun", "jmp end")
                .about(
                        "a VMCB in which every control field that is not written back has a value",
                        "#VMEXIT writes a field that it must leave alone")
                .set("INTERCEPT_CR_READ", 0x4000)
                .set("INTERCEPT_CR_WRITE", 0x8000)
                .set("INTERCEPT_DR_READ", 0x2000)
                .set("INTERCEPT_DR_WRITE", 0x1000)
                .set("PAUSE_FILTER_COUNT", 0x1234)
                .set("PAUSE_FILTER_THRESHOLD", 0x5678)
                .set("TSC_OFFSET", 0x1111_2222_3333_4444L)
                .set("GUEST_ASID", 5)
                .set("TLB_CONTROL", 1)
                .set("V_INTR_PRIO", 7)
                .set("V_INTR_VECTOR", 0x77)
                .set("V_IGN_TPR", 1)
                .set("N_CR3", 0x9999_0000L)
                .requires("NASID>=8");
        for (String field : List.copyOf(draft.fields().keySet())) {
            if (isControl(field)) {
                draft.claimField("VMCB-04", field, draft.field(field))
                        .claimField("VMRUN-29", field, draft.field(field));
            }
        }
        draft.claimField("VMCB-25", "GUEST_ASID", 5)
                .claimField("VMCB-26", "TLB_CONTROL", 1)
                .claimField("VMCB-210", "TLB_CONTROL", 1);
    }

    private static boolean isControl(String field) {
        return List.of(
                                "TSC_OFFSET",
                                "GUEST_ASID",
                                "TLB_CONTROL",
                                "V_INTR_PRIO",
                                "V_INTR_VECTOR",
                                "V_IGN_TPR",
                                "N_CR3",
                                "IOPM_BASE_PA",
                                "MSRPM_BASE_PA",
                                "PAUSE_FILTER_COUNT",
                                "PAUSE_FILTER_THRESHOLD")
                        .contains(field)
                || field.startsWith("INTERCEPT");
    }
}
