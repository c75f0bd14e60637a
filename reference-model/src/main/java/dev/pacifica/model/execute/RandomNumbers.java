package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Rflags;

/**
 * RDRAND and RDSEED. The numbers follow from the machine's own time and from its source of undefined values, so that a run can be
 * repeated and no vector can depend on them. There always is one: CF is 1.
 */
public final class RandomNumbers {
    private static final long RDRAND_SEED = 0x5244_5241_4E44L;
    private static final long RDSEED_SEED = 0x5244_5345_4544L;

    private RandomNumbers() {}

    public static void rdrand(Instruction i, Execution x) {
        random(i, x, RDRAND_SEED);
    }

    public static void rdseed(Instruction i, Execution x) {
        random(i, x, RDSEED_SEED);
    }

    private static void random(Instruction i, Execution x, long seed) {
        long undefined = x.freedom.undefined(INS_52); // all that is said of them: nothing intercepts them
        x.write(i, mix(x.cpu.tsc() ^ seed) ^ undefined);
        x.setArithmetic(Rflags.CF);
    }

    /** Every bit of the result depends on every bit of the value. */
    private static long mix(long value) {
        long z = value * 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ z >>> 32) * 0xD6E8_FEB8_6659_FD93L;
        z = (z ^ z >>> 32) * 0xD6E8_FEB8_6659_FD93L;
        return z ^ z >>> 32;
    }
}
