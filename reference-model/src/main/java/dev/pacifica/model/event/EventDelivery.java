package dev.pacifica.model.event;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.debug.BranchRecord;
import dev.pacifica.model.debug.DebugStatus;
import dev.pacifica.model.event.EventInDelivery.ResumeFlag;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.rule.StepLog;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.segment.SegmentLoader;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.DebugCtl;
import dev.pacifica.model.state.ExceptionClass;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Fault;
import dev.pacifica.model.state.Mode;
import dev.pacifica.model.state.Rflags;

/**
 * Delivers exceptions and interrupts (APM2 chapter 8), by the flow of XII-20 (APM2 15.7.3): intercept test, combination
 * with the event in delivery, IDT. On success {@link Cpu#rip} and {@link Cpu#nextRip} are at the handler. Nothing of a
 * delivery that fails is committed, except what the failing event itself writes (CR2).
 *
 * <p>Every method may throw {@link VmExit} when the guest's hypervisor intercepts what happens, and {@link Shutdown}.
 */
public final class EventDelivery {
    private final Cpu cpu;
    private final Freedom freedom;
    private final StepLog log;
    private final EventInDelivery current = new EventInDelivery();
    private final RealModeDelivery realMode;
    private final TaskSwitch tasks;
    private final ProtectedModeDelivery protectedMode;
    private final LongModeDelivery longMode;
    private Interception interception = Interception.NONE;

    public EventDelivery(Cpu cpu, LinearMemory memory, DescriptorTables tables, SegmentLoader loader, Freedom freedom) {
        this.cpu = cpu;
        this.freedom = freedom;
        this.log = freedom.log();
        this.realMode = new RealModeDelivery(cpu, memory, freedom);
        this.tasks = new TaskSwitch(cpu, memory, tables, loader, freedom);
        this.protectedMode = new ProtectedModeDelivery(cpu, memory, tables, loader, tasks, freedom);
        this.longMode = new LongModeDelivery(cpu, memory, tables, freedom);
    }

    /** Who is asked what is intercepted; {@link Interception#NONE} until then. */
    public void setInterception(Interception interception) {
        this.interception = interception;
        tasks.setInterception(interception);
    }

    /** The event in delivery, for EXITINTINFO. */
    public EventInDelivery current() {
        return current;
    }

    /** An exception that the instruction at rIP met: a fault, which returns to that instruction. */
    public void exception(Fault fault) {
        raise(fault);
        deliver();
    }

    /** #DB as a trap: returns to rIP, which is behind the instruction that caused it. DR6 has been written (DBG-11). */
    public void debugTrap() {
        testIntercept(ExceptionVector.DB, 0);
        accept(ExceptionVector.DB, 0);
        deliver();
    }

    /** INT3 (#BP) or INTO (#OF): traps, subject to the exception intercepts and to the gate's DPL (EXC-03, XII-03). */
    public void trapInstruction(ExceptionVector exception) {
        interception.exception(exception.number(), 0);
        current.begin(EventType.EXCEPTION, exception.number());
        current.fromProgram().returnTo(cpu.nextRip).resumeFlag(ResumeFlag.CLEAR);
        deliver();
    }

    /** INT1: vector 1 without intercept test of #DB and without regard to the gate's DPL (INS-29, XII-22). */
    public void icebp() {
        current.begin(EventType.EXCEPTION, ExceptionVector.DB.number());
        current.returnTo(cpu.nextRip).resumeFlag(ResumeFlag.CLEAR);
        deliver();
    }

    /** INTn (XII-22); the intercept of the instruction itself has been tested. */
    public void softwareInterrupt(int vector) {
        current.begin(EventType.SOFTWARE, vector);
        current.fromProgram().returnTo(cpu.nextRip).resumeFlag(ResumeFlag.CLEAR);
        deliver();
    }

    /**
     * The test of an event's own intercept at an instruction boundary; the source makes it before it lets go of the event, which an
     * exit leaves pending (INT-01).
     *
     * @param event INTR, NMI, SMI, INIT or VINTR
     */
    public void testIntercept(Intercept event) {
        interception.event(event);
    }

    /** An external or virtual interrupt at an instruction boundary, its intercept tested. */
    public void interrupt(int vector) {
        current.begin(EventType.INTERRUPT, vector);
        current.returnTo(cpu.rip).resumeFlag(interruptedFlag());
        deliver();
    }

