package dev.pacifica.suite.draft.media;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.ArrayList;
import java.util.List;

/** Moves of MMX and XMM registers and the alignment of 128-bit operands (FPU-18, FPU-19). Instructions are given as bytes behind a name. */
public final class MediaMoveDrafts {
    private static final long LOW = 0x1122_3344_5566_7788L;
    private static final long HIGH = 0x99AA_BBCC_DDEE_FF01L;
    private static final long OTHER_LOW = 0xF0E1_D2C3_B4A5_9687L;
    private static final long OTHER_HIGH = 0x0F1E_2D3C_4B5A_6978L;
    private static final long DOUBLEWORD = 0xFFFF_FFFFL;

    private final MediaTrials trials = new MediaTrials();

    private MediaMoveDrafts() {}

    public static List<Draft> all() {
        MediaMoveDrafts drafts = new MediaMoveDrafts();
        drafts.loads();
        drafts.stores();
        drafts.registers();
        drafts.general();
        drafts.alignment();
        return drafts.trials.all();
    }

    private static final Guest[] MODES = {Guest.long64(), Guest.compatibility(), Guest.protected32()};
    private static final String[] MODE_NAMES = {"64-bit-mode", "compatibility-mode", "protected-mode"};

    /** ModRM bytes: xmm1 and [rbx]; xmm1 and [rbx+48]; xmm1 and xmm2. */
    private static final String FROM_MEMORY = ", 0x0b";

    private static final String TO_MEMORY = ", 0x4b, 0x30";
    private static final String BETWEEN = ", 0xca";

    /** XMM1 holds the other value, XMM2 and memory the value; XMM1 is stored at 32 afterwards. */
    private void move(String name, String instruction, long low, long high) {
        for (int n = 0; n < MODES.length; n++) {
            String pointer = MediaTrials.pointer(MODES[n]);
            Draft draft = trials.guest(
                            "%s-in-%s".formatted(name, MODE_NAMES[n]),
                            MODES[n],
                            "movdqu xmm1, [%s+16]".formatted(pointer),
                            "movdqu xmm2, [%s]".formatted(pointer),
                            "db " + instruction,
                            "movdqu [%s+32], xmm1".formatted(pointer))
                    .data(Draft.SCRATCH, MediaTrials.quadwords(LOW, HIGH, OTHER_LOW, OTHER_HIGH))
                    .about(
                            name.replace('-', ' '),
                            "too few or too many bits move, or the rest of the register is not as it should be");
            MediaTrials.passes(draft, MODES[n], "FPU-19");
            MediaTrials.memory(draft, "FPU-19", 32, -1, low);
            MediaTrials.memory(draft, "FPU-19", 40, -1, high);
        }
    }

    private void loads() {
        move("movups-load", "0x0f, 0x10" + FROM_MEMORY, LOW, HIGH);
        move("movupd-load", "0x66, 0x0f, 0x10" + FROM_MEMORY, LOW, HIGH);
        move("movaps-load", "0x0f, 0x28" + FROM_MEMORY, LOW, HIGH);
        move("movapd-load", "0x66, 0x0f, 0x28" + FROM_MEMORY, LOW, HIGH);
        move("movdqa-load", "0x66, 0x0f, 0x6f" + FROM_MEMORY, LOW, HIGH);
        move("movss-load", "0xf3, 0x0f, 0x10" + FROM_MEMORY, LOW & DOUBLEWORD, 0);
        move("movsd-load", "0xf2, 0x0f, 0x10" + FROM_MEMORY, LOW, 0);
        move("movlps-load", "0x0f, 0x12" + FROM_MEMORY, LOW, OTHER_HIGH);
        move("movlpd-load", "0x66, 0x0f, 0x12" + FROM_MEMORY, LOW, OTHER_HIGH);
        move("movhps-load", "0x0f, 0x16" + FROM_MEMORY, OTHER_LOW, LOW);
        move("movhpd-load", "0x66, 0x0f, 0x16" + FROM_MEMORY, OTHER_LOW, LOW);
        move("movq-load", "0xf3, 0x0f, 0x7e" + FROM_MEMORY, LOW, 0);
        move("movd-load", "0x66, 0x0f, 0x6e" + FROM_MEMORY, LOW & DOUBLEWORD, 0);
    }

