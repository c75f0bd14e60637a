package dev.pacifica.suite.trace;

import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.SegmentRegister;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.trace.Step.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All registers of the model's processor at one moment, by name: those of the fixture's record, and hidden state. */
final class Snapshot {
    private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs"};

    private final Map<String, Long> values = new LinkedHashMap<>();

    Snapshot(Cpu cpu) {
        for (int number = 0; number < 16; number++) {
            values.put(Slot.general(number).registerName(), cpu.gpr[number]);
        }
        values.put("rflags", cpu.rflags);
        for (int number = 0; number < SEGMENTS.length; number++) {
            segment(SEGMENTS[number], cpu.segments[number]);
        }
        segment("ldtr", cpu.ldtr);
        segment("tr", cpu.tr);
        values.put("gdtr.base", cpu.gdtr.base);
        values.put("gdtr.limit", (long) cpu.gdtr.limit);
        values.put("idtr.base", cpu.idtr.base);
        values.put("idtr.limit", (long) cpu.idtr.limit);
        values.put("cpl", (long) cpu.cpl);
        values.put("cr0", cpu.cr0);
        values.put("cr2", cpu.cr2);
        values.put("cr3", cpu.cr3);
        values.put("cr4", cpu.cr4);
        values.put("cr8", cpu.cr8);
        for (int number = 0; number < 4; number++) {
            values.put("dr" + number, cpu.dr[number]);
        }
        values.put("dr6", cpu.dr6);
        values.put("dr7", cpu.dr7);
        modelSpecific(cpu);
        values.put("gif", bit(cpu.gif));
        values.put("interruptShadow", bit(cpu.interruptShadow));
        values.put("nmiBlocked", bit(cpu.nmiBlocked));
        values.put("halted", bit(cpu.halted));
        values.put("asid", (long) cpu.asid);
        values.put("tscOffset", cpu.tscOffset);
    }

    private void modelSpecific(Cpu cpu) {
        values.put("efer", cpu.efer);
        values.put("star", cpu.star);
        values.put("lstar", cpu.lstar);
        values.put("cstar", cpu.cstar);
        values.put("sfmask", cpu.sfmask);
        values.put("kernelGsBase", cpu.kernelGsBase);
        values.put("sysenter.cs", cpu.sysenterCs);
        values.put("sysenter.esp", cpu.sysenterEsp);
        values.put("sysenter.eip", cpu.sysenterEip);
        values.put("pat", cpu.pat);
        values.put("vmCr", cpu.vmCr);
        values.put("vmHsavePa", cpu.vmHsavePa);
        values.put("tscAux", cpu.tscAux);
        values.put("debugCtl", cpu.debugCtl);
    }

    private void segment(String name, SegmentRegister register) {
        values.put(name, (long) register.selector);
        values.put(name + ".attributes", (long) register.attributes);
        values.put(name + ".limit", register.limit & 0xFFFF_FFFFL);
        values.put(name + ".base", register.base);
    }

    private static long bit(boolean set) {
        return set ? 1 : 0;
    }

    /** The registers that are different in {@code later}. */
    List<Change> changes(Snapshot later) {
        List<Change> changes = new ArrayList<>();
        values.forEach((name, before) -> {
            long after = later.values.getOrDefault(name, before);
            if (before != after) {
                changes.add(new Change(name, before, after));
            }
        });
        return changes;
    }
}
