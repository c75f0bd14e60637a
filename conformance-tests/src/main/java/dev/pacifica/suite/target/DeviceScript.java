package dev.pacifica.suite.target;

import dev.pacifica.model.dev.Completion;
import dev.pacifica.model.dev.Device;
import dev.pacifica.model.dev.MachineCheckLine;
import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.platform.BusMaster;
import dev.pacifica.model.platform.Markers;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Stimulus;

/** The requests that the devices of a vector make, on the model. */
final class DeviceScript {
    private DeviceScript() {}

    /** What makes the requests when the machine runs. */
    static Markers of(Vector vector, Machine machine) {
        MachineCheckLine reports =
                new MachineCheckLine(machine.northBridges(), machine.cpu(), machine.execution().freedom);
        Markers markers = new Markers(
                machine.cpu(), () -> machine.execution().interception().inGuest(), reports);
        for (Stimulus event : vector.events()) {
            if (event.kind() == Vector.Request.INIT) {
                markers.at(event.marker(), machine::init);
                continue;
            }
            BusMaster device =
                    new BusMaster(machine.northBridges(), event.node(), new Device(event.bus(), event.unit()));
            BusMaster.Request request = new BusMaster.Request(
                    BusMaster.Kind.valueOf(event.kind().name()), event.address(), event.size(), event.value());
            markers.at(event.marker(), () -> {
                Completion completion = device.request(request);
                if (event.into() != 0) {
                    machine.memory().write64(event.into(), completion.data());
                    machine.memory().write64(event.into() + 8, completion.isAborted() ? 1 : 0);
                }
            });
        }
        return markers;
    }
}
