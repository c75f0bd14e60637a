package dev.pacifica.suite.hardware;

import dev.pacifica.model.event.Interception;
import dev.pacifica.model.event.VmExit;
import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.state.Cpu;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Runs snippets on the model, in a machine that looks like a process of Linux from inside. */
final class ModelRunner {
    private static final long MEMORY = 1 << 20;
    /** Where the kernel's tables are, in linear memory that user mode cannot reach. */
    private static final long KERNEL = 0xFFFF_FE00_0000_0000L;

    private static final long KERNEL_PAGE = 0x8000;
    private static final int TSS = 0x100;
    /** A TSS without I/O map: every port is out of reach. */
    private static final int TSS_LIMIT = 0x67;

    private static final int IO_MAP_BASE = 0x66;
    private static final long CODE_PAGE = 0x1_0000;
    private static final long ARENA_PAGES = 0x1_1000;
    private static final long CONSTANT_PAGE = 0x1_3000;
    private static final int INT3 = 0xCC;

    /** Iterations of repeated instructions are steps too; two pages take 8192 of them. */
    private static final int MOST_STEPS = 20_000;

    private static final int DATA = 0xCF3;
    private static final int CODE_64 = 0xAFB;
    private static final int CODE_32 = 0xCFB;
    private static final int BUSY_TSS = 0x08B;
    private static final int NULL = 0;
    private static final int LIMIT = 0xFFFF_FFFF;
    /** The descriptors of Linux from selector 8 on: kernel code, kernel code, kernel data, user code, user data, user code. */
    private static final long[] DESCRIPTORS = {
        0x00CF_9B00_0000_FFFFL,
        0x00AF_9B00_0000_FFFFL,
        0x00CF_9300_0000_FFFFL,
        0x00CF_FB00_0000_FFFFL,
        0x00CF_F300_0000_FFFFL,
        0x00AF_FB00_0000_FFFFL
    };

    /** User mode may read the limit of this segment, which Linux makes the number of the processor. */
    private static final int PROCESSOR_NUMBER = 0x78;

    private static final int GDT_LIMIT = 0x7F;

    private static final long USER = 7;
    private static final long SUPERVISOR = 3;
    private static final long READ_ONLY = 5;
    private static final long NO_EXECUTE = 1L << 63;

    private static final long CR0 = 0x8005_0033L;
    private static final long EFER = 0xD01;
    private static final long CR4_PAE = 1 << 5;
    private static final long CR4_OSFXSR = 3 << 9;

    private final Machine machine;
    private final boolean likeAmd;
    private final VmExit signal = new VmExit();
    private int vector;
    private long errorCode;
    private long address;
    private @Nullable String missing;

    /**
     * @param likeAmd whether the processor to compare with defines what only AMD's do
     * @param numberDescriptor of the segment {@link #PROCESSOR_NUMBER}
     */
    ModelRunner(CpuProfile profile, boolean likeAmd, long numberDescriptor) {
        this.likeAmd = likeAmd;
        machine = Machine.create(profile, MEMORY);
        tables();
        kernelTables(numberDescriptor);
        machine.execution().setInterception(new Exceptions());
        machine.setExitHandler(exit -> {
            vector = (int) exit.exitCode();
            errorCode = exit.info1();
            address = exit.info2();
        });
    }

    /** Takes every exception out of the machine before it is delivered. */
    private final class Exceptions implements Interception {
        @Override
        public void exception(int number, int code) {
            throw signal.with(number, code, 0, 0);
        }

        @Override
        public void pageFault(int code, long linear, boolean fetch) {
            throw signal.with(Effect.PF, code, linear, 0);
        }
    }

    private void tables() {
        PhysicalMemory memory = machine.memory();
        memory.write64(0x1000, 0x2000 | USER);
        memory.write64(0x2000, 0x3000 | USER);
        map(AddressSpace.CODE, 0x4000, CODE_PAGE | READ_ONLY);
        map(AddressSpace.ARENA, 0x5000, ARENA_PAGES | USER | NO_EXECUTE);
        map(AddressSpace.ARENA + AddressSpace.PAGE, 0x5000, ARENA_PAGES + AddressSpace.PAGE | USER | NO_EXECUTE);
        map(AddressSpace.CONSTANT, 0x5000, CONSTANT_PAGE | READ_ONLY | NO_EXECUTE);
        byte[] constant = new byte[AddressSpace.PAGE];
        Arrays.fill(constant, (byte) AddressSpace.CONSTANT_BYTE);
        memory.load(CONSTANT_PAGE, constant);
    }

