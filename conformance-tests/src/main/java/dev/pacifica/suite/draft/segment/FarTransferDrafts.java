package dev.pacifica.suite.draft.segment;

import static dev.pacifica.suite.draft.segment.TableGuest.*;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.segment.TableGuest.Stage;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.FarTargets;
import dev.pacifica.suite.oracle.Refusal;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Far JMP, CALL and RET that go straight to a code segment (SEGM-50 to SEGM-53, SEGM-57, SEGM-58). */
public final class FarTransferDrafts {
    static final String WRONG =
            "a transfer is refused that must work, works where it must be refused, or leaves something else behind";

    private static final int GP = 13;
    private static final int UD = 6;
    private static final int SS = 12;
    private static final long TOP = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
    /** Where returns find their frame. */
    private static final long FRAME = Draft.GUEST_STACK + 0x100;

    private static final int LOW_TARGET = 0x2200;
    /** Kinds that are call gates, or tasks outside long mode. */
    private static final List<Integer> GATES_AND_TASKS = List.of(1, 3, 4, 5, 9, 0xB, 0xC);

    private final List<Draft> drafts = new ArrayList<>();

    private FarTransferDrafts() {}

    public static List<Draft> all() {
        FarTransferDrafts transfers = new FarTransferDrafts();
        transfers.types();
        transfers.privilege();
        transfers.modes();
        transfers.tables();
        transfers.offsets();
        transfers.calls();
        transfers.operands();
        transfers.returns();
        transfers.returnsOutward();
        transfers.realAddressing();
        return transfers.drafts;
    }

    static String pointer(Stage stage) {
        return "far dword [%s]".formatted(stage.is64Bit() ? "rsi" : "esi");
    }

    private Draft add(Draft draft, String what) {
        drafts.add(draft.about(what, WRONG));
        return draft;
    }

    private Draft far(String name, Stage stage, String instruction, int selector, long offset, long... descriptor) {
        Draft draft = TableGuest.of(
                        "transfers/%s-%s-%s".formatted(instruction, name, stage.text),
                        stage,
                        instruction + " " + pointer(stage))
                .gpr("rsi", Draft.SCRATCH)
                .data(Draft.SCRATCH, Descriptors.doublewords(offset, selector));
        if (descriptor.length > 0) {
            descriptor(draft, PROBE, descriptor);
        }
        return add(landing(draft, TARGET), "far %s, %s, %s".formatted(instruction, name.replace('-', ' '), stage.text));
    }

    private void judge(
            Draft draft, Stage stage, Optional<Refusal> refusal, String rule, int selector, long descriptor) {
        draft.unspecified("dpl-of-code-and-stack");
        if (refusal.isPresent()) {
            faults(draft, refusal.get())
                    .claimField(refusal.get().rule(), "CS.selector", draft.field("CS.selector"))
                    .claim("SEGM-13", Subject.memory(GDT + PROBE), descriptor);
            return;
        }
        arrives(draft, rule, TARGET)
                .claimField(rule, "CS.selector", selector & ~3 | stage.cpl)
                .claimField("SEGM-02", "CPL", stage.cpl)
                .claim("SEGM-13", Subject.memory(GDT + PROBE), descriptor | 1L << 40);
    }

    private void direct(String name, Stage stage, String instruction, int selector, long descriptor) {
        Optional<Refusal> refusal = FarTargets.direct(stage.isLongMode, stage.cpl, selector, descriptor, TARGET);
        judge(
                far(name, stage, instruction, selector, TARGET, descriptor, 0),
                stage,
                refusal,
                "SEGM-52",
                selector,
                descriptor);
    }

    /** Attributes of flat code of the sort that the mode has. */
    private static int code(Stage stage) {
        return stage.isLongMode ? 0xA80 : 0xC80;
    }

