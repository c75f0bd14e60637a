package dev.pacifica.suite.draft.segment;

import static dev.pacifica.suite.draft.segment.TableGuest.*;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.segment.TableGuest.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Address formation, limits and rights of segments whose hidden parts VMRUN has loaded (SEGM-01 to SEGM-06, SEGM-30 to SEGM-34). */
public final class SegmentLimitDrafts {
    private static final int GP = 13;
    private static final int SS = 12;
    private static final long LIMIT = 0x1_07FF;
    private static final Map<String, Integer> SIZES = Map.of("al", 1, "ax", 2, "eax", 4);

    private final List<Draft> drafts = new ArrayList<>();

    private SegmentLimitDrafts() {}

    public static List<Draft> all() {
        SegmentLimitDrafts limits = new SegmentLimitDrafts();
        limits.expandUp();
        limits.expandDown();
        limits.stack();
        limits.rights();
        limits.unusable();
        limits.fetch();
        limits.canonical();
        limits.addressSizes();
        limits.ignoredIn64Bit();
        limits.modes();
        limits.realAddressing();
        return limits.drafts;
    }

    private Draft draft(String name, Guest guest, String... lines) {
        Draft draft = TableGuest.of("segments/" + name, guest, lines)
                .touches(Draft.SCRATCH)
                .about(
                        "an access through a segment: " + name.replace('-', ' '),
                        "an address is formed otherwise, or the limit or the rights of the segment are not observed");
        drafts.add(draft);
        return draft;
    }

    private Draft segment(Draft draft, String register, long attributes, long base, long limit) {
        return draft.set(register + ".attributes", attributes)
                .set(register + ".base", base)
                .set(register + ".limit", limit);
    }