    /** One page for the GDT and the TSS. */
    private void kernelTables(long numberDescriptor) {
        PhysicalMemory memory = machine.memory();
        memory.write64(0x1000 + (KERNEL >>> 39 & 511) * 8, 0x6000 | SUPERVISOR);
        memory.write64(0x6000, 0x7000 | SUPERVISOR);
        memory.write64(0x7000, 0x9000 | SUPERVISOR);
        memory.write64(0x9000, KERNEL_PAGE | SUPERVISOR);
        for (int i = 0; i < DESCRIPTORS.length; i++) {
            memory.write64(KERNEL_PAGE + 8 + 8L * i, DESCRIPTORS[i]);
        }
        memory.write64(KERNEL_PAGE + PROCESSOR_NUMBER, numberDescriptor);
        memory.write16(KERNEL_PAGE + TSS + IO_MAP_BASE, TSS_LIMIT + 1);
    }

    private void map(long linear, long table, long entry) {
        machine.memory().write64(0x3000 + (linear >>> 21) * 8, table | USER);
        machine.memory().write64(table + (linear >>> 12 & 511) * 8, entry);
    }

    /** What the model does not have, if that ended the last run; null if nothing was missing. */
    @Nullable
    String missing() {
        return missing;
    }

    /** Runs a snippet on the model; null if an instruction in it has no defined result. */
    @Nullable
    Effect run(Snippet snippet) {
        prepare(snippet);
        Cpu cpu = machine.cpu();
        long undefined = 0;
        vector = Effect.RAN_ON;
        errorCode = address = 0;
        missing = null;
        for (int step = 0; step < MOST_STEPS && vector == Effect.RAN_ON; step++) {
            Piece piece = snippet.pieceAt(cpu.rip);
            int cl = (int) cpu.gpr[Cpu.RCX] & 0xFF;
            if (piece != null && !piece.hasResult(cpu.gpr[Cpu.RCX])) {
                return null;
            }
            RunResult result = machine.step();
            if (result.reason() != StopReason.BUDGET) {
                missing = result.toString();
                break;
            }
            if (piece != null && vector == Effect.RAN_ON) {
                int count = piece.count() < 0 ? cl : piece.count();
                undefined = piece.form().flags().undefinedAfter(undefined, piece.operandBits(), count, likeAmd);
            }
        }
        boolean trap = vector == Effect.BP || vector == Effect.OF;
        return new Effect(
                vector,
                errorCode & 0xFFFF_FFFFL,
                address,
                cpu.cs.selector,
                trap ? cpu.nextRip : cpu.rip,
                cpu.rflags,
                cpu.gpr.clone(),
                machine.memory().dump(ARENA_PAGES, AddressSpace.ARENA_SIZE),
                undefined);
    }

    private void prepare(Snippet snippet) {
        byte[] page = new byte[AddressSpace.PAGE];
        Arrays.fill(page, (byte) INT3);
        System.arraycopy(snippet.code(), 0, page, (int) (snippet.start() - AddressSpace.CODE), snippet.code().length);
        machine.memory().load(CODE_PAGE, page);
        machine.memory().load(ARENA_PAGES, snippet.arena());
        Cpu cpu = machine.cpu();
        System.arraycopy(snippet.registers(), 0, cpu.gpr, 0, cpu.gpr.length);
        cpu.rip = snippet.start();
        cpu.setRflags(snippet.flags());
        cpu.interruptShadow = false;
        cpu.x87.initialise();
        cpu.halted = false;
        cpu.cr0 = CR0;
        cpu.cr3 = 0x1000;
        cpu.cr4 = CR4_PAE | CR4_OSFXSR;
        cpu.efer = EFER;
        cpu.cpl = 3;
        cpu.gdtr.set(KERNEL, GDT_LIMIT);
        cpu.ldtr.set(0, NULL, 0, 0);
        cpu.tr.set(0x40, BUSY_TSS, TSS_LIMIT, KERNEL + TSS);
        cpu.cs.set(
                snippet.in64BitMode() ? AddressSpace.CS_64 : AddressSpace.CS_32,
                snippet.in64BitMode() ? CODE_64 : CODE_32,
                LIMIT,
                0);
        cpu.ss.set(AddressSpace.DATA_SELECTOR, DATA, LIMIT, 0);
        cpu.ds.set(AddressSpace.DATA_SELECTOR, DATA, LIMIT, 0);
        cpu.es.set(AddressSpace.DATA_SELECTOR, DATA, LIMIT, 0);
        cpu.fs.set(0, NULL, 0, 0);
        cpu.gs.set(0, NULL, 0, 0);
        cpu.updateMode();
    }
}