    private void registers() {
        move("movups-between", "0x0f, 0x10" + BETWEEN, LOW, HIGH);
        move("movaps-between", "0x0f, 0x28" + BETWEEN, LOW, HIGH);
        move("movdqa-between", "0x66, 0x0f, 0x6f" + BETWEEN, LOW, HIGH);
        move("movss-between", "0xf3, 0x0f, 0x10" + BETWEEN, OTHER_LOW & ~DOUBLEWORD | LOW & DOUBLEWORD, OTHER_HIGH);
        move("movsd-between", "0xf2, 0x0f, 0x10" + BETWEEN, LOW, OTHER_HIGH);
        move("movhlps", "0x0f, 0x12" + BETWEEN, HIGH, OTHER_HIGH);
        move("movlhps", "0x0f, 0x16" + BETWEEN, OTHER_LOW, LOW);
        move("movq-between", "0xf3, 0x0f, 0x7e" + BETWEEN, LOW, 0);
        move("movq-between-the-other-way", "0x66, 0x0f, 0xd6, 0xd1", LOW, 0);
    }

    /** XMM1 is stored at 48 over what lies there. */
    private void stores() {
        store("movups-store", "0x0f, 0x11", LOW, HIGH);
        store("movaps-store", "0x0f, 0x29", LOW, HIGH);
        store("movapd-store", "0x66, 0x0f, 0x29", LOW, HIGH);
        store("movdqa-store", "0x66, 0x0f, 0x7f", LOW, HIGH);
        store("movntps", "0x0f, 0x2b", LOW, HIGH);
        store("movntdq", "0x66, 0x0f, 0xe7", LOW, HIGH);
        store("movss-store", "0xf3, 0x0f, 0x11", OTHER_LOW & ~DOUBLEWORD | LOW & DOUBLEWORD, OTHER_HIGH);
        store("movsd-store", "0xf2, 0x0f, 0x11", LOW, OTHER_HIGH);
        store("movlps-store", "0x0f, 0x13", LOW, OTHER_HIGH);
        store("movhps-store", "0x0f, 0x17", HIGH, OTHER_HIGH);
        store("movq-store", "0x66, 0x0f, 0xd6", LOW, OTHER_HIGH);
        store("movd-store", "0x66, 0x0f, 0x7e", OTHER_LOW & ~DOUBLEWORD | LOW & DOUBLEWORD, OTHER_HIGH);
    }

    private void store(String name, String opcode, long low, long high) {
        for (int n = 0; n < MODES.length; n++) {
            Draft draft = trials.guest(
                            "%s-in-%s".formatted(name, MODE_NAMES[n]),
                            MODES[n],
                            "movdqu xmm1, [%s]".formatted(MediaTrials.pointer(MODES[n])),
                            "db " + opcode + TO_MEMORY)
                    .data(Draft.SCRATCH, MediaTrials.quadwords(LOW, HIGH, 0, 0, 0, 0, OTHER_LOW, OTHER_HIGH))
                    .about(name.replace('-', ' '), "too few or too many bits are stored");
            MediaTrials.passes(draft, MODES[n], "FPU-19");
            MediaTrials.memory(draft, "FPU-19", 48, -1, low);
            MediaTrials.memory(draft, "FPU-19", 56, -1, high);
        }
    }