    private void expandUp() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.PROTECTED_USER, Stage.COMPATIBILITY)) {
            SIZES.forEach((register, size) -> {
                for (String text : List.of("mov %s, [esi]", "mov [esi], %s")) {
                    for (int beyond = 0; beyond < 2; beyond++) {
                        String name = "limit-%s-%d-%s-%s"
                                .formatted(
                                        text.startsWith("mov %s") ? "read" : "write",
                                        size,
                                        beyond == 0 ? "inside" : "outside",
                                        stage.text);
                        long offset = LIMIT - size + 1 + beyond;
                        Draft draft = draft(name, stage.guest(), text.formatted(register))
                                .gpr("rsi", offset);
                        segment(draft, "DS", 0xC93 | stage.cpl << 5, Draft.SCRATCH - 0x1_0000, LIMIT);
                        judge(draft, "SEGM-30", GP, beyond == 0, stage == Stage.COMPATIBILITY ? "SEGM-06" : "SEGM-30");
                    }
                }
            });
        }
    }

    private static void judge(Draft draft, String rule, int vector, boolean works, String whenItWorks) {
        if (works) {
            passes(draft, whenItWorks);
        } else {
            faults(draft, rule, vector, 0);
        }
    }

    private void expandDown() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY)) {
            for (int big = 0; big < 2; big++) {
                long attributes = 0x897 | big << 10;
                String kind = (big == 0 ? "16" : "32") + "-bit-" + stage.text;
                long base = Draft.SCRATCH - 0x800;
                down("down-lowest-" + kind, stage, attributes, base, 0x7FF, 0x800, true);
                down("down-below-lowest-" + kind, stage, attributes, base, 0x7FF, 0x7FF, false);
                down("down-64k-last-" + kind, stage, attributes, Draft.SCRATCH - 0xF000, 0x7FF, 0xFFFC, true);
                down("down-64k-beyond-" + kind, stage, attributes, Draft.SCRATCH - 0xF800, 0x7FF, 0xFFFD, big == 1);
                down("down-above-64k-" + kind, stage, attributes, Draft.SCRATCH - 0x1_0000, 0x7FF, 0x1_0000, big == 1);
            }
        }
    }

    private void down(String name, Stage stage, long attributes, long base, long limit, long offset, boolean works) {
        Draft draft = draft(name, stage.guest(), "mov eax, [esi]").gpr("rsi", offset);
        judge(segment(draft, "DS", attributes, base, limit), "SEGM-30", GP, works, "SEGM-30");
    }

    private void stack() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY)) {
            long base = Draft.GUEST_STACK - 0x1000;
            for (int beyond = 0; beyond < 2; beyond++) {
                String name = (beyond == 0 ? "inside-" : "outside-") + stage.text;
                Draft push = draft("stack-limit-push-" + name, stage.guest(), "push ebx")
                        .set("RSP", 0x1804 + beyond);
                judge(segment(push, "SS", 0xC93, base, 0x1803), "SEGM-30", SS, beyond == 0, "SEGM-30");
                Draft read = draft("stack-limit-read-" + name, stage.guest(), "mov eax, [esp+8]")
                        .set("RSP", 0x17F8 + beyond);
                judge(segment(read, "SS", 0xC93, base, 0x1803), "SEGM-30", SS, beyond == 0, "SEGM-30");
                Draft down = draft("stack-down-push-" + name, stage.guest(), "push ebx")
                        .set("RSP", 0x1804 - beyond);
                judge(segment(down, "SS", 0xC97, base, 0x17FF), "SEGM-30", SS, beyond == 0, "SEGM-30");
            }
            Draft prefix = draft("stack-override-" + stage.text, stage.guest(), "mov eax, [ss:esi]")
                    .gpr("rsi", 0x1804);
            judge(segment(prefix, "SS", 0xC93, base, 0x1803), "SEGM-30", SS, false, "SEGM-30");
            Draft other = draft("stack-register-other-segment-" + stage.text, stage.guest(), "mov eax, [ds:esp]");
            judge(segment(other, "DS", 0xC93, 0, 0xFFF), "SEGM-30", GP, false, "SEGM-30");
        }
    }

    private void rights() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY)) {
            right("read-only-read-" + stage.text, stage, "mov eax, [esi]", 0xC91, true);
            right("read-only-write-" + stage.text, stage, "mov [esi], eax", 0xC91, false);
            right("read-only-update-" + stage.text, stage, "inc dword [esi]", 0xC91, false);
            right("read-only-down-write-" + stage.text, stage, "mov [esi], eax", 0xC95, false);
            right("writable-write-" + stage.text, stage, "mov [esi], eax", 0xC93, true);
            right("readable-code-read-" + stage.text, stage, "mov eax, [esi]", 0xC9B, true);
            right("readable-code-write-" + stage.text, stage, "mov [esi], eax", 0xC9B, false);
            for (String text : List.of("mov [cs:esi], eax", "mov eax, [cs:esi]")) {
                boolean isWrite = text.endsWith("eax");
                for (int readable = 0; readable < 2; readable++) {
                    Draft draft = draft(
                                    "code-%s-%s-%s"
                                            .formatted(
                                                    readable == 1 ? "readable" : "execute-only",
                                                    isWrite ? "write" : "read",
                                                    stage.text),
                                    stage.guest(),
                                    text)
                            .gpr("rsi", Draft.SCRATCH)
                            .set("CS.attributes", 0xC99 | readable << 1);
                    judge(draft, "SEGM-31", GP, readable == 1 && !isWrite, "SEGM-31");
                }
            }
        }
    }

    private void right(String name, Stage stage, String text, long attributes, boolean works) {
        boolean isDown = (attributes & 0xC) == 4;
        Draft draft = draft(name, stage.guest(), text).gpr("rsi", Draft.SCRATCH);
        segment(draft, "DS", attributes, 0, isDown ? 0xFFF : 0xFFFF_FFFFL);
        judge(draft, "SEGM-31", GP, works, "SEGM-31");
    }

    private void unusable() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY, Stage.LONG)) {
            for (String register : List.of("ds", "es")) {
                String address = stage.is64Bit() ? "rsi" : "esi";
                Draft draft = draft(
                                "unusable-%s-%s".formatted(register, stage.text),
                                stage.guest(),
                                "mov eax, [%s:%s]".formatted(register, address))
                        .gpr("rsi", Draft.SCRATCH)
                        .unspecified("null-data-segments");
                String name = register.equals("ds") ? "DS" : "ES";
                segment(draft, name, 0, 0, 0).set(name + ".selector", 0);
                judge(draft, "SEGM-32", GP, stage.is64Bit(), "SEGM-05");
            }
        }
        Draft stack = draft("unusable-stack-64-bit", Guest.long64(), "push rbx").unspecified("null-stack-segment");
        segment(stack, "SS", 0, 0, 0).set("SS.selector", 0);
        passes(stack, "SEGM-05");
    }

    /** SEGM-33: the last byte of VMMCALL at the limit, and one beyond it. */
    private void fetch() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY)) {
            Draft inside = draft("fetch-limit-inside-" + stage.text, stage.guest(), "nop")
                    .set("CS.limit", Draft.GUEST + 4);
            passes(inside, "SEGM-33");
            Draft across = draft("fetch-limit-across-" + stage.text, stage.guest(), "mov ecx, 0x12345678")
                    .set("CS.limit", Draft.GUEST + 4);
            faults(across, "SEGM-33", GP, 0);
            Draft beyond = draft("fetch-limit-beyond-" + stage.text, stage.guest(), "mov ecx, 0x12345678")
                    .set("CS.limit", Draft.GUEST);
            faults(beyond, "SEGM-33", GP, 0);
        }
    }

    private void canonical() {
        long hole = 0x0000_8000_0000_0000L;
        for (Stage stage : List.of(Stage.LONG, Stage.LONG_USER)) {
            for (int before = 0; before < 2; before++) {
                // the last byte of the access is the first that is not canonical; canonical memory there is not mapped
                Draft data = draft(
                                "non-canonical-%s-%s".formatted(before == 0 ? "first" : "last", stage.text),
                                stage.guest(),
                                "mov eax, [rsi]")
                        .gpr("rsi", before == 0 ? hole : hole - 3);
                faults(data, "SEGM-34", GP, 0);
            }
            Draft stack = draft("non-canonical-stack-" + stage.text, stage.guest(), "push rbx")
                    .set("RSP", hole + 8);
            faults(stack, "SEGM-34", SS, 0);
            Draft frame = draft("non-canonical-frame-" + stage.text, stage.guest(), "mov eax, [rbp]")
                    .gpr("rbp", hole);
            faults(frame, "SEGM-34", SS, 0);
            Draft high = draft("non-canonical-high-" + stage.text, stage.guest(), "mov eax, [rsi]")
                    .gpr("rsi", 0xFFFF_7FFF_FFFF_FFFFL);
            faults(high, "SEGM-34", GP, 0);
        }
    }

    private void addressSizes() {
        Draft sixteen = draft("address-16-bit-wraps", Guest.protected32(), "mov eax, [bx+si]")
                .gpr("rbx", 0xFFF0)
                .gpr("rsi", 0x20);
        value(segment(sixteen, "DS", 0xC93, Draft.SCRATCH, 0xFFFF_FFFFL), 0x10);
        Draft thirtyTwo = draft("address-32-bit-wraps", Guest.protected32(), "mov eax, [ebx+esi]")
                .gpr("rbx", 0xFFFF_FFF0L)
                .gpr("rsi", 0x30);
        value(segment(thirtyTwo, "DS", 0xC93, Draft.SCRATCH, 0xFFFF_FFFFL), 0x20);
        Draft linear = draft("linear-32-bit-wraps", Guest.protected32(), "mov eax, [esi]")
                .gpr("rsi", Draft.SCRATCH + 0x1000 + 0x30);
        value(segment(linear, "DS", 0xC93, 0xFFFF_F000L, 0xFFFF_FFFFL), 0x30);
        Draft compatibility = draft("linear-32-bit-wraps-compatibility", Guest.compatibility(), "mov eax, [esi]")
                .gpr("rsi", Draft.SCRATCH + 0x1000 + 0x30);
        value(segment(compatibility, "DS", 0xC93, 0xFFFF_F000L, 0xFFFF_FFFFL), 0x30);
        value(
                draft("address-32-bit-in-64-bit", Guest.long64(), "mov eax, [ebx+esi]")
                        .gpr("rbx", 0x5555_5555_FFFF_FFF0L)
                        .gpr("rsi", 0x6666_6666_0000_0050L + Draft.SCRATCH),
                0x40);
        Draft extra = loaded(draft("extra-base-64-bit", Guest.long64(), "mov eax, [fs:rsi]"))
                .gpr("rsi", 0x1_0000_0050L)
                .set("TR.selector", 0x48)
                .set("TR.attributes", 0x8B)
                .set("TR.limit", 0x67);
        value(segment(extra, "FS", 0, Draft.SCRATCH - 0x1_0000_0000L, 0).set("FS.selector", 0), 0x50);
    }

    private static void value(Draft draft, int offset) {
        passes(draft.data(Draft.SCRATCH + offset, Descriptors.doublewords(0x1357_9BDF)), "SEGM-04")
                .claimField("SEGM-04", "RAX", 0x1357_9BDF);
    }

    /** SEGM-04, SEGM-05: neither base, limit nor type of ES, SS and DS count in 64-bit mode. */
    private void ignoredIn64Bit() {
        for (String register : List.of("ES", "DS")) {
            Draft base = draft(
                            "base-ignored-%s-64-bit".formatted(register.toLowerCase(Locale.ROOT)),
                            Guest.long64(),
                            "mov eax, [%s:rsi]".formatted(register.toLowerCase(Locale.ROOT)))
                    .gpr("rsi", Draft.SCRATCH + 0x60);
            value(segment(base, register, 0xC93, 0x1000, 0xFFFF_FFFFL), 0x60);
            Draft limit = draft(
                            "limit-ignored-%s-64-bit".formatted(register.toLowerCase(Locale.ROOT)),
                            Guest.long64(),
                            "mov [%s:rsi], ebx".formatted(register.toLowerCase(Locale.ROOT)))
                    .gpr("rsi", Draft.SCRATCH + 0x60);
            passes(segment(limit, register, 0xC91, 0, 0xFFF), "SEGM-05");
        }
        Draft stack = draft("stack-segment-ignored-64-bit", Guest.long64(), "push rbx");
        passes(segment(stack, "SS", 0xC93, 0x1000, 0xFFF), "SEGM-05");
        Draft code = draft("code-limit-ignored-64-bit", Guest.long64(), "mov eax, [cs:rsi]")
                .gpr("rsi", Draft.SCRATCH + 0x60);
        value(segment(code, "CS", 0xA99, 0x1000, 0xFFF), 0x60);
    }

    /** SEGM-01, SEGM-02: one byte string that every mode reads otherwise, and an instruction for CPL 0. */
    private void modes() {
        // 16-bit: INC AX; MOV AX, 0C0FEh; INC AX. 32-bit: INC EAX; MOV EAX, 9040C0FEh. 64-bit: MOV EAX with REX.
        String bytes = "db 0x40, 0xb8, 0xfe, 0xc0, 0x40, 0x90";
        mode("mode-real", Guest.real(), bytes, 0x1_C0FF);
        mode("mode-protected-16", Guest.protected16(), bytes, 0x1_C0FF);
        mode("mode-v86", Guest.v86(), bytes, 0x1_C0FF);
        mode("mode-protected-32", Guest.protected32(), bytes, 0x9040_C0FEL);
        mode("mode-compatibility", Guest.compatibility(), bytes, 0x9040_C0FEL);
        mode(
                "mode-64-bit",
                Guest.long64(),
                "db 0x48, 0xb8, 0xfe, 0xc0, 0x40, 0x90, 1, 2, 3, 4",
                0x0403_0201_9040_C0FEL);
        for (Stage stage : Stage.values()) {
            judge(draft("cpl-" + stage.text, stage.guest(), "clts"), "SEGM-02", GP, stage.cpl == 0, "SEGM-02");
        }
        passes(draft("cpl-real-mode", Guest.real(), "clts"), "SEGM-02").claimField("SEGM-02", "CPL", 0);
        faults(v86("cpl-v86", "clts"), "SEGM-02", GP, 0).claimField("SEGM-02", "CPL", 3);
    }

    private void mode(String name, Guest guest, String bytes, long expected) {
        Draft draft = draft(name, guest, bytes).set("RAX", 0x1_0000);
        if (name.equals("mode-v86")) {
            draft.touches(Guest.V86_DATA);
        }
        passes(draft, "SEGM-01").claimField("SEGM-01", "RAX", expected);
    }

    private Draft v86(String name, String... lines) {
        return draft(name, Guest.v86(), lines).touches(Guest.V86_DATA);
    }

    /** SEGM-03: the selector and sixteen times it; limit and attributes stay. */
    private void realAddressing() {
        for (String name : List.of("mov-ds", "pop-ds", "lds")) {
            String text = name.equals("lds") ? "db 0xc5, 0x0c" : name.equals("mov-ds") ? "mov ds, bx" : "pop ds";
            for (boolean isV86 : new boolean[] {false, true}) {
                Draft draft = isV86 ? v86("v86-" + name, text) : draft("real-mode-" + name, Guest.real(), text);
                draft.gpr("rbx", 0x1234)
                        .gpr("rsi", 0x10)
                        .set("RSP", 0x100)
                        .data((isV86 ? Guest.V86_STACK : Draft.GUEST_STACK) + 0x100, Descriptors.words(0x1234))
                        .data((isV86 ? Guest.V86_DATA : Draft.SCRATCH) + 0x10, Descriptors.words(0x5678, 0x1234));
                passes(draft, "SEGM-03")
                        .claimField("SEGM-03", "DS.selector", 0x1234)
                        .claimField("SEGM-03", "DS.base", 0xFFFF_FFFFL, 0x1_2340)
                        .claimField("SEGM-03", "DS.limit", 0xFFFF)
                        .claimField("SEGM-03", "DS.attributes", isV86 ? 0xF3 : 0x93);
            }
        }
        for (int beyond = 0; beyond < 2; beyond++) {
            Draft real = draft("real-mode-limit-" + (beyond == 0 ? "inside" : "outside"), Guest.real(), "mov ax, [si]")
                    .gpr("rsi", 0xFFFE + beyond)
                    .touches(Draft.SCRATCH + 0xF000);
            if (beyond == 0) {
                passes(real, "SEGM-30");
            } else {
                faultsInRealMode(real, GP);
            }
        }
        Draft stack = draft("real-mode-stack-limit", Guest.real(), "pop ax")
                .set("RSP", 0xFFFF)
                .touches(Draft.GUEST_STACK + 0xF000);
        faultsInRealMode(stack, SS);
    }

    /** EXC-09: no error code is defined there. */
    private static void faultsInRealMode(Draft draft, int vector) {
        draft.claimField("SEGM-30", "EXITCODE", 0x40 + vector)
                .claimField("SEGM-30", "RIP", 1)
                .unspecified(ExitMasks.PLAIN);
    }
}
