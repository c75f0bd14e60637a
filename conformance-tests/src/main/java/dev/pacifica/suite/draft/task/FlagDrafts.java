package dev.pacifica.suite.draft.task;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** RFLAGS: what POPF and IRET change at each privilege level, CLI and STI, and the resume flag in frames (CR-60 to CR-64). */
public final class FlagDrafts {
    private static final long ALL = 0xFFFF_FFFFL;
    private static final long VME = 1 << 0;
    private static final long PVI = 1 << 1;
    private static final int STI_SHADOW_CODE = 0x81;
    private static final long HANDLER = Draft.GUEST + 0x100;

    private final List<Draft> drafts = new ArrayList<>();

    private FlagDrafts() {}

    public static List<Draft> all() {
        FlagDrafts flags = new FlagDrafts();
        flags.images("real-mode", realInLowMemory(), 2);
        flags.images("16-bit-code", Guest.protected16(), 2);
        flags.images("protected-mode", Guest.protected32(), 4);
        flags.images("protected-mode-at-cpl-3", Guest.protected32User(), 4);
        flags.images("64-bit-mode", Guest.long64(), 8);
        flags.images("64-bit-mode-at-cpl-3", Guest.long64User(), 8);
        flags.interruptFlag();
        flags.virtualInterruptFlag();
        flags.extensionOfAnotherMode();
        flags.resumeFlag();
        return flags.drafts;
    }

    private void images(String mode, Guest guest, int size) {
        boolean isReal = (guest.fields().getOrDefault("CR0", 0L) & 1) == 0;
        int cpl = guest.fields().getOrDefault("CPL", 0L).intValue();
        for (int iopl : cpl == 0 ? new int[] {0} : new int[] {0, 2, 3}) {
            String suffix = "-in-" + mode + (cpl == 0 ? "" : "-with-iopl-" + iopl);
            for (int operand : size == 8 ? new int[] {2, 8} : new int[] {2, 4}) {
                FlagImage pop = new FlagImage(isReal, cpl, operand, false);
                image("popf" + letter(operand) + "-of-ones" + suffix, guest, pop, iopl, ALL & ~FlagImage.TF);
                image("popf" + letter(operand) + "-of-zeros" + suffix, guest, pop, iopl, 0);
            }
            if (!guest.fields().equals(Guest.protected16().fields())) { // whose CS no descriptor describes
                for (int operand : isReal ? new int[] {2, 4} : new int[] {size}) {
                    FlagImage iret = new FlagImage(isReal, cpl, operand, true);
                    long ones = ALL & ~(FlagImage.TF | FlagImage.VM | FlagImage.RF);
                    image("iret" + letter(operand) + "-of-ones" + suffix, guest, iret, iopl, ones);
                    image("iret" + letter(operand) + "-of-zeros" + suffix, guest, iret, iopl, 0);
                }
            }
        }
    }

    /** A real-mode guest whose selectors are its bases divided by 16, as IRET needs it. */
    private static Guest realInLowMemory() {
        Map<String, Long> fields = Guest.v86().fields();
        fields.put("CR0", 0x32L);
        fields.put("CPL", 0L);
        for (String name : new String[] {"CS", "SS", "DS", "ES", "FS", "GS"}) {
            fields.put(name + ".attributes", 0x93L);
        }
        return new Guest(16, fields);
    }

    private static String letter(int size) {
        return size == 2 ? "w" : size == 4 ? "d" : "q";
    }

