package dev.pacifica.model.execute;

import dev.pacifica.model.debug.Breakpoints;
import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.event.Interception;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.memory.PortSpace;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.segment.SegmentLoader;
import dev.pacifica.model.segment.SegmentedMemory;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Fault;
import dev.pacifica.model.state.MsrPort;
import dev.pacifica.model.state.Rflags;

/** What a semantics works with: operands, memory, the stack, and everything of the processor that it may ask. */
public final class Execution {
    public final Cpu cpu;
    public final PhysicalMemory physicalMemory;
    public final LinearMemory linearMemory;
    public final SegmentedMemory memory;
    public final DescriptorTables tables;
    public final SegmentLoader loader;
    public final EventDelivery delivery;
    public final PortSpace ports;
    public final Freedom freedom;
    public final Breakpoints breakpoints;

    private final long[] gpr;
    private Interception interception = Interception.NONE;
    private MsrPort msrPort = MsrPort.NONE;

    /** A processor with its memory, nothing intercepted. */
    public Execution(Cpu cpu, PhysicalMemory physicalMemory, PortSpace ports, Freedom freedom) {
        this.cpu = cpu;
        this.gpr = cpu.gpr;
        this.physicalMemory = physicalMemory;
        this.ports = ports;
        this.freedom = freedom;
        this.linearMemory = new LinearMemory(cpu, physicalMemory, freedom);
        this.breakpoints = new Breakpoints(cpu, freedom);
        this.memory = new SegmentedMemory(cpu, linearMemory, breakpoints, freedom);
        this.tables = new DescriptorTables(cpu, linearMemory, freedom);
        this.loader = new SegmentLoader(cpu, tables, freedom);
        this.delivery = new EventDelivery(cpu, linearMemory, tables, loader, freedom);
    }

    /** Who is asked what is intercepted, here and during delivery. */
    public void setInterception(Interception interception) {
        this.interception = interception;
        delivery.setInterception(interception);
    }

    public Interception interception() {
        return interception;
    }

    /** Who answers for the model-specific registers of higher layers. */
    public void setMsrPort(MsrPort port) {
        this.msrPort = port;
    }

    public MsrPort msrPort() {
        return msrPort;
    }

    /** Tests the intercept of an instruction that has no decode assist. */
    public void intercept(Intercept which) {
        interception.instruction(which, 0);
    }

    /** A fault of this instruction, to be thrown: #UD, #NM, #DE, …, or #GP(0) and #SS(0). */
    public Fault fault(ExceptionVector exception) {
        return cpu.fault(exception);
    }

    /** All ones in {@code size} bytes. */
    public static long mask(int size) {
        return -1L >>> 64 - 8 * size;
    }

    /** The value sign-extended from {@code size} bytes. */
    public static long signExtend(long value, int size) {
        int shift = 64 - 8 * size;
        return value << shift >> shift;
    }

    /** The offset of the memory operand in its segment. */
    public long address(Instruction i) {
        long address = i.displacement();
        int base = i.base();
        if (base >= 0) {
            address += base == Instruction.BASE_RIP ? cpu.nextRip : gpr[base];
        }
        if (i.index() >= 0) {
            address += gpr[i.index()] << i.scale();
        }
        return address & i.addressMask();
    }

    /** The operand with this code, zero-extended from {@code size} bytes; an immediate as it is. */
    public long read(Instruction i, int operand, int size) {
        if (operand < 16) {
            return gpr[operand] & mask(size);
        }
        if (operand == Instruction.MEMORY) {
            return memory.read(i.segment(), address(i), size);
        }
        if (operand == Instruction.IMMEDIATE) {
            return i.immediate() & mask(size);
        }
        return gpr[operand - Instruction.HIGH_BYTE] >>> 8 & 0xFF;
    }

    /** The first operand, which is going to be written: memory is checked for writing. */
    public long readForUpdate(Instruction i) {
        return i.first() == Instruction.MEMORY
                ? memory.readForUpdate(i.segment(), address(i), i.operandSize(), i.isLocked())
                : read(i, i.first(), i.operandSize());
    }

