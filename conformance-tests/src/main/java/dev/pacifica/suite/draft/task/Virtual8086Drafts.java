package dev.pacifica.suite.draft.task;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.LegacyTables;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Virtual-8086 mode: the instructions that look at IOPL, with and without CR4.VME (CR-62, CR-63, SEGM-66, SEGM-80). Programs end with INT3,
 * which goes through the IDT whatever IOPL is, to a handler that exits; the frame shows RFLAGS. #GP has a handler too.
 */
public final class Virtual8086Drafts {
    private static final long HANDLERS = Draft.GUEST + 0x100;
    private static final int BP = 3;
    private static final int GP = 13;
    private static final int INT = 0x30;
    private static final long VME = 1;
    private static final long PVI = 1 << 1;
    private static final long SP = 0x800;
    /** Where redirected interrupts go: the same code segment. */
    private static final int OWN_HANDLER = 0x200;

    private static final long V86 = FlagImage.VM | 2;
    /** CF, PF, AF, ZF, SF, DF, OF and NT. */
    private static final long PLAIN = FlagImage.FREE & ~FlagImage.TF;

    private final List<Draft> drafts = new ArrayList<>();

    private Virtual8086Drafts() {}

    public static List<Draft> all() {
        Virtual8086Drafts modes = new Virtual8086Drafts();
        for (int iopl : new int[] {0, 2, 3}) {
            for (long vme : new long[] {0, VME}) {
                modes.cliAndSti(iopl, vme);
                modes.pushf(iopl, vme);
                modes.popfAndIret(iopl, vme);
                modes.intN(iopl, vme);
            }
        }
        modes.protectedModeExtension();
        modes.segments();
        return modes.drafts;
    }

    private Draft draft(String name, int iopl, long vme, long flags, String... lines) {
        Draft draft = new Draft(
                        "virtual-8086/%s-with-iopl-%d%s".formatted(name, iopl, vme == 0 ? "" : "-and-vme"),
                        Level.EXCEPTION)
                .guest(Guest.v86(), lines)
                .set("RSP", SP)
                .touches(Draft.GUEST_STACK)
                .set("RFLAGS", V86 | flags | (long) iopl << 12)
                .clearBits("INTERCEPT_EXCEPTION", 1 << BP | 1 << GP);
        TaskTables tables = new TaskTables();
        for (int vector : new int[] {BP, GP, INT}) {
            tables.interruptGate(vector, HANDLERS + vector * 16L);
            draft.code(HANDLERS + vector * 16L, 32, "vmmcall");
        }
        int map = 0x68;
        tables.doubleword(TaskTables.OLD + 4, TaskTables.NEW_STACK)
                .word(TaskTables.OLD + 8, Fixture.DATA_SELECTOR)
                .word(TaskTables.OLD + 0x66, map + 32);
        tables.word(TaskTables.OLD + map + (INT + 1) / 8, 2); // INT 31h is not redirected, 30h is
        tables.interruptGate(INT, HANDLERS + INT * 16L);
        tables.install(draft);
        // of the type in TR only the size of the TSS counts (SEG-06)
        draft.set("TR.limit", 0x8F).set("TR.attributes", 0x89);
        if (vme != 0) {
            draft.set("CR4", VME).requires("VME");
        }
        drafts.add(draft.unspecified(ExitMasks.PLAIN)
                .unspecified("null-segments")
                .about(
                        lines[0].toUpperCase(Locale.ROOT) + " in virtual-8086 mode, IOPL " + iopl
                                + (vme == 0 ? "" : ", CR4.VME"),
                        "IOPL is not looked at, or IF and VIF are mixed up"));
        return draft;
    }

    /** The program ends, with these RFLAGS; or it raises #GP(0) at its first instruction and nothing has changed. */
    private static Draft ends(Draft draft, String rule, boolean refused, long flags) {
        return refused ? refused(draft, rule, 0) : framed(draft, rule, -1, flags);
    }

    private static Draft refused(Draft draft, String rule, long error) {
        return framed(draft, rule, error, draft.field("RFLAGS") | FlagImage.RF);
    }