    /** Before the instruction all bits are set that the image clears, and the other way round. */
    private void image(String name, Guest guest, FlagImage how, int iopl, long image) {
        long before = 2 | (long) iopl << 12 | (image == 0 ? 0x3C_0ED5L : 0);
        if (how.isIret() && image == 0) {
            before &= ~FlagImage.NT;
        }
        String text = (how.isIret() ? "iret" : "popf") + letter(how.size());
        int count = how.isIret() ? how.size() == 8 ? 5 : 3 : 1;
        long rsp = guest.fields().getOrDefault("RSP", 0L) - (long) count * how.size();
        Draft draft = new Draft("flags/" + name, Level.EXCEPTION)
                .guest(guest, "nop", text, "done: vmmcall")
                .set("RSP", rsp)
                .set("RFLAGS", before)
                .about(
                        "%s of an image of %s".formatted(text.toUpperCase(Locale.ROOT), image == 0 ? "zeros" : "ones"),
                        "a flag changes that this program may not change at its privilege level, or one stays that it may");
        long done = draft.field("RIP") + draft.guestLabel("done", guest.codeAddress()) - guest.codeAddress();
        long cs = draft.field("CS.selector") | draft.field("CPL");
        long ss = draft.field("SS.selector") | draft.field("CPL");
        long[] frame = how.isIret() ? new long[] {done, cs, image, draft.field("RSP") + 40, ss} : new long[] {image};
        long stack = draft.field("SS.base") + rsp;
        draft.data(stack, frame(frame, how.size(), count));
        drafts.add(draft.claimField("CR-61", "RFLAGS", ~FlagImage.RF, how.loaded(before, image))
                .claimField("CR-60", "RFLAGS", 0xFFFF_FFFF_FFC0_802AL, 2)
                .claimField("CR-61", "EXITCODE", Attempt.VMMCALL)
                .claimField("CR-61", "RIP", done)
                .unspecified(ExitMasks.PLAIN));
    }

    private static byte[] frame(long[] values, int size, int count) {
        ByteBuffer frame = ByteBuffer.allocate(size * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int n = 0; n < count; n++) {
            switch (size) {
                case 2 -> frame.putShort((short) values[n]);
                case 4 -> frame.putInt((int) values[n]);
                default -> frame.putLong(values[n]);
            }
        }
        return frame.array();
    }

    private void interruptFlag() {
        for (String text : new String[] {"cli", "sti"}) {
            for (int iopl = 0; iopl < 4; iopl++) {
                change(
                        text,
                        "-in-protected-mode-at-cpl-3-with-iopl-" + iopl,
                        Guest.protected32User(),
                        iopl,
                        0,
                        0,
                        iopl < 3);
                change(text, "-in-64-bit-mode-at-cpl-3-with-iopl-" + iopl, Guest.long64User(), iopl, 0, 0, iopl < 3);
            }
            change(text, "-in-protected-mode-at-cpl-0", Guest.protected32(), 0, 0, 0, false);
            change(text, "-in-real-mode", Guest.real(), 0, 0, 0, false);
        }
        for (int interrupts = 0; interrupts < 2; interrupts++) {
            Draft draft = new Draft("flags/sti-with-if-" + interrupts, Level.EXCEPTION)
                    .guest(Guest.protected32(), "nop", "sti", "done: vmmcall")
                    .set("RFLAGS", 2 | (long) interrupts << 9)
                    .about(
                            "STI while IF is %d, then an exit".formatted(interrupts),
                            "STI holds interrupts although IF was set, or does not hold them although it was clear");
            drafts.add(draft.claimField("CR-62", "EXITCODE", STI_SHADOW_CODE)
                    .claimField("CR-62", "INTERRUPT_SHADOW", 1 - interrupts)
                    .claimField("CR-62", "RFLAGS", ~Guest.RESUME_FLAG, 0x202)
                    .unspecified(ExitMasks.PLAIN));
        }
    }

    private void virtualInterruptFlag() {
        for (String text : new String[] {"cli", "sti"}) {
            for (long pending : new long[] {0, FlagImage.VIP}) {
                String with = pending == 0 ? "" : "-with-vip";
                boolean refused = text.equals("sti") && pending != 0;
                change(text, "-with-pvi" + with, Guest.protected32User(), 0, PVI, pending, refused);
                change(text, "-without-pvi" + with, Guest.protected32User(), 0, 0, pending, true);
                change(text, "-with-pvi-and-iopl-3" + with, Guest.protected32User(), 3, PVI, pending, false);
            }
        }
    }

