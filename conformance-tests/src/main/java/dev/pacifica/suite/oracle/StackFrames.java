package dev.pacifica.suite.oracle;

import java.util.Map;
import java.util.TreeMap;

/** ENTER (APM3): what it pushes and where it leaves the pointers; all offsets lie in the stack segment and do not wrap. */
public final class StackFrames {
    /**
     * What ENTER does.
     *
     * @param pushed values by offset
     * @param framePointer rBP in the operand size
     */
    public record Entered(Map<Long, Long> pushed, long stackPointer, long framePointer) {}

    private StackFrames() {}

    /**
     * ENTER.
     *
     * @param size of the operands in bytes
     * @param outer the frame pointers of the outer levels, as they lie below rBP
     * @param level the nesting level, which counts modulo 32
     */
    public static Entered enter(int size, long stackPointer, long framePointer, int locals, long[] outer, int level) {
        Map<Long, Long> pushed = new TreeMap<>();
        long top = stackPointer - size;
        pushed.put(top, framePointer);
        long frame = top;
        for (int i = 0; i < outer.length; i++) {
            top -= size;
            pushed.put(top, outer[i]);
        }
        if (level % 32 > 0) {
            top -= size;
            pushed.put(top, frame);
        }
        return new Entered(pushed, top - locals, frame);
    }
}
