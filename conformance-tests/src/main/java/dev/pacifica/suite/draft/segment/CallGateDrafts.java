package dev.pacifica.suite.draft.segment;

import static dev.pacifica.suite.draft.segment.TableGuest.*;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.segment.TableGuest.Stage;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.FarTargets;
import dev.pacifica.suite.oracle.Refusal;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Far JMP and CALL through call gates, with and without a stack of their own (SEGM-12, SEGM-54 to SEGM-56). */
public final class CallGateDrafts {
    private static final int TS = 10;
    private static final int NP = 11;
    private static final int SS = 12;
    private static final int GP = 13;
    // of the type only the size counts once TR is loaded (SEG-06)
    private static final int TSS_16 = 1;
    private static final int TSS_32 = 9;
    private static final long BUSY = 2;
    private static final long TOP = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
    private static final long PARAMETERS = Draft.GUEST_STACK + 0x100;
    /** Where 16-bit code with base {@link Draft#GUEST} has {@link TableGuest#TARGET}. */
    private static final int NEAR_TARGET = 0x200;

    private final List<Draft> drafts = new ArrayList<>();

    private CallGateDrafts() {}

    public static List<Draft> all() {
        CallGateDrafts gates = new CallGateDrafts();
        gates.types();
        gates.privilege();
        gates.targets();
        gates.samePrivilege();
        gates.inward();
        gates.innerStackErrors();
        gates.longMode();
        return gates.drafts;
    }

    /** A transfer through a gate at {@link TableGuest#PROBE}; its code segment is at {@link TableGuest#SECOND}. */
    private Draft through(String name, Stage stage, String instruction, int selector, long gate, long high, long code) {
        Draft draft = TableGuest.of(
                        "transfers/gate-%s-%s-%s".formatted(instruction, name, stage.text),
                        stage,
                        instruction + " " + FarTransferDrafts.pointer(stage))
                .gpr("rsi", Draft.SCRATCH)
                .data(Draft.SCRATCH, Descriptors.doublewords(0x5555_5555L, selector))
                .about(
                        "a far %s through a call gate, %s, %s"
                                .formatted(instruction, name.replace('-', ' '), stage.text),
                        "a check of the gate or of its target is missing or reports something else, or the stack is not as it must be");
        drafts.add(draft);
        descriptor(draft, PROBE, gate, high);
        return landing(descriptor(draft, SECOND, code, 0), TARGET);
    }

    private static long gate(int access) {
        return Descriptors.gate(access, SECOND, TARGET, 0);
    }

    private static int code(Stage stage) {
        return stage.isLongMode ? 0xA80 : 0xC80;
    }

    /** A gate to code of any privilege but with no stack to switch to: CALL is judged only where it does not switch. */
    private void judged(String name, Stage stage, String instruction, int selector, long gate, long code) {
        boolean isCall = instruction.equals("call");
        Optional<Refusal> refusal = FarTargets.gate(stage.isLongMode, isCall, stage.cpl, selector, gate, code, TARGET);
        boolean isConforming = (code >>> 42 & 3) == 3;
        int dpl = (int) (code >>> 45) & 3;
        if (refusal.isEmpty() && isCall && !isConforming && dpl != stage.cpl) {
            return;
        }
        Draft draft = through(name, stage, instruction, selector, gate, 0, code);
        draft.unspecified("dpl-of-code-and-stack");
        if (refusal.isPresent()) {
            faults(draft, refusal.get()).claimField(refusal.get().rule(), "CS.selector", draft.field("CS.selector"));
        } else {
            arrives(draft, "SEGM-54", TARGET)
                    .claimField("SEGM-54", "CS.selector", SECOND | stage.cpl)
                    .claimField("SEGM-02", "CPL", stage.cpl)
                    .claim("SEGM-13", Subject.memory(GDT + SECOND), code | 1L << 40);
        }
    }

