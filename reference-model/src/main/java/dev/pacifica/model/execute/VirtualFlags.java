package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Mode;
import dev.pacifica.model.state.Rflags;

/**
 * VIF and VIP, with which programs that may not change IF get a virtual one of their own: in virtual-8086 mode with CR4.VME, at CPL 3
 * of protected mode with CR4.PVI (APM2 8.10; CR-62, CR-63).
 */
final class VirtualFlags {
    private VirtualFlags() {}

    /**
     * Whether CLI and STI change IF itself; otherwise they change VIF.
     *
     * @throws dev.pacifica.model.state.Fault #GP(0) if they may change neither
     */
    static boolean mayChangeInterruptFlag(Execution x) {
        Cpu cpu = x.cpu;
        if (cpu.mode() == Mode.REAL || !x.freedom.decide(CR_62, cpu.cpl > cpu.iopl())) {
            return true;
        }
        boolean virtual8086 = cpu.mode() == Mode.VIRTUAL_8086;
        long extension = virtual8086 ? Cr4.VME : Cr4.PVI;
        boolean isVirtual = cpu.cpl == 3 && (cpu.cr4 & extension) != 0;
        if (x.freedom.decide(virtual8086 ? CR_63 : CR_62, !isVirtual)) {
            throw x.fault(ExceptionVector.GP);
        }
        return false;
    }

    static void clear(Execution x) {
        x.cpu.rflags &= ~Rflags.VIF;
    }

    /** Sets VIF; with a virtual interrupt pending the supervisor is called instead. */
    static void set(Execution x) {
        checkPending(x, true);
        x.cpu.rflags |= Rflags.VIF;
    }

    /**
     * Whether PUSHF, POPF and IRET work on VIF: in virtual-8086 mode with IOPL below 3, where only their 16-bit forms can.
     *
     * @throws dev.pacifica.model.state.Fault #GP(0) if they cannot
     */
    static boolean replaceInterruptFlag(Execution x, int size) {
        Cpu cpu = x.cpu;
        if (!x.freedom.decide(CR_63, cpu.mode() == Mode.VIRTUAL_8086 && cpu.iopl() < 3)) {
            return false;
        }
        if (x.freedom.decide(CR_63, (cpu.cr4 & Cr4.VME) == 0 || size != 2)) {
            throw x.fault(ExceptionVector.GP);
        }
        return true;
    }

    /** FLAGS as the program is to see them: IOPL 3, and VIF in the place of IF. */
    static long image(Cpu cpu) {
        long own = cpu.rflags & ~Rflags.IF | Rflags.IOPL;
        return cpu.isSet(Rflags.VIF) ? own | Rflags.IF : own;
    }

    /** What {@link #load} refuses: a single step, and interrupts while a virtual one is pending. */
    static void check(Execution x, long image) {
        if (x.freedom.decide(CR_63, (image & Rflags.TF) != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
        checkPending(x, (image & Rflags.IF) != 0);
    }

    /** FLAGS from a popped image that has been checked: IF of the image goes to VIF, IF and IOPL stay. */
    static void load(Execution x, long image) {
        long loaded = Rflags.ARITHMETIC | Rflags.TF | Rflags.DF | Rflags.NT;
        long kept = x.cpu.rflags & ~(loaded | Rflags.VIF);
        x.cpu.rflags = kept | image & loaded | ((image & Rflags.IF) != 0 ? Rflags.VIF : 0);
    }

    private static void checkPending(Execution x, boolean enables) {
        if (x.freedom.decide(CR_63, enables && x.cpu.isSet(Rflags.VIP))) {
            throw x.fault(ExceptionVector.GP);
        }
    }
}