    /** @param error of the #GP, or -1 for the end */
    private static Draft framed(Draft draft, String rule, long error, long pushed) {
        boolean refused = error >= 0;
        long frame = TaskTables.NEW_STACK - (refused ? 40 : 36);
        long handler = HANDLERS + (refused ? GP : BP) * 16L;
        draft.claimField(rule, "EXITCODE", Attempt.VMMCALL)
                .claimField(rule, "RIP", handler)
                .claimField(rule, "RSP", frame);
        long at = frame;
        if (refused) {
            TaskSwitchDrafts.memory(draft, rule, at, -1, error); // and rIP 0
            at += 4;
        }
        TaskSwitchDrafts.memory(draft, rule, at + 8, 0xFFFF_FFFFL, pushed);
        TaskSwitchDrafts.memory(draft, "EVT-65", at + 4, 0xFFFF, Guest.V86_CODE >> 4);
        return draft;
    }

    private void cliAndSti(int iopl, long vme) {
        for (long pending : new long[] {0, FlagImage.VIP}) {
            String with = pending == 0 ? "" : "-with-vip";
            long flag = iopl == 3 ? FlagImage.IF : FlagImage.VIF;
            boolean denied = iopl < 3 && vme == 0;
            // VIF and VIP together, the pending interrupt itself, are not tested
            long set = FlagImage.IF | (pending == 0 ? FlagImage.VIF : pending);
            Draft cli = draft("cli" + with, iopl, vme, set, "cli", "int3");
            ends(cli, "CR-63", denied, cli.field("RFLAGS") & ~flag);
            Draft sti = draft("sti" + with, iopl, vme, pending, "sti", "int3");
            ends(sti, "CR-63", denied || iopl < 3 && pending != 0, sti.field("RFLAGS") | flag);
        }
    }

    private void pushf(int iopl, long vme) {
        for (long flags : new long[] {FlagImage.IF | PLAIN, FlagImage.VIF}) {
            String with = flags == FlagImage.VIF ? "-with-vif" : "-with-if";
            Draft narrow = draft("pushfw" + with, iopl, vme, flags, "pushfw", "int3");
            boolean denied = iopl < 3 && vme == 0;
            ends(narrow, "CR-63", denied, narrow.field("RFLAGS"));
            if (!denied) {
                long seen = flags == FlagImage.VIF ? FlagImage.IF : 0;
                long virtual = (flags & PLAIN) | 0x3002 | seen;
                long real = narrow.field("RFLAGS") & 0xFFFF;
                TaskSwitchDrafts.memory(narrow, "CR-63", Guest.V86_STACK + SP - 2, 0xFFFF, iopl == 3 ? real : virtual);
            }
            Draft wide = draft("pushfd" + with, iopl, vme, flags, "pushfd", "int3");
            ends(wide, "CR-63", iopl < 3, wide.field("RFLAGS"));
            if (iopl == 3) {
                TaskSwitchDrafts.memory(
                        wide, "CR-63", Guest.V86_STACK + SP - 4, 0xFFFF_FFFFL, wide.field("RFLAGS") & ~FlagImage.VM);
            }
        }
    }

    private void popfAndIret(int iopl, long vme) {
        long[] images = {FlagImage.IF | PLAIN, PLAIN, FlagImage.TF, 0};
        String[] names = {"of-ones", "of-ones-but-if", "of-tf", "of-zeros"};
        for (int n = 0; n < images.length; n++) {
            for (long before : new long[] {0, FlagImage.VIF | PLAIN, FlagImage.VIP}) {
                boolean pends = before == FlagImage.VIP;
                boolean enables = (images[n] & FlagImage.IF) != 0;
                boolean isTrap = images[n] == FlagImage.TF;
                if (pends && !enables || isTrap && (iopl == 3 || before != 0)) {
                    continue; // CR-63 leaves the first open; the second would single-step
                }
                String with = names[n] + (before == 0 ? "" : pends ? "-with-vip" : "-with-vif");
                for (int size : new int[] {2, 4}) {
                    for (boolean isIret : new boolean[] {false, true}) {
                        load(with, iopl, vme, before, images[n], size, isIret);
                    }
                }
            }
        }
    }

