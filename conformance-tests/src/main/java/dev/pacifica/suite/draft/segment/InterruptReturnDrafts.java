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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** IRET in all its forms but that with NT, which switches tasks (SEGM-57, SEGM-60 to SEGM-66). */
public final class InterruptReturnDrafts {
    private static final int SS = 12;
    private static final int GP = 13;
    private static final long FRAME = Draft.GUEST_STACK + 0x100;
    private static final long NEW_STACK = Draft.GUEST_STACK + 0x500;
    /** Everything but TF, which traps, and NT. */
    private static final long IMAGE = 0x3F_3ED7L;

    private static final long HIGH_FLAGS = 0x24_0000L;
    private static final long CARRY = 1;
    private static final long INTERRUPT = 0x200;
    private static final long IO_PRIVILEGE = 0x3000;
    private static final long ARITHMETIC = 0xCD5;
    private static final long VIRTUAL_INTERRUPT = 0x18_0000L;

    private final List<Draft> drafts = new ArrayList<>();

    private InterruptReturnDrafts() {}

    public static List<Draft> all() {
        InterruptReturnDrafts returns = new InterruptReturnDrafts();
        returns.real();
        returns.virtual8086();
        returns.targets();
        returns.flags();
        returns.outward();
        returns.toVirtual8086();
        returns.longMode();
        returns.nothingCommitted();
        return returns.drafts;
    }

    private Draft iret(String name, Guest guest, String text, byte[] frame) {
        Draft draft = TableGuest.of("transfers/%s-%s".formatted(text, name), guest, text)
                .about(
                        "%s, %s".formatted(text.toUpperCase(Locale.ROOT), name.replace('-', ' ')),
                        "a return is refused or carried out wrongly, or loads flags that it must not load");
        long stack = draft.field("SS.base");
        draft.set("RSP", FRAME & 0xFFF | (stack == 0 ? Draft.GUEST_STACK : 0));
        drafts.add(draft.data(stack + draft.field("RSP"), frame));
        return draft;
    }

    private Draft iret(String name, Stage stage, String text, byte[] frame) {
        return landing(iret(name + "-" + stage.text, stage.guest(), text, frame), TARGET);
    }

    private static Draft flagged(Draft draft, String rule, long flags) {
        return draft.claimField(rule, "RFLAGS", ~Guest.RESUME_FLAG, flags | 2);
    }

    private void real() {
        Draft narrow = low("real-mode", Guest.real(), "iretw", Descriptors.words(0x200, 0x200, 0xFED7));
        flagged(low(narrow.set("RFLAGS", HIGH_FLAGS | 2)), "SEGM-60", HIGH_FLAGS | 0x7ED7)
                .claimField("SEGM-60", "RSP", 0x106);
        Draft wide = low("real-mode", Guest.real(), "iretd", Descriptors.doublewords(0x200, 0x200, IMAGE));
        flagged(low(wide), "SEGM-60", HIGH_FLAGS | 0x3ED7).claimField("SEGM-60", "RSP", 0x10C);
        Draft kept = low("real-mode-keeps-upper", Guest.real(), "iretw", Descriptors.words(0x200, 0x200, 2));
        flagged(low(kept.set("RFLAGS", HIGH_FLAGS | ARITHMETIC | 2)), "SEGM-60", HIGH_FLAGS);
        Draft outside = low("real-mode-outside", Guest.real(), "iretd", Descriptors.doublewords(0x1_0200, 0x200, 2));
        outside.claimField("SEGM-58", "EXITCODE", 0x4D)
                .claimField("SEGM-58", "RIP", 1)
                .claimField("SEGM-65", "RSP", 0x100)
                .unspecified(ExitMasks.PLAIN);
    }

    private Draft low(String name, Guest guest, String text, byte[] frame) {
        return iret(name, guest, text, frame).code(0x2200, 16, "vmmcall");
    }

    private static Draft low(Draft draft) {
        return arrives(draft, "SEGM-60", 0x200)
                .claimField("SEGM-60", "CS.selector", 0x200)
                .claimField("SEGM-60", "CS.base", 0xFFFF_FFFFL, 0x2000);
    }

    /** SEGM-66: IOPL 3 is needed and not changed. */
    private void virtual8086() {
        Draft narrow = low("v86", Guest.v86(), "iretw", Descriptors.words(0x200, 0x200, 0x8ED7));
        flagged(low(narrow), "SEGM-66", 0x2_3ED7).claimField("SEGM-66", "CPL", 3);
        Draft wide = low(
                "v86", Guest.v86(), "iretd", Descriptors.doublewords(0x200, 0x200, IMAGE & ~IO_PRIVILEGE & ~0x2_0000));
        flagged(low(wide), "SEGM-66", HIGH_FLAGS | 0x2_3ED7);
        for (int iopl = 0; iopl < 3; iopl++) {
            Draft denied = low("v86-iopl-%d".formatted(iopl), Guest.v86(), "iretw", Descriptors.words(0x200, 0x200, 2))
                    .set("RFLAGS", 0x2_0002 | (long) iopl << 12);
            faults(denied, "SEGM-66", GP, 0);
        }
    }

