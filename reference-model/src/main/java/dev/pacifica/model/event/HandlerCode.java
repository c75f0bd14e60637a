package dev.pacifica.model.event;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;

/** The code segment that an interrupt or trap gate names, checked (EVT-63, EVT-71). */
final class HandlerCode {
    private final Cpu cpu;
    private final DescriptorTables tables;
    private final Freedom freedom;

    HandlerCode(Cpu cpu, DescriptorTables tables, Freedom freedom) {
        this.cpu = cpu;
        this.tables = tables;
        this.freedom = freedom;
    }

    /**
     * Its descriptor.
     *
     * @param event for whom; it gives the EXT bit of error codes
     * @throws dev.pacifica.model.state.Fault #GP or #NP
     */
    Descriptor read(int selector, EventInDelivery event) {
        int ext = event.ext();
        if (freedom.decide(EVT_63, DescriptorTables.isNull(selector))) {
            throw cpu.fault(ExceptionVector.GP, ext);
        }
        Descriptor code = tables.read(selector, ExceptionVector.GP, ext);
        int error = DescriptorTables.errorCode(selector, ext);
        if (freedom.decide(EVT_63, !code.isCode() || code.dpl() > cpu.cpl)) {
            throw cpu.fault(ExceptionVector.GP, error);
        }
        if (cpu.isLongMode() && freedom.decide(EVT_71, !code.isLong() || code.isBig())) {
            boolean namesCode = freedom.pick(EVT_71, Scope.IMPLEMENTATION, "names the code", "names the gate") == 0;
            throw cpu.fault(ExceptionVector.GP, namesCode ? error : event.gateError());
        }
        if (freedom.decide(EVT_63, !code.isPresent())) {
            throw cpu.fault(ExceptionVector.NP, error);
        }
        return code;
    }
}