    /** A non-maskable interrupt at an instruction boundary, its intercept tested; further ones are held until IRET (SEGM-65). */
    public void nmi() {
        current.begin(EventType.NMI, 2);
        current.returnTo(cpu.rip).resumeFlag(interruptedFlag());
        cpu.nmiBlocked = true; // EVT-33: also if its delivery ends in shutdown
        try {
            deliver();
        } catch (VmExit exit) {
            cpu.nmiBlocked = false; // XII-14: the delivery is not committed
            throw exit;
        }
    }

    /** EVT-67: RF is set if a repeated string instruction has been interrupted, otherwise pushed as it is. */
    private ResumeFlag interruptedFlag() {
        return freedom.decide(EVT_67, cpu.isBetweenIterations()) ? ResumeFlag.SET : ResumeFlag.AS_IT_IS;
    }

    /**
     * The event that VMRUN injects: it is not tested against any intercept; secondary exceptions are (XII-23, INJ-15 to
     * INJ-25). It has no side effects on CR2, DR6 or DR7 (INJ-20).
     *
     * @param vector 0 to 255; ignored for NMI
     * @param hasErrorCode whether EVENTINJ.EV is set
     * @param returnRip what the frame gets (INJ-31 to INJ-33)
     */
    public void inject(EventType type, int vector, boolean hasErrorCode, int errorCode, long returnRip) {
        current.begin(type, type == EventType.NMI ? 2 : vector); // INJ-21
        current.returnTo(returnRip).injected();
        if (hasErrorCode) {
            current.errorCode(errorCode);
        }
        boolean trapInstruction = type == EventType.EXCEPTION
                && (vector == ExceptionVector.BP.number() || vector == ExceptionVector.OF.number());
        if (freedom.decide(INJ_23, trapInstruction) || freedom.decide(INJ_24, type == EventType.SOFTWARE)) {
            current.fromProgram();
        }
        current.resumeFlag(injectedFlag(type, vector));
        if (type == EventType.SOFTWARE && isHeldByPrivilege()) {
            exception(cpu.fault(ExceptionVector.GP));
            return;
        }
        deliver();
    }

    /** INJ-27: what RF is pushed as; only where it would be another value than that of the VMCB does it matter which. */
    private ResumeFlag injectedFlag(EventType type, int vector) {
        if (type == EventType.INTERRUPT || type == EventType.NMI) {
            return ResumeFlag.AS_IT_IS;
        }
        boolean isFault = type == EventType.EXCEPTION && isFault(vector);
        if (isFault == cpu.isSet(Rflags.RF)) {
            return ResumeFlag.AS_IT_IS;
        }
        boolean isNatural =
                freedom.pick(INJ_27, Scope.IMPLEMENTATION, "RF as if the event had come by itself", "RF of the VMCB")
                        == 0;
        return !isNatural ? ResumeFlag.AS_IT_IS : isFault ? ResumeFlag.SET : ResumeFlag.CLEAR;
    }

    /** #DB is either; what it is injected as is not said. */
    private static boolean isFault(int vector) {
        return vector != ExceptionVector.DB.number()
                && vector != ExceptionVector.BP.number()
                && vector != ExceptionVector.OF.number();
    }

    /** INJ-24: INTn in virtual-8086 mode needs IOPL 3; whether an injected one does is not said. */
    private boolean isHeldByPrivilege() {
        return cpu.mode() == Mode.VIRTUAL_8086
                && cpu.iopl() < 3
                && freedom.pick(
                                INJ_24,
                                Scope.IMPLEMENTATION,
                                "an injected INTn needs IOPL 3 in virtual-8086 mode",
                                "an injected INTn does not look at IOPL")
                        == 0;
    }

    /**
     * The task switch of a far JMP or CALL. Afterwards {@link Cpu#rip} and {@link Cpu#nextRip} are in the new task.
     *
     * @param target the descriptor of {@code selector}: a TSS or a task gate
     * @throws Fault also with the new task as the current one (SEGM-94)
     */
    public void transferToTask(int selector, Descriptor target, boolean call) {
        tasks.transfer(selector, target, call);
        trapOfNewTask();
    }

    /** The task switch of IRET with RFLAGS.NT set; as {@link #transferToTask}. */
    public void returnToTask() {
        tasks.interruptReturn();
        trapOfNewTask();
    }

    private void trapOfNewTask() {
        if (tasks.takeTrap()) {
            DebugStatus.report(cpu, freedom, DebugStatus.BT); // DBG-09, DBG-11
            debugTrap();
        }
    }

