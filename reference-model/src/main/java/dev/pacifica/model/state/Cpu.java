package dev.pacifica.model.state;

import dev.pacifica.model.profile.CpuProfile;

/**
 * All architectural state of one processor. The fields are plain and public: whoever changes CR0, CR4, EFER, CS, SS,
 * RFLAGS.VM, DR7 or the ASID calls {@link #updateMode()} afterwards, which derives the operating mode again.
 */
public final class Cpu {
    public static final int RAX = 0;
    public static final int RCX = 1;
    public static final int RDX = 2;
    public static final int RBX = 3;
    public static final int RSP = 4;
    public static final int RBP = 5;
    public static final int RSI = 6;
    public static final int RDI = 7;

    public static final int ES = 0;
    public static final int CS = 1;
    public static final int SS = 2;
    public static final int DS = 3;
    public static final int FS = 4;
    public static final int GS = 5;

    /** Fixed bits of DR6 that read 1 (DBG-02). */
    public static final long DR6_FIXED = 0xFFFF_0FF0L;
    /** Bit 10 of DR7 reads 1 (DBG-03). */
    public static final long DR7_FIXED = 0x400;

    /** The reset value of the PAT register (RST-15). */
    public static final long PAT_RESET = 0x0007_0406_0007_0406L;

    /** No step: less than all of them. */
    private static final long NEVER = Long.MIN_VALUE;

    public final CpuProfile profile;

    /** RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 to R15. */
    public final long[] gpr = new long[16];

    /**
     * Offset in CS of the instruction in progress; of the next one once an instruction is retired. A faulting instruction
     * leaves it alone.
     */
    public long rip;

    /** Offset of the instruction after the one in progress; a control transfer writes it. */
    public long nextRip;

    /** RFLAGS with its fixed bits as they read (CR-60). */
    public long rflags;

    /** ES, CS, SS, DS, FS, GS, in the order of their encoding. */
    public final SegmentRegister[] segments = new SegmentRegister[6];

    public final SegmentRegister es;
    public final SegmentRegister cs;
    public final SegmentRegister ss;
    public final SegmentRegister ds;
    public final SegmentRegister fs;
    public final SegmentRegister gs;
    public final SegmentRegister ldtr = new SegmentRegister();
    public final SegmentRegister tr = new SegmentRegister();
    public final TableRegister gdtr = new TableRegister();
    public final TableRegister idtr = new TableRegister();

    /** Current privilege level, 0 to 3; 0 in real mode, 3 in virtual-8086 mode (SEGM-02). */
    public int cpl;

    public long cr0;
    public long cr2;
    public long cr3;
    public long cr4;
    /** Task priority, 4 bits (CR-40). */
    public long cr8;
    /** V_TPR: loaded by VMRUN, written by MOV CR8, saved by #VMEXIT (VIRQ-18); without meaning in host mode. */
    public long virtualTpr;
    /** V_INTR_MASKING: MOV CR8 reaches V_TPR only (VIRQ-21); false in host mode. */
    public boolean virtualInterruptMasking;

    /** V_IRQ: a virtual interrupt is pending (VIRQ-29); false in host mode. */
    public boolean virtualInterruptRequested;
    /** RFLAGS.IF of the host, as VMRUN saved it: masks physical interrupts if V_INTR_MASKING is set (VIRQ-08). */
    public boolean hostInterruptFlag;

    /** DR0 to DR3. */
    public final long[] dr = new long[4];

    public long dr6;
    public long dr7;

    /** Debug conditions of the instruction in progress, as bits of DR6; a trap is raised when it is done (DBG-06 to DBG-09). */
    public long pendingDebug;
    /** The interrupt shadow, if there is one, is that of a load of SS, which holds debug exceptions too (DBG-12). */
    public boolean stackShadow;

    public long efer;
    public long star;
    public long lstar;
    public long cstar;
    public long sfmask;
    public long kernelGsBase;
    public long sysenterCs;
    public long sysenterEsp;
    public long sysenterEip;
    public long pat;
    public long vmCr;
    public long vmHsavePa;
    public long tscAux;
    /** DebugCtl, the bits of {@link DebugCtl}. */
    public long debugCtl;
    /** What is recorded while DebugCtl.LBR is set (LBR-01). */
    public long lastBranchFrom;

