package dev.pacifica.suite.draft.segment;

import static dev.pacifica.suite.draft.segment.TableGuest.*;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestTables;
import dev.pacifica.suite.draft.segment.TableGuest.Stage;
import dev.pacifica.suite.oracle.Refusal;
import dev.pacifica.suite.oracle.SegmentLoads;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Loads of DS, ES, FS, GS and SS with every kind of descriptor and selector (SEGM-10 to SEGM-29). */
public final class SegmentLoadDrafts {
    private static final long RAISED = 0xC92;
    private static final long ACCESSED_BIT = 1L << 40;
    private static final int NULL_STACK_FAULT = 13;

    /** LDS and its like with ECX and [rSI]. */
    private static final Map<String, String> FAR_LOADS = Map.of(
            "ds", "db 0xc5, 0x0e",
            "es", "db 0xc4, 0x0e",
            "ss", "db 0x0f, 0xb2, 0x0e",
            "fs", "db 0x0f, 0xb4, 0x0e",
            "gs", "db 0x0f, 0xb5, 0x0e");

    private final List<Draft> drafts = new ArrayList<>();

    private SegmentLoadDrafts() {}

    public static List<Draft> all() {
        SegmentLoadDrafts loads = new SegmentLoadDrafts();
        loads.types();
        loads.privilege();
        loads.presence();
        loads.layout();
        loads.accessedBit();
        loads.tables();
        loads.nullSelectors();
        loads.otherInstructions();
        loads.codeSegment();
        loads.shadows();
        return loads.drafts;
    }

    private Draft load(String name, Stage stage, String register, int selector, long descriptor) {
        Draft draft = descriptor(
                        TableGuest.of("segments/" + name, stage, "mov %s, bx".formatted(register)), PROBE, descriptor)
                .gpr("rbx", selector)
                .about(
                        "MOV %s with selector %02Xh and descriptor %016Xh, %s"
                                .formatted(register.toUpperCase(Locale.ROOT), selector, descriptor, stage.text),
                        "a check of the descriptor is missing, comes in the wrong order or reports something else");
        drafts.add(draft);
        return draft;
    }

    /** Claims what the oracle says of the load, and of the accessed bit. */
    private void judged(String name, Stage stage, String register, int selector, long descriptor) {
        Draft draft = load(name, stage, register, selector, descriptor);
        boolean isStack = register.equals("ss");
        Optional<Refusal> refusal = isStack
                ? SegmentLoads.stack(stage.cpl, selector, descriptor)
                : SegmentLoads.data(stage.cpl, selector, descriptor);
        TableGuest.as(draft, refusal, isStack ? "SEGM-26" : "SEGM-23");
        boolean isData = register.equals("ds") || register.equals("es") || isStack;
        String field = register.toUpperCase(Locale.ROOT) + ".selector";
        if (refusal.isPresent()) {
            draft.claim("SEGM-13", memory(PROBE), descriptor);
            if (isData) {
                draft.claimField(refusal.get().rule(), field, draft.field(field));
            }
            return;
        }
        draft.claim("SEGM-13", memory(PROBE), descriptor | ACCESSED_BIT);
        if (isData) {
            draft.claimField(isStack ? "SEGM-26" : "SEGM-23", field, selector);
        }
    }

    private static String memory(int selector) {
        return Subject.memory(GDT + selector);
    }

