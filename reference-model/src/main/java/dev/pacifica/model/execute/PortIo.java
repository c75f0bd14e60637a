package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.decode.Operation;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.segment.TaskStateSegment;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Mode;

/** IN, OUT, INS and OUTS. */
public final class PortIo {
    private static final int INFO_IN = 1 << 0;
    private static final int INFO_STRING = 1 << 2;
    private static final int INFO_REPEAT = 1 << 3;
    private static final long INFO_SEGMENT = 7 << 10;

    private PortIo() {}

    public static void in(Instruction i, Execution x) {
        int port = (int) x.read(i, i.second(), 2);
        admit(i, x, port);
        x.writeRegister(Cpu.RAX, i.operandSize(), read(i, x, port));
    }

    public static void out(Instruction i, Execution x) {
        int port = (int) x.read(i, i.first(), 2);
        admit(i, x, port);
        write(i, x, port, x.cpu.gpr[Cpu.RAX]);
    }

    public static void ins(Instruction i, Execution x) {
        if (Strings.isFinished(i, x)) {
            return;
        }
        int port = (int) x.cpu.gpr[Cpu.RDX] & 0xFFFF;
        admit(i, x, port);
        long offset = Strings.pointer(i, x, Cpu.RDI);
        x.memory.checkWrite(Cpu.ES, offset, i.operandSize()); // a fault must not lose what the port gives
        x.memory.write(Cpu.ES, offset, i.operandSize(), read(i, x, port));
        Strings.advance(i, x, Cpu.RDI);
        Strings.repeat(i, x);
    }

    public static void outs(Instruction i, Execution x) {
        if (Strings.isFinished(i, x)) {
            return;
        }
        int port = (int) x.cpu.gpr[Cpu.RDX] & 0xFFFF;
        admit(i, x, port);
        long value = x.memory.read(i.segment(), Strings.pointer(i, x, Cpu.RSI), i.operandSize());
        write(i, x, port, value);
        Strings.advance(i, x, Cpu.RSI);
        Strings.repeat(i, x);
    }

    private static long read(Instruction i, Execution x, int port) {
        long value = x.ports.read(port, i.operandSize());
        x.breakpoints.port(port, i.operandSize());
        x.freedom.log().add(new AccessEntry.Port(port, i.operandSize(), false, value));
        return value;
    }

    private static void write(Instruction i, Execution x, int port, long value) {
        x.ports.write(port, i.operandSize(), value);
        x.breakpoints.port(port, i.operandSize());
        long written = value & Execution.mask(i.operandSize());
        x.freedom.log().add(new AccessEntry.Port(port, i.operandSize(), true, written));
    }

    /** IOPL and the TSS permission map first, then the intercept, then everything else (IOIO-05). */
    private static void admit(Instruction i, Execution x, int port) {
        checkPermission(x, port, i.operandSize());
        if (x.interception().inGuest()) {
            x.interception().port(port, i.operandSize(), exitInfo(i, x, port));
        }
    }

    /** The I/O permission bitmap of the TSS (SEGM-98, APM2 12.2.4). */
    private static void checkPermission(Execution x, int port, int size) {
        Cpu cpu = x.cpu;
        boolean needsMap = cpu.mode() == Mode.VIRTUAL_8086 || cpu.isProtected() && cpu.cpl > cpu.iopl();
        if (!needsMap) {
            return;
        }
        long limit = cpu.tr.limit & 0xFFFF_FFFFL;
        boolean hasMap = TaskStateSegment.isWide(cpu.tr.type()) && limit >= 0x67; // SEGM-97
        if (x.freedom.decide(SEGM_98, !hasMap)) {
            throw x.fault(ExceptionVector.GP);
        }
        long map = x.linearMemory.read(cpu.tr.base + 0x66, 2, Access.IMPLICIT_READ);
        long at = map + (port >> 3);
        if (x.freedom.decide(SEGM_98, at + 1 > limit)) {
            throw x.fault(ExceptionVector.GP);
        }
        long bits = x.linearMemory.read(cpu.tr.base + at, 2, Access.IMPLICIT_READ) >>> (port & 7);
        if (x.freedom.decide(SEGM_98, (bits & (1 << size) - 1) != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
    }

    /** EXITINFO1 of an intercepted access (IOIO-10 to IOIO-12). */
    private static long exitInfo(Instruction i, Execution x, int port) {
        Operation operation = i.operation();
        boolean string = operation == Operation.INS || operation == Operation.OUTS;
        long info = (long) port << 16 | (long) i.operandSize() << 4 | (long) i.addressSize() << 6;
        if (operation == Operation.IN || operation == Operation.INS) {
            info |= INFO_IN;
        }
        if (!string) {
            return info | x.freedom.undefined(IOIO_12) & INFO_SEGMENT;
        }
        info |= INFO_STRING | (i.repeat() != 0 ? INFO_REPEAT : 0);
        if (x.freedom.decide(IOIO_13, !x.cpu.profile.has(Feature.DECODE_ASSISTS))) {
            return info | x.freedom.undefined(IOIO_13) & INFO_SEGMENT;
        }
        return info | (operation == Operation.OUTS ? i.segment() : Cpu.ES) << 10;
    }
}