    private static int code(Stage stage) {
        return stage.isLongMode ? 0xA80 : 0xC80;
    }

    /** A frame of five doublewords: 64-bit mode pops all, the others at least three. */
    private static byte[] frame(int selector, long flags, int stack) {
        return Descriptors.doublewords(TARGET, selector, flags, NEW_STACK, stack);
    }

    private void targets() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.PROTECTED_USER, Stage.COMPATIBILITY, Stage.LONG_USER)) {
            for (int dpl = 0; dpl < 4; dpl++) {
                for (int rpl = 0; rpl < 4; rpl++) {
                    for (int kind : new int[] {0x1A, 0x1E}) {
                        long descriptor = Descriptors.flat(code(stage) | kind | dpl << 5);
                        Optional<Refusal> refusal =
                                FarTargets.returning(stage.isLongMode, stage.cpl, PROBE | rpl, descriptor, TARGET);
                        if (refusal.isEmpty() && rpl != stage.cpl) {
                            continue;
                        }
                        int stack = stage.cpl == 3 ? Fixture.USER_DATA_SELECTOR : Fixture.DATA_SELECTOR;
                        Draft draft = iret(
                                "type-%x-dpl-%d-rpl-%d".formatted(kind & 15, dpl, rpl),
                                stage,
                                "iretd",
                                frame(PROBE | rpl, 2, stack));
                        judge(descriptor(draft, PROBE, descriptor), stage, refusal);
                    }
                }
            }
        }
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            for (int attributes :
                    new int[] {code(stage) | 0x12, code(stage) | 0x0B, code(stage) & ~0x80 | 0x1A, 0xE9A}) {
                if (attributes == 0xE9A && !stage.isLongMode) {
                    continue;
                }
                long descriptor = Descriptors.flat(attributes);
                Draft draft = iret(
                        "attributes-%x".formatted(attributes), stage, "iretd", frame(PROBE, 2, Fixture.DATA_SELECTOR));
                judge(
                        descriptor(draft, PROBE, descriptor),
                        stage,
                        FarTargets.returning(stage.isLongMode, 0, PROBE, descriptor, TARGET));
            }
            faults(iret("null", stage, "iretd", frame(0, 2, Fixture.DATA_SELECTOR)), "SEGM-51", GP, 0);
            faults(iret("beyond-table", stage, "iretd", frame(0x100, 2, Fixture.DATA_SELECTOR)), "SEGM-22", GP, 0x100);
        }
        for (int limit = 0x1FF; limit < 0x204; limit += 3) {
            Draft draft = iret(
                    "limit-%x".formatted(limit), Stage.PROTECTED, "iretd", Descriptors.doublewords(0x200, PROBE, 2));
            descriptor(draft, PROBE, Descriptors.segment(0x49A, Draft.GUEST, limit));
            if (limit == 0x1FF) {
                faults(draft, "SEGM-63", GP, 0);
            } else {
                arrives(draft, "SEGM-63", 0x200);
            }
        }
    }

    private static void judge(Draft draft, Stage stage, Optional<Refusal> refusal) {
        draft.unspecified("dpl-of-code-and-stack");
        if (refusal.isPresent()) {
            faults(draft, refusal.get()).claimField("SEGM-65", "CS.selector", draft.field("CS.selector"));
        } else {
            arrives(draft, "SEGM-61", TARGET)
                    .claimField("SEGM-61", "CS.selector", PROBE | stage.cpl)
                    .claimField(
                            stage.is64Bit() ? "SEGM-62" : "SEGM-61", "RSP", stage.is64Bit() ? NEW_STACK : FRAME + 12);
        }
    }

    /** SEGM-64: which flags are loaded depends on the privilege of the IRET, not on that of its target. */
    private void flags() {
        for (Stage stage : Stage.values()) {
            int code = stage.cpl == 0
                    ? stage.is64Bit() ? Fixture.CODE64_SELECTOR : Fixture.CODE32_SELECTOR
                    : stage.is64Bit() ? Fixture.USER_CODE64_SELECTOR : Fixture.USER_CODE32_SELECTOR;
            int stack = stage.cpl == 0 ? Fixture.DATA_SELECTOR : Fixture.USER_DATA_SELECTOR;
            for (int iopl : new int[] {0, 3}) {
                long privilege = (long) iopl << 12;
                boolean interrupts = stage.cpl <= iopl;
                long image = IMAGE & ~0x2_0000L;
                Draft set = iret("flags-set-iopl-%d".formatted(iopl), stage, "iretd", frame(code, image, stack))
                        .set("RFLAGS", privilege | 2);
                long expected = HIGH_FLAGS
                        | ARITHMETIC
                        | (interrupts ? INTERRUPT : 0)
                        | (stage.cpl == 0 ? IO_PRIVILEGE | VIRTUAL_INTERRUPT : privilege);
                flagged(arrives(set, "SEGM-61", TARGET), "SEGM-64", expected).unspecified("dpl-of-code-and-stack");
                Draft cleared = iret("flags-cleared-iopl-%d".formatted(iopl), stage, "iretd", frame(code, 2, stack))
                        .set("RFLAGS", HIGH_FLAGS | ARITHMETIC | INTERRUPT | VIRTUAL_INTERRUPT | privilege | 2);
                long left = stage.cpl == 0 ? 0 : privilege | VIRTUAL_INTERRUPT | (interrupts ? 0 : INTERRUPT);
                flagged(arrives(cleared, "SEGM-61", TARGET), "SEGM-64", left).unspecified("dpl-of-code-and-stack");
            }
        }
        Draft narrow = iret("flags-16-bit", Stage.PROTECTED, "iretw", Descriptors.words(0x200, PROBE, 0x0003))
                .set("RFLAGS", HIGH_FLAGS | VIRTUAL_INTERRUPT | ARITHMETIC | 2);
        descriptor(narrow, PROBE, Descriptors.segment(0x49A, Draft.GUEST, 0xFFFF));
        flagged(arrives(narrow, "SEGM-61", 0x200), "SEGM-64", HIGH_FLAGS | VIRTUAL_INTERRUPT | CARRY)
                .claimField("SEGM-64", "RSP", FRAME + 6);
        Draft user = iret(
                "vm-at-cpl-3",
                Stage.PROTECTED_USER,
                "iretd",
                frame(Fixture.USER_CODE32_SELECTOR, 0x2_0002, Fixture.USER_DATA_SELECTOR));
        // what enters virtual-8086 mode all the same ends there
        user.code((Fixture.USER_CODE32_SELECTOR << 4) + (TARGET & 0xFFFF), 16, "vmmcall");
        flagged(arrives(user, "SEGM-61", TARGET), "SEGM-64", 0)
                .claimField("SEGM-61", "CS.selector", Fixture.USER_CODE32_SELECTOR);
    }

    private void outward() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            for (int rpl = 1; rpl < 4; rpl++) {
                Draft draft = leaving(
                        "outward-%d".formatted(rpl), stage, rpl, SECOND | rpl, Descriptors.flat(0xC93 | rpl << 5));
                flagged(arrives(draft, "SEGM-57", TARGET), "SEGM-64", IO_PRIVILEGE | INTERRUPT)
                        .claimField("SEGM-57", "CPL", rpl)
                        .claimField("SEGM-57", "CS.selector", PROBE | rpl)
                        .claimField("SEGM-57", "SS.selector", SECOND | rpl)
                        .claimField("SEGM-57", "RSP", NEW_STACK)
                        .claimField("SEGM-57", "DS.selector", 0)
                        .unspecified("null-data-segments");
            }
            faults(leaving("outward-stack-dpl", stage, 3, SECOND | 3, Descriptors.flat(0xC93)), "SEGM-57", GP, SECOND);
            faults(leaving("outward-stack-rpl", stage, 3, SECOND, Descriptors.flat(0xCF3)), "SEGM-57", GP, SECOND);
            faults(
                    leaving("outward-stack-not-present", stage, 3, SECOND | 3, Descriptors.flat(0xC73)),
                    "SEGM-57",
                    SS,
                    SECOND);
            faults(leaving("outward-stack-null", stage, 3, 3, 0), "SEGM-57", GP, 0);
        }
    }

    private Draft leaving(String name, Stage stage, int rpl, int stack, long stackDescriptor) {
        Draft draft = iret(name, stage, "iretd", frame(PROBE | rpl, IO_PRIVILEGE | INTERRUPT | 2, stack));
        descriptor(draft, PROBE, Descriptors.flat(code(stage) | 0x1B | rpl << 5));
        return descriptor(draft, SECOND, stackDescriptor).unspecified("dpl-of-code-and-stack");
    }

    private void toVirtual8086() {
        byte[] frame = Descriptors.doublewords(0x200, 0x200, IMAGE, 0x1234, 0x300, 0x111, 0x222, 0x333, 0x444);
        Draft draft = iret("to-v86", Guest.protected32(), "iretd", frame).code(0x2200, 16, "vmmcall");
        arrives(draft, "SEGM-61", 0x200).claimField("SEGM-61", "CPL", 3).claimField("SEGM-61", "RSP", 0x1234);
        flagged(draft, "SEGM-61", 0x3E_3ED7);
        loaded(draft, "CS", 0x200);
        loaded(draft, "SS", 0x300);
        loaded(draft, "ES", 0x111);
        loaded(draft, "DS", 0x222);
    }

    private static void loaded(Draft draft, String register, int selector) {
        draft.claimField("SEGM-03", register + ".selector", selector)
                .claimField("SEGM-03", register + ".base", 0xFFFF_FFFFL, (long) selector << 4)
                .claimField("SEGM-03", register + ".limit", 0xFFFF)
                .claimField(
                        "SEGM-03",
                        register + ".attributes",
                        register.equals("CS") ? 0xF1 : 0xFF,
                        0xF3 & (register.equals("CS") ? 0xF1 : 0xFF));
    }

    private Draft iretq(String name, long rip, int selector, long rsp, int stack) {
        return landing(
                iret(name + "-64-bit", Guest.long64(), "iretq", Descriptors.bytes(rip, selector, 2, rsp, stack)),
                TARGET);
    }

    private void longMode() {
        Draft same = iretq("same-privilege", TARGET, Fixture.CODE64_SELECTOR, NEW_STACK, Fixture.DATA_SELECTOR);
        arrives(same, "SEGM-62", TARGET).claimField("SEGM-62", "RSP", NEW_STACK);
        Draft nowhere =
                iretq("non-canonical", 0x8000_0000_0000L, Fixture.CODE64_SELECTOR, NEW_STACK, Fixture.DATA_SELECTOR);
        faults(nowhere, "SEGM-63", GP, 0);
        Draft none = iretq("null-stack", TARGET, Fixture.CODE64_SELECTOR, NEW_STACK, 0);
        arrives(none, "SEGM-62", TARGET).claimField("SEGM-62", "SS.selector", 0).unspecified("null-stack-segment");
        faults(iretq("null-stack-to-compatibility", TARGET, Fixture.CODE32_SELECTOR, NEW_STACK, 0), "SEGM-62", GP, 0);
        faults(iretq("null-stack-to-cpl-3", TARGET, Fixture.USER_CODE64_SELECTOR, NEW_STACK, 3), "SEGM-62", GP, 0);
        Draft compatibility =
                iretq("to-compatibility", TARGET, Fixture.CODE32_SELECTOR, NEW_STACK, Fixture.DATA_SELECTOR);
        arrives(compatibility, "SEGM-63", TARGET)
                .claimField("SEGM-63", "CS.attributes", 0xC9B)
                .claimField("SEGM-62", "RSP", NEW_STACK);
        Draft limited = iretq(
                "to-compatibility-limit",
                0x1_0000_0000L | TARGET,
                Fixture.CODE32_SELECTOR,
                NEW_STACK,
                Fixture.DATA_SELECTOR);
        faults(limited, "SEGM-63", GP, 0);
        Draft into = iret(
                "to-64-bit", Stage.COMPATIBILITY, "iretd", Descriptors.doublewords(TARGET, Fixture.CODE64_SELECTOR, 2));
        arrives(into, "SEGM-63", TARGET)
                .claimField("SEGM-62", "RSP", FRAME + 12)
                .claimField("SEGM-63", "CS.attributes", 0xA9B);
        Draft narrow = iret(
                "five-words", Stage.LONG, "iretw", Descriptors.words(0x200, PROBE, 2, 0x1234, Fixture.DATA_SELECTOR));
        descriptor(narrow, PROBE, Descriptors.segment(0x49A, Draft.GUEST, 0xFFFF));
        arrives(narrow, "SEGM-62", 0x200).claimField("SEGM-62", "RSP", 0x1234);
        for (Stage stage : List.of(Stage.COMPATIBILITY, Stage.LONG)) {
            Draft nested = iret(
                            "nested-task",
                            stage,
                            "iretd",
                            frame(
                                    stage.is64Bit() ? Fixture.CODE64_SELECTOR : Fixture.CODE32_SELECTOR,
                                    2,
                                    Fixture.DATA_SELECTOR))
                    .set("RFLAGS", 0x4002);
            faults(nested, "SEGM-61", GP, 0);
        }
    }

    /** SEGM-65: the last byte of the frame is beyond the limit of the stack. */
    private void nothingCommitted() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY)) {
            for (int beyond = 0; beyond < 2; beyond++) {
                Draft draft = iret(
                                "stack-limit-%d".formatted(beyond),
                                stage,
                                "iretd",
                                Descriptors.doublewords(TARGET, Fixture.CODE32_SELECTOR, ARITHMETIC))
                        .set("SS.limit", FRAME + 11 - beyond);
                if (beyond == 0) {
                    arrives(draft, "SEGM-61", TARGET);
                } else {
                    faults(draft, "SEGM-65", SS, 0).claimField("SEGM-65", "RFLAGS", ~Guest.RESUME_FLAG, 2);
                }
            }
        }
    }
}
