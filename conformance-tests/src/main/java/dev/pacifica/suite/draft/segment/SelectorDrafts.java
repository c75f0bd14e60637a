package dev.pacifica.suite.draft.segment;

import static dev.pacifica.suite.draft.segment.TableGuest.*;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.segment.TableGuest.Stage;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.SelectorAnswers;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** LAR, LSL, VERR, VERW and ARPL, and loads of LDTR and TR (SEGM-11, SEGM-12, SEGM-14, SEGM-16, SEGM-22, SEGM-24). */
public final class SelectorDrafts {
    private static final int ZF = 0x40;
    private static final int UD = 6;
    private static final int NP = 11;
    private static final int GP = 13;
    private static final String WRONG_ANSWER =
            "a selector is judged otherwise than a load of it would be, or a bit of the answer is wrong";

    private final List<Draft> drafts = new ArrayList<>();

    private SelectorDrafts() {}

    public static List<Draft> all() {
        SelectorDrafts selectors = new SelectorDrafts();
        selectors.types();
        selectors.privilege();
        selectors.tables();
        selectors.sizes();
        selectors.arpl();
        selectors.missing();
        selectors.systemSegments();
        return selectors.drafts;
    }

    private Draft question(String name, Stage stage, String instruction, int selector, long... descriptor) {
        String text = instruction.startsWith("l") ? instruction + " eax, ebx" : instruction + " bx";
        Draft draft = descriptor(
                        TableGuest.of("segments/%s-%s-%s".formatted(instruction, name, stage.text), stage, text),
                        PROBE,
                        descriptor)
                .gpr("rbx", selector)
                .set("RAX", 0x5555_5555L)
                .about(
                        "%s of selector %02Xh with descriptor %016Xh, %s"
                                .formatted(instruction.toUpperCase(Locale.ROOT), selector, descriptor[0], stage.text),
                        WRONG_ANSWER);
        drafts.add(draft);
        return draft;
    }

    private static void answers(Draft draft, String rule, boolean yes, long value) {
        passes(draft, rule)
                .claimField(rule, "RFLAGS", ZF, yes ? ZF : 0)
                .claimField(rule, "RAX", yes ? value : 0x5555_5555L)
                .claim(rule, Subject.memory(GDT + PROBE), draftDescriptor(draft));
    }

    /** None of these instructions marks a descriptor. */
    private static long draftDescriptor(Draft draft) {
        return draft.quadword(GDT + PROBE);
    }

    private void all(String name, Stage stage, int selector, String rule, long... descriptor) {
        long low = descriptor[0];
        answers(
                question(name, stage, "lar", selector, descriptor),
                rule,
                SelectorAnswers.lar(stage.isLongMode, stage.cpl, selector, low),
                low >>> 32 & 0xFF_FF00);
        boolean isBig = (low >>> 55 & 1) != 0;
        long raw = low & 0xFFFF | low >>> 32 & 0xF_0000;
        answers(
                question(name, stage, "lsl", selector, descriptor),
                rule,
                SelectorAnswers.lsl(stage.isLongMode, stage.cpl, selector, low),
                isBig ? raw << 12 | 0xFFF : raw);
        answers(
                question(name, stage, "verr", selector, descriptor),
                rule,
                SelectorAnswers.verr(stage.cpl, selector, low),
                0x5555_5555L);
        answers(
                question(name, stage, "verw", selector, descriptor),
                rule,
                SelectorAnswers.verw(stage.cpl, selector, low),
                0x5555_5555L);
    }

