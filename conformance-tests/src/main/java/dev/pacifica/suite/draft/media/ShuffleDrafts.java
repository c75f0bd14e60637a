package dev.pacifica.suite.draft.media;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.ArrayList;
import java.util.List;

/** Shuffles, byte shifts, sign bits, single words and masked stores (FPU-21, FPU-22): results written out from the definitions. */
public final class ShuffleDrafts {
    /** Byte n of the first holds 10h + n, of the second A0h + n: a result shows where each byte comes from. */
    private static final long[] FIRST = {0x1716_1514_1312_1110L, 0x1F1E_1D1C_1B1A_1918L};

    private static final long[] SECOND = {0xA7A6_A5A4_A3A2_A1A0L, 0xAFAE_ADAC_ABAA_A9A8L};

    private final MediaTrials trials = new MediaTrials();

    private ShuffleDrafts() {}

    public static List<Draft> all() {
        ShuffleDrafts drafts = new ShuffleDrafts();
        drafts.doublewords();
        drafts.words();
        drafts.singleAndDouble();
        drafts.byteShifts();
        drafts.signBits();
        drafts.singleWords();
        drafts.maskedStores();
        return drafts.trials.all();
    }

    /** XMM1 is the first operand, XMM2 the second; ModRM CAh names both. */
    private void shuffle(String name, String instruction, long low, long high) {
        for (Guest guest : new Guest[] {Guest.long64(), Guest.protected32()}) {
            String pointer = MediaTrials.pointer(guest);
            Draft draft = trials.guest(
                            name + (guest.bits() == 64 ? "-in-64-bit-mode" : "-in-protected-mode"),
                            guest,
                            "movdqu xmm1, [%s]".formatted(pointer),
                            "movdqu xmm2, [%s+16]".formatted(pointer),
                            "db " + instruction,
                            "movdqu [%s+32], xmm1".formatted(pointer))
                    .data(Draft.SCRATCH, MediaTrials.quadwords(FIRST[0], FIRST[1], SECOND[0], SECOND[1]))
                    .about(name.replace('-', ' '), "a lane is taken from elsewhere");
            String rule = name.endsWith("dq") || name.contains("dq-by") ? "FPU-21" : "FPU-22";
            MediaTrials.passes(draft, guest, rule);
            MediaTrials.memory(draft, rule, 32, -1, low);
            MediaTrials.memory(draft, rule, 40, -1, high);
        }
    }

    private void doublewords() {
        shuffle("pshufd-reversing", "0x66, 0x0f, 0x70, 0xca, 0x1b", 0xABAA_A9A8_AFAE_ADACL, 0xA3A2_A1A0_A7A6_A5A4L);
        shuffle("pshufd-of-one", "0x66, 0x0f, 0x70, 0xca, 0xaa", 0xABAA_A9A8_ABAA_A9A8L, 0xABAA_A9A8_ABAA_A9A8L);
    }

    private void words() {
        shuffle("pshuflw-reversing", "0xf2, 0x0f, 0x70, 0xca, 0x1b", 0xA1A0_A3A2_A5A4_A7A6L, SECOND[1]);
        shuffle("pshufhw-reversing", "0xf3, 0x0f, 0x70, 0xca, 0x1b", SECOND[0], 0xA9A8_ABAA_ADAC_AFAEL);
        shuffle("pshuflw-of-one", "0xf2, 0x0f, 0x70, 0xca, 0x55", 0xA3A2_A3A2_A3A2_A3A2L, SECOND[1]);
        Draft mmx = trials.guest(
                        "pshufw-reversing",
                        Guest.long64(),
                        "movq mm2, [rbx+16]",
                        "db 0x0f, 0x70, 0xca, 0x1b",
                        "movq [rbx+32], mm1",
                        "emms")
                .data(Draft.SCRATCH, MediaTrials.quadwords(FIRST[0], FIRST[1], SECOND[0], SECOND[1]))
                .about("PSHUFW that reverses the words", "a lane is taken from elsewhere");
        MediaTrials.memory(MediaTrials.passes(mmx, Guest.long64(), "FPU-22"), "FPU-22", 32, -1, 0xA1A0_A3A2_A5A4_A7A6L);
    }

    private void singleAndDouble() {
        shuffle("shufps-reversing", "0x0f, 0xc6, 0xca, 0x1b", 0x1B1A_1918_1F1E_1D1CL, 0xA3A2_A1A0_A7A6_A5A4L);
        shuffle("shufpd-0", "0x66, 0x0f, 0xc6, 0xca, 0x00", FIRST[0], SECOND[0]);
        shuffle("shufpd-1", "0x66, 0x0f, 0xc6, 0xca, 0x01", FIRST[1], SECOND[0]);
        shuffle("shufpd-2", "0x66, 0x0f, 0xc6, 0xca, 0x02", FIRST[0], SECOND[1]);
        shuffle("unpcklps", "0x0f, 0x14, 0xca", 0xA3A2_A1A0_1312_1110L, 0xA7A6_A5A4_1716_1514L);
        shuffle("unpckhps", "0x0f, 0x15, 0xca", 0xABAA_A9A8_1B1A_1918L, 0xAFAE_ADAC_1F1E_1D1CL);
        shuffle("unpcklpd", "0x66, 0x0f, 0x14, 0xca", FIRST[0], SECOND[0]);
        shuffle("unpckhpd", "0x66, 0x0f, 0x15, 0xca", FIRST[1], SECOND[1]);
        shuffle("low-quadwords", "0x66, 0x0f, 0x6c, 0xca", FIRST[0], SECOND[0]);
        shuffle("high-quadwords", "0x66, 0x0f, 0x6d, 0xca", FIRST[1], SECOND[1]);
    }

