package dev.pacifica.model.platform;

import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.event.Interception;
import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.event.NotModelled;
import dev.pacifica.model.event.Recognition;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.StepLog;
import dev.pacifica.model.state.Cpu;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The lines INTR, NMI and SMI of the processor. What has been signalled waits until the processor takes it; an exit takes nothing, so that the
 * host finds it waiting (INT-01, INT-06). There is no system management mode: an SMI can be intercepted and not be taken.
 */
public final class InterruptLines implements InterruptSource {
    private final Cpu cpu;
    private final StepLog log;
    private final Interception interception;
    private final Recognition recognition;
    private final Deque<Integer> interrupts = new ArrayDeque<>();
    private boolean nmi;

    /** @param interception who is asked what the guest's hypervisor intercepts */
    public InterruptLines(Cpu cpu, Freedom freedom, Interception interception) {
        this.cpu = cpu;
        this.log = freedom.log();
        this.interception = interception;
        this.recognition = new Recognition(cpu, freedom);
    }

    /**
     * A maskable interrupt, behind those that wait, whatever the task priority.
     *
     * @param vector 0 to 255, the answer to the acknowledge cycle
     */
    public void signalInterrupt(int vector) {
        log.add(new SignalEntry("INTR", vector));
        interrupts.add(vector);
    }

    /** An NMI; while one waits further ones are lost in it. */
    public void signalNmi() {
        log.add(new SignalEntry("NMI", 0));
        nmi = true;
    }

    /** An external SMI; while one waits further ones are lost in it. */
    public void signalSmi() {
        log.add(new SignalEntry("SMI", 0));
        cpu.smiPending = true;
    }

    /** How many maskable interrupts wait. */
    public int waiting() {
        return interrupts.size();
    }

    @Override
    public boolean isPending() {
        return takesSmi() || takesNmi() || takesInterrupt();
    }

    private boolean takesSmi() {
        return cpu.smiPending && cpu.gif && !cpu.smiBlocked; // GIF-25, VMCR-25
    }

    private boolean takesNmi() {
        return nmi && recognition.takesNmi(interception.intercepts(Intercept.NMI));
    }

    private boolean takesInterrupt() {
        return !interrupts.isEmpty() && recognition.takesPhysicalInterrupt(interception.intercepts(Intercept.INTR));
    }

    /** EVT-50: SMI, NMI, then maskable interrupts. */
    @Override
    public void take(EventDelivery delivery) {
        if (takesSmi()) {
            interception.externalSmi();
            throw new NotModelled("system management mode, which an SMI enters");
        }
        if (takesNmi()) {
            delivery.testIntercept(Intercept.NMI);
            nmi = false;
            delivery.nmi();
        } else {
            delivery.testIntercept(Intercept.INTR);
            delivery.interrupt(interrupts.remove());
        }
    }
}
