package dev.pacifica.model.platform;

import dev.pacifica.model.memory.PortDevice;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;

/**
 * A 16550 serial port for polled use: what is sent goes out at once, what is received waits until it is read. Baud rate,
 * format and modem lines are stored and have no effect; there are no interrupts.
 */
public final class Uart16550 implements PortDevice {
    public static final int COM1 = 0x3F8;

    private static final int DATA = 0;
    private static final int INTERRUPT_ENABLE = 1;
    private static final int INTERRUPT_IDENTIFICATION = 2;
    private static final int LINE_CONTROL = 3;
    private static final int MODEM_CONTROL = 4;
    private static final int LINE_STATUS = 5;
    private static final int MODEM_STATUS = 6;
    private static final int SCRATCH = 7;

    private static final int LCR_DIVISOR_ACCESS = 0x80;
    private static final int LSR_DATA_READY = 0x01;
    private static final int LSR_TRANSMITTER_EMPTY = 0x60;
    private static final int IIR_NO_INTERRUPT = 0x01;
    private static final int IIR_FIFO = 0xC0;
    private static final int MSR_READY = 0xB0;

    private final int firstPort;
    private final IntConsumer output;
    private final Queue<Integer> input = new ArrayDeque<>();
    private final int[] registers = new int[8];
    private int divisor = 1;
    private boolean fifo;

    /**
     * @param firstPort usually {@link #COM1}
     * @param output gets every byte sent, 0 to 255
     */
    public Uart16550(int firstPort, IntConsumer output) {
        this.firstPort = firstPort;
        this.output = output;
    }

    /** A byte arrives from outside. */
    public void receive(int value) {
        input.add(value & 0xFF);
    }

    @Override
    public int firstPort() {
        return firstPort;
    }

    @Override
    public int portCount() {
        return 8;
    }

    private boolean divisorAccess() {
        return (registers[LINE_CONTROL] & LCR_DIVISOR_ACCESS) != 0;
    }

    @Override
    public int read(int offset, int size) {
        return switch (offset) {
            case DATA -> divisorAccess() ? divisor & 0xFF : input.isEmpty() ? 0 : input.remove();
            case INTERRUPT_ENABLE -> divisorAccess() ? divisor >> 8 : registers[INTERRUPT_ENABLE];
            case INTERRUPT_IDENTIFICATION -> IIR_NO_INTERRUPT | (fifo ? IIR_FIFO : 0);
            case LINE_STATUS -> LSR_TRANSMITTER_EMPTY | (input.isEmpty() ? 0 : LSR_DATA_READY);
            case MODEM_STATUS -> MSR_READY;
            default -> registers[offset];
        };
    }

    @Override
    public void write(int offset, int size, int value) {
        int octet = value & 0xFF;
        switch (offset) {
            case DATA -> {
                if (divisorAccess()) {
                    divisor = divisor & 0xFF00 | octet;
                } else {
                    output.accept(octet);
                }
            }
            case INTERRUPT_ENABLE -> {
                if (divisorAccess()) {
                    divisor = divisor & 0xFF | octet << 8;
                } else {
                    registers[INTERRUPT_ENABLE] = octet & 0x0F;
                }
            }
            case INTERRUPT_IDENTIFICATION -> fifo = (octet & 1) != 0;
            case LINE_CONTROL, MODEM_CONTROL, SCRATCH -> registers[offset] = octet;
            default -> {
                // the status registers cannot be written
            }
        }
    }
}