    private void types() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            for (String instruction : List.of("jmp", "call")) {
                for (int kind = 0x10; kind < 0x20; kind += 2) {
                    judged(
                            "target-type-%x".formatted(kind & 15),
                            stage,
                            instruction,
                            PROBE,
                            gate(0x8C),
                            Descriptors.flat(code(stage) | kind));
                }
                judged(
                        "target-not-present",
                        stage,
                        instruction,
                        PROBE,
                        gate(0x8C),
                        Descriptors.flat(code(stage) & ~0x80 | 0x1A));
                judged("target-system", stage, instruction, PROBE, gate(0x8C), Descriptors.flat(code(stage) | 0xB));
                judged("not-present", stage, instruction, PROBE, gate(0x0C), Descriptors.flat(code(stage) | 0x1A));
                if (stage.isLongMode) {
                    judged("16-bit", stage, instruction, PROBE, gate(0x84), Descriptors.flat(code(stage) | 0x1A));
                    judged("target-compatibility", stage, instruction, PROBE, gate(0x8C), Descriptors.flat(0xC9A));
                    judged("target-l-and-d", stage, instruction, PROBE, gate(0x8C), Descriptors.flat(0xE9A));
                }
            }
        }
    }

    private void privilege() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.PROTECTED_USER, Stage.LONG_USER)) {
            for (int dpl = 0; dpl < 4; dpl++) {
                int own = stage.cpl << 5;
                for (int rpl = 0; rpl < 4; rpl++) {
                    judged(
                            "dpl-%d-rpl-%d".formatted(dpl, rpl),
                            stage,
                            "jmp",
                            PROBE | rpl,
                            gate(0x8C | dpl << 5),
                            Descriptors.flat(code(stage) | 0x1A | own));
                }
                for (String instruction : List.of("jmp", "call")) {
                    judged(
                            "target-dpl-%d".formatted(dpl),
                            stage,
                            instruction,
                            PROBE,
                            gate(0x8C | own),
                            Descriptors.flat(code(stage) | 0x1A | dpl << 5));
                    judged(
                            "conforming-dpl-%d".formatted(dpl),
                            stage,
                            instruction,
                            PROBE,
                            gate(0x8C | own),
                            Descriptors.flat(code(stage) | 0x1E | dpl << 5));
                }
            }
            judged(
                    "not-present-and-privileged",
                    stage,
                    "call",
                    PROBE | 3,
                    gate(0x0C),
                    Descriptors.flat(code(stage) | 0x1A));
        }
    }

    private void targets() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            long code = Descriptors.flat(code(stage) | 0x1A);
            faults(
                    through("target-null", stage, "call", PROBE, Descriptors.gate(0x8C, 3, TARGET, 0), 0, code),
                    "SEGM-54",
                    GP,
                    0);
            faults(
                    through(
                            "target-beyond-table",
                            stage,
                            "call",
                            PROBE,
                            Descriptors.gate(0x8C, 0x100, TARGET, 0),
                            0,
                            code),
                    "SEGM-22",
                    GP,
                    0x100);
            arrives(
                            through(
                                    "target-rpl-ignored",
                                    stage,
                                    "call",
                                    PROBE,
                                    Descriptors.gate(0x8C, SECOND | 3, TARGET, 0),
                                    0,
                                    code),
                            "SEGM-54",
                            TARGET)
                    .claimField("SEGM-54", "CS.selector", SECOND);
        }
        for (int limit = 0x1FF; limit < 0x204; limit += 3) {
            for (int access : new int[] {0x84, 0x8C}) {
                Draft draft = through(
                        "limit-%x-type-%x".formatted(limit, access & 15),
                        Stage.PROTECTED,
                        "jmp",
                        PROBE,
                        Descriptors.gate(access, SECOND, NEAR_TARGET | (access == 0x84 ? 0x7777_0000L : 0), 0),
                        0,
                        Descriptors.segment(0x49A, Draft.GUEST, limit));
                if (limit == 0x1FF) {
                    faults(draft, "SEGM-53", GP, 0);
                } else {
                    arrives(draft, "SEGM-54", NEAR_TARGET);
                }
            }
        }
    }

    /** SEGM-54: the type of the gate says how wide the return address is. */
    private void samePrivilege() {
        Draft wide = through("pushes-4", Stage.PROTECTED, "call", PROBE, gate(0x8C), 0, Descriptors.flat(0xC9A));
        arrives(wide, "SEGM-54", TARGET)
                .claimField("SEGM-54", "RSP", TOP - 8)
                .claim(
                        "SEGM-54",
                        Subject.memory(TOP - 8),
                        wide.guestLabel("done") | (long) Fixture.CODE32_SELECTOR << 32);
        Draft narrow = through(
                "pushes-2",
                Stage.PROTECTED,
                "call",
                PROBE,
                Descriptors.gate(0x84, SECOND, NEAR_TARGET, 0),
                0,
                Descriptors.segment(0x49A, Draft.GUEST, 0xFFFF));
        arrives(narrow, "SEGM-54", NEAR_TARGET)
                .claimField("SEGM-54", "RSP", TOP - 4)
                .claim(
                        "SEGM-54",
                        Subject.memory(TOP - 8),
                        narrow.guestLabel("done") << 32 & 0xFFFF_0000_0000L | (long) Fixture.CODE32_SELECTOR << 48);
        for (Stage stage : List.of(Stage.COMPATIBILITY, Stage.LONG)) {
            Draft longest = through("pushes-8", stage, "call", PROBE, gate(0x8C), 0, Descriptors.flat(0xA9A));
            arrives(longest, "SEGM-54", TARGET)
                    .claimField("SEGM-54", "RSP", TOP - 16)
                    .claim("SEGM-54", Subject.memory(TOP - 16), longest.guestLabel("done"))
                    .claim("SEGM-54", Subject.memory(TOP - 8), longest.field("CS.selector"));
        }
    }

    /** A CALL from CPL 3 to CPL 0. */
    private Draft inward(String name, int access, int count, int stack) {
        Draft draft = through(
                "inward-" + name,
                Stage.PROTECTED_USER,
                "call",
                PROBE,
                Descriptors.gate(access | 0x60, SECOND, TARGET, count),
                0,
                Descriptors.flat(0xC9A));
        tss(draft, TSS_32, 0x67, Descriptors.doublewords(0, INNER_TOP, stack));
        return draft;
    }

    private void inward() {
        for (int count : new int[] {0, 1, 2, 31}) {
            long[] parameters = new long[count];
            for (int n = 0; n < count; n++) {
                parameters[n] = 0x1000_0000L + n;
            }
            Draft draft = inward("parameters-%d".formatted(count), 0x8C, count, Fixture.DATA_SELECTOR)
                    .set("RSP", PARAMETERS)
                    .touches(Draft.GUEST_STACK);
            if (count > 0) {
                draft.data(PARAMETERS, Descriptors.doublewords(parameters));
            }
            long bottom = INNER_TOP - 16 - 4L * count;
            arrivesInside(draft, bottom)
                    .claim(
                            "SEGM-55",
                            Subject.memory(INNER_TOP - 8),
                            PARAMETERS | (long) Fixture.USER_DATA_SELECTOR << 32)
                    .claim(
                            "SEGM-55",
                            Subject.memory(bottom),
                            draft.guestLabel("done") | (long) Fixture.USER_CODE32_SELECTOR << 32);
            for (int n = 0; n + 1 < count; n += 2) {
                draft.claim("SEGM-55", Subject.memory(bottom + 8 + 4L * n), 0x1000_0000L + n | 0x1000_0001L + n << 32);
            }
        }
        Draft busy = inward("busy-tss", 0x8C, 0, Fixture.DATA_SELECTOR).setBits("TR.attributes", BUSY);
        arrivesInside(busy, INNER_TOP - 16);
        for (int dpl = 1; dpl < 3; dpl++) {
            Draft middle = through(
                    "inward-to-%d".formatted(dpl),
                    Stage.PROTECTED_USER,
                    "call",
                    PROBE,
                    gate(0xEC),
                    0,
                    Descriptors.flat(0xC9A | dpl << 5));
            long[] content = new long[8];
            content[1 + 2 * dpl] = INNER_TOP;
            content[2 + 2 * dpl] = THIRD | dpl;
            tss(middle, TSS_32, 0x67, Descriptors.doublewords(content)).unspecified("dpl-of-code-and-stack");
            descriptor(middle, THIRD, Descriptors.flat(0xC93 | dpl << 5));
            arrives(middle, "SEGM-55", TARGET)
                    .claimField("SEGM-55", "CPL", dpl)
                    .claimField("SEGM-55", "CS.selector", SECOND | dpl)
                    .claimField("SEGM-55", "SS.selector", THIRD | dpl)
                    .claimField("SEGM-55", "RSP", INNER_TOP - 16);
        }
        Draft narrow = through(
                "inward-16-bit",
                Stage.PROTECTED_USER,
                "call",
                PROBE,
                Descriptors.gate(0xE4, SECOND, NEAR_TARGET, 3),
                0,
                Descriptors.segment(0x49A, Draft.GUEST, 0xFFFF));
        narrow.set("RSP", PARAMETERS)
                .data(PARAMETERS, Descriptors.words(0x1111, 0x2222, 0x3333))
                .unspecified("dpl-of-code-and-stack");
        tss(narrow, TSS_32, 0x67, Descriptors.doublewords(0, INNER_TOP, Fixture.DATA_SELECTOR));
        arrives(narrow, "SEGM-55", NEAR_TARGET)
                .claimField("SEGM-55", "RSP", INNER_TOP - 14)
                .claim(
                        "SEGM-55",
                        Subject.memory(INNER_TOP - 8),
                        0x2222L
                                | 0x3333L << 16
                                | (PARAMETERS & 0xFFFF) << 32
                                | (long) Fixture.USER_DATA_SELECTOR << 48);
        Draft old = through(
                "inward-16-bit-tss", Stage.PROTECTED_USER, "call", PROBE, gate(0xEC), 0, Descriptors.flat(0xC9A));
        tss(old, TSS_16, 0x2B, Descriptors.words(0, 0x1000, THIRD)).unspecified("dpl-of-code-and-stack");
        descriptor(old, THIRD, Descriptors.segment(0x493, INNER_STACK, 0xFFFF));
        arrives(old, "SEGM-55", TARGET)
                .claimField("SEGM-55", "SS.selector", THIRD)
                .claimField("SEGM-55", "RSP", 0x1000 - 16);
    }

    private static Draft arrivesInside(Draft draft, long rsp) {
        return arrives(draft, "SEGM-55", TARGET)
                .claimField("SEGM-55", "CPL", 0)
                .claimField("SEGM-55", "CS.selector", SECOND)
                .claimField("SEGM-55", "SS.selector", Fixture.DATA_SELECTOR)
                .claimField("SEGM-55", "RSP", rsp)
                .unspecified("dpl-of-code-and-stack");
    }

    private void innerStackErrors() {
        faults(inward("stack-null", 0x8C, 0, 0), "SEGM-55", TS, 0);
        delivered(inward("stack-null-delivered", 0x8C, 0, 0), 0);
        faults(inward("stack-beyond-table", 0x8C, 0, 0x100), "SEGM-55", TS, 0x100);
        delivered(inward("stack-beyond-table-delivered", 0x8C, 0, 0x100), 0x100);
        delivered(
                inward("tss-limit-8-delivered", 0x8C, 0, Fixture.DATA_SELECTOR).set("TR.limit", 8),
                Fixture.TSS_SELECTOR);
        stack("stack-rpl", THIRD | 1, 0xC93, TS);
        stack("stack-dpl", THIRD, 0xCB3, TS);
        stack("stack-dpl-3", THIRD | 3, 0xCF3, TS);
        stack("stack-read-only", THIRD, 0xC91, TS);
        stack("stack-code", THIRD, 0xC9B, TS);
        stack("stack-system", THIRD, 0xC83, TS);
        stack("stack-not-present", THIRD, 0xC13, SS);
        for (int limit : new int[] {8, 11}) { // whether 9, where SS0 ends, is enough is not tested
            Draft draft = inward("tss-limit-%x".formatted(limit), 0x8C, 0, Fixture.DATA_SELECTOR)
                    .set("TR.limit", limit);
            if (limit == 8) {
                faults(draft, "SEGM-55", TS, Fixture.TSS_SELECTOR);
            } else {
                arrivesInside(draft, INNER_TOP - 16);
            }
        }
    }

    private void stack(String name, int selector, int attributes, int vector) {
        Draft draft = inward(name, 0x8C, 0, selector);
        faults(descriptor(draft, THIRD, Descriptors.flat(attributes)), "SEGM-55", vector, selector & ~3);
        if (vector == TS) {
            Draft handled = inward(name + "-delivered", 0x8C, 0, selector);
            delivered(descriptor(handled, THIRD, Descriptors.flat(attributes)), selector & ~3);
        }
    }

    /** As EXITINFO1 need not show the error code of #TS (EXC-20), the guest handles it: in conforming code, so on the old stack. */
    private static void delivered(Draft draft, int errorCode) {
        descriptor(draft, LDT_SELECTOR, Descriptors.flat(0xC9F))
                .clearBits("INTERCEPT_EXCEPTION", 1 << TS)
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 8 * TS + 7)
                .data(Draft.GUEST_IDT + 8 * TS, Descriptors.bytes(Descriptors.gate(0x8F, LDT_SELECTOR, TARGET, 0)));
        arrives(draft, "SEGM-55", TARGET)
                .claimField("SEGM-55", "CPL", 3)
                .claim("SEGM-55", Subject.memory(TOP - 16), errorCode | Draft.GUEST + 1 << 32)
                .unspecified("dpl-of-code-and-stack");
    }

    private Draft inward64(String name, Stage stage, long high, byte[] content) {
        Draft draft = through(
                "inward-" + name,
                stage,
                "call",
                PROBE,
                Descriptors.gate(0xEC, SECOND, TARGET, 0),
                high,
                Descriptors.flat(0xA9A));
        return tss(draft, TSS_32, 0x67, content);
    }

    private void longMode() {
        byte[] content = Descriptors.doublewords(0, INNER_TOP, 0);
        for (Stage stage : List.of(Stage.COMPATIBILITY_USER, Stage.LONG_USER)) {
            Draft draft = inward64("64-bit", stage, 0, content);
            arrives(draft, "SEGM-55", TARGET)
                    .claimField("SEGM-55", "CPL", 0)
                    .claimField("SEGM-55", "CS.selector", SECOND)
                    .claimField("SEGM-55", "SS.selector", 0)
                    .claimField("SEGM-55", "RSP", INNER_TOP - 32)
                    .claim("SEGM-55", Subject.memory(INNER_TOP - 8), Fixture.USER_DATA_SELECTOR)
                    .claim("SEGM-55", Subject.memory(INNER_TOP - 16), TOP)
                    .claim("SEGM-55", Subject.memory(INNER_TOP - 24), draft.field("CS.selector"))
                    .claim("SEGM-55", Subject.memory(INNER_TOP - 32), draft.guestLabel("done"))
                    .unspecified("dpl-of-code-and-stack", "null-stack-segment");
            for (int limit = 10; limit < 12; limit++) {
                Draft limited = inward64("64-bit-tss-limit-%x".formatted(limit), stage, 0, content)
                        .set("TR.limit", limit);
                if (limit == 10) {
                    faults(limited, "SEGM-55", TS, Fixture.TSS_SELECTOR);
                } else {
                    arrives(limited, "SEGM-55", TARGET).unspecified("dpl-of-code-and-stack", "null-stack-segment");
                }
            }
        }
        Draft middle = through(
                "inward-64-bit-to-1",
                Stage.LONG_USER,
                "call",
                PROBE,
                Descriptors.gate(0xEC, SECOND, TARGET, 0),
                0,
                Descriptors.flat(0xABA));
        tss(middle, TSS_32, 0x67, Descriptors.doublewords(0, 0, 0, INNER_TOP, 0))
                .unspecified("dpl-of-code-and-stack", "null-stack-segment");
        arrives(middle, "SEGM-55", TARGET)
                .claimField("SEGM-55", "CPL", 1)
                .claimField("SEGM-55", "SS.selector", 1)
                .claimField("SEGM-55", "RSP", INNER_TOP - 32);
        for (Stage stage : List.of(Stage.COMPATIBILITY, Stage.LONG)) {
            long code = Descriptors.flat(0xA9A);
            for (int bit = 8; bit < 13; bit++) {
                faults(
                        through(
                                "upper-type-bit-%d".formatted(bit),
                                stage,
                                "call",
                                PROBE,
                                gate(0x8C),
                                1L << 32 + bit,
                                code),
                        "SEGM-12",
                        GP,
                        PROBE);
            }
            arrives(
                    through("upper-other-bits", stage, "call", PROBE, gate(0x8C), 0xFFFF_E0FFL << 32, code),
                    "SEGM-12",
                    TARGET);
            Draft hole = through("non-canonical", stage, "call", PROBE, gate(0x8C), 0x8000, code);
            faults(FarTransferDrafts.pushed(hole, 8), "SEGM-53", GP, 0);
            for (int beyond = 0; beyond < 2; beyond++) {
                Draft draft = through(
                                "table-limit-%d".formatted(beyond),
                                stage,
                                "jmp",
                                PROBE,
                                Descriptors.gate(0x8C, Fixture.CODE64_SELECTOR, TARGET, 0),
                                0,
                                code)
                        .set("GDTR.limit", PROBE + 15 - beyond);
                if (beyond == 1) {
                    faults(draft, "SEGM-12", GP, PROBE);
                } else {
                    arrives(draft, "SEGM-12", TARGET);
                }
            }
        }
        Draft ignored = through(
                "inward-parameters-ignored",
                Stage.LONG_USER,
                "call",
                PROBE,
                Descriptors.gate(0xEC, SECOND, TARGET, 7),
                0,
                Descriptors.flat(0xA9A));
        tss(ignored, TSS_32, 0x67, content).unspecified("dpl-of-code-and-stack", "null-stack-segment");
        arrives(ignored, "SEGM-55", TARGET).claimField("SEGM-55", "RSP", INNER_TOP - 32);
        Draft absent = through(
                "64-bit-not-present", Stage.LONG_USER, "call", PROBE | 3, gate(0x6C), 0, Descriptors.flat(0xA9A));
        faults(absent, "SEGM-54", NP, PROBE);
    }
}