    public long lastBranchTo;
    public long lastInterruptFrom;
    public long lastInterruptTo;
    /** Hardware configuration, the bits of {@link Hwcr}. */
    public long hwcr;
    /** Which components of extended state are enabled (SYS-25). */
    public long xcr0;

    public final X87State x87 = new X87State();
    public final SseState sse = new SseState();
    /** The memory-type registers. */
    public final MemoryTypes memoryTypes = new MemoryTypes();

    /** Steps made since RESET. */
    public long steps;
    /** Added to the time-stamp counter when it is read (VMRUN-27); 0 in host mode. */
    public long tscOffset;
    /** What a guest's reads of the time-stamp counter are multiplied by, in units of 2^-32 (TSC-01). */
    public long tscRatio;

    /** Global interrupt flag (GIF-01). */
    public boolean gif;
    /** The next instruction boundary takes no maskable interrupt (EVT-55). */
    public boolean interruptShadow;
    /** NMIs are held until an IRET (SEGM-65). */
    public boolean nmiBlocked;
    /** An SMI has been signalled and not been taken. */
    public boolean smiPending;
    /** SMIs stay pending until SMM_CTL says otherwise. */
    public boolean smiBlocked;
    /** HLT has been executed and nothing has ended it yet. */
    public boolean halted;
    /** The processor has shut down: only RESET, INIT and NMI end that (EVT-33). */
    public boolean shutDown;
    /** MONITOR has been executed and nothing has triggered the monitor yet (INS-43). */
    public boolean monitorArmed;
    /** Address space identifier of translations, 0 for the host. */
    public int asid;

    /** The A20M# signal from outside: address bit 20 is to be masked in real mode (PG-95). RESET does not change it. */
    public boolean a20Masked;

    /** The TSC when {@link #steps} was 0. */
    private long tscOfFirstStep;
    /** The step that last ended between two iterations of a repeated string instruction. */
    private long iteratedAt = NEVER;

    private Mode mode = Mode.REAL;
    private int codeSize = 2;
    private int stackSize = 2;
    private int modeChanges;
    private int fetchChanges;
    private boolean watchesCode;
    private boolean watchesData;
    private final Fault fault = new Fault();

    /** A processor in its reset state. */
    public Cpu(CpuProfile profile) {
        this.profile = profile;
        for (int i = 0; i < segments.length; i++) {
            segments[i] = new SegmentRegister();
        }
        es = segments[ES];
        cs = segments[CS];
        ss = segments[SS];
        ds = segments[DS];
        fs = segments[FS];
        gs = segments[GS];
        ResetState.apply(this);
    }

    /** Brings the processor into the state after RESET (RST-01 to RST-20, APM2 14.1.3). */
    public void reset() {
        ResetState.apply(this);
    }

    /** Brings the processor into the state after INIT, which leaves more as it was (RST-01 to RST-20). */
    public void init() {
        ResetState.applyInit(this);
    }

    /**
     * Derives mode, code size and stack size from CR0, EFER, CS, SS and RFLAGS (SEGM-01). To be called after any change
     * of those, of CR3, of CR4, of DR7, of CPL, of the ASID or of what decides about A20.
     */
    public void updateMode() {
        if ((cr0 & Cr0.PE) == 0) {
            mode = Mode.REAL;
        } else if ((efer & Efer.LMA) != 0) {
            mode = cs.isLong() ? Mode.LONG_64 : Mode.COMPATIBILITY;
        } else {
            mode = (rflags & Rflags.VM) != 0 ? Mode.VIRTUAL_8086 : Mode.PROTECTED;
        }
        if (mode == Mode.REAL) {
            cpl = 0;
        } else if (mode == Mode.VIRTUAL_8086) {
            cpl = 3;
        }
        codeSize = mode == Mode.LONG_64 ? 8 : cs.isBig() ? 4 : 2; // in real mode too (CR-11)
        stackSize = mode == Mode.LONG_64 ? 8 : ss.isBig() ? 4 : 2;
        watch();
        modeChanges++;
        fetchChanges++;
    }

    /** Derives which accesses have to be looked at, so that others pay only for one test. */
    private void watch() {
        watchesCode = false;
        watchesData = cpl == 3 && (cr0 & Cr0.AM) != 0; // EVT-17
        for (int n = 0; n < 4 && (dr7 & 0xFF) != 0; n++) {
            int kind = (int) (dr7 >>> 16 + 4 * n) & 3;
            boolean isEnabled = (dr7 >>> 2 * n & 3) != 0; // DBG-03
            watchesCode |= isEnabled && kind == 0;
            watchesData |= isEnabled && (kind & 1) != 0;
        }
    }