    /** To and from general registers and between register files. */
    private void general() {
        general("movd-xmm-from-ecx", "movd xmm1, ecx", LOW & DOUBLEWORD, 0, HIGH);
        general("movq-xmm-from-rcx", "movq xmm1, rcx", LOW, 0, HIGH);
        general("movd-ecx-from-xmm", "movd ecx, xmm1", OTHER_LOW, OTHER_HIGH, OTHER_LOW & DOUBLEWORD);
        general("movq-rcx-from-xmm", "movq rcx, xmm1", OTHER_LOW, OTHER_HIGH, OTHER_LOW);
        general("movd-xmm9-from-ecx", "movd xmm9, ecx|movdqu xmm1, xmm9", LOW & DOUBLEWORD, 0, HIGH);
        general("movd-mmx-from-ecx", "movd mm2, ecx|movq rcx, mm2", OTHER_LOW, OTHER_HIGH, LOW & DOUBLEWORD);
        general("movq-mmx-from-rcx", "movq mm2, rcx|movd ecx, mm2", OTHER_LOW, OTHER_HIGH, LOW & DOUBLEWORD);
        general("movq2dq", "movq mm1, [rbx]|db 0xf3, 0x0f, 0xd6, 0xc9", LOW, 0, HIGH);
        general("movdq2q", "db 0xf2, 0x0f, 0xd6, 0xc9|movq rcx, mm1", OTHER_LOW, OTHER_HIGH, OTHER_LOW);
    }

    /** RCX holds the low quadword, XMM1 the others; {@code rcx} HIGH stands for unchanged. */
    private void general(String name, String instructions, long low, long high, long rcx) {
        Guest guest = Guest.long64();
        List<String> lines = new ArrayList<>(List.of("movdqu xmm1, [rbx+16]", "mov rcx, [rbx]"));
        lines.addAll(List.of(instructions.split("\\|", -1)));
        lines.add("movdqu [rbx+32], xmm1");
        Draft draft = trials.guest(name, guest, lines.toArray(String[]::new))
                .data(Draft.SCRATCH, MediaTrials.quadwords(LOW, HIGH, OTHER_LOW, OTHER_HIGH))
                .about(name.replace('-', ' '), "too few or too many bits move, or the rest is not cleared");
        MediaTrials.passes(draft, guest, "FPU-19").claim("FPU-19", "rcx", rcx == HIGH ? LOW : rcx);
        MediaTrials.memory(draft, "FPU-19", 32, -1, low);
        MediaTrials.memory(draft, "FPU-19", 40, -1, high);
    }

    private void alignment() {
        String[] aligned = {"movaps", "movdqa", "pxor", "paddd", "xorps", "punpcklbw"};
        String[] free = {"movups", "movdqu"};
        for (int offset : new int[] {1, 2, 4, 8}) {
            for (String name : aligned) {
                for (int n = 0; n < MODES.length - 1; n++) {
                    Draft draft = trials.guest(
                                    "%s-misaligned-by-%d-in-%s".formatted(name, offset, MODE_NAMES[n]),
                                    MODES[n],
                                    "nop",
                                    "trial: %s xmm1, [%s+%d]".formatted(name, MediaTrials.pointer(MODES[n]), offset))
                            .about(
                                    "%s of an operand at a multiple of 16 plus %d".formatted(name, offset),
                                    "the alignment is not checked");
                    MediaTrials.faults(draft, MODES[n], "FPU-18", Attempt.GP);
                }
            }
            for (String name : free) {
                Draft draft = trials.guest(
                                "%s-misaligned-by-%d".formatted(name, offset),
                                Guest.long64(),
                                "%s xmm1, [rbx+%d]".formatted(name, offset),
                                "%s [rbx+%d], xmm1".formatted(name, 32 + offset))
                        .data(Draft.SCRATCH, MediaTrials.quadwords(LOW, HIGH, OTHER_LOW, OTHER_HIGH))
                        .about(
                                "%s at a multiple of 16 plus %d".formatted(name, offset),
                                "an alignment is demanded that the instruction does not need");
                MediaTrials.passes(draft, Guest.long64(), "FPU-18");
                long moved = LOW >>> 8 * offset | (offset == 8 ? HIGH : HIGH << 64 - 8 * offset);
                MediaTrials.memory(draft, "FPU-18", 32 + offset, -1, offset == 8 ? HIGH : moved);
            }
        }
    }
}