    private void load(String with, int iopl, long vme, long before, long image, int size, boolean isIret) {
        String text = (isIret ? "iret" : "popf") + (size == 2 ? "w" : "d");
        Draft draft = draft(text + "-" + with, iopl, vme, before, text, "int3");
        long end = Guest.V86_CODE + (size == 2 ? 1 : 2) - Guest.V86_CODE;
        long[] frame = isIret ? new long[] {end, Guest.V86_CODE >> 4, image} : new long[] {image};
        ByteBuffer bytes = ByteBuffer.allocate(frame.length * size).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : frame) {
            if (size == 2) {
                bytes.putShort((short) value);
            } else {
                bytes.putInt((int) value);
            }
        }
        draft.data(Guest.V86_STACK + SP, bytes.array());
        long flags = draft.field("RFLAGS");
        if (iopl == 3) {
            long loaded = new FlagImage(false, 3, size, isIret).loaded(flags, image);
            ends(draft, "CR-63", false, loaded);
            return;
        }
        boolean enables = (image & FlagImage.IF) != 0;
        boolean refused = vme == 0 || size != 2 || image == FlagImage.TF || enables && (before & FlagImage.VIP) != 0;
        long virtual =
                flags & ~(FlagImage.FREE | FlagImage.VIF) | image & FlagImage.FREE | (enables ? FlagImage.VIF : 0);
        ends(draft, isIret ? "SEGM-66" : "CR-63", refused, virtual);
        if (isIret) {
            draft.claimField("CR-63", "EXITCODE", Attempt.VMMCALL);
        }
    }

    private void intN(int iopl, long vme) {
        for (long flags : new long[] {FlagImage.IF, FlagImage.VIF}) {
            String with = flags == FlagImage.IF ? "-with-if" : "-with-vif";
            redirected(draft("int-30" + with, iopl, vme, flags, "int 0x30"), iopl, vme);
            Draft other = draft("int-31" + with, iopl, vme, flags, "int 0x31");
            refused(other, "SEGM-80", iopl == 3 ? (INT + 1) * 8 + 2 : 0); // there is no gate
        }
        Draft int3 = draft("int3", iopl, vme, 0, "int3");
        if (iopl == 3) {
            int3.set("TR.attributes", 0x8B);
        }
        ends(int3, "SEGM-80", false, int3.field("RFLAGS"));
    }

    private void redirected(Draft draft, int iopl, long vme) {
        LegacyTables.install(draft);
        draft.data(LegacyTables.VECTORS + INT * 4, new byte[] {
                    (byte) OWN_HANDLER,
                    (byte) (OWN_HANDLER >> 8),
                    (byte) (Guest.V86_CODE >> 4),
                    (byte) (Guest.V86_CODE >> 12)
                })
                .code(Guest.V86_CODE + OWN_HANDLER, 16, "int3");
        long flags = draft.field("RFLAGS");
        if (vme == 0) {
            if (iopl < 3) {
                ends(draft, "SEGM-80", true, 0);
                return;
            }
            draft.claimField("SEGM-80", "RIP", HANDLERS + INT * 16L).claimField("SEGM-80", "EXITCODE", Attempt.VMMCALL);
            TaskSwitchDrafts.memory(draft, "SEGM-80", TaskTables.NEW_STACK - 28, 0xFFFF_FFFFL, flags);
            return;
        }
        long cleared = iopl == 3 ? FlagImage.IF : FlagImage.VIF;
        ends(draft, "SEGM-80", false, flags & ~cleared);
        boolean sees = (flags & cleared) != 0;
        long pushed = flags & 0xFFFF & ~FlagImage.IF | FlagImage.IOPL | (sees ? FlagImage.IF : 0);
        long frame = 2 | (Guest.V86_CODE >> 4) << 16 | pushed << 32;
        TaskSwitchDrafts.memory(draft, "SEGM-80", Guest.V86_STACK + SP - 6, 0xFFFF_FFFF_FFFFL, frame);
        TaskSwitchDrafts.memory(draft, "SEGM-80", TaskTables.NEW_STACK - 36, 0xFFFF_FFFFL, OWN_HANDLER + 1);
    }

    /** CR4.PVI does nothing here. */
    private void protectedModeExtension() {
        for (String text : new String[] {"cli", "sti", "pushfw"}) {
            Draft draft = draft(text + "-with-pvi", 0, 0, 0, text, "int3")
                    .set("CR4", PVI)
                    .requires("VME");
            ends(draft, "CR-63", true, 0);
        }
    }

    /** SEGM-03: the hidden parts follow the selector; the limit stays. */
    private void segments() {
        Draft draft = draft(
                "load-ds-and-es",
                3,
                0,
                0,
                "mov ax, 0x%x".formatted(Guest.V86_CODE >> 4),
                "mov es, ax",
                "mov al, es:[0]",
                "push 0x%x".formatted(Guest.V86_STACK >> 4),
                "pop ds",
                "mov bl, [0x7ff]",
                "int3");
        draft.gpr("rbx", 0)
                .claimField("SEGM-03", "EXITCODE", Attempt.VMMCALL)
                .claim("SEGM-03", "rbx", Guest.V86_STACK >> 12)
                .claimField("SEGM-03", "RAX", (Guest.V86_CODE >> 4) & ~0xFF | 0xB8);
    }
}
