package dev.pacifica.model.machine;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.dev.NorthBridges;
import dev.pacifica.model.event.ExitHandler;
import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.event.NotModelled;
import dev.pacifica.model.event.Shutdown;
import dev.pacifica.model.event.VmExit;
import dev.pacifica.model.execute.Execution;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.memory.PortSpace;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.platform.PageRegisters;
import dev.pacifica.model.platform.SignalEntry;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.model.skinit.Measurement;
import dev.pacifica.model.skinit.SecureStartup;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Fault;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.model.state.Signal;
import dev.pacifica.model.state.VmCr;
import dev.pacifica.model.svm.Svm;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One processor with its memory and ports. Deterministic: the same state and program give the same run. A step is one
 * retired instruction, one iteration of a repeated string instruction, or one delivered event; time is steps.
 *
 * <pre>{@code
 * Machine machine = Machine.create(CpuProfile.named("full"), 64 << 20);
 * machine.memory().load(0x10_0000, program);
 * …
 * RunResult result = machine.run(1_000_000);
 * }</pre>
 */
public final class Machine {
    /** Flags that are looked at behind an instruction. */
    private static final long WATCHED = Rflags.TF | Rflags.RF;

    private final Cpu cpu;
    private final PhysicalMemory memory;
    private final PortSpace ports = new PortSpace();
    private final Execution execution;
    private final Fetch fetch;
    private final DebugTraps debugTraps;
    private final Svm svm;
    private final NorthBridges northBridges;
    private final SecureStartup secureStartup;
    private final PageRegisters pageRegisters = new PageRegisters();

    private StopAddresses stopAddresses = new StopAddresses();
    private InterruptSource interrupts = InterruptSource.NONE;
    private ExitHandler exitHandler;
    private @Nullable String deviceStop;

    private Machine(CpuProfile profile, long ramBytes, Freedom freedom) {
        cpu = new Cpu(profile);
        memory = new PhysicalMemory(ramBytes);
        execution = new Execution(cpu, memory, ports, freedom);
        svm = new Svm(cpu, memory, freedom, execution.delivery, execution.linearMemory);
        fetch = new Fetch(
                execution, new InstructionSet(svm.instructions(), freedom.unspecified() != Unspecified.ZEROS));
        debugTraps = new DebugTraps(execution);
        execution.setInterception(svm.interception());
        execution.setMsrPort(svm.msrs());
        execution.memory.setBusLockCounter(svm.busLocks());
        exitHandler = svm.exitHandler();
        northBridges = new NorthBridges(profile.devNodes(), memory, ports, freedom);
        secureStartup = new SecureStartup(cpu, memory, northBridges, this::initialise);
        svm.setLaunch(secureStartup);
        if (profile.devNodes() > 0) {
            ports.connect(northBridges);
            ports.connect(pageRegisters);
        }
    }

    /** A machine in its reset state with default choices. */
    public static Machine create(CpuProfile profile, long ramBytes) {
        return create(profile, ramBytes, Freedom.standard());
    }

    /**
     * A machine in its reset state.
     *
     * @param ramBytes RAM from address 0 on, a multiple of 4096
     * @param freedom trace, choices and undefined values of this machine
     */
    public static Machine create(CpuProfile profile, long ramBytes, Freedom freedom) {
        return new Machine(profile, ramBytes, freedom);
    }

    public Cpu cpu() {
        return cpu;
    }

    public PhysicalMemory memory() {
        return memory;
    }

    public PortSpace ports() {
        return ports;
    }

    /** The north bridges with a Device Exclusion Vector, as many as the profile has. */
    public NorthBridges northBridges() {
        return northBridges;
    }

    /** A TPM that hears what SKINIT measures. */
    public void setMeasurement(Measurement tpm) {
        secureStartup.setMeasurement(tpm);
    }

    /** What instructions work with; through it higher layers connect themselves. */
    public Execution execution() {
        return execution;
    }

    /** Who performs #VMEXIT, if not the machine's own SVM. */
    public void setExitHandler(ExitHandler handler) {
        exitHandler = handler;
    }

    /** Where interrupts come from. */
    public void setInterrupts(InterruptSource source) {
        interrupts = interrupts instanceof InitSignal ? new InitSignal(execution, source, this::takeInit) : source;
    }

    /** A run ends before the instruction at any of these values of rIP, outside guest mode. */
    public void setStopAddresses(long... addresses) {
        stopAddresses = new StopAddresses(addresses);
        cpu.updateMode(); // a successor that is known is no stop address: forget them
    }

    /** The A20M# signal; off after construction (PG-97). */
    public void setA20Masked(boolean masked) {
        cpu.a20Masked = masked;
        execution.linearMemory.tlb().flushAll(); // PG-72, PG-95
        cpu.updateMode();
    }

    /** Ends the run after the instruction in progress. For devices. */
    public void requestStop(String detail) {
        deviceStop = detail;
    }

    /**
     * Signals INIT. It is taken before the next instruction for which GIF is set: by #VMEXIT(INIT) if that is intercepted, after which it is
     * still signalled; as #SX(1) if VM_CR.R_INIT is set; otherwise the processor starts anew at the reset vector (RST-21). Memory is left alone.
     */
    public void init() {
        execution.freedom.log().add(new SignalEntry("INIT", 0));
        if (!(interrupts instanceof InitSignal)) {
            interrupts = new InitSignal(execution, interrupts, this::takeInit);
        }
    }

    private void takeInit() {
        endInit();
        if (execution.freedom.decide(RST_21, (cpu.vmCr & VmCr.R_INIT) != 0)) {
            throw cpu.fault(ExceptionVector.SX, 1);
        }
        initialise();
    }

