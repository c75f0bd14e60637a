package dev.pacifica.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.platform.InterruptLines;
import dev.pacifica.model.platform.ScriptedInterrupts;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Efer;
import java.util.HexFormat;

/**
 * A machine in 64-bit mode at CPL 0: 4 MBytes of memory mapped one to one for everybody, a GDT, an IDT whose gates end the
 * run, a TSS with stacks. Programs are given as bytes in hexadecimal, from {@link #CODE} on.
 */
public final class LongModeFixture {
    public static final long PD = 0x3000;
    public static final long GDT = 0x5000;
    public static final long IDT = 0x6000;
    public static final long HANDLERS = 0x7000;
    public static final long TSS = 0x8000;
    public static final long CODE = 0x1_0000;
    public static final long DATA = 0x2_0000;
    public static final long STACK = 0x8_0000;
    public static final long RSP0 = 0x9_0000;
    public static final long IST1 = 0xA_0000;

    public static final int CODE64 = 0x08;
    public static final int DATA0 = 0x10;
    public static final int CODE32 = 0x18;
    public static final int DATA3 = 0x23;
    public static final int CODE64_USER = 0x2B;
    public static final int TSS_SELECTOR = 0x30;
    public static final int CODE32_USER = 0x43;

    private static final int VECTORS = 64;

    public final Machine machine;
    public final Cpu cpu;

    public LongModeFixture() {
        this(CpuProfile.named("full"));
    }

    public LongModeFixture(CpuProfile profile) {
        machine = Machine.create(profile, 4 << 20);
        cpu = machine.cpu();
        pageTables();
        descriptors();
        for (int vector = 0; vector < VECTORS; vector++) {
            gate(vector, CODE64, 0x8E, 0);
        }
        machine.memory().write64(TSS + 4, RSP0);
        machine.memory().write64(TSS + 0x24, IST1);
        machine.memory().write16(TSS + 0x66, 0x68);
        state();
        long[] stops = new long[VECTORS];
        for (int vector = 0; vector < VECTORS; vector++) {
            stops[vector] = handler(vector);
        }
        machine.setStopAddresses(stops);
    }

    private void pageTables() {
        machine.memory().write64(0x1000, 0x2000 | 7);
        machine.memory().write64(0x2000, PD | 7);
        machine.memory().write64(PD, 0x00_0000 | 0x87);
        machine.memory().write64(PD + 8, 0x20_0000 | 0x87);
    }

    private void descriptors() {
        descriptor(CODE64, 0x00AF_9B00_0000_FFFFL);
        descriptor(DATA0, 0x00CF_9300_0000_FFFFL);
        descriptor(CODE32, 0x00CF_9B00_0000_FFFFL);
        descriptor(DATA3, 0x00CF_F300_0000_FFFFL);
        descriptor(CODE64_USER, 0x00AF_FB00_0000_FFFFL);
        descriptor(TSS_SELECTOR, 0x0000_8900_0000_0067L | TSS << 16);
        descriptor(TSS_SELECTOR + 8, 0);
        descriptor(CODE32_USER, 0x00CF_FB00_0000_FFFFL);
    }

    private void state() {
        cpu.cr3 = 0x1000;
        cpu.cr4 = Cr4.PAE;
        cpu.efer = Efer.LME | Efer.LMA | Efer.NXE | Efer.SCE;
        cpu.cr0 = Cr0.PE | Cr0.PG | Cr0.ET | Cr0.WP;
        cpu.cs.set(CODE64, 0xA9B, -1, 0);
        for (int segment : new int[] {Cpu.ES, Cpu.SS, Cpu.DS, Cpu.FS, Cpu.GS}) {
            cpu.segments[segment].set(DATA0, 0xC93, -1, 0);
        }
        cpu.tr.set(TSS_SELECTOR, 0x08B, 0x67, TSS);
        cpu.gdtr.set(GDT, 0x7F);
        cpu.idtr.set(IDT, 16 * VECTORS - 1);
        cpu.gpr[Cpu.RSP] = STACK;
        cpu.rip = CODE;
        cpu.updateMode();
    }

    /** Where the handler of a vector begins; nothing is there, the run ends. */
    public static long handler(int vector) {
        return HANDLERS + 16L * vector;
    }

    /** Connects a source of interrupts, whose clock are the steps of the machine. */
    public ScriptedInterrupts interrupts(Freedom freedom) {
        InterruptLines lines =
                new InterruptLines(cpu, freedom, machine.execution().interception());
        ScriptedInterrupts script = new ScriptedInterrupts(lines, cpu, machine::steps);
        machine.setInterrupts(script);
        return script;
    }

    public void descriptor(int selector, long value) {
        machine.memory().write64(GDT + (selector & ~7), value);
    }

    /**
     * Writes an IDT gate.
     *
     * @param access byte 5: P, DPL and type
     */
    public void gate(int vector, int selector, int access, int ist) {
        long offset = handler(vector);
        machine.memory()
                .write64(
                        IDT + 16L * vector,
                        offset & 0xFFFF | (long) selector << 16 | (long) ist << 32 | (long) access << 40);
        machine.memory().write64(IDT + 16L * vector + 8, offset >>> 32);
    }

    /** Continues at CPL 3 in 64-bit mode. */
    public LongModeFixture user() {
        cpu.cs.set(CODE64_USER, 0xAFB, -1, 0);
        cpu.ss.set(DATA3, 0xCF3, -1, 0);
        cpu.cpl = 3;
        cpu.updateMode();
        return this;
    }

    /** Continues in compatibility mode at CPL 0. */
    public LongModeFixture compatibility() {
        cpu.cs.set(CODE32, 0xC9B, -1, 0);
        cpu.updateMode();
        return this;
    }

    /** Begins anew at {@link #CODE}, registers as they are, and runs {@code hex}, which must go through to a HLT behind it. */
    public void halts(String hex) {
        cpu.rip = CODE;
        cpu.halted = false;
        assertThat(run(hex + "F4").reason()).isEqualTo(StopReason.HALTED);
    }

    /** As {@link #halts}, for a program that ends in the handler of the vector that is returned. */
    public int vectorOfAnew(String hex) {
        cpu.rip = CODE;
        cpu.halted = false;
        return vectorOf(hex);
    }

    /** Puts a program at {@link #CODE}; spaces are allowed. */
    public LongModeFixture program(String hex) {
        machine.memory().load(CODE, HexFormat.of().parseHex(hex.replace(" ", "")));
        return this;
    }

    /** Runs a program; it ends with HLT (F4), an exception or a stop. */
    public RunResult run(String hex) {
        return program(hex).machine.run(10_000);
    }

    /** Runs a program that must raise an exception; returns its vector. */
    public int vectorOf(String hex) {
        RunResult result = run(hex);
        if (result.reason() != StopReason.STOP_ADDRESS) {
            throw new AssertionError("No exception: " + result);
        }
        return (int) (result.rip() - HANDLERS) / 16;
    }

    /** The quadword that many above the stack pointer: 0 the error code or rIP. */
    public long stack(int index) {
        return machine.memory().read64(cpu.gpr[Cpu.RSP] + 8L * index);
    }

    public long quadword(long address) {
        return machine.memory().read64(address);
    }
}