    private void byteShifts() {
        shuffle("pslldq-by-0", "0x66, 0x0f, 0x73, 0xf9, 0", FIRST[0], FIRST[1]);
        shuffle("pslldq-by-3", "0x66, 0x0f, 0x73, 0xf9, 3", 0x1413_1211_1000_0000L, 0x1C1B_1A19_1817_1615L);
        shuffle("pslldq-by-8", "0x66, 0x0f, 0x73, 0xf9, 8", 0, FIRST[0]);
        shuffle("pslldq-by-15", "0x66, 0x0f, 0x73, 0xf9, 15", 0, 0x1000_0000_0000_0000L);
        shuffle("pslldq-by-16", "0x66, 0x0f, 0x73, 0xf9, 16", 0, 0);
        shuffle("pslldq-by-255", "0x66, 0x0f, 0x73, 0xf9, 255", 0, 0);
        shuffle("psrldq-by-0", "0x66, 0x0f, 0x73, 0xd9, 0", FIRST[0], FIRST[1]);
        shuffle("psrldq-by-3", "0x66, 0x0f, 0x73, 0xd9, 3", 0x1A19_1817_1615_1413L, 0x0000_001F_1E1D_1C1BL);
        shuffle("psrldq-by-8", "0x66, 0x0f, 0x73, 0xd9, 8", FIRST[1], 0);
        shuffle("psrldq-by-15", "0x66, 0x0f, 0x73, 0xd9, 15", 0x1F, 0);
        shuffle("psrldq-by-16", "0x66, 0x0f, 0x73, 0xd9, 16", 0, 0);
        shuffle("psrldq-by-255", "0x66, 0x0f, 0x73, 0xd9, 255", 0, 0);
    }

    /** Into ECX, of which the upper half of RCX is cleared. */
    private void toGeneral(String name, String load, String instruction, long result) {
        Guest guest = Guest.long64();
        Draft draft = trials.guest(name, guest, load, "db " + instruction, "emms")
                .gpr("rcx", -1)
                .data(Draft.SCRATCH, MediaTrials.quadwords(0x8000_0000_7F80_00FFL, 0x0080_8000_8000_FF01L))
                .about(
                        name.replace('-', ' '),
                        "a bit is taken from elsewhere, or the rest of the register is not cleared");
        MediaTrials.passes(draft, guest, "FPU-22").claim("FPU-22", "rcx", result);
    }

    private void signBits() {
        String load = "movdqu xmm2, [rbx]";
        toGeneral("pmovmskb-xmm", load, "0x66, 0x0f, 0xd7, 0xca", 0b0110_1010_1000_0101);
        toGeneral("movmskps", load, "0x0f, 0x50, 0xca", 0b0110);
        toGeneral("movmskpd", load, "0x66, 0x0f, 0x50, 0xca", 0b01);
        toGeneral("pmovmskb-mmx", "movq mm2, [rbx]", "0x0f, 0xd7, 0xca", 0b1000_0101);
        toGeneral("pextrw-of-word-0", load, "0x66, 0x0f, 0xc5, 0xca, 0", 0x00FF);
        toGeneral("pextrw-of-word-5", load, "0x66, 0x0f, 0xc5, 0xca, 5", 0x8000);
        toGeneral("pextrw-of-word-15-which-is-7", load, "0x66, 0x0f, 0xc5, 0xca, 15", 0x0080);
        toGeneral("pextrw-mmx-of-word-7-which-is-3", "movq mm2, [rbx]", "0x0f, 0xc5, 0xca, 7", 0x8000);
    }

    private void singleWords() {
        shuffle("pinsrw-from-memory-at-word-0", "0x66, 0x0f, 0xc4, 0x4b, 0x12, 0", 0x1716_1514_1312_A3A2L, FIRST[1]);
        shuffle("pinsrw-from-memory-at-word-6", "0x66, 0x0f, 0xc4, 0x4b, 0x12, 6", FIRST[0], 0x1F1E_A3A2_1B1A_1918L);
        shuffle(
                "pinsrw-from-memory-at-word-9-which-is-1",
                "0x66, 0x0f, 0xc4, 0x4b, 0x12, 9",
                0x1716_1514_A3A2_1110L,
                FIRST[1]);
    }

    private void maskedStores() {
        for (boolean xmm : new boolean[] {true, false}) {
            List<String> lines = new ArrayList<>();
            String register = xmm ? "xmm" : "mm";
            String move = xmm ? "movdqu" : "movq";
            lines.add("%s %s1, [rbx]".formatted(move, register));
            lines.add("%s %s2, [rbx+16]".formatted(move, register));
            lines.add("lea rdi, [rbx+33]");
            lines.add(xmm ? "db 0x66, 0x0f, 0xf7, 0xca" : "db 0x0f, 0xf7, 0xca");
            lines.add("emms");
            Draft draft = trials.guest(xmm ? "maskmovdqu" : "maskmovq", Guest.long64(), lines.toArray(String[]::new))
                    .data(
                            Draft.SCRATCH,
                            MediaTrials.quadwords(
                                    FIRST[0], FIRST[1], 0x807F_FF00_0000_0180L, 0x8000_0000_0000_0080L, -1, -1, -1, -1))
                    .about(
                            "the bytes whose mask has bit 7 set, to an address that is not aligned",
                            "bytes without mask are written, or an alignment is demanded");
            MediaTrials.passes(draft, Guest.long64(), "FPU-22");
            MediaTrials.memory(draft, "FPU-22", 33, -1, 0x17FF_15FF_FFFF_FF10L);
            MediaTrials.memory(draft, "FPU-22", 41, -1, xmm ? 0x1FFF_FFFF_FFFF_FF18L : -1);
        }
    }
}