    /** Steps one to four of XII-20: afterwards {@link #current} is the event to deliver. */
    private void raise(Fault fault) {
        ExceptionVector exception = fault.exception();
        int errorCode = fault.errorCode();
        log.add(new DeliveryEntry.Raised(exception, errorCode, fault.address()));
        if (exception == ExceptionVector.PF) {
            long address = fault.address();
            interception.pageFault(errorCode, address, fault.isFetch()); // XII-21
            cpu.cr2 = cpu.is64Bit() ? address : address & 0xFFFF_FFFFL; // PG-61, after the intercept (EXC-24)
        } else {
            testIntercept(exception, errorCode);
        }
        accept(exception, errorCode);
    }

    /** The intercept test (XII-21); #DB has written DR6 and DR7 by then (EXC-11). */
    private void testIntercept(ExceptionVector exception, int errorCode) {
        if (exception == ExceptionVector.DB) {
            cpu.dr7 &= ~DebugStatus.GD;
        }
        interception.exception(exception.number(), errorCode);
    }

    private void accept(ExceptionVector exception, int errorCode) {
        Combination combination = Combination.of(firstClass(), exception.exceptionClass()); // XII-24
        if (freedom.decide(EVT_33, combination == Combination.SHUTDOWN)) {
            interception.shutdown();
            log.add(new DeliveryEntry.ShutDown());
            current.clear();
            throw Shutdown.SIGNAL;
        }
        if (freedom.decide(EVT_30, combination == Combination.DOUBLE_FAULT)) {
            log.add(new DeliveryEntry.DoubleFault(current.vector(), exception));
            interception.exception(ExceptionVector.DF.number(), 0);
            current.begin(EventType.EXCEPTION, ExceptionVector.DF.number());
            current.errorCode(0).returnTo(cpu.rip);
            return;
        }
        current.begin(EventType.EXCEPTION, exception.number());
        boolean isDebug = freedom.decide(EVT_67, exception == ExceptionVector.DB);
        current.returnTo(cpu.rip).resumeFlag(isDebug ? ResumeFlag.CLEAR : ResumeFlag.SET);
        if (exception.hasErrorCode()) {
            current.errorCode(errorCode);
        }
    }

    /** The class of the event in delivery as the first of two (EVT-31). */
    private ExceptionClass firstClass() {
        if (!current.isValid() || current.type() != EventType.EXCEPTION) {
            return ExceptionClass.BENIGN;
        }
        ExceptionVector first = ExceptionVector.of(current.vector());
        return first == null ? ExceptionClass.BENIGN : first.exceptionClass();
    }

    private void deliver() {
        int fromCs = cpu.cs.selector;
        long fromRip = cpu.rip;
        while (true) {
            try {
                deliverThroughIdt();
                break;
            } catch (Fault fault) {
                raise(fault);
            }
        }
        if (current.vector() == ExceptionVector.DB.number() && !freedom.decide(INJ_20, current.isInjected())) {
            cpu.dr7 &= ~DebugStatus.GD; // DBG-11: also for vector 1 of INT1 and INTn
            clearDebugControl();
        }
        if (cpu.recordsBranches()) {
            BranchRecord.event(cpu, freedom, fromRip);
        }
        if (log.isOn()) {
            log.add(new DeliveryEntry.Delivered(
                    current.type(),
                    current.vector(),
                    current.hasErrorCode(),
                    current.errorCode(),
                    fromCs,
                    current.returnRip(),
                    cpu.cs.selector,
                    cpu.rip));
        }
        current.clear();
        cpu.nextRip = cpu.rip;
        cpu.endIterations();
        cpu.interruptShadow = false;
        cpu.halted = false;
        cpu.shutDown = false;
        cpu.updateMode();
        trapOfNewTask();
    }

    /** DBG-15: a handler of #DB runs without recording of branches. */
    private void clearDebugControl() {
        cpu.debugCtl &= ~DebugCtl.LBR;
        boolean steps = (cpu.debugCtl & DebugCtl.BTF) != 0;
        if (steps && freedom.pick(DBG_15, Scope.IMPLEMENTATION, "#DB clears BTF", "#DB leaves BTF") == 0) {
            cpu.debugCtl &= ~DebugCtl.BTF;
        }
    }

    private void deliverThroughIdt() {
        if (cpu.mode() == Mode.REAL) {
            realMode.deliver(current);
        } else if (cpu.isLongMode()) {
            longMode.deliver(current);
        } else {
            protectedMode.deliver(current);
        }
    }
}