    /** The second operand in the size of the operation. */
    public long readSecond(Instruction i) {
        return read(i, i.second(), i.operandSize());
    }

    /** Writes the first operand. */
    public void write(Instruction i, long value) {
        write(i, i.first(), i.operandSize(), value);
    }

    /** Writes a register or memory operand. */
    public void write(Instruction i, int operand, int size, long value) {
        if (operand < 16) {
            writeRegister(operand, size, value);
        } else if (operand == Instruction.MEMORY) {
            memory.write(i.segment(), address(i), size, value);
        } else {
            int number = operand - Instruction.HIGH_BYTE;
            gpr[number] = gpr[number] & ~0xFF00L | (value & 0xFF) << 8;
        }
    }

    /** Writes a general register: 32 bits clear the upper half, 8 and 16 bits leave the rest. */
    public void writeRegister(int number, int size, long value) {
        gpr[number] = switch (size) {
            case 8 -> value;
            case 4 -> value & 0xFFFF_FFFFL;
            case 2 -> gpr[number] & ~0xFFFFL | value & 0xFFFF;
            default -> gpr[number] & ~0xFFL | value & 0xFF;
        };
    }

    /** Replaces the arithmetic flags. */
    void setArithmetic(long flags) {
        cpu.rflags = cpu.rflags & ~Rflags.ARITHMETIC | flags;
    }

    /** Whether the condition of Jcc, SETcc or CMOVcc holds (APM3 table 1-x). */
    boolean condition(int code) {
        long f = cpu.rflags;
        boolean holds = switch (code >> 1 & 7) {
            case 0 -> (f & Rflags.OF) != 0;
            case 1 -> (f & Rflags.CF) != 0;
            case 2 -> (f & Rflags.ZF) != 0;
            case 3 -> (f & (Rflags.CF | Rflags.ZF)) != 0;
            case 4 -> (f & Rflags.SF) != 0;
            case 5 -> (f & Rflags.PF) != 0;
            case 6 -> isLess(f);
            default -> (f & Rflags.ZF) != 0 || isLess(f);
        };
        return holds == ((code & 1) == 0);
    }

    private static boolean isLess(long flags) {
        return ((flags & Rflags.SF) != 0) != ((flags & Rflags.OF) != 0);
    }

    /** Pushes {@code size} bytes. */
    void push(long value, int size) {
        long mask = mask(cpu.stackSize());
        long rsp = gpr[Cpu.RSP];
        long offset = rsp - size & mask;
        memory.write(Cpu.SS, offset, size, value);
        gpr[Cpu.RSP] = rsp & ~mask | offset;
    }

    /** Faults as {@link #push} does where {@code size} bytes cannot be pushed. */
    void checkPush(int size) {
        memory.checkWrite(Cpu.SS, gpr[Cpu.RSP] - size & mask(cpu.stackSize()), size);
    }

    /** Pops {@code size} bytes. */
    long pop(int size) {
        long value = peek(0, size);
        release(size);
        return value;
    }

    /** Reads {@code size} bytes, {@code distance} bytes above the stack pointer. */
    long peek(long distance, int size) {
        long offset = gpr[Cpu.RSP] + distance & mask(cpu.stackSize());
        return memory.read(Cpu.SS, offset, size);
    }

    /** Moves the stack pointer up. */
    void release(long count) {
        long mask = mask(cpu.stackSize());
        gpr[Cpu.RSP] = gpr[Cpu.RSP] & ~mask | gpr[Cpu.RSP] + count & mask;
    }

    /** #GP(0) unless CPL is 0. */
    void requireCpl0() {
        if (cpu.cpl != 0) {
            throw fault(ExceptionVector.GP);
        }
    }

    /** #GP(0) unless CPL is 0, which {@code rule} asks for. */
    void requirePrivilege(Rule rule) {
        if (freedom.decide(rule, cpu.cpl != 0)) {
            throw fault(ExceptionVector.GP);
        }
    }
}