    private void types() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            for (int kind = 0; kind < 32; kind++) {
                long descriptor = Descriptors.flat(0xC80 | kind);
                String name = "type-%s%x-%s".formatted(kind < 16 ? "system-" : "", kind & 15, stage.text);
                judged("ds-" + name, stage, "ds", PROBE, descriptor);
                judged("ss-" + name, stage, "ss", PROBE, descriptor);
            }
        }
        for (Stage stage : List.of(Stage.PROTECTED_USER, Stage.LONG_USER)) {
            for (String register : List.of("es", "fs", "gs")) {
                for (int kind : new int[] {0x02, 0x10, 0x14, 0x18, 0x1A, 0x1E}) {
                    judged(
                            "%s-type-%x-%s".formatted(register, kind, stage.text),
                            stage,
                            register,
                            PROBE | 3,
                            Descriptors.flat(0xCE0 | kind));
                }
            }
        }
    }

    private void privilege() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.PROTECTED_USER, Stage.LONG_USER)) {
            for (int dpl = 0; dpl < 4; dpl++) {
                for (int rpl = 0; rpl < 4; rpl++) {
                    String name = "dpl-%d-rpl-%d-%s".formatted(dpl, rpl, stage.text);
                    judged("ds-" + name, stage, "ds", PROBE | rpl, Descriptors.flat(0xC92 | dpl << 5));
                    judged("ss-" + name, stage, "ss", PROBE | rpl, Descriptors.flat(0xC92 | dpl << 5));
                }
                judged(
                        "ds-code-dpl-%d-%s".formatted(dpl, stage.text),
                        stage,
                        "ds",
                        PROBE | 2,
                        Descriptors.flat(0xC9A | dpl << 5));
                judged(
                        "ds-conforming-dpl-%d-%s".formatted(dpl, stage.text),
                        stage,
                        "ds",
                        PROBE | 3,
                        Descriptors.flat(0xC9E | dpl << 5));
            }
        }
    }

    /** SEGM-27: of several things that are wrong the one that is checked first is reported. */
    private void presence() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            for (String register : List.of("ds", "es", "fs", "gs", "ss")) {
                judged(
                        "%s-not-present-%s".formatted(register, stage.text),
                        stage,
                        register,
                        PROBE,
                        Descriptors.flat(0xC12));
            }
            for (String register : List.of("ds", "ss")) {
                int wrongRpl = PROBE | 1;
                Draft privilege = load(
                        "%s-not-present-wrong-privilege-%s".formatted(register, stage.text),
                        stage,
                        register,
                        wrongRpl,
                        Descriptors.flat(0xC12));
                faults(privilege, "SEGM-27", 13, PROBE);
                Draft type = load(
                        "%s-not-present-wrong-type-%s".formatted(register, stage.text),
                        stage,
                        register,
                        PROBE,
                        Descriptors.flat(0xC18));
                faults(type, "SEGM-27", 13, PROBE);
            }
        }
    }

    /** SEGM-10: which bit of the descriptor ends up where. */
    private void layout() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY)) {
            layout(
                    "bytes-" + stage.text,
                    stage,
                    Descriptors.segment(0x193, 0x1234_5678, 0x9_ABCD),
                    0x193,
                    0x1234_5678,
                    0x9_ABCDL);
            layout(
                    "pages-" + stage.text,
                    stage,
                    Descriptors.segment(0x893, 0xFEDC_BA98L, 0x1_2345),
                    0x893,
                    0xFEDC_BA98L,
                    0x1234_5FFFL);
            layout("big-" + stage.text, stage, Descriptors.segment(0xC97, 0x8000_0001L, 0), 0xC97, 0x8000_0001L, 0xFFF);
            layout("largest-" + stage.text, stage, Descriptors.segment(0xC93, 0, 0xF_FFFF), 0xC93, 0, 0xFFFF_FFFFL);
        }
    }

    private void layout(String name, Stage stage, long descriptor, long attributes, long base, long limit) {
        Draft draft = load("layout-" + name, stage, "es", PROBE, descriptor);
        passes(draft, "SEGM-10")
                .claimField("SEGM-10", "ES.selector", PROBE)
                .claimField("SEGM-10", "ES.base", 0xFFFF_FFFFL, base)
                .claimField("SEGM-10", "ES.limit", limit)
                .claimField("SEGM-10", "ES.attributes", attributes);
    }

    /** SEGM-13, SEGM-15: the table's page is read and written with supervisor privilege at any CPL. */
    private void accessedBit() {
        long present = GuestTables.PRESENT;
        long writable = GuestTables.WRITABLE;
        Draft user = paged("supervisor-table-at-cpl-3", Stage.LONG_USER, present | writable, RAISED | 0x60);
        passes(user, "SEGM-15").claim("SEGM-13", Subject.memory(GuestTables.FRAME + PROBE), Descriptors.flat(0xCF3));
        Draft set = paged("read-only-table-accessed-bit-set", Stage.LONG_USER, present, RAISED | 0x61);
        passes(set, "SEGM-13");
        for (Stage stage : List.of(Stage.LONG, Stage.LONG_USER)) {
            Draft clear = paged("read-only-table-accessed-bit-clear-" + stage.text, stage, present, RAISED | 0x60);
            clear.claimField("SEGM-13", "EXITCODE", 0x4E)
                    .claimField("SEGM-13", "EXITINFO1", 3)
                    .claimField("SEGM-13", "EXITINFO2", ~7L, GuestTables.PROBE + PROBE)
                    .claimField("EXC-03", "RIP", Draft.GUEST + 1)
                    .unspecified("accessed-bit-address")
                    .unspecified(ExitMasks.WITH_BOTH);
        }
    }

    private Draft paged(String name, Stage stage, long probe, long attributes) {
        Draft draft = new Draft("segments/" + name, Level.EXCEPTION)
                .about(
                        "a load of DS from a GDT in a page of its own: " + name.replace('-', ' '),
                        "the descriptor is read or marked with the privilege of the program, or marked without need")
                .guest(stage.guest(), "nop", "mov ds, bx", "done: vmmcall")
                .gpr("rbx", PROBE | 3)
                .set("GDTR.base", GuestTables.PROBE)
                .set("GDTR.limit", 0xFF)
                .data(GuestTables.FRAME + PROBE, Descriptors.bytes(Descriptors.flat((int) attributes)));
        drafts.add(GuestTables.install(draft, probe));
        return draft;
    }

    /** SEGM-15, SEGM-16, SEGM-22: the last byte of the descriptor against the limit of its table. */
    private void tables() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            long data = Descriptors.flat(0xC93);
            for (String register : List.of("ds", "ss")) {
                String name = register + "-" + stage.text;
                passes(load("gdt-limit-" + name, stage, register, PROBE, data).set("GDTR.limit", PROBE + 7), "SEGM-15");
                faults(
                        load("gdt-limit-one-less-" + name, stage, register, PROBE, data)
                                .set("GDTR.limit", PROBE + 6),
                        "SEGM-22",
                        13,
                        PROBE);
                passes(local("ldt-limit-" + name, stage, register).set("LDTR.limit", 0x17), "SEGM-15");
                faults(
                        local("ldt-limit-one-less-" + name, stage, register).set("LDTR.limit", 0x16),
                        "SEGM-22",
                        13,
                        0x14);
                faults(
                        local("ldt-null-" + name, stage, register)
                                .set("LDTR.selector", 0)
                                .set("LDTR.attributes", 0),
                        "SEGM-16",
                        13,
                        0x14);
            }
        }
    }

    /** A load from entry 2 of an LDT that VMLOAD has loaded. */
    private Draft local(String name, Stage stage, String register) {
        Draft draft = loaded(TableGuest.of("segments/" + name, stage, "mov %s, bx".formatted(register)))
                .gpr("rbx", 0x14)
                .data(LDT + 0x10, Descriptors.bytes(Descriptors.flat(0xC93)))
                .set("LDTR.selector", LDT_SELECTOR)
                .set("LDTR.attributes", 0x82)
                .set("LDTR.base", LDT)
                .set("TR.selector", 0x48)
                .set("TR.attributes", 0x8B)
                .set("TR.limit", 0x67)
                .set("TR.base", TSS)
                .touches(TSS)
                .about(
                        "a load of a data segment from the LDT, " + name.replace('-', ' '),
                        "the LDT is not consulted, or not held against its own limit");
        drafts.add(draft);
        return draft;
    }

    private void nullSelectors() {
        for (Stage stage :
                List.of(Stage.PROTECTED, Stage.PROTECTED_USER, Stage.COMPATIBILITY, Stage.LONG, Stage.LONG_USER)) {
            for (int rpl = 0; rpl < 4; rpl++) {
                Draft draft = load("ds-null-%d-%s".formatted(rpl, stage.text), stage, "ds", rpl, 0);
                passes(draft, "SEGM-20")
                        .claimField("SEGM-20", "DS.selector", rpl)
                        .claimField("SEGM-20", "DS.attributes", 0x80, 0)
                        .unspecified("null-data-segments");
            }
            for (String register : List.of("es", "fs", "gs")) {
                Draft draft = load("%s-null-%s".formatted(register, stage.text), stage, register, 0, 0);
                passes(draft, "SEGM-20").unspecified("null-data-segments");
                if (!register.equals("es")) {
                    used(stage, register);
                }
            }
            used(stage, "ds");
            used(stage, "es");
            Draft stack = load("ss-null-%s".formatted(stage.text), stage, "ss", stage.cpl, 0);
            if (stage == Stage.LONG) {
                passes(stack, "SEGM-21").claimField("SEGM-21", "SS.selector", 0).unspecified("null-stack-segment");
            } else {
                faults(stack, "SEGM-21", NULL_STACK_FAULT, 0);
            }
        }
    }

    /** A register that has become null is read through. FS and GS are loaded at first, so that their base is 0. */
    private void used(Stage stage, String register) {
        if (stage.is64Bit() && !register.equals("ds") && !register.equals("es")) {
            return; // the base is not defined (SEGM-20)
        }
        String address = stage.is64Bit() ? "rsi" : "esi";
        Draft draft = loaded(TableGuest.of(
                        "segments/%s-null-used-%s".formatted(register, stage.text),
                        stage,
                        "try: mov %s, bx".formatted(register),
                        "use: mov al, [%s:%s]".formatted(register, address)))
                .about(
                        "a null selector is loaded and the register is then used, " + stage.text,
                        "the null register can be used, or is refused in 64-bit mode too")
                .gpr("rbx", 0)
                .gpr("rsi", Draft.SCRATCH)
                .touches(Draft.SCRATCH)
                .set("TR.selector", 0x48)
                .set("TR.attributes", 0x8B)
                .set("TR.limit", 0x67)
                .unspecified("null-data-segments");
        for (String extra : List.of("FS", "GS")) {
            Guest.segment(draft.fields(), extra, 0x2B, 0xCF3);
        }
        drafts.add(draft);
        if (stage.is64Bit()) {
            passes(draft, "SEGM-05");
        } else {
            draft.claimField("SEGM-32", "EXITCODE", 0x4D)
                    .claimField("SEGM-32", "EXITINFO1", 0)
                    .claimField("SEGM-32", "RIP", draft.guestLabel("use"))
                    .unspecified(ExitMasks.WITH_INFO_1);
        }
    }

    /** POP and the far pointer loads check as MOV does; what they pop or read is left alone if they fault. */
    private void otherInstructions() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.LONG)) {
            List<String> popped = stage.is64Bit() ? List.of("fs", "gs") : List.of("ds", "es", "fs", "gs", "ss");
            for (String register : popped) {
                both("pop-" + register, stage, "pop " + register, register, 0x8);
            }
            List<String> far = stage.is64Bit() ? List.of("fs", "gs", "ss") : List.of("ds", "es", "fs", "gs", "ss");
            for (String register : far) {
                both("l" + register, stage, Objects.requireNonNull(FAR_LOADS.get(register)), register, 0);
            }
        }
    }

    private void both(String name, Stage stage, String text, String register, int popped) {
        for (Map.Entry<String, Integer> one :
                Map.of("", 0xC92, "-not-present", 0xC12).entrySet()) {
            Draft draft = descriptor(
                            TableGuest.of("segments/" + name + one.getKey() + "-" + stage.text, stage, text),
                            PROBE,
                            Descriptors.flat(one.getValue()))
                    .about(
                            name.toUpperCase(Locale.ROOT) + ", " + stage.text,
                            "the load is not checked as that of MOV is, or changes something although it faults")
                    .gpr("rsi", Draft.SCRATCH)
                    .gpr("rcx", 0x1111)
                    .data(Draft.SCRATCH, Descriptors.bytes(0x7654_3210L | (long) PROBE << 32))
                    .set("RSP", Draft.GUEST_STACK + 0x100)
                    .data(Draft.GUEST_STACK + 0x100, Descriptors.bytes(PROBE));
            drafts.add(draft);
            boolean works = one.getKey().isEmpty();
            boolean isStack = register.equals("ss");
            if (!works) {
                faults(draft, "SEGM-25", isStack ? 12 : 11, PROBE).claim("SEGM-25", "rcx", 0x1111);
            } else {
                passes(draft, isStack ? "SEGM-26" : "SEGM-23");
                long size = popped == 0 ? 0 : stage.is64Bit() ? 8 : 4;
                draft.claimField("SEGM-23", "RSP", Draft.GUEST_STACK + 0x100 + size)
                        .claim("SEGM-23", "rcx", popped == 0 ? 0x7654_3210L : 0x1111);
            }
        }
    }

    private void codeSegment() {
        for (Stage stage : Stage.values()) {
            Draft mov = descriptor(
                            TableGuest.of("segments/mov-cs-" + stage.text, stage, "db 0x8e, 0xcb"),
                            PROBE,
                            Descriptors.flat(0xC9B))
                    .gpr("rbx", PROBE)
                    .about("MOV CS, BX, " + stage.text, "CS can be loaded by MOV");
            drafts.add(faults(mov, "SEGM-29", 6, 0));
        }
        for (String name : List.of("lds", "les")) {
            String bytes = name.equals("lds") ? "db 0xc5, 0x0e" : "db 0xc4, 0x0e";
            Draft draft = TableGuest.of("segments/%s-64-bit".formatted(name), Stage.LONG, bytes)
                    .gpr("rsi", Draft.SCRATCH)
                    .touches(Draft.SCRATCH)
                    .about(
                            "the opcode of " + name.toUpperCase(Locale.ROOT) + " in 64-bit mode",
                            "the instruction is executed although it does not exist in 64-bit mode");
            drafts.add(faults(draft, "SEGM-29", 6, 0));
        }
        codeSegment("real-mode", Guest.real());
        codeSegment("virtual-8086", Guest.v86());
    }

    private void codeSegment(String mode, Guest guest) {
        Draft mov = TableGuest.of("segments/mov-cs-" + mode, guest, "db 0x8e, 0xcb")
                .gpr("rbx", 0)
                .about("MOV CS, BX, " + mode, "CS can be loaded by MOV");
        drafts.add(faults(mov, "SEGM-29", 6, 0));
    }

    /** SEGM-28: the exit directly behind the load shows the interrupt shadow. */
    private void shadows() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            shadow("mov-ss", stage, "mov ss, bx", 1);
            shadow("mov-ds", stage, "mov ds, bx", 0);
            shadow("lss", stage, "db 0x0f, 0xb2, 0x0e", 0);
            if (!stage.is64Bit()) {
                shadow("pop-ss", stage, "pop ss", 1);
            }
        }
        Draft over = TableGuest.of("segments/shadow-over", Stage.PROTECTED, "mov ss, bx", "nop")
                .gpr("rbx", 0x10)
                .about("MOV SS and one instruction more", "the interrupt shadow of MOV SS lasts too long");
        drafts.add(passes(over, "SEGM-28").claimField("SEGM-28", "INTERRUPT_SHADOW", 0));
    }

    private void shadow(String name, Stage stage, String text, int expected) {
        Draft draft = TableGuest.of("segments/shadow-%s-%s".formatted(name, stage.text), stage, text)
                .about(
                        name.replace('-', ' ').toUpperCase(Locale.ROOT) + " and an exit directly behind it, "
                                + stage.text,
                        "the load holds interrupts although it must not, or the other way round")
                .gpr("rbx", 0x10)
                .gpr("rsi", Draft.SCRATCH)
                .data(Draft.SCRATCH, Descriptors.bytes(0x10L << 32))
                .set("RSP", Draft.GUEST_STACK + 0x100)
                .data(Draft.GUEST_STACK + 0x100, Descriptors.bytes(0x10));
        drafts.add(passes(draft, "SEGM-28").claimField("SEGM-28", "INTERRUPT_SHADOW", expected));
    }
}