    private void types() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            for (int kind = 0; kind < 32; kind++) {
                if (stage.isLongMode ? kind == 0xC : GATES_AND_TASKS.contains(kind)) {
                    continue;
                }
                String name = "%s%x".formatted(kind < 16 ? "system-" : "type-", kind & 15);
                direct(name, stage, "jmp", PROBE, Descriptors.flat(code(stage) | kind));
                if (kind >= 16 || kind == 9) {
                    direct(name, stage, "call", PROBE, Descriptors.flat(code(stage) | kind));
                }
            }
            direct("not-present", stage, "jmp", PROBE, Descriptors.flat(code(stage) & ~0x80 | 0x1A));
            direct("not-present", stage, "call", PROBE, Descriptors.flat(code(stage) & ~0x80 | 0x1A));
            direct("not-present-and-not-code", stage, "jmp", PROBE, Descriptors.flat(code(stage) & ~0x80 | 0x12));
            direct("not-present-and-privileged", stage, "jmp", PROBE, Descriptors.flat(code(stage) & ~0x80 | 0x7A));
        }
    }

    private void privilege() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.PROTECTED_USER, Stage.LONG_USER)) {
            for (int dpl = 0; dpl < 4; dpl++) {
                for (int rpl = 0; rpl < 4; rpl++) {
                    direct(
                            "code-dpl-%d-rpl-%d".formatted(dpl, rpl),
                            stage,
                            "jmp",
                            PROBE | rpl,
                            Descriptors.flat(code(stage) | 0x1A | dpl << 5));
                }
                direct(
                        "conforming-dpl-%d".formatted(dpl),
                        stage,
                        "jmp",
                        PROBE | 2,
                        Descriptors.flat(code(stage) | 0x1E | dpl << 5));
                direct(
                        "conforming-dpl-%d".formatted(dpl),
                        stage,
                        "call",
                        PROBE | 2,
                        Descriptors.flat(code(stage) | 0x1E | dpl << 5));
            }
        }
    }

    /** SEGM-01, SEGM-53: L and D of the new code segment. */
    private void modes() {
        for (Stage stage : List.of(Stage.COMPATIBILITY, Stage.LONG)) {
            for (int size : new int[] {0xA9A, 0xC9A, 0x89A, 0xE9A}) {
                direct("attributes-%x".formatted(size), stage, "jmp", PROBE, Descriptors.flat(size));
            }
        }
        direct("attributes-89a", Stage.PROTECTED, "jmp", PROBE, Descriptors.flat(0x89A));
    }

    private void tables() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            for (String instruction : List.of("jmp", "call")) {
                for (int rpl : new int[] {0, 3}) {
                    faults(far("null-%d".formatted(rpl), stage, instruction, rpl, TARGET), "SEGM-51", GP, 0);
                }
                faults(far("beyond-table", stage, instruction, 0x100, TARGET), "SEGM-22", GP, 0x100);
                faults(far("no-ldt", stage, instruction, PROBE | 4, TARGET), "SEGM-16", GP, PROBE | 4);
            }
        }
    }

    private void offsets() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY)) {
            for (String instruction : List.of("jmp", "call")) {
                for (int limit = 0x1FF; limit < 0x204; limit += limit == 0x1FF ? 3 : 2) {
                    long descriptor = Descriptors.segment(0x49A, Draft.GUEST, limit);
                    Draft draft = far("limit-%x".formatted(limit), stage, instruction, PROBE, 0x200, descriptor);
                    if (instruction.equals("call")) {
                        pushed(draft, 4);
                    }
                    if (limit == 0x1FF) {
                        faults(draft, "SEGM-53", GP, 0);
                    } else {
                        arrives(draft, "SEGM-53", 0x200);
                    }
                }
            }
        }
        arrives(
                far("limit-ignored", Stage.LONG, "jmp", PROBE, TARGET, Descriptors.segment(0x29A, 0x1000, 0)),
                "SEGM-53",
                TARGET);
    }

    /** SEGM-41, SEGM-50: what is pushed. */
    private void calls() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            Draft call = far("pushes", stage, "call", PROBE, TARGET, Descriptors.flat(code(stage) | 0x1A));
            arrives(call, "SEGM-52", TARGET)
                    .claimField("SEGM-50", "RSP", TOP - 8)
                    .claim(
                            "SEGM-50",
                            Subject.memory(TOP - 8),
                            call.guestLabel("done") | call.field("CS.selector") << 32);
        }
        Draft limit = far("stack-limit", Stage.PROTECTED, "call", PROBE, TARGET, Descriptors.flat(0xC9A))
                .set("SS.limit", TOP - 2);
        faults(limit, "SEGM-30", SS, 0).claim("SEGM-13", Subject.memory(TOP - 8), 0);
    }

    private void operands() {
        Draft wide = add(
                landing(TableGuest.of("transfers/jmp-rex-w", Stage.LONG, "jmp far qword [rsi]"), TARGET)
                        .gpr("rsi", Draft.SCRATCH)
                        .data(Draft.SCRATCH, Descriptors.doublewords(TARGET, Fixture.CODE64_SELECTOR, 0)),
                "a far JMP with REX.W");
        arrives(wide, "SEGM-50", TARGET);
        Draft narrow = add(
                landing(TableGuest.of("transfers/jmp-16-bit", Stage.PROTECTED, "jmp far word [esi]"), TARGET)
                        .gpr("rsi", Draft.SCRATCH)
                        .data(Draft.SCRATCH, Descriptors.words(0x200, PROBE)),
                "a far JMP with a 16-bit offset");
        arrives(descriptor(narrow, PROBE, Descriptors.segment(0x49A, Draft.GUEST, 0xFFFF)), "SEGM-50", 0x200);
        for (String bytes : List.of("db 0xea, 0, 0, 0, 0, 0, 0", "db 0x9a, 0, 0, 0, 0, 0, 0")) {
            Draft draft = add(
                    TableGuest.of(
                            "transfers/%s-immediate-64-bit".formatted(bytes.contains("ea") ? "jmp" : "call"),
                            Stage.LONG,
                            bytes),
                    "a far transfer with an immediate pointer in 64-bit mode");
            faults(draft, "SEGM-50", UD, 0);
        }
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY)) {
            for (String instruction : List.of("jmp", "call")) {
                Draft draft = add(
                        landing(
                                TableGuest.of(
                                        "transfers/%s-immediate-%s".formatted(instruction, stage.text),
                                        stage,
                                        "%s 0x%x:0x%x".formatted(instruction, Fixture.CODE32_SELECTOR, TARGET)),
                                TARGET),
                        "a far transfer with an immediate pointer");
                arrives(draft, "SEGM-50", TARGET);
            }
            Draft register = add(
                    TableGuest.of("transfers/jmp-register-" + stage.text, stage, "db 0xff, 0xee"),
                    "a far JMP whose operand is a register");
            faults(register, "SEGM-50", UD, 0);
        }
    }

    private Draft frame(String name, Stage stage, String text, byte[] frame) {
        Draft draft = TableGuest.of("transfers/%s-%s".formatted(name, stage.text), stage, text)
                .set("RSP", FRAME)
                .data(FRAME, frame);
        return add(landing(draft, TARGET), "far RET: %s, %s".formatted(name.replace('-', ' '), stage.text));
    }

    private Draft ret(String name, Stage stage, int selector, long descriptor) {
        byte[] frame = Descriptors.doublewords(TARGET, selector, FRAME + 0x400, Fixture.DATA_SELECTOR | 3);
        return descriptor(frame("retf-" + name, stage, "retfd", frame), PROBE, descriptor);
    }

    /** SEGM-57 at CPL 3, where there is no further out, and at CPL 0 without a change. */
    private void returns() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.PROTECTED_USER, Stage.LONG_USER)) {
            for (int dpl = 0; dpl < 4; dpl++) {
                for (int rpl = 0; rpl < 4; rpl++) {
                    for (int conforming = 0; conforming < 2; conforming++) {
                        long descriptor = Descriptors.flat(code(stage) | 0x1A | conforming << 2 | dpl << 5);
                        int selector = PROBE | rpl;
                        Optional<Refusal> refusal =
                                FarTargets.returning(stage.isLongMode, stage.cpl, selector, descriptor, TARGET);
                        if (refusal.isEmpty() && rpl != stage.cpl) {
                            continue;
                        }
                        Draft draft = ret(
                                "%s-dpl-%d-rpl-%d".formatted(conforming == 1 ? "conforming" : "code", dpl, rpl),
                                stage,
                                selector,
                                descriptor);
                        judge(draft, stage, refusal, "SEGM-57", selector, descriptor);
                        if (refusal.isEmpty()) {
                            draft.claimField("SEGM-57", "RSP", FRAME + 8);
                        }
                    }
                }
            }
        }
        for (Stage stage : List.of(Stage.PROTECTED, Stage.LONG)) {
            long data = Descriptors.flat(code(stage) | 0x12);
            judge(
                    ret("data", stage, PROBE, data),
                    stage,
                    FarTargets.returning(stage.isLongMode, 0, PROBE, data, TARGET),
                    "",
                    PROBE,
                    data);
            long absent = Descriptors.flat(code(stage) & ~0x80 | 0x1A);
            judge(
                    ret("not-present", stage, PROBE, absent),
                    stage,
                    FarTargets.returning(stage.isLongMode, 0, PROBE, absent, TARGET),
                    "",
                    PROBE,
                    absent);
            faults(ret("null", stage, 0, data), "SEGM-51", GP, 0);
            faults(ret("beyond-table", stage, 0x100, data), "SEGM-22", GP, 0x100);
        }
        long both = Descriptors.flat(0xE9A);
        judge(
                ret("l-and-d", Stage.LONG, PROBE, both),
                Stage.LONG,
                FarTargets.returning(true, 0, PROBE, both, TARGET),
                "",
                PROBE,
                both);
        Draft hole = frame("retfq-non-canonical", Stage.LONG, "retfq", Descriptors.bytes(0x8000_0000_0000L, PROBE));
        faults(descriptor(hole, PROBE, Descriptors.flat(0xA9A)), "SEGM-53", GP, 0);
        Draft wide = frame("retfq", Stage.LONG, "retfq", Descriptors.bytes(TARGET, PROBE));
        arrives(descriptor(wide, PROBE, Descriptors.flat(0xA9A)), "SEGM-57", TARGET)
                .claimField("SEGM-57", "RSP", FRAME + 16);
        Draft parameters =
                frame("retf-parameters", Stage.PROTECTED, "retf 0x20", Descriptors.doublewords(TARGET, PROBE));
        arrives(descriptor(parameters, PROBE, Descriptors.flat(0xC9A)), "SEGM-41", TARGET)
                .claimField("SEGM-41", "RSP", FRAME + 0x28);
        for (int limit = 0x1FF; limit < 0x204; limit += 3) {
            Draft draft = descriptor(
                    frame(
                            "retf-limit-%x".formatted(limit),
                            Stage.PROTECTED,
                            "retfd",
                            Descriptors.doublewords(0x200, PROBE)),
                    PROBE,
                    Descriptors.segment(0x49A, Draft.GUEST, limit));
            if (limit == 0x1FF) {
                faults(draft, "SEGM-53", GP, 0);
            } else {
                arrives(draft, "SEGM-53", 0x200);
            }
        }
    }

    private Draft outward(String name, Stage stage, int rpl, int stack, long stackDescriptor) {
        int selector = PROBE | rpl;
        byte[] content = Descriptors.doublewords(TARGET, selector, FRAME + 0x400, stack);
        Draft draft = frame("retf-outward-" + name, stage, "retfd", content);
        descriptor(draft, PROBE, Descriptors.flat(code(stage) | 0x1B | rpl << 5));
        return descriptor(draft, SECOND, stackDescriptor).unspecified("dpl-of-code-and-stack");
    }

    private void returnsOutward() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            for (int rpl = 1; rpl < 4; rpl++) {
                Draft draft =
                        outward("to-%d".formatted(rpl), stage, rpl, SECOND | rpl, Descriptors.flat(0xC93 | rpl << 5));
                leaves(draft, rpl)
                        .claimField("SEGM-57", "RSP", FRAME + 0x400)
                        .claimField("SEGM-57", "SS.selector", SECOND | rpl)
                        .claimField("SEGM-57", "DS.selector", 0)
                        .claimField("SEGM-57", "DS.attributes", 0x80, 0)
                        .unspecified("null-data-segments");
                Draft privilege = outward(
                        "stack-dpl-%d".formatted(rpl),
                        stage,
                        rpl,
                        SECOND | rpl,
                        Descriptors.flat(0xC93 | rpl - 1 << 5));
                faults(privilege, "SEGM-57", GP, SECOND);
                Draft request = outward(
                        "stack-rpl-%d".formatted(rpl),
                        stage,
                        rpl,
                        SECOND | rpl - 1,
                        Descriptors.flat(0xC93 | rpl << 5));
                faults(request, "SEGM-57", GP, SECOND);
                boolean allowed = stage.isLongMode && rpl < 3; // the target is 64-bit code
                Draft none = outward("stack-null-%d".formatted(rpl), stage, rpl, rpl, 0);
                if (allowed) {
                    leaves(none, rpl)
                            .claimField("SEGM-57", "SS.selector", rpl)
                            .unspecified("null-data-segments", "null-stack-segment");
                } else {
                    faults(none, "SEGM-57", GP, 0);
                }
            }
            Draft readOnly = outward("stack-read-only", stage, 3, SECOND | 3, Descriptors.flat(0xCF1));
            faults(readOnly, "SEGM-57", GP, SECOND);
            Draft absent = outward("stack-not-present", stage, 3, SECOND | 3, Descriptors.flat(0xC73));
            faults(absent, "SEGM-57", SS, SECOND);
            Draft beyond = outward("stack-beyond-table", stage, 3, 0x103, 0);
            faults(beyond, "SEGM-22", GP, 0x100);
            data(stage);
        }
        Draft parameters = frame("retf-outward-parameters", Stage.PROTECTED, "retf 0x20", doublewordsWithGap());
        descriptor(parameters, PROBE, Descriptors.flat(0xCFB))
                .unspecified("dpl-of-code-and-stack", "null-data-segments");
        leaves(parameters, 3).claimField("SEGM-57", "RSP", FRAME + 0x420);
    }

    private static byte[] doublewordsWithGap() {
        return Descriptors.doublewords(
                TARGET, PROBE | 3, 1, 2, 3, 4, 5, 6, 7, 8, FRAME + 0x400, Fixture.USER_DATA_SELECTOR);
    }

    private static Draft leaves(Draft draft, int cpl) {
        return arrives(draft, "SEGM-57", TARGET)
                .claimField("SEGM-57", "CPL", cpl)
                .claimField("SEGM-57", "CS.selector", PROBE | cpl);
    }

    /** Which data segments stay: those of the new privilege, and conforming code. */
    private void data(Stage stage) {
        keeps("data-dpl-3", stage, 0xCF3, true);
        keeps("data-dpl-2", stage, 0xCD3, false);
        keeps("code-dpl-2", stage, 0xCDB, false);
        keeps("code-dpl-3", stage, 0xCFB, true);
        keeps("conforming-dpl-0", stage, 0xC9F, true);
    }

    private void keeps(String name, Stage stage, int attributes, boolean stays) {
        Draft draft = outward("keeps-" + name, stage, 3, SECOND | 3, Descriptors.flat(0xCF3))
                .set("ES.selector", 0x2B)
                .set("ES.attributes", attributes)
                .unspecified("null-data-segments");
        leaves(draft, 3)
                .claimField("SEGM-57", "ES.selector", stays ? 0x2B : 0)
                .claimField("SEGM-57", "ES.attributes", 0x80, stays ? 0x80 : 0);
    }

    /** SEGM-58: from real and virtual-8086 mode to 0200h:0200h, which every memory has. */
    private void realAddressing() {
        for (boolean isV86 : new boolean[] {false, true}) {
            long stack = isV86 ? Guest.V86_STACK : Draft.GUEST_STACK;
            String mode = isV86 ? "v86" : "real-mode";
            Draft jump = low("jmp-" + mode, isV86, "jmp 0x200:0x200");
            reaches(jump, "SEGM-58");
            Draft call = low("call-" + mode, isV86, "call 0x200:0x200").set("RSP", 0x100);
            reaches(call, "SEGM-58")
                    .claimField("SEGM-58", "RSP", 0xFC)
                    .claim("SEGM-58", Subject.memory(stack + 0xFC), 6 | call.field("CS.selector") << 16);
            Draft back = low("retf-" + mode, isV86, "retf")
                    .set("RSP", 0x100)
                    .data(stack + 0x100, Descriptors.words(0x200, 0x200));
            reaches(back, "SEGM-58").claimField("SEGM-58", "RSP", 0x104);
            for (String text : List.of("jmp dword 0x200:0x10200", "call dword 0x200:0x10200")) {
                Draft outside = low(text.substring(0, 4).strip() + "-outside-" + mode, isV86, text);
                if (isV86) {
                    outside.claimField("SEGM-58", "EXITINFO1", 0);
                }
                outside.claimField("SEGM-58", "EXITCODE", 0x4D)
                        .claimField("SEGM-58", "RIP", 1)
                        .claimField("SEGM-58", "RSP", outside.field("RSP"))
                        .unspecified(isV86 ? ExitMasks.WITH_INFO_1 : ExitMasks.PLAIN);
            }
        }
    }

    private Draft low(String name, boolean isV86, String text) {
        Draft draft = TableGuest.of("transfers/" + name, isV86 ? Guest.v86() : Guest.real(), text);
        return add(
                draft.code(LOW_TARGET, 16, "vmmcall"), "a far transfer without descriptors: " + name.replace('-', ' '));
    }

    private static Draft reaches(Draft draft, String rule) {
        return arrives(draft, rule, 0x200)
                .claimField(rule, "CS.selector", 0x200)
                .claimField(rule, "CS.base", 0xFFFF_FFFFL, 0x2000)
                .claimField(rule, "CS.limit", 0xFFFF);
    }

    /** Has on the stack what a CALL pushes: whether one that is refused has pushed it before the check is not to be seen. */
    static Draft pushed(Draft call, int size) {
        long done = call.guestLabel("done");
        long cs = call.field("CS.selector");
        return call.data(TOP - 2L * size, size == 4 ? Descriptors.doublewords(done, cs) : Descriptors.bytes(done, cs));
    }
}