    private void types() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            for (int kind = 0; kind < 32; kind++) {
                long descriptor = Descriptors.segment(0xD80 | kind, 0x1234_5678, 0x5_4321);
                all(
                        "%s%x".formatted(kind < 16 ? "system-" : "type-", kind & 15),
                        stage,
                        PROBE,
                        "SEGM-11",
                        descriptor,
                        0);
            }
            all("not-present", stage, PROBE, "SEGM-11", Descriptors.segment(0x113, 0, 0x5_4321), 0);
        }
    }

    private void privilege() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.PROTECTED_USER, Stage.LONG_USER)) {
            for (int dpl = 0; dpl < 4; dpl++) {
                for (int rpl : new int[] {0, 2}) {
                    String name = "dpl-%d-rpl-%d".formatted(dpl, rpl);
                    all(
                            "data-" + name,
                            stage,
                            PROBE | rpl,
                            "SEGM-24",
                            Descriptors.segment(0x193 | dpl << 5, 0, 0x5_4321));
                    all(
                            "conforming-" + name,
                            stage,
                            PROBE | rpl,
                            "SEGM-24",
                            Descriptors.segment(0x19F | dpl << 5, 0, 0x5_4321));
                }
            }
        }
    }

    private void tables() {
        for (String instruction : List.of("lar", "lsl", "verr", "verw")) {
            for (Stage stage : List.of(Stage.PROTECTED, Stage.LONG)) {
                long data = Descriptors.segment(0x193, 0, 0x5_4321);
                boolean isLar = instruction.equals("lar");
                long shown = isLar ? data >>> 32 & 0xFF_FF00 : instruction.equals("lsl") ? 0x5_4321 : 0x5555_5555L;
                answers(
                        question("limit", stage, instruction, PROBE, data).set("GDTR.limit", PROBE + 7),
                        "SEGM-22",
                        true,
                        shown);
                answers(
                        question("limit-one-less", stage, instruction, PROBE, data)
                                .set("GDTR.limit", PROBE + 6),
                        "SEGM-22",
                        false,
                        0);
                answers(question("null", stage, instruction, 3, data), "SEGM-22", false, 0);
                answers(question("no-ldt", stage, instruction, PROBE | 4, data), "SEGM-16", false, 0);
            }
            if (instruction.startsWith("l")) {
                long system = Descriptors.segment(instruction.equals("lar") ? 0x18C : 0x189, 0, 0x5_4321);
                long shown = instruction.equals("lar") ? system >>> 32 & 0xFF_FF00 : 0x5_4321;
                answers(
                        question("wide-limit", Stage.LONG, instruction, PROBE, system, 0)
                                .set("GDTR.limit", PROBE + 15),
                        "SEGM-15",
                        true,
                        shown);
                answers(
                        question("wide-malformed", Stage.LONG, instruction, PROBE, system, 0x100L << 32),
                        "SEGM-12",
                        false,
                        0);
                answers(
                        question("wide-other-bits", Stage.LONG, instruction, PROBE, system, 0xE0L << 32),
                        "SEGM-12",
                        true,
                        shown);
            }
        }
    }

    private void sizes() {
        long data = Descriptors.segment(0xD93, 0, 0x5_4321);
        Draft lar = descriptor(TableGuest.of("segments/lar-16-bit", Stage.PROTECTED, "lar ax, bx"), PROBE, data)
                .gpr("rbx", PROBE)
                .set("RAX", 0x5555_5555L)
                .about("LAR with 16-bit operand", WRONG_ANSWER);
        drafts.add(lar);
        answers(lar, "SEGM-11", true, 0x5555_9300L);
        Draft lsl = descriptor(TableGuest.of("segments/lsl-16-bit", Stage.PROTECTED, "lsl ax, bx"), PROBE, data)
                .gpr("rbx", PROBE)
                .set("RAX", 0x5555_5555L)
                .about("LSL with 16-bit operand", WRONG_ANSWER);
        drafts.add(lsl);
        answers(lsl, "SEGM-11", true, 0x5555_1FFFL);
        Draft wide = descriptor(TableGuest.of("segments/lsl-64-bit-operand", Stage.LONG, "lsl rax, rbx"), PROBE, data)
                .gpr("rbx", PROBE)
                .set("RAX", -1)
                .about("LSL with 64-bit operand", WRONG_ANSWER);
        drafts.add(wide);
        answers(wide, "SEGM-11", true, 0x5432_1FFFL);
    }

    private void arpl() {
        for (int destination = 0; destination < 4; destination++) {
            for (int source = 0; source < 4; source++) {
                Draft draft = TableGuest.of(
                                "segments/arpl-%d-%d".formatted(destination, source),
                                Stage.PROTECTED_USER,
                                "arpl bx, cx")
                        .gpr("rbx", 0x1234_5678 | destination)
                        .gpr("rcx", source)
                        .about("ARPL with these RPLs", "the lower RPL is not raised, or ZF does not tell");
                drafts.add(draft);
                int expected = Math.max(destination, source);
                passes(draft, "SEGM-24")
                        .claim("SEGM-24", "rbx", 0x1234_5678 | expected)
                        .claimField("SEGM-24", "RFLAGS", ZF, destination < source ? ZF : 0);
            }
        }
    }

    private void missing() {
        for (String text : List.of("lar ax, bx", "lsl ax, bx", "verr bx", "verw bx", "arpl bx, cx")) {
            String name = text.substring(0, 4).strip();
            for (boolean isV86 : new boolean[] {false, true}) {
                Draft draft = TableGuest.of(
                                "segments/%s-%s".formatted(name, isV86 ? "virtual-8086" : "real-mode"),
                                isV86 ? Guest.v86() : Guest.real(),
                                text)
                        .gpr("rbx", 0x10)
                        .about(
                                name.toUpperCase(Locale.ROOT) + " in a mode without descriptors",
                                "the instruction exists where it must not");
                drafts.add(faults(draft, "SEGM-01", UD, 0));
            }
        }
    }

    private void systemSegments() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            for (int kind = 0; kind < 32; kind++) {
                String name = "%s%x".formatted(kind < 16 ? "system-" : "type-", kind & 15);
                boolean isTss = kind == 9 || kind == 1 && !stage.isLongMode;
                load("ltr-" + name, stage, "ltr", PROBE, isTss, GP, kind, 0);
                load("lldt-" + name, stage, "lldt", PROBE, kind == 2, GP, kind, 0);
            }
            load("ltr-null", stage, "ltr", 0, false, GP, 9, 0);
            load("lldt-null", stage, "lldt", 0, true, GP, 2, 0);
            load("ltr-local", stage, "ltr", PROBE | 4, false, GP, 9, 0);
            load("lldt-local", stage, "lldt", PROBE | 4, false, GP, 2, 0);
            absent("ltr", stage, 0x009);
            absent("lldt", stage, 0x002);
        }
        load("ltr-malformed", Stage.LONG, "ltr", PROBE, false, GP, 9, 0x100L << 32);
        load("ltr-non-canonical", Stage.LONG, "ltr", PROBE, false, GP, 9, 0x8000);
        load("lldt-malformed", Stage.LONG, "lldt", PROBE, false, GP, 2, 0x1000L << 32);
        load("lldt-non-canonical", Stage.LONG, "lldt", PROBE, false, GP, 2, 0x8000);
        load("ltr-malformed", Stage.COMPATIBILITY, "ltr", PROBE, true, GP, 9, 0x100L << 32);
        for (int beyond = 0; beyond < 2; beyond++) {
            Draft draft = load("ltr-limit-" + beyond, Stage.LONG, "ltr", PROBE, beyond == 0, GP, 9, 0);
            draft.set("GDTR.limit", PROBE + 15 - beyond);
        }
    }

    private void absent(String instruction, Stage stage, int attributes) {
        Draft draft = system(
                instruction + "-not-present", stage, instruction, PROBE, Descriptors.segment(attributes, TSS, 0x67), 0);
        faults(draft, "SEGM-25", NP, PROBE);
    }

    private Draft system(String name, Stage stage, String instruction, int selector, long low, long high) {
        Draft draft = descriptor(
                        TableGuest.of("segments/%s-%s".formatted(name, stage.text), stage, instruction + " bx"),
                        PROBE,
                        low,
                        high)
                .gpr("rbx", selector)
                .about(
                        instruction.toUpperCase(Locale.ROOT) + " in a guest: " + name.replace('-', ' '),
                        "LDTR or TR takes a descriptor that it must refuse, or the other way round");
        drafts.add(draft);
        return draft;
    }

    private Draft load(
            String name,
            Stage stage,
            String instruction,
            int selector,
            boolean works,
            int vector,
            int kind,
            long high) {
        long low = Descriptors.segment(0x080 | kind, TSS, 0x67);
        Draft draft = system(name, stage, instruction, selector, low, high);
        String rule = (selector & 4) != 0 || selector == 0 ? "SEGM-16" : high != 0 ? "SEGM-12" : "SEGM-11";
        if (works) {
            passes(draft, rule);
            if (instruction.equals("ltr")) {
                draft.claim("SEGM-14", Subject.memory(GDT + PROBE), low | 1L << 41)
                        .claim("SEGM-14", "tr", selector);
            } else {
                draft.claim("SEGM-16", "ldtr", selector);
            }
        } else {
            faults(draft, rule, vector, selector)
                    .claim(rule, Subject.memory(GDT + PROBE), low)
                    .claim(rule, "tr", Fixture.TSS_SELECTOR);
        }
        return draft;
    }
}
