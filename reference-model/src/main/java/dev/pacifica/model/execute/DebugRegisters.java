package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.debug.DebugStatus;
import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;

/** MOV to and from DR0 to DR7 (DBG-01 to DBG-04, APM2 13.1.1). */
public final class DebugRegisters {
    private static final long DR7_GD = 1 << 13;
    private static final long DR7_WRITABLE = 0xFFFF_23FFL;

    private DebugRegisters() {}

    public static void movFrom(Instruction i, Execution x) {
        int number = i.second();
        check(x, number);
        x.interception().instruction(Intercept.drRead(number), i.first()); // INS-17: the encoded number
        x.write(
                i,
                switch (number) {
                    case 4, 6 -> x.cpu.dr6;
                    case 5, 7 -> x.cpu.dr7;
                    default -> x.cpu.dr[number];
                });
    }

    public static void movTo(Instruction i, Execution x) {
        int number = i.first();
        check(x, number);
        long value = x.read(i, i.second(), i.operandSize());
        if (x.freedom.decide(DBG_02, number >= 4 && value >>> 32 != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
        x.interception().instruction(Intercept.drWrite(number), i.second());
        switch (number) {
            case 4, 6 -> x.cpu.dr6 = value & DebugStatus.WRITABLE | Cpu.DR6_FIXED;
            case 5, 7 -> {
                x.cpu.dr7 = value & DR7_WRITABLE | Cpu.DR7_FIXED;
                x.cpu.updateMode();
            }
            default -> x.cpu.dr[number] = value;
        }
    }

    private static void check(Execution x, int number) {
        boolean aliasOff = (number == 4 || number == 5) && (x.cpu.cr4 & Cr4.DE) != 0;
        if (x.freedom.decide(DBG_01, aliasOff || number > 7)) {
            throw x.fault(ExceptionVector.UD);
        }
        x.requireCpl0();
        if (x.freedom.decide(DBG_04, (x.cpu.dr7 & DR7_GD) != 0)) {
            DebugStatus.report(x.cpu, x.freedom, DebugStatus.BD);
            throw x.fault(ExceptionVector.DB);
        }
    }
}
