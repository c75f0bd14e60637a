package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.event.Interception;
import dev.pacifica.model.event.VmExit;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Hwcr;

/** Answers what the current guest's hypervisor intercepts, and with what exit information (APM2 15.9 to 15.14). */
final class GuestInterception implements Interception {
    private static final long TASK_SWITCH_ERROR_CODE = 1L << 44;
    /** What EXITINFO2 says of a task switch beside the error code: IRET, far JMP, error code valid, RF (MISC-03). */
    private static final long TASK_SWITCH_FLAGS = 1L << 36 | 1L << 38 | TASK_SWITCH_ERROR_CODE | 1L << 48;

    private static final long EXTERNAL_SMI = 1;
    /** What EXITINFO1 says of an SMI that met no I/O instruction: source, machine check, that there is none; the rest of bits 31:0 is 0 (INT-12). */
    private static final long SMI_WITHOUT_INSTRUCTION = 1L << 33 | 0xFFFF_E3FFL;

    private final Cpu cpu;
    private final Controls controls;
    private final PermissionMaps maps;
    private final Freedom freedom;
    private final PauseFilter pauseFilter;
    private final VmExit exit = new VmExit();
    private boolean inGuest;

    GuestInterception(Cpu cpu, PhysicalMemory memory, Controls controls, Freedom freedom) {
        this.cpu = cpu;
        this.controls = controls;
        this.maps = new PermissionMaps(memory);
        this.freedom = freedom;
        this.pauseFilter = new PauseFilter(cpu.profile, freedom);
    }

    /** VMRUN gives the filter of PAUSE its numbers (PAUSE-03). */
    void startPauseFilter() {
        pauseFilter.start(controls.pauseCount, controls.pauseThreshold);
    }

    void setInGuest(boolean inGuest) {
        this.inGuest = inGuest;
    }

    @Override
    public boolean inGuest() {
        return inGuest;
    }

    @Override
    public void instruction(Intercept which, long info1) {
        if (inGuest && freedom.decide(INS_01, controls.intercepts(which))) {
            throw exit(which, definesInfo1(which) ? info1 : undefined(), undefined(), cpu.nextRip);
        }
    }

    @Override
    public void pause() {
        boolean isFiltered = inGuest && controls.intercepts(Intercept.PAUSE) && pauseFilter.passes(cpu.tsc());
        if (!isFiltered) {
            instruction(Intercept.PAUSE, 0);
        }
    }

    @Override
    public void port(int port, int size, long info1) {
        if (inGuest
                && freedom.decide(IOIO_01, controls.intercepts(Intercept.IOIO_PROT))
                && freedom.decide(IOIO_04, maps.interceptsPort(controls.iopm, port, size))) {
            throw exit(Intercept.IOIO_PROT, info1, cpu.nextRip, cpu.nextRip); // IOIO-08, IOIO-09
        }
    }

    @Override
    public void msr(int number, boolean write) {
        if (inGuest
                && freedom.decide(MSR_01, controls.intercepts(Intercept.MSR_PROT))
                && freedom.decide(MSR_03, maps.interceptsMsr(controls.msrpm, number, write))) {
            throw exit(Intercept.MSR_PROT, write ? 1 : 0, undefined(), cpu.nextRip); // MSR-08
        }
    }

    @Override
    public void exception(int vector, int errorCode) {
        if (inGuest && freedom.decide(EXC_01, controls.intercepts(Intercept.exception(vector)))) {
            throw exit(
                    Intercept.exception(vector),
                    definesErrorCode(vector) ? errorCode & 0xFFFF_FFFFL : undefined(), // EXC-02
                    undefined(),
                    isInstruction(vector) ? cpu.nextRip : 0); // EXC-08
        }
    }

    @Override
    public void pageFault(int errorCode, long address, boolean fetch) {
        if (inGuest && freedom.decide(EXC_01, controls.intercepts(Intercept.EXCEPTION_PF))) {
            VmExit fault = exit(Intercept.EXCEPTION_PF, errorCode & 0xFFFF_FFFFL, address, 0); // EXC-24
            throw freedom.decide(DA_11, !fetch) ? fault.reportingInstruction() : fault;
        }
    }

    @Override
    public void event(Intercept which) {
        if (inGuest && freedom.decide(INT_01, controls.intercepts(which))) {
            throw exit(which, undefined(), undefined(), 0); // INT-02
        }
    }

    @Override
    public boolean intercepts(Intercept which) {
        return inGuest && controls.intercepts(which);
    }

    @Override
    public void externalSmi() {
        boolean isLocked = (cpu.hwcr & Hwcr.SMM_LOCK) != 0;
        if (inGuest && controls.intercepts(Intercept.SMI) && !freedom.decide(INT_11, isLocked)) {
            long open = freedom.undefined(INT_12) & ~SMI_WITHOUT_INSTRUCTION;
            throw exit(Intercept.SMI, EXTERNAL_SMI | open, undefined(), 0);
        }
    }

    @Override
    public void shutdown() {
        if (inGuest && freedom.decide(MISC_10, controls.intercepts(Intercept.SHUTDOWN))) {
            throw exit(Intercept.SHUTDOWN, undefined(), undefined(), 0);
        }
    }

    @Override
    public void errorFreeze() {
        if (inGuest && freedom.decide(MISC_08, controls.intercepts(Intercept.FERR_FREEZE))) {
            throw exit(Intercept.FERR_FREEZE, undefined(), undefined(), 0); // MISC-09
        }
    }

    @Override
    public void taskSwitch(int selector, long info2) {
        if (inGuest && freedom.decide(MISC_01, controls.intercepts(Intercept.TASK_SWITCH))) {
            long open = freedom.undefined(MISC_03);
            long described = TASK_SWITCH_FLAGS | ((info2 & TASK_SWITCH_ERROR_CODE) != 0 ? 0xFFFF_FFFFL : 0);
            throw exit(
                    Intercept.TASK_SWITCH,
                    selector | open & ~0xFFFFL,
                    info2 & described | open & ~described,
                    0); // MISC-03, MISC-04
        }
    }

    private VmExit exit(Intercept which, long info1, long info2, long nextRip) {
        return exit.with(which.exitCode(), info1, info2, nextRip);
    }

    /** EXITINFO1 or EXITINFO2 of an exit that defines none (INS-07). */
    private long undefined() {
        return freedom.undefined(INS_07);
    }

    /** Which instruction intercepts define EXITINFO1, given decode assists (DA-01 to DA-06). */
    private boolean definesInfo1(Intercept which) {
        int code = which.exitCode();
        return cpu.profile.has(Feature.DECODE_ASSISTS)
                && (code < Intercept.EXCEPTION_DE.exitCode() || which == Intercept.INTN || which == Intercept.INVLPG);
    }

    /** EXC-10 to EXC-33: the exceptions whose error code EXITINFO1 holds; for #DF and #TS it is undefined. */
    private static boolean definesErrorCode(int vector) {
        ExceptionVector exception = ExceptionVector.of(vector);
        return exception != null
                && exception.hasErrorCode()
                && exception != ExceptionVector.DF
                && exception != ExceptionVector.TS;
    }

    /** EXC-08: #BP, #OF and #BR come from INT3, INTO and BOUND. */
    private static boolean isInstruction(int vector) {
        return vector == ExceptionVector.BP.number()
                || vector == ExceptionVector.OF.number()
                || vector == ExceptionVector.BR.number();
    }
}
