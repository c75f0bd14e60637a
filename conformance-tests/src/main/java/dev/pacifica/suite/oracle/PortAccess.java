package dev.pacifica.suite.oracle;

import dev.pacifica.suite.vector.Vector.Claim;
import java.util.List;

/**
 * One access of a guest to an I/O port, and what the exit reports if it is intercepted (APM2 15.10.2).
 *
 * @param port first port, 0 to 65535
 * @param size bytes: 1, 2 or 4
 * @param isInput whether it is IN or INS
 * @param isString whether it is INS or OUTS
 * @param isRepeated whether a repeat prefix is in effect
 * @param addressSize effective address size in bytes: 2, 4 or 8
 * @param segment number of the segment that a string is in: 0 ES to 5 GS; always 0 for INS
 */
public record PortAccess(
        int port, int size, boolean isInput, boolean isString, boolean isRepeated, int addressSize, int segment) {
    private static final long ADDRESS_SIZE = 7 << 7;
    private static final long SEGMENT = 7 << 10;
    private static final long PORT = 0xFFFFL << 16;
    private static final long FLAGS = 0x7D;

    /** A plain IN or OUT. */
    public static PortAccess plain(int port, int size, boolean isInput) {
        return new PortAccess(port, size, isInput, false, false, 8, 0);
    }

    /** IOIO-04: whether the I/O permission map intercepts it. */
    public boolean isIntercepted(byte[] map) {
        return PermissionMaps.ofPort(port, size).stream().anyMatch(bit -> bit.isSet(map));
    }

    /** EXITINFO1 (IOIO-10), of which only the bits of {@link #defined} count. */
    public long information() {
        return (isInput ? 1 : 0)
                | (isString ? 1 << 2 : 0)
                | (isRepeated ? 1 << 3 : 0)
                | switch (size) {
                    case 1 -> 1 << 4;
                    case 2 -> 1 << 5;
                    default -> 1 << 6;
                }
                | switch (addressSize) {
                    case 2 -> 1 << 7;
                    case 4 -> 1 << 8;
                    default -> 1 << 9;
                }
                | segment << 10
                | (long) port << 16;
    }

    /** The bits of EXITINFO1 that are defined: without a string neither address size nor segment is (IOIO-11, IOIO-12). */
    public long defined(boolean assistsDecoding) {
        long string = ADDRESS_SIZE | (assistsDecoding ? SEGMENT : 0); // IOIO-13
        return FLAGS | PORT | (isString ? string : 0);
    }

    /**
     * What the exit leaves in the VMCB.
     *
     * @param vmcb address of the VMCB
     * @param rip of the instruction
     * @param length of the instruction in bytes
     */
    public List<Claim> exitClaims(long vmcb, long rip, int length) {
        return new ClaimList(vmcb)
                .field("IOIO-04", "EXITCODE", 0x7B)
                .field("IOIO-10", "EXITINFO1", defined(false), information())
                .field("IOIO-08", "EXITINFO2", rip + length)
                .field("INS-06", "RIP", rip)
                .list();
    }
}