    private void initialise() {
        svm.init();
        cpu.init();
        execution.linearMemory.tlb().flushAll(); // RST-18, PG-72: permitted in any case
        execution.delivery.current().clear();
    }

    private void endInit() {
        if (interrupts instanceof InitSignal signal) {
            interrupts = signal.others();
        }
    }

    /** RESET, with RAM cleared. What was connected stays connected; an INIT that was signalled is not any more. */
    public void reset() {
        endInit();
        cpu.reset();
        memory.reset();
        execution.linearMemory.tlb().flushAll();
        execution.delivery.current().clear();
        svm.reset();
        northBridges.reset();
        pageRegisters.reset();
        fetch.close();
        deviceStop = null;
    }

    /** The number of steps since construction or {@link #reset()}. */
    public long steps() {
        return cpu.steps;
    }

    /** Makes one step. */
    public RunResult step() {
        return run(1);
    }

    /**
     * Runs until something ends it.
     *
     * @param budget the largest number of steps
     */
    public RunResult run(long budget) {
        long start = cpu.steps;
        long end = start + budget;
        deviceStop = null;
        while (true) {
            try {
                StopReason reason = runInstructions(end);
                String detail = deviceStop == null ? "" : deviceStop;
                return new RunResult(reason, cpu.rip, cpu.steps - start, detail);
            } catch (Fault | VmExit signal) {
                cpu.steps++;
                RunResult stop = settle(signal, start);
                if (stop != null) {
                    return stop;
                }
            } catch (Shutdown signal) {
                cpu.shutDown = true;
            } catch (NotModelled signal) {
                return notModelled(signal, start);
            }
        }
    }

    /** Delivers a fault or performs an exit, and whatever comes of it; returns null if the run goes on. */
    private @Nullable RunResult settle(Signal first, long start) {
        Signal signal = first;
        cpu.pendingDebug = 0; // the instruction is not done
        while (true) {
            try {
                if (signal instanceof Fault fault) {
                    execution.delivery.exception(fault);
                } else {
                    cpu.halted = false;
                    cpu.shutDown = false;
                    boolean endsVmrun = execution.interception().inGuest();
                    exitHandler.exit((VmExit) signal);
                    execution.delivery.current().clear();
                    if (endsVmrun) {
                        debugTraps.afterExit();
                    }
                }
                return null;
            } catch (Fault | VmExit next) {
                signal = next;
            } catch (Shutdown next) {
                cpu.shutDown = true;
                return null;
            } catch (NotModelled next) {
                return notModelled(next, start);
            }
        }
    }

    private RunResult notModelled(NotModelled signal, long start) {
        String at = String.format("%016X", cpu.rip);
        String detail = "the model does not have " + signal.getMessage() + "; bytes at rIP " + at + ": " + bytesAtRip();
        return new RunResult(StopReason.NOT_MODELLED, cpu.rip, cpu.steps - start, detail);
    }

    private String bytesAtRip() {
        try {
            long linear = cpu.is64Bit() ? cpu.rip : cpu.cs.base + cpu.rip & 0xFFFF_FFFFL;
            long spa = execution.linearMemory.translate(linear, Access.fetch(cpu.cpl));
            return HexFormat.ofDelimiter(" ").formatHex(memory.dump(spa, 15));
        } catch (Fault | VmExit fault) {
            return "not readable";
        }
    }

    private StopReason runInstructions(long end) {
        @Nullable Bound bound = null;
        while (true) {
            @Nullable Bound known = fetch.successor(bound); // one that is known is no stop address
            if (known == null
                    && stopAddresses.contains(cpu.rip)
                    && !execution.interception().inGuest()) {
                return StopReason.STOP_ADDRESS;
            }
            if (cpu.steps >= end) {
                return StopReason.BUDGET;
            }
            if ((interrupts.isPending() || cpu.virtualInterruptRequested) && takesEvent()) {
                cpu.steps++;
                continue;
            }
            if (cpu.shutDown) {
                return StopReason.SHUTDOWN;
            }
            if (cpu.halted) {
                return StopReason.HALTED;
            }
            // the same value either way; the first does not wait for what the instruction before stores
            long rip = bound != null && known != null ? bound.successorRip : cpu.rip;
            bound = known != null ? known : fetch.next(bound);
            if (cpu.interruptShadow || (cpu.rflags & WATCHED) != 0) {
                executeWatched(bound);
            } else {
                execute(bound, rip);
                if (cpu.pendingDebug != 0) {
                    debugTraps.after(bound.instruction, 0, rip);
                }
            }
            cpu.steps++;
            if (deviceStop != null) {
                return StopReason.DEVICE;
            }
        }
    }

    private void execute(Bound bound, long rip) {
        long next = rip + bound.length;
        cpu.nextRip = cpu.is64Bit() ? next : next & 0xFFFF_FFFFL;
        bound.semantics.execute(bound.instruction, execution);
        cpu.rip = cpu.nextRip;
    }

    /** In an interrupt shadow, or while RFLAGS asks for more than the instruction. */
    private void executeWatched(Bound bound) {
        boolean shadow = cpu.interruptShadow;
        long flagsBefore = cpu.rflags;
        long rip = cpu.rip;
        execute(bound, rip);
        if (shadow) {
            cpu.interruptShadow = false; // EVT-55
        }
        if ((flagsBefore & WATCHED | cpu.pendingDebug) != 0) {
            debugTraps.after(bound.instruction, flagsBefore, rip); // an exit counts the step
        }
    }

    /** EVT-50: takes what is pending if it is recognised here; physical events come before virtual ones (VIRQ-15). */
    private boolean takesEvent() {
        InterruptSource source = interrupts.isPending() ? interrupts : svm.virtualInterrupts();
        if (!source.isPending()) {
            return false;
        }
        source.take(execution.delivery);
        return true;
    }
}
