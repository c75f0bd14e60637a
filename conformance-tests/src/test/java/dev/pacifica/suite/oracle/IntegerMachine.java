package dev.pacifica.suite.oracle;

import dev.pacifica.model.decode.Decoder;
import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.execute.UndefinedResults;
import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Efer;

/** The model, ready to make one instruction after the other in 64-bit or in 16-bit mode; #DE ends at {@link #DIVIDE_ERROR}. */
final class IntegerMachine {
    static final long CODE = 0x1_0000;
    static final long DIVIDE_ERROR = 0x5000;
    static final long STACK = 0x9000;

    private static final int GDT = 0x4000;
    private static final int IDT = 0x4800;
    private static final int CODE_SELECTOR = 8;

    private final Machine machine = Machine.create(CpuProfile.named("full"), 1 << 20);
    final Cpu cpu = machine.cpu();
    private final int codeSize;

    private IntegerMachine(int codeSize) {
        this.codeSize = codeSize;
    }

    static IntegerMachine in64BitMode() {
        IntegerMachine result = new IntegerMachine(8);
        Machine machine = result.machine;
        machine.memory().write64(0x1000, 0x2000 | 7);
        machine.memory().write64(0x2000, 0x3000 | 7);
        machine.memory().write64(0x3000, 0x87);
        machine.memory().write64(GDT + CODE_SELECTOR, 0x00AF_9B00_0000_FFFFL);
        machine.memory().write64(IDT, DIVIDE_ERROR | (long) CODE_SELECTOR << 16 | 0x8EL << 40);
        Cpu cpu = result.cpu;
        cpu.cr3 = 0x1000;
        cpu.cr4 = Cr4.PAE;
        cpu.efer = Efer.LME | Efer.LMA;
        cpu.cr0 = Cr0.PE | Cr0.PG | Cr0.ET;
        cpu.cs.set(CODE_SELECTOR, 0xA9B, -1, 0);
        cpu.gdtr.set(GDT, 0xF);
        cpu.idtr.set(IDT, 0xF);
        cpu.updateMode();
        return result;
    }

    static IntegerMachine inRealMode() {
        IntegerMachine result = new IntegerMachine(2);
        result.machine.memory().write32(0, (int) DIVIDE_ERROR);
        Cpu cpu = result.cpu;
        cpu.cs.set((int) (CODE >> 4), 0x9B, 0xFFFF, CODE);
        cpu.updateMode();
        return result;
    }

    /** Makes the instruction; returns whether it raised #DE. */
    boolean execute(byte[] code) {
        machine.memory().load(CODE, code);
        cpu.gpr[Cpu.RSP] = STACK;
        cpu.rip = codeSize == 8 ? CODE : 0;
        if (codeSize == 2) {
            cpu.cs.set((int) (CODE >> 4), 0x9B, 0xFFFF, CODE);
        }
        machine.step();
        return cpu.rip == DIVIDE_ERROR;
    }

    long undefinedFlags(byte[] code) {
        return UndefinedResults.flags(decode(code), cpu);
    }

    boolean isResultUndefined(byte[] code) {
        return UndefinedResults.destination(decode(code), cpu);
    }

    private Instruction decode(byte[] code) {
        int[] next = {0};
        return new Decoder(cpu.profile).decode(() -> code[next[0]++] & 0xFF, codeSize);
    }
}
