package dev.pacifica.suite.target;

import dev.pacifica.model.dev.Completion;
import dev.pacifica.model.dev.Device;
import dev.pacifica.model.dev.MachineCheckLine;
import dev.pacifica.model.event.Interception;
import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.platform.BusMaster;
import dev.pacifica.model.platform.InterruptLines;
import dev.pacifica.model.platform.Markers;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.suite.vector.Event;
import dev.pacifica.suite.vector.Signal;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Stimulus;

/** What comes from outside in a vector, on the model. */
final class EventScript {
    private final Machine machine;
    private final InterruptLines lines;

    private EventScript(Machine machine, InterruptLines lines) {
        this.machine = machine;
        this.lines = lines;
    }

    /** What brings it about when the machine runs. */
    static Markers of(Vector vector, Machine machine) {
        Freedom freedom = machine.execution().freedom;
        Interception interception = machine.execution().interception();
        InterruptLines lines = new InterruptLines(machine.cpu(), freedom, interception);
        MachineCheckLine reports = new MachineCheckLine(machine.northBridges(), machine.cpu(), freedom);
        Markers markers = new Markers(machine.cpu(), interception::inGuest, reports, lines);
        EventScript script = new EventScript(machine, lines);
        for (Event event : vector.events()) {
            if (event instanceof Signal signal && signal.inGuest()) {
                markers.inGuestAt(signal.marker(), script.happening(event));
            } else {
                markers.at(event.marker(), script.happening(event));
            }
        }
        return markers;
    }

    private Runnable happening(Event event) {
        if (event instanceof Stimulus request) {
            return requested(request);
        }
        return signalled((Signal) event);
    }

    private Runnable signalled(Signal signal) {
        return switch (signal.line()) {
            case INIT -> machine::init;
            case INTR -> () -> lines.signalInterrupt(signal.vector());
            case NMI -> lines::signalNmi;
            case SMI -> lines::signalSmi;
        };
    }

    private Runnable requested(Stimulus event) {
        BusMaster device = new BusMaster(machine.northBridges(), event.node(), new Device(event.bus(), event.unit()));
        BusMaster.Request request = new BusMaster.Request(
                BusMaster.Kind.valueOf(event.kind().name()), event.address(), event.size(), event.value());
        return () -> {
            Completion completion = device.request(request);
            if (event.into() != 0) {
                machine.memory().write64(event.into(), completion.data());
                machine.memory().write64(event.into() + 8, completion.isAborted() ? 1 : 0);
            }
        };
    }
}
