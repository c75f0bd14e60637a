package dev.pacifica.suite.draft.media;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * FNSTENV, FLDENV, FNSAVE and FRSTOR (FPU-09, FPU-10). What is stored is at 512 in the data and is cleared at the end, but for copies of
 * what the rules define.
 */
public final class X87EnvironmentDrafts {
    private static final String FLD_0 = "db 0xd9, 0xc0";
    private static final String FLD_M80 = "db 0xdb, 0x2b";
    private static final String FNSTENV = "db 0xd9, 0xb3, 0x00, 0x02, 0x00, 0x00"; // [rbx+512]
    private static final String FLDENV = "db 0xd9, 0xa3, 0x00, 0x02, 0x00, 0x00";
    private static final String FNSAVE = "db 0xdd, 0xb3, 0x00, 0x02, 0x00, 0x00";
    private static final String FRSTOR = "db 0xdd, 0xa3, 0x00, 0x02, 0x00, 0x00";
    private static final String NARROW = "db 0x66";
    private static final long NUMBER = 0x8765_4321_0FED_CBA9L;

    private final MediaTrials trials = new MediaTrials();

    private X87EnvironmentDrafts() {}

    public static List<Draft> all() {
        X87EnvironmentDrafts drafts = new X87EnvironmentDrafts();
        for (Guest guest : new Guest[] {Guest.long64(), Guest.protected32(), Guest.compatibility()}) {
            for (boolean narrow : new boolean[] {false, true}) {
                drafts.stored(guest, narrow);
                drafts.loaded(guest, narrow);
                drafts.saved(guest, narrow);
                drafts.restored(guest, narrow);
            }
        }
        drafts.unmasked();
        return drafts.trials.all();
    }

    private static String mode(Guest guest, boolean narrow) {
        String mode = guest.bits() == 64
                ? "64-bit-mode"
                : (guest.fields().getOrDefault("EFER", 0L) & 0x400) != 0 ? "compatibility-mode" : "protected-mode";
        return "-in-%s%s".formatted(mode, narrow ? "-with-66h" : "");
    }

    private static List<String> prefixed(boolean narrow, String instruction) {
        return narrow ? List.of(NARROW, instruction) : List.of(instruction);
    }

    private Draft finish(String name, Guest guest, String rule, List<String> lines) {
        String pointer = MediaTrials.pointer(guest);
        List<String> program = new ArrayList<>(lines);
        program.add("lea edi, [%s+512]".formatted(pointer));
        program.addAll(List.of("mov ecx, 64", "xor eax, eax", "cld", "rep stosd"));
        return MediaTrials.passes(trials.guest(name, guest, program.toArray(String[]::new)), guest, rule);
    }

