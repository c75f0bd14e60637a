package dev.pacifica.model.skinit;

import dev.pacifica.model.dev.NorthBridges;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.VmCr;
import dev.pacifica.model.svm.SecureLaunch;

/** The steps of SKINIT (SKINIT-24), all of them with events held, as if GIF were clear throughout (SKINIT-25, SKINIT-47). */
public final class SecureStartup implements SecureLaunch {
    private static final int FLAT_CODE = 0xC9B;
    private static final int FLAT_DATA = 0xC93;
    private static final int BLOCK_SIZE = 0x1_0000;
    private static final int LENGTH = 2;

    private final Cpu cpu;
    private final PhysicalMemory memory;
    private final NorthBridges bridges;
    private final Runnable initialise;
    private Measurement measurement = Measurement.NONE;

    /** @param initialise brings the processor into the state after INIT, outside guest mode */
    public SecureStartup(Cpu cpu, PhysicalMemory memory, NorthBridges bridges, Runnable initialise) {
        this.cpu = cpu;
        this.memory = memory;
        this.bridges = bridges;
        this.initialise = initialise;
    }

    /** What listens; nothing at first. */
    public void setMeasurement(Measurement listener) {
        measurement = listener;
    }

    @Override
    public void launch(long block) {
        initialiseProcessor();
        bridges.protectLoader(block); // SKINIT-37; no header is read before (SKINIT-26)
        int entry = memory.read16(block);
        measure(block);
        cpu.gif = false;
        cpu.gpr[Cpu.RAX] = block;
        cpu.gpr[Cpu.RSP] = block + BLOCK_SIZE & 0xFFFF_FFFFL;
        cpu.rip = cpu.nextRip = block + entry & 0xFFFF_FFFFL;
    }

    /** SKINIT-30: as INIT does, but for protected mode; SVMDIS stays (VMCR-10). */
    private void initialiseProcessor() {
        long vmCr = cpu.vmCr;
        initialise.run();
        cpu.vmCr = vmCr | VmCr.DPD | VmCr.R_INIT | VmCr.DIS_A20M; // VMCR-05
        cpu.cr0 |= Cr0.PE;
        cpu.cr0 &= Cr0.PE | Cr0.ET | Cr0.CD | Cr0.NW;
        cpu.cs.set(0x08, FLAT_CODE, -1, 0); // SKINIT-31
        cpu.segments[Cpu.SS].set(0x10, FLAT_DATA, -1, 0);
        cpu.updateMode();
    }

    /** SKINIT-19: the bytes of the image, its header included; a length of zero sends none (SKINIT-23). */
    private void measure(long block) {
        int length = memory.read16(block + LENGTH);
        measurement.start();
        for (int i = 0; i < length; i++) {
            measurement.data(memory.read8(block + i));
        }
        measurement.end();
    }
}