    /** The physical time-stamp counter; advances by one a step. */
    public long tsc() {
        return tscOfFirstStep + steps;
    }

    public void setTsc(long value) {
        tscOfFirstStep = value - steps;
    }

    /** To be called in a step that leaves rIP at a repeated string instruction of which iterations remain. */
    public void iterated() {
        iteratedAt = steps;
    }

    /** To be called when an event leaves the instruction within the step of an iteration, or the steps are counted anew. */
    public void endIterations() {
        iteratedAt = NEVER;
    }

    /** Whether the last step was an iteration of a repeated string instruction that is to be continued (EVT-67). */
    public boolean isBetweenIterations() {
        return iteratedAt == steps - 1;
    }

    /** Whether transfers are recorded (LBR-01). */
    public boolean recordsBranches() {
        return (debugCtl & DebugCtl.LBR) != 0;
    }

    /** Whether DR7 enables an instruction breakpoint (DBG-05). */
    public boolean watchesCode() {
        return watchesCode;
    }

    /** Whether an access to data may match a breakpoint (DBG-06) or, at CPL 3, need alignment (EVT-17). */
    public boolean watchesData() {
        return watchesData;
    }

    /** Whether the boundary before the next instruction takes no debug exception: MOV SS or POP SS was the last one (DBG-12). */
    public boolean holdsDebugTraps() {
        return interruptShadow && stackShadow;
    }

    public Mode mode() {
        return mode;
    }

    public boolean is64Bit() {
        return mode == Mode.LONG_64;
    }

    public boolean isLongMode() {
        return mode.isLong();
    }

    /** Protected mode in the sense of "CR0.PE = 1 and not virtual-8086 mode": long mode included. */
    public boolean isProtected() {
        return !mode.isRealAddressing();
    }

    /** Bytes of the default operand and address size family: 2, 4, or 8 in 64-bit mode. */
    public int codeSize() {
        return codeSize;
    }

    /** Bytes of the stack pointer in use: 2, 4 or 8. */
    public int stackSize() {
        return stackSize;
    }

    /** How often {@link #updateMode()} ran: whoever caches something that depends on the mode compares this. */
    public int modeChanges() {
        return modeChanges;
    }

    /** To be called when remembered translations are dropped. */
    public void translationsDropped() {
        fetchChanges++;
    }

    /** How often the mode changed or translations were dropped: whoever remembers where instructions come from compares this. */
    public int fetchChanges() {
        return fetchChanges;
    }

    public boolean isPaging() {
        return (cr0 & Cr0.PG) != 0;
    }

    public int iopl() {
        return (int) (rflags >> 12) & 3;
    }

    public boolean isSet(long flag) {
        return (rflags & flag) != 0;
    }

    /** Sets RFLAGS; the fixed bits take their values. The caller cares for {@link #updateMode()} if VM changes. */
    public void setRflags(long value) {
        rflags = Rflags.normalise(value);
    }

    /** The fault signal of this processor, made ready to be thrown: an exception without, or with zero, error code. */
    public Fault fault(ExceptionVector exception) {
        return fault.of(exception, 0, 0, false);
    }

    /** The fault signal of this processor, made ready to be thrown. */
    public Fault fault(ExceptionVector exception, int errorCode) {
        return fault.of(exception, errorCode, 0, false);
    }

    /** A page fault at a linear address, ready to be thrown; the error code is as in PG-60. */
    public Fault pageFault(int errorCode, long linear, boolean fetch) {
        return fault.of(ExceptionVector.PF, errorCode, linear, fetch);
    }

    /** Whether bits 63:47 (63:56 with 57-bit linear addresses) are all equal (PG-06). */
    public boolean isCanonical(long linear) {
        int shift = 64 - ((cr4 & Cr4.LA57) != 0 ? 57 : 48);
        return linear << shift >> shift == linear;
    }

    /** The address sign-extended from the linear-address width of the processor (CHK-01, CHK-03). */
    public long canonicalise(long linear) {
        int shift = 64 - profile.linearAddressBits();
        return linear << shift >> shift;
    }
}