    /** Control, status and tag word into three words from 64 on, the offset of the last instruction at 72. */
    private static List<String> copied(Guest guest, boolean narrow) {
        String pointer = MediaTrials.pointer(guest);
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            lines.add("mov ax, [%s+%d]".formatted(pointer, 512 + n * (narrow ? 2 : 4)));
            lines.add("mov [%s+%d], ax".formatted(pointer, 64 + 2 * n));
        }
        lines.add("mov ax, [%s+%d]".formatted(pointer, narrow ? 518 : 524));
        lines.add("mov [%s+72], ax".formatted(pointer));
        return lines;
    }

    /** Registers hold a one, a zero, an infinity and nothing else: tags 00b, 01b, 10b and 11b. */
    private void stored(Guest guest, boolean narrow) {
        List<String> lines = new ArrayList<>(List.of("fld1", "fldz", "trial: " + FLD_M80));
        lines.addAll(prefixed(narrow, FNSTENV));
        lines.add("fnstcw [%s+80]".formatted(MediaTrials.pointer(guest)));
        lines.addAll(copied(guest, narrow));
        lines.add("fldcw [%s+16]".formatted(MediaTrials.pointer(guest)));
        List<String> all = new ArrayList<>(List.of("fldcw [%s+24]".formatted(MediaTrials.pointer(guest))));
        all.addAll(lines);
        Draft draft = finish("fnstenv" + mode(guest, narrow), guest, "FPU-09", all)
                .data(Draft.SCRATCH, MediaTrials.quadwords(1L << 63, 0x7FFF, 0x37F, 0x340))
                .about(
                        "FNSTENV, and the masks after it",
                        "a word lies elsewhere, a tag is wrong, or the exceptions are not masked");
        long tags = 0xFFFF & ~(0b11 << 14 | 0b11 << 12 | 0b11 << 10) | 0b01 << 12 | 0b10 << 10;
        MediaTrials.memory(draft, "FPU-09", 64, 0xFFFF_FFFF_FFFFL, 0x340 | 5L << 27 | tags << 32);
        MediaTrials.memory(draft, "FPU-09", 72, 0xFFFF, draft.field("RIP") + draft.guestLabel("trial") - Draft.GUEST);
        MediaTrials.memory(draft, "FPU-09", 80, 0xFFFF, 0x37F);
    }

    /** Words as an environment of either size. */
    private static byte[] environment(boolean narrow, int... words) {
        byte[] bytes = new byte[narrow ? 14 : 28];
        for (int n = 0; n < words.length; n++) {
            bytes[n * (narrow ? 2 : 4)] = (byte) words[n];
            bytes[n * (narrow ? 2 : 4) + 1] = (byte) (words[n] >> 8);
        }
        return bytes;
    }

    private void loaded(Guest guest, boolean narrow) {
        List<String> lines = new ArrayList<>(List.of("fld1", "fldz", "fld1"));
        lines.addAll(prefixed(narrow, FLDENV));
        lines.add("fnstsw [%s+82]".formatted(MediaTrials.pointer(guest)));
        lines.addAll(prefixed(narrow, FNSTENV));
        lines.addAll(copied(guest, narrow));
        Draft draft = finish("fldenv" + mode(guest, narrow), guest, "FPU-09", lines)
                .data(Draft.SCRATCH + 512, environment(narrow, 0xA7F, 0x4720, 0xFCFF, 0x1234))
                .about(
                        "FLDENV of another environment, then FNSTENV",
                        "a word is not loaded, or registers that hold something stay as they were tagged");
        // register 4 is marked as used; what it holds since the start is not known, so its tag is not looked at
        MediaTrials.memory(draft, "FPU-09", 64, 0xFCFF_FFFF_FFFFL, 0xA7FL | 0x4720L << 16 | 0xFCFFL << 32);
        MediaTrials.memory(draft, "FPU-09", 72, 0xFFFF, 0x1234);
        MediaTrials.memory(draft, "FPU-09", 80, 0xFFFF_0000L, 0x4720_0000L);
    }

    private void saved(Guest guest, boolean narrow) {
        String pointer = MediaTrials.pointer(guest);
        int at = 512 + (narrow ? 14 : 28);
        List<String> lines = new ArrayList<>(List.of("fld1", FLD_M80));
        lines.addAll(prefixed(narrow, FNSAVE));
        lines.add("fnstcw [%s+80]".formatted(pointer));
        lines.add("fnstsw [%s+82]".formatted(pointer));
        lines.addAll(copied(guest, narrow));
        for (int n = 0; n < 20; n += 4) {
            lines.add("mov eax, [%s+%d]".formatted(pointer, at + n));
            lines.add("mov [%s+%d], eax".formatted(pointer, 96 + n));
        }
        Draft draft = finish("fnsave" + mode(guest, narrow), guest, "FPU-10", lines)
                .data(Draft.SCRATCH, MediaTrials.quadwords(NUMBER, 0x4001))
                .about(
                        "FNSAVE of two registers, and the state after it",
                        "a register lies elsewhere, or the state is not initialised afterwards");
        MediaTrials.memory(draft, "FPU-10", 64, 0xFFFF_FFFF_FFFFL, 0x37FL | 0x3000L << 16 | 0xFFFL << 32);
        MediaTrials.memory(draft, "FPU-10", 80, 0xFFFF_FFFFL, 0x37F);
        MediaTrials.memory(draft, "FPU-10", 96, -1, NUMBER);
        MediaTrials.memory(draft, "FPU-10", 104, -1, 0x4001);
        MediaTrials.memory(draft, "FPU-10", 112, 0xFFFF_FFFFL, 0x3FFF_8000L);
    }

    /** Two registers are restored, of which the first is then stored. */
    private void restored(Guest guest, boolean narrow) {
        List<String> lines = new ArrayList<>(prefixed(narrow, FRSTOR));
        lines.add("db 0xdb, 0x7b, 0x20"); // fstp [rbx+32]
        lines.add("fnstcw [%s+80]".formatted(MediaTrials.pointer(guest)));
        lines.add("fnstsw [%s+82]".formatted(MediaTrials.pointer(guest)));
        int size = narrow ? 14 : 28;
        byte[] image = Arrays.copyOf(environment(narrow, 0xE7F, 0x3000, 0x0FFF), size + 80);
        byte[] number = MediaTrials.quadwords(NUMBER, 0x4001);
        System.arraycopy(number, 0, image, size, 10);
        Draft draft = finish("frstor" + mode(guest, narrow), guest, "FPU-10", lines)
                .data(Draft.SCRATCH + 512, image)
                .about("FRSTOR, then FSTP", "a register or a word lies elsewhere");
        MediaTrials.memory(draft, "FPU-10", 32, -1, NUMBER);
        MediaTrials.memory(draft, "FPU-10", 40, 0xFFFF, 0x4001);
        MediaTrials.memory(draft, "FPU-10", 80, 0xFFFF_FFFFL, 0xE7FL | 0x3800L << 16);
    }

    private void unmasked() {
        String[] names = {"fnstenv", "fnsave", "fldenv", "frstor"};
        String[] instructions = {FNSTENV, FNSAVE, FLDENV, FRSTOR};
        for (int n = 0; n < names.length; n++) {
            boolean waits = n >= 2;
            List<String> lines = new ArrayList<>(List.of(FLD_0, "fldcw [rbx]", "trial: " + instructions[n]));
            Draft draft;
            if (waits) {
                draft = trials.guest("pending-exception-at-" + names[n], Guest.long64(), lines.toArray(String[]::new));
                MediaTrials.faults(draft, Guest.long64(), "FPU-04", MediaTrials.MF);
            } else {
                draft = finish("pending-exception-at-" + names[n], Guest.long64(), "FPU-04", lines);
            }
            draft.data(Draft.SCRATCH, MediaTrials.quadwords(0x37E))
                    .about(
                            names[n].toUpperCase(Locale.ROOT) + " while an exception is pending",
                            "the instruction reports it, or does not although it waits");
        }
    }
}
