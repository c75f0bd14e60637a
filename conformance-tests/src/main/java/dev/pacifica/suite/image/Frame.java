package dev.pacifica.suite.image;

import java.util.OptionalLong;

/**
 * One line that the boot image sends: {@code @}, a payload, {@code *}, the exclusive-or of the payload's bytes as two lowercase
 * hexadecimal digits, line feed. The payload is a letter and its numbers in hexadecimal, each after a space. Every record says how
 * its payload is written.
 */
public sealed interface Frame {
    /** The version of the frames that this class describes. */
    int FORMAT = 1;

    /** The most {@link Changed} frames of one vector. */
    int MAX_CHANGES = 512;

    /** {@code H format vectors}: the harness has started and carries so many vectors. */
    record Hello(int format, int vectors) implements Frame {}

    /** {@code C leaf eax ebx ecx edx}: what CPUID says; one for each leaf that conditions may name, after the hello. */
    record Cpuid(int leaf, int eax, int ebx, int ecx, int edx) implements Frame {}

    /** {@code V index}: this vector is about to run. */
    record Heartbeat(int index) implements Frame {}

    /** {@code N index number}: the vector is not applicable; its required condition with this number does not hold. */
    record NotApplicable(int index, int requirement) implements Frame {}

    /** {@code D index address value}: the qword at this address is no longer what it was before the vector. */
    record Changed(int index, long address, long value) implements Frame {}

    /** {@code T index}: more qwords changed than are reported. */
    record Truncated(int index) implements Frame {}

    /** {@code R index C outcome}: what the vector left is permitted by this outcome ({@link PackedVectors} numbers them). */
    record Conforming(int index, int outcome) implements Frame {}

    /** {@code R index D}: what the vector left matches no outcome. */
    record Diverging(int index) implements Frame {}

    /**
     * {@code S address} or {@code S ok}: arenas and fixture were searched for stray writes since the last such frame.
     *
     * @param stray address of the first qword of an arena that is not zero, or of the fixture's tables that has changed
     */
    record Swept(OptionalLong stray) implements Frame {}

    /** {@code X vector errorCode rip}: an exception came while no vector ran; the harness has stopped. */
    record HarnessFault(int vector, long errorCode, long rip) implements Frame {}

    /** {@code L}: the processor has no long mode; the harness has stopped. Sent without a hello. */
    record NoLongMode() implements Frame {}

    /** {@code W}: the harness waits for a vector to come over COM1; what was asked for before is done. */
    record Waiting() implements Frame {}

    /** {@code B part}: a request was damaged on its way, in its first 16 bytes (part 0) or in the block that follows them (1). */
    record Refused(int part) implements Frame {}

    /** {@code Q vectors}: all vectors are done, so many. */
    record Bye(int vectors) implements Frame {}

    /** Not a frame: so many bytes that are none. */
    record Noise(int bytes) implements Frame {}
}