    /** VME is for virtual-8086 mode, and PVI for CPL 3 only. */
    private void extensionOfAnotherMode() {
        for (String text : new String[] {"cli", "sti"}) {
            change(text, "-with-vme-in-protected-mode", Guest.protected32User(), 0, VME, 0, true);
            Map<String, Long> fields = Guest.protected32().fields();
            fields.put("CPL", 2L);
            Guest.segment(fields, "CS", Fixture.CODE32_SELECTOR | 2, 0xCDB);
            Guest.segment(fields, "SS", Fixture.DATA_SELECTOR | 2, 0xCD3);
            change(text, "-with-pvi-at-cpl-2", new Guest(32, fields), 0, PVI, 0, true);
        }
    }

    /** CLI with IF and VIF set, STI with both clear. */
    private void change(String text, String where, Guest guest, int iopl, long cr4, long more, boolean refused) {
        boolean sets = text.equals("sti");
        long both = FlagImage.IF | (more == 0 ? FlagImage.VIF : 0); // VIF and VIP together are not tested
        long before = 2 | (long) iopl << 12 | more | (sets ? 0 : both);
        Draft draft = new Draft("flags/" + text + where, Level.EXCEPTION)
                .guest(guest, "nop", text, "done: vmmcall")
                .set("RFLAGS", before)
                .setBits("CR4", cr4)
                .about(
                        text.toUpperCase(Locale.ROOT) + where.replace('-', ' '),
                        "IOPL is not looked at, IF and VIF are mixed up, or VIP does not count");
        if (cr4 != 0) {
            draft.requires("VME");
        }
        drafts.add(draft);
        long cpl = guest.fields().getOrDefault("CPL", 0L);
        if (refused) {
            Attempt.faults(draft, "CR-62", Attempt.GP).claimField("CR-62", "RFLAGS", ~FlagImage.RF, before);
            return;
        }
        long flag = cr4 != 0 && iopl < cpl ? FlagImage.VIF : FlagImage.IF;
        draft.claimField("CR-62", "EXITCODE", Attempt.VMMCALL)
                .claimField("CR-62", "RFLAGS", ~Guest.RESUME_FLAG, sets ? before | flag : before & ~flag)
                .unspecified(ExitMasks.PLAIN);
    }

    /** RF in the frames of events that the guest takes itself (CR-64, EVT-67). */
    private void resumeFlag() {
        frame("fault", 6, 0x2, 0x1_0002, "ud2");
        frame("breakpoint", 3, 0x2, 0x2, "int3");
        frame("int-n", TaskInitiator.VECTOR, 0x2, 0x2, "int 0x30");
        frame("breakpoint-after-an-instruction-with-rf", 3, 0x1_0002, 0x2, "nop", "int3");
        frame("int-n-after-an-instruction-with-rf", TaskInitiator.VECTOR, 0x1_0002, 0x2, "nop", "int 0x30");
        frame("single-step-after-an-instruction-with-rf", 1, 0x1_0102, 0x102, "nop");
        // IRET itself does not clear the RF that it loads, the instruction after it does
        Draft iret = frame(
                "breakpoint-after-iret-with-rf",
                3,
                0x2,
                0x2,
                "push 0x10002",
                "push 0x18",
                "push next",
                "iretd",
                "next: nop",
                "int3");
        iret.touches(Draft.GUEST_STACK);
    }

    private Draft frame(String name, int vector, long before, long pushed, String... lines) {
        Draft draft = new Draft("flags/rf-pushed-by-" + name, Level.EXCEPTION)
                .guest(Guest.protected32(), lines)
                .code(HANDLER, 32, "vmmcall")
                .set("RFLAGS", before)
                .clearBits("INTERCEPT_EXCEPTION", vector < 32 ? 1L << vector : 0)
                .about(
                        "the frame that %s pushes, starting with RF = %d"
                                .formatted(name.replace('-', ' '), before >> 16),
                        "RF in the frame is not 1 for a fault and 0 for everything else, or RF outlives an instruction");
        new TaskTables().interruptGate(vector, HANDLER).install(draft);
        long top = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
        drafts.add(draft.claimField("CR-64", "EXITCODE", Attempt.VMMCALL)
                .claimField("CR-64", "RIP", HANDLER)
                .claimField("CR-64", "RSP", top - 12)
                .unspecified(ExitMasks.PLAIN));
        TaskSwitchDrafts.memory(draft, "CR-64", top - 8, -1L << 32, pushed << 32);
        return draft;
    }
}
